"""What paper asks of both printed forms: full lines, full pages, rows and words that stay whole."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from random import Random

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import _Row
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PageObject, PdfReader

from shegar_metrics.documents.docx import DOCXExporter
from shegar_metrics.documents.markdown import MarkdownExporter
from shegar_metrics.documents.pdf import OfficialPDFExporter, PDFReportExporter

from .test_reproducibility import needed

SENTENCE = (
    "Администрация подключена к платформе, предназначенной для планирования публикаций, и "
    "рассматривает обращения от 9 февраля 2025 года за 37\u00a0743 раза. "
)
PDFS = pytest.mark.parametrize("exporter", [PDFReportExporter, OfficialPDFExporter])


def made(exporter: type[MarkdownExporter], *shown: str | float) -> bytes:
    """Make a document of texts in Markdown, and of figures of some height in points."""
    outputs = [
        new_output("display_data", {"text/markdown": it})
        if isinstance(it, str)
        else new_output(
            "display_data",
            {
                "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="345.6pt" '
                f'height="{it}pt" viewBox="0 0 345.6 {it}"><path d="M0 0h345v{it - 1}z"/></svg>'
            },
            metadata={"image/svg+xml": {"caption": f"Высота {it}", "alt": "Треугольник"}},
        )
        for it in shown
    ]
    cells = [new_markdown_cell("# Проба"), new_code_cell("show()", execution_count=1)]
    cells[1].outputs = outputs
    document, _ = exporter().from_notebook_node(new_notebook(cells=cells))
    return document


def table(name: str, rows: int) -> str:
    """Write a table whose rows begin and end with their names: «Т7.1;», «Т7.2;» and so on."""
    names = [f"{name}.{row};" for row in range(1, rows + 1)]
    body = "".join(f"|{row}|{SENTENCE[:100]} {row}|\n" for row in names)
    return f"|Строка|Текст|\n|:--|:-----|\n{body}\n: Таблица {name}\n"


def between_tables(tables: int, rows: int) -> Iterator[str]:
    """Write tables that begin at every height of a page."""
    for number in range(tables):
        yield table(f"Т{number}", rows)
        yield "\n\n".join(["Строка."] * (number % 8 + 2))


def rows_of_pages(pdf: bytes, tables: int) -> dict[int, list[list[int]]]:
    """Return of each table the numbers of its rows, page by page; each row is on one page."""
    found: dict[int, list[list[int]]] = {number: [] for number in range(tables)}
    for page in PdfReader(BytesIO(pdf)).pages:
        text = page.extract_text()
        for number, pages in found.items():
            rows = Counter(int(row) for row in re.findall(rf"Т{number}\.(\d+);", text))
            assert {*rows.values()} <= {2}, f"a row of Т{number} is split"
            pages += [[*rows]] if rows else []
    return found


def by_libreoffice(document: bytes, folder: Path) -> bytes:
    """Print a DOCX into a PDF."""
    office = needed(shutil.which("soffice"), "LibreOffice")
    (folder / "document.docx").write_bytes(document)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(folder / "document.docx")], check=True, capture_output=True, timeout=180
    )
    return (folder / "document.pdf").read_bytes()


def opened(*shown: str) -> Document:
    return docx.Document(BytesIO(made(DOCXExporter, *shown)))


def with_hyphens(xml: str) -> str:
    """Return the text with «-» where a soft hyphen is."""
    runs = re.sub(r">\s+<", "><", xml).replace("<w:softHyphen/>", "-")
    return re.sub(r"<[^>]+>", "", runs).strip()


def test_prose_of_docx_has_soft_hyphens_between_syllables() -> None:
    words = "Администрации района социальной Россия всё сентября года МАХ 2025-2026"
    (*_, prose) = opened(f"## Официальные страницы\n\n{words}").paragraphs
    assert with_hyphens(prose._p.xml) == (
        "Адми-нистра-ции райо-на со-циаль-ной Рос-сия всё сен-тября года МАХ 2025-2026"
    )


def test_headings_and_captions_of_docx_are_set_whole() -> None:
    document = opened("## Официальные страницы администрации", table("Публикации", 1))
    whole = [it for it in document.paragraphs if it.style.name in ("Heading 2", "Table Caption")]
    assert len(whole) == 2
    for paragraph in whole:
        assert "softHyphen" not in paragraph._p.xml
    for name in ("Heading 1", "Heading 2", "Caption", "Requisite", "Annex", "Compact"):
        assert "suppressAutoHyphens" in document.styles[name].element.xml


def test_a_cell_breaks_a_long_word_and_a_word_alone() -> None:
    cells = "|Выполнена|К чему относится|\n|:--|:--|\n|Подтверждение страницы|Администрация|\n"
    (shown,) = opened(cells).tables
    assert [with_hyphens(cell._tc.xml) for row in shown.rows for cell in row.cells] == [
        "Вы-пол-не-на",
        "К чему относится",
        "Подтвержде-ние страницы",
        "Адми-нистра-ция",
    ]


def test_no_break_spaces_of_docx_stay_after_numbers_only() -> None:
    glued = "От 9 февраля № 5 за 2025 год — 37 743 раза, «1» \\_".replace(" ", "\u00a0")
    (*_, prose) = opened(f"Начало.\n\n{glued}").paragraphs
    shown = "От 9~февраля~№~5~за 2025~год~—~37~743~раза,~«1» _"
    assert prose.text.replace("\u00a0", "~") == shown


@pytest.mark.parametrize("rows", [1, 2, 4, 9])
def test_rows_of_docx_stay_whole_and_not_alone(rows: int) -> None:
    (shown,) = opened(table("Т", rows)).tables

    def kept_with_next(row: _Row) -> bool:
        marks = {p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs}
        assert len(marks) == 1
        return marks == {True}

    assert all(
        row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in shown.rows
    )
    assert [number for number, row in enumerate(shown.rows) if kept_with_next(row)] == [
        number for number in range(rows) if number < 2 or number >= rows - 2
    ]


def test_a_docx_is_the_same_whatever_packs_it() -> None:
    with zipfile.ZipFile(BytesIO(made(DOCXExporter, table("Т", 3)))) as packed:
        assert {part.compress_type for part in packed.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.slow
def test_libreoffice_parts_tables_of_docx_between_rows(tmp_path: Path) -> None:
    printed = by_libreoffice(made(DOCXExporter, *between_tables(24, 11)), tmp_path)
    parted = [pages for pages in rows_of_pages(printed, 24).values() if len(pages) > 1]
    assert len(parted) > 4
    assert [pages for pages in parted if len(pages[0]) < 2 or len(pages[-1]) < 3] == []


@pytest.mark.slow
def test_libreoffice_breaks_words_of_justified_lines(tmp_path: Path) -> None:
    printed = by_libreoffice(made(DOCXExporter, SENTENCE * 20), tmp_path)
    lines = PdfReader(BytesIO(printed)).pages[0].extract_text().splitlines()
    assert sum(line.rstrip().endswith(("-", "\u00ad")) for line in lines) > len(lines) / 5


def test_a_number_of_a_pdf_leads_to_its_row() -> None:
    """Where there is such a row; the words are the same, and a DOCX has no links."""
    prose = new_output(
        "display_data",
        {"text/markdown": "Посещений — 5, страниц — 7."},
        metadata={"text/markdown": {"linked": "Посещений — [5](#n-visits), страниц — [7](#n-x)."}},
    )
    rows = new_output(
        "display_data",
        {"text/markdown": table("Т", 30)},
        metadata={"text/markdown": {"places": [f"r-{row}" for row in range(29)] + ["n-visits"]}},
    )
    cells = [new_markdown_cell("# Проба"), new_code_cell("show()", execution_count=1)]
    cells[1].outputs = [prose, rows]
    content, _ = PDFReportExporter().from_notebook_node(new_notebook(cells=cells))
    printed = PdfReader(BytesIO(content))
    assert "Посещений — 5, страниц — 7." in printed.pages[0].extract_text().replace("\u00a0", " ")
    (link,) = [it.get_object() for page in printed.pages for it in page.get("/Annots", [])]
    assert link["/Dest"][0] == printed.pages[-1].indirect_reference
    document, _ = DOCXExporter().from_notebook_node(new_notebook(cells=cells))
    with zipfile.ZipFile(BytesIO(document)) as packed:
        text = packed.read("word/document.xml").decode("utf-8")
    assert "hyperlink" not in text
    assert "bookmark" not in text


@PDFS
def test_a_small_table_of_a_pdf_stands_on_one_page(exporter: type[MarkdownExporter]) -> None:
    printed = made(exporter, *between_tables(24, 3))
    assert len(PdfReader(BytesIO(printed)).pages) > 4
    assert {len(pages) for pages in rows_of_pages(printed, 24).values()} == {1}


@PDFS
@pytest.mark.parametrize("rows", [11, 24])
def test_a_long_table_of_a_pdf_begins_with_two_rows(
    exporter: type[MarkdownExporter], rows: int
) -> None:
    found = rows_of_pages(made(exporter, *between_tables(24, rows)), 24)
    assert [number for number, pages in found.items() if len(pages[0]) < 2] == []
    assert {len(pages) for pages in found.values()} == {1, 2}


@pytest.mark.parametrize(
    ("heights", "pages"),
    [((378, 378), 1), ((396, 378, 306, 306), 2), ((450, 450), 2), ((300, 300), 1)],
)
def test_two_tall_figures_share_a_page(heights: Sequence[float], pages: int) -> None:
    """A figure that would leave half of a page white is set smaller, others as drawn."""
    printed = PdfReader(BytesIO(made(PDFReportExporter, *heights)))
    # The title takes the top of the first page.
    shown = [page.extract_text().count("Высота") for page in printed.pages]
    assert sum(shown) == len(heights)
    assert len([count for count in shown if count]) == pages


def test_text_goes_on_where_a_figure_finds_no_room() -> None:
    """And a smaller figure after it goes on with it, or they would change places."""
    shown = (SENTENCE * 15, 400, "Дальше.", 90, "Ещё дальше.")
    first, second = PdfReader(BytesIO(made(PDFReportExporter, *shown))).pages
    assert re.findall("Дальше|Ещё дальше|Высота", first.extract_text()) == ["Дальше", "Ещё дальше"]
    assert re.findall(r"Высота \d+", second.extract_text()) == ["Высота 400", "Высота 90"]


@pytest.mark.parametrize("seed", [11, 36, 37, 39, 55])
def test_figures_stand_in_their_order_and_below_the_title(seed: int) -> None:
    """Also where Typst finds no rest: a figure goes on, makes room, and comes back for it."""
    chance = Random(seed)
    shown: list[str | float] = []
    for _ in range(chance.randint(3, 6)):
        for _ in range(chance.randint(1, 5)):
            prose = SENTENCE * chance.randint(1, 4)
            heading = f"## {SENTENCE[:30]}\n\n{SENTENCE}"
            rows = table(f"Т{chance.randint(1, 99)}", chance.randint(1, 6))
            shown.append(chance.choice([prose, heading, rows]))
        shown += [chance.choice([60.0, 90, 130, 200, 300]) for _ in range(chance.choice([1, 1, 2]))]
    found = [
        (number, -cm[3] * tm[5] - cm[5], what)
        for number, page in enumerate(PdfReader(BytesIO(made(PDFReportExporter, *shown))).pages)
        for text, cm, tm in texts_of(page)
        for what in re.findall(r"Проба|(?<=Рисунок.)\d+", text)
    ]
    assert [what for *_, what in sorted(found)] == [
        "Проба",
        *(str(number) for number in range(1, sum(isinstance(it, float | int) for it in shown) + 1)),
    ]


def texts_of(page: PageObject) -> list[tuple[str, list[float], list[float]]]:
    """List the texts of a page with the two matrices that place them."""
    found: list[tuple[str, list[float], list[float]]] = []
    page.extract_text(visitor_text=lambda text, cm, tm, *_: found.append((text, cm, tm)))
    return found


EVERYTHING = """
## Раздел

Абзац с `кодом`, *курсивом*, **жирным**\\
и знаком ![](figure-1.svg "Квадрат").

- свободный

- список
    - внутри

1. раз

2. два

> цитата

    код = 1

***

|Без|строк|
|:-|-:|

: Подпись

|Пустая|ячейка|
|:-|--|
||и|

<div class="about">

- в разделе

</div>
"""


@PDFS
@pytest.mark.parametrize(
    "word",
    [
        "Администрацияшегарскогорайонатомской",
        "АДМИНИСТРАЦИЯШЕГАРСКОГОРАЙОНАТОМСКОЙ",
        "priemnaya.shegarskogo@tomskobl.example",
        "https://vk.com/shegarskij_rajon_official",
        "Shegarskijrajonofitsialnayastranitsa",
    ],
)
def test_no_word_of_a_table_lies_on_the_next_column(
    exporter: type[MarkdownExporter], word: str
) -> None:
    """It is broken, and by nothing that would be copied with it but a hyphen."""
    head = f"|{'|'.join('АБВГД')}|\n|{':-|' * 5}\n"
    (page,) = PdfReader(BytesIO(made(exporter, f"{head}|{word}|1|2|3|4|\n"))).pages
    text = page.extract_text()
    assert word not in text
    assert word in re.sub(r"[\s\u00ad]", "", text)  # some readers part letters that are kerned


@PDFS
def test_a_word_that_fits_its_column_is_whole(exporter: type[MarkdownExporter]) -> None:
    words = ["Благоустройство", "Kulturno-dosugovyj", "01.07.2025–31.12.2025", "Telegram-канал"]
    (page,) = PdfReader(BytesIO(made(exporter, f"|{'|'.join(words)}|\n|{':-|' * 4}\n"))).pages
    assert all(word in page.extract_text() for word in words)


@PDFS
def test_whatever_markdown_can_say_is_printed(exporter: type[MarkdownExporter]) -> None:
    (page, *_) = PdfReader(BytesIO(made(exporter, EVERYTHING, 90))).pages
    words = re.findall(r"[^\W_]+", EVERYTHING.split("|Пустая")[0])
    expected = [word for word in words if word not in {"figure", "1", "svg", "Квадрат"}]
    shown = "".join(page.extract_text().split())  # pypdf parts letters that are set apart
    assert [word for word in expected if word not in shown] == []


@PDFS
def test_what_typst_refuses_is_an_error_with_its_reason(exporter: type[MarkdownExporter]) -> None:
    with pytest.raises(RuntimeError, match="heading level"):
        made(exporter, "#### Через два уровня")


@PDFS
def test_the_last_rows_of_a_long_table_stand_together(exporter: type[MarkdownExporter]) -> None:
    found = rows_of_pages(made(exporter, *between_tables(24, 11)), 24)
    parted = [pages for pages in found.values() if len(pages) > 1]
    assert parted
    assert [pages for pages in parted if len(pages[-1]) < 3] == []


def test_a_line_rules_off_the_head_of_a_table_and_each_row() -> None:
    (page,) = PdfReader(BytesIO(made(PDFReportExporter, table("Т", 6)))).pages
    widths = re.findall(r" ([\d.]+) w ", page.get_contents().get_data().decode("latin-1"))
    assert Counter(widths) == {"0.8": 1, "0.3": 6}


@PDFS
def test_what_leads_to_a_list_stands_with_it(exporter: type[MarkdownExporter]) -> None:
    lists = [f"{'Строка. ' * 70}\n\nНачало {n}:\n\n- Точка {n}\n- Ещё" for n in range(40)]
    pages = [page.extract_text() for page in PdfReader(BytesIO(made(exporter, *lists))).pages]
    assert len(pages) > 4
    leads = [set(re.findall(r"Начало (\d+)", text)) for text in pages]
    assert leads == [set(re.findall(r"Точка (\d+)", text)) for text in pages]
