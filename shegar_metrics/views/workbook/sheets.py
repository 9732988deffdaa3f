"""What the sheets of the workbook hold: which rows, and which columns they have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Generic, TypeVar

from ...indicators import Aspect, Indicator, Result, Results
from ...indicators.context import Source
from ...indicators.records import digits_of, plain_number
from ...spreadsheets import DAY_FORMAT
from .. import wording as w
from ..tables.cells import operand_digits
from ..tables.changes import COMPARED
from ..tables.origins import source_marks
from ..tables.peers import PEERS

MONTH_FORMAT = "[$-419]mmmm yyyy"
"""The name of a month in Russian, whatever the language of the program."""
YEAR_FORMAT = "0"
GENERAL = "General"

Value = str | int | float | date | None
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column of a sheet.

    Parameters
    ----------
    title, width
        Its header, and its width in characters.
    value
        What a row has in it; nothing where it has none.
    form
        The format of Excel that it is shown in.
    """

    title: str
    width: int
    value: Callable[[T], Value]
    form: Callable[[T], str] = lambda _: GENERAL


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """A sheet: a table with a header.

    Parameters
    ----------
    title, meaning
        Its name, and what the first sheet says of it.
    columns, rows
        Its columns, and what its rows are made of.
    """

    title: str
    meaning: str
    columns: Sequence[Column[T]]
    rows: Sequence[T]


def sheets_of(results: Results) -> list[Sheet[Any]]:
    """Return the sheets, the first of words left out: each row of the results is in one."""
    marks = source_marks(results.rows)
    rows = _side_by_side(results.rows)
    values = [row for row in rows if row.aspect is Aspect.VALUE]
    cited: Column[Result] = Column(
        "Источники", 11, lambda row: " ".join(marks[source] for source in row.sources)
    )
    return [
        Sheet(
            "По годам",
            "значения за каждый год и то, из чего они получены делением",
            (TITLE, MEMBER, YEAR, VALUE, UNIT, REASON, WHEN, *OPERANDS, cited, NAME),
            [row for row in values if row.is_year],
        ),
        Sheet(
            "По месяцам",
            "значения за каждый месяц тех показателей, которые известны хотя бы за один",
            (TITLE, MEMBER, MONTH, VALUE, UNIT, REASON, WHEN, *OPERANDS, cited, NAME),
            [row for row in values if not row.is_year],
        ),
        Sheet(
            "Изменения",
            "сравнение каждого года с предыдущим: что было, что стало и на сколько изменилось",
            (TITLE, MEMBER, YEAR, *COMPARISON, cited, NAME),
            [row for row in rows if row.aspect in COMPARED],
        ),
        *_of_peers(rows, cited),
        Sheet(
            "Показатели",
            "как посчитан каждый показатель, на чём он основан и до какого дня известен",
            _of_indicators(results.rows),
            list({row.indicator.id: row.indicator for row in rows}.values()),
        ),
        Sheet(
            "Источники",
            "документы и выгрузки, из которых взяты числа, под теми номерами, что стоят у чисел",
            _of_sources(marks),
            [results.context.sources[source] for source in marks],
        ),
    ]


def _of_peers(rows: Sequence[Result], cited: Column[Result]) -> Iterator[Sheet[Any]]:
    """Yield the sheet of the municipalities alike, if any year is compared with them."""
    of_peers = [row for row in rows if row.aspect in PEERS]
    if of_peers:
        what: Column[Result] = Column("Что это", 18, lambda row: PEERS[row.aspect])
        yield Sheet(
            "Среди похожих",
            "квартили похожих муниципалитетов и место среди них: знаменатель — из скольких",
            (TITLE, MEMBER, YEAR, what, VALUE, UNIT, REASON, WHEN, *OPERANDS, cited, NAME),
            of_peers,
        )


def last_day(rows: Iterable[Result], *, of_stocks: bool) -> date | None:
    """Return the last day that numbers are known of: of a count, or of a period."""
    known = [row.measured for row in rows if row.value is not None]
    if of_stocks:
        return max((day for each in known for day in each.dates), default=None)
    return max((each.period.end for each in known if each.period), default=None)


def _side_by_side(rows: Sequence[Result]) -> list[Result]:
    """Sort rows so that the years of an indicator follow each other."""
    families = {
        name: place for place, name in enumerate(dict.fromkeys(r.indicator.id for r in rows))
    }
    names = {name: place for place, name in enumerate(dict.fromkeys(row.name for row in rows))}
    return sorted(rows, key=lambda row: (families[row.indicator.id], names[row.name]))


def _value_format(row: Result) -> str:
    if row.value is None:
        return GENERAL
    pattern = w.pattern(digits_of(row))
    return f"+{pattern};-{pattern};{pattern}" if row.aspect in COMPARED else pattern


def _operand(title: str, value: Callable[[Result], Fraction | None]) -> Column[Result]:
    def form(row: Result) -> str:
        exact = value(row)
        return GENERAL if exact is None else w.pattern(operand_digits(exact))

    return Column(title, 13, lambda row: plain_number(value(row)), form)


def _when(row: Result) -> str | None:
    text = w.when(row.measured)
    return None if text == w.DASH else text


TITLE: Column[Result] = Column("Показатель", 36, lambda row: row.indicator.title)
MEMBER: Column[Result] = Column("Разрез", 20, lambda row: row.label)
YEAR: Column[Result] = Column("Год", 8, lambda row: row.period.start.year, lambda _: YEAR_FORMAT)
MONTH: Column[Result] = Column("Месяц", 15, lambda row: row.period.start, lambda _: MONTH_FORMAT)
VALUE: Column[Result] = Column("Значение", 13, lambda row: plain_number(row.value), _value_format)
UNIT: Column[Result] = Column("Единица", 17, w.unit_of)
REASON: Column[Result] = Column("Почему нет", 28, lambda row: row.reason)
WHEN: Column[Result] = Column("Период или дата", 16, _when)
OPERANDS = (
    _operand("Числитель", lambda row: row.numerator),
    _operand("Знаменатель", lambda row: row.denominator),
)
NAME: Column[Result] = Column("Имя для программ", 26, lambda row: row.id)

COMPARISON: tuple[Column[Result], ...] = (
    Column("Что это", 16, lambda row: COMPARED[row.aspect] or "изменение"),
    _operand("Было", lambda row: row.denominator),
    _operand("Стало", lambda row: row.numerator),
    VALUE,
    UNIT,
    REASON,
    Column("Что с чем", 22, lambda row: None if row.value is None else w.compared(row)),
    Column("Только по частям", 22, lambda row: "; ".join(row.of)),
)


def _of_indicators(rows: Sequence[Result]) -> Sequence[Column[Indicator]]:
    def last(indicator: Indicator) -> date | None:
        own = [row for row in rows if row.indicator is indicator]
        days = (last_day(own, of_stocks=of_stocks) for of_stocks in (False, True))
        return max((day for day in days if day), default=None)

    return (
        Column("Показатель", 36, lambda indicator: indicator.title),
        Column("Единица", 17, lambda indicator: w.unit_name(indicator.unit)),
        Column("Как посчитано", 50, lambda indicator: indicator.formula),
        Column("Основание", 46, lambda indicator: indicator.basis),
        Column("Сила основания", 22, lambda indicator: indicator.standing.value),
        Column(
            *("Месяцы складываются", 15),
            lambda each: ("да" if each.additive else "нет") if each.monthly else None,
        ),
        Column("Известен по", 13, last, lambda _: DAY_FORMAT),
        Column("По-английски", 30, lambda indicator: indicator.title_en),
        Column("Имя для программ", 26, lambda indicator: indicator.id),
    )


def _of_sources(marks: Mapping[str, str]) -> Sequence[Column[Source]]:
    return (
        Column("№", 7, lambda source: marks[source.id]),
        Column("Документ или выгрузка", 70, lambda source: source.title),
        Column("Вид", 18, lambda source: source.kind),
        Column("Дата", 13, lambda source: source.date, lambda _: DAY_FORMAT),
        Column("Файл", 40, lambda source: source.path),
        Column("SHA-256", 34, lambda source: source.sha256),
        Column("Имя для программ", 26, lambda source: source.id),
    )
