"""What numbers are held against: rows of data, true of what is printed, and said whose they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.dataset.filling import still_to_fill
from shegar_metrics.dataset.schema import fields
from shegar_metrics.dataset.yardstick_rules import COUNTS, OF_CHANNELS
from shegar_metrics.indicators import Results, compute, declared
from shegar_metrics.indicators.units import PERCENT
from shegar_metrics.problems import DataRefusal
from shegar_metrics.views import document, figures, prose, tables

from . import packages
from .packages import add

HELD = {
    "indicator": "answered_on_time",
    "member": "pos",
    "value": 95,
    "whose": "методика Дальней области",
    "standing": "practice",
    "valid_from": date(2024, 1, 1),
    "source": "made-up",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a package with messages of two channels in 2024."""
    folder = packages.empty(tmp_path / "data")
    packages.add_reference(folder)
    packages.source(folder, "made-up", "Записка", "manual", date(2025, 2, 1))
    add(folder, "pages", id="vk", platform="vk", title="ВКонтакте")
    return folder


def answered(folder: Path, year: int, **of_10_000: int) -> Results:
    for channel, answers in of_10_000.items():
        counts = {"received": 10_000, "answered_on_time": answers}
        add(folder, "feedback", period=year, channel=channel, **counts, source="made-up")
    return compute(load(folder), year)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\\", "")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (9340, "_**Доля ответов в срок ниже ориентира.**_ Платформа"),
        (9340, "(93,4 % при ориентире 95 %)"),
        (9496, "(95,0 %)"),  # it prints as the yardstick is, and is not called lower
        (9500, "(95,0 %)"),
        (9999, "(100,0 %)"),
    ],
)
def test_a_share_is_below_its_yardstick_in_print_too(
    folder: Path, answers: int, sentence: str
) -> None:
    add(folder, "yardsticks", **HELD)
    text = plain(prose.summary(answered(folder, 2024, pos=answers)).text)
    assert sentence in text
    assert ("ниже ориентира" in text) is ("при ориентире" in text) is (answers == 9340)


@pytest.mark.parametrize(
    ("value", "answers", "is_lower"),
    [
        ("93.52", 9352, False),  # it prints as 93,5, less than the yardstick it has reached
        ("93.54", 9353, True),
        ("93.525", 9352, True),
    ],
)
def test_what_reaches_a_yardstick_of_more_decimals_is_not_below_it(
    folder: Path, value: str, answers: int, is_lower: bool
) -> None:
    add(folder, "yardsticks", **HELD | {"value": value})
    text = plain(prose.summary(answered(folder, 2024, pos=answers)).text)
    lower = f"(93,5 % при ориентире {value.replace('.', ',')} %)"
    assert (lower in text) is ("ниже ориентира" in text) is is_lower


def test_a_yardstick_of_one_channel_is_not_held_against_another(folder: Path) -> None:
    add(folder, "yardsticks", **HELD)
    results = answered(folder, 2024, pos=9000, messages=8000)
    text = plain(prose.summary(results).text)
    assert "ниже ориентира — Платформа обратной связи (ПОС)." in text
    assert "(80,0 %)" in text
    add(folder, "yardsticks", **HELD | {"member": None, "value": 70})
    text = plain(prose.summary(compute(load(folder), 2024)).text)
    assert "(90,0 % при ориентире 95 %)" in text  # its own goes before that of all
    assert "(80,0 %)" in text


def test_the_section_says_once_whose_a_yardstick_is(folder: Path) -> None:
    add(folder, "yardsticks", **HELD | {"valid_from": date(2024, 5, 27)})
    results = answered(folder, 2024, pos=9000)
    sentence = (
        "Ориентир (Платформа обратной связи (ПОС)) — 95 % или больше (с 27 мая 2024 года): "
        "методика Дальней области; это практика другого региона, здесь ориентир не обязателен."
    )
    assert plain(prose.feedback(results).text).count(sentence) == 1
    assert "Это ниже ориентира. Ориентир — 95 % или больше" in plain(
        document.information(results, "feedback").text
    )
    assert "ориентир" not in plain(tables.feedback(results).markdown())  # nothing is compared


def test_the_years_are_held_against_what_held_when_each_ended(folder: Path) -> None:
    add(folder, "yardsticks", **HELD | {"value": 81, "valid_to": date(2024, 12, 30)})
    add(folder, "yardsticks", **HELD | {"valid_from": date(2024, 12, 31)})
    answered(folder, 2023, pos=8000)
    answered(folder, 2024, pos=9100)
    results = answered(folder, 2025, pos=9000)
    (figure,) = figures.years(results)
    (line,) = (line for line in figure.drawing.axes[0].lines if line.is_dashed())
    assert (list(line.get_xdata()), list(line.get_ydata())) == ([2023.5, 2025.5], [95, 95])
    assert "Ориентир (Ответы в срок: Платформа обратной связи (ПОС)) — 95." in plain(figure.alt)
    keys = tables.key_figures(results)
    assert "−1,0 п. п.; ориентир 95 %" in [plain(cell) for cell in keys.rows[0]]


def test_what_is_published_of_2022_knows_no_later_yardstick(results: Results) -> None:
    assert results.context.yardsticks
    texts = [view(results).text for view in (prose.summary, prose.feedback, prose.activity)]
    assert "риентир" not in " ".join(texts)


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ({"indicator": "visits"}, "столбец indicator: «visits» — недопустимое значение"),
        ({"member": "vk"}, "столбец member: «vk» — это не канал"),
        ({"indicator": "engagement_rate"}, "столбец member: «pos» — это не официальная страница"),
        ({"per": "week"}, "столбец per: «week» — доля от срока не зависит"),
        ({"indicator": "posts", "member": "vk"}, "столбец per: не сказано, за какой срок"),
        ({"valid_to": date(2023, 1, 1)}, "столбец valid_to: «2023-01-01» — раньше начала"),
        ({"value": -1}, "столбец value: «-1» — недопустимое значение"),
        ({"source": "none"}, "столбец source: «none» — в sources.csv такого нет"),
    ],
)
def test_a_yardstick_that_cannot_be_is_refused(
    folder: Path, row: dict[str, object], refusal: str
) -> None:
    add(folder, "yardsticks", **HELD | row)
    with pytest.raises(DataRefusal) as refused:
        load(folder)
    assert refusal in plain(str(refused.value))


@pytest.mark.parametrize(
    ("until", "refused"), [(None, True), ("2024-05-27", True), ("2024-05-26", False)]
)
def test_one_yardstick_holds_on_a_day(folder: Path, until: str | None, refused: bool) -> None:
    add(folder, "yardsticks", **HELD | {"value": 81, "valid_to": until})
    add(folder, "yardsticks", **HELD | {"valid_from": date(2024, 5, 27)})
    if not refused:
        assert len(load(folder).rows["yardsticks"]) == 2
        return
    with pytest.raises(DataRefusal, match="в эти дни действует и ориентир строки 2"):
        load(folder)


def test_each_indicator_that_has_yardsticks_is_drawn_against_them() -> None:
    named = fields("yardsticks")["indicator"]["constraints"]["enum"]
    known = {indicator.id: indicator for indicator in declared()}
    assert all(known[name].drawn for name in named)
    assert {name for name in named if known[name].over == "feedback.channel"} == OF_CHANNELS
    assert {name for name in named if known[name].unit != PERCENT and not known[name].unit.per} == (
        COUNTS
    )


def test_a_package_without_the_table_holds_nothing_against_anything(folder: Path) -> None:
    (folder / "reference" / "yardsticks.csv").unlink()
    assert "риентир" not in prose.summary(answered(folder, 2024, pos=5000)).text


@pytest.mark.parametrize("contact", [None, "отдел связи, it@zarechny.example"])
def test_whom_to_ask_is_printed_where_it_is_known(tmp_path: Path, contact: str | None) -> None:
    folder = packages.empty(tmp_path / "data")
    packages.add_names(folder, date(2006, 1, 1), "Заречный район", "Заречного района")
    if contact:
        packages.add_names(folder, date(2020, 1, 1), "Район", "Района", contact=contact)
    packages.source(folder, "made-up", "Записка", "manual", date(2025, 2, 1))
    add(folder, "pages", id="site", title="Сайт")
    add(folder, "visits", period=2024, page="site", visits=5, source="made-up")
    dataset = load(folder)
    about = plain(prose.heading(compute(dataset, 2024)).text)
    assert ("Вопросы по отчёту: отдел связи, it@zarechny.example" in about) is bool(contact)
    assert ("Вопросы" in about) is bool(contact)
    asked = [line for line in still_to_fill(dataset) if "Кого спрашивать об отчёте" in line]
    assert [("2020-01-01" in line) for line in asked] == [False]
