"""Units: what a number counts, with its noun in the three forms of Russian."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from ..problems import DeclarationRefusal
from .signature import plainly_called


@plainly_called
@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts.

    Parameters
    ----------
    code
        Its name in files: ``"visits"``, ``"visits/day"``.
    one, few, many
        The noun with 1, 2 and 5: «раз», «раза», «раз».
    per
        For a rate, what it is a rate of: «в день».

    Raises
    ------
    DeclarationRefusal
        If one of the words is empty or no text.

    Examples
    --------
    >>> Unit("visits", "посещение", "посещения", "посещений").each("day", "в день").code
    'visits/day'
    """

    code: str
    one: str
    few: str
    many: str
    per: str = ""

    def __post_init__(self) -> None:
        words = {"code": self.code, "one": self.one, "few": self.few, "many": self.many}
        for name, word in words.items():
            if not isinstance(word, str) or not word.strip():
                raise DeclarationRefusal(
                    f"sm.Unit: {name} — {word!r:.60}, а нужно слово: "
                    'sm.Unit("times", "раз", "раза", "раз").'
                )
        if not isinstance(self.per, str):
            raise DeclarationRefusal(f"sm.Unit: per — {self.per!r:.60}, а нужен текст: «в день».")

    @property
    def nouns(self) -> tuple[str, str, str]:
        """The three forms of the noun."""
        return self.one, self.few, self.many

    def each(self, code: str, per: str) -> Unit:
        """Return the rate of this unit by another: visits → visits a day."""
        return Unit(f"{self.code}/{code}", self.one, self.few, self.many, per)


VISITS = Unit("visits", "посещение", "посещения", "посещений")
VISITORS = Unit("visitors", "посетитель", "посетителя", "посетителей")
PAGE_VIEWS = Unit("page views", "просмотр", "просмотра", "просмотров")
PUBLICATIONS = Unit("publications", "публикация", "публикации", "публикаций")
ACTS = Unit("acts", "акт", "акта", "актов")
SUBSCRIPTIONS = Unit("subscriptions", "подписка", "подписки", "подписок")
PLATFORMS = Unit("platforms", "площадка", "площадки", "площадок")
PEOPLE = Unit("people", "человек", "человека", "человек")
RESIDENTS = Unit("residents", "житель", "жителя", "жителей")
POSTS = Unit("posts", "запись", "записи", "записей")
VIEWS = Unit("views", "просмотр", "просмотра", "просмотров")
REACTIONS = Unit("reactions", "отметка", "отметки", "отметок")
COMMENTS = Unit("comments", "комментарий", "комментария", "комментариев")
REPOSTS = Unit("reposts", "репост", "репоста", "репостов")
MESSAGES = Unit("messages", "сообщение", "сообщения", "сообщений")
ANSWERS = Unit("answers", "ответ", "ответа", "ответов")
SURVEYS = Unit("surveys", "опрос", "опроса", "опросов")
VOTES = Unit("votes", "голос", "голоса", "голосов")
MINUTES = Unit("minutes", "минута", "минуты", "минут")
DAYS = Unit("days", "день", "дня", "дней")
MEASURES = Unit("measures", "требование", "требования", "требований")
ROUBLES = Unit("rub", "рубль", "рубля", "рублей")
PERCENT = Unit("%", "процент", "процента", "процентов")
POINTS = Unit("points", "процентный пункт", "процентных пункта", "процентных пунктов")
PLACES = Unit("place", "место", "места", "мест")

PRECISION = 150
"""Digits enough for any number, also a quotient of two from an edition of another hand."""

MORE = 2
"""So many digits more than in the text has a number where it comes from: what is rounded twice
becomes another number."""

TEN_IN_PRINT = Fraction(995, 100)
"""From here on a number with one decimal is printed as ten or more."""


def digits_in(value: Fraction, unit: Unit, digits: int) -> int:
    """Return the decimals that a number has in print: one rule for each kind of number.

    A sum in roubles has its kopecks, if there are any. A mean has its one decimal below ten
    and none from ten on: «8,4 в месяц», «126 в день». Others have those that are declared.

    Parameters
    ----------
    value
        The number.
    unit
        What it counts.
    digits
        The decimals that are declared.

    Examples
    --------
    >>> digits_in(Fraction("126.1"), VISITS.each("day", "в день"), 1)
    0
    """
    if unit.nouns == ROUBLES.nouns:
        return 2 if not unit.per and value.denominator != 1 else digits
    is_mean = digits == 1 and unit not in (PERCENT, POINTS)
    return 0 if is_mean and abs(value) >= TEN_IN_PRINT else digits


def exact(value: Fraction, digits: int) -> Decimal:
    """Round half up, as people do on paper and as methods prescribe."""
    with localcontext(prec=PRECISION):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
