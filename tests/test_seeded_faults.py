"""Faults put in on purpose, one at a time, in a copy of the project: the tests must catch each.

    uv run pytest tests/test_seeded_faults.py --seeded-faults

Each is a slip that reads well and that a careful person could make. A fault whose text is no
longer in the code fails at once, without the option: move it to where its rule lives now.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

TESTS = (
    "tests/test_measured.py",
    "tests/test_period.py",
    "tests/test_wording.py",
    "tests/test_packages.py",
    "tests/test_indicators.py",
    "tests/test_changes.py",
    "tests/test_views.py",
    "tests/test_passport.py",
    "tests/test_golden.py",
)
"""What may catch a fault: quick tests, the golden texts last."""

NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv", ".tools", ".*_cache", ".hypothesis", "node_modules", "build", "dist")
)
FAILED = 1  # as pytest exits if a test failed; any other number is trouble of its own


@dataclass(frozen=True)
class Fault:
    """What is changed, in which file of the library, and what goes wrong then."""

    name: str
    file: str
    old: str
    new: str


FAULTS = (
    Fault(
        "a mean of a leap year is divided by 365",
        "indicators/stocks.py",
        "return constant(self.period.days)",
        "return constant(365)",
    ),
    Fault(
        "a period is a day short",
        "period.py",
        "return (self.end - self.start).days + 1",
        "return (self.end - self.start).days",
    ),
    Fault(
        "halves are rounded to even",
        "indicators/units.py",
        "rounding=ROUND_HALF_UP",
        'rounding="ROUND_HALF_EVEN"',
    ),
    Fault(
        "the share of a section is taken of the acts alone",
        "indicators/publications.py",
        "return ratio(section_publications(facts, section), publications(facts), scale=100)",
        "return ratio(section_publications(facts, section), acts(facts), scale=100)",
    ),
    Fault(
        "the shares of the platforms add up to more than a hundred",
        "indicators/audience.py",
        "ratio(platform_subscriptions(facts, platform), subscriptions(facts), scale=100)",
        "ratio(platform_subscriptions(facts, platform), unique_people_min(facts), scale=100)",
    ),
    Fault(
        "growth has the wrong sign",
        "indicators/changes.py",
        "return _of(now, then, 100 * (later / earlier - 1))",
        "return _of(now, then, 100 * (1 - later / earlier))",
    ),
    Fault(
        "growth is measured against the later year",
        "indicators/changes.py",
        "return _of(now, then, 100 * (later / earlier - 1))",
        "return _of(now, then, 100 * (1 - earlier / later))",
    ),
    Fault(
        "the stock nearest to the start of the year is taken",
        "period.py",
        "return min(near, key=lambda day: (abs((day - period.end).days), day), default=None)",
        "return min(near, key=lambda day: (abs((day - period.start).days), day), default=None)",
    ),
    Fault(
        "a stock of a day after the window belongs to the year",
        "period.py",
        "(day - period.end).days <= reach",
        "(day - period.end).days <= reach + 1",
    ),
    Fault(
        "what begins in a month counts in it, though it ends in the next",
        "period.py",
        "return self.start <= other.start and other.end <= self.end",
        "return self.start <= other.start and other.start <= self.end",
    ),
    Fault(
        "a total that stands is not printed",
        "dataset/series.py",
        'return next((row for row in stated if row["stands"]), None)',
        "return None",
    ),
    Fault(
        "a part of a year is presented as the year",
        "dataset/series.py",
        "return rows if covered_days(wanted, rows) == wanted.days else []",
        "return rows if covered_days(wanted, rows) > wanted.days // 2 else []",
    ),
    Fault(
        "the population of the next year is taken",
        "indicators/stocks.py",
        'before = [row for row in rows if row["as_of"] <= self.period.end]',
        "before = list(rows)",
    ),
    Fault(
        "only the first source of a sum is named",
        "indicators/facts.py",
        "return tuple(dict.fromkeys(dataset.source_of(row, column) for row in rows))",
        "return tuple(dict.fromkeys(dataset.source_of(row, column) for row in rows[:1]))",
    ),
    Fault(
        "the sources of a denominator are not named",
        "indicators/measured.py",
        "sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),",
        "sources=parts[0].sources,",
    ),
    Fault(
        "the passport of the numbers cites their first source only",
        "views/tables/origins.py",
        "citations(marks, result.sources),",
        "citations(marks, result.sources[:1]),",
    ),
    Fault(
        "numerator and denominator are told the wrong way round",
        "indicators/measured.py",
        '{"numerator": numerator.value, "denominator": denominator.value}',
        '{"numerator": denominator.value, "denominator": numerator.value}',
    ),
    Fault(
        "a missing part of a sum counts as zero",
        "indicators/measured.py",
        "    if reason is not None:\n        return _joined(parts, None, reason)",
        "    if reason is not None and all(part.value is None for part in parts):\n"
        "        return _joined(parts, None, reason)",
    ),
    Fault(
        "the price of a contract across years is counted whole in each",
        "indicators/facts.py",
        'if cost["method"] != BY_DAYS:',
        'if cost["method"] != "":',
    ),
    Fault(
        "contracts are counted twice",
        "indicators/facts.py",
        "value = sum((share for _, share in of_year), Fraction(0))",
        "value = 2 * sum((share for _, share in of_year), Fraction(0))",
    ),
    Fault(
        "kopecks are not printed",
        "indicators/units.py",
        "return 2 if not unit.per and value.denominator != 1 else digits",
        "return 0 if not unit.per and value.denominator != 1 else digits",
    ),
    Fault(
        "the last whole week is lost in a year that ends on a Sunday",
        "indicators/activity.py",
        "weeks = ((period.end - first).days + 1) // DAYS_IN_WEEK",
        "weeks = (period.end - first).days // DAYS_IN_WEEK",
    ),
    Fault(
        "five are worded as two",
        "views/wording.py",
        'return forms[{"one": 0, "few": 1}.get(category, 2)]',
        'return forms[{"one": 0, "few": 1}.get(category, 1)]',
    ),
    Fault(
        "a decimal point stands for the decimal comma",
        "views/wording.py",
        '".": get_decimal_symbol(RU)',
        '".": "."',
    ),
    Fault(
        "a number parts from its word at the end of a line",
        "views/wording.py",
        'return f"{number(value, digits)}{NBSP}{form(value, forms, digits)}"',
        'return f"{number(value, digits)} {form(value, forms, digits)}"',
    ),
    Fault(
        "the engagement rate leaves comments out",
        "indicators/activity.py",
        'RESPONSES = ("likes", "comments", "reposts")',
        'RESPONSES = ("likes", "reposts")',
    ),
    Fault(
        "a count that was not taken anew is a change of nothing",
        "indicators/changes.py",
        "if part.dates == earlier[part.code].dates]",
        "if part.dates and not part.dates]",
    ),
    Fault(
        "the change of a sum takes a page that opened for growth",
        "indicators/changes.py",
        "    if opened or closed:\n        if now.is_sum",
        "    if opened and closed:\n        if now.is_sum",
    ),
    Fault(
        "two columns are divided that come from different rows",
        "indicators/facts.py",
        "rows = self.dataset.series.tiles(table, key, columns, self.period, life)",
        "rows = self.dataset.series.tiles(table, key, columns[:1], self.period, life)",
    ),
    Fault(
        "of several totals the last written is printed",
        "dataset/series.py",
        'return next((row for row in stated if row["stands"]), None)',
        "return stated[-1] if stated else None",
    ),
    Fault(
        "answers on time are a share of the answers",
        "indicators/feedback.py",
        'columns = ("answered_on_time", "received")',
        'columns = ("answered_on_time", "answered")',
    ),
)


def one_place(text: str, fault: Fault) -> str:
    """Put the fault in the text of its file."""
    assert text.count(fault.old) == 1, f"{fault.file} has not once: {fault.old}"
    return text.replace(fault.old, fault.new)


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Path:
    """A copy of the project; the bytecode of what is not changed stays good."""
    return Path(shutil.copytree(repository, tmp_path / "project", ignore=NOT_COPIED))


def run_tests(project: Path) -> subprocess.CompletedProcess[str]:
    """Run the quick tests of a copy, to the first that fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-x",
                "-q",
                "-o",
                "addopts=",
                "-p",
                "no:cacheprovider",
            ),
            *("-m", "not slow and not browser", *TESTS),
        ],
        cwd=project,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_twenty_or_more() -> None:
    assert len({fault.name for fault in FAULTS}) >= 20


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_has_its_place_in_the_code(fault: Fault, repository: Path) -> None:
    text = (repository / "shegar_metrics" / fault.file).read_text(encoding="utf-8")
    compile(one_place(text, fault), fault.file, "exec")


@pytest.mark.seeded
def test_the_copy_without_a_fault_passes(copy: Path) -> None:
    run = run_tests(copy)
    assert run.returncode == 0, run.stdout


@pytest.mark.seeded
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_seeded_fault_is_caught(fault: Fault, copy: Path) -> None:
    file = copy / "shegar_metrics" / fault.file
    file.write_text(one_place(file.read_text(encoding="utf-8"), fault), encoding="utf-8")
    run = run_tests(copy)
    assert run.returncode == FAILED, run.stdout + run.stderr
    print(*re.findall(r"^FAILED (\S+)", run.stdout, re.MULTILINE))
