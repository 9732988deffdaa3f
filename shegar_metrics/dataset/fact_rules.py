"""The rules of totals and of costs: what may be stated of what, and how a sum belongs to a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ..problems import Problem
from .reading import RawTable
from .reference import POST, Reference
from .reference_rules import misplaced
from .schema import fields
from .series import Row, Series, parts_of, period_of, series_columns, stated_columns, summed_columns

Found = tuple[str, str, str, str]
"""A column, what is wrong with it, what fits there, and how to mend it."""

SERIES_COLUMNS = ("page", "section", "channel")

BY_DAYS = "by_days"
"""The price of a contract, parted by its days; any other sum belongs to one year whole."""


def check_totals(rows: Mapping[str, Sequence[Row]], table: RawTable) -> Iterator[Problem]:
    """Check that totals are of columns and series that there are, and that one stands."""
    pages = {row["id"]: row for row in rows["pages"]}
    posts = {row["code"] for row in rows["sections"] if row["kind"] == POST}
    series, reference = Series(rows), Reference(rows)
    first_lines: dict[tuple[object, ...], int] = {}
    for row, line in zip(rows["totals"], table.lines, strict=True):
        found = (
            _unfit(row)
            or _misplaced_total(row, pages, posts)
            or _outlived_total(row, reference)
            or _too_many(row, series, reference)
        )
        if found is None and row["stands"]:
            key = (row["table"], row["column"], *(row[c] for c in SERIES_COLUMNS), period_of(row))
            first = first_lines.setdefault(key, line)
            if first != line:
                wrong = f"за тот же период уже принято число строки {first}"
                found = "stands", wrong, "одно принятое число", "Поставьте «нет» у одной из них"
        if found:
            column, wrong, expected, mend = found
            yield Problem(table.file, wrong, expected, mend, line, column, _quoted(row[column]))


def _quoted(cell: object) -> str | None:
    """Write a cell as a user would; of an empty one there is nothing to quote."""
    if cell is None:
        return None
    return "да" if cell is True else str(cell)  # «нет» in stands is never wrong


def _unfit(row: Row) -> Found | None:
    """Return why a total fits no table: its column, its codes, or its number."""
    table, column = row["table"], row["column"]
    known = [*summed_columns(table), *stated_columns(table)]
    if column not in known:
        expected = f"одно из: {', '.join(known)}"
        return "column", f"в таблице {table} такого итога нет", expected, "Исправьте название"
    for code in SERIES_COLUMNS:
        needed = code in series_columns(table)
        if needed and row[code] is None:
            return code, "не сказано, о чём итог", f"код: в таблице {table} он есть", "Впишите его"
        if not needed and row[code] is not None:
            return code, f"в таблице {table} такого столбца нет", "пусто", "Очистите ячейку"
    is_whole = fields(table).get(column, {"type": "integer"})["type"] == "integer"
    if is_whole and row["value"] % 1:
        return "value", "не целое число", "целое число", "Проверьте его"
    return None


def _misplaced_total(row: Row, pages: Mapping[str, Row], posts: set[str]) -> Found | None:
    if row["page"] is None:
        return None
    fault = misplaced(row["table"], row, pages[row["page"]], posts)
    return None if fault is None else (*fault, "Проверьте её и reference/pages.csv")


def _outlived_total(row: Row, reference: Reference) -> Found | None:
    """Return what is wrong with a total of a time in which its page did not exist."""
    if reference.life(period_of(row), row["page"], row["section"]) is not None:
        return None
    wrong = "в этот период страницы или раздела не было: ещё не открыто или уже закрыто"
    return "period_start", wrong, "", "Проверьте даты и справочники reference/"


def _too_many(row: Row, series: Series, reference: Reference) -> Found | None:
    """Return what is wrong where a part is more than its whole: visitors than visits."""
    for part, whole in parts_of(row["table"]) if row["stands"] else ():
        key = tuple(row[name] for name in series_columns(row["table"]))
        of_part = series.total(row["table"], key, part, period_of(row))
        if row["column"] not in (part, whole) or (row["column"] == whole and of_part):
            continue  # with a total of the part, the fault is at that
        amount, most = (_printed(row, column, series, reference) for column in (part, whole))
        if amount is not None and most is not None and amount > most:
            if row["column"] == part:
                wrong, expected = f"больше, чем {whole} ({most})", f"число не больше {most}"
            else:
                wrong, expected = f"меньше, чем {part} ({amount})", f"число не меньше {amount}"
            return "value", wrong, expected, "Проверьте оба числа"
    return None


def _printed(row: Row, column: str, series: Series, reference: Reference) -> Decimal | None:
    """Return what is printed of a column in the series and the period of a total."""
    table, period = row["table"], period_of(row)
    key = tuple(row[name] for name in series_columns(table))
    stated = series.total(table, key, column, period)
    if stated is not None:
        return Decimal(stated["value"])
    life = reference.life(period, row["page"], row["section"])
    tiles = series.tiles(table, key, [column], period, life)
    return Decimal(sum(each[column] for each in tiles)) if tiles else None


def check_reporting_dates(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Check that a year was reported on in it or in the next one: its counts are then taken."""
    for row, line in zip(rows, table.lines, strict=True):
        day = row["reporting_date"]
        if day is not None and day.year not in (row["year"], row["year"] + 1):
            wrong = f"это не отчётная дата {row['year']} года"
            expected = f"дата {row['year']} или {row['year'] + 1} года"
            yield Problem(
                table.file, wrong, expected, "Проверьте её", line, "reporting_date", str(day)
            )


def check_editions(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Check that the editions of each year are numbered without a gap, in the order of issue."""
    known = {(row["year"], row["edition"]): row["issued"] for row in rows}
    for row, line in zip(rows, table.lines, strict=True):
        year, number = row["year"], row["edition"]
        if number > 1 and (year, number - 1) not in known:
            wrong = f"нет редакции {number - 1} отчёта за {year} год"
            mend = "Верните её строку: номера идут подряд"
            yield Problem(table.file, wrong, "", mend, line, "edition", str(number))
        before, issued = known.get((year, number - 1)), row["issued"]
        if before and issued and issued < before:
            wrong = f"раньше, чем выпущена редакция {number - 1} ({before:%d.%m.%Y})"
            yield Problem(
                table.file, wrong, "", "Исправьте одну из двух дат", line, "issued", str(issued)
            )


def check_costs(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Check that a sum belongs to one year, or is parted by days, and that no contract is both."""
    methods: dict[tuple[object, ...], tuple[str, int]] = {}
    for row, line in zip(rows, table.lines, strict=True):
        if row["method"] != BY_DAYS and row["period_start"].year != row["period_end"].year:
            yield Problem(
                table.file,
                "сумма не делится, а период переходит через границу года",
                "период внутри одного года или by_days (цена по дням срока)",
                "Разделите сумму по годам строками или поставьте by_days",
                line,
                "method",
                row["method"],
            )
        if row["amount_rub"] * 100 % 1:
            yield Problem(
                table.file,
                "доли копейки",
                "рубли и копейки",
                "Округлите сумму до копеек",
                line,
                "amount_rub",
                str(row["amount_rub"]),
            )
        if row["contract"] is None:
            continue
        if row["contract"].lstrip().startswith("№"):
            wrong, expected = "номер со знаком №", "номер без знака: 13, 5 от 27.12.2022"
            mend = "Уберите знак №: иначе это другой договор"
            yield Problem(table.file, wrong, expected, mend, line, "contract", row["contract"])
        method, first = methods.setdefault((row["item"], row["contract"]), (row["method"], line))
        if method != row["method"]:
            yield Problem(
                table.file,
                f"в строке {first} этот договор посчитан иначе ({method}): сумма вошла бы дважды",
                "один способ для всех строк договора",
                "Оставьте либо оплаты, либо цену",
                line,
                "method",
                row["method"],
            )


def cost_by_year(amount: Decimal, days: Mapping[int, int]) -> dict[int, Decimal]:
    """Part a price by the days of each year, in kopecks; the parts add up to the price.

    Parameters
    ----------
    amount
        The price, roubles.
    days
        How many days of the contract lie in each year.

    Returns
    -------
    dict
        Roubles by year. Kopecks that are left over go to the years with the largest
        remainders, and of equal ones to the earlier.

    Examples
    --------
    >>> from decimal import Decimal
    >>> {year: str(part) for year, part in cost_by_year(Decimal("100"), {2023: 1, 2024: 2}).items()}
    {2023: '33.33', 2024: '66.67'}
    """
    kopecks, whole = int(amount * 100), sum(days.values())
    parts = {year: divmod(kopecks * count, whole) for year, count in days.items()}
    left = kopecks - sum(part for part, _ in parts.values())
    order = sorted(parts, key=lambda year: (-parts[year][1], year))
    more: defaultdict[int, int] = defaultdict(int, dict.fromkeys(order[:left], 1))
    return {year: Decimal(part + more[year]) / 100 for year, (part, _) in parts.items()}
