"""The next step: what a command ends with, so that nobody has to guess how the work goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..commands import typed
from ..period import Period
from .base import errors

if TYPE_CHECKING:
    from ..dataset import Dataset
    from ..editions.outdated import Changes
    from ..importing.merging.rows import RowChange

REASON = "ПРИЧИНА"
"""Stands in a command for what the user knows: why a new edition is issued."""


def say_next(command: str, why: str = "") -> None:
    """Say which command comes next; where programs read the results, it does not stand."""
    errors.say(f"Теперь: {command}{f' — {why}' if why else ''}")


def after_form(path: Path, data: Path) -> None:
    """Say how a form is filled in and brought back."""
    cells = "жёлтые ячейки в" if path.suffix == ".xlsx" else "пустые ячейки в"
    errors.say(f"Заполните {cells} «{path}» и загрузите: {typed('import', path, data=data)}")


def after_import(changes: Sequence[RowChange], dataset: Dataset, data: Path) -> None:
    """Say for which years of an import a report can be made, and of which days are missing."""
    years = sorted({each.row["period_end"].year for each in changes if "period_end" in each.row})
    whole = []
    for year in years:
        partly = ", ".join(f"«{title}»" for title in _partly_filled(dataset, year))
        if partly:
            errors.say(f"За {year} год есть не все дни: {partly}.")
        else:
            whole.append(year)
    outdated = say_outdated(data)
    if outdated:
        say_renewing(outdated, data, whole)
    elif whole:
        say_next(typed("report", *whole, data=data))
    else:
        say_next(typed("check", data=data), "что есть и чего не хватает")


def after_check(
    dataset: Dataset,
    editions: Mapping[int, Changes | None],
    data: Path,
    *,
    has_new_files: bool,
) -> None:
    """Say what is to be taken first, or else which reports are to be made.

    Those are the reports that are not up to the data, and the last one.

    Parameters
    ----------
    dataset, data
        The data, and how the user names them.
    editions
        By year, what has changed since its report; ``None`` if there is no report.
    has_new_files
        Whether there are files in the inbox that no import has seen.
    """
    if has_new_files:
        say_next(typed("import", "--dry-run", data=data), "что изменят файлы, которые ждут")
        return
    if not dataset.years:
        say_next(typed("import", "--list", data=data), "какие бывают выгрузки и где их взять")
        return
    outdated = {y: changes for y, changes in editions.items() if changes and changes.sentences}
    last = last_year(dataset)
    if outdated:
        say_renewing(outdated, data)
    if editions[last] is None:
        say_next(typed("report", last, data=data))


def last_year(dataset: Dataset) -> int:
    """Return the last year of the data, other than one of which a single day is known."""
    from ..dataset.series import period_of, series_tables
    from ..period import years_of_a_day

    rows = (row for table in series_tables() for row in dataset.rows[table])
    only_ended = years_of_a_day(map(period_of, rows))
    begun = [year for year in dataset.years if year not in only_ended]
    return (begun or dataset.years)[-1]


def say_outdated(data: Path, made: Collection[int] = ()) -> Mapping[int, Changes]:
    """Say which published reports are no longer what the data say, and return why, by year.

    Those that were just made are what they say: where there is no other, nothing is read.
    """
    from ..dataset import find_folder, load
    from ..editions.outdated import outdated
    from ..indicators.published import REPORTS

    folder = find_folder(data).parent / REPORTS
    years = {file.name for file in folder.glob("*/") if file.name.isdecimal()}
    if years <= {*map(str, made)}:
        return {}
    found = outdated(load(data), folder)
    errors.say(*(sentence for changes in found.values() for sentence in changes.sentences))
    return found


def say_renewing(outdated: Mapping[int, Changes], data: Path, others: Collection[int] = ()) -> None:
    """Say that reports are to be made anew, as the data are now, and some others with them.

    The reason of a new edition is asked for where one comes of it for certain.
    """
    is_correction = any(changes.is_correction for changes in outdated.values())
    condition = f"; если напечатанное изменится, добавьте --reason {REASON}"
    say_next(
        renewing([*outdated, *others], data, is_correction=is_correction),
        f"отчёты по нынешним данным{'' if is_correction else condition}",
    )


def renewing(years: Iterable[int], data: Path, *, is_correction: bool) -> str:
    """Write the command that makes reports anew, with the reason of a new edition if one comes."""
    reason = ("--reason", REASON) if is_correction else ()
    return typed("report", *sorted({*years}), *reason, data=data)


def show_page(page: Path) -> None:
    """Open a page in the browser of the system, or say that there is none."""
    from ..run.overview import open_page

    if not open_page(page):
        errors.say(f"Браузера здесь не нашлось. Откройте файл сами: {page.absolute()}")


def _partly_filled(dataset: Dataset, year: int) -> Iterator[str]:
    """Yield the tables that have numbers of a year, and not for each of its days."""
    from ..dataset.schema import resources
    from ..dataset.series import measure_columns, series_columns, series_tables

    series, period = dataset.series, Period.of_year(year)
    for table in series_tables():
        for key in series.keys(table):
            codes = dict(zip(series_columns(table), key, strict=True))
            life = dataset.reference.life(period, codes.get("page"), codes.get("section"))
            columns = measure_columns(table)
            whole = any(period in series.stated(table, key, column) for column in columns)
            whole = whole or bool(series.tiles(table, key, [], period, life))
            if series.inside(table, key, period) and not whole:
                yield str(resources()[table]["title"])
                break
