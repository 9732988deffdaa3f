"""The recipes for schedulers, as whoever reads them: each is taken from the page itself."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs" / "scheduler.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.+?)^```$", page, re.MULTILINE | re.DOTALL)


def unit(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    return parser


def test_the_units_of_systemd_run_the_command_each_february(page: str) -> None:
    service, timer = map(unit, blocks(page, "ini"))
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["ExecStart"] == "/usr/bin/python3 run.py shegar-metrics report"
    assert timer["Timer"]["OnCalendar"] == "*-02-01 06:00"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_reads_the_calendar(page: str) -> None:
    calendar = unit(blocks(page, "ini")[1])["Timer"]["OnCalendar"]
    done = subprocess.run(
        ["systemd-analyze", "calendar", calendar], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "*-02-01 06:00:00" in done.stdout


def test_the_task_of_windows_is_read_in_the_encoding_that_it_names(
    page: str, tmp_path: Path
) -> None:
    (text,) = blocks(page, "xml")
    file = tmp_path / "shegar-metrics.xml"
    file.write_text(text, encoding="utf-16")
    task = parse(file).getroot()
    assert task.tag == f"{TASK}Task"
    assert [part.tag.removeprefix(TASK) for part in task] == [
        *("RegistrationInfo", "Triggers", "Settings", "Actions")  # the order is that of its schema
    ]
    month = task.find(f".//{TASK}ScheduleByMonth/{TASK}Months")
    assert month is not None
    assert [each.tag for each in month] == [f"{TASK}February"]
    told = {part: task.findtext(f".//{TASK}{part}") for part in ("Command", "Arguments", "Day")}
    assert told == {
        "Command": "py.exe",
        "Arguments": "run.py shegar-metrics report",
        "Day": "1",
    }


def test_the_recipe_for_airflow_is_python_that_runs_the_command(page: str) -> None:
    (text,) = blocks(page, "python")
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    keywords = {
        k.arg: ast.literal_eval(k.value) for c in calls for k in c.keywords if k.arg != "start_date"
    }
    command = "cd /srv/shegar_metrics && python3 run.py shegar-metrics report"
    assert keywords["bash_command"] == command
    assert (keywords["schedule"], keywords["retries"]) == ("0 6 1 2 *", 0)
    assert command in re.search(r"^0 6 1 2 \*\s+(.+)$", page, re.MULTILINE)[0]  # type: ignore[index]
