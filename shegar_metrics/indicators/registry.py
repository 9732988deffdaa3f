"""How an indicator is declared: a small function with all that is said of it beside it.

The methodology page, the table «Откуда число», the CSV and the command's listing are read
from these declarations, so none of them can drift from the computation. One declared in a
notebook works as ours do.
"""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..dataset.schema import fields, referred, resources
from ..dataset.series import TOTALS, stated_columns
from ..problems import DeclarationRefusal
from .facts import Facts
from .measured import Measured
from .signature import plainly_called
from .units import Unit

AFTER_OURS = 1000
"""The place in print of an indicator that names none: after all of ours."""


class Standing(StrEnum):
    """What weight the basis of an indicator has.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.Standing.LAW.value
    'норма права'
    """

    LAW = "норма права"
    RECOMMENDATION = "рекомендация другого региона"
    PRACTICE = "практика другой страны"
    STATISTICS = "общепринятая статистика"
    DEFINITION = "определение источника"
    OWN = "собственный показатель"


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
    id: str = ""
    compute: Callable[..., Measured] = _undeclared

    def __post_init__(self) -> None:
        wrong = _wrong(self)
        if wrong:
            raise self._refusal(wrong)

    def __call__(self, compute: Callable[..., Measured]) -> Callable[..., Measured]:
        """Register *compute* under its own name."""
        wrong = _unfit(self, compute)
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


FLAGS = ("key", "monthly", "drawn", "additive")


def _unfit(indicator: Indicator, compute: Callable[..., Measured]) -> str | None:
    """Return why a function cannot compute an indicator, in Russian."""
    if not inspect.isfunction(compute):
        return f"над {compute!r:.60} показатель не объявить: нужна функция, def …(facts)"
    name = compute.__name__
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"у функции нет имени ({name}), а оно — имя показателя; нужна def имя(facts)"
    if inspect.iscoroutinefunction(compute) or inspect.isgeneratorfunction(compute):
        return f"функция {name} — async или с yield, а нужна обычная, с return"
    takes = inspect.signature(compute)
    wanted = 1 if indicator.members is None else 2
    try:
        takes.bind(*(None,) * wanted)
    except TypeError:
        fits = False
    else:
        fits = len(takes.parameters) == wanted
    if fits:
        return None
    what = "facts" if wanted == 1 else "facts и код члена"
    return (
        f"функция {name} должна принимать {what}, а параметров у неё — {len(takes.parameters)}: "
        f"{takes}"
    )


def _wrong(indicator: Indicator) -> str | None:
    """Return what is wrong with a declaration, in Russian."""
    return (
        _wrong_words(indicator)
        or _wrong_columns(indicator)
        or _wrong_members(indicator)
        or _wrong_print(indicator)
    )


def _wrong_words(indicator: Indicator) -> str | None:
    if not _is_text(indicator.title):
        return "title пуст; нужно название, которое будет напечатано"
    if not isinstance(indicator.unit, Unit):
        return (
            f"unit — {indicator.unit!r:.60}, а нужна единица с формами слова: "
            'sm.Unit("код", "раз", "раза", "раз")'
        )
    if not _is_text(indicator.formula):
        return "formula пуста; скажите словами, как посчитано"
    if not _is_text(indicator.basis):
        return f"basis — {indicator.basis!r:.60}, а нужен текст: на чём основан показатель"
    if not isinstance(indicator.title_en, str):
        return f"title_en — {indicator.title_en!r:.60}, а нужен текст"
    if not isinstance(indicator.standing, Standing):
        known = ", ".join(f"sm.Standing.{each.name}" for each in Standing)
        return f"standing — {indicator.standing!r:.60}, а нужно одно из: {known}"
    return None


def _wrong_columns(indicator: Indicator) -> str | None:
    if not isinstance(indicator.inputs, tuple | list) or not indicator.inputs:
        return 'inputs — перечень столбцов вида ("visits.visits",)'
    for column in (*indicator.inputs, *([] if indicator.over is None else [indicator.over])):
        if not _is_column(column):
            return f"столбца «{column}» в данных нет; пишется так: таблица.столбец"
    if indicator.over is not None and not _has_codes(indicator.over):
        return f"over — {indicator.over}, а нужен столбец с кодами, такой как publications.page"
    return None


def _wrong_members(indicator: Indicator) -> str | None:
    if indicator.members is not None and not callable(indicator.members):
        return (
            f"members — {indicator.members!r:.60}, а нужна функция: "
            'lambda facts: facts.codes("publications", "page", ("publications",))'
        )
    if not _are_labels(indicator.labels):
        return f'labels — {indicator.labels!r:.60}, а нужны названия кодов: {{"vk": "ВКонтакте"}}'
    if indicator.members is None and (indicator.over or indicator.labels):
        return "есть over или labels, а members нет: кто члены показателя, не сказано"
    if indicator.members is not None and not (indicator.over or indicator.labels):
        return "есть members, а как назвать их в печати, не сказано: нужно over или labels"
    if indicator.over and indicator.labels:
        return "есть и over, и labels: названия членов брать откуда-то одного"
    return None


def _wrong_print(indicator: Indicator) -> str | None:
    for name in FLAGS:
        if not isinstance(getattr(indicator, name), bool):
            return f"{name} — {getattr(indicator, name)!r:.60}, а нужно True или False"
    if indicator.drawn and not indicator.monthly:
        return "drawn без monthly: рисовать по месяцам нечего"
    if not _is_whole(indicator.order):
        return f"order — {indicator.order!r:.60}, а нужно целое число"
    if not _is_whole(indicator.digits) or not 0 <= indicator.digits <= 4:
        return f"digits — {indicator.digits!r:.60}, а нужно целое число от 0 до 4"
    return None


def _is_text(given: object) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _is_whole(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _are_labels(given: object) -> bool:
    return isinstance(given, Mapping) and all(
        _is_text(code) and _is_text(label) for code, label in given.items()
    )


def _is_column(name: object) -> bool:
    table, _, column = name.partition(".") if isinstance(name, str) else ("", "", "")
    if table not in resources() or table == TOTALS:
        return False
    return column in fields(table) or column in stated_columns(table)


def _has_codes(name: str) -> bool:
    """Return whether a column holds codes: those of another table, categories or free text."""
    table, _, column = name.partition(".")
    described = fields(table).get(column, {})
    return described.get("type") == "string" and referred(table, column) != "sources"
