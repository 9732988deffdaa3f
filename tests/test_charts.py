"""Charts and figures: what is drawn, what is said of it, and that both are of the same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure as Drawing

import shegar_metrics as sm
from shegar_metrics.dataset import load
from shegar_metrics.indicators import Results, columns, compute
from shegar_metrics.indicators.lookup import GRAINS
from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.views import charts, figures, style
from shegar_metrics.views.bundle import Prose
from shegar_metrics.views.figure import figure
from shegar_metrics.views.frames import rows_of

from . import packages
from .boxes import cut_off, overlapping

DAY = {"value": [1], "start": ["2022-01-01"], "end": ["2022-12-31"]}
ROWS = {
    "bars": ["section_publications"],
    "months": ["visits"],
    "trend": ["visits"],
    "lines": ["platform_subscriptions"],
    "stages": ["minutes_per_post"],
    "coverage": ["visits", "platform_subscriptions"],
}
"""Which indicators each form is tried with."""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The last year of the rich package, and the years before it."""
    folder = packages.rich(tmp_path_factory.mktemp("rich") / "data")
    return compute(load(folder), list(packages.YEARS))


@pytest.fixture
def ax() -> Iterator[Axes]:
    """Axes of somebody's own."""
    drawing, axes = plt.subplots()
    yield axes
    plt.close(drawing)


def frame_of(results: Results, form: str) -> pd.DataFrame:
    """Return what a form is tried with."""
    frame = results.frame("month" if form in ("months", "coverage") else "year")
    chosen = frame[frame["indicator"].isin(ROWS[form])]
    last = chosen["start"].dt.year == results.year
    return chosen if form in ("trend", "lines") else chosen[last]


def part(results: Results, indicator: str, by: str = "year") -> pd.DataFrame:
    """Return the rows of one indicator."""
    frame = results.frame(by)
    return frame[frame["indicator"] == indicator]


def mixed(results: Results) -> pd.DataFrame:
    """Return the visits of years and of months in one frame."""
    last = [part(results, "visits", by).query(f"start.dt.year == {results.year}") for by in GRAINS]
    return pd.concat(last)


def texts(ax: Axes) -> list[str]:
    """List what is written at the marks."""
    return [text.get_text().replace("\u00a0", " ") for text in ax.texts]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("form", list(ROWS))
def test_a_chart_draws_on_the_axes_it_is_given(rich: Results, form: str, ax: Axes) -> None:
    frame = frame_of(rich, form)
    assert getattr(sm.charts, form)(frame, ax=ax) is ax
    assert ax.has_data()
    own = getattr(sm.charts, form)(frame)
    assert isinstance(own, Axes)
    assert own is not ax
    assert own.figure is not ax.figure


@pytest.mark.parametrize("form", list(ROWS))
def test_a_frame_and_its_columns_are_drawn_alike(rich: Results, form: str) -> None:
    frame = frame_of(rich, form)
    light = {name: list(frame[name]) for name in frame.columns}
    draw: Callable[..., Axes] = getattr(sm.charts, form)
    assert style.to_svg(style.drawing_of(draw(frame))) == style.to_svg(
        style.drawing_of(draw(light))
    )


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
@pytest.mark.parametrize("form", list(ROWS))
def test_no_text_of_a_chart_is_cut_or_covered(rich: Results, form: str, width: int) -> None:
    draw: Callable[..., Axes] = getattr(sm.charts, form)
    drawing = style.drawing_of(draw(frame_of(rich, form), width=width))
    assert drawing.get_figwidth() * 96 == width
    assert cut_off(drawing) == []
    assert overlapping(drawing) == []


def test_what_is_missing_is_a_word_and_no_zero() -> None:
    frame = {
        "label": ["а", "б", "в"],
        "value": [2.0, float("nan"), 0.0],
        "reason": [None, "?", None],
    }
    ax = sm.charts.bars(frame)
    assert texts(ax) == ["2", "нет", "0"]
    assert len(ax.patches) == 2


def test_months_that_are_missing_are_gaps(rich: Results) -> None:
    frame = part(rich, "platform_subscriptions", "month")
    frame = frame[(frame["member"] == "telegram") & (frame["start"].dt.year == rich.year)]
    ax = sm.charts.months(frame)
    columns_drawn = [patch for patch in ax.patches if not patch.get_hatch()]
    assert len(columns_drawn) == frame["value"].notna().sum() == 4
    gaps = [patch for patch in ax.patches if patch.get_hatch()]
    assert sum(round(patch.get_width()) for patch in gaps) == 8
    assert texts(ax).count("нет") == len(gaps) == 4  # once for neighbours


def test_panels_have_one_scale(rich: Results) -> None:
    frame = part(rich, "posts", "month")
    frame = frame[frame["start"].dt.year == rich.year]
    every = style.drawing_of(sm.charts.months(frame)).axes
    assert len(every) == frame["member"].nunique() > 1
    assert len({axes.get_ylim() for axes in every}) == 1
    heights = {p.get_height() for axes in every for p in axes.patches}
    assert max(heights) == frame["value"].max()
    assert max(heights) < every[0].get_ylim()[1]


def test_a_month_has_a_tick_for_the_year_before(rich: Results) -> None:
    visits = part(rich, "visits", "month").query("start.dt.year >= 2024")
    drawing = style.drawing_of(sm.charts.months(visits))
    (ax,) = drawing.axes
    of_year = visits.groupby(visits["start"].dt.year)["value"]
    assert [patch.get_height() for patch in ax.patches] == list(of_year.get_group(2025))
    (marks,) = ax.collections
    ticks = [segment[0][1] for segment in marks.get_segments()]
    assert ticks == list(of_year.get_group(2024))
    assert [plain(text.get_text()) for text in drawing.texts] == ["2025 год", "2024 год"]


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
@pytest.mark.parametrize("draw", [charts.months, charts.trend])
def test_no_yardstick_crosses_a_number(draw: Callable[..., Axes], width: int) -> None:
    """A number that it would cross is written beyond it, whatever lies between them."""
    if draw is charts.months:
        spans = [(date(2025, month, 1), date(2025, month, 28)) for month in range(1, 13)]
    else:
        spans = [(date(year, 1, 1), date(year, 12, 31)) for year in range(2014, 2026)]
    values = [3, 7, 10, 11, 12, 13, 14, 15, 20, 30, 13, 12]
    frame = pd.DataFrame({"value": values, "unit": "%"})
    frame[["start", "end"]] = [[str(day) for day in span] for span in spans]
    if draw is charts.months:
        frame["start"], frame["end"] = (pd.to_datetime(frame[name]) for name in ("start", "end"))
        frame["end"] += pd.offsets.MonthEnd(0)
    held = [charts.Yardstick(value, "", date(2000, 1, 1)) for value in (13, 14.5)]
    ax = draw(frame, yardsticks=held, width=width)
    drawing = style.drawing_of(ax)
    drawing.draw_without_rendering()
    lines = [line.get_window_extent().y0 for line in ax.lines if line.is_dashed()]
    numbers = [text.get_window_extent() for text in ax.texts if text.get_text() in map(str, values)]
    assert len(lines) == 2
    assert numbers
    assert not [box for box in numbers for line in lines if box.y0 + 2 < line < box.y1 - 2]


def test_panels_have_one_scale_also_where_one_has_a_yardstick(rich: Results) -> None:
    frame = part(rich, "section_publications", "month").query("start.dt.year == 2025")
    member = frame["member"].iloc[0]
    held = charts.Yardstick(1000, "", date(2000, 1, 1), member=member)
    panels = charts.months(frame, yardsticks=[held]).figure.axes
    assert len({ax.get_ylim() for ax in panels}) == 1
    assert panels[0].get_ylim()[1] > 1000


def test_a_flow_is_columns_and_a_stock_a_line_on_its_days(rich: Results) -> None:
    flow = sm.charts.trend(part(rich, "section_publications").query("member == 'news'"))
    assert len(flow.patches) == 3
    assert not flow.lines
    dark, light = to_hex(flow.patches[-1].get_facecolor()), to_hex(flow.patches[0].get_facecolor())
    assert (dark, light) == (style.ACCENT, style.PAST)
    stock = sm.charts.trend(part(rich, "subscriptions"))
    assert not stock.patches
    days = [num2date(day).date() for day in stock.lines[0].get_xdata()]
    assert days == [date(2023, 12, 31), date(2024, 12, 31), date(2026, 4, 1)]
    assert [tick.get_text() for tick in stock.get_xticklabels()] == ["2023", "2024", "2025"]


def test_a_share_is_a_line_that_does_not_begin_at_zero(rich: Results) -> None:
    frame = part(rich, "answered_on_time")
    every = style.drawing_of(sm.charts.trend(frame)).axes
    assert len(every) == 2
    assert len({axes.get_ylim() for axes in every}) == 1
    low, high = every[0].get_ylim()
    assert 0 < low < frame["value"].min()
    assert frame["value"].max() < high


def test_a_break_between_two_years_is_a_line_and_one_within_a_year_a_letter(rich: Results) -> None:
    letters = [
        charts.Letter("А", date(2024, 1, 1)),
        charts.Letter("Б", date(2024, 6, 1)),
        charts.Letter("В", date(2024, 12, 31)),
    ]
    ax = sm.charts.trend(part(rich, "visits"), letters=letters)
    assert [line.get_xdata()[0] for line in ax.lines] == [2023.5, 2024.5]
    assert texts(ax)[-3:] == ["А", "Б", "В"]
    near = [charts.Letter("А", date(2025, 3, 1)), charts.Letter("Б", date(2025, 3, 2))]
    lines = sm.charts.lines(part(rich, "platform_subscriptions"), letters=near)
    assert texts(lines)[-1] == "А, Б"


def test_large_numbers_are_in_thousands_where_they_do_not_fit(rich: Results) -> None:
    visits = part(rich, "visits", "month").query("start.dt.year == 2025")
    wide = sm.charts.months(visits)
    narrow = sm.charts.months(visits, width=charts.NARROW)
    assert texts(wide)[0] == "3 522"
    assert texts(narrow)[:2] == ["тысяч", "3,5"]


def test_of_many_numbers_the_ends_and_the_extremes_are_written() -> None:
    years = range(2006, 2026)
    values = [500 - abs(year - 2013) * 10 for year in years]
    frame = {
        "start": [f"{year}-01-01" for year in years],
        "end": [f"{year}-12-31" for year in years],
        "value": values,
    }
    ax = sm.charts.trend(frame, width=charts.NARROW)
    assert texts(ax) == [str(values[0]), str(max(values)), str(min(values))]
    assert [tick.get_text() for tick in ax.get_xticklabels()][-2:] == ["2023", "2025"]


@pytest.mark.parametrize("count", [1, 3, 4, 5, 9, 14])
def test_any_number_of_platforms_has_its_colour_and_name(count: int) -> None:
    codes = [f"p{number}" for number in range(count)]
    frame = {
        "member": codes,
        "label": [f"Площадка {number}" for number in range(count)],
        "value": [100 + number for number in range(count)],
        "start": ["2022-01-01"] * count,
        "end": ["2022-12-31"] * count,
        "as_of": ["2022-12-31"] * count,
    }
    ax = sm.charts.lines(frame, order=codes)
    colors = [to_hex(line.get_color()) for line in ax.lines if len(line.get_xdata()) == 1]
    assert colors == [style.color_of(number)[0] for number in range(count)]
    assert len(set(colors[:4])) == min(count, 4)
    marks = {style.color_of(number) for number in range(min(count, 10))}
    assert len(marks) == min(count, 10)  # and beyond four shapes are told apart
    drawing = style.drawing_of(ax)
    assert (cut_off(drawing), overlapping(drawing)) == ([], [])
    assert len(texts(ax)) == count


@pytest.mark.parametrize("width", [style.WIDE, style.NARROW])
@pytest.mark.parametrize("name", ["Официальная страница администрации района " * 3, "Я" * 120])
def test_names_however_long_leave_room_for_the_lines(name: str, width: int) -> None:
    frame = {
        "member": ["a", "b", "c"],
        "label": [f"{name}{number}" for number in range(3)],
        "value": [100, 101, 0],
        "start": ["2022-01-01"] * 3,
        "end": ["2022-12-31"] * 3,
        "as_of": ["2022-12-31"] * 3,
    }
    ax = sm.charts.lines(frame, width=width)
    drawing = style.drawing_of(ax)
    assert (cut_off(drawing), overlapping(drawing)) == ([], [])
    assert ax.get_position().width > 0.4


def test_a_day_is_read_in_no_time_zone(rich: Results, ax: Axes) -> None:
    with matplotlib.rc_context({"timezone": "America/New_York"}):
        sm.charts.trend(part(rich, "subscriptions"), ax=ax)
    assert ax.lines[0].get_xdata()[-1] == date2num(date(2026, 4, 1))


def test_a_rate_is_no_stock_though_it_has_a_date(rich: Results) -> None:
    assert len(sm.charts.trend(part(rich, "cost_per_resident")).lines) == 0


def test_a_number_goes_out_of_sight_with_its_point(rich: Results) -> None:
    ax = sm.charts.trend(part(rich, "publications"))
    assert ">607<" in style.to_svg(style.drawing_of(ax))
    ax.set_xlim(2024.5, 2025.5)
    assert ">607<" not in style.to_svg(style.drawing_of(ax))


def test_two_charts_on_one_pair_of_axes(rich: Results, ax: Axes) -> None:
    frame = part(rich, "platform_subscriptions")
    for member, color in (("vk", charts.BLUE), ("telegram", charts.GREEN)):
        sm.charts.trend(frame[frame["member"] == member], ax=ax, color=color)
    assert len(ax.lines) == 2
    assert ax.get_ylim()[1] > frame["value"].max()


def test_half_is_rounded_up_as_on_paper() -> None:
    (row,) = rows_of({"value": [46.175], "digits": [2]})
    assert row.value == Fraction("46.175")
    assert row.written == "46,18"


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda r: sm.charts.bars(r.frame()), "на одной шкале — одна единица"),
        (lambda r: sm.charts.bars([1, 2]), "нет столбцов value"),
        (lambda r: sm.charts.bars({"value": ["много"]}), "«много», а нужно число"),
        (lambda r: sm.charts.bars({"value": [1]}, labels=["a", "b"]), "подписей в labels — 2"),
        (lambda r: sm.charts.months(part(r, "visits")), 'results.frame(by="month")'),
        (lambda r: sm.charts.trend(part(r, "visits", "month")), 'results.frame(by="year")'),
        (
            lambda r: sm.charts.trend(part(r, "platform_share"), ax=Drawing().subplots()),
            "в одних осях — один ряд",
        ),
        (
            lambda r: sm.charts.trend(pd.concat([part(r, "visits"), part(r, "visits")])),
            "две строки об одном и том же: «Посещения сайта»",
        ),
        (lambda r: sm.charts.bars(mixed(r)), "и годы, и месяцы"),
        (lambda r: sm.charts.bars({"value": [1e300]}), "которое можно написать"),
        (lambda r: sm.charts.bars({"value": [10**400]}), "а нужно число"),
        (lambda r: sm.charts.bars({"value": [1], "digits": ["x"]}), "в столбце digits — «x»"),
        (lambda r: sm.charts.bars({"value": [1, 2], "label": ["а"]}), "разной длины"),
        (lambda r: sm.charts.trend({**DAY, "start": ["вчера"]}), "в столбце start — «вчера»"),
        (lambda r: sm.charts.bars({"value": [1]}, labels="а"), "labels — 'а'"),
        (lambda r: sm.charts.bars({"value": [1]}, labels=[1]), "labels — [1]"),
        (lambda r: sm.charts.bars({"value": [1]}, labels=None), "labels — None"),
        (lambda r: sm.charts.bars({"value": [1]}, color="blau"), "color — 'blau'"),
        (lambda r: sm.charts.trend(DAY, color=5), "color — 5"),
        (lambda r: sm.charts.months({**DAY, "end": ["2022-01-31"]}, color=""), "color — ''"),
        (lambda r: sm.charts.bars({"value": [1]}, ax=[1]), "ax — list, а нужны одни оси"),
        (lambda r: sm.charts.trend(DAY, ax="ax"), "ax — str"),
        (lambda r: sm.charts.trend(pd.concat([part(r, "posts")]), ax=5), "ax — int"),
        (lambda r: sm.charts.trend(DAY, width=5), "width — 5, а нужна ширина"),
        (lambda r: sm.charts.bars(DAY, width="642"), "width — '642'"),
        (lambda r: sm.charts.months(part(r, "visits", "month")), "2023–2025 годы"),
        (lambda r: sm.charts.stages(part(r, "posts")), "до и после — это два ряда"),
        (lambda r: sm.figure(None, title="Т", of=DAY), "sm.figure: осей нет"),
        (lambda r: sm.figure("ax", title="Т", of=DAY), "ax — str"),
        (lambda r: sm.figure(sm.charts.trend(DAY), title=None, of=DAY), "title — None"),
        (lambda r: sm.figure(sm.charts.trend(DAY), title=" ", of=DAY), "title — ' '"),
        (lambda r: sm.figure(sm.charts.trend(DAY), title="Т", of=DAY, note=5), "note — 5"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    rich: Results, draw: Callable[[Results], Axes], said: str
) -> None:
    with pytest.raises(ParameterRefusal) as refusal:
        draw(rich)
    assert said in plain(str(refusal.value))


def test_two_places_are_two_series(results: Results) -> None:
    here = part(results, "visits")
    there = here.assign(place="Соседний район")
    frame = pd.concat([here, there])
    every = style.drawing_of(sm.charts.trend(frame)).axes
    names = [axes.get_title(loc="left") for axes in every]
    assert names == ["Шегарский район", "Соседний район"]
    told = sm.figure(sm.charts.bars(frame), title="Т", of=frame).alt
    assert "Шегарский район — 37" in told
    assert "Соседний район — 37" in told


# The figure.


def numbers(text: str) -> list[str]:
    return re.findall(r"\d[\d ]*(?:,\d+)?", plain(text))


@pytest.mark.parametrize("form", ["bars", "months", "trend", "lines", "stages"])
def test_the_alternative_text_has_every_number(rich: Results, form: str) -> None:
    frame = frame_of(rich, form)
    shown = sm.figure(getattr(sm.charts, form)(frame), title="Рисунок", of=frame)
    told = numbers(shown.alt)
    for row in rows_of(frame):
        assert row.value is None or row.number.replace("\u00a0", " ") in told
        assert row.label in shown.alt
    assert shown.alt.count("сведений нет") == frame["value"].isna().sum()


def test_months_are_named(rich: Results) -> None:
    frame = frame_of(rich, "months")
    shown = sm.figure(sm.charts.months(frame), title="Посещения", of=frame, note="Без роботов")
    assert shown.alt.startswith("Посещения сайта: январь — ")
    assert plain(shown.caption) == "2025 год. Без роботов."
    assert shown.anchors[0] == "n-visits-2025-01"


def test_years_and_days_are_told(rich: Results) -> None:
    frame = part(rich, "subscriptions")
    shown = sm.figure(sm.charts.trend(frame), title="Подписки", of=frame)
    assert "2025 год (на 01.04.2026) — " in plain(shown.alt)
    assert plain(shown.caption).startswith("Сведения на 31.12.2023, 31.12.2024 и")
    assert shown.anchors == ["n-subscriptions"]


def test_a_figure_without_a_number_is_its_reason(rich: Results) -> None:
    frame = part(rich, "visits")
    frame = frame[frame["value"].isna()]
    said = sm.figure(sm.charts.trend(frame), title="Посещения *и* ещё", of=frame)
    assert isinstance(said, Prose)
    assert "Рисунок «Посещения \\*и\\* ещё» не построен: сведения за" in plain(said.text)
    nothing = frame[:0]
    said = sm.figure(sm.charts.bars(nothing), title="Посещения", of=nothing)
    assert plain(said.text) == "*Рисунок «Посещения» не построен: сведений нет.*"


@pytest.mark.parametrize("form", list(ROWS))
def test_an_empty_frame_is_drawn_as_nothing(rich: Results, form: str) -> None:
    ax = getattr(sm.charts, form)(frame_of(rich, form)[:0])
    assert not ax.patches
    assert not ax.lines


def test_a_figure_is_shown_once(rich: Results) -> None:
    drawing, ax = plt.subplots()
    sm.charts.bars(frame_of(rich, "bars"), ax=ax)
    shown = sm.figure(ax, title="Публикации", of=frame_of(rich, "bars"))
    assert shown.drawing is drawing
    assert drawing.number not in plt.get_fignums()


def test_axes_show_themselves_and_png_is_on_paper(rich: Results) -> None:
    ax = sm.charts.bars(frame_of(rich, "bars"))
    picture, size = ax._repr_png_()
    assert picture.startswith(b"\x89PNG")
    assert size["width"] == style.WIDE
    shown = sm.figure(ax, title="Публикации", of=frame_of(rich, "bars"))
    assert len(shown.png(dpi=300)) > len(shown.png(dpi=100))


def test_names_from_the_data_are_no_formulas(ax: Axes) -> None:
    frame = {"label": ["$x^2$"], "value": [1]}
    for drawn in (sm.charts.bars(frame), sm.charts.bars(frame, ax=ax)):
        assert "$x^2$" in style.to_svg(style.drawing_of(drawn))


def test_what_was_on_the_axes_is_no_formula_either(ax: Axes) -> None:
    ax.set_yticks([0, 1], ["a", "b"])
    ax.set_title("$x^{$")
    sm.charts.bars({"label": ["$x^{$", "$y^{$"], "value": [1, 2]}, labels=["$z^{$", "1"], ax=ax)
    svg = style.to_svg(style.drawing_of(ax))
    assert all(f"${name}^{{$" in svg for name in "xyz")


def test_a_panel_with_a_formula_for_a_name_is_drawn(ax: Axes) -> None:
    frame = {**DAY, "title": ["$x^{$"], "unit": ["rub"]}
    for drawn in (sm.charts.trend(frame), sm.charts.trend(frame, ax=ax)):
        drawn.set_title("$x^{$")
        assert "$x^{$" in style.to_svg(style.drawing_of(drawn))


@pytest.mark.parametrize("form", ROWS)
def test_a_frame_that_was_read_from_a_csv_is_drawn_alike(
    rich: Results, form: str, tmp_path: Path
) -> None:
    frame = frame_of(rich, form)
    frame.to_csv(tmp_path / "frame.csv", index=False)
    read = pd.read_csv(tmp_path / "frame.csv")
    draw: Callable[..., Axes] = getattr(sm.charts, form)
    assert style.to_svg(style.drawing_of(draw(read))) == style.to_svg(style.drawing_of(draw(frame)))
    assert rows_of(read) == rows_of(frame)


def test_changes_have_their_sign() -> None:
    frame = {
        "label": ["а", "б", "в", "г"],
        "value": [10.5, -2.4, 0, 1],
        "digits": [1, 1, 1, 0],
        "unit": ["%"] * 4,
        "aspect": ["change"] * 4,
    }
    assert texts(sm.charts.bars(frame)) == ["+10,5 %", "−2,4 %", "0,0 %", "+1 %"]
    points = {**frame, "unit": ["points"] * 4}
    assert texts(sm.charts.bars(points))[1] == "−2,4 п. п."
    differences = {**frame, "aspect": ["difference"] * 4}
    assert texts(sm.charts.bars(differences))[0] == "+10,5 п. п."
    assert texts(sm.charts.bars({**frame, "aspect": ["value"] * 4}))[0] == "10,5 %"


def test_a_chart_of_changes_is_of_the_frame_of_changes(rich: Results) -> None:
    frame = rich.frame(aspect="change").query("indicator == 'visits'")
    ax = sm.charts.trend(frame)
    told = sm.figure(ax, title="Посещения", of=frame).alt
    written = texts(ax)
    assert written[0] == "%"
    assert all(re.fullmatch(r"[+−]\d+,\d|нет", text) for text in written[1:])
    assert len(written) == 1 + len(frame)
    assert f"{written[-1]} %" in plain(told)


# The look.


def test_colours_are_those_of_the_style() -> None:
    with style.house_style():
        cycle = [to_hex(entry["color"]) for entry in matplotlib.rcParams["axes.prop_cycle"]]
        assert cycle[:3] == [style.BLUE, style.VERMILION, style.GREEN]
        assert matplotlib.rcParams["text.color"] == style.INK
        assert to_hex(matplotlib.rcParams["axes.edgecolor"]) == style.GREY


def test_the_package_gives_the_function_and_the_modules() -> None:
    assert sm.figure is figure
    assert sm.figures is figures
    assert sm.charts is charts
    assert [name for name in sm.__all__ if not hasattr(sm, name)] == []


def test_what_the_report_draws_needs_only_columns(results: Results) -> None:
    ax = sm.charts.bars(columns(results.family("platform_share")))
    assert texts(ax) == ["60,1 %", "27,7 %", "12,2 %"]
