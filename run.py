"""Run a command in the project's environment where Python is all there is.

python3 run.py shegar-metrics report 2022
python3 run.py pytest

It runs what `uv run ...` runs. Where uv is missing, it is first put into the folder
.tools beside this file, so that nothing is installed in the system.
"""

# Annotations left unread let a Python that is too old get as far as being told so.
from __future__ import annotations

import hashlib
import http.client
import importlib.util
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path
from typing import NoReturn

OLDEST_PYTHON = (3, 11)
OLDEST_UV = "0.9.8"  # The first to read all of pyproject.toml.
HERE = Path(__file__).resolve().parent
TOOLS = HERE / ".tools"
UV = TOOLS / "bin" / ("uv.exe" if os.name == "nt" else "uv")
USAGE = """usage: python3 run.py COMMAND [ARGUMENT ...]

for example:
  python3 run.py shegar-metrics report 2022
  python3 run.py pytest"""


def stop(message: str) -> NoReturn:
    """End with exit code 1 and one sentence on stderr."""
    sys.exit(f"run.py: {message}.")


def fetch(url: str, accept: str = "*/*") -> bytes:
    """Download what is at the address."""
    try:
        request = urllib.request.Request(url, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        advice = "check the network and the proxy settings"
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            advice = "install the CA certificates of the system, or set SSL_CERT_FILE"
        reason = getattr(error, "reason", error)
        host = urllib.parse.urlsplit(url).hostname or url
        stop(f"cannot download from {host} ({reason}): {advice}")


def fetch_pip(folder: Path) -> Path:
    """Download into the folder the newest pip that runs on this Python."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple")
    page = f"{index.rstrip('/')}/pip/"
    answer = fetch(page, "application/vnd.pypi.simple.v1+json")
    try:
        files = json.loads(answer)["files"]
    except (ValueError, KeyError):
        stop("the package index gives no list in JSON: install uv, then try again")
    wheels = {}
    for file in files:
        # Digits and dots only: no pre-releases.
        version = re.fullmatch(r"pip-([\d.]+)-py3-none-any\.whl", file["filename"])
        oldest = re.search(r">=\s*3\.(\d+)", file.get("requires-python") or "")
        too_new = oldest and int(oldest[1]) > sys.version_info[1]
        if version and not too_new and not file.get("yanked"):
            wheels[tuple(map(int, version[1].split(".")))] = file
    if not wheels:
        stop("the package index has no pip for this Python: install uv, then try again")
    newest = wheels[max(wheels)]
    content = fetch(urllib.parse.urljoin(page, newest["url"]))
    if hashlib.sha256(content).hexdigest() != newest["hashes"].get("sha256"):
        stop(f"{newest['filename']} was not used, as its checksum is wrong: try again")
    wheel = folder / "pip.whl"
    wheel.write_bytes(content)
    return wheel


def install_uv() -> None:
    """Put uv where UV says, by pip, which knows the build that fits this machine."""
    print(
        f"run.py: no uv of version {OLDEST_UV} or newer; installing it into .tools, once.",
        file=sys.stderr,
    )
    TOOLS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        # Debian's plain python3 has no ensurepip either; but Python can run a zip, and a
        # wheel is one.
        has_pip = importlib.util.find_spec("pip")
        pip = ["-m", "pip"] if has_pip else [str(fetch_pip(folder) / "pip")]
        # -P: nothing in the caller's folder passes for a module of pip's.
        command = [sys.executable, "-P", *pip, "install", f"uv>={OLDEST_UV}"]
        command += ["--quiet", "--disable-pip-version-check"]
        # Allowed where PEP 668 forbids a plain install; and nobody wants to compile uv.
        command += ["--target", str(folder / "new"), "--only-binary=:all:"]
        # The user's settings may forbid --target; and with it, root does no harm.
        settings = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
        settings |= {"PIP_ROOT_USER_ACTION": "ignore"}
        pip_run = subprocess.run(command, env=os.environ | settings, check=False)
        made = list((folder / "new").glob(f"*/{UV.name}"))  # In bin, or in Scripts.
        if pip_run.returncode or not made:
            stop("pip could not install uv: check the network, proxy and certificates")
        # uv is one file: moved in one step, it is there whole or not at all, wherever
        # an installation is interrupted.
        UV.parent.mkdir(exist_ok=True)
        made[0].replace(UV)


def new_enough(uv: str) -> bool:
    """Return whether a uv is of a version that can be used."""
    answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answer.stdout)
    return bool(version) and [*map(int, version.groups())] >= [*map(int, OLDEST_UV.split("."))]


def find_uv() -> str:
    """Return the path of a uv to use: the system's, or the one in .tools, put there if missing."""
    uv = shutil.which("uv")
    if uv and new_enough(uv):
        return uv
    if not UV.exists():
        install_uv()
    return str(UV)


def system_has_certificates() -> bool:
    """Return whether this machine keeps certificates of its own: a bare container may not."""
    if sys.platform in ("win32", "darwin"):
        return True
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())))


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        stop(f"Python 3.11 or newer is needed, and this is Python {found}")
    if not arguments:
        print(USAGE, file=sys.stderr)
        return 2
    uv = find_uv()
    # The Python that the user has chosen is used, and none is downloaded.
    os.environ.setdefault("UV_PYTHON", sys.executable)
    os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
    # A proxy that looks into TLS is known to the system, and not to the certificates inside uv.
    # Told to use those of the system where there are none, uv would not even start.
    trust = {"UV_SYSTEM_CERTS", "UV_NATIVE_TLS"}  # the second is the name before uv 0.11
    if trust.isdisjoint(os.environ) and system_has_certificates():
        os.environ.update(dict.fromkeys(trust, "true"))
    command = [uv, "run", "--project", str(HERE), *arguments]
    if os.name != "nt":
        os.execv(uv, command)
    # On Windows exec would not wait; and Ctrl-C is for the command to deal with.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        stop(str(error))
