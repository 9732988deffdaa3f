"""Merging rows into tables: what is added and replaced, what becomes a total, what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.dataset.series import period_of
from shegar_metrics.importing.merging.choice import Choice, chosen
from shegar_metrics.importing.merging.costs import merge_costs
from shegar_metrics.importing.merging.facts import Merged, merge
from shegar_metrics.importing.merging.rows import row_changes
from shegar_metrics.importing.merging.terms import Terms
from shegar_metrics.importing.merging.totals import merge_totals
from shegar_metrics.problems import DataRefusal, ParameterRefusal

Row = dict[str, Any]

YEAR = (date(2023, 1, 1), date(2023, 12, 31))
MONTHS = [
    (date(2023, month, 1), date(2023, month, days))
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
]
JANUARY = MONTHS[0]


def visits(span: tuple[date, date], count: int | None, source: str = "new", **more: Any) -> Row:
    period = {"period_start": span[0], "period_end": span[1], "page": "site"}
    cells = {"visits": count, "page_views": None, "source": source, "note": None}
    return {**period, **cells, **more}


def terms(*choices: str, by_leave: bool = False, form: bool = False) -> Terms:
    """Return terms under which rows of «same» are of the same system, those of «part» recent."""
    return Terms(
        is_ours=lambda row: row["source"] == "same",
        is_recent=lambda row: row["source"] in ("part", "beside"),
        is_recent_part=lambda row: row["source"] == "part",
        choose=partial(chosen, [Choice.parse(choice) for choice in choices]),
        covers=lambda row: form and row["source"] == "same",
        by_leave=by_leave,
    )


def merged(old: Sequence[Row], new: Sequence[Row], *choices: str, **more: bool) -> Merged:
    return merge("visits", old, new, terms(*choices, **more))


def outcome(found: Merged, old: Sequence[Row], table: str = "visits") -> tuple[int, int, int, int]:
    """Count the rows added, replaced and gone, and the conflicts."""
    changes = row_changes({table: old}, {table: found.rows})
    kinds = [(change.before is None, change.after is None) for change in changes]
    added, replaced = kinds.count((True, False)), kinds.count((False, False))
    return added, replaced, kinds.count((False, True)), len(found.conflicts)


def told(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Return totals as their period's length in days, value, source, and whether they stand."""
    return [(period_of(r).days, int(r["value"]), r["source"], r["stands"]) for r in rows]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([], [visits(YEAR, 5)], (1, 0, 0, 0), id="new"),
        pytest.param([visits(YEAR, 5, "hand")], [visits(YEAR, 5)], (0, 0, 0, 0), id="same"),
        pytest.param([visits(YEAR, 5, "hand")], [visits(YEAR, None)], (0, 0, 0, 0), id="untold"),
        pytest.param([visits(YEAR, 4, "same")], [visits(YEAR, 5)], (0, 1, 0, 0), id="later"),
        pytest.param([visits(YEAR, 4, "hand")], [visits(YEAR, 5)], (0, 0, 0, 1), id="other"),
        pytest.param([visits(YEAR, 4, "same")], [visits(YEAR, 0)], (0, 0, 0, 1), id="zero"),
        pytest.param([visits(YEAR, 0, "same")], [visits(YEAR, 4)], (0, 1, 0, 0), id="from zero"),
        pytest.param(
            [visits(month, 2, "hand") for month in MONTHS[:6]],
            [visits(month, 2) for month in MONTHS[6:]],
            (6, 0, 0, 0),
            id="the other half of the year",
        ),
    ],
)
def test_merging(old: list[Row], new: list[Row], expected: tuple[int, ...]) -> None:
    assert outcome(merged(old, new), old) == expected


def test_the_user_chooses_between_sources() -> None:
    old, new = [visits(YEAR, 25, "hand")], [visits(YEAR, 24)]
    assert merged(old, new, "new").rows == new
    assert merged(old, new, "old").rows == old
    assert not merged(old, new, "old").conflicts
    (conflict,) = merged(old, new).conflicts
    assert (conflict.old, conflict.new, conflict.source) == (25, 24, "hand")
    assert not conflict.at_once


@pytest.mark.parametrize("choice", ["new", "old"])
def test_a_choice_is_of_nothing_but_the_dispute(choice: str) -> None:
    """Rows that nobody disputes are added and corrected, whatever is chosen elsewhere."""
    january, february, march = MONTHS[:3]
    old = [visits(january, 1, "hand"), visits(february, 2, "same")]
    new = [visits(january, 10), visits(february, 20), visits(march, 30)]
    found = merged(old, new, choice)
    assert not found.conflicts
    assert [row["visits"] for row in found.rows] == [10 if choice == "new" else 1, 20, 30]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (["new"], [10, 20]),
        (["old", "new:visits"], [10, 20]),
        (["new", "old:visits:site"], [1, 20]),
        (["new:visits:portal"], [1, 20]),
        (["old:visits", "new:visits:site"], [10, 20]),
    ],
)
def test_a_choice_for_less_goes_before_one_for_more(
    choices: list[str], expected: list[int]
) -> None:
    old = [visits(JANUARY, 1, "hand"), visits(JANUARY, 2, "hand", page="portal")]
    new = [visits(JANUARY, 10), visits(JANUARY, 20, page="portal")]
    found = merged(old, new, *choices, "new:visits:portal")
    values = {row["page"]: row["visits"] for row in found.rows}
    if found.conflicts:
        (conflict,) = found.conflicts
        assert (conflict.row["page"], values["portal"]) == ("site", expected[1])
    else:
        assert [values["site"], values["portal"]] == expected


@pytest.mark.parametrize("text", ["", "neu", "new:", "new:sources", "old:визиты", "newer:visits"])
def test_what_is_no_choice_is_refused(text: str) -> None:
    with pytest.raises(ParameterRefusal, match=r"Параметр --prefer .* — такого нет\. Есть: "):
        Choice.parse(text)


def test_cells_that_a_later_export_does_not_tell_stay() -> None:
    old = [visits(YEAR, 4, "same", page_views=9)]
    (row,) = merged(old, [visits(YEAR, 5)]).rows
    assert (row["visits"], row["page_views"]) == (5, 9)
    assert (row["source"], row["note"]) == ("same", "visits: new")
    (row,) = merge("visits", [row], [visits(YEAR, 6, "newer")], terms("new")).rows
    assert (row["visits"], row["note"]) == (6, "visits: newer")


def test_another_system_fills_what_the_first_did_not_tell() -> None:
    old = [visits(YEAR, 5, "hand")]
    new = [visits(YEAR, None, page_views=70)]
    found = merged(old, new)
    assert found.rows == [visits(YEAR, 5, "hand", page_views=70, note="page_views: new")]
    assert merge("visits", found.rows, new, terms()).rows == found.rows
    # The system of the row does not replace unasked what another has filled.
    lent = [visits(YEAR, 5, "same", page_views=70, note="page_views: hand")]
    (conflict,) = merged(lent, [visits(YEAR, 5, page_views=71)]).conflicts
    assert (conflict.column, conflict.old, conflict.new) == ("page_views", 70, 71)


def test_a_figure_of_a_sample_replaces_none_unasked() -> None:
    old = [visits(YEAR, 4, "same")]
    assert len(merged(old, [visits(YEAR, 5)], by_leave=True).conflicts) == 1
    assert merged(old, [visits(YEAR, 5)], "new", by_leave=True).rows == [visits(YEAR, 5)]


@pytest.mark.parametrize("choices", [(), ("new",), ("old",)])
@pytest.mark.parametrize("source", ["part", "beside"])
def test_files_of_one_call_that_disagree_are_not_chosen_between(
    source: str, choices: tuple[str, ...]
) -> None:
    found = merged([visits(JANUARY, 4, source)], [visits(JANUARY, 5)], *choices)
    assert [conflict.at_once for conflict in found.conflicts] == [True]
    assert not merged([visits(JANUARY, 5, source)], [visits(JANUARY, 5)]).conflicts


@pytest.mark.parametrize("choices", [(), ("new",), ("old",)])
def test_files_of_one_call_disagree_also_on_a_number_lent_to_another_row(
    choices: tuple[str, ...],
) -> None:
    old = [visits(YEAR, 5, "hand", page_views=70, note="page_views: beside")]
    (conflict,) = merged(old, [visits(YEAR, None, page_views=71)], *choices).conflicts
    assert (conflict.source, conflict.at_once) == ("beside", True)


def test_the_note_names_one_source_of_a_number() -> None:
    old = [visits(YEAR, 5, "hand", page_views=70, note="Письмо; visits, page_views: letter")]
    (row,) = merge("visits", old, [visits(YEAR, 6)], terms("new")).rows
    assert row["note"] == "Письмо; visits: new; page_views: letter"
    (row,) = merge("visits", [row], [visits(YEAR, 5, "hand")], terms("new")).rows
    assert (row["visits"], row["note"]) == (5, "Письмо; page_views: letter")


def test_a_row_of_a_note_alone_stays() -> None:
    old = [visits(JANUARY, None, "hand", note="Счётчик не работал")]
    assert merged(old, [visits(MONTHS[1], 5)]).rows == [*old, visits(MONTHS[1], 5)]


# A form that was corrected.


@pytest.mark.parametrize(
    ("choices", "expected"), [((), None), (("old",), [4, 9]), (("new",), [4, None])]
)
def test_a_cell_that_was_emptied_is_asked_about(
    choices: tuple[str, ...], expected: list[int | None] | None
) -> None:
    old = [visits(YEAR, 4, "same", page_views=9)]
    found = merged(old, [visits(YEAR, 4)], *choices, form=True)
    if expected is None:
        (conflict,) = found.conflicts
        assert (conflict.column, conflict.old, conflict.new) == ("page_views", 9, None)
        assert "снять число?" in conflict.question
    else:
        assert not found.conflicts
        (row,) = found.rows
        assert [row["visits"], row["page_views"]] == expected


def test_a_row_that_was_emptied_goes_if_so_chosen() -> None:
    old = [visits(JANUARY, 4, "same"), visits(MONTHS[1], 5, "hand")]
    new = [visits(MONTHS[2], 6)]
    assert len(merged(old, new, form=True).conflicts) == 1
    assert [row["visits"] for row in merged(old, new, "new", form=True).rows] == [5, 6]
    assert [row["visits"] for row in merged(old, new, "old", form=True).rows] == [4, 5, 6]
    assert not merged(old, new, form=False).conflicts


# Rows that hold the days of others.


def test_months_that_add_up_to_the_year_take_its_place_unasked() -> None:
    found = merged([visits(YEAR, 24, "hand")], [visits(month, 2) for month in MONTHS])
    assert not found.conflicts
    assert [row["visits"] for row in found.rows] == [2] * 12
    assert told(found.moved) == [(365, 24, "hand", False)]


@pytest.mark.parametrize(("choice", "stands"), [("new", False), ("old", True)])
def test_months_are_never_lost_where_the_year_tells_another_number(
    choice: str, stands: bool
) -> None:
    old, new = [visits(YEAR, 25, "hand", page_views=90)], [visits(month, 2) for month in MONTHS]
    (conflict,) = merged(old, new).conflicts
    assert (conflict.old, conflict.new, conflict.column) == (25, 24, "visits")
    assert "не равно сумме" in conflict.question
    found = merged(old, new, choice)
    assert [row["visits"] for row in found.rows] == [2] * 12
    assert told(found.moved) == [(365, 25, "hand", stands), (365, 90, "hand", True)]
    later = merged([visits(YEAR, 25, "same")], new)
    assert told(later.moved) == [(365, 25, "same", False)]


@pytest.mark.parametrize(("choice", "stands"), [("new", True), ("old", False)])
def test_a_year_beside_months_is_a_total(choice: str, stands: bool) -> None:
    old = [visits(month, 2, "hand") for month in MONTHS]
    found = merged(old, [visits(YEAR, 24)])
    assert (found.rows, told(found.stated)) == (old, [(365, 24, "new", False)])
    (conflict,) = merged(old, [visits(YEAR, 25)]).conflicts
    assert (conflict.old, conflict.new) == (24, 25)
    found = merged(old, [visits(YEAR, 25)], choice)
    assert (found.rows, told(found.stated)) == (old, [(365, 25, "new", stands)])
    # Not even of the same system does a year replace its months unasked.
    same = [{**row, "source": "same"} for row in old]
    assert merged(same, [visits(YEAR, 25)]).conflicts


def test_a_year_of_which_some_months_are_told_stands() -> None:
    old, new = [visits(YEAR, 24, "hand")], [visits(month, 2) for month in MONTHS[:3]]
    found = merged(old, new)
    assert ([row["visits"] for row in found.rows], found.conflicts) == ([2] * 3, [])
    assert told(found.moved) == [(365, 24, "hand", True)]
    found = merged(new, old)
    assert (len(found.rows), told(found.stated)) == (3, [(365, 24, "hand", True)])
    # More than the whole they cannot be.
    assert merged([visits(YEAR, 5, "hand")], new).conflicts


def test_a_whole_contradicts_no_number_that_it_does_not_tell() -> None:
    day = (date(2023, 1, 5), date(2023, 1, 5))
    found = merged([visits(day, 20, "same", page_views=50)], [visits(JANUARY, 60)])
    assert [(row["visits"], row["page_views"]) for row in found.rows] == [(60, None)]
    totals = {row["column"]: (row["value"], row["stands"]) for row in found.moved}
    assert totals == {"visits": (20, True), "page_views": (50, True)}
    assert not found.conflicts


def test_days_of_a_month_do_not_take_its_place_if_some_are_not_told() -> None:
    """The year is the sum of its months: a month told in part would leave it without a number."""
    days = [visits((date(2023, 1, day), date(2023, 1, day)), 1) for day in range(1, 11)]
    month = [visits(JANUARY, 50, "hand")]
    found = merged(month, days)
    assert (found.rows, found.conflicts) == (month, [])
    assert told(found.stated) == [(1, 1, "new", True)] * 10
    found = merged(days, month)
    assert (found.rows, told(found.moved)) == (month, [(1, 1, "new", True)] * 10)
    assert merged([visits(JANUARY, 9, "hand")], days).conflicts


@pytest.mark.parametrize("choices", [(), ("new",), ("old",)])
def test_rows_that_cross_are_refused(choices: tuple[str, ...]) -> None:
    old = [visits((date(2023, 1, 15), date(2023, 2, 15)), 2, "hand")]
    message = (
        "новые строки делят с прежними часть дней (site): новые — 2023-01-01 … 2023-01-31; "
        "прежние — 2023-01-15 … 2023-02-15, источник hand. Выгрузите по тем же неделям"
    )
    with pytest.raises(DataRefusal, match=re.escape(message)):
        merged(old, [visits(JANUARY, 2)], *choices)
    other = [{**row, "page": "portal"} for row in old]
    assert outcome(merged(other, [visits(JANUARY, 2)]), other) == (1, 0, 0, 0)


def test_rows_of_one_file_that_share_days_are_refused() -> None:
    new = [visits(span, 2) for span in (YEAR, *MONTHS)]
    with pytest.raises(DataRefusal, match=r"строки файла делят дни между собой \(site\)"):
        merged([], new)


def test_a_mean_does_not_become_a_total() -> None:
    def answers(span: tuple[date, date], source: str, days: Decimal | None) -> Row:
        cells = dict.fromkeys(("answered", "answered_on_time", "surveys", "votes", "note"))
        period = {"period_start": span[0], "period_end": span[1], "channel": "pos"}
        return {**period, **cells, "received": 12, "days_to_answer": days, "source": source}

    old, new = [answers(YEAR, "hand", Decimal(3))], [answers(m, "new", None) for m in MONTHS]
    with pytest.raises(DataRefusal, match="есть среднее"):
        merge("feedback", old, new, terms("new"))
    found = merge("feedback", [answers(YEAR, "hand", None)], new, terms("old"))
    assert told(found.moved) == [(365, 12, "hand", True)]


spans = st.sampled_from([YEAR, *MONTHS, *((date(2023, 1, d), date(2023, 1, d)) for d in (1, 2))])


def disjoint(source: str) -> st.SearchStrategy[list[Row]]:
    def kept(drawn: list[tuple[date, date]]) -> list[tuple[date, date]]:
        chosen: list[tuple[date, date]] = []
        for span in drawn:
            if all(span[1] < other[0] or other[1] < span[0] for other in chosen):
                chosen.append(span)
        return chosen

    return st.lists(spans, max_size=14, unique=True).flatmap(
        lambda drawn: st.tuples(
            *(
                st.builds(visits, st.just(s), st.integers(0, 9), st.just(source))
                for s in kept(drawn)
            )
        ).map(list)
    )


@given(
    old=disjoint("hand"),
    new=disjoint("new"),
    choice=st.sampled_from(["new", "old"]),
    ours=st.booleans(),
)
def test_nothing_is_lost_and_merging_twice_changes_nothing(
    old: list[Row], new: list[Row], choice: str, ours: bool
) -> None:
    if ours:
        old = [{**row, "source": "same"} for row in old]
    once = merged(old, new, choice)
    assert not once.conflicts
    totals = merge_totals([], once.stated, terms(choice), moved=once.moved).rows
    stated = {(period_of(r), r["value"]) for r in totals}
    stated |= {(period_of(row), row["visits"]) for row in once.rows}
    of_old = {period_of(row) for row in old}
    for row in new:  # it is there, unless an old row of the same days was chosen
        chosen_against = period_of(row) in of_old
        assert (period_of(row), row["visits"]) in stated or chosen_against
    spans_now = sorted(period_of(row) for row in once.rows)
    assert all(a.end < b.start for a, b in pairwise(spans_now))
    twice = merged(once.rows, new, choice)
    assert row_changes({"visits": once.rows}, {"visits": twice.rows}) == []
    again = merge_totals(totals, twice.stated, terms(choice), moved=twice.moved).rows
    assert again == totals


# Totals.


def total(value: int, source: str = "new", *, stands: bool = True) -> Row:
    """Return visitors of a year, as a row of totals."""
    return {
        **{"table": "visits", "column": "visitors", "page": "site"},
        **{"section": None, "channel": None, "period_start": YEAR[0], "period_end": YEAR[1]},
        **{"value": Decimal(value), "stands": stands, "source": source, "note": None},
    }


def brought(old: list[Row], new: Row, *choices: str) -> tuple[list[tuple[int, str, bool]], Merged]:
    found = merge_totals(old, [new], terms(*choices))
    return [(int(row["value"]), row["source"], row["stands"]) for row in found.rows], found


def test_totals_of_two_systems_wait_for_a_choice_and_none_is_deleted() -> None:
    old, new = [total(60, "hand")], total(70)
    rows, found = brought(old, new)
    (conflict,) = found.conflicts
    assert (conflict.old, conflict.new, conflict.source) == (60, 70, "hand")
    assert rows == [(60, "hand", True)]
    assert brought(old, new, "new")[0] == [(60, "hand", False), (70, "new", True)]
    assert brought(old, new, "old")[0] == [(60, "hand", True), (70, "new", False)]
    assert brought(old, new, "old:visits")[0] == [(60, "hand", True), (70, "new", False)]
    assert brought(old, new, "new:engagement")[1].conflicts


def test_a_choice_between_totals_is_kept_until_another() -> None:
    chosen_before = [total(60, "hand"), total(70, stands=False)]
    for choices in ((), ("old",)):
        rows, found = brought(chosen_before, total(70), *choices)
        assert (rows, found.rows) == ([(60, "hand", True), (70, "new", False)], chosen_before)
    rows, _ = brought(chosen_before, total(70), "new")
    assert rows == [(60, "hand", False), (70, "new", True)]


def test_a_later_total_of_the_same_system_replaces_the_earlier() -> None:
    assert brought([total(60, "same")], total(61))[0] == [(61, "new", True)]
    chosen_before = [total(60, "hand"), total(70, "same", stands=False)]
    assert brought(chosen_before, total(71))[0] == [(60, "hand", True), (71, "new", False)]
    # What another system tells does not hide that its own number is another now.
    chosen_before = [total(71, "hand", stands=False), total(70, "same")]
    assert brought(chosen_before, total(71))[0] == [(71, "hand", False), (71, "new", True)]
    both = brought(chosen_before, total(72), "new")[0]
    assert both == [(71, "hand", False), (72, "new", True)]
    assert brought([total(60, "same")], total(0))[1].conflicts


def test_a_total_that_does_not_stand_is_kept_beside_and_asks_nothing() -> None:
    rows, found = brought([total(60, "hand")], total(70, stands=False))
    assert rows == [(60, "hand", True), (70, "new", False)]
    assert not found.conflicts
    assert brought([total(60, "hand")], total(60))[1].rows == [total(60, "hand")]


@pytest.mark.parametrize(("choices", "left"), [((), 1), (("old",), 1), (("new",), 0)])
def test_a_total_that_a_corrected_form_does_not_tell_is_asked_about(
    choices: tuple[str, ...], left: int
) -> None:
    found = merge_totals([total(60, "same")], [], terms(*choices, form=True))
    assert (len(found.rows), len(found.conflicts)) == (left, not choices)


def test_what_stood_before_an_old_row_became_a_total_stands() -> None:
    found = merge_totals([total(60, "hand")], [], terms(), moved=[total(61, "same")])
    assert told(found.rows) == [(365, 60, "hand", True), (365, 61, "same", False)]


numbers = st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=4)


@given(told=numbers, choice=st.sampled_from(["new", "old"]))
def test_whatever_is_brought_one_total_stands_at_most(
    told: list[tuple[int, bool]], choice: str
) -> None:
    rows: list[Mapping[str, Any]] = []
    for place, (value, stands) in enumerate(told):
        new = total(value, f"source-{place}", stands=stands)
        once = merge_totals(rows, [new], terms(choice))
        assert merge_totals(once.rows, [new], terms(choice)).rows == once.rows
        assert len(once.rows) >= len(rows)
        rows = list(once.rows)
        assert sum(row["stands"] for row in rows) <= 1


# Contracts.


def contract(number: str | None, source: str, method: str = "by_days", year: int = 2023) -> Row:
    return {
        **{"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)},
        **{"item": "site_maintenance", "contract": number, "method": method},
        **{"amount_rub": Decimal(5), "source": source, "note": None},
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # added, replaced, gone, conflicts
        pytest.param(contract("5", "hand"), contract("5", "new"), (0, 0, 0, 1), id="other"),
        pytest.param(contract("5", "same"), contract("5", "new"), (0, 1, 0, 0), id="later"),
        pytest.param(
            contract("5", "hand"),
            contract("5 от 01.01.2023", "new"),
            (0, 0, 0, 1),
            id="a date of one",
        ),
        pytest.param(
            contract("5 от 01.01.2022", "same"),
            contract("5 от 01.01.2023", "new"),
            (1, 0, 0, 0),
            id="another date",
        ),
        pytest.param(contract("5", "hand"), contract("6", "new"), (1, 0, 0, 0), id="numbers"),
        pytest.param(contract(None, "hand"), contract("6", "new"), (0, 0, 0, 1), id="nameless"),
        pytest.param(
            contract("5", "hand"), contract("1" * 19, "new"), (0, 0, 0, 1), id="two registers"
        ),
        pytest.param(
            contract("5", "hand", year=2022), contract("5", "new"), (0, 0, 0, 1), id="apart"
        ),
        pytest.param(
            contract("5", "same", year=2022), contract("5", "new"), (1, 0, 0, 0), id="next year"
        ),
        pytest.param(
            contract("5", "hand", "paid", 2022),
            contract("5", "new", "paid"),
            (1, 0, 0, 0),
            id="payments",
        ),
        pytest.param(
            contract(None, "hand", year=2022), contract(None, "new"), (1, 0, 0, 0), id="years"
        ),
        pytest.param(contract("5", "part"), contract("5", "new"), (0, 0, 0, 1), id="two parts"),
        pytest.param(contract(None, "part"), contract(None, "new"), (1, 0, 0, 0), id="parts"),
    ],
)
def test_what_may_be_the_same_contract(old: Row, new: Row, expected: tuple[int, ...]) -> None:
    found = merge_costs([old], [new], terms())
    if expected[-1]:
        assert len(found.conflicts) == 1
        assert "не тот же ли договор" in found.conflicts[0].question
    else:
        assert outcome(found, [old], "costs") == expected
