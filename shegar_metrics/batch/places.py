"""Find the data packages of a region, each in the folder of its municipality."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from ..dataset import named_folder
from ..dataset.files import shown
from ..dataset.schema import DESCRIPTOR
from ..indicators.published import MANIFEST
from ..problems import ParameterRefusal


def find_packages(folders: Sequence[Path], only: Sequence[str] = ()) -> list[Path]:
    """Find every data package in some folders, however deep; links are followed.

    Parameters
    ----------
    folders
        Where to look: folders of packages, of municipalities or of regions.
    only
        Patterns, as ``riv*``: of the folders of municipalities, those that match one.

    Returns
    -------
    list of Path
        The folders of the packages, by path.

    Raises
    ------
    ParameterRefusal
        If a folder has none, or the reports of two of them would stand in one place.
    """
    found: dict[Path, Path] = {}  # by where each is, as a link may name it anew
    for folder in folders:
        packages = list(_packages_under(named_folder(folder)))
        if not packages:
            raise ParameterRefusal(
                f"{shown(folder, 200)}: нет ни одного пакета данных, то есть папки с файлом "
                f"{DESCRIPTOR}."
            )
        found = {data.resolve(): data for data in packages} | found
    parents = Counter(data.parent for data in found.values())
    shared = [place for place, many in parents.items() if many > 1]
    if shared:
        raise ParameterRefusal(
            f"{shared[0]}: здесь несколько пакетов данных, и их отчёты легли бы в одну папку. "
            "Положите каждый в папку своего муниципалитета: речной/data, лесной/data."
        )
    chosen = [
        data
        for data in found.values()
        if not only or any(fnmatch(place_of(data), pattern) for pattern in only)
    ]
    if not chosen:
        patterns = ", ".join(map(shown, only))
        raise ParameterRefusal(f"Ни одна папка муниципалитета не подходит под {patterns}.")
    return sorted(chosen)


def place_of(data: Path) -> str:
    """Return the name of the folder in which a data package stands."""
    return data.parent.name


def _packages_under(folder: Path) -> Iterator[Path]:
    """Yield the packages; neither editions, which hold one each, nor hidden folders.

    Folders that are links come last, and each folder counts once: a link may lead anywhere, also
    to a folder above it.
    """
    waiting, seen = [folder], set[Path]()
    while waiting:
        for parent, folders, files in os.walk(waiting.pop(0)):
            real = Path(parent).resolve()
            if real in seen:
                folders.clear()
                continue
            seen.add(real)
            if DESCRIPTOR in files:
                yield Path(parent)
            if DESCRIPTOR in files or MANIFEST in files:
                folders.clear()
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            # Also junctions of Windows, which are no symbolic links.
            waiting += [
                at for name in folders if (at := Path(parent) / name).resolve() != real / name
            ]
