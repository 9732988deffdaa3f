"""A whole year from exports alone, nothing typed by hand: tables, report, figures by month."""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import nbformat
import pytest
from openpyxl import load_workbook

from shegar_metrics.dataset import load
from shegar_metrics.importing.forms.workbooks import write_form
from shegar_metrics.importing.merging.choice import Choice
from shegar_metrics.importing.plan import Plan, carry_out, plan_import
from shegar_metrics.importing.recognition import importers
from shegar_metrics.indicators import compute
from shegar_metrics.run.report import make_reports
from shegar_metrics.views import document

from .conftest import FIRST_EDITION, shipped
from .test_templating import sentences

TOMSK = timezone(timedelta(hours=7))
START, END = date(2023, 1, 1), date(2023, 12, 31)
DAYS = [START + timedelta(days=place) for place in range(365)]
MONTHS = [
    (date(2023, month, 1), date(2023, month, calendar.monthrange(2023, month)[1]))
    for month in range(1, 13)
]


def stamp(day: date, hour: int = 12) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=TOMSK).timestamp())


def metrika() -> str:
    lines = [f'"{s} - {e}","100","60","300"' for s, e in reversed(MONTHS)]
    header = '"Интервал дат визита","Визиты","Посетители","Просмотры"'
    return "\n".join([header, '"Итого и средние","1200","500","3600"', *lines]) + "\n"


def publications() -> str:
    lines = [
        f"{section},{kind},{number},{start},{start}"
        for number, (start, _) in enumerate(MONTHS, start=1)
        for section, kind in (
            ("Новости", ""),
            ("Муниципальные правовые акты", "Постановление"),
            ("Муниципальные правовые акты", "Решение Думы"),
        )
    ]
    return "Раздел,Вид акта,Номер,Дата,Опубликовано\n" + "\n".join(lines) + "\n"


def wall(days: list[date]) -> str:
    posts = [
        {
            "id": (day - START).days + 10,
            "date": stamp(day),
            "owner_id": -1,
            "from_id": -1,
            "views": {"count": 200},
            "likes": {"count": 5},
            "reposts": {"count": 1},
            "comments": {"count": 2},
        }
        for day in reversed(days)
    ]
    return json.dumps({"response": {"count": 367, "items": posts}})


def telegram() -> str:
    first = {
        "id": 1,
        "type": "service",
        "action": "create_channel",
        "date": "2022-12-30T12:00:00",
        "date_unixtime": str(stamp(date(2022, 12, 30))),
        "text": "",
    }
    messages = [
        {
            "id": place + 2,
            "type": "message",
            "date": f"{day}T12:00:00",
            "date_unixtime": str(stamp(day)),
            "text": "Новость",
            "reactions": [{"type": "emoji", "count": 3, "emoji": "+"}],
        }
        for place, day in enumerate([*DAYS[::2], date(2024, 1, 2)])
    ]
    channel = {"name": "Район", "type": "public_channel", "id": 7, "messages": [first, *messages]}
    return json.dumps(channel, ensure_ascii=False)


def trends() -> str:
    series = [{"time": stamp(day, 0) * 1000, "value": 1000 + p} for p, day in enumerate(DAYS)]
    return json.dumps({"members_count": series})


def tgstat() -> str:
    answer = [{"period": str(day), "participants_count": "491"} for day in (START, END)]
    return json.dumps({"status": "ok", "response": answer})


def contracts() -> str:
    return (
        "Номер,Дата,Предмет,Начало срока,Конец срока,Цена,Оплачено\n"
        '7,2022-12-26,"Сопровождение официального сайта",2023-01-01,2023-12-31,41000,40000.50\n'
    )


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Files as each system would give them, by kind."""
    folder = tmp_path_factory.mktemp("exports")
    around = [date(2022, 12, 31), *DAYS, date(2024, 1, 1)]
    texts = {
        "metrika": [metrika()],
        "publications": [publications()],
        "vk-wall": [wall(around[:180]), wall(around[180:])],
        "vk-group": [json.dumps({"response": {"groups": [{"id": 1, "members_count": 2421}]}})],
        "telegram": [telegram()],
        "ok-trends": [trends()],
        "tgstat": [tgstat()],
        "contracts": [contracts()],
    }
    files = {}
    for kind, every in texts.items():
        files[kind] = [folder / f"{kind}-{place}.txt" for place in range(len(every))]
        for path, text in zip(files[kind], every, strict=True):
            path.write_text(text, encoding="utf-8")
    for kind in ("pos", "gospabliki"):
        files[kind] = [folder / f"{kind}.xlsx"]
        fill(kind, files[kind][0])
    return files


def fill(kind: str, path: Path) -> None:
    """Fill a form as a clerk does."""
    write_form(kind, 2023, path, load(FIRST_EDITION / "data").reference)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = {str(cell.value).split(",")[0]: cell.column for cell in sheet[1]}
    values = {
        "Поступило": 10,
        "Отвечено": 10,
        "Отвечено в срок": 9,
        "Запланировано публикаций": 20,
        "Минут на публикацию до подключения": 10,
        "Минут на публикацию после подключения": 25,
    }
    for row in range(2, 14):
        for title, value in values.items():
            if title in titles:
                sheet.cell(row, titles[title], value)
    book.save(path)


@pytest.fixture(scope="module")
def year(
    exports: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Plan]]:
    """Data of 2023 from these exports, and what each import did."""
    data = shipped(tmp_path_factory.mktemp("year") / "data")
    plans = {}
    for kind, files in exports.items():
        said = {"year": 2023, "as_of": END if kind == "vk-group" else None}
        plans[kind] = plan_import(files, data, said=said)
        carry_out(plans[kind])
    return data, plans


def test_every_file_is_recognised_and_lands_in_the_tables(
    year: tuple[Path, dict[str, Plan]],
) -> None:
    for kind, plan in year[1].items():
        assert [taken.batch.importer.kind for taken in plan.batches] == [kind]
        assert any(change.before is None for change in plan.changes)


def values(data: Path) -> Iterator[tuple[str, float]]:
    for result in compute(load(data), 2023).values():
        yield result.id, round(float(result.measured), 4)


def test_the_indicators_follow(year: tuple[Path, dict[str, Plan]]) -> None:
    found = dict(values(year[0]))
    assert {
        "visits": 1200,
        "publications": 36,
        "contract_cost": 40000.5,
        "posts[vk]": 365,
        "posts[telegram]": 183,
        "posting_regularity[vk]": 100,
        "engagement_rate[vk]": 4,
        "platform_subscriptions[vk]": 2421,
        "platform_subscriptions[ok]": 1364,
        "platform_subscriptions[telegram]": 491,
        "subscriber_growth[ok]": 36.4,
        "subscriber_growth[telegram]": 0,
        "answered_on_time[pos]": 90,
        "minutes_per_post[before]": 10,
        "minutes_per_post[after]": 25,
    }.items() <= found.items()


def test_every_figure_traces_to_its_file(year: tuple[Path, dict[str, Plan]]) -> None:
    data = load(year[0])
    for result in compute(data, 2023).rows:
        for source in result.sources:
            row = data.source(source)
            if row["importer"]:
                assert (year[0] / "raw" / row["path"]).is_file()
                assert row["importer"] in importers()


def test_every_sentence_can_be_told_of_a_year_counted_anew(
    year: tuple[Path, dict[str, Plan]],
) -> None:
    results = compute(load(year[0]), 2023)
    assert results.change("subscriptions").value == 100 * (Fraction(2421 + 1364 + 491, 4026) - 1)
    told = " ".join(sentences(results).values()).replace("\u00a0", " ")
    assert "4 276 подписок" in told
    assert "Сравнить сумму подписок" not in told


@pytest.mark.slow
def test_the_report_shows_the_year_by_month(
    year: tuple[Path, dict[str, Plan]], tmp_path: Path
) -> None:
    (edition,) = make_reports([2023], year[0], tmp_path)
    notebook = nbformat.read(edition.files[0].with_suffix(".ipynb"), as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    captions = [
        output.metadata["image/svg+xml"]["caption"].replace("\u00a0", " ")
        for output in outputs
        if "image/svg+xml" in output.data
    ]
    for title in (
        "Посещения сайта по месяцам",
        "Публикации раздела по месяцам",
        "Записи на странице по месяцам",
        "Отклики на 100 просмотров по месяцам",
        "Ответы в срок по месяцам",
        "После подключения «Госпабликов» на публикацию уходит",
    ):
        assert any(caption.startswith(title) for caption in captions), title
    # No month of these is missing, and a share of four weeks says nothing.
    for title in ("За какие месяцы есть сведения", "Регулярность"):
        assert not any(caption.startswith(title) for caption in captions)
    (months,) = (
        text
        for output in outputs
        if "Откуда число по месяцам" in (text := output.data.get("text/markdown", ""))
    )
    assert "Записи на странице" in months
    assert "Регулярность" not in months


def test_an_estimate_is_called_so_in_print(data: Path, tmp_path: Path) -> None:
    around = [START - timedelta(days=1), *DAYS, END + timedelta(days=1)]
    lines = [
        f'198.51.100.7 - - [{day:%d/%b/%Y}:12:00:00 +0700] "GET /news/ HTTP/1.1" 200 5 "-" '
        '"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/109.0"'
        for day in around
    ]
    log = tmp_path / "access.log"
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    carry_out(plan_import([log], data, said={"year": 2023}))
    told = document.information(compute(load(data), 2023), "site").text.replace("\u00a0", " ")
    assert "За 2023 год — 365 посещений" in told
    assert "Оценка по журналу сервера" in told


def test_two_systems_make_no_year(data: Path, tmp_path: Path) -> None:
    header, _, *months = metrika().splitlines()
    half = tmp_path / "half.csv"
    half.write_text("\n".join([header, *months[6:]]) + "\n", encoding="utf-8")
    matomo = tmp_path / "matomo.csv"
    rows = [f"2023-{month:02},{5},{50}" for month in range(7, 13)]
    text = "\n".join(["date,nb_uniq_visitors,nb_visits", *rows]) + "\n"
    matomo.write_text(text, encoding="utf-16")
    for file in (half, matomo):
        carry_out(plan_import([file], data))
    visits = compute(load(data), 2023)["visits"]
    assert visits.reason == "части периода посчитаны разными системами: matomo, metrika"


def test_what_is_counted_later_does_not_change_a_report_that_was_given(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ok.json"
    file.write_text(trends(), encoding="utf-8")
    carry_out(plan_import([file], data, choices=[Choice.parse("old")]))
    found = compute(load(data), 2022)["platform_subscriptions[ok]"]
    assert (found.value, found.dates) == (1114, (date(2023, 7, 10),))
