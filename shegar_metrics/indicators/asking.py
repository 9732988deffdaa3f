"""What may be asked of the facts: names that are not there are refused, never «сведений нет».

A slip in the name of a table, a column or a code would otherwise find no rows, and a number that
is in the data would be printed as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from ..dataset import Dataset
from ..dataset.schema import fields, referred
from ..dataset.series import (
    ADDITIVE,
    measure_columns,
    series_columns,
    series_tables,
    stated_columns,
    summed_columns,
)
from ..dataset.stocks import stock_columns
from ..problems import DeclarationRefusal

STOCK_COLUMNS = {"subscribers": "subscribers", "measures": "met"}
"""The column that a stock of a table counts."""

RESIDENTS = "population"
"""The table of a stock that stands until it is counted again."""


def check_flows(
    dataset: Dataset, table: str, columns: Sequence[str], series: Mapping[str, str | None]
) -> None:
    """Refuse to count what is no flow, or of a series that there is not.

    Raises
    ------
    DeclarationRefusal
        Naming what was asked, and what there is.
    """
    check_flow_columns(table, columns)
    _check_codes(dataset, table, series_columns(table), series)


def check_flow_columns(table: str, columns: Sequence[str]) -> None:
    """Refuse a table that holds no series of flows, and columns that do not add up."""
    _check_flow(table)
    _check_names(columns)
    for column in columns:
        if column not in _summed(table):
            raise DeclarationRefusal(_no_sum(table, column))


def check_mean(dataset: Dataset, table: str, column: str, series: Mapping[str, str | None]) -> None:
    """Refuse a column that is no mean, or a series that there is not."""
    _check_flow(table)
    if column not in _means(table):
        wrong = f"столбец {_quoted(column)} таблицы {table} — не среднее"
        raise DeclarationRefusal(f"{wrong}. {_there_are('Средние в ней', _means(table))}")
    _check_codes(dataset, table, series_columns(table), series)


def check_members(table: str, column: str, measures: Sequence[str]) -> None:
    """Refuse to list codes of a column that makes no series, or by what is no measure."""
    _check_flow(table)
    if column not in series_columns(table):
        wrong = f"по столбцу {_quoted(column)} ряды таблицы {table} не различаются"
        raise DeclarationRefusal(f"{wrong}. {_there_are('Различаются по', series_columns(table))}")
    _check_names(measures)
    for measure in measures:
        if measure not in _measures(table):
            raise DeclarationRefusal(_unknown_column(table, measure, _measures(table)))


def check_stock(dataset: Dataset, table: str, codes: Mapping[str, str | None]) -> None:
    """Refuse a table that holds no stock, or a count of what there is not."""
    if table not in (*STOCK_COLUMNS, RESIDENTS):
        known = _there_are("Счёт на день есть в таблицах", (*STOCK_COLUMNS, RESIDENTS))
        raise DeclarationRefusal(f"в таблице {_quoted(table)} нет счёта на день. {known}")
    _check_codes(dataset, table, stock_columns(table), codes)


def similar(name: object, known: Iterable[str]) -> list[str]:
    """List the names that a mistyped one was most likely meant to be."""
    every = list(known)
    holds = [other for other in every if str(name) and other.startswith(str(name))]
    return list(dict.fromkeys([*holds, *get_close_matches(str(name), every, 5, 0.6)]))[:5]


def _check_flow(table: object) -> None:
    if table in series_tables():
        return
    if table == ADDITIVE:
        raise DeclarationRefusal(
            "ряды таблицы costs пересекаются во времени: что из строки относится к году, "
            "говорит facts.share_of(строка), а складывает facts.cost(статья, строки)"
        )
    raise DeclarationRefusal(
        f"таблицы {_quoted(table)} со счётом за период нет. "
        f"{_there_are('Есть таблицы', series_tables())}"
    )


def _check_names(columns: object) -> None:
    if isinstance(columns, str) or not isinstance(columns, Sequence) or not columns:
        raise DeclarationRefusal(
            f'нужен перечень столбцов вида ("visits", "page_views"), а дано {_quoted(columns)}'
        )


def _check_codes(
    dataset: Dataset, table: str, wanted: Sequence[str], given: Mapping[str, str | None]
) -> None:
    """Refuse a series that is not named by each of its columns, and only by these."""
    if set(given) != set(wanted):
        form = ", ".join(f"{name}=…" for name in wanted) or "таблица — один ряд, без них"
        raise DeclarationRefusal(
            f"ряд таблицы {table} называют так: {form}; дано: {', '.join(given) or 'ничего'}"
        )
    for column, code in given.items():
        # Without a code there is no such series, as where no section is that of the posts.
        if code is not None and not _is_code(dataset, table, column, code):
            known = list(dataset.labels(table, column))
            raise DeclarationRefusal(
                f"кода {_quoted(code)} в столбце {table}.{column} нет. {_there_are('Есть', known)}"
            )


def _is_code(dataset: Dataset, table: str, column: str, code: object) -> bool:
    if not isinstance(code, str):
        return False
    reference = referred(table, column)
    if reference is None:
        return code in _categories(table, column)
    return code in dataset.codes(reference)


def _no_sum(table: str, column: object) -> str:
    """Return why a column cannot be counted over a period."""
    if column in _means(table):
        return f"столбец {table}.{column} — среднее, его не складывают: facts.mean"
    return _unknown_column(table, column, _summed(table))


def _unknown_column(table: str, column: object, known: Sequence[str]) -> str:
    wrong = f"столбца {_quoted(column)} со счётом в таблице {table} нет"
    return f"{wrong}. {_there_are('Есть', known)}"


def _there_are(what: str, names: Sequence[str]) -> str:
    return f"{what}: {', '.join(names) or 'ничего'}"


def _quoted(given: object) -> str:
    return f"«{given}»"[:60] if isinstance(given, str) else f"{given!r:.60}"


# They are asked thousands of times, and say the same as long as the schema does.


@cache
def _summed(table: str) -> tuple[str, ...]:
    return (*summed_columns(table), *stated_columns(table))


@cache
def _measures(table: str) -> tuple[str, ...]:
    return (*measure_columns(table), *stated_columns(table))


@cache
def _means(table: str) -> tuple[str, ...]:
    return tuple(name for name, column in fields(table).items() if "mean_of" in column)


@cache
def _categories(table: str, column: str) -> frozenset[str]:
    return frozenset(each["value"] for each in fields(table)[column].get("categories", ()))
