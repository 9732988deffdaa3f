"""Markdown as Typst: what each thing of our dialect becomes, and that a text stays a text."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.documents.markdown import PRINT, with_places
from shegar_metrics.documents.typst import to_typst
from shegar_metrics.views.bundle import Table, plain

# What Typst reads as markup somewhere, in one of its modes or at the beginning of a line.
MARKUP = (
    *"#$*_`~@<>[](){}\"'/=+-.:;,!?&^|%\\\u00a0",
    *("--", "...", "//", "/*", "https://a.b", "@a", "<a>", "&amp;", "&#35;", "\\u{41}", "-?", "-5"),
    *("1.", "1)", "№ 5-ФЗ", "{{", "{%", "[]{#a}", "</div>", "![a](figure-1.svg)", "Table:"),
)
letters = st.characters(exclude_categories=["C", "Zl", "Zp"])
texts = st.lists(st.sampled_from(MARKUP) | letters | st.just(" ")).map("".join)

FORM = """
#import "common.typ": *
#let requisite(kind, lines) = lines
#let bare(body) = [#metadata(body)<body>]
"""

DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1pt" height="1pt"/>'


def body(markdown: str) -> str:
    """Return what a text becomes, without what stands around it, each text in one string."""
    shown = to_typst(markdown, "report").split("#{\n")[1].removesuffix("}\n")
    return shown.replace('"";', "").replace('";"', "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a form that shows what it is given as data."""
    folder = tmp_path_factory.mktemp("form")
    (folder / "bare.typ").write_text(FORM, encoding="utf-8")
    shutil.copy(PRINT / "common.typ", folder)
    (folder / "figure-1.svg").write_text(DOT, encoding="utf-8")
    return folder


def texts_in(content: Any) -> Iterator[str]:
    """Go through the texts of a content, as Typst gives it back."""
    if isinstance(content, dict):
        if content.get("func") == "text":
            yield content["text"]
        for value in content.values():
            yield from texts_in(value)
    elif isinstance(content, list):
        for value in content:
            yield from texts_in(value)


def read(markdown: str, folder: Path) -> str:
    """Have Typst read a document, and return its text, all blanks alike."""
    source = folder / "document.typ"
    source.write_text(to_typst(markdown, "bare"), encoding="utf-8")
    found = typst.query(source, "<body>", field="value", one=True, ignore_system_fonts=True)
    return re.sub("[ \u00a0]+", " ", "".join(texts_in(json.loads(found))))


@pytest.mark.parametrize(
    ("markdown", "code"),
    [
        ("Первая\nстрока", 'par({"Первая строка";})'),
        ("## Раздел", 'heading(level: 2, {"Раздел";})'),
        ("_Не **так**_ и", 'par({emph({"Не ";strong({"так";});});" и";})'),
        (r"\#1 \"а\" \\ \*", r'par({"#1 \"а\" \\ *";})'),
        ("а  б&nbsp;в \\&lt;", 'par({"а б\u00a0в &lt;";})'),
        ("a<b>c", 'par({"a<b>c";})'),
        ("`x\\` и", r'par({raw("x\\");" и";})'),
        ("- а\n- **б**", 'list({"а";},{strong({"б";});},)'),
        ("- а\n\n- б", 'list(tight: false,{par({"а";})\n},{par({"б";})\n},)'),
        ("Итак:\n\n- а", 'leading({"Итак:";})\nlist({"а";},)'),
        ("Итак:\n\n1. а", 'par({"Итак:";})\npar({"1.\u00a0а";})'),
        ("2. а\n3. б", 'par({"2.\u00a0а";})\npar({"3.\u00a0б";})'),
        ("1.\n2. # б", 'par({"1.\u00a0";})\npar({"2.\u00a0";})\nheading(level: 1, {"б";})'),
        ("> а", 'quote(block: true, {par({"а";})\n})'),
        ("    x = 1", 'raw(block: true, "x = 1")'),
        ("***", "line(length: 100%)"),
        ("[5](#n)", 'par({"5";})'),
        ("[ВК](https://vk.com/a)", 'par({"ВК";})'),
        (
            '![Подпись *а*](figure-1.svg "Числа: \\"1\\"")',
            'figure(image("figure-1.svg", alt: "Числа: \\"1\\""), '
            'caption: {"Подпись ";emph({"а";});})',
        ),
        ('![](figure-1.svg "Числа")', 'par({box(image("figure-1.svg", alt: "Числа"));})'),
        ('![Слова](../x.svg "Числа")', 'par({"Слова";})'),
        (
            '<div class="head">\n\nСОВЕТ\nДЕПУТАТОВ\n\n</div>',
            'requisite("head", {par({"СОВЕТ";linebreak();"ДЕПУТАТОВ";})\n})',
        ),
        (
            '1. а\n\n<div class="sides signature">\nГлава\n**А. А.\nБ**\n</div>\nДалее',
            'par({"1.\u00a0а";})\n'
            'requisite("signature", {par({"Глава";h(1fr);strong({"А. А.";h(1fr);"Б";});})\n})\n'
            'par({"Далее";})',
        ),
        (
            '[\\[1\\]](#source1)\n\n<div id="source1">\n\n\\[1\\] Справка\n\n</div>',
            'par({link(label("source1"), {"[1]";});})\n'
            'source("source1", {par({"[1] Справка";})\n})',
        ),
        ('<div class=" ">\nа\n</div>', 'par("<div class=\\" \\">\nа\n</div>")'),
        ('<div class="head">\nа', 'par("<div class=\\"head\\">\nа")'),
        (
            "|Год|Число|\n|:-----|--:|\n|[]{#n}2025|[7](#n)|\n|2024|\\||\n\n: Числа\n\nДалее",
            "figure(table(\ncolumns: (6fr, 3fr,), align: (left, right,),\n"
            'table.header({"Год";},{"Число";},),\n'
            'table.footer({target("n");"2025";},{link(label("n"), {"7";});},{"2024";},{"|";},),\n'
            '), caption: {"Числа";})\npar({"Далее";})',
        ),
        (
            "|А|\n|--|\n|1|\n|2|\n|3|\n|4|\n|5|",
            "figure(table(\ncolumns: (2fr,), align: (auto,),\n"
            'table.header({"А";},),\n{"1";},\n{"2";},\ntable.footer({"3";},{"4";},{"5";},),\n))',
        ),
        (": Не подпись", 'par({": Не подпись";})'),
    ],
)
def test_each_thing_has_its_code(markdown: str, code: str) -> None:
    assert body(markdown) == f"{code}\n"


def test_a_document_is_set_by_its_form() -> None:
    shown = to_typst("Текст", "report", title='Отчёт "А\\Б"', date="2025-12-31")
    assert shown == (
        '#import "report.typ": *\n#show: report.with(title: "Отчёт \\"А\\\\Б\\"", '
        'date: "2025-12-31")\n#{\npar({"Текст";})\n}\n'
    )


@given(texts.map(str.strip).filter(bool))
def test_a_text_from_the_data_is_printed_as_it_stands(folder: Path, text: str) -> None:
    shown, stands = plain(text), re.sub("[ \u00a0]+", " ", text)
    table = Table(text, ["А", text], [["1", text], [text, text]]).markdown()
    assert read(f"{shown}\n\n# {shown}", folder) == stands * 2
    assert read(f"1. {shown}\n2. {shown}", folder) == f"1. {stands}2. {stands}"
    assert read(f"- {shown}\n- Да", folder) == f"{stands}Да"
    assert read(f"_**{shown}**_ и [{shown}](#a)", folder) == f"{stands} и {stands}"
    assert read(f"![{shown}](figure-1.svg)", folder) == stands
    assert read(f'<div class="sides">\n{shown}\n{shown}\n</div>', folder) == stands * 2
    assert read(with_places(table, ["a", "b"]), folder) == f"А{stands}1{stands * 4}"
