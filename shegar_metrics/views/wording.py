"""Numbers, dates and units in Russian words, by the rules of CLDR (Babel).

Digits stand in groups of three with a no-break space, the decimal mark is a comma, and
a number never parts from the word it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol

from ..indicators import Indicator, Measured, Result, Unit
from ..indicators.records import unit_of as unit_code
from ..indicators.units import MEASURES, PERCENT, PLACES, POINTS, ROUBLES
from ..indicators.units import digits_in as digits_in
from ..indicators.units import exact as exact
from ..period import Period
from .typography import NBSP as NBSP
from .typography import conjoined

RU = Locale("ru")
DASH = "—"
POINTS_SIGN = f"п.{NBSP}п."
MONTHS = [name.strip(".") for name in get_month_names("abbreviated", "stand-alone", RU).values()]
KOPECKS = Unit("kopecks", "копейка", "копейки", "копеек")
KOPECKS_PAID = Unit("kopecks", "копейку", "копейки", "копеек")

# Python writes «-1,234.5»: thousands and decimals are told apart as everywhere in Russian.
SIGNS = str.maketrans({",": get_group_symbol(RU), ".": get_decimal_symbol(RU), "-": "\u2212"})


def pattern(digits: int) -> str:
    """Return how a number is written with so many decimals, for Excel."""
    return "#,##0" + ("." + "0" * digits if digits else "")


def number(value: Fraction | int, digits: int = 0) -> str:
    """Write a number with exactly *digits* decimals: ``37 743``, ``1,06``."""
    return f"{exact(Fraction(value), digits):z,f}".translate(SIGNS)  # z: zero has no sign


def form(value: Fraction | int, forms: Sequence[str], digits: int = 0) -> str:
    """Choose the form of a word for a number as it is printed.

    Parameters
    ----------
    value
        The number.
    forms
        The word as with 1, 2 and 5: «раз», «раза», «раз».
    digits
        Decimals printed.
    """
    if digits:
        return forms[1]
    category = RU.plural_form(int(abs(exact(Fraction(value), 0))))
    return forms[{"one": 0, "few": 1}.get(category, 2)]


def with_form(value: Fraction | int, forms: Sequence[str], digits: int = 0) -> str:
    """Write a number with the form of a word that agrees with it: ``37 743 раза``.

    What is whole as it is printed has no decimals beside a word: «6 дней», not «6,0 дня».
    """
    digits = 0 if Fraction(exact(Fraction(value), digits)).denominator == 1 else digits
    return f"{number(value, digits)}{NBSP}{form(value, forms, digits)}"


def with_noun(value: Fraction | int, unit: Unit, digits: int = 0) -> str:
    """Write a number with its noun: ``37 743 посещения``, ``101 решение``."""
    return with_form(value, unit.nouns, digits)


def in_unit(value: Fraction, unit: Unit, digits: int) -> str:
    """Write a number in a unit: ``1,06 ₽ за посещение``, ``103 посещения в день``."""
    digits = digits_in(value, unit, digits)
    if unit == PERCENT:
        return f"{number(value, digits)}{NBSP}%"
    if unit.nouns == ROUBLES.nouns:
        text = f"{number(value, digits)}{NBSP}₽"
    else:
        text = with_noun(value, unit, digits)
    return f"{text} {unit.per}" if unit.per else text


def unit_of(result: Result) -> str:
    """Name the unit of a row; of a change ``%`` or ``п. п.``."""
    signs = {PERCENT.code: "%", POINTS.code: POINTS_SIGN, PLACES.code: PLACES.one}
    return signs.get(unit_code(result)) or unit_name(result.indicator.unit)


def unit_name(unit: Unit) -> str:
    """Name a unit: ``посещений в день``, ``₽ за посещение``, ``%``."""
    if unit == PERCENT:
        return "%"
    noun = "₽" if unit.nouns == ROUBLES.nouns else unit.many
    return f"{noun} {unit.per}".rstrip()


def value_of(result: Result, more: int = 0) -> str:
    """Write the value of an indicator with its unit, or a dash if it is missing.

    Parameters
    ----------
    result
        The value.
    more
        So many digits more than elsewhere, where it has any after the comma.
    """
    if result.value is None:
        return DASH
    if result.indicator.unit == MEASURES:
        return f"{number(result.value)}{NBSP}из{NBSP}{number(result.denominator or 0)}"
    digits = result.indicator.digits
    return in_unit(result.value, result.indicator.unit, digits and digits + more)


def short(result: Result, value: Fraction | None = None) -> str:
    """Write the value of an indicator, or another of it, without its unit: ``61 250,75``."""
    number_of = result.value if value is None else value
    if number_of is None:
        return DASH
    indicator = result.indicator
    return number(number_of, digits_in(number_of, indicator.unit, indicator.digits))


def published_value(indicator: Indicator | None, value: str, digits: int | None = None) -> str:
    """Write a number of a published edition as its indicator, if there still is one, is written.

    Parameters
    ----------
    indicator
        Its declaration of today.
    value
        The number as in ``indicators.csv``, or nothing.
    digits
        Decimals, if not those of the indicator.
    """
    if not value:
        return DASH
    if indicator is None or indicator.unit == MEASURES:
        return number(Fraction(value), digits or 0)
    return in_unit(Fraction(value), indicator.unit, indicator.digits if digits is None else digits)


def change_of(change: Result, more: int = 0) -> str:
    """Write a change against the year before, signed; or that nothing was measured anew.

    Parameters
    ----------
    change
        The change.
    more
        So many digits more than elsewhere.
    """
    if change.value is None:
        # Only a count that was not taken anew has days and no number.
        return str(change.reason) if change.dates else DASH
    return f"{signed(change.value, 1 + more)}{NBSP}{unit_of(change)}"


def signed(value: Fraction, digits: int = 0) -> str:
    """Write a change with its sign: ``+1 053``, ``−2,4``, ``0``."""
    return ("+" if exact(value, digits) > 0 else "") + number(value, digits)


def ranked(place: Fraction, of: Fraction) -> str:
    """Write a place among so many: ``4-е из 13``."""
    return f"{number(place)}-е{NBSP}из{NBSP}{number(of)}"


def roubles(value: Fraction, digits: int = 0, *, paid: bool = False) -> str:
    """Write money in words: ``39 840 рублей``, ``41 001 рубль 50 копеек``, ``1,06 рубля``.

    Parameters
    ----------
    value
        Roubles.
    digits
        Decimals of a mean; 0 for a sum, whose kopecks are then counted.
    paid
        Whether it stands after a verb, as what something costs: ``стоил 1 рубль 21 копейку``.
    """
    if digits:
        return with_noun(value, ROUBLES, digits)
    whole, kopecks = divmod(int(exact(100 * value, 0)), 100)
    text = with_noun(whole, ROUBLES)
    return f"{text} {with_noun(kopecks, KOPECKS_PAID if paid else KOPECKS)}" if kopecks else text


def day(value: date) -> str:
    """Write a date in words: ``10 июля 2023 года``."""
    return format_date(value, f"d{NBSP}MMMM{NBSP}y{NBSP}'года'", locale=RU)


def on_days(days: Sequence[date]) -> str:
    """Write the day of a count, or the first and the last of several: ``1 — 3 мая 2025 года``."""
    first, last = min(days), max(days)
    if first == last:
        return day(first)
    since = "d" if (first.year, first.month) == (last.year, last.month) else f"d{NBSP}MMMM"
    since += f"{NBSP}y" if first.year != last.year else ""
    return f"{format_date(first, since, locale=RU)} {DASH} {day(last)}"


def short_day(value: date) -> str:
    """Write a date in digits: ``10.07.2023``."""
    return f"{value:%d.%m.%Y}"


def month(value: date) -> str:
    """Write the month of a day: ``январь 2023``."""
    return format_date(value, f"LLLL{NBSP}y", locale=RU)


def when(measured: Measured) -> str:
    """Write the period of the flows and the dates of the stocks in a value."""
    parts = [] if measured.period is None else [span(measured.period)]
    parts += [f"на{NBSP}{short_day(value)}" for value in measured.dates]
    return "; ".join(parts) or DASH


def lived(measured: Measured) -> str:
    """Write since when and until when a page existed, if not the whole period, or nothing."""
    life, period = measured.life, measured.period
    if life is None or period is None:
        return ""
    since = [] if life.start == period.start else [f"с{NBSP}{short_day(life.start)}"]
    until = [] if life.end == period.end else [f"по{NBSP}{short_day(life.end)}"]
    return f"({' '.join((*since, *until))})"


def compared(change: Result) -> str:
    """Write what a change is between: ``2022 год и 2023 год``, or the days of two counts."""
    earlier, later = when(change.then or change.measured), when(change.measured)
    both = "не было" if earlier == DASH else earlier, later
    return f" и{NBSP}".join(moment.replace("; ", ", ") for moment in both)


def span(period: Period) -> str:
    """Write a period: ``2022 год`` for a calendar year, otherwise its first and last day."""
    if period.is_year:
        return f"{period.start.year}{NBSP}год"
    return f"{short_day(period.start)}\u2013{short_day(period.end)}"


def years(numbers: Sequence[int]) -> str:
    """Write ascending years: ``2022 год``, ``2022–2024 годы``, ``2022 и 2024 годы``."""
    first, last = numbers[0], numbers[-1]
    if first == last:
        return f"{first}{NBSP}год"
    if list(numbers) == list(range(first, last + 1)):
        return f"{first}\u2013{last}{NBSP}годы"
    return f"{conjoined([str(year) for year in numbers])}{NBSP}годы"
