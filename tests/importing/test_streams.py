"""Logs that DuckDB counts: whatever its name, the file given is the file read."""

from __future__ import annotations

from pathlib import Path

import pytest

from shegar_metrics.importing.recognition import importers
from shegar_metrics.problems import DataRefusal

from .conftest import Read, opened, options
from .test_access_log import AFTER, BEFORE, line
from .test_metrika_logs import HEADER


def metrika_log(visits: int) -> str:
    rows = (f"{n}\t2023-05-02 09:00:00\t{n}\t\t1\t0\n" for n in range(visits))
    return HEADER + "".join(rows)


def access_log(visits: int) -> str:
    requests = (line(address=f"198.51.100.{n}") for n in range(visits))
    return BEFORE + "".join(requests) + AFTER


LOGS = {"metrika-logs": metrika_log, "access-log": access_log}


@pytest.mark.parametrize("kind", LOGS)
@pytest.mark.parametrize(
    ("name", "neighbour"),
    [
        ("part[1].log", "part1.log"),
        ("*.log", "other.log"),
        ("a?b.log", "acb.log"),
        ("[!x].log", "y.log"),
        ("**/*.log", "deep/other.log"),
        ("{a,b}.log", "a.log"),
        ("~.log", "other.log"),
        ("back\\slash.log", "back/slash.log"),
        ("dir[1]/a.log", "dir1/a.log"),
        ("line=7/c1=8/a.log", "a.log"),
    ],
)
def test_the_file_given_is_the_file_read(
    tmp_path: Path, read: Read, kind: str, name: str, neighbour: str
) -> None:
    for path, visits in ((tmp_path / name, 3), (tmp_path / neighbour, 5)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(LOGS[kind](visits), encoding="utf-8")
    (row,) = read(kind, tmp_path / name).rows["visits"]
    assert (row["visits"], row["page_views"]) == (3, 3)


@pytest.mark.parametrize("kind", LOGS)
def test_a_path_that_cannot_be_written_for_duckdb_is_refused(tmp_path: Path, kind: str) -> None:
    log = tmp_path / "back\\slash[1].log"
    log.write_text(LOGS[kind](3), encoding="utf-8")
    with pytest.raises(DataRefusal, match=r"slash\[1\].log: в пути есть .* Переименуйте файл"):
        importers()[kind].read([opened(log)], options())
