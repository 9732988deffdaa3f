"""Bring exports into the data package: recognise, read, merge, show, write all or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from ..dataset import Dataset, find_folder, load
from ..dataset.originals import PERSONAL, RAW
from ..dataset.schema import FILES, fields, resources
from ..dataset.series import ADDITIVE, TOTALS
from ..problems import DataRefusal
from ..stopping import on_stop
from . import Extract, Options
from .admission import refuse_contradiction, refuse_future, unique_rows
from .batches import Batch, batches_of, is_of_year, source_rows
from .choice import Choice, chosen, facts
from .journal import JOURNAL, Entry, File, Written, as_text, entry, read_journal
from .merging import Conflict, Merged, Terms, merge
from .merging_costs import merge_costs
from .merging_totals import merge_totals
from .register import REGISTER, page_of
from .rows import Row, RowChange, row_changes, subject_columns
from .storing import Writing, as_csv, write
from .workbooks import FORMS


@dataclass
class Taken:
    """What the files of one batch bring.

    Parameters
    ----------
    batch
        The files.
    notices
        What the importer has to say of them, in Russian.
    changes
        The rows that they add, replace and take away.
    conflicts
        What the user has to choose between first.
    has_rows
        Whether they tell anything for the data at all.
    """

    batch: Batch
    notices: list[str] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    has_rows: bool = False


@dataclass
class Plan:
    """What an import would do.

    Parameters
    ----------
    dataset
        The data as they would be.
    read
        The data as they are.
    journal
        The journal as it is.
    batches
        What the files bring, by system.
    """

    dataset: Dataset
    read: Dataset
    journal: list[Entry]
    batches: list[Taken] = field(default_factory=list)

    @property
    def changes(self) -> list[RowChange]:
        """Every row that would be added, replaced or taken away."""
        return row_changes(self.read.rows, self.dataset.rows)

    @property
    def conflicts(self) -> list[Conflict]:
        """What the user has to choose between first."""
        return [conflict for taken in self.batches for conflict in taken.conflicts]


def plan_import(
    paths: Sequence[Path],
    data: str | Path = "data",
    kind: str | None = None,
    said: Mapping[str, Any] | None = None,
    choices: Sequence[Choice] = (),
    *,
    allow_mismatch: bool = False,
    today: date | None = None,
) -> Plan:
    """Read files and find out what would become of the data; nothing is written.

    Parameters
    ----------
    paths
        The files.
    data
        The folder of the data package.
    kind
        What the files are, if that is not to be recognised.
    said
        What the user says of them: ``year``, ``as_of``, ``allow_sampled``, ``page``.
    choices
        What stands where figures of different sources contradict.
    allow_mismatch
        Take also a file whose own totals are not the sums of its rows.
    today
        The day that no figure may be later than; by default that of the clock.

    Raises
    ------
    ParameterRefusal
        If a file is of no known system, or the system is unknown.
    DataRefusal
        If a file, the data, or what they would become together has problems.
    """
    dataset = load(find_folder(data))
    options = Options(dataset.reference, **(said or {}))
    plan = Plan(dataset, dataset, read_journal(dataset.folder))
    written = Written(plan.journal)
    for batch in batches_of(paths, dataset.reference.zone, kind):
        extract = batch.importer.read(batch.files, options)
        taken = Taken(batch, list(extract.noticed))
        plan.batches.append(taken)
        if not allow_mismatch:
            refuse_contradiction(batch.names, extract.rows)
        rows = {table: unique_rows(batch.names, table, r) for table, r in extract.rows.items()}
        extract = replace(extract, rows=rows)
        if options.year is not None:
            extract = _only_of(options.year, extract, taken)
        refuse_future(batch.names, extract.rows, today or date.today())
        if any(extract.rows.values()):
            _take(plan, taken, extract, options, choices, written)
        else:
            taken.notices.append("строк для таблиц данных нет.")
    if plan.changes and not plan.conflicts:
        check_rows(plan.dataset)
    return plan


def carry_out(plan: Plan) -> None:
    """Write what was planned: every table and every original, or nothing. The caller writes alone.

    Raises
    ------
    RunFailure
        If it cannot be written, or the data have changed since they were read.
    """
    writing = Writing(plan.read.files)
    sources = {row["sha256"]: row for row in plan.dataset.rows["sources"]}
    files = []
    for batch in (taken.batch for taken in plan.batches if taken.changes):
        for file, digest in zip(batch.files, batch.digests, strict=True):
            row = sources[digest]
            name = f"{RAW}/{row['path']}"
            writing.copies[name] = (file.path, digest)
            files.append(File(name=file.name, source=row["id"], path=name, sha256=digest))
    changes = plan.changes
    for table in {change.table for change in changes}:
        writing.texts[resources()[table]["path"]] = as_csv(table, plan.dataset.rows[table])
    journal = [*plan.journal, entry(plan.journal, "import", changes, files)]
    writing.texts[JOURNAL] = as_text(journal)
    write(plan.dataset.folder, writing)


def _only_of(year: int, extract: Extract, taken: Taken) -> Extract:
    """Leave only the rows of one year, and say how many were of others."""
    kept = {t: [row for row in rows if is_of_year(row, year)] for t, rows in extract.rows.items()}
    others = sum(map(len, extract.rows.values())) - sum(map(len, kept.values()))
    if others:
        taken.notices.append(f"Строк не за {year} год пропущено — {others}.")
    return replace(extract, rows=kept)


def _take(
    plan: Plan,
    taken: Taken,
    extract: Extract,
    options: Options,
    choices: Sequence[Choice],
    written: Written,
) -> None:
    """Merge what one batch tells into the data as they would be so far."""
    taken.has_rows = True
    batch, before = taken.batch, plan.dataset
    told = [row for rows in extract.rows.values() for row in rows]
    sources = source_rows(batch, told)
    known = {row["id"] for row in before.rows["sources"]}
    page = _page(plan, batch, extract, options)
    _register(plan, taken, page, extract.external_id)
    whose = {} if page is None else {"page": page["id"]}
    brought = {
        table: [_completed(table, row, whose, sources[0]["id"]) for row in rows]
        for table, rows in extract.rows.items()
    }
    moved: list[Row] = []
    stated: list[Row] = list(brought.pop(TOTALS, ()))
    for table, rows in brought.items():
        terms = _terms(plan, table, batch, sources[0]["id"], choices, written)
        merging = merge_costs if table == ADDITIVE else partial(merge, table)
        merged: Merged = merging(before.rows[table], rows, terms)
        moved += merged.moved
        stated += merged.stated
        _keep(plan, taken, table, before.rows[table], merged)
    terms = _terms(plan, TOTALS, batch, sources[0]["id"], choices, written)
    merged = merge_totals(before.rows[TOTALS], stated, terms, brought, moved)
    _keep(plan, taken, TOTALS, before.rows[TOTALS], merged)
    taken.changes = row_changes(before.rows, plan.dataset.rows)
    if taken.changes:
        new = [row for row in sources if row["id"] not in known]
        _replace_rows(plan, "sources", [*plan.dataset.rows["sources"], *new])
        if batch.importer.personal:
            taken.notices.append(
                f"здесь могут быть персональные данные, поэтому место оригинала — "
                f"{plan.dataset.folder.name}/{RAW}/{PERSONAL}, куда Git не заглядывает. Когда "
                "отчёт опубликован, удалите его: контрольная сумма останется."
            )


def _terms(
    plan: Plan,
    table: str,
    batch: Batch,
    source: str,
    choices: Sequence[Choice],
    written: Written,
) -> Terms:
    """Make the terms on which a batch stands against the rows of a table."""
    kinds = {row["id"]: row.get("importer") for row in plan.dataset.rows["sources"]}
    recent = kinds.keys() - {row["id"] for row in plan.read.rows["sources"]}
    kind = batch.importer.kind
    form = source.rpartition("-")[0] if kind in FORMS else None

    def is_ours(row: Row) -> bool:
        of_kind = row["source"] not in recent and kinds[row["source"]] == kind
        return of_kind and not written.is_corrected(table, row)

    return Terms(
        is_ours=is_ours,
        is_recent=lambda row: row["source"] in recent,
        is_recent_part=lambda row: row["source"] in recent and kinds[row["source"]] == kind,
        choose=partial(chosen, choices),
        covers=lambda row: form is not None and row["source"].rpartition("-")[0] == form,
    )


def _keep(plan: Plan, taken: Taken, table: str, before: Sequence[Row], merged: Merged) -> None:
    """Put merged rows into the plan, if they differ from those before."""
    taken.conflicts += merged.conflicts
    rows = in_order(table, merged.rows)
    if rows != in_order(table, before):
        _replace_rows(plan, table, rows)


def _completed(table: str, row: Row, whose: Row, source: str) -> Row:
    """Give a row every column of its table, the page that it is of, and its source."""
    empty = dict.fromkeys(fields(table))
    return {**empty, **(whose if "page" in empty else {}), **row, "source": source}


def _page(plan: Plan, batch: Batch, extract: Extract, options: Options) -> Row | None:
    """Return the page whose rows these are; nothing if no row needs one, or each says its own."""
    of_pages = (rows for table, rows in extract.rows.items() if "page" in fields(table))
    if all("page" in row for rows in of_pages for row in rows):
        return None
    importer, number = batch.importer, extract.external_id
    return page_of(plan.dataset.reference, importer.platform, number, options.page, batch.names)


def _register(plan: Plan, taken: Taken, page: Row | None, number: str | None) -> None:
    """Write the system's own number of a page into the register, once."""
    if page is None or number is None or page["external_id"] == number:
        return
    taken.notices.append(
        f"Страница «{page['title']}» ({page['id']}): её номер в системе, {number}, записан "
        f"в {REGISTER}; выгрузка другой страницы теперь не пройдёт."
    )
    numbered = {**page, "external_id": number}
    rows = plan.dataset.rows["pages"]
    _replace_rows(plan, "pages", [numbered if row is page else row for row in rows])


def _replace_rows(plan: Plan, table: str, rows: Sequence[Row]) -> None:
    plan.dataset = replace(plan.dataset, rows={**plan.dataset.rows, table: rows})


def in_order(table: str, rows: Sequence[Row]) -> list[Row]:
    """Sort facts by their codes and dates: the file reads well, and is the same each time.

    The order of sources and of reference data is that of people.
    """
    if table not in facts():
        return list(rows)
    keys = subject_columns(table)
    codes = [key for key in keys if not key.startswith(("period_", "as_of"))]
    return sorted(rows, key=lambda row: [str(row[key]) for key in (*codes, *keys)])


def check_rows(dataset: Dataset, when: str = "после загрузки было бы") -> None:
    """Validate data as they would be, in a folder aside.

    Parameters
    ----------
    dataset
        The data.
    when
        After what they would be so, in Russian.

    Raises
    ------
    DataRefusal
        With what would be wrong.
    """
    with tempfile.TemporaryDirectory() as name, on_stop(partial(shutil.rmtree, name)):
        folder = Path(name)
        for path in FILES:
            file = folder / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(dataset.files[path])
        for table, resource in resources().items():
            text = as_csv(table, dataset.rows[table])
            (folder / resource["path"]).write_text(text, encoding="utf-8", newline="\n")
        try:
            load(folder)
        except DataRefusal as refusal:
            problems = [
                replace(problem, wrong=f"{when}: {problem.wrong}") for problem in refusal.problems
            ]
            raise DataRefusal(problems) from refusal
