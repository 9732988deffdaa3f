"""«Как читать отчёт»: each question has its answer on the first screen or one link away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Made
from .packages import LAST

ANSWER = re.compile(r"\[([^\]]+)\]\(\.\./reports/2022/annual_report\.html#([\w-]+)\)")


@pytest.fixture(scope="module")
def questions(repository: Path) -> list[str]:
    text = (repository / "docs" / "reading.md").read_text(encoding="utf-8")
    return re.findall(r"^\| (?!Вопрос).*$", text, re.MULTILINE)


def test_there_are_twelve_questions_and_each_has_an_answer(questions: list[str]) -> None:
    assert len(questions) == 12
    assert all(ANSWER.search(question) for question in questions)


@pytest.mark.slow
def test_each_answer_is_a_place_of_a_full_edition(
    questions: list[str], made: Callable[[str], Made]
) -> None:
    page = (made("rich").edition(LAST) / "annual_report.html").read_text(encoding="utf-8")
    places = dict(re.findall(r'<h[23] id="([\w-]+)">(.*?)</h', page))
    answers = {(name, place) for question in questions for name, place in ANSWER.findall(question)}
    assert len(answers) > 8
    assert all(places.get(place, "").replace("\u00a0", " ") == name for name, place in answers)
