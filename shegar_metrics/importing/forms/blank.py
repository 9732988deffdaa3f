"""Our own forms: what is asked of each column, and what a clerk is told of it.

`year` makes the workbook of a year of them, `workbooks` writes a form, and `filled` reads it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from ...dataset.schema import fields
from ...dataset.series import measure_columns, stated_columns
from ...period import Period
from .asked import CHANNEL, FEEDBACK, NOTE, PERIOD, PLANNED
from .form import Asked, Column, Form, described
from .known import Codes, Filled, Known

Series = Callable[[Known], Iterable[tuple[Codes, bool]]]
"""Gives the series of a table that are asked, each with whether its months are."""


def channels(known: Known) -> Iterator[tuple[Codes, bool]]:
    """Yield the channels by which residents write."""
    for category in fields("feedback")["channel"]["categories"]:
        yield {"channel": category["value"]}, True


def no_series(known: Known) -> Iterator[tuple[Codes, bool]]:
    """Yield the one series of a table that has no codes."""
    yield {}, True


def of_flow(
    of: str,
    columns: Sequence[Column],
    series: Series,
    *,
    name: str,
    title: str,
    printed: str,
    whole: bool,
) -> Form:
    """Make a form of a table of series: a row for the year, and for the months where asked.

    Parameters
    ----------
    of
        The table.
    columns
        Its columns, from the left.
    series
        What series of it are asked.
    name, title, printed
        As in `Form`.
    whole
        Whether it has rows of the whole year.
    """
    asked = {*measure_columns(of), *stated_columns(of)}
    tells = [column.name for column in columns if column.name in asked]

    def rows(known: Known) -> Iterator[Filled]:
        return chain.from_iterable(
            known.flows(of, codes, tells, by_month=by_month, whole=whole)
            for codes, by_month in series(known)
        )

    return Form(
        name=name,
        title=title,
        printed=printed,
        of=of,
        columns=columns,
        frozen=next(place for place, column in enumerate(columns) if column.name in asked),
        tells=tells,
        rows=rows,
        days=in_year,
    )


def in_year(known: Known) -> Period:
    """Return the days of the year."""
    return known.year


def columns_of(of: str, asked: Mapping[str, Asked], **choices: Mapping[Any, str]) -> list[Column]:
    """Describe columns of a table; the words for some codes are those of the municipality."""
    return [described(of, name, about, choices.get(name)) for name, about in asked.items()]


SHEET = "Данные"
"""The sheet of a form that has one."""

POS = of_flow(
    "feedback",
    columns_of("feedback", {**PERIOD, "channel": CHANNEL, **FEEDBACK, "note": NOTE}),
    channels,
    name=SHEET,
    title="Сообщения жителей и ответы на них: ПОС, личные сообщения и комментарии, по месяцам",
    printed="Раздел «Обратная связь»",
    whole=False,
)
GOSPABLIKI = of_flow(
    "gospabliki",
    columns_of("gospabliki", {**PERIOD, **PLANNED, "note": NOTE}),
    no_series,
    name=SHEET,
    title="Работа в «Госпабликах»: плановые публикации и время на них, по месяцам",
    printed="Раздел «Платформа «Госпаблики»»",
    whole=False,
)
