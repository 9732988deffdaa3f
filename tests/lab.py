"""A JupyterLab that the tests start: on this machine alone, with no settings but its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

START_SECONDS = 120

FOLDERS = (
    *("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"),
    *("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"),
)
OFFLINE = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


@dataclass(frozen=True)
class Lab:
    """A server that runs.

    Parameters
    ----------
    port
        Its port on 127.0.0.1.
    token
        What lets in.
    folder
        The folder that it shows.
    """

    port: int
    token: str
    folder: Path

    def address(self, path: str) -> str:
        """Return the address of a page, for a browser."""
        return f"http://127.0.0.1:{self.port}{path}?token={self.token}"

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Ask for a path; return the status, the type and the content of the answer."""
        connection = HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("GET", path, headers={"Authorization": f"token {self.token}"})
            answer = connection.getresponse()
            return answer.status, answer.headers.get_content_type(), answer.read()
        finally:
            connection.close()


@contextmanager
def running_lab(folder: Path, home: Path) -> Iterator[Lab]:
    """Run JupyterLab.

    Parameters
    ----------
    folder
        The folder that it shows.
    home
        An empty folder for whatever it keeps.
    """
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *OFFLINE]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}"]
    own = {variable: str(home / variable.lower()) for variable in FOLDERS}
    environment = {**os.environ, **own, "JUPYTER_NO_CONFIG": "1"}
    log = home / "log"
    with (
        log.open("wb") as file,
        subprocess.Popen(command, env=environment, stdout=file, stderr=file) as server,
    ):
        try:
            about = _await(server, Path(own["JUPYTER_RUNTIME_DIR"]), log)
            yield Lab(about["port"], about["token"], folder)
        finally:
            server.terminate()


def _await(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> dict[str, object]:
    """Wait until the server is up; return what it writes about itself."""
    about = runtime / f"jpserver-{server.pid}.json"
    written_next = runtime / f"jpserver-{server.pid}-open.html"
    deadline = time.monotonic() + START_SECONDS
    while not written_next.exists():
        assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8", errors="replace")
        time.sleep(0.05)
    return json.loads(about.read_text(encoding="utf-8"))
