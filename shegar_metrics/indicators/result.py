"""One row of the results: an indicator in a period, with its number or the reason for none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..period import Period
from .changes import Aspect
from .measured import Measured
from .registry import Indicator


@dataclass(frozen=True, slots=True)
class Result:
    """One row: an indicator of a municipality, of a member if it has any, in a period.

    Parameters
    ----------
    place
        The municipality.
    indicator
        The declaration.
    member, label
        Code and Russian title of the member, for an indicator with one value for each;
        otherwise empty.
    period
        The year or month it is of.
    measured
        Its number with its origin, or why there is none.
    aspect
        Whether that is the value itself, or its change or difference from the year before.
    then
        The earlier value, of a change or a difference.
    of
        Titles of the parts that a change or difference is of, where those are not all.
    """

    place: str
    indicator: Indicator
    member: str
    label: str
    period: Period
    measured: Measured
    aspect: Aspect = Aspect.VALUE
    then: Measured | None = None
    of: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The indicator with its member: ``platform_share[vk]``."""
        return name_of(self.indicator.id, self.member)

    @property
    def id(self) -> str:
        """The name of the row among those of one year.

        ``visits``, its month ``visits@2022-03``, its change ``visits:change``.
        """
        month = "" if self.is_year else f"@{self.period.start:%Y-%m}"
        aspect = "" if self.aspect is Aspect.VALUE else f":{self.aspect}"
        return f"{self.name}{month}{aspect}"

    @property
    def anchor(self) -> str:
        """The name of the target of links in «Откуда число»: ``n-platform-share-vk``."""
        return "n-" + "-".join("".join(c if c.isalnum() else " " for c in self.id).split())

    @property
    def is_year(self) -> bool:
        """Whether the row is of a calendar year."""
        return self.period.is_year

    @property
    def title(self) -> str:
        """Title the indicator with its member, as «Доля площадки в подписках: ВКонтакте»."""
        return f"{self.indicator.title}: {self.label}" if self.label else self.indicator.title

    @property
    def value(self) -> Fraction | None:
        """The exact number; ``None`` if it is missing."""
        return self.measured.value

    @property
    def reason(self) -> str | None:
        """Why there is no number."""
        return self.measured.reason

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the stocks in the number."""
        return self.measured.dates

    @property
    def sources(self) -> tuple[str, ...]:
        """Identifiers of the sources of the number."""
        return self.measured.sources

    @property
    def numerator(self) -> Fraction | None:
        """What was divided; of a change, the later value."""
        return self.measured.numerator

    @property
    def denominator(self) -> Fraction | None:
        """What the numerator was divided by; of a change, the earlier value."""
        return self.measured.denominator

    def at(self, period: Period, measured: Measured) -> Result:
        """Return the value of the same indicator in another period."""
        return Result(self.place, self.indicator, self.member, self.label, period, measured)

    def __float__(self) -> float:
        return float(self.measured)


def name_of(indicator: str, member: str) -> str:
    """Name an indicator with its member: ``platform_share[vk]``."""
    return f"{indicator}[{member}]" if member else indicator
