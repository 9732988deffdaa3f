"""Yandex.Metrica's Logs API: single visits in TSV, as it sends them."""

from __future__ import annotations

import gzip
import resource
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems import metrika_logs
from shegar_metrics.importing.systems.metrika_logs import read as read_logs
from shegar_metrics.problems import DataRefusal

from .conftest import Counts, Read, Write, opened, options, told_of_visits

HEADER = "ym:s:visitID\tym:s:dateTime\tym:s:clientID\tym:s:startURL\tym:s:pageViews\tym:s:bounce\n"
VISITS = (
    "11\t2023-01-01 09:00:00\t501\thttps://site.ru/\t3\t0\n"
    "12\t2023-01-01 23:59:59\t502\thttps://site.ru/?q=\\'a\"b\t1\t1\n"
    "13\t2023-01-01 12:00:00\t501\t\t0\t1\n"
    "14\t2023-01-03 00:00:00\t501\t\t7\t0\n"
)
LOG = HEADER + VISITS

FIRST, THIRD = date(2023, 1, 1), date(2023, 1, 3)


def by_day(extract: Extract) -> dict[date, Counts]:
    told = told_of_visits(extract)
    return {start: counts for (start, end), counts in told.items() if start == end}


def refused(*paths: Path) -> str:
    with pytest.raises(DataRefusal) as refusal:
        read_logs([opened(path) for path in paths], options())
    return str(refusal.value)


def test_visits_people_and_views_of_each_day(write: Write, read: Read) -> None:
    extract = read("metrika-logs", write("visits.tsv", LOG))
    assert by_day(extract) == {FIRST: (3, 2, 4), THIRD: (1, 1, 7)}
    assert "Дней без визитов — 1 (02.01.2023)" in extract.noticed[1]


@pytest.mark.parametrize(
    "content",
    [
        LOG.replace("\n", "\r\n").encode(),
        LOG.encode("utf-8-sig"),
        (LOG + "\n").encode(),
        LOG.replace("https://site.ru/\t", "\xff\t").encode("latin-1"),  # not UTF-8: not ours
    ],
    ids=["windows", "mark", "blank line", "bytes"],
)
def test_variants_of_the_same_log(write: Write, read: Read, content: bytes) -> None:
    assert by_day(read("metrika-logs", write("a.tsv", content)))[FIRST] == (3, 2, 4)


def test_columns_stand_in_any_order_and_date_is_enough(write: Write, read: Read) -> None:
    lines = "ym:s:pageViews\tym:s:date\tym:s:visitID\n2\t2023-01-01\t1\n3\t2023-01-01\t2\n"
    extract = read("metrika-logs", write("a.tsv", lines))
    assert by_day(extract) == {FIRST: (2, None, 5)}
    assert "Нет столбца ym:s:clientID: этого показателя нет." in extract.noticed
    extract = read("metrika-logs", write("b.tsv", "ym:s:date\n2023-01-01\n2023-01-01\n"))
    assert by_day(extract) == {FIRST: (2, None, None)}
    assert "нет столбца ym:s:visitID" in extract.noticed[1]


def test_packed_parts(write: Write, read: Read) -> None:
    first = write("0.tsv.gz", gzip.compress(LOG.encode()))
    assert by_day(read("metrika-logs", first)) == {FIRST: (3, 2, 4), THIRD: (1, 1, 7)}
    other = write("1.tsv", HEADER + "15\t2023-01-01 09:00:00\t501\t\t1\t0\n")
    assert "1.tsv: часть файлов сжата, а часть нет" in refused(first, other)


def test_parts_are_read_together(write: Write, read: Read) -> None:
    lines = VISITS.splitlines(keepends=True)
    parts = [write(f"{place}.tsv", HEADER + line) for place, line in enumerate(lines)]
    assert by_day(read("metrika-logs", *parts)) == {FIRST: (3, 2, 4), THIRD: (1, 1, 7)}
    other = write("other.tsv", "ym:s:date\n2023-01-01\n")
    assert "other.tsv: столбцы не те, что в файле 0.tsv" in refused(parts[0], other)
    copy = write("copy.tsv", HEADER + lines[0])
    assert "copy.tsv: тот же файл, что 0.tsv" in refused(parts[0], copy)


def test_a_visit_repeated_is_one_in_its_latest_state(write: Write, read: Read) -> None:
    earlier = VISITS.splitlines(keepends=True)[0].replace("\t3\t0", "\t2\t0")
    extract = read("metrika-logs", write("a.tsv", LOG), write("b.tsv", HEADER + earlier))
    assert by_day(extract)[FIRST] == (3, 2, 4)
    assert any("Строк — 5, визитов — 4" in told for told in extract.noticed)


def test_people_of_a_year_whose_every_day_has_visits(write: Write, read: Read) -> None:
    days = [date(2023, 1, 1) + timedelta(days=place) for place in range(366)]
    lines = "".join(f"{place}\t{day}\t{place % 7}\n" for place, day in enumerate(days))
    path = write("a.tsv", f"ym:s:visitID\tym:s:date\tym:s:clientID\n{lines}")
    rows = read("metrika-logs", path).rows
    assert {row["period_start"] for row in rows["visits"]} == set(days)
    (year,) = [row for row in rows["totals"] if row["period_start"] != row["period_end"]]
    assert year == {
        "table": "visits",
        "column": "visitors",
        "period_start": date(2023, 1, 1),
        "period_end": date(2023, 12, 31),
        "value": 7,
        "stands": True,
        "note": None,
    }


def test_people_of_a_large_log_are_not_counted(
    write: Write, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrika_logs, "EXACT_BELOW", 10)
    extract = read("metrika-logs", write("a.tsv", LOG))
    assert by_day(extract) == {FIRST: (3, None, 4), THIRD: (1, None, 7)}
    assert "Посетители не посчитаны" in extract.noticed[2]


COUNTED = "ym:s:counterID\tym:s:visitID\tym:s:date\n{}\t1\t2023-01-01\n{}\t2\t2023-01-02\n"


@pytest.mark.parametrize("exact", [10, 10**9], ids=["large", "small"])
def test_the_counter_is_named(
    write: Write, read: Read, monkeypatch: pytest.MonkeyPatch, exact: int
) -> None:
    monkeypatch.setattr(metrika_logs, "EXACT_BELOW", exact)
    assert read("metrika-logs", write("a.tsv", COUNTED.format(7, 7))).external_id == "7"
    assert "визиты нескольких счётчиков: 7, 8" in refused(write("b.tsv", COUNTED.format(7, 8)))
    assert read("metrika-logs", write("c.tsv", LOG)).external_id is None


@pytest.mark.parametrize("exact", [10, 10**9], ids=["large", "small"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (LOG.replace("01-01 09", "13-01 09"), "строка 2, столбец ym:s:dateTime: «2023-13-01 09:00"),
        (LOG.replace("2023-01-03", "2023-02-30"), "строка 5, столбец ym:s:dateTime: «2023-02-30"),
        (LOG.replace("2023-01-03", "1970-01-01"), "строка 5, столбец ym:s:dateTime: «1970-01-01"),
        (LOG.replace("2023-01-03 00:00:00", ""), "строка 5, столбец ym:s:dateTime: ячейка пуста"),
        (LOG.replace("2023-01-03 00:00:00", "infinity"), "«infinity» — не дата. Ожидается дата"),
        (LOG.replace("\t3\t", "\t-3\t"), "строка 2, столбец ym:s:pageViews: «-3» — не число"),
        (LOG.replace("\t3\t", "\t3.7\t"), "столбец ym:s:pageViews: «3.7» — не число просмотров"),
        (LOG.replace("\t3\t", "\tтри\t"), "столбец ym:s:pageViews: «три» — не число просмотров"),
        (LOG.replace("\t3\t", "\tNaN\t"), "столбец ym:s:pageViews: «NaN» — не число просмотров"),
        (LOG.replace("\t3\t", "\t1e400\t"), "столбец ym:s:pageViews: «1e400» — не число"),
        (LOG.replace("\t3\t", "\t\t"), "строка 2, столбец ym:s:pageViews: ячейка пуста"),
        (LOG.replace("\t3\t", "\t3\t9\t"), "строка 2: ячеек — 7, а столбцов — 6"),
        (LOG[:-5] + "\n", "строка 5: ячеек — 4, а столбцов — 6: строка обрезана"),
        (LOG[:-2], "a.tsv: последняя строка обрезана: за ней нет перевода строки"),
        (HEADER, "a.tsv: нет ни одного визита"),
        (HEADER.strip(), "a.tsv, строка 1: нет столбца с датой визита"),
        (LOG.replace("ym:s:dateTime", "ym:s:time"), "строка 1: нет столбца с датой визита"),
        (LOG.replace("\t", ","), "строка 1: столбцы разделены не табуляцией: файл пересохранён"),
        (LOG.replace("\t", ";"), "строка 1: столбцы разделены не табуляцией: файл пересохранён"),
        (LOG.replace("ym:s:bounce", "ym:s:pageViews"), "столбец с одним заголовком — дважды"),
        (gzip.compress(LOG[:-2].encode()), "a.tsv: последняя строка обрезана"),
        (gzip.compress(LOG.encode())[:-12], "a.tsv: архив gzip обрезан или испорчен"),
        (LOG.replace("ym:s:", "ym:pv:"), "это просмотры (hits). Ожидается визиты"),
        (LOG.encode("utf-16"), "a.tsv: это UTF-16"),
        (LOG.replace("https://site.ru/", "x" * 3_000_000), "a.tsv, строка 2: строка непомерно"),
        (LOG[:-1] + "x" * 3_000_000 + "\n", "a.tsv, строка 5: строка непомерно"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(
    write: Write, monkeypatch: pytest.MonkeyPatch, content: str | bytes, told: str, exact: int
) -> None:
    monkeypatch.setattr(metrika_logs, "EXACT_BELOW", exact)
    assert told in refused(write("a.tsv", content))


def test_each_wrong_row_is_told(write: Write) -> None:
    told = refused(write("a.tsv", LOG.replace("2023-01-01", "01.01.2023")))
    assert [f"строка {line}," in told for line in (2, 3, 4, 5)] == [True, True, True, False]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units elsewhere")
def test_an_endless_line_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    with path.open("wb") as file:
        file.write(LOG.encode() + b"x" * 100_000)
        file.truncate(200_000_000)  # zeros, which take no place on the disk
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "a.tsv, строка 6: строка непомерно длинна" in refused(path)
    with path.open("ab") as file:
        file.write(f"\n{VISITS}".encode())
    assert "a.tsv, строка 6: строка непомерно длинна" in refused(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600 * 1024


@given(
    visits=st.lists(
        st.tuples(
            st.dates(date(1990, 1, 1), date(2100, 12, 31)),
            st.integers(0, 5),
            st.integers(0, 10**6),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, visits: list[tuple[date, int, int]]
) -> None:
    path = tmp_path / "a.tsv"
    lines = [
        f"{place}\t{day} 10:00:00\t{client}\t\t{views}\t0\n"
        for place, (day, client, views) in enumerate(visits)
    ]
    path.write_text(HEADER + "".join(lines), encoding="utf-8", newline="\n")
    counts, views = Counter(day for day, _, _ in visits), Counter[date]()
    for day, _, seen in visits:
        views[day] += seen
    assert by_day(read_logs([opened(path)], options())) == {
        day: (count, len({who for when, who, _ in visits if when == day}), views[day])
        for day, count in counts.items()
    }


@pytest.mark.parametrize("rounded", [("1,65E+18", "501"), ("12", "1.67E+18")])
def test_numbers_that_excel_has_cut_are_refused(write: Write, rounded: tuple[str, str]) -> None:
    visit, client = rounded
    text = LOG.replace("12\t2023", f"{visit}\t2023").replace("\t502\t", f"\t{client}\t")
    assert "строка 3" in refused(write("a.tsv", text))
    assert "от которого Excel оставил первые цифры" in refused(write("a.tsv", text))
