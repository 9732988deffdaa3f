"""Commands of the data: check them, show what they give, begin a package."""

from __future__ import annotations

import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..commands import DATA, typed
from ..problems import DataRefusal
from .base import Data, screen
from .next_step import after_check, last_year, say_next
from .russian import Commands

group = Commands()


class Format(StrEnum):
    """How indicators are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"

    @classmethod
    def parse(cls, text: str) -> Format:
        """Read the option: a code, or «таблица»."""
        name = {"таблица": "table"}.get(text.lower(), text.lower())
        if name not in list(cls):
            raise typer.BadParameter(f"«{text}» — такого нет, есть: {', '.join(cls)}")
        return cls(name)


@group.command(epilog="Пример:\n\nshegar-metrics check --data data")
def check(data: Data = DATA) -> None:
    """Проверить данные: все ошибки сразу, с файлом, строкой и столбцом.

    Ошибок нет — покажет, что есть по годам и месяцам, какие отчёты готовы или устарели и чего не
    хватает. Что на правду не похоже, назовёт тоже: оно отчёту не мешает.
    """
    from ..dataset import load
    from ..dataset.filling import still_to_fill
    from ..dataset.originals import RAW, absent_originals, check_originals
    from ..dataset.plausibility import doubts
    from ..dataset.schema import check_copy
    from ..importing.plan import INBOX
    from ..importing.storing.finishing import is_unfinished
    from ..importing.waiting import WHY, has_note, waiting_in
    from ..indicators import discrepancies
    from ..run.state import editions_of, state_of
    from .console import discrepancy_lines, doubt_lines
    from .state import MOST_YEARS, edition_lines, gap_lines, state_sheet

    dataset = load(data)
    problems = [*check_copy(dataset.folder), *check_originals(dataset)]
    if problems:
        raise DataRefusal(problems)
    rows = sum(map(len, dataset.rows.values()))
    years = ", ".join(map(str, dataset.years)) or "нет"
    screen.say(f"Данные верны: таблиц — {len(dataset.rows)}, строк — {rows}, годы — {years}.")
    if is_unfinished(dataset.folder):
        screen.say(
            "Загрузка прервана и не закончена: новые таблицы читаются, но ещё не стоят на своих "
            "местах. Их поставит следующая загрузка."
        )
    waiting = waiting_in(dataset.folder).files
    refused = [path for path in waiting if has_note(path)]
    new = [path for path in waiting if path not in refused]
    for files, what, then in (
        (new, "ждут", f"Загрузить: {typed('import', data=data)}"),
        (refused, "остались", f"Почему — в файлах «…{WHY}» рядом с ними."),
    ):
        if files:
            names = ", ".join(path.name for path in files)
            screen.say(f"В {INBOX} {what} файлы — {len(files)}: {names}. {then}")
    absent = absent_originals(dataset)
    if absent:
        more = f" и ещё {len(absent) - 1}" if absent[1:] else ""
        screen.say(
            f"Оригиналов с персональными данными здесь нет: {RAW}/{absent[0]}{more}. Это не "
            "ошибка: числа из них проверены при загрузке, контрольные суммы — в sources.csv."
        )
    editions = editions_of(dataset)
    if dataset.years:
        state = state_of(dataset, dataset.years[-MOST_YEARS:], editions)
        screen.show(state_sheet(state))
        for title, lines in (
            ("Чего не хватает:", gap_lines(state.gaps, last_year(dataset), data)),
            ("Отчёты, которые пора обновить:", edition_lines(editions, data)),
        ):
            shown = [f"  {line}" for line in lines]
            if shown:
                screen.say(title, *shown)
    differing = list(discrepancy_lines(discrepancies(dataset)))
    if differing:
        screen.say("Источники расходятся:", *(f"  {line}" for line in differing))
    today = datetime.now(dataset.reference.zone).date()
    doubtful = list(doubt_lines(doubts(dataset, today)))
    if doubtful:
        screen.say("Не похоже на правду (отчёту это не мешает):", *doubtful)
    empty = still_to_fill(dataset)
    if empty:
        screen.say("Ещё не заполнено:", *(f"  {sentence}" for sentence in empty))
    after_check(dataset, editions, data, has_new_files=bool(new))


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics indicators 2022\n\n"
    "shegar-metrics indicators 2022 --format csv > indicators.csv",
)
def indicators(
    year: Annotated[str, typer.Argument(metavar="ГОД", help="Отчётный год.")],
    data: Data = DATA,
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar="ВИД",
            parser=Format.parse,
            help="table (таблица) — читать, csv или json — для программ; без параметра — table.",
        ),
    ] = Format.TABLE,
) -> None:
    """Показать показатели года: значение, период или дату, источник."""
    from ..dataset import load
    from ..indicators import compute

    computed = compute(load(data), year)
    match format:
        case Format.CSV:
            screen.hand_over(computed.csv())
        case Format.JSON:
            screen.hand_over(computed.json())
        case Format.TABLE:
            from .console import result_table

            screen.show(result_table(computed))
            say_next(typed("report", year, data=data), "отчёт с этими числами")


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics new data — спросит названия\n\n"
    'shegar-metrics new data --name "Заречный район" --council Дума --seat "с. Заречное" '
    "--zone Asia/Omsk",
)
def new(
    folder: Annotated[Path, typer.Argument(metavar="ПАПКА", help="Новая папка с данными.")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="НАЗВАНИЕ", help="Название муниципалитета.")
    ] = None,
    name_genitive: Annotated[
        str | None,
        typer.Option("--name-genitive", metavar="НАЗВАНИЯ", help="Оно же в родительном падеже."),
    ] = None,
    kind_genitive: Annotated[
        str | None,
        typer.Option(
            "--kind-genitive",
            metavar="ЧЕГО",
            help="Чей это отчёт одним словом: района, округа, города.",
        ),
    ] = None,
    council: Annotated[
        str | None,
        typer.Option("--council", metavar="ОРГАН", help="Дума, Совет депутатов, Собрание…"),
    ] = None,
    council_genitive: Annotated[
        str | None,
        typer.Option("--council-genitive", metavar="ОРГАНА", help="Он же в родительном падеже."),
    ] = None,
    council_verb: Annotated[
        str | None,
        typer.Option(
            "--council-verb",
            metavar="ГЛАГОЛ",
            help="Слово решения: глагол заглавными в роде органа.",
        ),
    ] = None,
    seat: Annotated[
        str | None,
        typer.Option("--seat", metavar="МЕСТО", help="Где принимаются решения: «с. Заречное»."),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ПОЯС", help="Часовой пояс по базе IANA: Asia/Omsk."),
    ] = None,
) -> None:
    """Сделать пустую папку с данными для муниципалитета."""
    from ..importing.creating import Names, check_new_folder, create_package, propose

    check_new_folder(folder)
    name = name or _asked("--name", "Название муниципалитета")
    council = council or _asked("--council", "Представительный орган (Дума, Совет депутатов…)")
    proposed = propose(name, council)

    def formed(given: str | None, key: str, question: str) -> str:
        option = f"--{key.replace('_', '-')}"
        return given or _asked(option, question, proposed[key])

    names = Names(
        name=name,
        name_genitive=formed(name_genitive, "name_genitive", "Название в родительном падеже"),
        kind_genitive=formed(kind_genitive, "kind_genitive", "Жители чего: района, округа…"),
        council=council,
        council_genitive=formed(council_genitive, "council_genitive", "Орган в родительном падеже"),
        council_verb=formed(council_verb, "council_verb", "Слово, которым он решает, заглавными"),
        seat=seat or _asked("--seat", "Где принимаются решения"),
        zone=zone or _asked("--zone", "Часовой пояс (Europe/Moscow, Asia/Omsk…)"),
    )
    screen.say(str(create_package(folder, names, date.today())))
    say_next(typed("check", data=folder), "что заполнить")


def _asked(option: str, question: str, proposal: str | None = None) -> str:
    """Ask at the terminal what no option tells; where nobody can answer, take the proposal."""
    if sys.stdin is not None and sys.stdin.isatty():
        return str(typer.prompt(question, default=proposal, err=True))
    if proposal is None:
        raise typer.BadParameter("не указано", param_hint=option)
    return proposal


@group.command(epilog="Пример:\n\nshegar-metrics schema --data data")
def schema(data: Data = DATA) -> None:
    """Обновить описание таблиц (datapackage.json) в папке с данными."""
    from ..dataset import find_folder
    from ..dataset.schema import resources
    from ..importing.storing.writing import write_schema, writing_alone
    from .console import shown_path

    # A package that has lost its copy is known by its tables.
    has_tables = (data / resources()["sources"]["path"]).is_file()
    folder = data if has_tables else find_folder(data)
    with writing_alone(folder):
        screen.say(shown_path(write_schema(folder)))
    say_next(typed("check", data=data))
