"""Take what waits in the inbox: all that is clear, and nothing that has to be asked.

Files are planned together, so that those that contradict one another are seen. A file leaves the
inbox when the tables and its copy under ``raw`` have been written, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from ..dataset import find_folder, load
from ..dataset.files import in_force
from ..dataset.originals import RAW, sha256
from ..durable import sentence_of
from ..problems import DataRefusal, ParameterRefusal
from .batches import pages_of
from .files.export import Export
from .importer import Importer, Options
from .leaving import Command, Why, Writing, contested, paths_of, reasons
from .plan import Plan, carry_out, is_waiting, plan_import
from .recognition import recognise
from .waiting import Waiting, open_inbox, remove_note, waiting_in, write_notes

Step = Callable[[str, float], None]

NO_ROWS = "Подходящих строк в файле нет."
NOTHING_NEW = "Нового в файле нет: эти числа в данных уже есть. Файл можно удалить."
CHANGED = "Пока файл загружался, он изменился. Следующая загрузка возьмёт и новый."
HELD = "Файл загружен, но занят другой программой. Закройте его: следующая загрузка его уберёт."


class Verdict(Enum):
    """What becomes of a file, in the words for before and after."""

    NEW = "будет загружен", "загружен"
    MENDED = (
        "уже загружен раньше, но оригинал испорчен и будет восстановлен из этого файла",
        "уже загружен раньше, но оригинал был испорчен и восстановлен из этого файла",
    )
    KNOWN = "уже загружен раньше, отсюда будет убран", "уже загружен раньше, отсюда убран"
    UNNEEDED = "нового в нём нет", "нового в нём нет, оставлен"
    REFUSED = "нельзя загрузить", "не загружен"


@dataclass(frozen=True, slots=True)
class Original:
    """The copy of a file in the data package.

    Parameters
    ----------
    place
        Where it is kept.
    sha256
        Its SHA-256.
    verdict
        What becomes of the file that it is a copy of.
    """

    place: str
    sha256: str
    verdict: Verdict


@dataclass
class Inbox:
    """What would become of the files that wait.

    Parameters
    ----------
    waiting
        The files.
    writing
        How the user writes what takes a file that is refused.
    plan
        What those bring that can be taken; nothing if there are none.
    taken
        The files that are taken now, or had been before and are only to be removed.
    unneeded
        The files that tell nothing but what the data have from others.
    refused
        Why other files cannot be taken, in Russian sentences.
    left
        Why files that were taken are still there.
    """

    waiting: Waiting
    writing: Writing
    plan: Plan | None = None
    taken: dict[Path, Original] = field(default_factory=dict)
    unneeded: list[Path] = field(default_factory=list)
    refused: Why = field(default_factory=dict)
    left: Why = field(default_factory=dict)

    def verdicts(self) -> Iterator[tuple[Path, Verdict, list[str]]]:
        """Yield what becomes of each file, and its place or the reasons."""
        for path in self.waiting.files:
            if path in self.refused:
                yield path, Verdict.REFUSED, self.refused[path]
            elif path in self.taken:
                original = self.taken[path]
                place = f"{self.waiting.folder.parent.name}/{original.place}"
                yield path, original.verdict, self.left.get(path, [place])
            else:
                yield path, Verdict.UNNEEDED, [NOTHING_NEW]


def plan_inbox(
    data: str | Path = "data", step: Step = lambda *_: None, writing: Writing | None = None
) -> Inbox:
    """Find out what would become of the data and of the files in the inbox; nothing is written.

    Parameters
    ----------
    data
        The folder of the data package.
    step
        Called with what is being done, in Russian, and the share of the work done, 0 to 1.
    writing
        How the user writes what takes a file that is refused; by default in a terminal.

    Raises
    ------
    ParameterRefusal, DataRefusal
        If the data themselves cannot be read. What is wrong with a file is in `Inbox.refused`.
    """
    folder = find_folder(data)
    reference = load(folder).reference
    inbox = Inbox(waiting_in(folder), writing or Command(folder, data))
    groups: list[list[Path]] = []
    paged: dict[str, tuple[Importer, list[Export]]] = {}
    for path in inbox.waiting.files:
        try:
            importer: Importer = recognise(export := Export(path, reference.zone))
        except (ParameterRefusal, DataRefusal) as refusal:
            inbox.refused[path] = reasons(refusal.lines, [path], inbox.writing)
        except OSError as error:
            inbox.refused[path] = [sentence_of(error)]
        else:
            if importer.paged:
                paged.setdefault(importer.kind, (importer, []))[1].append(export)
            else:
                groups.append([path])
    options = Options(reference, by_file_day=False)
    for importer, exports in paged.values():
        # Only exports of platforms are of several pages; others are large and read once.
        several = importer.platform is not None and len(exports) > 1
        pages = pages_of(importer, exports, options) if several else [[*range(len(exports))]]
        groups += [[exports[each].path for each in page] for page in pages]
    groups.sort()
    while groups:
        why = _plan_together(inbox, groups, folder, step)
        if not why:
            break
        for group in groups:  # files that are parts of one export are refused together
            lines = next((why[path] for path in group if path in why), None)
            inbox.refused.update(dict.fromkeys(group, lines) if lines else {})
        groups = [group for group in groups if group[0] not in inbox.refused]
    kept = _originals(inbox.plan) if inbox.plan else {}
    for path in (path for group in groups for path in group):
        original = kept.get(sha256(path))
        if original is None:
            inbox.unneeded.append(path)
        else:
            inbox.taken[path] = original
    return inbox


def take(inbox: Inbox) -> None:
    """Write what the files bring, move them to ``raw``, and say beside the others why they stay.

    The caller writes alone.

    Raises
    ------
    RunFailure
        If it cannot be written; then no file has been moved.
    """
    folder = inbox.waiting.folder.parent
    open_inbox(folder)
    if inbox.plan:
        carry_out(inbox.plan)
    inbox.left = _remove(inbox.taken, folder)
    unneeded = {path: [NOTHING_NEW] for path in inbox.unneeded}
    write_notes(inbox.waiting, {**inbox.refused, **unneeded, **inbox.left})


def remove_taken(plan: Plan) -> Why:
    """Remove the files of an import from the inbox, as far as they stood there and are kept now.

    The caller writes alone.

    Returns
    -------
    dict
        Why some of them are still there.
    """
    folder, kept = plan.dataset.folder, _originals(plan)
    taken = {
        file.path: kept[digest]
        for each in plan.batches
        for file, digest in zip(each.batch.files, each.batch.digests, strict=True)
        if digest in kept and is_waiting(file.path, folder)
    }
    left = _remove(taken, folder)
    for path in taken:
        if path not in left:
            remove_note(path)
    return left


def _plan_together(inbox: Inbox, groups: Sequence[Sequence[Path]], folder: Path, step: Step) -> Why:
    """Plan files, and return why some of them cannot be taken; if all can, the plan stands."""
    paths = [path for group in groups for path in group]
    try:
        plan = _planned(paths, folder, step)
    except (ParameterRefusal, DataRefusal) as refusal:
        alone = [_refused_alone(inbox, group, folder) for group in groups] if groups[1:] else []
        why = {path: lines for each in alone for path, lines in each.items()}
        return why or dict.fromkeys(paths, reasons(refusal.lines, paths, inbox.writing))
    why = {}
    for taken in plan.batches:
        if taken.conflicts:
            why.update(contested(plan, taken, inbox.writing))
        elif not taken.sources:
            why.update({path: [NO_ROWS, *taken.notices] for path in paths_of(taken)})
    if not why:
        inbox.plan = plan
    return why


def _planned(paths: Sequence[Path], folder: Path, step: Step = lambda *_: None) -> Plan:
    return plan_import(paths, folder, said={"by_file_day": False}, step=step)


def _refused_alone(inbox: Inbox, group: Sequence[Path], folder: Path) -> Why:
    try:
        _planned(group, folder)
    except (ParameterRefusal, DataRefusal) as refusal:
        return dict.fromkeys(group, reasons(refusal.lines, group, inbox.writing))
    return {}


def _originals(plan: Plan) -> dict[str, Original]:
    """Return by its SHA-256 each file that is kept in the data package, once the plan is done."""
    known = {row["id"] for row in plan.read.rows["sources"]}
    kept: dict[str, Original] = {}
    for taken in plan.batches:
        for digest, row in zip(taken.batch.digests, taken.sources, strict=bool(taken.sources)):
            place = f"{RAW}/{row['path']}"
            there = in_force(plan.read.folder, place)
            if place in plan.mended:
                verdict = Verdict.MENDED
            elif row["id"] in known and there.is_file() and sha256(there) == digest:
                verdict = Verdict.KNOWN
            elif taken.changes:
                verdict = Verdict.NEW
            else:
                continue
            kept.setdefault(digest, Original(place, digest, verdict))
    return kept


def _remove(taken: Mapping[Path, Original], folder: Path) -> Why:
    """Remove files that are kept elsewhere now; return why some of them stay."""
    left: Why = {}
    for path, original in taken.items():
        copy = in_force(folder, original.place)
        if sha256(copy) != original.sha256 or sha256(path) != original.sha256:
            left[path] = [CHANGED]
            continue
        try:
            path.unlink()
        except OSError:
            left[path] = [HELD]
    return left
