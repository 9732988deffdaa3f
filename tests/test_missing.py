"""«Чего в отчёте нет»: what the year before had comes first, and the heading is never empty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.indicators import Results, compute
from shegar_metrics.views import prose

from . import packages
from .conftest import add

LOST = "В отчёте за 2023 год было, а в этом нет:"


def lacking(results: Results) -> str:
    view = prose.gaps(results)
    assert view is not None
    return view.text.replace("\u00a0", " ")


def test_what_the_year_before_had_is_named_with_its_value(two_years: Path) -> None:
    flow = {"source": "made-up"}
    add(two_years, "feedback", **flow, period=2023, channel="pos", received=312)
    add(two_years, "feedback", **flow, period=2023, channel="messages", received=214)
    add(two_years, "feedback", **flow, period=2024, channel="pos", received=287)
    text = lacking(compute(load(two_years), 2024))
    lost, _, others = text.partition("Сведений за 2024 год нет:")
    assert lost.startswith(f"## Чего в отчёте нет\n\n{LOST}\n\n- ")
    named = "- Поступило сообщений: Личные сообщения и комментарии: за 2023 год — 214 сообщений."
    assert named in lost
    assert "ПОС" not in lost
    assert "- Обратная связь: отвечено" in others
    assert "- Стоимость договора на сопровождение сайта." in others


def test_what_follows_from_a_lost_value_is_not_named_too(two_years: Path) -> None:
    add(two_years, "visits", period=2024, page="site", visits=5, source="made-up")
    lost = lacking(compute(load(two_years), 2024)).partition("Сведений за 2024 год нет:")[0]
    assert "- Публикации на сайте: за 2023 год — 1 публикация." in lost
    assert "Публикации в месяц" not in lost
    assert "Посещения" not in lost


def test_nothing_is_lost_in_the_first_year(results: Results) -> None:
    assert "было, а в этом нет" not in lacking(results)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Results:
    data = packages.rich(tmp_path_factory.mktemp("rich") / "data")
    return compute(load(data), packages.LAST)


def test_a_contract_that_ended_and_a_page_that_closed_are_not_lost(rich: Results) -> None:
    assert "было, а в этом нет" not in lacking(rich)


def test_where_nothing_lacks_there_is_no_heading(rich: Results) -> None:
    known = [row for row in rich.rows if row.value is not None]
    context = replace(rich.context, gaps=[], uncounted=[], discrepancies=[], indicators=())
    assert prose.gaps(Results(known, context)) is None
