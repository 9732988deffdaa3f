"""Files of lines of any size: counted by DuckDB in bounded memory, never read whole."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import duckdb

from ...stopping import temporary_folder
from .export import Export

MEMORY = "512MB"
# Each thread has buffers of its own: with these many the bound of memory still holds.
MOST_THREADS = 8
LONGEST_LINE = 1024 * 1024
"""Half of what DuckDB takes; the longest real lines are of some 64 KB."""
STEP = LONGEST_LINE // 2
GLANCE = 4096
PATTERN = re.compile(r"[\[*?]")
"""The characters of a path that DuckDB takes for a pattern of names."""


@contextmanager
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in bounded memory, which lays what does not fit into a temporary folder."""
    with temporary_folder() as folder:
        connection = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "threads": min(os.cpu_count() or 1, MOST_THREADS),
                "preserve_insertion_order": False,
                "temp_directory": str(folder),
                # Nothing here may be fetched from the network.
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        # It would be written among what the command says.
        connection.execute("SET enable_progress_bar = false")
        try:
            yield connection
        finally:
            connection.close()


def literal_paths(files: Sequence[Export]) -> list[str]:
    """Write the paths of files so that DuckDB reads these and no others.

    It takes ``part[1].tsv`` for a pattern, which ``part1.tsv`` fits and the file itself does not.
    """
    paths = []
    for export in files:
        path = str(export.path.resolve())
        if os.name != "nt" and "\\" in path and PATTERN.search(path):
            wrong = "в пути есть «\\» вместе с одним из знаков [ * ?, такой файл не открыть"
            raise export.refusal(wrong, mend="Переименуйте файл или папку")
        paths.append(PATTERN.sub(r"[\g<0>]", path))
    return paths


@contextmanager
def unpacked(export: Export) -> Iterator[IO[bytes]]:
    """Open a file, unpacked if it is packed; a torn archive is refused."""
    try:
        with export.opened() as file:
            yield file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        wrong = "архив gzip обрезан или испорчен"
        raise export.refusal(wrong, mend="Скопируйте его с сервера снова") from error


def refuse_repeated(files: Sequence[Export]) -> None:
    """Refuse a part that is given twice: it would be counted twice."""
    seen: dict[tuple[bytes, int], Export] = {}
    for export in files:
        first = seen.setdefault((export.head, export.path.stat().st_size), export)
        if first is not export:
            raise export.refusal(f"тот же файл, что {first.name}", mend="Оставьте один из двух")


def measured(export: Export) -> tuple[int, bool]:
    """Return the size of a file, unpacked, and whether it ends with the end of a line.

    A file that was not cut does.
    """
    last, size = b"", export.path.stat().st_size
    with unpacked(export) as file:
        if not export.is_packed:
            file.seek(-1, os.SEEK_END)
            return size, file.read() == b"\n"
        size = 0
        while chunk := file.read(STEP):
            last, size = chunk[-1:], size + len(chunk)
    return size, last == b"\n"


def refuse_overlong(export: Export) -> None:
    """Refuse a file with an overlong line: DuckDB leaves some of them out without a word.

    Such a line takes a whole step of the file, so that hardly anything of a file that is not
    packed need be read.
    """
    if _is_suspect(export):
        for _ in numbered_lines(export):
            pass


def _is_suspect(export: Export) -> bool:
    with unpacked(export) as file:
        if export.is_packed:
            while len(step := file.read(STEP)) == STEP:
                if b"\n" not in step:
                    return True
            return False
        for start in range(0, export.path.stat().st_size - STEP + 1, STEP):
            file.seek(start)
            if b"\n" not in file.read(GLANCE) and b"\n" not in file.read(STEP - GLANCE):
                return True
    return False


def numbered_lines(export: Export) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number, from 1; an overlong one is refused."""
    with unpacked(export) as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                wrong = "строка непомерно длинна: таких в выгрузках не бывает"
                raise export.refusal(wrong, row=number)
            yield number, line
