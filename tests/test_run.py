"""run.py, which runs a command of the project on a machine that has only Python."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .conftest import shipped

RUN = Path(__file__).resolve().parents[1] / "run.py"
INDEX = "https://index.test/simple"
posix_only = pytest.mark.skipif(
    os.name == "nt",
    reason="a script cannot stand in for uv.exe",
)

# Tells how it was called, and fails with a code of its own.
FAKE_UV = f"""#!{sys.executable}
import json, os, sys
if sys.argv[1:] == ["--version"]:
    sys.exit(print("uv 1.0.0 (a fake)"))
seen = {{"args": sys.argv[1:], "cwd": os.getcwd(), "pid": os.getpid()}}
seen |= {{name: value for name, value in os.environ.items() if name.startswith("UV_")}}
print(json.dumps(seen))
sys.exit(7)
"""

# Installs the fake uv where pip would put it.
FAKE_PIP = f"""
import pathlib, sys
bin = pathlib.Path(sys.argv[sys.argv.index("--target") + 1]) / "bin"
bin.mkdir(parents=True)
uv = bin / {"uv.exe" if os.name == "nt" else "uv"!r}
uv.write_text({FAKE_UV!r})
uv.chmod(0o755)
(bin.parent / "uv").mkdir()
sys.exit(CODE)
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Copy run.py into a project folder of its own, with a space in its name."""
    project = tmp_path / "the project"
    project.mkdir()
    return Path(shutil.copy(RUN, project))


@pytest.fixture
def run(script: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the copy; no download reaches the network."""
    spec = importlib.util.spec_from_file_location("run_under_test", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setenv("PIP_INDEX_URL", INDEX)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    return module


def refuse(*_: object, **__: object) -> None:
    """Stand in for a machine without a network."""
    raise urllib.error.URLError(OSError(101, "Network is unreachable"))


def put_uv(folder: Path) -> Path:
    """Make the folder with the fake uv in it."""
    folder.mkdir(parents=True)
    uv = folder / "uv"
    uv.write_text(FAKE_UV)
    uv.chmod(0o755)
    return uv


def call(
    script: Path,
    *arguments: str,
    cwd: Path | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the script with nothing on PATH and none of uv's settings but those given."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("UV_", "PIP_"))}
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        cwd=cwd,
        env={**kept, "PATH": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@posix_only
@pytest.mark.parametrize("place", ["PATH", ".tools"])
def test_uv_runs_the_command(script: Path, tmp_path: Path, place: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "uv's" if place == "PATH" else script.parent / ".tools" / "bin"
    put_uv(folder)
    path = str(folder) if place == "PATH" else ""
    done = call(script, "pytest", "-k", "a b", "--", "", cwd=elsewhere, PATH=path)
    seen = json.loads(done.stdout)
    assert done.returncode == 7
    assert done.stderr == ""
    assert seen["args"] == [
        *("run", "--project", str(script.parent)),
        *("pytest", "-k", "a b", "--", ""),
    ]
    assert seen["cwd"] == str(elsewhere)


@posix_only
def test_uv_on_path_comes_first(script: Path, tmp_path: Path) -> None:
    put_uv(tmp_path / "bin")
    put_uv(script.parent / ".tools" / "bin").write_text("not to be run")
    assert call(script, "pytest", PATH=str(tmp_path / "bin")).returncode == 7


@posix_only
def test_an_old_uv_on_path_is_passed_over(script: Path, tmp_path: Path) -> None:
    old = put_uv(tmp_path / "bin")
    old.write_text(FAKE_UV.replace("uv 1.0.0", "uv 0.9.7").replace("sys.exit(7)", "sys.exit(8)"))
    put_uv(script.parent / ".tools" / "bin")
    assert call(script, "pytest", PATH=str(tmp_path / "bin")).returncode == 7


@posix_only
def test_uv_uses_this_python(script: Path) -> None:
    put_uv(script.parent / ".tools" / "bin")
    seen = json.loads(call(script, "pytest").stdout)
    assert seen["UV_PYTHON"] == sys.executable
    assert seen["UV_PYTHON_DOWNLOADS"] == "never"


@posix_only
def test_users_choice_of_python_is_kept(script: Path) -> None:
    put_uv(script.parent / ".tools" / "bin")
    done = call(script, "pytest", UV_PYTHON="3.13", UV_PYTHON_DOWNLOADS="automatic")
    seen = json.loads(done.stdout)
    assert seen["UV_PYTHON"] == "3.13"
    assert seen["UV_PYTHON_DOWNLOADS"] == "automatic"


@posix_only
@pytest.mark.parametrize(
    ("certificates", "chosen", "trust"),
    [
        ("ca.pem", {}, {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true"}),
        ("none.pem", {}, {}),
        ("ca.pem", {"UV_NATIVE_TLS": "false"}, {"UV_NATIVE_TLS": "false"}),
        ("ca.pem", {"UV_SYSTEM_CERTS": "0"}, {"UV_SYSTEM_CERTS": "0"}),
    ],
    ids=["of the system", "a bare container", "the user's old name", "the user's choice"],
)
def test_uv_trusts_what_the_system_trusts(
    script: Path,
    tmp_path: Path,
    certificates: str,
    chosen: dict[str, str],
    trust: dict[str, str],
) -> None:
    put_uv(script.parent / ".tools" / "bin")
    (tmp_path / "ca.pem").touch()
    (tmp_path / "empty").mkdir()
    system = {
        "SSL_CERT_FILE": str(tmp_path / certificates),
        "SSL_CERT_DIR": str(tmp_path / "empty"),
    }
    seen = json.loads(call(script, "pytest", **system, **chosen).stdout)
    assert {
        name: seen[name] for name in ("UV_SYSTEM_CERTS", "UV_NATIVE_TLS") if name in seen
    } == trust


@posix_only
def test_signals_reach_the_command_itself(script: Path) -> None:
    put_uv(script.parent / ".tools" / "bin")
    process = subprocess.Popen(
        [sys.executable, str(script), "pytest"],
        env={**os.environ, "PATH": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    output, _ = process.communicate()
    assert json.loads(output)["pid"] == process.pid


@posix_only
def test_uv_that_cannot_start_is_told_in_a_sentence(script: Path) -> None:
    put_uv(script.parent / ".tools" / "bin").chmod(0o644)
    done = call(script, "pytest")
    assert done.returncode == 1
    assert done.stderr.startswith("run.py: ")
    assert "Permission denied" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_command_gives_usage(script: Path) -> None:
    done = call(script)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("usage: python3 run.py COMMAND")
    assert "python3 run.py shegar-metrics report 2022" in done.stderr
    assert "python3 run.py pytest" in done.stderr
    assert not (script.parent / ".tools").exists()


def test_old_python_is_told(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
        with pytest.raises(SystemExit, match=r"Python 3\.11 or newer .* 3\.8\."):
            run.main(["pytest"])


def test_old_python_can_read_the_file() -> None:
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 7))


def wheel(code: int = 0) -> bytes:
    """Make a wheel of a fake pip that ends with the code."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("pip/__main__.py", FAKE_PIP.replace("CODE", str(code)))
    return content.getvalue()


def listed(
    version: str,
    content: bytes = b"",
    *,
    needs: str | None = None,
    yanked: bool | str = False,
) -> dict[str, Any]:
    """Describe a wheel of pip as an index does, at an address relative to its page."""
    name = f"pip-{version}-py3-none-any.whl"
    return {
        "filename": name,
        "url": f"../../files/{name}",
        "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
        "requires-python": needs,
        "yanked": yanked,
    }


def serve(
    monkeypatch: pytest.MonkeyPatch,
    files: list[dict[str, Any]],
    content: bytes,
) -> list[str]:
    """Stand in for a package index whose newest pip is 30.1, and for no pip at hand."""
    asked: list[str] = []

    def answer(request: urllib.request.Request, **_: object) -> io.BytesIO:
        asked.append(request.full_url)
        if request.full_url == f"{INDEX}/pip/":
            assert request.get_header("Accept") == "application/vnd.pypi.simple.v1+json"
            return io.BytesIO(json.dumps({"files": files}).encode())
        assert request.full_url == "https://index.test/files/pip-30.1-py3-none-any.whl"
        return io.BytesIO(content)

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    return asked


def test_uv_is_installed_by_the_newest_pip_that_fits(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    files = [
        listed("9.0", wheel()),
        listed("30.1", wheel(), needs=">=3.9"),
        listed("30.2", yanked="breaks things"),
        listed("31.0b1"),
        listed("32.0", needs=">=3.99"),
        {"filename": "pip-33.0.tar.gz", "url": "pip-33.0.tar.gz", "hashes": {}},
    ]
    asked = serve(monkeypatch, files, wheel())
    run.install_uv()
    assert len(asked) == 2
    assert run.UV.read_text() == FAKE_UV
    assert list(run.TOOLS.iterdir()) == [run.UV.parent]
    assert capfd.readouterr().err.startswith("run.py: no uv of version")


@pytest.mark.parametrize("folder", ["bin", "Scripts"])
def test_pip_at_hand_installs_uv_without_a_download(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
) -> None:
    def pip(
        command: list[str],
        **_: object,
    ) -> subprocess.CompletedProcess[str]:
        assert command[:5] == [sys.executable, "-P", "-m", "pip", "install"]
        target = Path(command[command.index("--target") + 1]) / folder
        target.mkdir(parents=True)
        (target / run.UV.name).write_text("uv")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(subprocess, "run", pip)
    run.install_uv()
    assert run.UV.read_text() == "uv"
    assert list(run.TOOLS.iterdir()) == [run.UV.parent]


def test_wrong_checksum_is_refused(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve(monkeypatch, [listed("30.1", b"something else")], wheel())
    with pytest.raises(SystemExit, match=r"pip-30\.1.* checksum is wrong"):
        run.install_uv()
    assert not list(run.TOOLS.iterdir())


def test_missing_checksum_is_refused(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve(monkeypatch, [listed("30.1", wheel()) | {"hashes": {}}], wheel())
    with pytest.raises(SystemExit, match="checksum is wrong"):
        run.install_uv()
    assert not list(run.TOOLS.iterdir())


def test_failed_installation_leaves_nothing(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = wheel(1)
    serve(monkeypatch, [listed("30.1", content)], content)
    with pytest.raises(SystemExit, match="pip could not install uv: check the network"):
        run.install_uv()
    assert not list(run.TOOLS.iterdir())


def test_installation_killed_half_way_is_made_anew(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    half = run.TOOLS / "tmp1" / "new" / "bin" / run.UV.name
    half.parent.mkdir(parents=True)
    half.touch()
    serve(monkeypatch, [listed("30.1", wheel())], wheel())
    run.install_uv()
    assert run.UV.read_text() == FAKE_UV


def test_index_without_json_is_told(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = io.BytesIO(b"<!DOCTYPE html>")
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: page)
    with pytest.raises(SystemExit, match="the package index gives no list in JSON"):
        run.fetch_pip(run.HERE)


def test_index_without_a_pip_that_fits_is_told(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve(monkeypatch, [listed("30.2", yanked=True)], b"")
    with pytest.raises(SystemExit, match="package index has no pip for this Python"):
        run.fetch_pip(run.HERE)


def test_missing_network_is_told(run: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"from index\.test .*unreachable"):
        run.fetch_pip(run.HERE)


def test_missing_certificates_are_told(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def distrust(*_: object, **__: object) -> None:
        reason = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"
        raise urllib.error.URLError(ssl.SSLCertVerificationError(1, reason))

    monkeypatch.setattr(urllib.request, "urlopen", distrust)
    with pytest.raises(SystemExit, match="install the CA certificates of the system"):
        run.fetch_pip(run.HERE)


def cron_command(page: str, folder: Path) -> str:
    """Take from a page what cron gives to the shell, for a project in that folder."""
    (command,) = re.findall(r"^0 6 1 2 \*\s+(.+)$", page, re.MULTILINE)
    assert "%" not in command  # cron makes a line break of it
    assert "cd /srv/shegar_metrics " in command
    return command.replace("/srv/shegar_metrics", str(folder))


def cron_path(folder: Path) -> str:
    """Return the PATH that cron gives, with a Python before it if the system's own is too old."""
    path = "/usr/bin:/bin"
    python = shutil.which("python3", path=path)
    asked = [python or "false", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    if subprocess.run(asked, check=False).returncode == 0:
        return path
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return f"{folder}:{path}"


@posix_only
@pytest.mark.slow
def test_the_documented_line_for_cron_makes_the_report(script: Path, repository: Path) -> None:
    project = script.parent.rename(script.parent.with_name("shegar_metrics"))
    shipped(project / "data")
    # The commands of the environment there is, so that none is made anew.
    uv = put_uv(project / ".tools" / "bin")
    uv.write_text(f"""#!/bin/sh
[ "$1" = --version ] && echo "uv 1.0.0 (a fake)" && exit
[ "$*" = "run --project {project} shegar-metrics report" ] || exit 9
exec "{Path(sys.executable).parent}/$4" "$5"
""")
    page = (repository / "docs" / "scheduler.md").read_text(encoding="utf-8")
    command = cron_command(page, project)
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd="/",
        env={"HOME": str(project.parent), "PATH": cron_path(project.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "reports/2022/annual_report.html" in done.stdout.splitlines()
    assert (project / "reports" / "2022" / "annual_report.html").is_file()
