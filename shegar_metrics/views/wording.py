"""Numbers, dates and units in Russian words, by the rules of CLDR (Babel).

Digits stand in groups of three with a no-break space, the decimal mark is a comma, and
a number never parts from the word it counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from ..indicators import Measured, Result
from ..period import Period

RU = Locale("ru")
NBSP = "\u00a0"
DASH = "—"
SHORT_WORD = re.compile(
    r"(?<!\w)(в|и|на|за|из|от|до|к|с|о|об|по|не|у|а|№)[ \n](?=\S)", re.IGNORECASE
)

# What stands in Markdown after a number that is a link.
LINK = r"(?:\]\(#[\w-]+\))"

INITIALS = re.compile(r"\b([А-ЯЁ]\.(?:[А-ЯЁ]\.)?) (?=[А-ЯЁ][а-яё])")

# The forms with 1, 2 and 5: «1 раз, 2 раза, 5 раз». A number with a decimal comma takes the
# second («1,5 раза»), whatever stands after the comma.
NOUNS = {
    "visits": ("посещение", "посещения", "посещений"),
    "times": ("раз", "раза", "раз"),
    "publications": ("публикация", "публикации", "публикаций"),
    "acts": ("акт", "акта", "актов"),
    "subscriptions": ("подписка", "подписки", "подписок"),
    "platforms": ("площадка", "площадки", "площадок"),
    "people": ("человек", "человека", "человек"),
    "residents": ("житель", "жителя", "жителей"),
    "posts": ("запись", "записи", "записей"),
    "messages": ("сообщение", "сообщения", "сообщений"),
    "minutes": ("минута", "минуты", "минут"),
    "measures": ("мера", "меры", "мер"),
    "days": ("день", "дня", "дней"),
    "roubles": ("рубль", "рубля", "рублей"),
    "kopecks": ("копейка", "копейки", "копеек"),
    "points": ("процентный пункт", "процентных пункта", "процентных пунктов"),
}

PER = {
    "day": "в день",
    "week": "в неделю",
    "month": "в месяц",
    "resident": "на одного жителя",
    "100 residents": f"на 100{NBSP}жителей",
    "visit": "за посещение",
    "publication": "за публикацию",
}


def exact(value: Fraction, digits: int) -> Decimal:
    """Round half up, as people do on paper and as methods prescribe."""
    scaled = Decimal(value.numerator) / Decimal(value.denominator)
    return scaled.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def number(value: Fraction | int, digits: int = 0) -> str:
    """Write a number with exactly *digits* decimals: ``37 743``, ``1,06``."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    rounded = exact(Fraction(value), digits) or Decimal(0)  # zero has no sign
    text = format_decimal(rounded, pattern, locale=RU)
    return text.replace("-", "\u2212")


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
    """Write a number with the form of a word that agrees with it: ``37 743 раза``."""
    return f"{number(value, digits)}{NBSP}{form(value, forms, digits)}"


def counted(value: Fraction | int, key: str, digits: int = 0) -> str:
    """Write a number with its noun: ``37 743 посещения``, ``101 решение``."""
    return with_form(value, NOUNS[key], digits)


def counted_genitive(value: Fraction | int, key: str) -> str:
    """Write a whole number with its noun after «от», «до», «около»: ``до 4 021 человека``."""
    _, singular, plural = NOUNS[key]
    return with_form(value, (singular, plural, plural))


def in_unit(value: Fraction, unit: str, digits: int) -> str:
    """Write a number in a unit: ``1,06 ₽ за посещение``, ``103,4 посещения в день``."""
    if unit == "%":
        return f"{number(value, digits)}{NBSP}%"
    base, _, per = unit.partition("/")
    if unit == "rub" and value.denominator != 1:
        digits = 2  # kopecks
    text = f"{number(value, digits)}{NBSP}₽" if base == "rub" else counted(value, base, digits)
    return f"{text} {PER[per]}" if per else text


def value_of(result: Result) -> str:
    """Write the value of an indicator with its unit, or a dash if it is missing."""
    measured = result.measured
    if measured.value is None:
        return DASH
    if result.indicator.unit == "measures":
        return f"{number(measured.value)} из{NBSP}{number(measured.denominator or 0)}"
    return in_unit(measured.value, result.indicator.unit, result.indicator.digits)


def change_of(result: Result) -> str:
    """Write the change against the year before, signed, or a dash if it is missing."""
    value = result.change.value
    if value is None:
        return DASH
    sign = "+" if value > 0 else ""
    unit = "п.\u00a0п." if result.indicator.unit == "%" else "%"
    return f"{sign}{number(value, 1)}{NBSP}{unit}"


def roubles(value: Fraction, digits: int = 0) -> str:
    """Write money in words: ``39 840 рублей``, ``41 001 рубль 50 копеек``, ``1,06 рубля``.

    Parameters
    ----------
    value
        Roubles.
    digits
        Decimals of a mean; 0 for a sum, whose kopecks are then counted.
    """
    if digits:
        return counted(value, "roubles", digits)
    whole, kopecks = divmod(int(exact(100 * value, 0)), 100)
    told = counted(whole, "roubles")
    return f"{told} {counted(kopecks, 'kopecks')}" if kopecks else told


def day(value: date) -> str:
    """Write a date in words: ``10 июля 2023 года``."""
    return format_date(value, f"d{NBSP}MMMM{NBSP}y{NBSP}'года'", locale=RU)


def short_day(value: date) -> str:
    """Write a date in digits: ``10.07.2023``."""
    return f"{value:%d.%m.%Y}"


def when(measured: Measured) -> str:
    """Write the period of the flows and the dates of the stocks in a value."""
    parts = [] if measured.period is None else [span(measured.period)]
    parts += [f"на{NBSP}{short_day(value)}" for value in measured.dates]
    return "; ".join(parts) or DASH


def span(period: Period) -> str:
    """Write a period: ``2022 год`` for a calendar year, otherwise its first and last day."""
    if period == Period.of_year(period.start.year):
        return f"{period.start.year}{NBSP}год"
    return f"{short_day(period.start)}\u2013{short_day(period.end)}"


def typeset(text: str) -> str:
    """Put no-break spaces where Russian typography asks for them.

    A dash does not begin a line, a short word does not end one, a number does not part from
    the word after it, nor initials from their surname.
    """
    text = re.sub(r"(?<=\S) — ", f"{NBSP}— ", text)
    text = re.sub(rf"(\d{LINK}?) (?=[а-яё]{{3}}|%|\d{{3}}(?!\d))", rf"\1{NBSP}", text)
    text = INITIALS.sub(rf"\1{NBSP}", text)
    return SHORT_WORD.sub(rf"\1{NBSP}", text)


def glued(text: str) -> str:
    """Keep «№ 5» and «100 %» together, in a cell too narrow for all of `typeset`."""
    return text.replace("№ ", f"№{NBSP}").replace(" %", f"{NBSP}%")


def listed(words: Sequence[str]) -> str:
    """Join words: ``ВКонтакте, Одноклассники и Telegram``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} и{NBSP}{words[-1]}"


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop: ``Сведений нет.``."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else text + "."
