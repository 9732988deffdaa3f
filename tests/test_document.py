"""The official document: every fact of the source, in the form that ГОСТ Р 7.0.97-2016 asks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import docx
import nbformat
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from PIL import Image
from pypdf import PdfReader

from shegar_metrics.dataset import load
from shegar_metrics.documents.docx import DOCXExporter
from shegar_metrics.indicators import Results, compute
from shegar_metrics.views import document as official

from .conftest import Made

BLOCKS = (*official.BLOCKS, "sources")

# The facts of the decision of 18.07.2023 № 320 and of the information annexed to it.
FACTS = {
    "kind": "РЕШЕНИЕ",
    "number": "№ 320",
    "date": "18 июля 2023 года",
    "place": "с. Мельниково",
    "body": "ДУМА ШЕГАРСКОГО РАЙОНА",
    "chair": "Л.И. Нистерюк",
    "decided": "Принять к сведению информацию об использовании интернет-ресурсов администрацией",
    "annexed": "Приложение к решению Думы Шегарского района от 18 июля 2023 года № 320",
    "site": "Официальный сайт ведётся на основании Федерального закона от 9 февраля 2009 года "
    "№ 8-ФЗ",
    "visits": "За 2022 год — 37 743 посещения",
    "news": "554 публикации [1]: 309 новостей",
    "acts": "144 постановления администрации и 101 решение Думы",
    "fsc": "У МКУ «ФСЦ Шегарского района» собственного сайта нет",
    "section": "Для МКУ «ФСЦ Шегарского района» на официальном сайте создан отдельный раздел "
    "(по закону № 8-ФЗ)",
    "contract": "Договор на сопровождение сайта за 2022 год стоил 39 840 рублей",
    "budget": "Договор оплачен из бюджета района",
    "pages": "У администрации 3 официальные страницы: ВКонтакте, Одноклассники и Telegram",
    "order": "Страницы ВКонтакте и Одноклассники созданы по Федеральному закону от 9 февраля "
    "2009 года № 8-ФЗ и распоряжению Правительства Российской Федерации от 2 сентября 2022 года "
    "№ 2523-р",
    "authenticity": "Подлинность страниц ВКонтакте, Одноклассники и Telegram подтверждена через "
    "портал Госуслуг",
    "role": "имеет на портале Госуслуг роль администратора организации",
    "two factors": "У администратора страниц включён двухфакторный вход",
    "forms": "На странице ВКонтакте размещены формы платформы обратной связи (ПОС) — по "
    "Федеральному закону от 9 февраля 2009 года № 8-ФЗ и постановлению Правительства Российской "
    "Федерации от 31 декабря 2022 года № 2560",
    "uses": "принимают сообщения и обращения, проводят опросы и голосования",
    "gospabliki": "подключена к платформе «Госпаблики», предназначенной для планирования "
    "публикаций",
    "working time": "рабочее время на подготовку одной публикации заметно выросло",
    "conclusion": "Социальные сети не требуют затрат на размещение и служат самым быстрым и "
    "удобным способом связи",
    "subscribers": "На 10 июля 2023 года — 4 026 подписок на официальные страницы [1]",
    "vk": "ВКонтакте 2 421 на 10.07.2023 60,1",
    "ok": "Одноклассники 1 114 на 10.07.2023 27,7",
    "telegram": "Telegram 491 на 10.07.2023 12,2",
}

DERIVED = {
    "visits a day": "103 посещения в день",
    "a resident": "1,9 посещения (население — 19 958 человек на 1 октября 2021 года [2])",
    "a month": "46 публикаций в месяц",
    "a visit": "На одно посещение приходится 1,06 рубля",
    "a publication": "На одну публикацию приходится 71,91 рубля",
    "not the full cost": "Труд сотрудников в этих суммах не учтён",
    "stock": "Это не итог 2022 года, после его конца прошёл 191 день",
    "people": "меньше, чем подписок: от 2 421 до 4 026 человек",
    "voluntary": "Страница Telegram ведётся добровольно",
    "source": "[2] Всероссийская перепись населения на 1 октября 2021 года (Томскстат). "
    "Официальная статистика, 01.10.2021.",
    "original": "Подписанный подлинник решения — источник [1]; этот текст составлен",
}


def squeezed(text: str) -> str:
    """Leave what breaking text into lines and pages does not change."""
    return re.sub(r"[\s\u00a0\u00ad-]", "", text)


def without_numbers_of_pages(text: str) -> str:
    """Drop the number that begins each page but the first."""
    return re.sub(r"^\s*\d+\s*\n", "", text)


def text_of_pdf(file: Path) -> str:
    pages = [page.extract_text() for page in PdfReader(file).pages]
    return squeezed("".join(map(without_numbers_of_pages, pages)))


def blocks(document: Document) -> Iterator[Paragraph | Table]:
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield Paragraph(element, document)
        elif element.tag == qn("w:tbl"):
            yield Table(element, document)


def text_of_docx(document: Document) -> str:
    texts = []
    for block in blocks(document):
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += [cell.text for row in block.rows for cell in row.cells]
    return squeezed("\n".join(texts))


@pytest.fixture(scope="module")
def document(edition: Path) -> Document:
    return docx.Document(str(edition / "decision.docx"))


@pytest.fixture(scope="module")
def texts(edition: Path, document: Document) -> dict[str, str]:
    """The text of the DOCX and of the PDF."""
    return {"docx": text_of_docx(document), "pdf": text_of_pdf(edition / "decision.pdf")}


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("fact", [*FACTS, *DERIVED])
def test_every_fact_of_the_source_stands_in_the_document(
    texts: dict[str, str], form: str, fact: str
) -> None:
    assert squeezed((FACTS | DERIVED)[fact]) in texts[form]


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_two_forms_say_the_same(texts: dict[str, str], form: str, document: Document) -> None:
    for paragraph in document.paragraphs:
        assert squeezed(paragraph.text) in texts[form]


def test_the_order_is_not_cited_for_telegram(document: Document) -> None:
    units = [part for p in document.paragraphs for part in re.split(r"\. (?=[А-Я])", p.text)]
    (citing,) = (unit for unit in units if "2523" in unit)
    assert "Telegram" not in citing


def test_requisites_stand_in_the_order_of_the_standard(document: Document) -> None:
    styled = [(p.style.name, p.text.replace("\u00a0", " ")) for p in document.paragraphs]
    assert styled[:5] == [
        ("Requisite", "ДУМА ШЕГАРСКОГО РАЙОНА"),
        ("Requisite", "РЕШЕНИЕ"),
        ("Place", "с. Мельниково"),
        ("Sides", "18 июля 2023 года\t№ 320"),
        (
            "Heading 1",
            "О принятии к сведению информации об использовании интернет-ресурсов "
            "администрацией Шегарского района в 2022 году",
        ),
    ]
    assert ("Signature", "Председатель Думы Шегарского района\tЛ.И. Нистерюк") in styled
    annex = [text for style, text in styled if style == "Annex"]
    assert annex == ["Приложение\nк решению Думы Шегарского района\nот 18 июля 2023 года\n№ 320"]


def test_the_page_is_that_of_the_standard(document: Document) -> None:
    (section,) = document.sections
    edges = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(edge / Mm(1)) for edge in edges] == [30, 10, 20, 20]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    assert section.different_first_page_header_footer
    assert not section.first_page_header.paragraphs[0].text
    (number,) = section.header.paragraphs
    assert "PAGE" in number._p.xml
    assert number.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_text_is_set_as_the_standard_asks(document: Document) -> None:
    normal = document.styles["Normal"]
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert 'w:ascii="Times New Roman"' in ElementTree.tostring(defaults, "unicode").replace(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}", "w:"
    ).replace("ns0:", "w:")
    size = defaults.find(f".//{qn('w:sz')}").get(qn("w:val"))
    assert Pt(int(size) / 2) == Pt(12)
    assert normal.font.size is None
    body = document.styles["Body Text"].paragraph_format
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert body.first_line_indent == pytest.approx(Cm(1.25), abs=Pt(0.1))
    prose = [p for p in document.paragraphs if p.text.startswith("Официальный сайт ведётся")]
    assert [p.style.name for p in prose] == ["First Paragraph"]
    assert prose[0].style.base_style.name == "Body Text"


def test_tables_have_borders_and_repeat_their_heads(document: Document) -> None:
    borders = document.styles["Table"].element.find(f".//{qn('w:tblBorders')}")
    assert {edge.get(qn("w:val")) for edge in borders} == {"single"}
    assert len(document.tables) == 1
    for table in document.tables:
        assert table.style.name == "Table"
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    captions = [p.text for p in document.paragraphs if p.style.name == "Table Caption"]
    assert [caption.split("\u00a0— ")[0] for caption in captions] == [
        f"Таблица\u00a0{place}" for place in range(1, len(document.tables) + 1)
    ]


def test_figures_are_sharp_and_tell_their_numbers(edition: Path, tmp_path: Path) -> None:
    executed = nbformat.read(edition / "annual_report.ipynb", as_version=4)
    made = tmp_path / "report.docx"
    made.write_bytes(DOCXExporter().from_notebook_node(executed)[0])
    document = docx.Document(str(made))
    drawn = list(document.element.body.iter(qn("wp:inline")))
    assert len(drawn) >= 2
    told = " ".join(inline.find(qn("wp:docPr")).get("descr") for inline in drawn)
    assert "Новости — 309" in told
    assert "ВКонтакте — 2 421" in told  # pandoc reads a no-break space in a title as a space
    widths = [int(inline.find(qn("wp:extent")).get("cx")) / Mm(25.4) for inline in drawn]
    with zipfile.ZipFile(made) as packed:
        pictures = sorted(name for name in packed.namelist() if name.endswith(".png"))
        assert len(pictures) == len(drawn)
        for picture, inches in zip(pictures, widths, strict=True):
            with packed.open(picture) as file, Image.open(file) as image:
                assert image.width / inches == pytest.approx(300, abs=3)


def test_words_are_free_and_numbers_are_glued(document: Document) -> None:
    text = "\n".join(p.text for p in document.paragraphs)
    assert "37\u00a0743\u00a0посещения" in text
    assert "№\u00a08-ФЗ" in text
    assert "информация об использовании" in text.lower()
    assert "<w:noBreakHyphen" in document.element.xml
    assert not re.search(r"\d \d{3}|№ |\d %", text)


def test_it_names_itself_and_bears_the_date_of_the_decision(
    document: Document, edition: Path
) -> None:
    about = document.core_properties
    assert about.title.replace("\u00a0", " ").startswith("О принятии к сведению информации")
    assert f"{about.created:%d.%m.%Y} {about.modified:%d.%m.%Y}" == "18.07.2023 18.07.2023"
    pdf = PdfReader(edition / "decision.pdf", strict=True)
    assert pdf.metadata.title == about.title
    marks = pdf.root_object["/Metadata"].get_data().decode("utf-8")
    assert "<pdfaid:part>2<" in marks
    assert "<pdfaid:conformance>A<" in marks
    assert "<pdfuaid:part>1<" in marks
    assert pdf.root_object["/MarkInfo"]["/Marked"].value is True


def test_pdf_pages_are_numbered_from_the_second(edition: Path) -> None:
    pages = [page.extract_text() for page in PdfReader(edition / "decision.pdf").pages]
    assert not re.match(r"\s*\d", pages[0])
    assert [int(re.match(r"\s*(\d+)\s*\n", page)[1]) for page in pages[1:]] == [
        *range(2, len(pages) + 1)
    ]


def plain(results: Results) -> str:
    """The sentences of the whole document, with plain spaces."""
    views = [official.decision(results)]
    views += [official.information(results, block) for block in BLOCKS]
    text = re.sub(r"\[(\\\[\d+\\\])\]\(#\w+\)", r"\1", "\n".join(view.text for view in views))
    return " ".join(text.replace("\\", "").split())


def test_a_poor_year_reads_right(made_up: Path) -> None:
    text = plain(compute(load(made_up), 2023))
    for sentence in (
        "Проект",
        "«___» ______________ 20___ года № ______",
        "За 2023 год — 5 021 посещение [1]. В среднем это 14 посещений в день. Это посещения",
        "На сайте за 2023 год — 1 публикация [1]: 0 новостей, 0 постановлений администрации "
        "и 1 решение Совета депутатов. В среднем это 0,1 публикации в месяц.",
        "Стоимость договора на сопровождение сайта не известна: сведений за 2023 год нет; поэтому",
        "У администрации 2 официальные страницы: ВКонтакте и Одноклассники.",
        "Подлинность страницы ВКонтакте подтверждена через портал Госуслуг. "
        "Подлинность страницы Одноклассники не подтверждена.",
        "У администратора страниц двухфакторный вход не включён.",
        "Сведения о подлинности страниц и входе — на 31 декабря 2023 года [1].",
        "На 31 декабря 2023 года — 1 021 подписка на официальные страницы [1].",
        "меньше, чем подписок: от 1 001 до 1 021 человека.",
        "О формах платформы обратной связи (ПОС) на страницах сведений за 2023 год нет.",
        "Вывод не написан: впишите его в таблицу remarks.csv строкой за 2023 год",
    ):
        assert sentence in text
    for word in ("Telegram", "39 840", "Нистерюк", "320", "итог 2023 года", "подлинник"):
        assert word not in text


@pytest.mark.slow
def test_a_poor_year_has_its_document(made: Callable[[str], Made]) -> None:
    folder = made("poor").edition(2023)
    text = text_of_docx(docx.Document(str(folder / "decision.docx")))
    assert squeezed("1 021 подписка на официальные страницы") in text
    assert squeezed("6. Вывод [Вывод не написан") in text
    assert squeezed("1 021 подписка на официальные страницы") in text_of_pdf(
        folder / "decision.pdf"
    )


@pytest.mark.slow
def test_libreoffice_opens_it_and_prints_every_fact(edition: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("needs LibreOffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(edition / "decision.docx")], check=True, capture_output=True, timeout=180
    )
    printed = PdfReader(tmp_path / "decision.pdf")
    assert len(printed.pages) == pytest.approx(
        len(PdfReader(edition / "decision.pdf").pages), abs=1
    )
    text = text_of_pdf(tmp_path / "decision.pdf")
    missing = [name for name, fact in (FACTS | DERIVED).items() if squeezed(fact) not in text]
    assert missing == []
