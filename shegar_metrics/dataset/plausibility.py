"""Numbers that the rules allow and that are hardly true: warnings of ``check``, never errors.

Each kind of doubt is a small function over the data, declared once in `DOUBTS`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..period import Period
from ..problems import Problem
from . import Dataset
from .fact_rules import BY_DAYS, cost_by_year
from .neighbours import SMALL, Doubtful, days_of, jumps, named, zeros
from .reading import read_table
from .schema import FILES, fields, resources
from .series import ADDITIVE, TOTALS, Row, period_of, series_columns, stated_columns

REACTIONS = ("likes", "comments", "reposts")

COST_TIMES = 2
"""A contract is dearer by some per cent each year; a year that costs twice the last one has
either another kind of service in it, or one contract two times."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A kind of number that is hardly true.

    Parameters
    ----------
    title
        What is doubted, in Russian.
    mend
        What to do about it.
    find
        Yields the rows that it is so with, given the data and the day of today.
    """

    title: str
    mend: str
    find: Callable[[Dataset, date], Iterator[Doubtful]]


def doubts(dataset: Dataset, today: date) -> dict[Doubt, list[Problem]]:
    """Find the rows that are hardly true, by the kind of doubt.

    Parameters
    ----------
    dataset
        The data package.
    today
        The day after which nothing can have been counted.

    Returns
    -------
    dict
        The rows in the order of the tables and their lines; kinds that nothing is found of are
        left out. Rows that are not those of the file have no lines.
    """
    lines = {id(row): line for table in resources() for row, line in _lines(dataset, table)}
    found = {}
    for doubt in DOUBTS:
        problems = [
            Problem(
                resources()[each.table]["path"],
                each.why,
                row=lines.get(id(each.row)),
                column=each.column,
                value=str(each.row[each.column]),
            )
            for each in doubt.find(dataset, today)
        ]
        if problems:
            found[doubt] = sorted(problems, key=lambda it: (FILES.index(it.file), it.row or 0))
    return found


def _lines(dataset: Dataset, table: str) -> Iterator[tuple[Row, int]]:
    """Pair the rows of a table with the lines of the file on which they end."""
    described = resources()[table]
    path, columns = described["path"], described["schema"]["fields"]
    read, _ = read_table(dataset.folder, path, dataset.files.get(path), columns)
    known = len(read.lines) == len(dataset.rows[table])
    return zip(dataset.rows[table], read.lines if known else (), strict=known)


def _subscriptions(dataset: Dataset, _: date) -> Iterator[Doubtful]:
    """Find pages with more subscriptions than there are residents."""
    counts = sorted(
        (row["as_of"], row["residents"])
        for row in dataset.rows["population"]
        if row["territory"] == dataset.reference.denominator
    )
    for row in dataset.rows["subscribers"] if counts else ():
        known = [count for day, count in counts if day <= row["as_of"]]
        residents = known[-1] if known else counts[0][1]
        if row["subscribers"] > residents:
            why = f"{named(dataset, 'subscribers', row)}: а жителей — {residents}"
            yield Doubtful("subscribers", row, "subscribers", why)


def _page_views(dataset: Dataset, _: date) -> Iterator[Doubtful]:
    """Find visits in which less than one page was shown."""
    for row in dataset.rows["visits"]:
        visits, views = row["visits"], row["page_views"]
        if visits is not None and views is not None and views < visits:
            why = f"{named(dataset, 'visits', row)}: а посещений — {visits}"
            yield Doubtful("visits", row, "page_views", why)


def _reactions(dataset: Dataset, _: date) -> Iterator[Doubtful]:
    """Find pages on which more was liked, commented and passed on than was seen."""
    for row in dataset.rows["engagement"]:
        reactions = sum(row[column] or 0 for column in REACTIONS)
        if row["views"] is not None and row["views"] < reactions >= SMALL:
            why = f"{named(dataset, 'engagement', row)}: а отметок, комментариев и репостов вместе"
            yield Doubtful("engagement", row, "views", f"{why} — {reactions}")


def _unique(dataset: Dataset, _: date) -> Iterator[Doubtful]:
    """Find people counted for a period who are fewer than those of a part of it."""
    series = defaultdict(list)
    for row in dataset.rows[TOTALS]:
        if row["stands"] and row["column"] in stated_columns(row["table"]):
            codes = tuple(row[name] for name in series_columns(row["table"]))
            series[row["table"], row["column"], codes].append(row)
    for rows in series.values():
        rows.sort(key=period_of)
        starts = [row["period_start"] for row in rows]
        for row in rows:
            first = bisect_left(starts, row["period_start"])
            begun = rows[first : bisect_right(starts, row["period_end"])]
            parts = [each for each in begun if each["period_end"] <= row["period_end"]]
            most = max(parts, key=lambda each: each["value"])
            if most["value"] > row["value"]:
                part = f"{days_of(period_of(most))} — {most['value']}"
                why = f"{named(dataset, TOTALS, row)}: а за одну только часть, {part}"
                yield Doubtful(TOTALS, row, "value", why)


def _costs(dataset: Dataset, _: date) -> Iterator[Doubtful]:
    """Find years that cost twice what the year before did; the largest sum of one is named."""
    parts: dict[tuple[str, int], list[tuple[Decimal, Row]]] = defaultdict(list)
    for row in dataset.rows["costs"]:
        for year, part in _parts_of_cost(row).items():
            parts[row["item"], year].append((part, row))
    for (item, year), of_year in sorted(parts.items()):
        before = sum(part for part, _ in parts.get((item, year - 1), ()))
        cost = sum(part for part, _ in of_year)
        if before and cost >= COST_TIMES * before:
            row = max(of_year, key=lambda each: (each[0], str(each[1])))[1]
            title = dataset.labels("costs", "item")[item]
            why = f"{title}: {year} год стоил {cost} ₽, а {year - 1} — {before} ₽"
            yield Doubtful("costs", row, "amount_rub", why)


def _parts_of_cost(row: Row) -> dict[int, Decimal]:
    """Part a sum of the costs by the years it belongs to, as the report does."""
    first, last = row["period_start"].year, row["period_end"].year
    if row["method"] != BY_DAYS:
        return {first: row["amount_rub"]}
    term = period_of(row)
    days = {year: term.shared(Period.of_year(year)) for year in range(first, last + 1)}
    return cost_by_year(row["amount_rub"], days)


def _future(dataset: Dataset, today: date) -> Iterator[Doubtful]:
    """Find counts of days that are still to come; only a contract is known a year before."""
    next_year = date(today.year + 1, 12, 31)
    for table, rows in dataset.rows.items():
        contract = table == ADDITIVE
        names = {"as_of", "period_start" if contract else "period_end"} & fields(table).keys()
        for row in rows:
            for name in names:
                if row[name] > (next_year if contract else today):
                    why = f"{named(dataset, table, row)}: а сегодня — {today:%d.%m.%Y}"
                    yield Doubtful(table, row, name, why)
    for table in ("remarks", "decisions"):
        for row in dataset.rows[table]:
            if row["year"] > today.year:
                yield Doubtful(table, row, "year", f"а сегодня — {today:%d.%m.%Y}")


DOUBTS = (
    Doubt(
        "Число втрое больше или меньше соседних",
        "Проверьте его; если оно верно, впишите причину в reference/events.csv: она будет в отчёте",
        jumps,
    ),
    Doubt(
        "Ноль после больших чисел",
        "Если это не посчитано, удалите строку; если и правда ноль, впишите причину в "
        "reference/events.csv: она будет в отчёте",
        zeros,
    ),
    Doubt(
        "Подписок на страницу больше, чем жителей",
        "Проверьте, нет ли лишней цифры",
        _subscriptions,
    ),
    Doubt(
        "Просмотров страниц меньше, чем посещений",
        "Проверьте, не перепутаны ли столбцы",
        _page_views,
    ),
    Doubt(
        "Просмотров меньше, чем отметок, комментариев и репостов",
        "Проверьте, не перепутаны ли столбцы и за то же ли время просмотры",
        _reactions,
    ),
    Doubt(
        "Людей за весь срок меньше, чем за его часть",
        "Проверьте оба числа: за год людей не меньше, чем за любой его месяц",
        _unique,
    ),
    Doubt(
        "Год стоил вдвое больше прошлого",
        "Проверьте, не внесён ли договор дважды и все ли договоры прошлого года внесены",
        _costs,
    ),
    Doubt(
        "Этот день ещё не наступил",
        "Проверьте год",
        _future,
    ),
)
"""All that is doubted, in the order in which it is said."""
