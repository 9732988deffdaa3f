"""Find what was changed in editions since they were replaced.

The one in force answers for them. It was made from some of their files, so that its manifest has
the digests of those; and the manifest of each of them has those of its other files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..dataset.originals import sha256
from ..indicators.published import EARLIER, INDICATORS, MANIFEST, REPORTS, number_of
from ..problems import RunFailure
from .manifest import issued_manifest, own_file, sound_manifest, touched
from .record import digest_of_record

QUOTED = (INDICATORS, MANIFEST)
"""Files of a replaced edition that the one after it prints numbers from."""
MOST_NAMES = 5


def check_quoted(edition: Path, number: int) -> None:
    """Refuse to say what was printed by files that were changed since.

    Parameters
    ----------
    edition
        The edition in force, which keeps those it has replaced.
    number
        The number of the one that is built, and says what those before it have printed.

    Raises
    ------
    RunFailure
        If the numbers of one of them are no longer those that were printed.
    """
    changed = [path for path in changed_since(edition) if path.endswith(QUOTED)]
    if (number_of(edition) or number) < number and INDICATORS in touched(edition):
        changed.append(INDICATORS)
    if changed:
        raise RunFailure(
            f"После выпуска изменено или удалено: {_names(edition, changed)}. По этим файлам "
            "отчёт говорит, что было напечатано прежде. Верните их из резервной копии. Если её "
            "нет, переместите папку той редакции в другое место: отчёт скажет, что её здесь нет."
        )


def check_copy(edition: Path, in_force: Path, said: str) -> None:
    """Refuse to replace an edition aside, unless it is but a copy of one beside the data.

    Parameters
    ----------
    edition
        What is in the place.
    in_force
        The edition in force beside the data, which keeps those it has replaced.
    said
        The digest of what the new one says; see `digest_of_record`.

    Raises
    ------
    RunFailure
        If it is an edition that was issued, is not there, and says something else.
    """
    manifest = issued_manifest(edition)
    if manifest is None or digest_of_record(manifest["record"]) == said:
        return
    number = manifest["edition"] or 1
    issued = (issued_manifest(each) for each in (in_force, in_force / EARLIER / str(number)))
    if not any(each and each["record"] == manifest["record"] for each in issued):
        raise RunFailure(
            f"В папке {edition} — выпущенная редакция {number}, а отчёт не в папке "
            f"{in_force.parent} — только проба, и места выпущенного не занимает. Назовите для "
            f"пробы другую папку. Если отчёты выпускались здесь, перенесите их в {in_force.parent} "
            "и запустите команду без --out."
        )


def changed_since(edition: Path) -> Iterator[str]:
    """Yield the files of replaced editions that are not as they were when they were replaced.

    One that was taken away as a whole is named by its folder.

    Parameters
    ----------
    edition
        The edition that keeps them.
    """
    manifest = sound_manifest(edition)
    if manifest is None:
        return
    for number in range(1, manifest["edition"] or 1):
        name = f"{EARLIER}/{number}"
        known = f"{REPORTS}/{manifest['parameters']['year']}/{name}/"
        digests = {
            each["path"].removeprefix(known): each["sha256"]
            for each in manifest["inputs"]
            if each["path"].startswith(known)
        }
        if digests and not (edition / name).exists():
            yield name
            continue
        for path in sorted({*digests, *touched(edition / name)}):
            file = own_file(edition / name, path)
            if path not in digests or file is None or sha256(file) != digests[path]:
                yield f"{name}/{path}"


def changed_sentence(edition: Path) -> Iterator[str]:
    """Yield a sentence on what was changed in replaced editions, if anything was."""
    changed = list(changed_since(edition))
    if changed:
        yield (
            f"Прежние редакции с тех пор изменены или убраны: {_names(edition, changed)}. "
            "Перенесено то, что есть: верните прежнее из резервной копии."
        )


def _names(edition: Path, paths: list[str]) -> str:
    named = ", ".join(str(edition / path) for path in paths[:MOST_NAMES])
    rest = len(paths) - MOST_NAMES
    return f"{named} и ещё {rest}" if rest > 0 else named
