"""Editions of another hand: read within bounds, or refused in one plain sentence."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.editions.changed_rows import changed_rows
from shegar_metrics.editions.manifest import (
    MOST_BYTES,
    own_file,
    read_manifest,
    sound_manifest,
    touched,
)
from shegar_metrics.indicators.published import published
from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.run.report import make_reports

from .conftest import Cli, assert_plain
from .test_editions import publish

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
HUGE = 20_000_000_000
DIGEST = "0" * 64

Spoil = Callable[[Path], object]


@pytest.fixture
def foreign(data: Path) -> Path:
    """A small edition of 2022, to spoil."""
    return publish(data)


def written(text: str) -> Spoil:
    return lambda file: file.write_text(text, encoding="utf-8")


def changed(change: Callable[[dict[str, Any]], object]) -> Spoil:
    """Change what a JSON file holds."""

    def spoil(file: Path) -> None:
        found = json.loads(file.read_text(encoding="utf-8"))
        change(found)
        file.write_text(json.dumps(found), encoding="utf-8")

    return spoil


def output(entry: object) -> Spoil:
    """Name one more output."""
    return changed(lambda manifest: manifest["outputs"].append(entry))


def piped(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def linked(target: str) -> Spoil:
    def spoil(file: Path) -> None:
        file.unlink()
        file.symlink_to(target)

    return spoil


def sparse(size: int) -> Spoil:
    return lambda file: os.truncate(file, size)


NO_MANIFEST: dict[str, tuple[Spoil, str]] = {
    "no JSON": (written("{"), "это не JSON"),
    "no text": (lambda file: file.write_bytes(b"\xff\x00\xff"), "это не JSON"),
    "a long number": (written("9" * 5_000), "это не JSON"),
    "brackets": (written("[" * 200_000), "это не JSON"),
    "nested": (written(f'{{"format": {"[" * 900 + "]" * 900}}}'), "это не"),
    "a list": (written("[]"), "в ней — не то, что должно быть"),
    "nothing but a format": (written('{"format": 2}'), "в ней нет edition"),
    "another format": (changed(lambda m: m.update(format=1)), "format — не то"),
    "something more": (changed(lambda m: m.update(clock=1)), "в ней — не то"),
    "a year of letters": (
        changed(lambda m: m["parameters"].update(year="2022")),
        "parameters.year",
    ),
    "no outputs": (changed(lambda m: m.update(outputs=None)), "outputs — не то"),
    "no path": (output({"bytes": 1, "sha256": DIGEST}), r"outputs\[\d+\] нет path"),
    "no size": (output({"path": "x", "sha256": DIGEST}), r"outputs\[\d+\] нет bytes"),
    "a number": (output({"path": 1, "bytes": 1, "sha256": DIGEST}), r"outputs\[\d+\].path"),
    "no digest": (output({"path": "x", "bytes": 1, "sha256": "\x1b[2J"}), r"outputs\[\d+\].sha256"),
    **{
        f"path {path}": (
            output({"path": path, "bytes": 1, "sha256": DIGEST}),
            r"outputs\[\d+\]\.path — не то, что должно быть",
        )
        for path in (
            "/etc/hostname",
            "..",
            "../x",
            "data/../../x",
            "data/..",
            "",
            "a\0b",
            "x" * 5_000,
        )
    },
    "a hostile name": (
        changed(lambda m: m["versions"].update({"\x1b]0;x\x07" + "x" * 900: 1})),
        "versions.*\N{REPLACEMENT CHARACTER}.*…",
    ),
    "too large": (sparse(MOST_BYTES + 1), "файл больше 2 МБ"),
}
NO_MANIFEST_ON_POSIX: dict[str, tuple[Spoil, str]] = {
    "far too large": (sparse(HUGE), "файл больше 2 МБ"),
    "a pipe": (piped, "это не файл"),
    "a device": (linked("/dev/zero"), "ссылка ведёт за пределы папки"),
    "a link out": (linked("/etc/passwd"), "ссылка ведёт за пределы папки"),
    "a link to nothing": (linked("nothing"), "файл не читается"),
    "a link to itself": (linked("manifest.json"), "файл не читается"),
}

NO_INDICATORS: dict[str, tuple[Spoil, str]] = {
    "nothing": (written(""), "нет столбцов id, title, aspect, start, value"),
    "no id": (written("title,aspect,start,value\n"), "нет столбцов id"),
    "no text": (lambda file: file.write_bytes(b"\xff\xfe\xff"), "это не таблица показателей"),
    "an open quote": (written('id,title,aspect,start,value\n"'), "это не таблица показателей"),
    "a cell without end": (
        written("id,title,aspect,start,value\n" + "x" * 200_000),
        "это не таблица показателей|не дата",  # other packages change csv's limit
    ),
    **{
        f"value {value[:9]}": (
            written(f"id,title,aspect,start,value\nx,X,value,2022-01-01,{value}\n"),
            "строка 2: «.*» — не число",
        )
        for value in ("1e999999999", "9" * 5_000, "NaN", "1/3", "\x1b[2J", "٣", "1_0")
    },
    "no date": (written("id,title,aspect,start,value\nx,X,value,today,1\n"), "«today» — не дата"),
    "a row cut off": (written("id,title,aspect,start,value\nx\n"), "«» — не дата"),
    "a cell more": (
        written("id,title,aspect,start,value\nx,X,value,2022-01-01,1,2\n"),
        "строка 2: лишняя ячейка",
    ),
    "an indicator twice": (
        written("id,title,aspect,start,value\n" + "x,X,value,2022-01-01,1\n" * 2),
        "строка 3: показатель «x» уже был выше",
    ),
}
NO_INDICATORS_ON_POSIX: dict[str, tuple[Spoil, str]] = {
    "far too large": (sparse(HUGE), "файл больше 10 МБ"),
    "a pipe": (piped, "это не файл"),
    "a link out": (linked("/etc/passwd"), "ссылка ведёт за пределы папки"),
}


def assert_no_manifest(edition: Path, spoil: Spoil, told: str) -> None:
    spoil(edition / "manifest.json")
    with pytest.raises(ParameterRefusal, match=told) as refused:
        read_manifest(edition)
    (line,) = refused.value.lines
    assert len(line) < 400 + len(str(edition))
    assert line.isprintable()
    assert sound_manifest(edition) is None
    assert touched(edition) == []


@pytest.mark.parametrize(("spoil", "told"), NO_MANIFEST.values(), ids=NO_MANIFEST)
def test_a_manifest_that_is_none(foreign: Path, spoil: Spoil, told: str) -> None:
    assert_no_manifest(foreign, spoil, told)


@POSIX
@pytest.mark.parametrize(("spoil", "told"), NO_MANIFEST_ON_POSIX.values(), ids=NO_MANIFEST_ON_POSIX)
def test_a_manifest_that_is_no_file(foreign: Path, spoil: Spoil, told: str) -> None:
    assert_no_manifest(foreign, spoil, told)


def assert_no_indicators(edition: Path, spoil: Spoil, told: str) -> None:
    spoil(edition / "indicators.csv")
    with pytest.raises(ParameterRefusal, match=told) as refused:
        published(edition)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 400 + len(str(edition))


@pytest.mark.parametrize(("spoil", "told"), NO_INDICATORS.values(), ids=NO_INDICATORS)
def test_indicators_that_are_none(foreign: Path, spoil: Spoil, told: str) -> None:
    assert_no_indicators(foreign, spoil, told)


@POSIX
@pytest.mark.parametrize(
    ("spoil", "told"), NO_INDICATORS_ON_POSIX.values(), ids=NO_INDICATORS_ON_POSIX
)
def test_indicators_that_are_no_file(foreign: Path, spoil: Spoil, told: str) -> None:
    assert_no_indicators(foreign, spoil, told)


@POSIX
@pytest.mark.parametrize("command", ["verify", "diff"])
@pytest.mark.parametrize("name", ["manifest.json", "indicators.csv"])
@pytest.mark.parametrize("spoil", [piped, sparse(HUGE), written("[" * 200_000)])
def test_the_commands_refuse_an_edition_that_is_none(
    foreign: Path, cli: Cli, command: str, name: str, spoil: Spoil
) -> None:
    spoil(foreign / name)
    others = ["2022"] if command == "diff" else []
    done = cli(command, str(foreign), *others, cwd=foreign.parents[1])
    assert_plain(done, 1)
    assert done.stderr.startswith(f"{foreign / name}: ")
    assert done.stderr.count("\n") == 1


@POSIX
def test_of_all_editions_a_spoilt_one_is_told_and_the_others_too(foreign: Path, cli: Cli) -> None:
    other = foreign.with_name("2023")
    other.mkdir()
    (other / "manifest.json").write_text("{}", encoding="utf-8")
    (foreign / "manifest.json").write_text("[]", encoding="utf-8")
    done = cli("verify", cwd=foreign.parents[1])
    assert_plain(done, 1)
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        str(folder / "manifest.json") for folder in (foreign, other)
    ]


@POSIX
def test_a_file_is_read_only_if_it_is_its_own_and_of_the_right_size(
    foreign: Path,
) -> None:
    assert touched(foreign) == []
    os.truncate(foreign / "indicators.csv", HUGE)
    piped(foreign / "data" / "visits.csv")
    for name, target in (("costs", "/dev/zero"), ("sources", "/etc/passwd"), ("totals", "x")):
        linked(target)(foreign / "data" / f"{name}.csv")
    spoilt = {
        "indicators.csv",
        *(f"data/{n}.csv" for n in ("visits", "costs", "sources", "totals")),
    }
    assert {*touched(foreign)} == spoilt
    assert own_file(foreign, "data/costs.csv") is None
    assert own_file(foreign, "ы" * 200) is None


@POSIX
def test_tables_that_cannot_be_compared_are_named(foreign: Path, data: Path) -> None:
    tables = foreign / "data"
    piped(tables / "visits.csv")
    os.truncate(tables / "costs.csv", HUGE)
    (tables / "population.csv").write_text("x\n1\n", encoding="utf-8")
    linked("/etc/passwd")(tables / "totals.csv")
    rows, sentences = changed_rows(foreign, load(data))
    assert rows == []
    assert [sentence.partition(" (")[0] for sentence in sentences] == [
        "Посещения официального сайта",
        "Расходы",
        "Итоги периодов, названные источником отдельно от строк",
        "Население",
    ]
    assert "файл больше 10 МБ" in sentences[1]
    assert "лишний столбец" in sentences[3]


@POSIX
@pytest.mark.parametrize("spoil", [piped, sparse(HUGE), linked("/etc/passwd")])
def test_a_report_is_not_compared_with_spoilt_numbers_of_the_year_before(
    two_years: Path, spoil: Spoil
) -> None:
    before = publish(two_years)
    spoil(before / "indicators.csv")
    with pytest.raises(ParameterRefusal, match=r"reports/2022/indicators\.csv: "):
        make_reports([2023], two_years)
