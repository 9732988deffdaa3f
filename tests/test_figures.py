"""The figures of the report: what is drawn, what is said of it, and that it can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure as Drawing
from nbformat.v4 import new_code_cell, new_notebook, new_output

import shegar_metrics as sm
from shegar_metrics.dataset import load
from shegar_metrics.documents.html import HTMLReportExporter
from shegar_metrics.indicators import Result, Results, compute
from shegar_metrics.indicators.units import MEASURES
from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.views import figures, prose, style, tables
from shegar_metrics.views import wording as w
from shegar_metrics.views.bundle import Figure, Prose, Table
from shegar_metrics.views.figures.claims import claims_of
from shegar_metrics.views.figures.months import largest_change
from shegar_metrics.views.figures.parts import rows_from

from . import packages
from .boxes import cut_off, overlapping, smallest
from .many_years import EVENTS, many_years
from .packages import SITE, add

PACKAGES: dict[str, tuple[Callable[[Path], Path], int]] = {
    "rich": (packages.rich, packages.LAST),
    "poor": (packages.poor, 2023),
    "two": (lambda folder: many_years(folder, 2024, 2025), 2025),
    "eight": (lambda folder: many_years(folder, 2018, 2025), 2025),
    "twenty": (lambda folder: many_years(folder, 2006, 2025), 2025),
}
CSS = Path(sm.__file__).parent / "documents" / "templates" / "shegar_html" / "report.css"
SMALLEST = 7.0
"""Points of the smallest letters, on a phone and on paper."""
PHONE = 390 - 2 * 16
"""Pixels of the text on a phone."""


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Results]:
    """Return the results of a made-up package, each computed once."""
    computed: dict[str, Results] = {}

    def results_of(name: str) -> Results:
        if name not in computed:
            make, year = PACKAGES[name]
            folder = make(tmp_path_factory.mktemp(name) / "data")
            computed[name] = compute(load(folder), year)
        return computed[name]

    return results_of


def figures_of(results: Results) -> Iterator[Figure]:
    """Yield every figure of the report."""
    drawn = [
        *figures.years(results),
        figures.publications(results),
        figures.platforms(results),
        *figures.by_month(results),
        *figures.working_time(results),
    ]
    yield from (figure for figure in drawn if isinstance(figure, Figure))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def numbers(text: str) -> list[str]:
    return [n.strip() for n in re.findall(r"\d[\d ]*(?:,\d+)?", plain(text))]


def texts(drawing: Drawing) -> list[str]:
    """List the texts of a drawing."""
    svg = ElementTree.fromstring(style.to_svg(drawing)).iter("{http://www.w3.org/2000/svg}text")
    return [plain("".join(text.itertext()).strip()) for text in svg]


@pytest.mark.parametrize("name", PACKAGES)
def test_nothing_is_cut_off_covered_or_small(of: Callable[[str], Results], name: str) -> None:
    for figure in figures_of(of(name)):
        assert figure.narrow is not None
        for drawing, width, shown in (
            (figure.drawing, style.WIDE, style.WIDE),
            (figure.narrow, style.NARROW, PHONE),
        ):
            assert drawing.get_figwidth() * 96 == width
            assert cut_off(drawing) == [], figure.title
            assert overlapping(drawing) == [], figure.title
            assert smallest(drawing) * min(1, shown / width) >= SMALLEST


@pytest.mark.parametrize("name", PACKAGES)
def test_both_drawings_say_the_same_in_words(of: Callable[[str], Results], name: str) -> None:
    """Each number that is drawn stands in the alternative text, in full or in thousands."""
    for figure in figures_of(of(name)):
        told = {Fraction(n.replace(" ", "").replace(",", ".")) for n in numbers(figure.alt)}
        told.add(Fraction(of(name).year))
        told |= {Fraction(w.number(n / 1000, 1).replace(",", ".")) for n in told if n >= 1000}
        for drawing in (figure.drawing, figure.narrow):
            drawn = [n for text in texts(drawing) for n in numbers(text)]
            values = {Fraction(n.replace(" ", "").replace(",", ".")) for n in drawn}
            assert values <= told, figure.title


@pytest.mark.parametrize("name", ["rich", "two", "eight", "twenty"])
def test_the_years_are_all_those_that_are_known(of: Callable[[str], Results], name: str) -> None:
    """The alternative text has each value of each year, as its own results would say."""
    results = of(name)
    (figure,) = figures.years(results)
    told = plain(figure.alt)
    dataset = load(results.context.folder)
    for year in dataset.years:
        for row in compute(dataset, year).values():
            if row.indicator.key and row.indicator.unit != MEASURES and row.name in results:
                said = rows_from([row])[0].phrase
                parts = [w.number(part.value) for part in row.measured.parts if part.dates]
                assert f"{year} год" in told
                assert all(plain(value) in told for value in parts or [said])


def test_a_year_alone_is_compared_with_nothing(of: Callable[[str], Results]) -> None:
    assert figures.years(of("poor")) == []


def test_the_latest_events_are_marked_by_letters(of: Callable[[str], Results]) -> None:
    (figure,) = figures.years(of("twenty"))
    caption = plain(figure.caption)
    latest = EVENTS[-6:]
    for letter, (day, text, _) in zip("АБВГДЕ", latest, strict=True):
        assert f"{letter} — {text} ({day:%d.%m.%Y})" in caption
    assert EVENTS[0][1] not in caption
    for drawing in (figure.drawing, figure.narrow):
        letters = {text for text in texts(drawing) if re.fullmatch("[А-Е](, [А-Е])*", text)}
        assert {letter for text in letters for letter in text.split(", ")} == set("АБВГДЕ")


def test_a_break_at_the_turn_of_a_year_is_a_dashed_line(of: Callable[[str], Results]) -> None:
    (figure,) = figures.years(of("twenty"))
    visits, publications, *others = figure.drawing.axes
    for ax in (visits, publications):
        assert [line.get_xdata()[0] for line in ax.lines if line.is_dashed()] == [2012.5]
    cost = others[0]
    assert [line for line in cost.lines if line.is_dashed()] == []  # it is of the site alone


def test_panels_of_one_unit_share_a_scale(of: Callable[[str], Results]) -> None:
    (figure,) = figures.years(of("rich"))
    titled = {ax.get_title(loc="left").split("\n")[0]: ax.get_ylim() for ax in figure.drawing.axes}
    assert len({ends for title, ends in titled.items() if title.startswith("Ответы")}) == 1
    assert titled["Посещения сайта"] != titled["Публикации на сайте"]


# What a title claims.


def holds(results: Results, name: str, direction: str, since: int | None) -> bool:
    """Recompute a claim from the values of the years alone."""
    now = results[name].value
    first = results.year - 1 if since is None else since
    before = {row.period.start.year: row.value for row in results.history(name)}
    years = range(first, results.year)
    compared = [before[year] for year in years]
    assert now is not None
    return all(
        value is not None and (now > value if direction == "more" else now < value)
        for value in compared
    )


@pytest.mark.parametrize("name", ["rich", "two", "eight", "twenty"])
def test_a_title_claims_what_the_values_say(of: Callable[[str], Results], name: str) -> None:
    results = of(name)
    keys = [name for name, row in results.items() if row.indicator.key]
    claims = list(claims_of(results, keys))
    assert claims
    assert all(holds(results, c.name, c.direction, c.since) for c in claims)
    (figure,) = figures.years(results)
    most = max(claims, key=lambda claim: claim.weight)
    assert most.words in figure.title


@pytest.mark.slow
@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 400)), min_size=2, max_size=7),
    broken=st.lists(st.integers(0, 6), max_size=2),
)
def test_every_claim_is_true(
    values: list[int | None], broken: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = packages.empty(tmp_path_factory.mktemp("claims") / "data")
    packages.add_reference(folder)
    cited = packages.source(folder, "made-up", "Записка", "manual", date(2026, 2, 1))
    first = 2026 - len(values)
    for year, value in enumerate(values, start=first):
        row = {"page": SITE, "section": "news", "publications": 1}
        add(folder, "publications", **row, period=year, source=cited)
        if value is not None:
            add(folder, "visits", page=SITE, visits=value, period=year, source=cited)
    for year in {2025 - back for back in broken if back < len(values)}:
        add(folder, "events", date=date(year, 5, 1), text="сбой", page=SITE, source=cited)
    results = compute(load(folder), 2025)
    claims = list(claims_of(results, ["visits"]))
    for claim in claims:
        assert holds(results, claim.name, claim.direction, claim.since)
        since = claim.since or 2024
        assert not any(since <= event.day.year <= 2025 for event in results.context.events)
        assert (claim.direction == "more") == ("больше" in claim.words)
    now, then = values[-1], values[-2]
    clean = not any(event.day.year >= 2024 for event in results.context.events)
    if clean and now is not None and then and abs(now - then) * 100 >= then:
        assert len(claims) == 1


def test_the_month_that_differs_most_is_named(of: Callable[[str], Results]) -> None:
    results = of("rich")
    rows = results.months("visits")
    found = largest_change(rows, results.months_before("visits"))
    assert found is not None
    values = {
        now.period.start.month: abs((now.value or 0) - (then.value or 0))
        for now, then in zip(rows, results.months_before("visits"), strict=True)
    }
    assert values[found[0].period.start.month] == max(values.values())
    (figure,) = figures.by_month(results, "visits")
    assert f"{w.short(found[0])}, годом раньше — {w.short(found[1])}" in figure.title


def test_no_month_is_named_where_two_differ_as_much(of: Callable[[str], Results]) -> None:
    rows = of("rich").months("visits")
    assert largest_change(rows, rows) is None
    assert largest_change(rows, []) is None


# The months, the parts, the working time.


def month_in_words(row: Result) -> str:
    """Write a month as the alternative text does: «март 2025 года — 120»."""
    month = format_date(row.period.start, "LLLL y", locale="ru")
    return f"{month} года — {plain(rows_from([row])[0].phrase)}"


def test_months_stand_beside_those_of_the_year_before(of: Callable[[str], Results]) -> None:
    """Each month of both years stands in the alternative text of its figure, in its order."""
    results = of("rich")
    before = compute(load(results.context.folder), results.year - 1)
    drawn = [indicator for indicator in results.context.indicators if indicator.drawn]
    told = [figure for figure in figures.by_month(results) if "по месяцам" in figure.title]
    for indicator, figure in zip(drawn, told, strict=True):
        for member in results.family(indicator.id):
            earlier = before.months(member.name) if member.name in before else []
            months = [*earlier, *results.months(member.name)]
            values = [month_in_words(row) for row in months]
            if len([row for row in results.months(member.name) if row.value is not None]) > 1:
                assert ", ".join(values) in plain(figure.alt)
    assert told[0].anchors[0] == "n-visits-2025-01"


def test_months_of_the_report(of: Callable[[str], Results], results: Results) -> None:
    rich = of("rich")
    *drawn, coverage = figures.by_month(rich)
    titles = [re.split(r" по месяцам", view.title)[0] for view in drawn]
    declared = [indicator.title for indicator in rich.context.indicators if indicator.drawn]
    assert titles == [title for title in declared if title in titles]
    assert "Посещения сайта" in titles
    assert coverage.title == "За какие месяцы есть сведения: записи на странице"
    assert "Записи на странице: Одноклассники: дек" in plain(coverage.alt)
    assert "Посещения сайта" not in coverage.alt  # all of its months are known
    assert "MAX" not in coverage.alt  # and of a page from the day on which it was opened
    (nothing,) = figures.by_month(results)
    assert isinstance(nothing, Prose)
    assert plain(nothing.text) == "Помесячных сведений за 2022 год в данных нет."
    assert figures.by_month(results, "visits") == []


def test_months_before_a_page_was_open_are_not_said_to_be_unknown(
    of: Callable[[str], Results],
) -> None:
    posts, coverage = figures.by_month(of("rich"), "posts")
    assert posts.caption.endswith("Штриховка — ещё не открыто или уже закрыто.")
    assert coverage.title.startswith("За какие месяцы есть сведения")
    (drawn,) = figures.by_month(of("rich"), "engagement_rate")
    assert drawn.caption.endswith("Штриховка — ещё не открыто или уже закрыто.")


def test_a_page_opened_in_the_year_keeps_its_place(of: Callable[[str], Results]) -> None:
    posts, *_ = figures.by_month(of("rich"), "posts")
    assert plain(posts.alt).index("MAX") < plain(posts.alt).index("RUTUBE")


def test_without_a_gap_there_is_no_grid_of_months(of: Callable[[str], Results]) -> None:
    (only,) = figures.by_month(of("rich"), "section_publications")
    assert only.title.startswith("Публикации раздела по месяцам")


def test_what_is_not_drawn_by_month_is_refused(results: Results) -> None:
    with pytest.raises(ParameterRefusal, match="names: «visit», а нужно одно из: visits"):
        figures.by_month(results, "visit")


def test_a_sum_of_many_parts_is_left_to_the_table(
    of: Callable[[str], Results], results: Results
) -> None:
    assert figures.platforms(of("rich")) is None
    assert isinstance(figures.platforms(results), Figure)


@pytest.mark.parametrize(("before", "after", "more"), [(40, 15, "меньше"), (15, 40, "больше")])
def test_working_time_is_on_one_scale(tmp_path: Path, before: int, after: int, more: str) -> None:
    folder = packages.poor(tmp_path / "data")
    times = {"minutes_before": before, "minutes_after": after, "posts_planned": 12}
    add(folder, "gospabliki", **times, period=2023, source="made-up")
    results = compute(load(folder), 2023)
    (figure,) = figures.working_time(results)
    times = results["minutes_per_post[after]"], results["minutes_per_post[before]"]
    now, then = map(w.short, times)
    assert f"уходит {more} времени: {now} мин, до него — {then}" in plain(figure.title)
    (ax,) = figure.drawing.axes
    at = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    assert at == [before, after]
    assert ax.get_xlim()[0] == 0
    assert "2023 год, 12 публикаций" in " ".join(texts(figure.drawing))


def test_working_time_needs_both(of: Callable[[str], Results], results: Results) -> None:
    assert figures.working_time(results) == []
    assert figures.working_time(of("poor")) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("publications", "Новости — 309; Постановления администрации — 144"),
        ("publications", "Публикации раздела в месяц: Новости — 26"),
        ("platforms", "ВКонтакте — 60,1 %; Одноклассники — 27,7 %"),
    ],
)
def test_the_alternative_text_of_2022(results: Results, name: str, told: str) -> None:
    assert told in plain(getattr(figures, name)(results).alt)


@pytest.mark.parametrize("name", figures.__all__)
def test_figures_stand_where_values_are_missing(made_up: Path, name: str) -> None:
    view = getattr(figures, name)(compute(load(made_up), 2023))
    for shown in view if isinstance(view, list) else [view]:
        if isinstance(shown, Figure):
            assert ElementTree.fromstring(shown.svg()).tag.endswith("svg")
            assert not re.search(r"None|nan", shown.alt + shown.caption)
        else:
            assert "None" not in shown.text


# What a page and a notebook show.


def html_of(figure: Figure) -> str:
    """Return what stands on the page."""
    return str(figure._repr_mimebundle_()[1]["text/html"]["page"])


def image_of(figure: Figure) -> str:
    """Return the image that a notebook shows."""
    html = figure._repr_mimebundle_()[0]["text/html"]
    (image,) = re.findall(r'<img alt="[^"]+" src="data:image/svg\+xml;base64,([^"]+)">', html)
    return b64decode(image).decode("utf-8")


def test_a_page_has_both_drawings_and_shows_one(of: Callable[[str], Results]) -> None:
    (figure,) = figures.years(of("rich"))
    html = html_of(figure)
    assert html.count('<svg class="wide" role="img" aria-label="Посещения сайта: 2023') == 1
    assert html.count('<svg class="narrow" style="display:none" role="img" aria-label="') == 1
    assert "<script" not in html
    assert set(re.findall(r'(?:href|src)="([^"#][^"]*)"', html)) == set()
    css = CSS.read_text(encoding="utf-8")
    assert "@media screen and (max-width: 40rem) {\n  figure svg.wide { display: none; }" in css


def test_no_name_in_a_page_is_of_two_drawings(of: Callable[[str], Results]) -> None:
    ids = [
        set(re.findall(r' id="([^"]+)"', html))
        for f in figures_of(of("rich"))
        for html in (style.to_svg(f.drawing), style.to_svg(f.narrow))
    ]
    wide, narrow = set().union(*ids[::2]), set().union(*ids[1::2])
    assert wide.isdisjoint(narrow)  # a hatch that only the hidden one has would not be seen
    used = {
        name
        for f in figures_of(of("rich"))
        for name in re.findall(r"url\(#([^)]+)\)", style.to_svg(f.narrow))
    }
    assert used <= narrow


def test_a_page_chooses_the_colours(of: Callable[[str], Results]) -> None:
    (figure,) = figures.years(of("rich"))
    html = html_of(figure)
    assert not re.search(r"(?<!, )#[0-9a-f]{6}", html)
    css = CSS.read_text(encoding="utf-8")
    for name in re.findall(r"var\(--(\w+)", html):
        assert css.count(f"--{name}:") >= 2, name  # light and dark


def test_jupyterlab_has_the_font_and_a_page_its_own(
    of: Callable[[str], Results], monkeypatch: pytest.MonkeyPatch
) -> None:
    (figure,) = figures.years(of("rich"))
    assert "@font-face" not in image_of(figure)
    monkeypatch.setenv("JPY_SESSION_NAME", "annual_report.ipynb")
    assert image_of(figure).count('@font-face{font-family:"PT Sans"') == 2
    assert "@font-face" not in html_of(figure)


def test_a_notebook_shows_a_figure_as_an_image_on_paper(of: Callable[[str], Results]) -> None:
    """Of tags that draw, JupyterLab leaves only their words in a notebook it does not trust."""
    for figure in figures_of(of("rich")):
        image = ElementTree.fromstring(image_of(figure))
        assert image.tag.endswith("svg")
        assert image.get("style") == "background:#fff"
        drawn = ElementTree.fromstring(figure.svg())
        assert list(image.itertext()) == list(drawn.itertext())
        assert image_of(figure) == image_of(figure)
        assert "<svg" not in figure._repr_mimebundle_()[0]["text/html"]


@pytest.mark.parametrize("name", ["rich", "twenty"])
def test_a_figure_is_searchable_and_the_same_each_time(
    of: Callable[[str], Results], name: str
) -> None:
    for figure, again in zip(figures_of(of(name)), figures_of(of(name)), strict=True):
        svg = figure.svg()
        assert svg == figure.svg() == again.svg()
        assert html_of(figure) == html_of(again)
        assert image_of(figure) == image_of(again)
        assert re.search("[А-я]{4}", " ".join(texts(figure.drawing)))
        assert "currentColor" in svg
        assert "<dc:date>" not in svg


DRAW = (
    "results = sm.open_year(year=2022, data='data')\n"
    "drawn = [sm.figures.publications(results).svg(), sm.figures.platforms(results).svg()]\n"
)


def test_the_light_mapping_needs_no_pandas(shipped_project: Path) -> None:
    code = f"import sys, shegar_metrics as sm\n{DRAW}sm.figures.years(results)\n" + (
        "sys.exit('pandas' in sys.modules or 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=shipped_project, check=False)
    assert done.returncode == 0


def test_a_matplotlibrc_changes_no_figure(
    shipped_project: Path, results: Results, tmp_path: Path
) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "axes.grid: True\nfont.size: 20\naxes.facecolor: red\ntimezone: America/New_York\n"
        "axes.prop_cycle: cycler('color', ['k'])\nsvg.fonttype: path\nxtick.labelsize: 6\n",
        encoding="utf-8",
    )
    code = (
        f"import sys, shegar_metrics as sm\n{DRAW}"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "sys.stdout.write(''.join(drawn))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shipped_project,
        env={"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == figures.publications(results).svg() + figures.platforms(results).svg()


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


def test_a_number_of_a_figure_can_be_traced(of: Callable[[str], Results]) -> None:
    """Each number of a column says where it stands in «Откуда число», of which year it is."""
    (figure,) = figures.years(of("rich"))
    anchors = set(re.findall(r'data-value="([^"]+)"', html_of(figure)))
    assert {"n-visits", "y-2024-visits"} <= anchors <= set(figure.anchors)


@pytest.mark.parametrize(
    ("year", "held"),
    [(2025, None), (2026, (4.5, 11.5)), (2027, (-0.5, 11.5)), (2028, (-0.5, 1.5)), (2029, None)],
)
def test_a_yardstick_is_named_and_holds_in_its_whole_months(
    tmp_path: Path, year: int, held: tuple[float, float] | None
) -> None:
    folder = packages.empty(tmp_path / "data")
    packages.add_reference(folder)
    add(folder, "pages", id="vk", platform="vk", title="ВКонтакте")
    cited = packages.source(folder, "made-up", "Записка", "manual", date(year + 1, 1, 9))
    for first, last in packages._months(year):
        row = {"page": "vk", "section": "posts", "publications": 20}
        add(folder, "publications", **row, period=f"{first} {last}", source=cited)
    order = {"whose": "приказ № 61", "standing": "practice", "source": cited}
    terms = {"valid_from": date(2026, 5, 27), "valid_to": date(2028, 3, 9)}
    add(folder, "yardsticks", indicator="posts", value=3, per="week", **order, **terms)
    results = compute(load(folder), year)
    (figure,) = figures.by_month(results, "posts")
    for drawing in (figure.drawing, figure.narrow):
        lines = [line for line in drawing.axes[0].lines if line.is_dashed()]
        assert [tuple(line.get_xdata()) for line in lines] == ([held] if held else [])
        assert ("ориентир: 3 записи в неделю, около 13 в месяц" in texts(drawing)) is bool(held)
    text = plain(prose.activity(results).text)
    terms = {2026: " (с 27 мая 2026 года)", 2028: " (по 9 марта 2028 года)"}
    sentence = f"Ориентир — 3 записи в неделю или больше{terms.get(year, '')}: приказ № 61; "
    assert (sentence in text) is ("здесь ориентир не обязателен" in text) is bool(held)
