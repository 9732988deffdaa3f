"""The one door to the console: what is said to people, and what is handed to programs."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from ..commands import DATA, naming
from ..problems import RunFailure, printable
from ..stopping import in_one_piece, on_stop

Step = Callable[[str, float], None]

STDERR = 2

SUBSTITUTING = "substituting"
SUBSTITUTES = {
    **dict.fromkeys("—–−‑‐─━", "-"),
    **dict.fromkeys("«»„“”", '"'),
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
    **{"…": "...", "→": "->", "№": "N", "₽": "руб.", "×": "x", "·": "*", "≥": ">=", "≤": "<="},
}
"""For the signs that Russian texts have and old consoles have not: cp866 has no dash and no «»."""


class Sheet(Table):
    """A table of texts, no matter from where: each is one line and acts on nothing."""

    def add_column(self, header: Any = "", *args: Any, **options: Any) -> None:
        """Add a column under a header."""
        super().add_column(printable(str(header)), *args, **options)

    def add_row(self, *cells: Any, **options: Any) -> None:
        """Add a row of texts."""
        shown = (printable(naming(Screen.data, str(cell))) for cell in cells)
        super().add_row(*shown, **options)

    def fit(self, width: int) -> None:
        """Share out a width so that words stay whole; where they cannot, the longest break.

        Parameters
        ----------
        width
            The signs of a line, borders and the spaces beside them included.
        """
        columns = [[str(c.header), *map(str, c.cells)] for c in self.columns]
        longest = [max(map(cell_len, texts)) for texts in columns]
        words = [max(cell_len(word) for t in texts for word in t.split(" ")) for texts in columns]
        room = width - 3 * len(columns) - 1
        most = max(words)
        while sum(min(word, most) for word in words) > room and most > 1:
            most -= 1
        widths = [min(word, most) for word in words]
        wanted = [all_of_it - least for all_of_it, least in zip(longest, widths, strict=True)]
        share = min((room - sum(widths)) / (sum(wanted) or 1), 1)
        widths = [
            least + max(int(more * share), 0) for least, more in zip(widths, wanted, strict=True)
        ]
        if share < 1:
            widths[wanted.index(max(wanted))] += max(room - sum(widths), 0)
        for column, signs in zip(self.columns, widths, strict=True):
            column.width = signs


class Screen:
    """A stream of the console.

    A text is shown as it is, in one line: neither markup nor a sign that a terminal obeys is
    any more than a text here, and nothing of it can pass for another line of ours.

    Parameters
    ----------
    errors
        Whether it is the stream of errors.

    Attributes
    ----------
    debugging
        Whether an error is shown with all that a developer may ask for.
    data
        The data folder as the user names it: so is it named in commands that sentences tell of.
    """

    debugging = False
    data = DATA

    def __init__(self, *, errors: bool = False) -> None:
        self._console = Console(stderr=errors, markup=False, emoji=False, highlight=False)

    def say(self, *lines: str, style: str | None = None) -> None:
        """Show lines, each as long as it is."""
        for line in lines:
            shown = printable(naming(Screen.data, line))
            self._print(shown, style=style, soft_wrap=True)

    def show(self, sheet: Sheet) -> None:
        """Show a table, as wide as the console."""
        sheet.fit(self._console.width)
        self._print(sheet)

    def _print(self, shown: str | Sheet, **options: Any) -> None:
        with in_one_piece():  # it holds a lock of the stream that a stop is told by
            self._console.print(shown, **options)

    def hand_over(self, text: str) -> None:
        """Give text to a program: in UTF-8 and with its own line ends, whatever the console."""
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()

    @contextmanager
    def progress(self) -> Iterator[Step]:
        """Show progress: a bar in a terminal, a line for each new step in a log."""
        if not self._console.is_terminal:
            told: list[str] = []

            def tell(text: str, _: float) -> None:
                if text not in told:
                    told.append(text)
                    self.say(text)

            yield tell
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        words = TextColumn("{task.description}", markup=False)
        columns = (words, BarColumn(), TimeElapsedColumn())
        bar = Progress(*columns, console=self._console, transient=True)
        with on_stop(bar.stop), bar:
            task = bar.add_task("", total=1.0)

            def move(text: str, share: float) -> None:
                with in_one_piece():  # it holds a lock that stopping the bar needs
                    bar.update(task, description=printable(text), completed=share)

            yield move


class _Output(io.FileIO):
    """Bytes for a reader that may leave before the end, or for a disk that may be full."""

    _lost = False

    def write(self, data: Any) -> int:
        """Write what can be written; after a failure the rest goes nowhere.

        Raises
        ------
        RunFailure
            If a file does not take it. A reader that has left has what it wanted, and what
            would have been told of progress and errors is no result.
        """
        try:
            if not self._lost:
                return super().write(data)
        except OSError as error:
            self._lost = True
            if not isinstance(error, BrokenPipeError) and self.fileno() != STDERR:
                raise RunFailure(f"Вывод записан не весь ({error.strerror}).") from error
        return memoryview(data).nbytes


def _substituted(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding has in the place of signs that it has not."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(SUBSTITUTES.get(sign, "?") for sign in signs), error.end


def prepare_streams() -> None:
    """See to it that no stream ends a run: none at all, one left by its reader, an old encoding.

    For a sign that the console does not have stands one that it has.
    """
    codecs.register_error(SUBSTITUTING, _substituted)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by a shell, or a program without a console
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115
            # It has the number of the one that is missing: no other file shall have it.
            os.set_inheritable(stream.fileno(), True)
        elif mode == "w" and not stream.isatty():
            bytes_out = io.BufferedWriter(_Output(stream.fileno(), mode, closefd=False))
            stream = io.TextIOWrapper(bytes_out, stream.encoding, line_buffering=True)
        if mode == "w":
            stream.reconfigure(errors=SUBSTITUTING)
        setattr(sys, name, stream)
