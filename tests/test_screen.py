"""The console: texts from files act on nothing, programs get UTF-8, and no stream ends a run."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shegar_metrics.cli import app as cli
from shegar_metrics.cli.screen import Screen
from shegar_metrics.indicators import Results
from shegar_metrics.problems import Refusal, printable
from shegar_metrics.run import report
from shegar_metrics.run.report import Edition

from .conftest import clear, command
from .importing.test_publications import YEAR as ACTS
from .test_importing import months_csv

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names or shells")

# Markup and a picture by its name, which are no more than text here.
PLAIN = "[red]x[bold]:heart:"
# The title of a terminal, colours, clearing, going back, also in codes of eight bits.
ACTING = "\x1b]0;evil\x07\x1b[31m\x1b[2J\r\b\x7f\x9b31m\x9d0;evil\x9c"
# Ends of lines and pages, marks of direction, joiners, what takes no place, a tag.
MOVING = "\t\x0b\x0c\x1c\x85\u2028\u2029\u200e\u200f\u061c\u202a\u202e\u2066\u2069"
HIDING = "\u00ad\u034f\u200b\u200d\u2060\u3164\ufe0f\ufeff\U000e0041"
EVIL = f"{PLAIN}\nДанные верны.\n{ACTING}{MOVING}{HIDING}"


def executable() -> str:
    path = shutil.which("shegar-metrics", path=Path(sys.executable).parent)
    assert path
    return path


def assert_inert(text: str) -> None:
    """Assert that a hostile text was shown, and as no more than a part of a line."""
    assert PLAIN in text
    for line in text.split("\n"):
        assert printable(line) == line
        assert not line.startswith("Данные верны.")


@pytest.mark.parametrize("char", sorted({*"\n\x00\x1b\x07\r\b\x7f\x9b\x9d\x9c", *MOVING, *HIDING}))
def test_what_acts_or_is_not_seen_is_replaced(char: str) -> None:
    assert printable(f"a{char}b") == "a\ufffdb"


def test_what_is_seen_stays() -> None:
    text = "«№ 5» 37\u00a0743\u202f₽ — ё, й, ÷, \N{WAVING HAND SIGN}"
    assert printable(text) == text


@posix_only
def test_a_file_of_no_known_kind(data: Path) -> None:
    unknown = data.parent / f"{EVIL}.csv"
    with unknown.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([EVIL.replace("\n", ""), "b"])
    done = command("import", unknown.name, cwd=data.parent)
    assert done.returncode == 1
    assert done.stderr.count(PLAIN) == 2  # its name and its header
    assert_inert(done.stderr)
    debugged = command("--debug", "import", unknown.name, cwd=data.parent)
    assert "Traceback" in debugged.stderr
    assert_inert(debugged.stderr)


def test_what_an_importer_has_noticed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clear(data / "publications.csv")  # which tells of the same year
    file = data.parent / "acts.csv"
    file.write_bytes(ACTS.replace("Распоряжение", f'"{EVIL}"').encode("utf-8"))
    arguments = ["import", str(file), "--dry-run", "--prefer", "new", "--data", str(data)]
    cli.app(arguments, standalone_mode=False)
    assert_inert(capsys.readouterr().out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--data", EVIL],
        ["report", EVIL],
        ["verify", EVIL],
        ["diff", EVIL, "2022"],
        ["import", EVIL],
        ["import", __file__, "--as", EVIL],
        ["form", EVIL, "--year", "2023"],
        ["form", "pos", "--year", "2023", "--out", EVIL],
    ],
    ids=lambda arguments: " ".join(arguments).partition(PLAIN)[0],
)
def test_refusals(
    data: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(data.parent)
    with pytest.raises(Refusal) as refused:
        cli.app(arguments, standalone_mode=False)
    assert_inert(str(refused.value))
    cli.errors.say(*refused.value.lines)
    assert_inert(capsys.readouterr().err)


def spoilt(edition: Path, there: Path) -> Path:
    """Make an edition of another hand: hostile names, versions, titles and reasons."""
    there.mkdir()
    with (edition / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {**row, "title": EVIL, "reason": EVIL, "formula": EVIL} for row in csv.DictReader(file)
        ]
    with (there / "indicators.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows([*rows, {**rows[0], "id": EVIL}])
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    manifest["versions"] |= {EVIL: EVIL, "typst": EVIL}
    for name, path in (("inputs", f"data/raw/{EVIL}"), ("code", EVIL), ("outputs", EVIL)):
        manifest[name].append({"path": path, "bytes": 1, "sha256": "0" * 64})
    (there / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return there


@posix_only
@pytest.mark.slow
@pytest.mark.parametrize("name", ["verify", "diff"])
def test_an_edition_of_another_hand(
    edition: Path,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    there = spoilt(edition, data.parent / EVIL)
    monkeypatch.setenv("COLUMNS", "5000")  # every cell in one line
    monkeypatch.setattr(cli, "screen", Screen())
    again = Edition(2022, (edition / "manifest.json",))
    monkeypatch.setattr(report, "make_reports", lambda *_, **__: [again])
    folders = [str(there)] if name == "verify" else [str(edition), str(there)]
    cli.app([name, *folders, "--data", str(data)], standalone_mode=False)
    said = capsys.readouterr().out
    assert said.count(PLAIN) > (7 if name == "verify" else 30)
    assert_inert(said)


@pytest.mark.parametrize("terminal", ["0", "1"])
def test_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: str
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", terminal)
    monkeypatch.setenv("COLUMNS", "5000")
    with Screen(errors=True).progress() as step:
        step(EVIL, 0.5)
    said = capsys.readouterr().err
    assert printable(EVIL) in said
    assert not {*ACTING + MOVING + HIDING} & {*said} - {*printable(ACTING), "\x1b", "\r"}
    assert "\x1b]0;" not in said


@pytest.mark.parametrize("encoding", ["cp1251", "ascii"])
def test_programs_get_utf8_whatever_the_console(
    data: Path, results: Results, encoding: str
) -> None:
    def handed_over(form: str) -> bytes:
        done = subprocess.run(
            [executable(), "indicators", "2022", "--format", form],
            cwd=data.parent,
            env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            capture_output=True,
            check=True,
        )
        return done.stdout

    assert handed_over("csv") == results.csv().encode("utf-8")
    assert "÷" in json.loads(handed_over("json").decode("utf-8"))[1]["formula"]


def in_shell(line: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which ``$0`` is the command."""
    return subprocess.run(
        ["sh", "-c", line, executable()],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@posix_only
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("check >&-", 0),
        ("indicators 2022 --format csv >&-", 0),
        ("check --data x 2>&-", 1),
        ("--bad 2>&-", 2),
        ("check <&- >&- 2>&-", 0),
        ("check --data x <&- >&- 2>&-", 1),
    ],
)
def test_a_closed_stream_changes_no_exit_code(data: Path, line: str, code: int) -> None:
    done = in_shell(f'"$0" {line}', data.parent)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def unheard(*arguments: str, cwd: Path) -> int:
    """Run the command for a reader of both streams that has left before the first byte."""
    reader, writer = os.pipe()
    os.close(reader)
    line = [executable(), *arguments]
    try:
        return subprocess.run(line, cwd=cwd, stdout=writer, stderr=writer, check=False).returncode
    finally:
        os.close(writer)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["check"], 0),
        (["indicators", "2022"], 0),
        (["indicators", "2022", "--format", "json"], 0),
        (["check", "--data", "x"], 1),
        (["--bad"], 2),
    ],
)
def test_a_reader_that_has_left_changes_no_exit_code(
    data: Path, arguments: list[str], code: int
) -> None:
    assert unheard(*arguments, cwd=data.parent) == code


@posix_only
@pytest.mark.slow
def test_a_report_that_nobody_listens_to_is_made(data: Path) -> None:
    assert unheard("report", "2022", cwd=data.parent) == 0
    manifest = data.parent / "reports" / "2022" / "manifest.json"
    manifest.unlink()  # or the next would have nothing to do
    done = in_shell('"$0" report 2022 <&- >&- 2>&-', data.parent)
    assert done.returncode == 0
    assert manifest.is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", ["check", "indicators 2022", "indicators 2022 --format csv"])
def test_output_that_is_lost_is_told(data: Path, arguments: str) -> None:
    done = in_shell(f'"$0" {arguments} > /dev/full', data.parent)
    assert done.returncode == 3
    assert done.stderr == "Вывод записан не весь (No space left on device).\n"
    assert in_shell(f'"$0" {arguments} 2> /dev/full', data.parent).returncode == 0


@posix_only
def test_russian_names_where_only_ascii_is_known(data: Path) -> None:
    bare = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    folder = data.rename(data.parent / "данные")
    (data.parent / "выгрузка.csv").write_text(months_csv(), encoding="utf-8")
    done = in_shell('"$0" import выгрузка.csv --data данные', data.parent, **bare)
    assert done.returncode == 0, done.stderr
    assert f"Записано в {folder}." in done.stdout
    assert "выгрузка.csv" in (folder / "sources.csv").read_text(encoding="utf-8")
    assert in_shell('"$0" check --data данные', data.parent, **bare).returncode == 0
