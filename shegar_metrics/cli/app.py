"""The command ``shegar-metrics``: it parses, calls one verb of the library, and prints.

Exit codes: 0 done, 1 the data or the parameters are wrong, 2 usage, 3 the run failed, 4 some
editions of a batch failed; 129, 130 and 143 stopped by a closed terminal, by Ctrl-C and by the
system.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from typing import Annotated

import typer

from ..commands import DATA
from ..durable import sentence_of
from ..problems import DataRefusal, Refusal, RunFailure, one_line
from ..stopping import stoppable
from . import batch, data, imports, peers, reports, results, sources
from .base import FAILED, WRONG_INPUT, errors, screen
from .russian import USAGE, Commands, usage_lines
from .screen import Screen, prepare_streams

app = Commands(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Годовой отчёт муниципалитета об использовании интернет-ресурсов.",
    epilog="Коды выхода: 0 — сделано, 1 — неверны данные или параметры, 2 — ошибка в команде, "
    "3 — отчёт не удалось сделать, 4 — не удалась часть отчётов, 129, 130 и 143 — остановлено. "
    "С параметром --debug перед командой ошибка показывается с подробностями для разработчика.",
)
# In the order of the help.
for _group in (reports, peers, batch, imports, data, results):
    app.add_typer(_group.group)
app.add_typer(sources.group, name="sources")


def _show_version(asked: bool) -> None:
    if asked:
        from .. import __version__

        screen.say(f"shegar-metrics {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Показать версию и выйти."
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Показать подробности ошибки для разработчика.")
    ] = False,
) -> None:
    """Take what may stand before any command."""
    errors.debugging = debug
    Screen.data = DATA  # until the command says otherwise


def _write_names_in_utf8() -> None:
    """Start anew in Python's UTF-8 mode where file names have no encoding but ASCII.

    So it is in a POSIX locale if that mode was turned off, and no Russian name could be written.
    """
    if sys.getfilesystemencoding() == "ascii":
        command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execve(sys.executable, command, {**os.environ, "PYTHONUTF8": "1"})  # for the kernel


def _let_warnings_warn() -> None:
    """Show what ``PYTHONWARNINGS=error`` would raise: a warning of some package ends no run."""
    actions = [option.partition(":")[0] for option in sys.warnoptions]
    if any(action and "error".startswith(action) for action in actions):
        warnings.simplefilter("default")


def _stack(error: Exception) -> list[str]:
    """Return the traceback of an error for a developer, in lines."""
    return "".join(traceback.format_exception(error)).rstrip().split("\n")


def main() -> None:
    """Run the command; whatever fails, it ends with a sentence and an exit code."""
    _write_names_in_utf8()
    _let_warnings_warn()
    prepare_streams()
    with stoppable():
        try:
            sys.exit(app(prog_name="shegar-metrics", standalone_mode=False))
        except typer.TyperException as error:
            errors.say(*usage_lines(error), style="red")
            sys.exit(USAGE)
        except typer.Abort:
            errors.say("Ответа нет: ничего не сделано.", style="red")
            sys.exit(WRONG_INPUT)
        except Refusal as refusal:
            errors.say(*(_stack(refusal) if errors.debugging else refusal.lines), style="red")
            if isinstance(refusal, DataRefusal):
                errors.say(f"Ошибок в данных: {len(refusal.problems)}.")
            sys.exit(FAILED if isinstance(refusal, RunFailure) else WRONG_INPUT)
        except OSError as error:
            errors.say(*(_stack(error) if errors.debugging else [sentence_of(error)]), style="red")
            sys.exit(FAILED)
        except Exception as error:
            told = f"Непредвиденная ошибка: {type(error).__name__}: {one_line(error)}. "
            told += "Подробности — с параметром --debug перед командой."
            errors.say(*(_stack(error) if errors.debugging else [told]), style="red")
            sys.exit(FAILED)
