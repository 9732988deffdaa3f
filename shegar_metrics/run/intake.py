"""For a notebook: what waits in the inbox, what it would change, and to take it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..cells import as_date
from ..dataset import find_folder, load
from ..importing.changed_cells import changed_cells
from ..importing.inbox import Inbox, plan_inbox, remove_taken, take
from ..importing.leaving import Cell, contested, reasons
from ..importing.merging.choice import Choice
from ..importing.merging.rows import RowChange
from ..importing.plan import INBOX, carry_out, plan_import
from ..importing.storing.keeping import laid_aside
from ..importing.storing.undoing import plan_undoing, undo
from ..importing.storing.writing import writing_alone
from ..importing.undone import keep_undone
from ..problems import DataRefusal, ParameterRefusal

if TYPE_CHECKING:
    import pandas as pd

    from ..dataset import Dataset

BEFORE = ("Что с ним будет", "Куда или почему")
AFTER = ("Что с ним стало", "Где или почему")
LEAVES, MISMATCH = ("sampled", "part"), "mismatch"


def inbox(data: str | Path = "data") -> pd.DataFrame:
    """Show the files that wait in the inbox, and what would become of each; nothing is written.

    Parameters
    ----------
    data
        The folder of the data package.

    Returns
    -------
    pandas.DataFrame
        A row a file: its name, what would become of it, and where it goes or why it cannot.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> list(sm.inbox("data").columns)
    ['Файл', 'Что с ним будет', 'Куда или почему']
    """
    return _files(plan_inbox(data, writing=Cell(data)), after=False)


def inbox_changes(data: str | Path = "data") -> pd.DataFrame:
    """Show what the files in the inbox would change in the data; nothing is written.

    Parameters
    ----------
    data
        The folder of the data package.

    Returns
    -------
    pandas.DataFrame
        A row a cell: what it is of, from which day to which, what it is and what it would be.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> list(sm.inbox_changes("data").columns)
    ['Что', 'Показатель', 'С', 'По', 'Было', 'Станет']
    """
    plan = plan_inbox(data).plan
    return _changes(plan.changes, plan.dataset) if plan else _changes([], load(data))


def take_inbox(data: str | Path = "data") -> pd.DataFrame:
    """Take the files that wait in the inbox, as far as they can be, into the data.

    Parameters
    ----------
    data
        The folder of the data package.

    Returns
    -------
    pandas.DataFrame
        A row a file: its name, what has become of it, and where it is or why it was not taken.

    Raises
    ------
    RunFailure
        If nothing could be written; then no file has been moved.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> import shutil, tempfile
    >>> data = shutil.copytree("data", f"{tempfile.mkdtemp()}/data")  # a copy, to try it on
    >>> list(sm.take_inbox(data).columns)
    ['Файл', 'Что с ним стало', 'Где или почему']
    """
    with writing_alone(find_folder(data)):
        taken = plan_inbox(data, writing=Cell(data))
        take(taken)
    return _files(taken, after=True)


def take_file(
    name: str | Sequence[str],
    data: str | Path = "data",
    *,
    kind: str | None = None,
    page: str | None = None,
    as_of: str | None = None,
    year: int | None = None,
    prefer: str | Sequence[str] = (),
    allow: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Take one file of the inbox of which something has to be said first, or one export of several.

    Parameters
    ----------
    name
        Its name, or the names of the files of one export.
    data
        The folder of the data package.
    kind
        What it is: a code or the title of a kind of exports.
    page
        Whose numbers they are.
    as_of
        The day of the count, as ``"31.12.2023"``.
    year
        The only year to take.
    prefer
        What stands where numbers contradict: ``"new:visits"``, ``"old:visits"``.
    allow
        What is let in: ``"sampled"``, ``"part"``, ``"mismatch"``.

    Returns
    -------
    pandas.DataFrame
        What has changed in the data, as `inbox_changes` shows it.

    Raises
    ------
    ParameterRefusal
        If the file cannot be taken so.
    RunFailure
        If it could not be written.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.take_file("нет.csv", as_of="31.12.2023")
    Traceback (most recent call last):
        ...
    shegar_metrics.problems.ParameterRefusal: В data/inbox нет файла «нет.csv».
    """
    folder = find_folder(data)
    paths = [folder / INBOX / each for each in _listed(name)]
    for path in paths:
        if not path.is_file():
            raise ParameterRefusal(f"В {folder.name}/{INBOX} нет файла «{path.name}».")
    allowed = _listed(allow)
    unknown = sorted(set(allowed) - {*LEAVES, MISMATCH})
    if unknown:
        known = ", ".join((*LEAVES, MISMATCH))
        raise ParameterRefusal(f"Параметр allow: {', '.join(unknown)} — такого нет, есть: {known}.")
    said = {
        "page": page,
        "year": year,
        "as_of": None if as_of is None else _past_day(as_of),
        "by_file_day": False,
        **{f"allow_{leave}": leave in allowed for leave in LEAVES},
    }
    with writing_alone(folder), laid_aside(folder, paths) as digests:
        dataset = load(folder)
        choices = [Choice.parse(text, dataset) for text in _listed(prefer)]
        mismatch, writing = MISMATCH in allowed, Cell(data)
        try:
            plan = plan_import(
                paths, folder, kind, said, choices, digests=digests, allow_mismatch=mismatch
            )
        except (ParameterRefusal, DataRefusal) as refusal:
            raise ParameterRefusal(*reasons(refusal.lines, paths, writing)) from refusal
        for taken in plan.batches:
            if taken.conflicts:
                raise ParameterRefusal(*contested(plan, taken, writing)[taken.batch.files[0].path])
            if not taken.sources:
                raise ParameterRefusal(f"{taken.batch.names}: подходящих строк в файле нет.")
        carry_out(plan)
        remove_taken(plan)
    return _changes(plan.changes, plan.dataset)


def undo_import(data: str | Path = "data") -> pd.DataFrame:
    """Take the last import back: the data are as before it, and its files are kept aside.

    Parameters
    ----------
    data
        The folder of the data package.

    Returns
    -------
    pandas.DataFrame
        What has changed in the data, as `inbox_changes` shows it.

    Raises
    ------
    ParameterRefusal
        If there is nothing to take back.
    DataRefusal
        If somebody has changed its rows since.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> import shutil, tempfile
    >>> data = shutil.copytree("data", f"{tempfile.mkdtemp()}/data")  # a copy, to try it on
    >>> sm.undo_import(data)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    shegar_metrics.problems.ParameterRefusal: Отменять нечего: ...
    """
    with writing_alone(find_folder(data)):
        plan = plan_undoing(data)
        keep_undone(plan)
        undo(plan)
    return _changes(plan.changes, plan.read)


def _files(inbox: Inbox, *, after: bool) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (path.name, verdict.value[after], " ".join(lines).removeprefix(f"{path.name}: "))
        for path, verdict, lines in inbox.verdicts()
    ]
    return pd.DataFrame(rows, columns=["Файл", *(AFTER if after else BEFORE)])


def _changes(changes: Sequence[RowChange], dataset: Dataset) -> pd.DataFrame:
    import pandas as pd

    cells = [cell for change in changes for cell in changed_cells(change, dataset)]
    rows = [
        (c.what, c.measure, c.days and c.days.start, c.days and c.days.end, c.before, c.after)
        for c in cells
    ]
    columns = ["Что", "Показатель", "С", "По", "Было", "Станет"]
    return pd.DataFrame(rows, columns=columns, dtype=object).fillna("")


def _listed(said: str | Sequence[str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def _past_day(text: str) -> date:
    day = as_date(text)
    if day is None or day > date.today():
        raise ParameterRefusal(f"Параметр as_of: «{text}» — не прошедший день, пишите: 31.12.2023.")
    return day
