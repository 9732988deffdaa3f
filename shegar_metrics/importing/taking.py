"""Take what the files of one batch bring into the data as they would be so far."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from ..dataset import Dataset
from ..dataset.originals import PERSONAL, RAW
from ..dataset.reference import Reference
from ..dataset.schema import fields
from ..dataset.series import ADDITIVE, TOTALS, is_flow, summed_columns
from .batches import Batch, source_rows
from .forms.workbooks import FORMS
from .importer import Extract
from .merging.choice import Choice, chosen
from .merging.costs import merge_costs
from .merging.facts import Merged, merge
from .merging.rows import Row, RowChange, facts, in_order, key_columns, key_of, row_changes
from .merging.terms import Conflict, Terms
from .merging.totals import merge_totals
from .register import REGISTER, page_of
from .storing.journal import Written


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
    sources
        The files as sources, if they tell anything for the data at all; rows cite the first.
    where
        Tells where in the files a row of a table stands, as far as it is known.
    """

    batch: Batch
    notices: list[str] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    sources: Sequence[Row] = ()
    where: Callable[[str, Row], str | None] = lambda *_: None


@dataclass(frozen=True, slots=True)
class Against:
    """What the rows of a batch stand against.

    Parameters
    ----------
    dataset
        The data as they would be so far.
    recent
        Identifiers of the sources that other files of the same call have brought.
    written
        What imports wrote last of each row.
    choices
        What the user has chosen.
    known
        Identifiers of the sources of earlier calls: a file that is taken again is no later one.
    by_leave
        Whether the user lets in figures of a sample or of a part of a site.
    """

    dataset: Dataset
    recent: Collection[str]
    written: Written
    choices: Sequence[Choice]
    known: Collection[str]
    by_leave: bool

    def terms(self, table: str, taken: Taken) -> Terms:
        """Make the terms on which a batch stands against the rows of a table."""
        kind, told_by = taken.batch.importer.kind, taken.sources[0]
        sources = {row["id"]: row for row in self.dataset.rows["sources"]}
        kinds = {name: row["importer"] for name, row in sources.items()}

        def is_ours(row: Row) -> bool:
            of_kind = row["source"] not in self.recent and kinds.get(row["source"]) == kind
            is_later = told_by["id"] not in self.known or row["source"] == told_by["id"]
            return of_kind and is_later and not self.written.is_corrected(table, row)

        def covers(row: Row) -> bool:
            of = sources.get(row["source"])  # words may have none
            if of is None or kind not in FORMS or of["importer"] != kind:
                return False
            return _folder(of) == _folder(told_by)

        return Terms(
            is_ours=is_ours,
            is_recent=lambda row: row["source"] in self.recent,
            is_recent_part=lambda row: (
                row["source"] in self.recent and kinds.get(row["source"]) == kind
            ),
            choose=partial(chosen, self.choices),
            covers=covers,
            restates=kind in FORMS,
            by_leave=self.by_leave,
        )


def take(taken: Taken, extract: Extract, against: Against, asked: str | None) -> Dataset:
    """Merge what a batch tells into the data, and return them as they would be.

    Parameters
    ----------
    taken
        The batch; gets what it changes, and what has to be chosen first.
    extract
        What it tells.
    against
        What it stands against.
    asked
        The page that the user says it is of.
    """
    batch, before = taken.batch, against.dataset.rows
    told = [row for rows in extract.rows.values() for row in rows]
    registered = {(row["sha256"], _folder(row)): row for row in before["sources"]}
    described = source_rows(batch, told, extract.year)
    taken.sources = [registered.get((row["sha256"], _folder(row)), row) for row in described]
    name = taken.sources[0]["id"]
    rows = dict(before)
    page = _page(against.dataset.reference, batch, extract, asked)
    if page is not None and extract.external_id not in (None, page["external_id"]):
        numbered = _registered(taken, page, extract.external_id)
        rows["pages"] = [numbered if row is page else row for row in before["pages"]]
    whose = {} if page is None else {"page": page["id"]}
    brought = {
        table: [_completed(table, row, whose, name) for row in of_table]
        for table, of_table in extract.rows.items()
    }
    if batch.importer.kind in FORMS:  # it speaks also of the tables that it leaves empty
        brought = {**{table: [] for table in facts() if table != TOTALS}, **brought}
    moved: list[Row] = []
    stated: list[Row] = list(brought.pop(TOTALS, ()))
    for table, of_table in brought.items():
        of_stated = [row for row in stated if row["table"] == table]
        merging = merge_costs if table == ADDITIVE else partial(merge, table, stated=of_stated)
        merged: Merged = merging(before[table], of_table, against.terms(table, taken))
        moved += merged.moved
        stated += merged.stated
        rows[table] = _kept(taken, table, before[table], merged)
    terms = against.terms(TOTALS, taken)
    accepted = {
        table: _accepted(table, of_table, rows[table]) for table, of_table in brought.items()
    }
    merged = merge_totals(before[TOTALS], stated, terms, accepted, moved)
    rows[TOTALS] = _kept(taken, TOTALS, before[TOTALS], merged)
    taken.changes = row_changes(before, rows)
    if taken.changes:
        known = {row["id"] for row in before["sources"]}
        new = [row for row in taken.sources if row["id"] not in known]
        rows["sources"] = [*before["sources"], *new]
        if batch.importer.personal:
            taken.notices.append(
                f"Здесь могут быть персональные данные, поэтому место оригинала — "
                f"{against.dataset.folder.name}/{RAW}/{PERSONAL}, куда Git не заглядывает. Когда "
                "отчёт опубликован, удалите его: контрольная сумма останется."
            )
    return replace(against.dataset, rows=rows)


def _kept(taken: Taken, table: str, before: Sequence[Row], merged: Merged) -> Sequence[Row]:
    """Return the rows of a table after a merge: in order, if they are other ones."""
    taken.conflicts += merged.conflicts
    rows = in_order(table, merged.rows)
    return before if rows == in_order(table, before) else rows


def _accepted(table: str, brought: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """List the rows that a batch has brought as far as their numbers are those in the data now."""
    keys, columns = key_columns(table), summed_columns(table) if is_flow(table) else []
    there = {key_of(row, keys): row for row in rows}
    return [
        {**row, **{c: None for c in columns if row[c] != there.get(key_of(row, keys), {}).get(c)}}
        for row in brought
    ]


def _folder(source: Row) -> str:
    """Return the folder of the originals where that of a source is kept: that of its year."""
    return (source["path"] or "").rpartition("/")[0]


def _completed(table: str, row: Row, whose: Row, source: str) -> Row:
    """Give a row every column of its table, the page that it is of, and its source."""
    empty = dict.fromkeys(fields(table))
    return {**empty, **(whose if "page" in empty else {}), **row, "source": source}


def _page(reference: Reference, batch: Batch, extract: Extract, asked: str | None) -> Row | None:
    """Return the page whose rows these are; nothing if no row needs one, or each says its own."""
    of_pages = (rows for table, rows in extract.rows.items() if "page" in fields(table))
    if all("page" in row for rows in of_pages for row in rows):
        return None
    platform = extract.platform or batch.importer.platform
    if platform is None and asked is None and "publications" in extract.rows:
        return reference.site  # not one of its counters, which publish nothing
    return page_of(reference, platform, extract.external_id, asked, batch.names)


def _registered(taken: Taken, page: Row, number: str | None) -> Row:
    """Return the row of a page with the system's own number of it."""
    taken.notices.append(
        f"Страница «{page['title']}» ({page['id']}): её номер в системе, {number}, записан "
        f"в {REGISTER}; выгрузка другой страницы теперь не пройдёт."
    )
    return {**page, "external_id": number}
