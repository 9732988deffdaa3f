"""Make an empty data package of a municipality, with the reference data to begin with."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..dataset import load
from ..dataset.reference import ACT, POST
from ..dataset.schema import DESCRIPTOR, resources
from ..problems import ParameterRefusal, RunFailure
from ..stopping import temporary_folder
from .names import genitive, kind_genitive, verb_of
from .storing.writing import as_csv, write_schema

Row = Mapping[str, Any]

PLATFORMS = {"vk": "ВКонтакте", "ok": "Одноклассники", "telegram": "Telegram", "max": "MAX"}
BEGUN_WITH = ("vk", "ok")
"""The platforms that order 2523-р of the Government names: a page on each is registered."""

REQUIREMENTS = (
    ("verification", "Подлинность страницы подтверждена через Госуслуги", None),
    ("two_factor", "Двухфакторный вход", "Администратор страниц"),
    ("pos_forms", "Формы ПОС на странице", None),
    ("gospabliki", "Подключение к платформе «Госпаблики»", "Администрация"),
)


METHOD_SOURCE = {
    "id": "chelyabinsk-61-2026",
    "title": "Приказ от 27.05.2026 № 61: методика Челябинской области",
    "kind": "decision",
    "date": date(2026, 5, 27),
}
METHOD = {
    "whose": "методика Челябинской области (приказ от 27.05.2026 № 61)",
    "standing": "practice",
    "valid_from": date(2026, 5, 27),
    "source": METHOD_SOURCE["id"],
}
YARDSTICKS: tuple[Row, ...] = (
    {"indicator": "answered_on_time", "member": "pos", "value": 95},
    {"indicator": "posts", "value": 3, "per": "week"},
)
"""What the only method that is known to name them asks for: of municipalities elsewhere no act
asks it, and those of that region change the standing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a municipality and its bodies are called.

    Parameters
    ----------
    name, name_genitive, kind_genitive
        The municipality; and what it is, in the genitive: «района».
    council, council_genitive, council_verb
        The council without the name of the municipality, and the word with which it decides.
    seat
        Where it sits.
    zone
        The time zone, as ``Europe/Moscow``.
    """

    name: str
    name_genitive: str
    kind_genitive: str
    council: str
    council_genitive: str
    council_verb: str
    seat: str
    zone: str


def propose(name: str, council: str) -> dict[str, str | None]:
    """Propose the forms of the names of a municipality and its council, for a person to correct."""
    return {
        "name_genitive": genitive(name),
        "kind_genitive": kind_genitive(name),
        "council_genitive": genitive(council),
        "council_verb": verb_of(council),
    }


def check_new_folder(folder: Path) -> None:
    """Refuse a folder that cannot become a data package, before anybody is asked anything.

    Parameters
    ----------
    folder
        The new folder; it may exist if it is empty.

    Raises
    ------
    ParameterRefusal
        If there is something in the folder, or data beside it: they would share their reports.
    RunFailure
        If it cannot be written.
    """
    with _explained(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            wrong = "здесь уже что-то есть. Назовите новую или пустую папку"
            raise ParameterRefusal(f"{folder}: {wrong}.")
        beside = next(folder.absolute().parent.glob(f"*/{DESCRIPTOR}"), None)
        if beside is not None:
            raise ParameterRefusal(
                f"Рядом с {folder} уже есть папка данных {beside.parent.name}, и отчёты обеих "
                f"легли бы в одну папку. Назовите так: {folder / 'data'}."
            )
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        # Not by its rights: on Windows and on a full disk they do not say so.
        tempfile.TemporaryDirectory(dir=there).cleanup()


def create_package(folder: Path, names: Names, today: date) -> Path:
    """Make an empty data package, and return its folder.

    Parameters
    ----------
    folder
        The new folder; see `check_new_folder`.
    names
        What the municipality is called.
    today
        From when the names are valid; before their first row they hold as well.

    Raises
    ------
    ParameterRefusal
        If there is something in the folder, or data beside it: they would share their reports.
    DataRefusal
        If a name or the zone cannot be so.
    RunFailure
        If it cannot be written.
    """
    check_new_folder(folder)
    with _explained(folder), temporary_folder() as aside:
        package = aside / "data"
        _write(package, _tables(names, today))
        load(package)
        # What makes it a package comes last.
        for name in (*(r["path"] for r in resources().values()), DESCRIPTOR):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(package / name, folder / name)
    return folder


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Say in plain words why a folder cannot be made."""
    try:
        yield
    except UnicodeError as error:
        raise ParameterRefusal("В названии есть знак, который не записать буквами.") from error
    except OSError as error:
        raise RunFailure(f"{folder}: папку не создать ({error.strerror or error}).") from error


def _write(package: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    for name, resource in resources().items():
        file = package / resource["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        text = as_csv(name, tables.get(name, ()))
        file.write_text(text, encoding="utf-8", newline="\n")
    write_schema(package)


def _tables(names: Names, today: date) -> dict[str, list[dict[str, Any]]]:
    of = names.name_genitive
    noun, one, *others = _council_act(names)
    return {
        "municipality": [
            {
                "valid_from": today,
                "name": names.name,
                "name_genitive": of,
                "kind_genitive": names.kind_genitive,
                "administration": f"администрация {of}",
                "administration_genitive": f"администрации {of}",
                "administration_instrumental": f"администрацией {of}",
                "council": f"{names.council} {of}",
                "council_genitive": f"{names.council_genitive} {of}",
                "council_verb": names.council_verb,
                "seat": names.seat,
                "zone": names.zone,
            }
        ],
        "territories": [{"code": "municipality", "title": names.name, "denominator": True}],
        "platforms": [
            {"code": code, "title": title, "order": order}
            for order, (code, title) in enumerate(PLATFORMS.items(), start=1)
        ],
        "pages": [
            {"id": "site", "title": "Официальный сайт"},
            *({"id": c, "platform": c, "title": PLATFORMS[c]} for c in BEGUN_WITH),
        ],
        "sections": [
            _section("news", "Новости", "material", "новость", "новости", "новостей"),
            _section(
                "administration_acts",
                "Постановления администрации",
                ACT,
                "постановление администрации",
                "постановления администрации",
                "постановлений администрации",
            ),
            _section("council_acts", noun, ACT, one, *others),
            _section("posts", "Записи на странице", POST, "запись", "записи", "записей"),
        ],
        "requirements": [
            {"code": code, "title": title, "subject": subject}
            for code, title, subject in REQUIREMENTS
        ],
        "yardsticks": [{**METHOD, **each} for each in YARDSTICKS],
        "sources": [METHOD_SOURCE],
    }


def _council_act(names: Names) -> tuple[str, str, str, str]:
    of = names.council_genitive
    return f"Решения {of}", f"решение {of}", f"решения {of}", f"решений {of}"


def _section(code: str, title: str, kind: str, one: str, few: str, many: str) -> dict[str, Any]:
    return {"code": code, "title": title, "kind": kind, "one": one, "few": few, "many": many}
