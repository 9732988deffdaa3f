"""Number the editions of a year: which is to be built, and the rows of the data that say so.

The number, the day of issue and the reason are rows of ``editions.csv``: an input like others.
The day is taken from the calendar once, when a new number is given. The rows are written before
the edition takes its place: a run that dies in between leaves the older edition whole, and the
next one builds the edition that the data name. Once it is in its place, its row also gets the
digest of what it says: from then on no other figures are given that number, whatever becomes of
the folder of reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..dataset import Dataset
from ..dataset.reading import Content, read_file, read_table
from ..dataset.rules import FORMULA, UNPRINTABLE
from ..dataset.schema import resources
from ..importing.merging.rows import Row, from_cells
from ..importing.storing.writing import Writing, as_csv, write, writing_alone
from ..indicators import Results, renumbered
from ..indicators.published import DATA, MANIFEST, REPORTS, is_of_another, number_of
from ..problems import DataRefusal, ParameterRefusal, RunFailure
from .manifest import issued_manifest, sound_manifest
from .record import digest_of_results

TABLE = "editions"
FILE = str(resources()[TABLE]["path"])
MOST_CHARACTERS = 500


class Unnumbered(RunFailure):
    """The rows that number an edition cannot be written into the data."""


@dataclass(frozen=True)
class Candidate:
    """An edition that is to be built.

    Parameters
    ----------
    dataset
        The data it is made of, with the rows that number it.
    results
        Its results.
    reason
        Why it is issued, if it comes to be a new one.
    rows
        Those of the rows that are still to be written into the data.
    note
        What is to be known of it, in a sentence.
    is_fixed
        Whether it is built as the data number it, and nothing is written into them.
    is_aside
        Whether it is built in another folder than that beside the data: only there is one issued.
    is_trial
        Whether it is one that would be issued there, and so has neither a number nor a day yet.
    """

    dataset: Dataset
    results: Results
    reason: str | None = None
    rows: Sequence[Row] = ()
    note: str = ""
    is_fixed: bool = False
    is_aside: bool = False
    is_trial: bool = False

    @property
    def in_force(self) -> Path:
        """The place of the edition that is issued."""
        return self.dataset.folder.parent / REPORTS / str(self.results.year)

    @property
    def number(self) -> int:
        """Its number; without one in the data it is the first."""
        editions = self.results.context.editions
        return editions[-1].number if editions else 1

    @property
    def row(self) -> Row | None:
        """Its row in the data; nothing if they do not number it."""
        key = (self.results.year, self.number)
        return next((row for row in self.dataset.rows[TABLE] if _key(row) == key), None)

    @property
    def is_issued(self) -> bool:
        """Whether its number was given to an edition, by the data or by the one in its place."""
        is_sealed = self.row is not None and self.row["record"] is not None
        return is_sealed or number_of(self.in_force) == self.number

    def is_taken(self, said: str) -> bool:
        """Return whether its number was given to an edition that does not say what it says.

        Parameters
        ----------
        said
            The digest of what it says; see `digest_of_record`.
        """
        issued = None if self.row is None else self.row["record"]
        return not self.is_fixed and issued not in (None, said)

    def numbered(self, number: int) -> Candidate:
        """Return it with a number under which nothing was issued yet, issued today; or as a trial.

        Raises
        ------
        RunFailure
            If an edition before it was issued later than that: the clock is wrong, or its row.
        """
        year, known = self.results.year, len(self.results.context.editions)
        today = None if self.is_aside else datetime.now(self.dataset.reference.zone).date()
        before = (each for each in self.results.context.editions if each.number < number)
        days = [each.issued for each in before if each.issued]
        if today and days and max(days) > today:
            raise RunFailure(
                f"На часах компьютера {today:%d.%m.%Y}, а редакция отчёта за {year} год выпущена "
                f"позже, {max(days):%d.%m.%Y}. Поправьте часы или дату в "
                f"{self.dataset.folder / FILE}."
            )
        # One that was published without a number has no day of issue either.
        rows = [_row(year, each) for each in range(known + 1, number)]
        rows.append(_row(year, number, today, self.reason if number > 1 else None))
        dataset = with_rows(self.dataset, rows)
        results = renumbered(self.results, dataset)
        if self.is_aside:
            return replace(self, dataset=dataset, results=results, is_trial=True)
        return replace(self, dataset=dataset, results=results, rows=rows)

    def unnumbered(self, note: str) -> Candidate:
        """Return it without the rows that could not be written."""
        known = [row for row in self.dataset.rows[TABLE] if row not in self.rows]
        dataset = replace(self.dataset, rows={**self.dataset.rows, TABLE: known})
        results = renumbered(self.results, dataset)
        return replace(self, dataset=dataset, results=results, rows=(), note=note)


def is_aside(reports: Path, data: Path) -> bool:
    """Return whether a folder of reports is another than that beside the data."""
    return reports.resolve() != (data.parent / REPORTS).resolve()


def with_rows(dataset: Dataset, rows: Sequence[Row]) -> Dataset:
    """Return data with rows that number editions, in the place of those of the same numbers."""
    merged = {_key(row): row for row in (*dataset.rows[TABLE], *rows)}
    return replace(dataset, rows={**dataset.rows, TABLE: [*merged.values()]})


def candidate(
    dataset: Dataset,
    results: Results,
    edition: Path,
    reason: str | None = None,
    *,
    fixed: bool = False,
) -> Candidate:
    """Return the edition that is to be built in a place: the one in force, or the next.

    Parameters
    ----------
    dataset, results
        The data and the results of the year.
    edition
        The place; elsewhere than beside the data, it is the one that would be issued there.
    reason
        Why a new edition is issued, if one is.
    fixed
        Whether it is built as the data number it, whatever is there.

    Raises
    ------
    RunFailure
        If an edition is published there that the data know nothing of, or of another municipality.
    """
    if is_of_another(edition, dataset.folder):
        raise RunFailure(
            f"В папке {edition} — отчёт другого муниципалитета. У каждого — своя папка отчётов, "
            f"рядом с его папкой данных. Перенесите {dataset.folder} в отдельную папку или "
            "назовите другую папку отчётов: --out ПАПКА."
        )
    built = Candidate(dataset, results, reason, is_fixed=fixed)
    if fixed:
        return built
    if is_aside(edition.parent, dataset.folder):
        built = replace(built, is_aside=True)
        edition = built.in_force
    manifest = issued_manifest(edition)
    is_known = bool(results.context.editions)
    if manifest is None:
        if not is_known:
            return built.numbered(1)
        is_spoilt = (edition / MANIFEST).exists() and sound_manifest(edition) is None
        if (built.row and built.row["record"]) or not is_spoilt:
            return built
        note = (
            f"Опись {edition / MANIFEST} была испорчена: редакция {built.number} сделана снова, из "
            "нынешних данных. Если они менялись с её выпуска, верните её файлы из копии и "
            "запустите команду снова."
        )
        return replace(built, note=note)
    published = manifest["edition"] or 1
    if manifest["edition"] and (not is_known or published > built.number):
        raise RunFailure(
            f"В папке {edition} — редакция {published}, а в {dataset.folder / FILE} её нет. "
            f"Верните туда строки редакций {results.year} года до {published}-й включительно: они "
            f"целы в {edition / DATA / FILE}."
        )
    differs = manifest["record"]["results"] != digest_of_results(results)
    if differs and published == built.number:
        return built.numbered(published + 1)
    given = results.context.editions[-1].reason if is_known else None
    if reason and published < built.number and reason != given:
        return _explained_anew(built, given)
    return built


def _explained_anew(built: Candidate, given: str | None) -> Candidate:
    """Return an edition that is numbered and not in its place, with the reason given now."""
    row, file = built.row, built.dataset.folder / FILE
    before = f"Прежде в строке редакции {built.number} в {file} была причина: {given}."
    if row is None or row["record"] is None:  # its run has died, or it was never started
        return replace(built.numbered(built.number), note=before if given else "")
    note = (
        f"Редакция {built.number} уже выходила, и причина в {file} прежняя: "
        f"{given or 'не указана'}. Если верна новая, впишите её туда и запустите команду снова."
    )
    return replace(built, note=note)


def write_rows(folder: Path, rows: Sequence[Row]) -> None:
    """Write the rows that number an edition into a data package, whoever else writes there.

    A row that has the digest of an edition is left as it is.

    Raises
    ------
    Unnumbered
        If they cannot be written: with what is to be added by hand.
    """
    if not rows:
        return
    try:
        with writing_alone(folder):
            content = read_file(folder, FILE)
            read = {FILE: content} if isinstance(content, bytes) else {}
            write(folder, Writing(read, {FILE: _with(content, rows)}))
    except (RunFailure, DataRefusal) as refusal:
        lines = as_csv(TABLE, rows).splitlines()[1:]
        raise Unnumbered(
            f"Номер и дату редакции не записать в {folder / FILE}: допишите туда сами строку "
            f"{' и строку '.join(lines)} и запустите команду снова.",
            *refusal.lines,
        ) from refusal


def as_reason(text: str) -> str:
    """Read why an edition is issued, as it is to stand in the data and in print.

    Raises
    ------
    ParameterRefusal
        If it cannot stand there.
    """
    reason = " ".join(text.split())
    if not reason or len(reason) > MOST_CHARACTERS:
        raise ParameterRefusal(f"Причина — от 1 до {MOST_CHARACTERS} знаков: короткое предложение.")
    if UNPRINTABLE.search(reason) or FORMULA.search(reason):
        raise ParameterRefusal(
            "В причине есть знак, который нельзя напечатать, или она начинается знаком, с которого "
            "в Excel начинается формула. Запишите её обычными словами."
        )
    return reason


def _row(year: int, number: int, issued: date | None = None, reason: str | None = None) -> Row:
    row = {"year": year, "edition": number, "issued": issued, "reason": reason}
    return {**row, "record": None}


def _key(row: Row) -> tuple[int, int]:
    return row["year"], row["edition"]


def _with(content: Content, rows: Sequence[Row]) -> str:
    """Return the text of the table with rows that it does not have, or only without a digest."""
    described: Mapping[str, Any] = resources()[TABLE]["schema"]
    known: list[Row] = []
    if content is not None:
        table, problems = read_table(Path(), FILE, content, described["fields"])
        if problems:
            raise DataRefusal(problems)
        cells = (dict(zip(table.header, row, strict=True)) for row in table.rows)
        known = [from_cells(TABLE, each) for each in cells]
    there = {_key(row): row for row in known}
    new = {_key(row): row for row in rows if there.get(_key(row), row)["record"] in (None, "")}
    return as_csv(TABLE, ({**there, **new}).values())
