"""Bring exports into the data package: recognise, read, merge, show, write all or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from ..dataset import Dataset, find_folder, load
from ..dataset.fact_rules import BY_DAYS
from ..dataset.originals import PERSONAL, RAW, hide_from_git, sha256
from ..dataset.schema import DESCRIPTOR, fields, resources
from ..dataset.series import TOTALS
from ..problems import DataRefusal, ParameterRefusal, RunFailure
from ..stopping import on_stop
from . import Export, Extract, Importer, Options, importers, recognise
from .merging import Merged, Prefer, merge
from .merging_totals import merge_totals
from .register import REGISTER, page_of
from .storing import as_csv, lay_aside, put_in_place

HASH_DIGITS = 8

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one system that are read together."""

    importer: Importer
    files: tuple[Export, ...]


@dataclass
class Plan:
    """What an import would do.

    Parameters
    ----------
    dataset
        The data as they would be.
    before
        Identifiers of the sources there were before.
    merged
        What happens to each table that the files tell of.
    batches
        The files, by system.
    copies
        Where the original of each file goes, under the data folder.
    noticed
        What the importers have to say.
    registered
        Whether the register of pages gets the number of one.
    """

    dataset: Dataset
    before: frozenset[str]
    merged: dict[str, Merged] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    copies: dict[str, Path] = field(default_factory=dict)
    noticed: list[str] = field(default_factory=list)
    registered: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything would be written."""
        return self.registered or any(merged.changed for merged in self.merged.values())

    @property
    def fitting(self) -> bool:
        """Whether the files told anything for the data at all."""
        return bool(self.merged)

    @property
    def conflicting(self) -> bool:
        """Whether the user has to choose between figures first."""
        return any(merged.conflicts for merged in self.merged.values())


def plan_import(
    paths: Sequence[Path],
    data: str | Path = "data",
    kind: str | None = None,
    said: Mapping[str, Any] | None = None,
    prefer: Prefer | None = None,
) -> Plan:
    """Read files and tell what would become of the data; nothing is written.

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
    prefer
        What stands where figures of different sources contradict.

    Raises
    ------
    ParameterRefusal
        If a file is of no known system, or the system is unknown.
    DataRefusal
        If a file, the data, or what they would become together has problems.
    """
    dataset = load(find_folder(data))
    options = Options(dataset.reference, **(said or {}))
    plan = Plan(dataset, frozenset(row["id"] for row in dataset.rows["sources"]))
    zone = dataset.reference.zone
    plan.batches = _batches([_export(path, zone) for path in paths], kind)
    for batch in plan.batches:
        extract = batch.importer.read(batch.files, options)
        plan.noticed += extract.noticed
        _take_in(plan, batch, _of_year(plan, extract, options.year), options, prefer)
    if plan.changed and not plan.conflicting:
        _check(plan)
    return plan


def carry_out(plan: Plan) -> None:
    """Write what was planned: every table and every original, or nothing.

    Raises
    ------
    RunFailure
        If it cannot be written.
    """
    folder = plan.dataset.folder
    try:
        aside = lay_aside(folder)
        _write_tables(plan, aside)
        if any(batch.importer.personal for batch in plan.batches):
            hide_from_git(aside / RAW / PERSONAL)
        for file in (file for batch in plan.batches for file in batch.files):
            if file.name in plan.copies:
                copy = aside / plan.copies[file.name]
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.path, copy)
        put_in_place(folder)
    except OSError as error:
        raise RunFailure(
            f"Данные не записаны: нельзя записать в папку {folder} ({error.strerror or error})."
        ) from error


def _export(path: Path, zone: tzinfo) -> Export:
    if not path.is_file():
        raise ParameterRefusal(f"Файла {path} нет.")
    return Export(path, zone)


def _batches(files: Sequence[Export], kind: str | None) -> list[Batch]:
    if kind is not None and kind not in importers():
        raise ParameterRefusal(
            f"Вида «{kind}» нет. Виды: {', '.join(importers())}; подробнее — import --list."
        )
    batches: list[Batch] = []
    for file in files:
        importer = importers()[kind] if kind else recognise(file)
        same = [b for b in batches if importer.paged and b.importer.kind == importer.kind]
        if any(sha256(file.path) == sha256(other.path) for b in same for other in b.files):
            continue  # the same page twice
        if same:
            place = batches.index(same[0])
            batches[place] = replace(same[0], files=(*same[0].files, file))
        else:
            batches.append(Batch(importer, (file,)))
    return batches


def _of_year(plan: Plan, extract: Extract, year: int | None) -> Extract:
    """Leave only the rows of one year, and say how many were of others."""
    if year is None:
        return extract
    kept = {t: [row for row in rows if _is_of(row, year)] for t, rows in extract.rows.items()}
    others = sum(map(len, extract.rows.values())) - sum(map(len, kept.values()))
    if others:
        plan.noticed.append(f"Строк не за {year} год пропущено — {others}.")
    return replace(extract, rows=kept)


def _is_of(row: Row, year: int) -> bool:
    """Tell whether a row is of one year; a price that is parted by days may reach into others."""
    first, last = (day.year for day in _days(row))
    return first <= year <= last if _is_parted(row) else first == year == last


def _days(row: Row) -> tuple[date, date]:
    if "as_of" in row:
        return row["as_of"], row["as_of"]
    return row["period_start"], row["period_end"]


def _is_parted(row: Row) -> bool:
    return row.get("method") == BY_DAYS


def _last_told(row: Row) -> date:
    """Return the last day that a row tells of; a contract is told of before its term is over."""
    first, last = _days(row)
    return first if _is_parted(row) else last


def _take_in(
    plan: Plan, batch: Batch, extract: Extract, options: Options, prefer: Prefer | None
) -> None:
    """Merge what one batch tells into the data as they would be so far."""
    kind = batch.importer.kind
    told = [row for rows in extract.rows.values() for row in rows]
    if not told:
        names = ", ".join(file.name for file in batch.files)
        plan.noticed.append(f"{names}: строк для таблиц данных нет.")
        return
    last = max(map(_last_told, told))
    sources = _sources(batch, options.year or last.year, last)
    known = {row["id"]: row for row in plan.dataset.rows["sources"]}

    recent = known.keys() - plan.before

    def same_system(row: Row) -> bool:
        return row["source"] not in recent and known[row["source"]].get("importer") == kind

    # Files of another system in the same call are no parts of this one.
    parts = {name for name in recent if known[name].get("importer") == kind}
    page = _page(plan, batch, extract, options)
    changed = _register(plan, page, extract.external_id)
    whose = {} if page is None else {"page": page["id"]}
    brought = {
        table: _completed(table, rows, whose, sources[0]["id"])
        for table, rows in {**extract.rows, TOTALS: extract.rows.get(TOTALS, ())}.items()
    }
    for table, rows in brought.items():
        resource, old = resources()[table], plan.dataset.rows[table]
        if table == TOTALS:
            merged = merge_totals(old, rows, same_system, prefer, brought)
        else:
            merged = merge(resource, old, rows, same_system, prefer, parts)
        if not rows and not merged.changed:
            continue
        before = plan.merged.get(table)
        plan.merged[table] = merged if before is None else _both(before, merged)
        changed = changed or merged.changed
        _replace_rows(plan, table, _in_order(resource, merged.rows))
    if changed:
        new = [row for row in sources if row["id"] not in known]
        _replace_rows(plan, "sources", [*plan.dataset.rows["sources"], *new])
        paths = zip(batch.files, sources, strict=True)
        plan.copies |= {file.name: Path(RAW) / row["path"] for file, row in paths}
        if batch.importer.personal:
            names = ", ".join(file.name for file in batch.files)
            plan.noticed.append(
                f"{names}: здесь могут быть персональные данные, поэтому место оригинала — "
                f"{plan.dataset.folder.name}/{RAW}/{PERSONAL}, куда Git не заглядывает. Когда "
                "отчёт опубликован, удалите его: контрольная сумма останется."
            )


def _completed(table: str, rows: Sequence[Row], whose: Row, source: str) -> list[Row]:
    """Give rows every column of their table, the page that they are of, and their source."""
    empty = dict.fromkeys(fields(table))
    said = whose if "page" in empty else {}
    return [{**empty, **said, **row, "source": source} for row in rows]


def _page(plan: Plan, batch: Batch, extract: Extract, options: Options) -> Row | None:
    """Return the page whose rows these are; nothing if no row needs one, or each says its own."""
    of_pages = (rows for table, rows in extract.rows.items() if "page" in fields(table))
    if all("page" in row for rows in of_pages for row in rows):
        return None
    names = ", ".join(file.name for file in batch.files)
    importer, number = batch.importer, extract.external_id
    return page_of(plan.dataset.reference, importer.platform, number, options.page, names)


def _register(plan: Plan, page: Row | None, number: str | None) -> bool:
    """Write the system's own number of a page into the register, once; tell whether it was."""
    if page is None or number is None or page["external_id"] == number:
        return False
    plan.noticed.append(
        f"Страница «{page['title']}» ({page['id']}): её номер в системе, {number}, записан "
        f"в {REGISTER}; выгрузка другой страницы теперь не пройдёт."
    )
    numbered = {**page, "external_id": number}
    rows = plan.dataset.rows["pages"]
    _replace_rows(plan, "pages", [numbered if row is page else row for row in rows])
    plan.registered = True
    return True


def _both(first: Merged, second: Merged) -> Merged:
    return Merged(
        second.rows,
        first.added + second.added,
        first.replaced + second.replaced,
        first.unchanged + second.unchanged,
        first.removed + second.removed,
        first.kept + second.kept,
        [*first.replacements, *second.replacements],
        [*first.conflicts, *second.conflicts],
    )


def _replace_rows(plan: Plan, table: str, rows: Sequence[Row]) -> None:
    plan.dataset = replace(plan.dataset, rows={**plan.dataset.rows, table: rows})


def _in_order(resource: Mapping[str, Any], rows: Sequence[Row]) -> list[Row]:
    """Sort rows by their codes and dates: the file reads well, and is the same each time."""
    keys = [key for key in resource["schema"]["primaryKey"] if key != "source"]
    codes = [key for key in keys if not key.startswith(("period_", "as_of"))]
    return sorted(rows, key=lambda row: [str(row[key]) for key in (*codes, *keys)])


def _sources(batch: Batch, year: int, last: date) -> list[dict[str, Any]]:
    """Describe the files as rows of ``sources``; the first is the one that rows cite."""
    rows: list[dict[str, Any]] = []
    folder = f"{PERSONAL}/{year}" if batch.importer.personal else str(year)
    for file in batch.files:
        digest = sha256(file.path)
        name = f"{file.path.stem}-{digest[:HASH_DIGITS]}{file.path.suffix}"
        rows.append(
            {
                "id": f"{batch.importer.kind}-{year}-{digest[:HASH_DIGITS]}",
                "title": f"{batch.importer.title}: {file.name}",
                "kind": "export",
                "date": last,
                "path": f"{folder}/{name}",
                "sha256": digest,
                "url": None,
                "note": f"Часть выгрузки {rows[0]['id']}" if rows else None,
                "importer": batch.importer.kind,
            }
        )
    return rows


def _write_tables(plan: Plan, folder: Path) -> None:
    for table in ("sources", "pages", *plan.merged):
        resource = resources()[table]
        text = as_csv(resource["schema"]["fields"], plan.dataset.rows[table])
        place = folder / resource["path"]
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")


def _check(plan: Plan) -> None:
    """Validate the data as they would be, in a folder aside."""
    with tempfile.TemporaryDirectory() as name, on_stop(partial(shutil.rmtree, name)):
        folder = Path(name)
        for path in (DESCRIPTOR, *(resource["path"] for resource in resources().values())):
            (folder / path).parent.mkdir(exist_ok=True)
            shutil.copyfile(plan.dataset.folder / path, folder / path)
        _write_tables(plan, folder)
        try:
            load(folder)
        except DataRefusal as refusal:
            problems = [
                replace(problem, wrong=f"после загрузки было бы: {problem.wrong}")
                for problem in refusal.problems
            ]
            raise DataRefusal(problems) from refusal
