"""The first step of a notebook: parameters checked, data read, results computed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from pathlib import Path

from ..dataset import load
from ..indicators import Results, compute
from ..indicators.lookup import check_grain
from ..problems import ParameterRefusal

PAPERMILL_MARK = "# Parameters"


def results(data: str | Path = "data", years: object = None, by: str = "year") -> Results:
    """Read a data package and compute the results of some years.

    Parameters
    ----------
    data
        The folder of the package.
    years
        A year or several, in a list, a range, a Series …; without it, all there are data of.
        The last is the reporting year.
    by
        The grain of the frame: ``"year"`` or ``"month"``.

    Raises
    ------
    ParameterRefusal
        If a year has no data, none is asked for, there is no package, or the grain is another.
    DataRefusal
        If the data have problems.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> int(results["visits"].value)
    37743
    >>> round(float(results["platform_share[vk]"]), 2)
    60.13
    """
    check_grain(by)
    asked = _listed(years)
    dataset = load(data)
    return compute(dataset, dataset.years if asked is None else asked, by)


def _listed(years: object) -> list[object] | None:
    """List the years that are asked for; ``None`` for all."""
    if years is None:
        return None
    if isinstance(years, str) or not isinstance(years, Iterable):
        return [years]
    asked = list(years)
    if not asked:
        raise ParameterRefusal(
            "Параметр years: в перечне нет ни одного года. Назовите год, years=2022, "
            "или не задавайте years: тогда берутся все годы, за которые есть данные."
        )
    return asked


def open_year(*, year: object, data: object) -> Results:
    """Check the parameters of a report, read the data and compute the results of the year.

    Parameters
    ----------
    year
        The reporting year, as a number or as text of four digits.
    data
        The folder of the data package.

    Raises
    ------
    ParameterRefusal
        If a parameter is unknown, is not a year that has data, or is not a data package.
    DataRefusal
        If the data package has problems.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.open_year(year=2022, data="data").year
    2022
    """
    refuse_unknown({"year", "data"})
    return compute(load(data), year)  # type: ignore[arg-type]


def refuse_unknown(known: Collection[str]) -> None:
    """Refuse parameters that Papermill injected and the notebook does not have.

    Papermill itself only warns of them, so that a slip such as ``-p yaer 2023`` would make
    the report of another year.

    Raises
    ------
    ParameterRefusal
        Naming the unknown parameters and the known ones.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.refuse_unknown({"year", "data"})  # outside a notebook there is nothing to refuse
    """
    unknown = sorted(set(_injected()) - set(known))
    if unknown:
        raise ParameterRefusal(
            f"Неизвестный параметр: {', '.join(unknown)}. "
            f"Параметры этой тетради: {', '.join(sorted(known))}."
        )


def _injected() -> list[str]:
    """List the names assigned in the cell of parameters that Papermill put in."""
    from IPython import get_ipython

    shell = get_ipython()
    cells = shell.user_ns.get("In", []) if shell is not None else []
    return [
        target.id
        for cell in cells
        if cell.startswith(PAPERMILL_MARK)
        for statement in ast.parse(cell).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
