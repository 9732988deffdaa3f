"""Issue an edition that was built: a new one only if it says something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..dataset.series import Row
from ..indicators.published import EARLIER
from .manifest import is_current, is_whole, issued_manifest, stamp, touched
from .numbering import FILE, Candidate, Unnumbered, write_rows
from .publish import publish, remove_failure
from .record import digest_of_record
from .replaced import changed_sentence, check_copy


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of an edition that was built.

    Parameters
    ----------
    rows
        The rows that have numbered it, if it was published.
    is_kept
        Whether the one in its place says the same and was left there.
    edited
        Under which names files that somebody had changed are kept beside the new ones.
    notes
        What is to be known of it, in sentences.
    """

    rows: Sequence[Row] = ()
    is_kept: bool = False
    edited: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_corrected(self) -> bool:
        """Whether it was issued now, in the place of one that says something else."""
        return any(row["edition"] > 1 for row in self.rows)


def issue(
    building: Path,
    edition: Path,
    built: Candidate,
    record: Mapping[str, str],
    made_of: Mapping[str, Any],
    *,
    force: bool = False,
) -> Issued | Candidate:
    """Put an edition in its place, if the one there does not say the same.

    Parameters
    ----------
    building
        The edition, with its manifest.
    edition
        Its place.
    built
        What it was built from.
    record, made_of
        The digests of what it says, and all that decides what it is.
    force
        Whether files that somebody has changed are to be made anew.

    Returns
    -------
    Issued or Candidate
        What became of it; or what is to be built in its stead. That has the next number, if the
        edition of this number in its place, or once issued, says something else. Or it has none:
        a first edition does without, if the data cannot be written.

    Raises
    ------
    Unnumbered
        If the rows that number another one cannot be written.
    RunFailure
        If something else would stand in the place of an edition that is nowhere beside the data.
    """
    said = digest_of_record(record)
    in_force = built.in_force if built.is_aside else edition
    if _is_same(in_force, built, record) is False or built.is_taken(said):
        return built.numbered(built.number + 1)
    if built.is_aside and not built.is_trial and not built.is_issued:
        return replace(built, is_trial=True)
    same = not built.is_trial and _is_same(edition, built, record)
    if same and is_whole(edition) and not (force and touched(edition)):
        if not is_current(edition, made_of):
            stamp(edition, made_of)
        remove_failure(edition)
        return Issued(is_kept=True, notes=(_kept(built), *_sealed(built, said)))
    if built.is_aside:
        check_copy(edition, built.in_force, said)
    try:
        write_rows(built.dataset.folder, built.rows)
    except Unnumbered as refusal:
        if built.number > 1:
            raise
        return built.unnumbered(refusal.lines[0])
    changed = [*changed_sentence(edition)]
    edited = tuple(publish(building, edition))
    notes = (*_notes(built, edition), *changed, *_sealed(built, said))
    return Issued(built.rows, edited=edited, notes=notes)


def _is_same(edition: Path, built: Candidate, record: Mapping[str, str]) -> bool | None:
    """Compare what a built edition says with that of the same number in its place.

    Returns
    -------
    bool or None
        Whether they say the same; ``None`` if they do not, and only of themselves: then it may
        take its place under the same number. That also holds where there is no such edition.
    """
    manifest = issued_manifest(edition)
    if manifest is None or (manifest["edition"] or 1) != built.number:
        return None
    if any(manifest["record"][name] != record[name] for name in ("results", "sentences")):
        return False
    return True if manifest["record"] == record else None


def _sealed(built: Candidate, said: str) -> Iterator[str]:
    """Write into the row of an edition what it says; yield a sentence if that cannot be written."""
    if built.is_fixed or built.is_aside or built.row is None or built.row["record"] is not None:
        return
    try:
        write_rows(built.dataset.folder, [{**built.row, "record": said}])
    except Unnumbered as refusal:
        yield (
            f"Не записать в {built.dataset.folder / FILE}, что напечатано в редакции "
            f"{built.number}: если папка отчётов пропадёт, этот номер могут получить другие числа. "
            f"{' '.join(refusal.lines[1:])} Разрешите запись и запустите команду снова с --force."
        )


def _kept(built: Candidate) -> str:
    return (
        f"Отчёт за {built.results.year} год сделан заново и говорит то же: осталась редакция "
        f"{built.number}, её файлы прежние."
    )


def _notes(built: Candidate, edition: Path) -> Iterator[str]:
    if built.note:
        yield built.note
    if built.is_trial:
        yield (
            f"Отчёт за {built.results.year} год в папке {edition} — проба: он не выпущен, номера "
            f"редакции у него нет. Выпускают его без --out: shegar-metrics report "
            f"{built.results.year}"
        )
    if built.rows and built.number > 1:
        before = edition / EARLIER / str(built.number - 1)
        kept = f"Прежняя цела: {before}" if before.exists() else "Прежней здесь нет."
        yield (
            f"Отчёт за {built.results.year} год напечатан иначе, чем был, поэтому это редакция "
            f"{built.number}. {kept}"
        )
        if built.rows[-1]["reason"] is None:
            file = built.dataset.folder / FILE
            yield f"Причина не указана: впишите её в {file} и запустите команду снова."
