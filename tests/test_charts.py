"""Charts and figures: what is drawn, what is said of it, and that both are of the same numbers."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from nbformat.v4 import new_code_cell, new_notebook, new_output

import shegar_metrics as sm
from shegar_metrics.dataset import load
from shegar_metrics.documents.html import HTMLReportExporter
from shegar_metrics.indicators import Results, columns, compute
from shegar_metrics.indicators.lookup import GRAINS
from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.views import charts, figures, style, tables
from shegar_metrics.views.bundle import Figure, Prose, Table
from shegar_metrics.views.figure import figure
from shegar_metrics.views.frames import rows_of

from . import packages
from .conftest import REPOSITORY

DAY = {"value": [1], "start": ["2022-01-01"], "end": ["2022-12-31"]}
FIGURES = ("dates", "publications", "platforms", "audience", "measures")
ROWS = {
    "bars": "section_publications",
    "months": "visits",
    "trend": "visits",
    "bounds": ["unique_people_min", "unique_people_max", "residents"],
    "timeline": ["subscriptions", "measures_met", "residents"],
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
    if form == "grid":
        checks = results.context.checks
        cells = [(check.title, check.label, int(check.met)) for check in checks]
        return pd.DataFrame(cells, columns=["title", "label", "value"])
    frame = results.frame("month" if form in ("months", "coverage") else "year")
    wanted = ROWS[form]
    chosen = frame[frame["indicator"].isin([wanted] if isinstance(wanted, str) else wanted)]
    every = form in ("trend", "months", "coverage")
    last = chosen["start"].dt.year == results.year
    return chosen if every and form == "trend" else chosen[last]


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


@pytest.mark.parametrize("form", [*ROWS, "grid"])
def test_a_chart_draws_on_the_axes_it_is_given(rich: Results, form: str, ax: Axes) -> None:
    frame = frame_of(rich, form)
    assert getattr(sm.charts, form)(frame, ax=ax) is ax
    assert ax.has_data()
    own = getattr(sm.charts, form)(frame)
    assert isinstance(own, Axes)
    assert own is not ax
    assert own.figure is not ax.figure


@pytest.mark.parametrize("form", [*ROWS, "grid"])
def test_a_frame_and_its_columns_are_drawn_alike(rich: Results, form: str) -> None:
    frame = frame_of(rich, form)
    light = {name: list(frame[name]) for name in frame.columns}
    draw: Callable[..., Axes] = getattr(sm.charts, form)
    assert style.to_svg(style.drawing_of(draw(frame))) == style.to_svg(
        style.drawing_of(draw(light))
    )


def test_the_light_mapping_needs_no_pandas() -> None:
    code = (
        "import sys, shegar_metrics as sm\n"
        "results = sm.open_year(year=2022, data='data')\n"
        f"[getattr(sm.figures, name)(results).svg() for name in {FIGURES}]\n"
        "sys.exit('pandas' in sys.modules or 'matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def outside(ax: Axes) -> list[str]:
    """List the texts that are not wholly in the drawing."""
    drawing = style.drawing_of(ax)
    with style.house_style():
        drawing.draw_without_rendering()
        box = drawing.bbox.padded(1)
        shown = [t for t in drawing.findobj(Text) if t.get_visible() and t.get_text().strip()]
        return [
            text.get_text()
            for text in shown
            if _is_drawn(text)
            for extent in (text.get_window_extent(),)
            if not (box.contains(extent.x0, extent.y0) and box.contains(extent.x1, extent.y1))
        ]


def _is_drawn(text: Text) -> bool:
    """Tell whether a text is in sight; the labels of ticks beyond the scale are not."""
    axes = text.axes
    if axes is None or text in axes.texts:
        return True
    ticks = [*axes.xaxis.get_major_ticks(), *axes.yaxis.get_major_ticks()]
    shown = {label for tick in ticks for label in (tick.label1, tick.label2)}
    if text not in shown:
        return True
    low, high = sorted(axes.get_xlim())
    return not (text in axes.get_xticklabels() and not low <= text.get_position()[0] <= high)


@pytest.mark.parametrize("year", ["rich", "results"])
@pytest.mark.parametrize("name", [*FIGURES, "by_month"])
def test_no_text_is_cut_at_the_edge(year: str, name: str, request: pytest.FixtureRequest) -> None:
    drawn = getattr(figures, name)(request.getfixturevalue(year))
    for view in drawn if isinstance(drawn, list) else [drawn]:
        if isinstance(view, Figure):
            assert outside(view.drawing.axes[0]) == []


@pytest.mark.parametrize("form", [*ROWS, "grid"])
def test_no_text_of_a_chart_is_cut_at_the_edge(rich: Results, form: str) -> None:
    assert outside(getattr(sm.charts, form)(frame_of(rich, form))) == []


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
    assert len(ax.patches) == frame["value"].notna().sum() == 4
    assert texts(ax).count("нет") == 8


def test_panels_have_one_scale(rich: Results) -> None:
    frame = part(rich, "posts", "month")
    frame = frame[frame["start"].dt.year == rich.year]
    every = style.drawing_of(sm.charts.months(frame)).axes
    assert len(every) == frame["member"].nunique() > 1
    assert len({axes.get_ylim() for axes in every}) == 1
    heights = {p.get_height() for axes in every for p in axes.patches}
    assert max(heights) == frame["value"].max()
    assert max(heights) < every[0].get_ylim()[1]


def test_a_month_of_two_years_has_two_panels(rich: Results) -> None:
    every = style.drawing_of(sm.charts.months(part(rich, "visits", "month"))).axes
    assert [axes.get_title(loc="left")[-8:-4] for axes in every] == ["2023", "2024", "2025"]


def test_a_flow_is_columns_and_a_stock_a_line_on_its_days(rich: Results) -> None:
    flow = sm.charts.trend(part(rich, "section_publications").query("member == 'news'"))
    assert len(flow.patches) == 3
    assert not flow.lines
    stock = sm.charts.trend(part(rich, "subscriptions"))
    assert not stock.patches
    days = [tick.get_text() for tick in stock.get_xticklabels()]
    assert days == ["31.12.2023", "31.12.2024", "01.04.2026"]


def test_a_day_is_read_in_no_time_zone(rich: Results, ax: Axes) -> None:
    with matplotlib.rc_context({"timezone": "America/New_York"}):
        sm.charts.trend(part(rich, "subscriptions"), ax=ax)
    assert [tick.get_text() for tick in ax.get_xticklabels()][-1] == "01.04.2026"


def test_a_rate_is_no_stock_though_it_has_a_date(rich: Results) -> None:
    assert len(sm.charts.trend(part(rich, "cost_per_resident")).lines) == 0


def test_two_charts_on_one_pair_of_axes(rich: Results, ax: Axes) -> None:
    frame = part(rich, "platform_subscriptions")
    for member, color in (("vk", charts.BLUE), ("telegram", charts.GREEN)):
        sm.charts.trend(frame[frame["member"] == member], ax=ax, color=color)
    assert len(ax.lines) == 2
    assert ax.get_ylim()[1] > frame["value"].max()


def test_equal_bounds_are_seen(ax: Axes) -> None:
    ends = {"indicator": ["unique_people_min", "unique_people_max"], "value": [10, 10]}
    sm.charts.bounds(ends, ax=ax)
    assert texts(ax) == ["10"]
    assert len(ax.collections) == 1


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
        (lambda r: sm.charts.bounds(part(r, "unique_people_min")), "одно число"),
        (lambda r: sm.charts.bars(mixed(r)), "и годы, и месяцы"),
        (lambda r: sm.charts.bounds(mixed(r)), "и годы, и месяцы"),
        (lambda r: sm.charts.timeline(mixed(r)), "и годы, и месяцы"),
        (lambda r: sm.charts.grid(mixed(r)), "и годы, и месяцы"),
        (lambda r: sm.charts.grid(part(r, "visits")), "две строки об одном и том же"),
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
        (lambda r: sm.charts.timeline({**DAY, "as_of": [None]}, name=5), "name — 5"),
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
    assert said in str(refusal.value)


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


@pytest.mark.parametrize("form", ["bars", "months", "trend", "bounds"])
def test_the_alternative_text_has_every_number(rich: Results, form: str) -> None:
    frame = frame_of(rich, form)
    shown = sm.figure(getattr(sm.charts, form)(frame), title="Рисунок", of=frame)
    told = numbers(shown.alt)
    for row in rows_of(frame):
        assert row.value is None or row.number.replace("\u00a0", " ") in told
        assert row.label in shown.alt
    assert shown.alt.count("сведений нет") == frame["value"].isna().sum()


@pytest.mark.parametrize("name", ["publications", "platforms", "audience"])
def test_a_figure_of_the_report_tells_every_number_it_shows(rich: Results, name: str) -> None:
    shown: Figure = getattr(figures, name)(rich)
    drawn = [n for text in texts(shown.drawing.axes[0]) for n in numbers(text)]
    assert drawn
    assert {n.strip() for n in drawn} <= {n.strip() for n in numbers(shown.alt)}


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


@pytest.mark.parametrize("form", ["bars", "months", "trend", "bounds", "timeline", "coverage"])
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
    assert size["width"] == round(style.WIDTH * 96)
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
    assert all(re.fullmatch(r"[+−]\d+,\d %|нет", text) for text in written)
    assert len(written) == len(frame)
    assert written[-1] in plain(told)


# The look.


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_searchable_and_the_same_each_time(results: Results, name: str) -> None:
    shown: Figure = getattr(figures, name)(results)
    svg = shown.svg()
    assert svg == shown.svg() == getattr(figures, name)(results).svg()
    words = " ".join("".join(text.itertext()) for text in ElementTree.fromstring(svg).iter())
    assert re.search("[А-я]{4}", words)
    assert "currentColor" in svg
    assert "<dc:date>" not in svg


def test_a_matplotlibrc_changes_no_figure(results: Results, tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "axes.grid: True\nfont.size: 20\naxes.facecolor: red\ntimezone: America/New_York\n"
        "axes.prop_cycle: cycler('color', ['k'])\nsvg.fonttype: path\nxtick.labelsize: 6\n",
        encoding="utf-8",
    )
    code = (
        "import sys, shegar_metrics as sm\n"
        "results = sm.open_year(year=2022, data='data')\n"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "sys.stdout.write(sm.figures.dates(results).svg() + sm.figures.audience(results).svg())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env={"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == figures.dates(results).svg() + figures.audience(results).svg()


def test_colours_are_those_of_the_style() -> None:
    with style.house_style():
        cycle = [to_hex(entry["color"]) for entry in matplotlib.rcParams["axes.prop_cycle"]]
        assert cycle[:3] == [style.BLUE, style.VERMILION, style.GREEN]
        assert matplotlib.rcParams["text.color"] == style.INK
        assert to_hex(matplotlib.rcParams["axes.edgecolor"]) == style.GREY


# The figures of the report.


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("publications", "Новости — 309; Постановления администрации — 144"),
        ("publications", "Публикации раздела в месяц: Новости — 25,75"),
        ("platforms", "ВКонтакте — 60,13 %; Одноклассники — 27,67 %"),
        ("audience", "Население: Шегарский район — 19 958"),
        ("audience", "не меньше — 2 421. Уникальные подписчики: не больше — 4 026."),
        ("measures", "Двухфакторный вход, Администратор страниц: да"),
        ("dates", "Подписки — 10.07.2023"),
    ],
)
def test_the_alternative_text_of_2022(results: Results, name: str, told: str) -> None:
    assert told in plain(getattr(figures, name)(results).alt)


def test_each_territory_has_its_date(results: Results) -> None:
    told = plain(figures.audience(results).caption)
    assert "Население: Шегарский район и с. Мельниково — на 01.10.2021." in told


@pytest.mark.parametrize("name", FIGURES)
def test_figures_stand_where_values_are_missing(made_up: Path, name: str) -> None:
    view = getattr(figures, name)(compute(load(made_up), 2023))
    if isinstance(view, Prose):
        assert "построен: " in view.text
        assert "None" not in view.text
    else:
        assert ElementTree.fromstring(view.svg()).tag.endswith("svg")
        assert not re.search(r"None|nan", view.alt + view.caption)


def test_months_of_the_report(rich: Results, results: Results) -> None:
    coverage, *drawn = figures.by_month(rich)
    declared = [i.title for i in rich.context.indicators if i.drawn]
    titles = [view.title.removesuffix(", %").removesuffix(" по месяцам") for view in drawn]
    assert titles == [title for title in declared if title in titles]
    assert "Посещения сайта" in titles
    assert coverage.title == "За какие месяцы есть сведения"
    assert "Telegram: март, июнь, сент и дек" in plain(coverage.alt)
    assert "Посещения сайта" not in coverage.alt  # all of its months are known
    (nothing,) = figures.by_month(results)
    assert plain(nothing.text) == "Помесячных сведений за 2022 год в данных нет."


def test_without_a_gap_there_is_no_grid_of_months(rich: Results) -> None:
    whole = Results(
        [row for row in rich.rows if row.is_year or row.indicator.id == "section_publications"],
        rich.context,
    )
    (only,) = figures.by_month(whole)
    assert only.title == "Публикации раздела по месяцам"


def test_the_package_gives_the_function_and_the_modules() -> None:
    assert sm.figure is figure
    assert sm.figures is figures
    assert sm.charts is charts
    assert [name for name in sm.__all__ if not hasattr(sm, name)] == []


def test_what_the_report_draws_needs_only_columns(results: Results) -> None:
    ax = sm.charts.bars(columns(results.family("platform_share")))
    assert texts(ax) == ["60,13 %", "27,67 %", "12,20 %"]


def test_a_figure_leads_to_the_place_of_its_first_number(results: Results) -> None:
    def page_of(*views: Figure | Table) -> str:
        cells = []
        for view in views:
            bundle = view._repr_mimebundle_()
            data, about = bundle if isinstance(bundle, tuple) else (bundle, {})
            output = new_output("display_data", data=data, metadata=about)
            cells.append(new_code_cell(outputs=[output]))
        return str(HTMLReportExporter().from_notebook_node(new_notebook(cells=cells))[0])

    drawn = figures.platforms(results)
    assert isinstance(drawn, Figure)
    assert "Откуда числа" not in page_of(drawn)
    page = page_of(drawn, tables.passport(results))
    assert '<a href="#n-platform-subscriptions-vk">Откуда числа</a>' in page
    assert page.count('id="n-platform-subscriptions-vk"') == 1
