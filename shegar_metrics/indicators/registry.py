"""How an indicator is declared: a small function with all that is said of it beside it.

The methodology page, the table «Откуда число», the CSV and the command's listing are read
from these declarations, so none of them can drift from the computation. One declared in a
notebook works as ours do.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..dataset.schema import fields, resources
from ..dataset.series import TOTALS, stated_columns
from ..problems import DeclarationRefusal
from .facts import Facts
from .measured import Measured
from .units import Unit

PACKAGE = __name__.partition(".")[0]
AFTER_OURS = 1000
"""The place in print of an indicator that names none: after all of ours."""


class Standing(StrEnum):
    """What weight the basis of an indicator has."""

    LAW = "норма права"
    RECOMMENDATION = "рекомендация другого региона"
    PRACTICE = "практика другой страны"
    STATISTICS = "общепринятая статистика"
    DEFINITION = "определение источника"
    OWN = "собственный показатель"


def _undeclared(*_: object) -> Measured:
    raise TypeError("an Indicator computes only after it has decorated a function")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """The declaration of an indicator; it decorates the function that computes it.

    Parameters
    ----------
    title, title_en
        Its name in print, and in English.
    unit
        What its number counts, with the nouns.
    formula
        How it is computed, in Russian words.
    inputs
        The columns of the data package it is computed from, as ``table.column``.
    basis, standing
        What the definition rests on, and what weight that has.
    members
        For an indicator with one value for each code of a column: lists the codes that
        have a value in the period.
    over, labels
        That column, as ``table.column``; or, if the members are no codes of a column, their
        Russian titles.
    digits
        Digits after the decimal comma in print.
    order
        Its place in print; those of one place follow as they were declared.
    key
        Whether it stands among the key figures.
    monthly
        Whether it is computed for each month as well.
    drawn
        Whether its months have a figure in the report.
    additive
        Whether the values of the months add up to that of the year.
    id, compute
        Set by the decorated function: its name, and itself.

    Raises
    ------
    DeclarationRefusal
        If the declaration is wrong, where it stands.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> @sm.Indicator(
    ...     title="Просмотров за посещение",
    ...     unit=sm.Unit("page views/visit", "просмотр", "просмотра", "просмотров", "за посещение"),
    ...     formula="Просмотры страниц ÷ посещения",
    ...     inputs=("visits.page_views", "visits.visits"),
    ...     digits=1,
    ... )
    ... def views_of_a_visit(facts):
    ...     return sm.ratio(*facts.site_flows(("page_views", "visits")))
    """

    title: str
    unit: Unit
    formula: str
    inputs: tuple[str, ...]
    title_en: str = ""
    basis: str = "Показатель составителя отчёта"
    standing: Standing = Standing.OWN
    members: Callable[[Facts], tuple[str, ...]] | None = None
    over: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    digits: int = 0
    order: int = AFTER_OURS
    key: bool = False
    monthly: bool = False
    drawn: bool = False
    additive: bool = False
    id: str = ""
    compute: Callable[..., Measured] = _undeclared

    def __post_init__(self) -> None:
        wrong = _wrong(self)
        if wrong:
            raise DeclarationRefusal(f"Показатель «{self.title}»: {wrong}.")

    def __call__(self, compute: Callable[..., Measured]) -> Callable[..., Measured]:
        """Register *compute* under its own name."""
        name = compute.__name__
        takes = len(inspect.signature(compute).parameters)
        wanted = 1 if self.members is None else 2
        if takes != wanted:
            what = "facts" if wanted == 1 else "facts и код члена"
            raise DeclarationRefusal(
                f"Показатель «{self.title}»: функция {name} должна принимать {what}, "
                f"а параметров у неё — {takes}."
            )
        if name in REGISTRY and _is_ours(REGISTRY[name]) and not _is_ours_module(compute):
            raise DeclarationRefusal(
                f"Показатель «{self.title}»: имя {name} занято показателем "
                f"«{REGISTRY[name].title}». Назовите функцию иначе."
            )
        REGISTRY[name] = replace(self, id=name, compute=compute)
        return compute


REGISTRY: dict[str, Indicator] = {}
"""Every declared indicator by its id."""


def declared() -> list[Indicator]:
    """List every declared indicator in the order of print."""
    return sorted(REGISTRY.values(), key=lambda indicator: indicator.order)


def forget_others() -> None:
    """Forget the indicators that are not of the package: those of a notebook that has run."""
    for name in [name for name, indicator in REGISTRY.items() if not _is_ours(indicator)]:
        del REGISTRY[name]


def _is_ours(indicator: Indicator) -> bool:
    return _is_ours_module(indicator.compute)


def _is_ours_module(compute: Callable[..., Measured]) -> bool:
    return compute.__module__.partition(".")[0] == PACKAGE


def _wrong(indicator: Indicator) -> str | None:
    """Tell what is wrong with a declaration, in Russian."""
    if not (isinstance(indicator.title, str) and indicator.title.strip()):
        return "title пуст; нужно название, которое будет напечатано"
    if not isinstance(indicator.unit, Unit):
        return (
            f"unit — {indicator.unit!r}, а нужна единица с формами слова: "
            'sm.Unit("код", "раз", "раза", "раз")'
        )
    if not isinstance(indicator.formula, str) or not indicator.formula.strip():
        return "formula пуста; скажите словами, как посчитано"
    if isinstance(indicator.inputs, str) or not indicator.inputs:
        return 'inputs — перечень столбцов вида ("visits.visits",)'
    for column in (*indicator.inputs, *([indicator.over] if indicator.over else [])):
        if not _is_column(column):
            return f"столбца «{column}» в данных нет; пишется так: таблица.столбец"
    if indicator.members is None and (indicator.over or indicator.labels):
        return "есть over или labels, а members нет: кто члены показателя, не сказано"
    if indicator.members is not None and not (indicator.over or indicator.labels):
        return "есть members, а как назвать их в печати, не сказано: нужно over или labels"
    if indicator.drawn and not indicator.monthly:
        return "drawn без monthly: рисовать по месяцам нечего"
    if not isinstance(indicator.digits, int) or not 0 <= indicator.digits <= 4:
        return f"digits — {indicator.digits!r}, а нужно целое число от 0 до 4"
    return None


def _is_column(name: object) -> bool:
    table, _, column = str(name).partition(".")
    if table not in resources() or table == TOTALS:
        return False
    return column in fields(table) or column in stated_columns(table)
