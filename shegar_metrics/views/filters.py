"""The filters of the templates: numbers, word forms, money and dates of measured values.

A missing value, or one that no filter writes, is a `Hole`: it is never printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import wraps
from typing import Any, Self

from jinja2 import StrictUndefined

from ..indicators import Measured, Result, Results
from ..indicators.context import Check, Contract, Section
from ..period import Period
from . import typography
from . import wording as w
from .bundle import plain

Value = Result | Measured
Number = Value | Fraction | int


class Hole(Exception):
    """Something in a template cannot be printed; its text says what, in Russian."""


MARKED = re.compile("\ue000([^\ue000-\ue002]*)\ue001([^\ue000-\ue002]*)\ue002")
"""A text, and the place it leads to, between characters that no text of the data may hold."""


class Linked(str):
    """A text some of whose parts lead to places in the page.

    Whatever a template does to it but print it makes it a mere text, which reads the same.

    Parameters
    ----------
    text
        The text.
    marked
        The same as Markdown, escaped, its parts marked with where they lead (see `MARKED`).
    """

    marked: str

    def __new__(cls, text: str, marked: str) -> Self:
        """Keep the text with marks beside the text."""
        linked = super().__new__(cls, text)
        linked.marked = marked
        return linked


def leading_to(anchor: str, text: str) -> Linked:
    """Make a text one that leads to a place in the page."""
    return Linked(text, f"\ue000{plain(text)}\ue001{anchor}\ue002")


def printed(value: object) -> str:
    """Escape whatever a template prints; refuse what has no form to be printed in."""
    if value is None:
        raise Hole("печатается значение, которого нет; на месте пропуска нужен фильтр blank")
    if isinstance(value, Value):
        raise Hole(f"{_named(value)} печатается без фильтра: нужен, например, | number")
    if not isinstance(value, str | int | StrictUndefined):
        raise Hole("печатается перечень, а не одно значение: его нужно перебрать, {% for … %}")
    return plain(str(value))


def marked(value: object) -> str:
    """Escape whatever a template prints, and keep the marks of what has them."""
    return value.marked if isinstance(value, Linked) else printed(value)


def _leading(filter_: Callable[..., str]) -> Callable[..., str]:
    """Let what a filter writes of an indicator lead to where its number comes from."""

    @wraps(filter_)
    def leading(value: Number, *arguments: Any, **named: Any) -> str:
        text = filter_(value, *arguments, **named)
        if not isinstance(value, Result):
            return text
        return leading_to(value.anchor, text)

    return leading


def _named(value: Value) -> str:
    return f"«{value.id}»" if isinstance(value, Result) else "значение"


def _measured(value: Value) -> Measured:
    if not isinstance(value, Value):
        raise Hole(f"ожидается показатель, а не «{value}»")  # an unknown name says that it is one
    return value.measured if isinstance(value, Result) else value


def _number(value: Number) -> tuple[Fraction, int]:
    """Return a number with the decimals it is printed with."""
    if isinstance(value, int | Fraction):
        return Fraction(value), 0
    measured = _measured(value)
    if measured.value is None:
        raise Hole(
            f"печатается {_named(value)}, а числа нет ({measured.reason}); дайте фразе другой вид: "
            "{% if … is known %} … {% else %} … {% endif %}"
        )
    if not isinstance(value, Result):
        return measured.value, 0
    indicator = value.indicator
    return measured.value, w.digits_in(measured.value, indicator.unit, indicator.digits)


def number(value: Number) -> str:
    """``{{ visits | number }}`` — «37 743»."""
    return w.number(*_number(value))


def counted(value: Number, one: str, few: str, many: str, zero: str = "") -> str:
    """``{{ visits | counted("раз", "раза", "раз") }}`` — «37 743 раза»; at 0 says *zero*."""
    amount, digits = _number(value)
    return zero if zero and amount == 0 else w.with_form(amount, (one, few, many), digits)


def form(value: Number, one: str, few: str, many: str) -> str:
    """``{{ visits | form("раз", "раза", "раз") }}`` — «раза»: the word alone."""
    amount, digits = _number(value)
    return w.form(amount, (one, few, many), digits)


def genitive(value: Number, one: str, many: str) -> str:
    """``до {{ unique_people_max | genitive("человека", "человек") }}`` — «до 4 026 человек»."""
    return counted(value, one, many, many)


def roubles(value: Number, *, paid: bool = False) -> str:
    """``{{ contract_cost | roubles }}`` — «39 840 рублей»; *paid* after «стоил»."""
    amount, _ = _number(value)
    digits = value.indicator.digits if isinstance(value, Result) else 0
    return w.roubles(amount, digits, paid=paid)


def signed(value: Number) -> str:
    """``на {{ visits | signed }}`` — «на +37 743»: a change, with its sign."""
    return w.signed(*_number(value))


def changed(value: Result) -> str:
    """``{{ results.change("visits") | changed }}`` writes «+9,5 %»: a change with its unit."""
    _number(value)
    return w.change_of(value)


def percent(value: Number) -> str:
    """``{{ platform_share.vk | percent }}`` — «60,1 %»."""
    return f"{number(value)}{w.NBSP}%"


def valued(value: Result) -> str:
    """``{{ visits_per_day | valued }}`` — «103 посещения в день»: with its own unit."""
    _number(value)
    return w.value_of(value)


def reason(value: Value) -> str:
    """``О посещениях {{ visits | reason }}`` — «сведений за 2023 год нет»."""
    reason = _measured(value).reason
    if reason is None:
        raise Hole(f"{_named(value)} есть, а печатается причина, по которой его нет")
    return reason


def dates(value: Value) -> str:
    """``на {{ subscriptions | dates }}`` — «на 10 июля 2023 года»."""
    _number(value)
    return typography.conjoined([w.day(day) for day in _measured(value).dates])


def of(checks: Sequence[Check], requirement: str) -> list[Check]:
    """``{{ checks | of("pos_forms") | citing("2560") | listed }}`` — «ВКонтакте»."""
    return [check for check in checks if check.requirement == requirement]


def checked_on(checks: Sequence[Check]) -> str:
    """``на {{ checks | of("pos_forms") | checked_on }}`` — «на 18 июля 2023 года»."""
    return typography.conjoined([w.day(day) for day in sorted({check.as_of for check in checks})])


def citing(checks: Sequence[Check], law: str) -> list[str]:
    """``{{ checks | citing("2560") | listed }}`` — «ВКонтакте»: by their basis."""
    return [check.label for check in checks if law in (check.legal_basis or "")]


def days_after(value: Value, year: int) -> int:
    """``{{ subscriptions | days_after(year) }}`` — 191: from the end of the year to the date."""
    _number(value)
    return Period.of_year(year).days_to(max(_measured(value).dates))


def day(value: date | None) -> str:
    """``{{ decision.date | day }}`` — «18 июля 2023 года»; if unknown, a blank to fill in."""
    if value is None:
        return f"«___»{w.NBSP}______________{w.NBSP}20___{w.NBSP}года"
    return w.day(value)


def blank(value: object, length: int = 20) -> object:
    """``№ {{ decision.number | blank(6) }}`` — «№ 320»; if unknown, a blank to fill in."""
    return "_" * length if value is None else value


def during(period: Period) -> str:
    """``{{ period | during }}`` — «2022 год»; of a term «15.01.2025–14.01.2026»."""
    return w.span(period)


def bounds(period: Period) -> str:
    """``{{ results.period | bounds }}`` — «1 января — 31 декабря 2022 года»."""
    return w.on_days([period.start, period.end])


def noun(sections: Sequence[Section], code: str) -> tuple[str, str, str]:
    """``{{ 309 | counted(*(sections | noun("news"))) }}`` — «309 новостей»: of what it holds."""
    return next(section.nouns for section in sections if section.code == code)


def kind(sections: Sequence[Section], code: str) -> str:
    """``{{ sections | kind("news") }}`` — «material»; or act: what a section holds."""
    return next(section.kind for section in sections if section.code == code)


def comparable(results: Results) -> bool:
    """``results | comparable`` — whether anything could be compared with the year before."""
    return any(results.change(name).value is not None for name in results)


def lived(value: Value) -> str:
    """``{{ visits | lived }}`` — «»; of a page that was opened in the year «(с 01.09.2025)»."""
    return w.lived(_measured(value))


def numbered(number: str) -> str:
    """``{{ "13" | numbered }}`` — «№ 13»; of contracts without a number «без номера»."""
    return f"№{w.NBSP}{number}" if re.search(r"\d", number) else number


def several(contracts: Sequence[Contract]) -> bool:
    """``{% if contracts | several %}``: whether they are of more than one number."""
    return len({each.number for each in contracts}) > 1


def short_day(value: date) -> str:
    """``{{ decision.date | short_day }}`` — «18.07.2023»."""
    return w.short_day(value)


def listed(words: Sequence[str]) -> str:
    """``{{ ["ВКонтакте", "Telegram"] | listed }}`` — «ВКонтакте и Telegram»."""
    joined = typography.conjoined([marked(word) for word in words])
    return Linked(typography.conjoined(words), joined)


NUMBERS: tuple[Callable[..., str], ...] = (
    *(number, counted, genitive, roubles, signed, changed, percent, valued),
)
OTHERS: tuple[Callable[..., object], ...] = (
    *(form, reason, dates, of, checked_on, citing, days_after),
    *(
        day,
        short_day,
        during,
        bounds,
        numbered,
        several,
        lived,
        noun,
        kind,
        comparable,
        blank,
        listed,
        typography.sentence,
    ),
)
FILTERS = {function.__name__: function for function in (*map(_leading, NUMBERS), *OTHERS)}

TESTS: dict[str, Callable[[Any], bool]] = {
    "known": lambda value: _measured(value).value is not None,
    "zero": lambda value: _measured(value).value == 0,
}
