"""A Jupyter kernel that imports our library as it starts, for workers that are threads."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

from ..problems import RunFailure
from ..stopping import in_one_piece, on_stop

KERNEL = "python3"
# Importing takes the kernel longer than all the cells do, so it does that before it is asked.
WARMING = (
    "from shegar_metrics.dataset import validation as _; "
    "from shegar_metrics.views import document as _, figures as _, prose as _, tables as _; del _"
)
RENEWING = (
    "get_ipython().reset(new_session=True)\n"
    "from shegar_metrics.indicators import forget_others as _; _(); del _"
)
START_TIMEOUT_SECONDS = 120
ANSWER_TIMEOUT_SECONDS = 60
ARGUMENTS = [
    "--IPKernelApp.log_level=ERROR",
    "--HistoryManager.hist_file=:memory:",
    f"--IPKernelApp.exec_lines={WARMING}",
]
# What Python is told of warnings, by whoever looks for them.
FOR_DEVELOPERS = {"PYTHONWARNINGS", "PYTHONDEVMODE"}


class Client(AsyncKernelClient):
    """A client that waits for its kernel once: each wait ends in a fifth of a second of silence."""

    _ready = False

    def start_channels(self, *channels: bool, **named: bool) -> None:
        """Start the channels, unless they run."""
        if not self.channels_running:
            super().start_channels(*channels, **named)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers for the first time."""
        if not self._ready:
            await super().wait_for_ready(timeout)
            self._ready = True


class Kernel(AsyncKernelManager):
    """A kernel that is ours to stop, with the one client that talks to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(client_class=f"{__name__}.{Client.__name__}", **kwargs)
        self._client: Any = None

    def client(self, **kwargs: Any) -> Any:
        """Give the client, the same to everybody."""
        self._client = self._client or super().client(**kwargs)
        return self._client

    def renew(self) -> None:
        """Take away all that a notebook has left behind: the next one runs alone.

        Raises
        ------
        RunFailure
            If the kernel does not answer.
        """
        self._obey(RENEWING)

    def _obey(self, code: str) -> None:
        async def ask() -> Any:
            client = self.client()
            client.start_channels()
            await client.wait_for_ready(START_TIMEOUT_SECONDS)
            timeout = ANSWER_TIMEOUT_SECONDS
            return await client.execute(code, silent=True, reply=True, timeout=timeout)

        try:
            obeyed = run_sync(ask)()["content"]["status"] == "ok"
        except (RuntimeError, TimeoutError):  # the kernel has died, or is stuck
            obeyed = False
        if not obeyed:
            raise RunFailure("Ядро Jupyter не отвечает между тетрадями.")

    def stop(self) -> None:
        """Kill the kernel and close every socket to it."""
        run_sync(self.shutdown_kernel)(now=True)
        if self._client is not None:  # nbclient leaves this to the owner of the kernel
            self._client.stop_channels()

    def kill(self) -> None:
        """Kill the kernel without a word to it, and whatever it has started."""
        self.cleanup_connection_file()
        process = getattr(self.provisioner, "process", None)
        if process is None:
            return
        if os.name == "posix":  # where it has a process group of its own
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


@contextmanager
def running_kernel(folder: Path) -> Iterator[Kernel]:
    """Start a kernel in a working folder, and kill it in the end.

    Raises
    ------
    RunFailure
        If it does not start.
    """
    # Without folders to search, the one it knows is that of this very Python.
    kernel = Kernel(kernel_name=KERNEL, kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    # A warning in a cell would be part of the notebook, or end it.
    environment = {name: os.environ[name] for name in os.environ if name not in FOR_DEVELOPERS}
    start = run_sync(kernel.start_kernel)
    with on_stop(kernel.kill):
        try:
            with in_one_piece():  # half started, it has no process yet that could be killed
                start(cwd=str(folder), extra_arguments=ARGUMENTS, env=environment)
        except (OSError, RuntimeError, KeyError) as error:
            raise RunFailure(f"Ядро Jupyter не запустилось ({error}).") from error
        try:
            yield kernel
        finally:
            kernel.stop()
