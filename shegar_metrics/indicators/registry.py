"""How an indicator is declared: a small function with all that is said of it beside it.

The methodology page, the table «Откуда число», the CSV and the command's listing are read
from these declarations, so none of them can drift from the computation. One declared in a
notebook works as ours do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ..problems import DeclarationRefusal
from .declaration import (
    wrong_columns,
    wrong_comparison,
    wrong_function,
    wrong_members,
    wrong_print,
    wrong_words,
)
from .facts import Facts
from .measured import Measured
from .signature import plainly_called
from .standing import Standing
from .units import Unit

AFTER_OURS = 1000
"""The order in print of an indicator that names none: after all of ours."""


def _undeclared(*_: object) -> Measured:
    raise TypeError("an Indicator computes only after it has decorated a function")


@plainly_called
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
        Digits after the decimal comma in print; where that is one, none from ten on, but for
        percentages.
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
    comparable
        Whether its value says something beside that of another municipality of the same size.
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
    >>> sm.results("data", years=2022)["views_of_a_visit"].reason
    'сведений за 2022 год нет'
    >>> from shegar_metrics.indicators import forget_others
    >>> forget_others()
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
    comparable: bool = False
    id: str = ""
    compute: Callable[..., Measured] = _undeclared

    def __post_init__(self) -> None:
        wrong = (
            wrong_words(
                title=self.title,
                title_en=self.title_en,
                unit=self.unit,
                formula=self.formula,
                basis=self.basis,
                standing=self.standing,
            )
            or wrong_columns(inputs=self.inputs, over=self.over)
            or wrong_members(members=self.members, over=self.over, labels=self.labels)
            or wrong_print(
                order=self.order,
                digits=self.digits,
                key=self.key,
                monthly=self.monthly,
                drawn=self.drawn,
                additive=self.additive,
                comparable=self.comparable,
            )
            or wrong_comparison(comparable=self.comparable, members=self.members, over=self.over)
        )
        if wrong:
            raise self._refusal(wrong)

    def __call__(self, compute: Callable[..., Measured]) -> Callable[..., Measured]:
        """Register *compute* under its own name."""
        wrong = wrong_function(compute, has_members=self.members is not None)
        if wrong:
            raise self._refusal(wrong)
        name = compute.__name__
        if name in OURS:
            raise self._refusal(
                f"имя {name} занято показателем «{REGISTRY[name].title}»; назовите функцию иначе"
            )
        REGISTRY[name] = replace(self, id=name, compute=compute)
        return compute

    def _refusal(self, wrong: str) -> DeclarationRefusal:
        return DeclarationRefusal(f"Показатель «{self.title}»: {wrong}.")


REGISTRY: dict[str, Indicator] = {}
"""Every declared indicator by its id."""

OURS: set[str] = set()
"""The ids of those of the package, once all of them are declared."""


def declared() -> list[Indicator]:
    """List every declared indicator in the order of print."""
    return sorted(REGISTRY.values(), key=lambda indicator: indicator.order)


def forget_others() -> None:
    """Forget the indicators that are not of the package: those of a notebook that has run."""
    for name in [name for name, indicator in REGISTRY.items() if not is_ours(indicator)]:
        del REGISTRY[name]


def is_ours(indicator: Indicator) -> bool:
    """Return whether an indicator is one of the package, and of no notebook."""
    return indicator.id in OURS


def forget(indicator: Indicator) -> None:
    """Forget an indicator that cannot be computed, or every later result would be refused."""
    REGISTRY.pop(indicator.id, None)
