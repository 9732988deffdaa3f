"""A Jupyter kernel that starts and imports our library while the data are being checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

from ..problems import RunFailure

KERNEL = "python3"
# Importing takes the kernel longer than all the cells do, so it does that before it is asked.
WARMING = (
    "from shegar_metrics.dataset import validation as _; "
    "from shegar_metrics.views import figures as _, prose as _, tables as _; del _"
)
ARGUMENTS = [
    "--IPKernelApp.log_level=ERROR",
    "--HistoryManager.hist_file=:memory:",
    f"--IPKernelApp.exec_lines={WARMING}",
]


@contextmanager
def running_kernel(folder: Path) -> Iterator[AsyncKernelManager]:
    """Start a kernel in a working folder, and kill it in the end.

    Raises
    ------
    RunFailure
        If it does not start.
    """
    manager = AsyncKernelManager(kernel_name=KERNEL)
    try:
        run_sync(manager.start_kernel)(cwd=str(folder), extra_arguments=ARGUMENTS)
    except (OSError, RuntimeError, KeyError) as error:
        raise RunFailure(f"Отчёт не сделан: ядро Jupyter не запустилось. {error}") from error
    try:
        yield manager
    finally:
        run_sync(manager.shutdown_kernel)(now=True)
