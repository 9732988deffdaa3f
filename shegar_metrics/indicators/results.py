"""The one carrier of results: everything that is printed is a row of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..dataset.rules import FORMULA
from ..period import Period
from ..problems import ParameterRefusal
from .asking import similar
from .changes import Aspect
from .context import Context
from .measured import Measured
from .registry import Indicator

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ("value", "numerator", "denominator")
GRAINS = ("year", "month")
CHANGE_DIGITS = 1
"""Of a change in per cent or in points, whatever the digits of its indicator."""


class NameRefusal(ParameterRefusal, KeyError):
    """There is no indicator of that name; also a KeyError, so that ``in`` and ``get`` work."""


def check_grain(by: object) -> None:
    """Refuse a grain that no frame has.

    Raises
    ------
    ParameterRefusal
        Naming those there are.
    """
    _check_choice("by", by, GRAINS)


def _check_choice(parameter: str, given: object, known: Iterable[str]) -> None:
    names = list(known)
    if not isinstance(given, str) or given not in names:
        said = f"«{given}»" if isinstance(given, str) else f"{given!r:.60}"
        raise ParameterRefusal(
            f"Параметр {parameter}: {said}, а нужно одно из: {', '.join(names)}."
        )


@dataclass(frozen=True, slots=True)
class Result:
    """One row: an indicator of a place and a member, in a period.

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
        return f"{self.indicator.id}[{self.member}]" if self.member else self.indicator.id

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
        """The name of its place in the page, in «Откуда число»: ``n-platform-share-vk``."""
        return "n-" + "-".join("".join(c if c.isalnum() else " " for c in self.id).split())

    @property
    def is_year(self) -> bool:
        """Whether it is of a calendar year."""
        return self.period == Period.of_year(self.period.start.year)

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
        """The dates of the stocks in it."""
        return self.measured.dates

    @property
    def sources(self) -> tuple[str, ...]:
        """Identifiers of the sources it rests on."""
        return self.measured.sources

    @property
    def numerator(self) -> Fraction | None:
        """What was divided; of a change, the later value."""
        return self.measured.numerator

    @property
    def denominator(self) -> Fraction | None:
        """What it was divided by; of a change, the earlier value."""
        return self.measured.denominator

    def __float__(self) -> float:
        return float(self.measured)


class Results(Mapping[str, Result]):
    """Results of one place: years, their months, and the changes from year to year.

    It is a mapping from the name of each indicator (``"visits"``, ``"platform_share[vk]"``)
    to its value in the reporting year, which is the last one.

    Parameters
    ----------
    rows
        All rows, in the order of print.
    context
        What the data say in words, of the reporting year.
    by
        The grain of `frame`: ``"year"`` or ``"month"``.
    before
        The values of the year before the reporting year, if there are data of it.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> results["cost_per_visit"].numerator, results["cost_per_visit"].denominator
    (Fraction(39840, 1), Fraction(37743, 1))
    >>> results["visitors"].value is None, results["visitors"].reason
    (True, 'сведений за 2022 год нет')
    >>> results.change("subscriptions").reason
    'сравнить с 2021 годом нельзя: сведений за 2021 год нет'
    """

    def __init__(
        self,
        rows: Sequence[Result],
        context: Context,
        by: str = "year",
        before: Iterable[Result] = (),
    ) -> None:
        self.rows = tuple(rows)
        self.context = context
        self.by = by
        self.before = {row.name: row for row in before}

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.period.start.year

    @property
    def period(self) -> Period:
        """The reporting year as a period."""
        return self.context.period

    def __getitem__(self, name: str) -> Result:
        if isinstance(name, str) and name in self._values:
            return self._values[name]
        raise self._no_such(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<Results {self.context.place}, {self.year}: {len(self.rows)} rows>"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def family(self, indicator_id: str) -> list[Result]:
        """Return the value of each member of an indicator, in order."""
        return [row for row in self.values() if row.indicator.id == indicator_id]

    def months(self, name: str) -> list[Result]:
        """Return the value of an indicator in each month of the reporting year, if it has any."""
        if name not in self:
            raise self._no_such(name)
        return self._months.get(name, [])

    def compared(self, name: str, aspect: Aspect = Aspect.CHANGE) -> Result | None:
        """Return a change or difference of an indicator from the year before, if there is one."""
        return self._compared.get((name, aspect))

    def change(self, name: str) -> Result:
        """Return the change of an indicator from the year before, or why there is none."""
        if name not in self:
            raise self._no_such(name)
        return self._compared[name, Aspect.CHANGE]

    def of_year(self, year: int) -> dict[str, Result]:
        """Return the values of any of the years, by name."""
        period = Period.of_year(year)
        rows = (row for row in self.rows if row.aspect is Aspect.VALUE and row.period == period)
        return {row.name: row for row in rows}

    @property
    def years(self) -> list[int]:
        """The years there are values of."""
        return sorted({row.period.start.year for row in self.rows if row.is_year})

    @property
    def printed(self) -> list[Result]:
        """The rows of the reporting year: its values, its months, its changes."""
        year = self.year
        return [row for row in self.rows if row.period.start.year == year]

    @cached_property
    def named(self) -> dict[str, Any]:
        """Each indicator by its id; one with members as a mapping from member to value."""
        named: dict[str, Any] = {}
        for indicator in self.context.indicators:
            family = {row.member: row for row in self.family(indicator.id)}
            named[indicator.id] = family if indicator.members else family[""]
        return named

    def frame(self, by: str | None = None, aspect: str = "value") -> pd.DataFrame:
        """Return the rows as a tidy DataFrame, one row a number.

        Parameters
        ----------
        by
            ``"year"`` or ``"month"``: years and months never lie in one frame, where a sum
            would count both. Without it, as the results were asked for.
        aspect
            ``"value"``; or ``"change"`` and ``"difference"`` from the year before, which months
            do not have.

        Returns
        -------
        DataFrame
            ``place``, ``indicator``, ``member``, ``label``, ``title``, ``aspect``, ``start``,
            ``end``, ``value``, ``unit``, ``reason``, ``numerator``, ``denominator``, ``as_of``,
            ``is_stock``, ``sources``, ``digits``, ``anchor``. A missing number is NaN, with its
            reason.

        Raises
        ------
        ParameterRefusal
            If there is no such grain or aspect.

        Examples
        --------
        >>> import shegar_metrics as sm
        >>> frame = sm.results("data", years=2022).frame()
        >>> int(frame.query("indicator == 'visits'")["value"].sum())
        37743
        """
        import pandas as pd

        check_grain(self.by if by is None else by)
        _check_choice("aspect", aspect, Aspect)
        yearly = (self.by if by is None else by) == "year"
        rows = [row for row in self.rows if row.is_year is yearly and row.aspect == aspect]
        return pd.DataFrame(columns(rows)).astype(
            {"start": "datetime64[s]", "end": "datetime64[s]", "as_of": "datetime64[s]"}
        )

    def records(self) -> list[dict[str, Any]]:
        """Return the rows of the reporting year flat, with full precision and ISO dates."""
        return [record(row) for row in self.printed]

    def csv(self) -> str:
        """Return the records as CSV: comma, decimal point, an empty cell for what is missing.

        An apostrophe stands before text that Excel would take for a formula.
        """
        return as_csv(self.records())

    def _no_such(self, name: object) -> NameRefusal:
        family = str(name).partition("[")[0]
        members = [row.name for row in self.family(family)]
        if members:
            told = f"Есть: {', '.join(members)}"
        elif any(family == indicator.id for indicator in self.context.indicators):
            told = f"За {self.year} год у него нет ни одного члена"
        else:
            close = similar(name, self) or similar(family, self.named)
            told = f"Похожие: {', '.join(close)}" if close else "Все имена: list(results)"
        said = f"«{name}»" if isinstance(name, str) else f"{name!r:.60}"
        return NameRefusal(f"Показателя {said} нет. {told}.")

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><td><code>{escape(row.name)}</code></td><td>{escape(row.title)}</td>"
            f"<td>{'—' if row.value is None else f'{float(row.value):g}'}</td>"
            f"<td>{escape(row.indicator.unit.code)}</td><td>{escape(row.reason or '')}</td></tr>"
            for row in self.values()
        )
        head = "<th>Имя</th><th>Показатель</th><th>Значение</th><th>Единица</th><th>Почему нет</th>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    @cached_property
    def _values(self) -> dict[str, Result]:
        return self.of_year(self.year)

    @cached_property
    def _months(self) -> dict[str, list[Result]]:
        months: dict[str, list[Result]] = {}
        for row in self.printed:
            if not row.is_year:
                months.setdefault(row.name, []).append(row)
        return months

    @cached_property
    def _compared(self) -> dict[tuple[str, Aspect], Result]:
        compared = (row for row in self.printed if row.aspect is not Aspect.VALUE)
        return {(row.name, row.aspect): row for row in compared}


def columns(rows: Iterable[Result]) -> dict[str, list[Any]]:
    """Return rows as columns: what `Results.frame` holds, without pandas."""
    told = list(rows)
    return {
        "place": [row.place for row in told],
        "indicator": [row.indicator.id for row in told],
        "member": [row.member for row in told],
        "label": [row.label for row in told],
        "title": [row.indicator.title for row in told],
        "aspect": [str(row.aspect) for row in told],
        "start": [row.period.start for row in told],
        "end": [row.period.end for row in told],
        **{name: [float_or_nan(getattr(row, name)) for row in told] for name in NUMBERS},
        "unit": [unit_of(row) for row in told],
        "reason": [row.reason for row in told],
        "as_of": [max(row.dates, default=None) for row in told],
        "is_stock": [bool(row.dates) and row.measured.period is None for row in told],
        "sources": [" ".join(row.sources) for row in told],
        "digits": [digits_of(row) for row in told],
        "anchor": [row.anchor for row in told],
    }


def record(row: Result) -> dict[str, Any]:
    """Return one flat row; of a change, numerator and denominator are the two values."""
    indicator, measured, then = row.indicator, row.measured, row.then
    value_row = row.aspect is Aspect.VALUE
    return {
        "place": row.place,
        "id": row.id,
        "title": row.title,
        "title_en": indicator.title_en or None,
        "start": row.period.start.isoformat(),
        "end": row.period.end.isoformat(),
        "aspect": str(row.aspect),
        "value": number(measured.value),
        "unit": unit_of(row),
        "reason": measured.reason,
        "numerator": number(measured.numerator),
        "denominator": number(measured.denominator),
        "as_of": _dates(measured.dates),
        "then": then and _dates(then.dates),
        "of": "; ".join(row.of) or None,
        "sources": " ".join(measured.sources) or None,
        "formula": indicator.formula if value_row else None,
        "basis": indicator.basis if value_row else None,
        "standing": indicator.standing.value if value_row else None,
    }


def unit_of(row: Result) -> str:
    """Return the code of a row's unit; a change is in per cent or in points."""
    if row.aspect is not Aspect.CHANGE:
        return row.indicator.unit.code
    return "points" if row.indicator.unit.code == "%" else "%"


def digits_of(row: Result) -> int:
    """Return the digits after the decimal comma that a row is printed with."""
    return CHANGE_DIGITS if row.aspect is Aspect.CHANGE else row.indicator.digits


def _dates(days: Iterable[date]) -> str | None:
    return " ".join(day.isoformat() for day in days) or None


def as_csv(records: Sequence[Mapping[str, Any]]) -> str:
    """Write records as CSV that Excel cannot take for formulas."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow(
            {
                name: FORMULA.sub(r"\1'", cell) if isinstance(cell, str) else cell
                for name, cell in record.items()
            }
        )
    return text.getvalue()


def number(value: Fraction | None) -> int | float | None:
    """Turn an exact value into a plain number: whole ones stay whole."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def float_or_nan(value: Fraction | None) -> float:
    """Turn an exact value into a float; what is missing is NaN."""
    return float("nan") if value is None else float(value)
