"""The rules of reference data, and of the facts that refer to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from ..problems import Problem
from .reading import RawTable
from .reference import POST
from .series import TOTALS, Row

Rows = Mapping[str, Sequence[Row]]
Tables = Mapping[str, RawTable]

OF_SITE = ("visits",)
OF_PLATFORM = ("subscribers", "engagement", "page_activity")
"""Tables whose rows are of the site, and of pages on platforms."""


def check_reference(rows: Rows, tables: Tables) -> Iterator[Problem]:
    """Check the reference tables, and that facts refer to pages that exist and fit."""
    yield from _municipality(rows["municipality"], tables["municipality"])
    yield from _territories(rows["territories"], tables["territories"])
    for name in ("pages", "sections"):
        for row, line in zip(rows[name], tables[name].lines, strict=True):
            if row["opened"] and row["closed"] and row["closed"] < row["opened"]:
                expected = f"дата не раньше {row['opened']:%d.%m.%Y}"
                closed = str(row["closed"])
                yield Problem(
                    tables[name].file, "раньше открытия", expected, "", line, "closed", closed
                )
    yield from _pages(rows["pages"], tables["pages"])
    yield from _counters(rows["pages"], tables["pages"])
    yield from _sections(rows, tables)
    yield from _denominator(rows, tables["population"])
    pages = {row["id"]: row for row in rows["pages"]}
    posts = {row["code"] for row in rows["sections"] if row["kind"] == POST}
    for name, table in tables.items():
        if "page" not in table.header or name in ("events", TOTALS):
            continue
        for row, line in zip(rows[name], table.lines, strict=True):
            page = pages.get(row["page"])
            if page is None:
                if name in OF_SITE:
                    wrong, mend = "не сказано, какого сайта", "Впишите код из reference/pages.csv"
                    yield Problem(table.file, wrong, "", mend, line, "page")
                continue
            fault = misplaced(name, row, page, posts) or _outlived(row, page, "страницы")
            if fault:
                column, wrong, expected = fault
                mend = "Проверьте её и reference/pages.csv"
                yield Problem(table.file, wrong, expected, mend, line, column, str(row[column]))


def name_the_site(tables: Tables) -> None:
    """Fill in whose visits are counted where no row has to say so: there is one site."""
    pages = tables["pages"]
    name, platform = pages.header.index("id"), pages.header.index("platform")
    sites = [row[name] for row in pages.rows if not row[platform]]
    for table in ("visits", TOTALS) if len(sites) == 1 else ():
        page = tables[table].header.index("page")
        of = tables[table].header.index("table") if table == TOTALS else None
        for row in tables[table].rows:
            if of is None or row[of] == "visits":
                row[page] = row[page] or sites[0]


def _municipality(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    if not rows:
        mend = "Впишите строку с названиями муниципалитета"
        yield Problem(table.file, "таблица пуста", "хотя бы одна строка", mend)
    for row, line in zip(rows, table.lines, strict=True):
        if not _is_zone(row["zone"]):
            expected = "название по базе IANA: Europe/Moscow, Asia/Omsk"
            yield Problem(
                table.file, "нет такого часового пояса", expected, "", line, "zone", row["zone"]
            )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not found; a folder of the database; a path
        return False
    return True


def _territories(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    divisors = [line for row, line in zip(rows, table.lines, strict=True) if row["denominator"]]
    if rows and len(divisors) != 1:
        wrong = f"территорий-знаменателей — {len(divisors)}"
        mend = "Отметьте «да» у одной территории — всего муниципалитета"
        line = divisors[1] if divisors else None
        yield Problem(table.file, wrong, "одна", mend, line, "denominator")


def _pages(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Find pages that a reader, or the system of one platform, would confuse."""
    for column, within, wrong, mend in (
        ("title", (), "так названа и", "Дайте каждой своё название"),
        (
            "external_id",
            ("platform",),
            "этот номер в системе имеет и",
            "У каждой страницы свой номер",
        ),
    ):
        seen: dict[tuple[Any, ...], int] = {}
        for row, line in zip(rows, table.lines, strict=True):
            key = (row[column], *(row[name] for name in within))
            if row[column] is not None and seen.setdefault(key, line) != line:
                repeated = f"{wrong} страница строки {seen[key]}"
                yield Problem(table.file, repeated, "", mend, line, column, row[column])


def _counters(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Check that there is one site, and that what else counts it says so."""
    sites = [row["id"] for row in rows if not row["platform"] and not row["counter_of"]]
    for row, line in zip(rows, table.lines, strict=True):
        of = row["counter_of"]
        if of is None:
            if row["id"] in sites[1:]:
                wrong = "второй сайт: его посещения нельзя ни сложить с первым, ни отличить от них"
                mend = "Если это ещё один счётчик того же сайта, впишите в counter_of код сайта"
                yield Problem(table.file, wrong, "один сайт", mend, line, "counter_of")
            continue
        if row["platform"]:
            wrong, expected = "у страницы на площадке нет счётчика сайта", "пусто"
        elif of not in sites or of == row["id"]:
            wrong, expected = "такого сайта нет", "код сайта из этой же таблицы"
        else:
            continue
        yield Problem(table.file, wrong, expected, "Исправьте код", line, "counter_of", of)


def _sections(rows: Rows, tables: Tables) -> Iterator[Problem]:
    """Check that posts have one section, and that none holds what is not of its time."""
    table = tables["sections"]
    posts = [
        line for row, line in zip(rows["sections"], table.lines, strict=True) if row["kind"] == POST
    ]
    for line in posts[1:]:
        mend = "Оставьте один раздел с записями страниц"
        yield Problem(table.file, "такой раздел уже есть", "", mend, line, "kind", POST)
    sections = {row["code"]: row for row in rows["sections"]}
    table = tables["publications"]
    for row, line in zip(rows["publications"], table.lines, strict=True):
        fault = _outlived(row, sections[row["section"]], "раздела")
        if fault:
            column, wrong, expected = fault
            mend = "Проверьте её и reference/sections.csv"
            yield Problem(table.file, wrong, expected, mend, line, column, str(row[column]))


def _denominator(rows: Rows, table: RawTable) -> Iterator[Problem]:
    """Find a territory with more residents than the whole municipality on the same day."""
    whole = {row["code"] for row in rows["territories"] if row["denominator"]}
    of_whole = {r["as_of"]: r["residents"] for r in rows["population"] if r["territory"] in whole}
    for row, line in zip(rows["population"], table.lines, strict=True):
        most = of_whole.get(row["as_of"])
        if most is not None and row["residents"] > most:
            wrong = f"больше, чем у территории, на жителей которой делят ({most})"
            mend = "Проверьте число и отметку «да» в reference/territories.csv"
            yield Problem(table.file, wrong, "", mend, line, "residents", str(row["residents"]))


def misplaced(table: str, row: Row, page: Row, posts: set[str]) -> tuple[str, str, str] | None:
    """Return why a row of a table cannot be of a page: its column, what is wrong, what fits."""
    on_platform = page["platform"] is not None
    if table in OF_SITE and on_platform:
        return "page", "это не сайт", "код сайта или его счётчика"
    if table in OF_PLATFORM and not on_platform:
        return "page", "это не страница на площадке", "код официальной страницы"
    if table == "publications" and page["counter_of"]:
        return "page", "это счётчик, а публикации — сайта", "код сайта"
    if table == "publications" and (row["section"] in posts) != on_platform:
        where = "у страницы на площадке" if on_platform else "у сайта"
        return "section", f"{where} такого раздела нет", "раздел, который там бывает"
    return None


def _outlived(row: Row, page: Row, what: str) -> tuple[str, str, str] | None:
    """Return why a row cannot be of the time in which its page or section existed."""
    first, last = ("as_of", "as_of") if "as_of" in row else ("period_start", "period_end")
    opened, closed = page["opened"], page["closed"]
    if opened and row[last] < opened:
        return last, f"{what} «{page['title']}» ещё не было", f"дата не раньше {opened:%d.%m.%Y}"
    if closed and row[first] >= closed:
        return first, f"{what} «{page['title']}» уже не было", f"дата раньше {closed:%d.%m.%Y}"
    return None
