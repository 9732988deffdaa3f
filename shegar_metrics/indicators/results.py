"""The one carrier of results: everything that is printed is a row of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..period import Period
from .changes import Aspect
from .context import Context
from .lookup import NameRefusal, check_choice, check_grain, no_such_indicator
from .records import as_csv, columns, record
from .result import Result

if TYPE_CHECKING:
    import pandas as pd


class Results(Mapping[str, Result]):
    """Results of one municipality: years, their months, and the changes from year to year.

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
    earlier
        The values of the key indicators in each year before it that there are data of.
    months_before
        The months of the year before it, of the indicators that are drawn by month.

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
        earlier: Sequence[Result] = (),
        months_before: Sequence[Result] = (),
    ) -> None:
        self.rows = tuple(rows)
        self.context = context
        self.by = by
        self.before = {row.name: row for row in before}
        self.earlier = tuple(earlier)
        self.by_month_before = tuple(months_before)

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

    def history(self, name: str) -> list[Result]:
        """Return the values of a key indicator in the years before, the earliest first."""
        return [row for row in self.earlier if row.name == name]

    def months(self, name: str) -> list[Result]:
        """Return the value of an indicator in each month of the reporting year, if it has any."""
        if name not in self:
            raise self._no_such(name)
        return self._months.get(name, [])

    def months_before(self, name: str) -> list[Result]:
        """Return the months of the year before of an indicator that is drawn by month."""
        return [row for row in self.by_month_before if row.name == name]

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
        check_choice("aspect", aspect, Aspect)
        yearly = (self.by if by is None else by) == "year"
        rows = [row for row in self.rows if row.is_year is yearly and row.aspect == aspect]
        return pd.DataFrame(columns(rows)).astype(
            {"start": "datetime64[s]", "end": "datetime64[s]", "as_of": "datetime64[s]"}
        )

    def records(self) -> list[dict[str, Any]]:
        """Return the rows flat, of all the years, with full precision and ISO dates."""
        return [record(row) for row in self.rows]

    def csv(self) -> str:
        """Return the records as CSV: comma, decimal point, an empty cell for what is missing.

        An apostrophe stands before text that Excel would take for a formula.
        """
        return as_csv(self.records())

    def json(self) -> str:
        """Return the records as JSON: an array of objects, by ``results.schema.json``."""
        return f"{json.dumps(self.records(), ensure_ascii=False, indent=2)}\n"

    def _no_such(self, name: object) -> NameRefusal:
        return no_such_indicator(name, list(self), self.context.indicators, self.year)

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
