"""Hostile data and parameters: refused in plain words, or shown as the text they are."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from docx import Document
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pypdf import PdfReader

from shegar_metrics.dataset import load, schema
from shegar_metrics.dataset.schema import check_copy
from shegar_metrics.dataset.validation import MOST_PROBLEMS
from shegar_metrics.documents.docx import DOCXExporter
from shegar_metrics.documents.html import HTMLReportExporter
from shegar_metrics.documents.pdf import OfficialPDFExporter, PDFReportExporter
from shegar_metrics.importing.storing.finishing import finish
from shegar_metrics.indicators import Results, compute
from shegar_metrics.period import parse_year
from shegar_metrics.problems import DataRefusal, ParameterRefusal, Refusal
from shegar_metrics.run import notebook as opening
from shegar_metrics.run.report import make_reports
from shegar_metrics.views import document, prose, tables
from shegar_metrics.views.bundle import Prose, plain
from shegar_metrics.views.typography import sentence

from .conftest import DUMA as SOURCE
from .conftest import add, clear, shipped

REMARK = "remarks.csv, строка 8, столбец text: "
VISITS = "period_start,period_end,page,visits,page_views,source,note\n"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")

Spoil = Callable[[Path], None]


def remark(text: str) -> Spoil:
    """Add a remark."""
    return lambda data: add(data, "remarks", year=2022, section="site", text=text, source=SOURCE)


def visits(
    number: str = "1", start: str = "2022-01-01", end: str = "2022-12-31", note: str = ""
) -> Spoil:
    """Replace the row of visits."""
    return written("visits", f"{VISITS}{start},{end},site,{number},,{SOURCE},{note}\n")


def cost(amount: str) -> Spoil:
    """Add a cost."""
    row = {"item": "site_maintenance", "method": "by_hand", "source": "census-2021"}
    return lambda data: add(data, "costs", period=2022, amount_rub=amount, **row)


def source(**cells: object) -> Spoil:
    """Add a source, of which some cells are of interest."""
    plain = {"id": "x", "title": "Х", "kind": "manual", "date": "2022-01-01"}
    return lambda data: add(data, "sources", **(plain | cells))


def written(table: str, content: str | bytes) -> Spoil:
    """Replace a table."""
    raw = content.encode() if isinstance(content, str) else content

    def spoil(data: Path) -> None:
        (data / f"{table}.csv").write_bytes(raw)

    return spoil


def linked(name: str, target: str) -> Spoil:
    """Put a link in place of a file."""

    def spoil(data: Path) -> None:
        (data.parent / "secret.csv").write_text(f"{VISITS}secret\n", encoding="utf-8")
        (data / name).unlink()
        (data / name).symlink_to(target)

    return spoil


def piped(data: Path) -> None:
    """Put a pipe, that nobody writes to, in place of a table."""
    (data / "visits.csv").unlink()
    os.mkfifo(data / "visits.csv")


MARK = '{"before": {}, "removed": []}'


def importing(data: Path) -> None:
    """Leave an import to finish, that writes through a link of the package."""
    outside = data.parent / "outside"
    outside.mkdir()
    (data / "raw").symlink_to(outside)
    aside = data / ".importing" / "files" / "raw"
    aside.mkdir(parents=True)
    (aside / "authorized_keys").write_text("hostile", encoding="utf-8")
    (data / ".importing" / "complete").write_text(MARK, encoding="utf-8")


def importing_from_elsewhere(data: Path) -> None:
    """Leave an import to finish, whose files are the user's own."""
    own = data.parent / "own"
    (own / "files").mkdir(parents=True)
    (own / "files" / "letter.txt").write_text("mine", encoding="utf-8")
    (own / "complete").write_text(MARK, encoding="utf-8")
    (data / ".importing").symlink_to(own)


DEEP = 100_000
MANY = f"2022-01-01,2022-12-31,site,1,,{SOURCE},\n"

REFUSED: dict[str, tuple[Spoil, str]] = {
    # what Excel would run
    "formula": (remark('=HYPERLINK("http://evil.example";"x")'), REMARK + "«=HYPERLINK"),
    "formula of plus": (remark("+cmd|' /C calc'!A0"), REMARK + "«+cmd"),
    "formula of minus": (remark("-2+3+cmd|' /C calc'!D2"), REMARK + "«-2"),
    "formula of at": (remark("@SUM(1+1)*cmd|' /C calc'!A0"), REMARK + "«@SUM"),
    "formula of a Russian cell": (remark("слово;=cmd|' /C calc'!A0"), REMARK + "«слово"),
    "formula on a second line": (remark("слово\n=1+1"), "remarks.csv, строка 9, столбец text: "),
    "formula behind a tab": (remark("слово\t=1+1"), REMARK + "«слово"),
    "formula in a note": (visits(note="=1+1"), "visits.csv, строка 2, столбец note: «=1+1»"),
    "formula in a title": (
        source(title="=1+1"),
        "sources.csv, строка 5, столбец title: «=1+1» — Excel",
    ),
    # characters that are not what they seem
    "right-to-left override": (remark("за \u202e3202 год"), REMARK),
    "right-to-left mark": (remark("а\u200fб"), REMARK + "«» — символ U+200F"),
    "isolate": (remark("а\u2066б\u2069"), REMARK + "«» — символ U+2066"),
    "zero-width space": (remark("а\u200bб"), REMARK + "«» — символ U+200B"),
    "zero-width joiner": (remark("а\u200dб"), REMARK + "«» — символ U+200D"),
    "soft hyphen": (remark("а\u00adб"), REMARK + "«» — символ U+00AD"),
    "mark of order inside": (remark("а\ufeffб"), REMARK + "«» — символ U+FEFF"),
    "line separator": (remark("а\u2028б"), REMARK + "«» — символ U+2028"),
    "escape to the terminal": (remark("\x1b]0;x\x07\x1b[2J"), REMARK + "«» — символ U+001B"),
    "bell": (remark("а\x07б"), REMARK + "«» — символ U+0007"),
    "private use": (remark("\ue000"), REMARK + "«» — символ U+E000"),
    "no character": (remark("\uffff"), REMARK + "«» — символ U+FFFF"),
    "other script": (remark("中"), REMARK + "«中» — символ U+4E2D"),
    "letters of mathematics": (remark("\U0001d400"), REMARK + "«𝐀» — символ U+1D400"),
    "combining marks": (remark("а" + "\u0301" * 50), REMARK + "«\u0301» — символ U+0301"),
    "override in a number": (
        visits("\u202e12"),
        "visits.csv, строка 2, столбец visits: «\ufffd12»",
    ),
    "escape in a number": (
        visits("\x1b[31m1"),
        "visits.csv, строка 2, столбец visits: «\ufffd[31m1»",
    ),
    "override in a header": (
        written("visits", VISITS.replace("visits", "visits\u202e")),
        "visits.csv, строка 1, столбец visits\ufffd: лишний столбец",
    ),
    "mark of order in the header": (
        written("visits", VISITS.replace("period_end", "\ufeffperiod_end")),
        "visits.csv, строка 1, столбец \ufffdperiod_end: лишний столбец",
    ),
    # numbers that only a program takes for numbers
    "1e400": (cost("1e400"), "costs.csv, строка 3, столбец amount_rub: «1e400» — не число"),
    "1e1000000000": (cost("1e1000000000"), "costs.csv, строка 3, столбец amount_rub: «1e1"),
    "1e-1000000000": (cost("1e-1000000000"), "costs.csv, строка 3, столбец amount_rub: «1e-1"),
    "NaN": (cost("NaN"), "costs.csv, строка 3, столбец amount_rub: «NaN» — не число"),
    "sNaN": (cost("sNaN"), "costs.csv, строка 3, столбец amount_rub: «sNaN» — не число"),
    "Infinity": (cost("Infinity"), "costs.csv, строка 3, столбец amount_rub: «Infinity»"),
    "-inf": (cost("-inf"), "costs.csv, строка 3, столбец amount_rub: «-inf» — не число"),
    "negative": (cost("-0,01"), "costs.csv, строка 3, столбец amount_rub: «-0.01»"),
    "10^30": (cost("1" + "0" * 30), "costs.csv, строка 3, столбец amount_rub: «1000"),
    "10^30 whole": (visits("1" + "0" * 30), "visits.csv, строка 2, столбец visits: «1000"),
    "4999 digits": (visits("9" * 4_999), "visits.csv, строка 2, столбец visits: «9999"),
    "1_000": (visits("1_000"), "visits.csv, строка 2, столбец visits: «1_000» — не целое"),
    "0x10": (visits("0x10"), "visits.csv, строка 2, столбец visits: «0x10» — не целое"),
    "1e3 whole": (visits("1e3"), "visits.csv, строка 2, столбец visits: «1e3» — не целое"),
    "NaN whole": (visits("NaN"), "visits.csv, строка 2, столбец visits: «NaN» — не целое"),
    "half a visit": (visits('"1,5"'), "visits.csv, строка 2, столбец visits: «1,5» — не целое"),
    "Arabic digits": (visits("٣٧"), "visits.csv, строка 2, столбец visits: «٣٧» — не целое"),
    "full-width digits": (visits("１２"), "visits.csv, строка 2, столбец visits: «１２» — не"),
    "superscript digits": (visits("1²"), "visits.csv, строка 2, столбец visits: «1²» — не"),
    "code for a number": (
        visits("\"__import__('os').system('id')\""),
        "visits.csv, строка 2, столбец visits: «__import__",
    ),
    # dates that are none
    "zero date": (visits(start="0000-00-00"), "visits.csv, строка 2, столбец period_start: «0000"),
    "31 February": (visits(end="31.02.2023"), "visits.csv, строка 2, столбец period_end: «31.02"),
    "year 0": (visits(start="0000-01-01"), "visits.csv, строка 2, столбец period_start: «0000"),
    "year 1": (visits(start="0001-01-01"), "visits.csv, строка 2, столбец period_start: «0001"),
    "year 9999": (visits(end="9999-12-31"), "visits.csv, строка 2, столбец period_end: «9999"),
    "year 99999": (visits(end="99999-12-31"), "visits.csv, строка 2, столбец period_end: «99999"),
    "full-width date": (
        visits(start="２０２２-０１-０１"),
        "visits.csv, строка 2, столбец period_start: «２０２２",
    ),
    "week for a date": (visits(start="2022-W01-1"), "visits.csv, строка 2, столбец period_start: "),
    "source of year 1": (
        source(date="0001-01-01"),
        "sources.csv, строка 5, столбец date: «0001-01-01» — дата вне 1900–2100 годов",
    ),
    "source of year 9999": (
        source(date="9999-12-31"),
        "sources.csv, строка 5, столбец date: «9999-12-31» — дата вне",
    ),
    "remark of year 99999": (
        lambda data: add(data, "remarks", year=99999, section="site", text="Х", source=SOURCE),
        "remarks.csv, строка 8, столбец year: «99999»",
    ),
    # paths of originals
    **{
        f"original {path}": (
            source(path=path),
            "sources.csv, строка 5, столбец path: ",
        )
        for path in (
            "../../etc/passwd",
            "2022/../../x",
            "/etc/passwd",
            "C:\\Windows\\x",
            "\\\\host\\share",
            "https://evil.example/x",
            "file:///etc/passwd",
        )
    },
    "id that is a path": (
        source(id="../x"),
        "sources.csv, строка 5, столбец id: «../x»",
    ),
    "id that is markup": (
        source(id='<b id="x">'),
        "sources.csv, строка 5, столбец id: «<b",
    ),
    "checksum that is markup": (
        source(sha256="<script>"),
        "sources.csv, строка 5, столбец sha256: «<script>»",
    ),
    "number of a decision that is markup": (
        lambda data: add(data, "decisions", year=2023, number="<b>", source=SOURCE),
        "decisions.csv, строка 3, столбец number: «<b>»",
    ),
    # files that are no tables
    "zero byte": (written("visits", f"{VISITS}\0"), "visits.csv: это не текст"),
    "zero in UTF-16": (
        written("visits", f"{VISITS}2022-01-01,2022-12-31,site,\0,,{SOURCE},".encode("utf-16")),
        "visits.csv, строка 2, столбец visits: «\ufffd» — не целое число",
    ),
    "lone surrogate": (
        written(
            "remarks",
            f"year,section,text,source\n2022,site,Сайт \ud800,{SOURCE}\n".encode(
                "utf-8", "surrogatepass"
            ),
        ),
        "remarks.csv: это не текст",
    ),
    "surrogate in UTF-16": (
        written("remarks", "text\n\ud800".encode("utf-16", "surrogatepass")),
        "remarks.csv: это не текст",
    ),
    "broken UTF-8": (
        written("remarks", "year,section,text,source\n2022,site,Сайт ".encode() + b"\xd0,x\n"),
        "remarks.csv: это не текст",
    ),
    "UTF-32": (written("visits", VISITS.encode("utf-32-be")), "visits.csv: это не текст"),
    "archive": (written("visits", b"PK\x03\x04\0\0"), "visits.csv: это не текст"),
    "page": (
        written("visits", "<!doctype html><script>alert(1)</script>"),
        "visits.csv, строка 1, столбец <!doctype",
    ),
    "only carriage returns": (
        written("visits", (VISITS + MANY).replace("\n", "\r")),
        "visits.csv, строка 1: нельзя разобрать как CSV",
    ),
    "quote that never closes": (
        written("visits", VISITS + '"2022-01-01,' + MANY * 3),
        "visits.csv, строка 4: нельзя разобрать как CSV",
    ),
    "quote in the middle": (
        written("visits", VISITS + '"2022"-01-01,' + MANY),
        "visits.csv, строка 2: нельзя разобрать как CSV",
    ),
    # absurd sizes
    "cell of 50 MB": (
        written("visits", VISITS.encode() + b"a" * 50_000_000),
        "visits.csv: файл больше 10 МБ",
    ),
    "cell of 1 MB": (
        written("visits", VISITS.encode() + b"a" * 1_000_000),
        "visits.csv, строка 2",
    ),
    "cell of 6000 characters": (remark("а" * 6_000), REMARK + "«ааа"),
    "200 000 rows": (written("visits", VISITS + MANY * 200_000), "visits.csv: строк — 200001"),
    "10 000 columns": (
        written("visits", "a," * 9_999 + "a\n"),
        "visits.csv, строка 1: столбцов — 10000",
    ),
    "header of 10 MB": (written("visits", b"a" * 10_000_001), "visits.csv: файл больше 10 МБ"),
    "header of 9 MB": (written("visits", b"a" * 9_000_000), "visits.csv, строка 1"),
}

REFUSED_ON_POSIX: dict[str, tuple[Spoil, str]] = {
    "link up": (linked("visits.csv", "../secret.csv"), "visits.csv: ссылка ведёт за пределы"),
    "link to a file of the system": (
        linked("visits.csv", "/etc/passwd"),
        "visits.csv: ссылка ведёт за пределы",
    ),
    "link to a device": (linked("visits.csv", "/dev/zero"), "visits.csv: ссылка ведёт за пределы"),
    "link to nothing": (linked("visits.csv", "/nowhere"), "visits.csv: ссылка ведёт за пределы"),
    "link to itself": (linked("visits.csv", "visits.csv"), "visits.csv: файл"),
    "pipe": (piped, "visits.csv: это не файл"),
}


def tree(folder: Path) -> dict[str, bytes | None]:
    """Read all files of a folder; those of a pipe are not read."""
    return {
        str(file.relative_to(folder)): file.read_bytes() if file.is_file() else None
        for file in folder.rglob("*")
    }


def assert_refused(data: Path, spoil: Spoil, told: str) -> None:
    """Spoil a package, and see it refused by file and place, with all else left as it was."""
    spoil(data)
    before = tree(data.parent)
    with pytest.raises(Refusal) as refusal:
        load(data)
    sentences = str(refusal.value).splitlines()
    assert any(line.startswith(told) for line in sentences), sentences[:5]
    assert all(line.isprintable() and len(line) < 1_000 for line in sentences)
    assert tree(data.parent) == before


@pytest.mark.parametrize(("spoil", "told"), REFUSED.values(), ids=REFUSED)
def test_hostile_data_are_refused_by_file_and_place(data: Path, spoil: Spoil, told: str) -> None:
    assert_refused(data, spoil, told)


@POSIX
@pytest.mark.parametrize(("spoil", "told"), REFUSED_ON_POSIX.values(), ids=REFUSED_ON_POSIX)
def test_what_leads_out_of_the_package_is_refused(data: Path, spoil: Spoil, told: str) -> None:
    assert_refused(data, spoil, told)


@POSIX
@pytest.mark.parametrize("spoil", [importing, importing_from_elsewhere])
def test_an_import_that_leads_out_is_not_finished(data: Path, spoil: Spoil) -> None:
    spoil(data)
    before = tree(data.parent)
    assert load(data).rows["visits"]  # reading moves nothing
    with pytest.raises(DataRefusal, match=r"\.importing: незаконченная загрузка ведёт за пределы"):
        finish(data)
    assert tree(data.parent) == before


@POSIX
def test_a_link_within_the_package_is_followed(data: Path) -> None:
    (data / "visits.csv").rename(data / "visits 2022.csv")
    (data / "visits.csv").symlink_to("visits 2022.csv")
    assert load(data).rows["visits"]


def test_of_very_many_problems_the_first_are_told(data: Path) -> None:
    written("visits", VISITS + f"2022-01-01,2022-12-31,site,x,,{SOURCE},\n" * 1_000)(data)
    with pytest.raises(DataRefusal) as refusal:
        load(data)
    *_, last = refusal.value.problems
    assert len(refusal.value.problems) == MOST_PROBLEMS + 1
    assert str(last) == "visits.csv: и дальше есть ошибки. Исправьте эти."


def test_many_periods_are_compared_in_no_time(data: Path) -> None:
    source()(data)
    days = "".join(
        f"20{year:02}-{month:02}-{day:02},20{year:02}-{month:02}-{day:02},site,1,,x,\n"
        for year in range(100)
        for month in range(1, 13)
        for day in range(1, 29)
    )
    written("visits", VISITS + days[: days.index("2040-")])(data)
    assert len(load(data).rows["visits"]) == 40 * 12 * 28


def test_minus_zero_is_a_zero(data: Path) -> None:
    visits("-0")(data)
    assert load(data).rows["visits"][0]["visits"] == 0


SCHEMA = Path(schema.__file__).with_name("datapackage.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "copy",
    [
        "[1, 2]",
        '"resources"',
        "NaN",
        "resources: []",
        "[" * DEEP + "]" * DEEP,
        "x" * 2_000_000,
        SCHEMA.replace("visits.csv", "../secret.csv"),
        SCHEMA.replace("visits.csv", "https://evil.example/x.csv"),
        SCHEMA.replace('"integer"', '"string"'),
        SCHEMA.replace("[a-z][a-z0-9_]*", "(a+)+$"),
        SCHEMA.replace("Посещения", "<script>alert(1)</script>"),
    ],
    ids=lambda copy: f"{copy[:20]} {len(copy)}",
)
def test_the_copy_of_the_schema_decides_nothing_and_is_told(data: Path, copy: str) -> None:
    (data / "datapackage.json").write_text(copy, encoding="utf-8")
    assert load(data).rows["visits"][0]["visits"] == 37743
    (problem,) = check_copy(data)
    assert str(problem).startswith("datapackage.json: ")


@POSIX
def test_a_link_in_place_of_the_copy_is_told(data: Path) -> None:
    linked("datapackage.json", "/etc/passwd")(data)
    (problem,) = check_copy(data)
    assert str(problem).startswith("datapackage.json: ссылка ведёт за пределы")


CODE = "__import__('os').system('touch hacked')"

YEARS: tuple[object, ...] = (
    CODE,
    f'2022"; {CODE}; "',
    "2022\n" + CODE,
    "2022; DROP TABLE visits",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "\u202e2202",
    "２０２２",
    "٢٠٢٢",
    "2О22",
    "20_22",
    "+2022",
    "2e3",
    "0",
    "99999",
    "-1",
    "../2022",
    "\x1b[2J",
    "9" * 10_000,
    "",
    0,
    -2022,
    10**5_000,
    99_999,
    2022.0,
    float("nan"),
    float("inf"),
    True,
    None,
    [2022] * 10_000,
    {"year": 2022},
    b"2022",
)


@pytest.mark.parametrize(
    "year",
    YEARS,
    ids=lambda year: (
        ascii(year)[:30] if not isinstance(year, int) else f"{type(year).__name__} {year % 10**9}"
    ),
)
def test_a_hostile_year_is_refused(
    year: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ParameterRefusal, match=r"^Параметр year: .* Есть данные за годы: 2022\.$"
    ) as refused:
        parse_year(year, [2022])
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200
    assert not any(tmp_path.iterdir())


FOLDERS: tuple[object, ...] = (
    'x"\n__import__("os").system("id")',
    "https://evil.example/data",
    "file:///etc",
    "\\\\host\\share",
    "../" * 100 + "etc",
    "/etc",
    "/dev/zero",
    "x" * 5_000,
    "x/" * 3_000,
    "a\0b",
    "\ud800",
    "\u202edata",
    "\x1b[2J",
    "~root",
    "$HOME",
    "",
    0,
    None,
    ["data"] * 1_000,
    b"data",
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: ascii(folder)[:30])
def test_a_hostile_folder_is_refused(
    folder: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterRefusal, match=r"^Параметр data: ") as refused:
        opening.open_year(year=2022, data=folder)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 600 + len(str(tmp_path))


# What the data may say, and has to be read as it stands. No one of them begins another.
TEXTS = (
    "<script>alert(1)</script> один",
    "<img src=x onerror=alert(1)> два",
    "</table></main><iframe src='http://evil.example'></iframe>",
    '" onmouseover="alert(1)" x="',
    "<a href='javascript:alert(1)'>три</a>",
    "<svg onload=alert(1)>",
    "<!-- <style>*{display:none}</style>",
    "]]></style><fonts>/* fonts */",
    '<div class="annex">ложь</div>',
    "&lt;script&gt;&amp;&#60;b&#62;&quot;",
    '#import "@preview/evil:1.0.0"',
    '#image("/etc/passwd")',
    '#read("/etc/passwd") #sys.inputs',
    "$x$ и $$y$$",
    "метка @label и <label>",
    "// комментарий и /* другой */",
    "] #set text(red) [",
    "/ Слово: толкование",
    "слово-?слово -- ещё --- и ~",
    "{{ 7*7 }} и {{ config }}",
    "{% include '/etc/passwd' %} {# x #}",
    "{% for x in ().__class__.__base__.__subclasses__() %}",
    "![картинка](http://evil.example/x.png)",
    "[ссылка](javascript:alert(1))",
    "[ссылка]: http://evil.example",
    "<http://evil.example/auto>",
    "https://evil.example/bare?a=1&b=2",
    "mail@evil.example и www.evil.example",
    "| a | b | c |---|---|",
    "[^1] сноска [^1]: текст",
    "# Заголовок",
    "1. Пункт",
    "1) Пункт другой",
    "* звёздочка *курсив* **жирный** _и_ __ещё__",
    "> цитата",
    "```python import os```",
    "~~~ забор",
    "::: {.annex} :::",
    ": подпись",
    "Table: чужая подпись",
    "table: чужая подпись другая",
    "\\(x\\) и \\[y\\] и \\begin{equation}",
    "\\input{/etc/passwd} \\",
    "    код с отступом",
    "^верх^ ~низ~ ~~вон~~",
    "C:\\Windows\\System32\\*.*",
    "..\\..\\secret и ../../secret",
    "'; DROP TABLE visits; --",
    "%s %(x)s ${x} `id` $(id)",
    '{"a": [1]}',
    "слово " * 100 + "конец",
    "длинноеслово" * 20,
)
MEASURES = [
    (page, requirement)
    for page in ("site", "vk", "ok", "telegram", None)
    for requirement in ("verification", "two_factor", "pos_forms", "fsc_section", "gospabliki")
]


def fill(data: Path) -> None:
    """Put every text wherever the data have place for words."""
    municipality = data / "reference" / "municipality.csv"
    names = next(csv.DictReader(io.StringIO(municipality.read_text(encoding="utf-8"))))
    called = f"{TEXTS[7]} {TEXTS[10]} {TEXTS[19]} {TEXTS[0]}"
    names |= {"administration_genitive": called, "seat": TEXTS[0]}
    names |= {"council": TEXTS[10], "council_genitive": TEXTS[19]}
    clear(municipality)
    add(data, "municipality", **names)
    for text in TEXTS:
        remark(text)(data)
    clear(data / "measures.csv")
    checked = {"as_of": "2022-12-31", "met": "да", "source": SOURCE}
    for (page, requirement), basis, note in zip(MEASURES, TEXTS, TEXTS[::-1], strict=False):
        words = {"legal_basis": basis, "note": note}
        add(data, "measures", page=page, requirement=requirement, **checked, **words)
    clear(data / "decisions.csv")
    signed = {"post": TEXTS[22], "name": TEXTS[38]}
    add(data, "decisions", year=2022, source="x-1", **signed)
    for place, text in enumerate(TEXTS):
        source(
            id=f"x-{place}", title=text, date="2023-01-01", url="javascript:alert(1)", note=text
        )(data)
    for place, page in enumerate(("vk", "ok")):
        counted = {"as_of": f"2022-12-3{place}", "page": page, "subscribers": 7}
        add(data, "subscribers", **counted, source=f"x-{place + 20}")


@dataclass
class Read(HTMLParser):
    """What a browser would find in a page."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        (self.styles if self.tags[-1:] == ["style"] and self.cdata_elem else self.texts).append(
            data
        )


def squeezed(texts: Iterable[str]) -> str:
    """Leave out all that a line of print may put in or leave out."""
    text = re.sub(r"[\s\u00ad\u2010\u2011\u2212-]", "", "".join(texts)).replace("…", "...")
    return text.replace("–", "").replace("—", "")


def output(view: Any) -> NotebookNode:
    shown = view._repr_mimebundle_()
    data, metadata = shown if isinstance(shown, tuple) else (shown, {})
    return new_output("display_data", data=data, metadata=metadata)


def notebook(views: Iterable[Any]) -> NotebookNode:
    return new_notebook(cells=[new_code_cell("", outputs=[output(view)]) for view in views])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The indicators of a package with every hostile text in every place."""
    data = shipped(tmp_path_factory.mktemp("hostile") / "data")
    fill(data)
    return compute(load(data), 2022)


@pytest.fixture(scope="module")
def shown(hostile: Results) -> NotebookNode:
    """A notebook that shows all the words of the data, and each text alone."""
    return notebook(
        [
            prose.heading(hostile),
            prose.site(hostile),
            prose.measures(hostile),
            document.decision(hostile),
            document.information(hostile, "opening"),
            document.information(hostile, "site"),
            tables.measures(hostile),
            tables.sources(hostile),
            *(Prose(plain(text)) for text in TEXTS),
            tables.platforms(hostile),
        ]
    )


@pytest.fixture(scope="module")
def page(shown: NotebookNode) -> Read:
    return read_page(HTMLReportExporter().from_notebook_node(shown)[0])


def read_page(html: str) -> Read:
    found = Read()
    found.feed(html)
    return found


@pytest.fixture(scope="module")
def pdf(shown: NotebookNode) -> str:
    return read_pdf(PDFReportExporter().from_notebook_node(shown)[0])


PAGE_NUMBER = re.compile(r"^\s*\d+\s*\n|\n\s*\d+\s*$")


def read_pdf(content: bytes) -> str:
    """Read the text of a PDF; nothing in it acts, or leads anywhere but within."""
    reader = PdfReader(io.BytesIO(content))
    for mark in (b"/URI", b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/SubmitForm"):
        assert mark not in content
    assert "/OpenAction" not in reader.root_object
    for each in reader.pages:
        for annotation in each.get("/Annots", []):
            assert annotation.get_object().get("/A", {}).get("/S") in (None, "/GoTo")
    # A text may go on in the next page, and the number of that page is no part of it.
    return squeezed(PAGE_NUMBER.sub("", each.extract_text()) for each in reader.pages)


@pytest.fixture(scope="module")
def docx(shown: NotebookNode) -> str:
    return read_docx(DOCXExporter().from_notebook_node(shown)[0])


def read_docx(content: bytes) -> str:
    """Read the text of a DOCX; nothing in it acts, or leads out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not re.search("vba|activeX|embeddings|externalLink", name)
            assert b'TargetMode="External"' not in archive.read(name)
        body = archive.read("word/document.xml")
    fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<", body)
    assert all(re.fullmatch(rb" (SEQ source|REF source\d+ \\h) ", field) for field in fields)
    for mark in (b"w:fldSimple", b"w:hyperlink", b"w:altChunk", b"w:object"):
        assert mark not in body
    document = Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return squeezed(texts)


FORBIDDEN = {
    "script",
    "iframe",
    "img",
    "object",
    "embed",
    "link",
    "form",
    "base",
    "input",
    "frame",
    "applet",
    "audio",
    "video",
    "foreignobject",
}


OF_THE_EDITION = {"annual_report.pdf", "decision.docx", "indicators.xlsx", "indicators.csv"}
"""The files beside a page to which it leads."""


def assert_inert(page: Read) -> None:
    """Nothing in a page runs, is fetched, or leads out of it."""
    assert not FORBIDDEN & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name, value)
        if name in (
            "href",
            "xlink:href",
            "src",
            "action",
            "formaction",
            "data",
            "srcset",
            "poster",
        ):
            assert value.startswith("#") or value in OF_THE_EDITION, (tag, name, value)
        if name == "style":
            assert "url(" not in value.replace("url(#", "")
        if tag == "meta":
            assert value.lower() != "refresh"
        if not name.startswith(("xmlns", "rdf:")):
            assert "://" not in value, (tag, name, value)
            assert "javascript:" not in value.lower()
    style = "".join(page.styles)
    assert style.count("url(") == style.count("url(data:font/woff;base64,") == 2
    assert "@import" not in style
    (policy,) = [value for _, name, value in page.attributes if value.startswith("default-src")]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_a_page_of_hostile_words_is_inert(page: Read) -> None:
    assert_inert(page)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:30])
def test_a_hostile_text_is_read_as_it_stands(text: str, page: Read, pdf: str, docx: str) -> None:
    alone, in_prose = squeezed([text]), squeezed([sentence(text.strip())])
    for printed in (squeezed(page.texts), pdf, docx):
        assert alone in printed
        assert in_prose in printed


def test_the_official_form_is_inert_too(shown: NotebookNode) -> None:
    text = read_pdf(OfficialPDFExporter().from_notebook_node(shown)[0])
    assert all(squeezed([told]) in text for told in TEXTS)


def test_a_picture_that_is_not_ours_is_its_words(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='1pt'/>", encoding="utf-8")
    for address in ("http://evil.invalid/x.svg", str(secret), "../secret.svg", "figure-9.svgz"):
        shown = notebook([Prose(f"# Отчёт\n\n![слова]({address})")])
        assert "слова" in read_docx(DOCXExporter().from_notebook_node(shown)[0])
        assert "слова" in read_pdf(PDFReportExporter().from_notebook_node(shown)[0])


EXCEL = re.compile(r"(^|[;\t\r\n])[=+\-@]")


def test_no_cell_of_the_indicators_is_a_formula(hostile: Results) -> None:
    for row in csv.DictReader(io.StringIO(hostile.csv())):
        for cell in row.values():
            assert not EXCEL.search(cell) or re.fullmatch(r"-[0-9.e+-]+", cell)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|x", "'+cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+cmd|x", "'-1+cmd|x"),
        ("слово;=1+1", "слово;'=1+1"),
        ("слово\n=1+1", "слово\n'=1+1"),
        ("1 = 1; a - b", "1 = 1; a - b"),
    ],
)
def test_a_formula_is_made_text(results: Results, text: str, safe: str) -> None:
    result = results["visits"]
    spoilt = replace(result, measured=replace(result.measured, value=None, reason=text))
    (row,) = csv.DictReader(io.StringIO(Results([spoilt], results.context).csv()))
    assert row["reason"] == safe


@pytest.mark.slow
def test_code_in_a_parameter_is_not_run(shipped_project: Path, tmp_path: Path) -> None:
    year = f'2022"\n{CODE}\n"'
    done = subprocess.run(
        [
            *(sys.executable, "-m", "papermill", "--no-progress-bar"),
            *(str(shipped_project / "notebooks" / "annual_report.ipynb"), "out.ipynb"),
            *("-p", "data", str(shipped_project / "data"), "-p", "year", year),
        ],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Параметр year: «2022" in done.stderr
    assert done.returncode
    assert {file.name for file in tmp_path.iterdir()} == {"out.ipynb"}


@pytest.mark.slow
def test_a_real_edition_of_hostile_words_is_inert(data: Path, tmp_path: Path) -> None:
    fill(data)
    make_reports([2022], data, tmp_path / "reports")
    made = tmp_path / "reports" / "2022"
    assert_inert(read_page((made / "annual_report.html").read_text(encoding="utf-8")))
    for name in ("annual_report.pdf", "decision.pdf"):
        text = read_pdf((made / name).read_bytes())
        assert squeezed([TEXTS[0]]) in text
    text = read_docx((made / "decision.docx").read_bytes())
    assert all(squeezed([sentence(told.strip())]) in text for told in TEXTS)
    nbformat.validate(nbformat.read(made / "annual_report.ipynb", as_version=4))


@pytest.mark.slow
def test_a_refused_package_leaves_the_reports_as_they_are(data: Path) -> None:
    edition = data.parent / "reports" / "2022"
    edition.mkdir(parents=True)
    (edition / "annual_report.html").write_text("прежний", encoding="utf-8")
    remark("\u202e")(data)
    before = tree(data.parent)
    with pytest.raises(DataRefusal):
        make_reports([2022], data)
    after = tree(data.parent)
    assert after.pop("reports/run.log")  # a refusal is logged
    assert after == before
