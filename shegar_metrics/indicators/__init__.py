"""Derived indicators: pure functions from the facts of a year to measured values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dataset import Dataset
from ..period import Period, parse_year
from . import activity, audience, costs, feedback, gospabliki, measures, publications, site
from .facts import Facts
from .measured import Measured, missing
from .registry import REGISTRY, Indicator, Standing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Facts", "Indicator", "Indicators", "Measured", "Result", "Standing", "compute"]

IN_PRINT = (site, publications, audience, activity, costs, feedback, gospabliki, measures)
"""The modules that declare indicators, in the order of print."""


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator as measured, beside the same of the year before.

    Parameters
    ----------
    indicator
        Its declaration.
    member, label
        Code and Russian title of the member, for an indicator with one value for each;
        otherwise empty.
    measured
        The value of the year.
    change
        Its change against the year before, per cent; for a percentage, in percentage
        points. Missing if either year is.
    """

    indicator: Indicator
    member: str
    label: str
    measured: Measured
    change: Measured

    @property
    def id(self) -> str:
        """Name the indicator with its member, as ``platform_share[vk]``."""
        return f"{self.indicator.id}[{self.member}]" if self.member else self.indicator.id

    @property
    def title(self) -> str:
        """Title the indicator with its member, as «Доля площадки в подписках: ВКонтакте»."""
        return f"{self.indicator.title}: {self.label}" if self.label else self.indicator.title


class Indicators:
    """The indicators of one year.

    Parameters
    ----------
    facts
        What the data package says of the year.
    results
        All indicators, in the order of print.
    """

    def __init__(self, facts: Facts, results: list[Result]) -> None:
        self.facts = facts
        self._results = {result.id: result for result in results}

    @property
    def dataset(self) -> Dataset:
        """The data package they were computed from."""
        return self.facts.dataset

    @property
    def period(self) -> Period:
        """The reporting period."""
        return self.facts.period

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.period.start.year

    def __getitem__(self, indicator_id: str) -> Measured:
        """Return a measured value by its id: ``"visits"``, ``"platform_share[vk]"``."""
        return self._results[indicator_id].measured

    def __iter__(self) -> Iterator[Result]:
        return iter(self._results.values())

    def result(self, indicator_id: str) -> Result:
        """Return an indicator with its declaration and change."""
        return self._results[indicator_id]

    def family(self, indicator_id: str) -> list[Result]:
        """Return every member of an indicator that has one value for each, in order."""
        return [result for result in self if result.indicator.id == indicator_id]

    def to_frame(self) -> pd.DataFrame:
        """Return all indicators as a DataFrame indexed by id, values as floats.

        A missing number is NaN there, with its reason in the column ``reason``.
        """
        import pandas as pd

        from .table import as_rows

        frame = pd.DataFrame(as_rows(self)).set_index("id")
        numbers = ["value", "numerator", "denominator", "change"]
        return frame.assign(**{name: frame[name].astype(float) for name in numbers})

    def _repr_html_(self) -> str:
        columns = ["title", "value", "unit", "reason"]
        return str(self.to_frame()[columns].to_html(na_rep="—"))


def declared() -> list[Indicator]:
    """List every declared indicator in the order of print."""
    places = {module.__name__: place for place, module in enumerate(IN_PRINT)}
    return sorted(REGISTRY.values(), key=lambda indicator: places[indicator.compute.__module__])


def compute(dataset: Dataset, year: object) -> Indicators:
    """Compute every declared indicator of a year.

    Parameters
    ----------
    dataset
        The data package.
    year
        The reporting year, as a number or as text of four digits.

    Raises
    ------
    ParameterRefusal
        If it is not a year, or there is no data of that year.
    """
    reporting_year = parse_year(year, dataset.years)
    facts = Facts(dataset, Period.of_year(reporting_year))
    before = Facts(dataset, Period.of_year(reporting_year - 1))
    results = []
    for indicator in declared():
        column = indicator.over
        labels = dataset.labels(*column.split(".")) if column else indicator.labels
        for member in indicator.members(facts) if indicator.members else ("",):
            arguments = (member,) if member else ()
            now = indicator.compute(facts, *arguments)
            then = indicator.compute(before, *arguments)
            change = _change(now, then, before.period, indicator.unit)
            results.append(Result(indicator, member, labels.get(member, ""), now, change))
    return Indicators(facts, results)


def _change(now: Measured, then: Measured, before: Period, unit: str) -> Measured:
    """Compare with the year before: x1 ÷ x0 − 1, undefined at zero or missing.

    Two percentages are subtracted instead, as a percentage of a percentage misleads.
    """
    year = before.start.year
    if now.value is None:
        return missing(f"сравнить с {year} годом нельзя: нет значения за отчётный год")
    if then.value is None:
        return missing(f"сравнить с {year} годом нельзя: {then.reason}")
    if now.dates and now.dates == then.dates and now.period is None:
        return missing(f"за {year} год есть только те же сведения на ту же дату")
    if now.scope != then.scope:
        return missing(f"состав слагаемых не тот, что за {year} год")
    sources = tuple(dict.fromkeys((*now.sources, *then.sources)))
    if unit == "%":
        return Measured(now.value - then.value, sources=sources)
    if then.value == 0:
        return missing(f"за {year} год значение равно нулю")
    growth = 100 * (now.value / then.value - 1)
    return Measured(growth, numerator=now.value, denominator=then.value, sources=sources)
