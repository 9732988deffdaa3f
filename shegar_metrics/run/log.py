"""The log of runs, ``run.log`` in the folder of reports: what took how long, and its outcome."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ..problems import printable
from ..stopping import in_one_piece, on_stop

LOG = "run.log"
MAX_BYTES = 200_000
OLDER_FILES = 3

STOPPED = "остановлено"

_log = logging.getLogger(__name__)
_log.propagate = False


class _Handler(RotatingFileHandler):
    """Writes what it can: a log that cannot be written is no reason to make no report."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Stay silent."""


@contextmanager
def logging_to(reports: Path) -> Iterator[None]:
    """Write the log of what is :func:`timed` into a folder of reports, in UTC."""
    handler = _Handler(
        reports / LOG, maxBytes=MAX_BYTES, backupCount=OLDER_FILES, encoding="utf-8", delay=True
    )
    formatter = logging.Formatter("%(asctime)s\t%(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    try:
        yield
    finally:
        _log.removeHandler(handler)
        with suppress(OSError):  # what a full disk has not taken is written once more
            handler.close()


@dataclass
class Outcome:
    """How a step has ended."""

    told: str = "готово"


@contextmanager
def timed(year: int | str, step: str) -> Iterator[Outcome]:
    """Log the year, the step, its seconds and its outcome, which the caller can change."""
    started = time.perf_counter()
    outcome = Outcome()

    def end(told: str) -> None:
        _write(year, step, time.perf_counter() - started, told)

    try:
        with on_stop(partial(end, STOPPED)):
            yield outcome
    except BaseException as error:
        failed = isinstance(error, Exception)
        outcome.told = f"ошибка: {_first_line(error)}" if failed else STOPPED
        raise
    finally:
        with in_one_piece():
            end(outcome.told)


def note(year: int | str, step: str, seconds: float, told: str) -> None:
    """Log how long a step has taken, and its outcome."""
    with in_one_piece():
        _write(year, step, seconds, told)


def _write(year: int | str, step: str, seconds: float, told: str) -> None:
    # In the main thread in one piece: it holds a lock that telling of a stop needs.
    _log.info("%s\t%s\t%.2f\t%s", year, step, seconds, told)


def _first_line(error: BaseException) -> str:
    return printable(next(iter(str(error).splitlines()), type(error).__name__))
