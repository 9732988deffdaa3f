"""Counts as a source gives them for each page or channel: declared by their column."""

from __future__ import annotations

from .facts import Facts
from .measured import Measured
from .registry import Indicator
from .standing import Standing
from .units import Unit


def declare_count(
    column: str,
    title: str,
    title_en: str,
    unit: Unit,
    *,
    over: str,
    formula: str,
    basis: str,
    order: int,
) -> None:
    """Declare the count of one column of a table, under its name, for each code of another.

    Parameters
    ----------
    column
        The column that is counted; it becomes the id of the indicator.
    title, title_en, unit, formula, basis, order
        As of every `Indicator`.
    over
        The column of the members, as ``table.column``: both are of this table.
    """
    table, _, code = over.partition(".")

    def count(facts: Facts, member: str) -> Measured:
        return facts.flow(table, column, **{code: member})

    count.__name__ = column
    Indicator(
        title=title,
        title_en=title_en,
        unit=unit,
        formula=formula,
        inputs=(f"{table}.{column}",),
        basis=basis,
        standing=Standing.DEFINITION,
        members=lambda facts: facts.codes(table, code, (column,)),
        over=over,
        order=order,
        monthly=True,
        additive=True,
    )(count)
