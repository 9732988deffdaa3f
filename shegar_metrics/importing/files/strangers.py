"""Files that no importer takes: what they are, what they nearly are, and the way forward."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ... import cells
from ...dataset.schema import resources
from ...problems import shortened
from .columns import Headed, found_places
from .export import Export
from .foreign import COUNTERS, KNOWN, Stranger
from .headings import MOST_ROWS_ABOVE, in_other_units
from .html_pages import page_of
from .raw import GZIP_MARK, OLD_OFFICE_MARK, ZIP_MARK

Sentences = tuple[str, str]
"""What a file is, and what to do instead."""

LEAST_ALIKE = 2
"""A table resembles an export by as many columns of it."""
MOST_SHOWN = 8
LIST = "Что откуда выгружать, покажет shegar-metrics import --list"
UNPACK = "Распакуйте его и передайте файлы из него"
TAR_MARK, TAR_PLACE = b"ustar", 257

MAGIC = (
    (
        b"%PDF",
        "это документ PDF",
        "Числа из него впишите в форму: shegar-metrics form year --year ГОД",
    ),
    (b"Rar!", "это архив RAR", UNPACK),
    (b"7z\xbc\xaf", "это архив 7z", UNPACK),
    (b"\x89PNG", "это картинка", "Нужен файл с данными: кнопка «Экспорт» системы"),
    (b"\xff\xd8\xff", "это картинка", "Нужен файл с данными: кнопка «Экспорт» системы"),
    (b"{\\rtf", "это документ RTF", "Таблицу из него сохраните в Excel как XLSX"),
)
COMPARED = re.compile(r"сегмент|сравн|предыдущ|segment|compar|previous", re.I)
GARBLED = (
    ("cp1251", "utf-8", "текст UTF-8 когда-то прочли как cp1251"),
    ("cp1251", "cp866", "похоже, файл в кодировке DOS (cp866)"),
    ("cp1251", "koi8-r", "похоже, файл в кодировке KOI8-R"),
)
"""How the text was read, what it was written in, and how that is told."""
LEAST_LETTERS = 3
LOOKED_AT = 200
AS_TABLE = "Таблицу из него скопируйте в Excel и сохраните как XLSX"


def stranger(export: Export) -> Sentences | None:
    """Return what a file is if it is certainly of a system that is not read, or no export."""
    found = _no_data(export)
    if found is None:
        found = next((_sentences(each) for each in KNOWN if each.fits(export)), None)
    return found


def unknown(export: Export, recognisers: Mapping[str, Callable[[Export], bool]]) -> Sentences:
    """Return what a file that no importer takes looks like.

    Parameters
    ----------
    export
        The file.
    recognisers
        Of each importer by the title of what it reads.
    """
    own = _own_table(export)
    if own:
        mend = "Его не импортируют: строки правят прямо в нём, а проверяет их shegar-metrics check"
        return f"это таблица самого пакета данных, {own}", mend
    likely = next((_sentences(each) for each in COUNTERS if each.fits(export)), None)
    return likely or _nearest(export, recognisers) or _form(export)


def _sentences(stranger: Stranger) -> Sentences:
    return f"похоже на выгрузку {stranger.title}: такие файлы не читаются", stranger.mend


def _no_data(export: Export) -> Sentences | None:
    """Return what a file is if it holds no data at all, or in a form that is not read."""
    if export.name.startswith("~$"):
        return "это временный файл Excel", "Закройте книгу и передайте её саму, без «~$» в имени"
    if not export.head.strip():
        return "файл пуст", "Выгрузите его снова"
    if export.is_html:
        return page_of(export.beginning)
    for magic, what, mend in MAGIC:
        if export.head.startswith(magic):
            return what, mend
    if export.head[TAR_PLACE:].startswith(TAR_MARK):
        return "это архив TAR", UNPACK
    if export.is_packed and export.head.startswith((ZIP_MARK, GZIP_MARK, OLD_OFFICE_MARK)):
        return "это книга или архив, сжатые ещё раз (gzip)", UNPACK
    if export.is_book and (export.parts or export.head.startswith(OLD_OFFICE_MARK)):
        return None
    if export.head.startswith(ZIP_MARK):
        return _archive(export)
    if export.head.startswith(OLD_OFFICE_MARK):
        mend = "Книгу сохраните в Excel как XLSX без пароля; таблицу из документа скопируйте в неё"
        return "это старый документ Word, книга под паролем или испорченная книга XLS", mend
    if not export.beginning and _has_wide_letters(export.head):
        return "это текст в UTF-16 без метки в начале", "Сохраните его в UTF-8"
    if not export.beginning:
        return "это не текст и не книга", "Выгрузите данные как CSV, XLSX, JSON или XML"
    return None


def _has_wide_letters(head: bytes) -> bool:
    """Tell whether each other byte is what Latin or Cyrillic letters have in UTF-16."""
    return any(
        len(every) > 1 and sum(map(every.count, (0, 4))) > 0.9 * len(every)
        for every in (head[:LOOKED_AT:2], head[1:LOOKED_AT:2])
    )


def _archive(export: Export) -> Sentences:
    if "word/document.xml" in export.parts:
        return "это документ Word", AS_TABLE
    if "ppt/presentation.xml" in export.parts:
        return "это презентация", AS_TABLE
    if not export.parts:
        return "файл обрезан или испорчен: архив или книга не открывается", "Скопируйте его снова"
    names = sorted(name for name in export.parts if not name.endswith("/"))
    shown = ", ".join(map(shortened, names[:MOST_SHOWN])) + ("…" if len(names) > MOST_SHOWN else "")
    return f"это архив ZIP, в нём: {shown}", UNPACK


def _own_table(export: Export) -> str | None:
    """Name the table of the data package that a file is, by the columns that it must have."""
    rows = [set(heading.titles) for heading in export.headings[:1]]
    for name, resource in resources().items():
        needed = {
            field["name"]
            for field in resource["schema"]["fields"]
            if field.get("constraints", {}).get("required")
        }
        if any(len(needed) > 1 and needed <= titles for titles in rows):
            return f"{name}.csv"
    return None


def _nearest(
    export: Export, recognisers: Mapping[str, Callable[[Export], bool]]
) -> Sentences | None:
    """Return the export of which a table has most columns, and what it lacks of it."""
    alike = [
        (len(found_places(heading, headed.columns)), -len(headed.lacking(heading)), title, heading)
        for title, headed in recognisers.items()
        if isinstance(headed, Headed)
        for heading in export.headings
    ]
    count, _, title, heading = max(alike, key=lambda each: each[:2], default=(0, 0, "", None))
    if heading is None or count < LEAST_ALIKE:
        return None
    headed = recognisers[title]
    assert isinstance(headed, Headed)
    lacking = headed.lacking(heading)
    word = "столбца" if len(lacking) == 1 else "столбцов"
    return (
        f"похоже на «{title}»: не хватает {word} {', '.join(lacking)}; заголовки — в строке "
        f"{heading.line}: {_shown(heading.titles)}",
        headed.mend
        or "Выгрузите с этими столбцами или, если другой столбец значит то же, назовите его так"
        f"{in_other_units(heading)}. {LIST}",
    )


def _form(export: Export) -> Sentences:
    """Say what can be seen of a file that resembles nothing."""
    if export.is_json and _is_empty(export):
        return (
            "ответ пуст: в нём нет ни одной записи",
            "Проверьте запрос и права ключа доступа: закрытую стену система отдаёт пустой",
        )
    if export.is_json:
        fields = re.findall(r'"([^"\\]{1,40})"\s*:', export.beginning)
        shown = f"поля: {_shown(dict.fromkeys(fields))}" if fields else "полей в нём нет"
        return f"JSON, но не ответ знакомой системы; {shown}", LIST
    if export.is_xml:
        root = re.search(r"<([^\s!?/>]{1,60})", export.beginning)
        mend = f"Читаются карта сайта (urlset), RSS (rss) и Atom (feed). {LIST}"
        return f"XML с корнем {root[1] if root else '?'}: такие файлы не читаются", mend
    rows = export.headings
    if not rows:
        return "это не таблица, не JSON и не XML", LIST
    widest = max(rows[:MOST_SHOWN], key=lambda row: len(list(filter(None, row.titles))))
    mend = f"{LIST}; числа года без выгрузки — форма: shegar-metrics form year --year ГОД"
    alike = sum(row.width == widest.width for row in rows)
    if widest.width < LEAST_ALIKE or alike < LEAST_ALIKE:
        start = export.beginning.partition("\n")[0][:60].strip(" .\r")
        where = f"Заголовок таблицы должен стоять в первых {MOST_ROWS_ABOVE} строках. {mend}"
        return f"это текст, не таблица; начало: «{start}»", where
    compared = [title for title in widest.titles if COMPARED.search(title)]
    if compared:
        return (
            f"таблица, в которой сравнены части или периоды: {_shown(compared)}",
            f"Выгрузите её без сегментов и сравнения. {LIST}",
        )
    if garbled := _garbled(export.first_text):
        return f"русские буквы не читаются: {garbled}", "Откройте файл и сохраните его в UTF-8"
    if any(cells.as_date(title) or title.isdecimal() for title in widest.titles):
        return "таблица без строки заголовков: что в её столбцах, не сказано", mend
    return (
        f"таблица неизвестного вида; строка {widest.line} похожа на заголовок: "
        f"{_shown(widest.titles)}",
        mend,
    )


def _garbled(text: str) -> str | None:
    """Say what a text was written in, if it has been read in another encoding."""
    for read, written, told in GARBLED:
        sound = text.encode(read, "replace").decode(written, "ignore")
        if _frequent(sound) > LEAST_LETTERS + 2 * _frequent(text):
            return told
    return None


def _frequent(text: str) -> int:
    return sum(map(text.count, "оеаинт"))


def _is_empty(export: Export) -> bool:
    """Tell whether an answer in JSON holds nothing but zeros and empty lists."""
    return not re.search(r'[1-9]|true|:\s*"|\[\s*"', export.beginning)


def _shown(titles: Iterable[str]) -> str:
    named: Sequence[str] = [title[:40] for title in titles if title]
    return ", ".join(named[:MOST_SHOWN]).rstrip(".") + ("…" if len(named) > MOST_SHOWN else "")
