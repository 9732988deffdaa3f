"""Where every number comes from: links in the page, and numbers that nothing accounts for."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from itertools import product, zip_longest
from operator import itemgetter
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from shegar_metrics.dataset import load
from shegar_metrics.documents.html import HTMLReportExporter
from shegar_metrics.indicators import Aspect, Result, Results, compute, declared
from shegar_metrics.indicators.activity import EDGE_DAYS, POSTS_A_WEEK
from shegar_metrics.indicators.changes import OF_PEERS
from shegar_metrics.indicators.peers import BANDS
from shegar_metrics.period import STOCK_REACH_DAYS
from shegar_metrics.views import figures, prose, tables, templating
from shegar_metrics.views.bundle import Figure, Prose, Table
from shegar_metrics.views.tables.origins import source_anchor, source_marks

from . import packages
from .conftest import Made
from .packages import LAST
from .test_views import PROSE, TABLES

NBSP = "\u00a0"
KEYS = {indicator.id for indicator in declared() if indicator.key}
SHA = "0123456789abcdef" * 4


@pytest.fixture(params=[2022, 2023])
def year(request: pytest.FixtureRequest, two_years: Path) -> Results:
    """The indicators of a full year, and of one with holes."""
    return compute(load(two_years), request.param)


def page_of(*views: Prose | Table | Figure) -> str:
    """Export views as the page, without a kernel."""
    cells = []
    for view in views:
        bundle = view._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        cells.append(
            new_code_cell(outputs=[new_output("display_data", data=data, metadata=metadata)])
        )
    page, _ = HTMLReportExporter().from_notebook_node(new_notebook(cells=cells))
    return str(page)


def whole_page(results: Results) -> str:
    return page_of(
        *(view for name in PROSE if (view := getattr(prose, name)(results))),
        *(view for name in TABLES if (view := getattr(tables, name)(results))),
    )


def test_each_link_of_the_page_has_a_place(year: Results) -> None:
    page = whole_page(year)
    places = Counter(re.findall(r'id="([\w-]+)"', page))
    assert max(places.values()) == 1
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(places)
    assert {result.anchor for result in year.values()} <= set(places)
    assert {row.anchor for row in year.printed if row.value is not None and told(row)} <= set(
        places
    )
    assert {
        source_anchor(source) for source in source_marks((*year.printed, *year.earlier))
    } <= links


def test_a_number_that_does_not_compare_has_a_place_too(tmp_path: Path) -> None:
    """Where a series was broken, each number of the year before leads to a row of its own."""
    folder = packages.rich(tmp_path / "data")
    source = packages.source(folder, "broken", "Записка", "manual", date(LAST, 1, 1))
    for table, page in (("visits", "site"), ("publications", "vk"), ("subscribers", "ok")):
        row = {"date": date(LAST, 1, 1), "text": f"{table} считают иначе", "page": page}
        packages.add(folder, "events", **row, breaks=table, source=source)
    results = compute(load(folder), LAST)
    page = whole_page(results)
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(re.findall(r'id="([\w-]+)"', page))
    names = ("visits", "posts-vk", "platform-subscriptions-ok", "cost-per-visit")
    assert {f"y-{LAST - 1}-{name}" for name in names} <= links
    (shown,) = (row for row in tables.platforms(results).rows if row[0] == "Одноклассники")
    assert (shown[1], shown[3]) == (f"1{NBSP}110 на{NBSP}31.12.2024", "сравнить нельзя")


def told(row: Result) -> bool:
    """Tell whether a row is printed: a mere difference is told by its two values."""
    return row.aspect in (Aspect.VALUE, Aspect.CHANGE)


def test_every_printed_value_is_a_link(results: Results) -> None:
    linked = set(re.findall(r'href="#(n-[^"]+)"', whole_page(results)))
    # Of the others a value stands in «Откуда число» alone.
    alone = {"n-acts", *(row.anchor for row in results.family("measure_met"))}
    whole = results.context.denominator
    alone |= {row.anchor for row in results.family("residents") if row.member != whole}
    assert linked == {row.anchor for row in results.values() if row.value is not None} - alone


def test_a_value_that_is_missing_is_no_link(two_years: Path) -> None:
    keys = tables.key_figures(compute(load(two_years), 2023))
    sign = '<span role="img" aria-label="не посчитано">…</span>'
    assert f'<td data-label="2023" class="number">{sign}</td>' in keys.html()


def test_links_change_no_word(year: Results) -> None:
    for name in PROSE:
        view: Prose = getattr(prose, name)(year)
        assert re.sub(r"\[(.*?)\]\(#[\w-]+\)", r"\1", view.properties["linked"]) == view.text
        assert "](#" not in view.text


def test_print_knows_no_links(results: Results) -> None:
    for name in TABLES:
        view = getattr(tables, name)(results)
        assert view is None or "](#" not in view.markdown()


def test_a_page_without_the_passport_has_no_links(results: Results) -> None:
    views = (tables.publications(results), prose.summary(results), figures.platforms(results))
    page = page_of(*views)
    assert "37 743 раза".replace(" ", NBSP) in page
    assert "<a " not in page
    assert "Откуда числа" not in page
    assert page_of(*views, tables.passport(results)).count("Откуда числа</a>") == 1


def test_a_checksum_is_short_until_it_is_asked_for(data: Path) -> None:
    file = data / "sources.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("2021-10-01,,,", f"2021-10-01,,{SHA},"), encoding="utf-8")
    table = tables.sources(compute(load(data), 2022))
    assert f"<summary>SHA-256: {SHA[:12]}…</summary>" in table.html()
    assert table.html().count(SHA) == 1
    assert SHA[:12] not in table.markdown()


def test_a_number_that_a_template_rewrites_is_printed_without_its_link(
    tmp_path: Path, results: Results
) -> None:
    lines = '{{ (visits | number) ~ "?" }}\n\n{{ [visits | number, "[я](#б)"] | listed }}'
    (tmp_path / "own.md.j2").write_text(f"{{% block own %}}\n{lines}\n{{% endblock %}}", "utf-8")
    names = templating.names_of(results)
    text = templating.render("own.md.j2", "own", names, folder=tmp_path).linked
    assert text.replace(NBSP, " ") == (
        "37 743?\n\n[37 743](#n-visits) и \\[я\\](\\#б)"  # what is from the data stays a text
    )


# Every number of the page is accounted for.

CONSTANTS = {
    "100": "a hundred residents, and the whole that shares add up to",
    "0,5": "the least difference of two shares that is one, in points",
    "335": "the fewest days between two counts that are called a year",
    "395": "the most",
}
"""Numbers of the wording itself; those of formulas and laws stand in results.values().csv."""

COMPARED = {*Aspect} - {Aspect.VALUE, *OF_PEERS}

MONTHS = [
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
]
TOKEN = re.compile(
    rf"\d{{1,2}}[ {NBSP}](?:{'|'.join(MONTHS)})[ {NBSP}]\d{{4}}"  # 10 июля 2023
    r"|\d{2}\.\d{2}\.\d{4}"
    rf"|\d{{1,3}}(?:{NBSP}\d{{3}})+(?:,\d+)?(?!\d)"  # 37 743
    r"|\d+(?:,\d+)?"
)

DATED = (
    *("sources", "decisions", "editions", "events"),
    *("municipality", "costs", "measures", "population"),
)
"""Tables whose days are printed; those of the facts are not."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class Piece:
    """A text of the page, and where it stands.

    Parameters
    ----------
    text
        The text.
    row
        Name of the row of a table that it stands in, if that has one.
    column
        Number of its column there.
    link
        Name of the place that it leads to, if it does.
    drawn
        Whether it is a label in a figure.
    of
        Names of the places that the figure it belongs to draws its numbers from.
    in_words
        Whether it is what a figure says to those who do not see it.
    """

    text: str
    row: str = ""
    column: int = -1
    link: str = ""
    drawn: bool = False
    of: tuple[str, ...] = ()
    in_words: bool = False


class _Pieces(HTMLParser):
    """Collects all that a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []
        self._row, self._column, self._link = "", -1, ""
        self._hidden = self._drawn = False
        self._of: tuple[str, ...] = ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "figure":
            self._of = tuple(given.get("data-of", "").split())
        for name in ("aria-label", "alt", "title", "data-label"):
            if name in given:
                in_words = tag == "svg" and bool(self._of)
                self.pieces.append(Piece(given[name], of=self._of, in_words=in_words))
        self._hidden = tag in ("style", "metadata")
        if tag == "tr":
            self._row, self._column = given.get("id", ""), -1
        self._column += tag in ("td", "th")
        self._drawn |= tag == "svg"
        if tag == "a":
            self._link = given["href"].removeprefix("#")
        if tag == "g" and "data-value" in given:  # a label drawn for one row
            self._link = given["data-value"]
        if tag == "span" and "id" in given:  # the value of a month is where it leads to
            self._link = given["id"]

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False
        self._drawn &= tag != "svg"
        if tag in ("a", "span", "text"):
            self._link = ""
        if tag == "figure":
            self._of = ()
        if tag == "tr":
            self._row = ""
        if tag == "table":
            self._column = -1

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden:
            where = (self._row, self._column, self._link, self._drawn, self._of)
            self.pieces.append(Piece(data, *where))


def pieces_of(page: str) -> list[Piece]:
    parser = _Pieces()
    parser.feed(page)
    return parser.pieces


def tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


def forms_of(day: date) -> list[str]:
    """Write a day in each form in which a report does."""
    return [f"{day:%d.%m.%Y}", f"{day.day} {MONTHS[day.month - 1]} {day.year}"]


def days_in(rows: Iterable[Row]) -> Iterator[date]:
    for row in rows:
        for value in row.values():
            yield from map(date.fromisoformat, re.findall(r"\b\d{4}-\d{2}-\d{2}\b", value or ""))


def place_of(row_id: str) -> str:
    """Name the place of a row of indicators.csv in the page: ``n-platform-share-vk``."""
    return "n-" + "-".join(re.findall(r"[^\W_]+", row_id))


class Account:
    """What may be printed, read from the files alone: indicators.csv and the data package.

    Parameters
    ----------
    edition
        The folder of a published edition.
    data
        The folder of the data package it was made from.
    """

    def __init__(self, edition: Path, data: Path) -> None:
        self.rows = {place_of(row["id"]): row for row in _read(edition / "indicators.csv")}
        page = (edition / "annual_report.html").read_text(encoding="utf-8")
        listed = set(re.findall(r'id="(y-[\w-]+)"', page))
        before = list(_years_before(data, int(edition.name)))
        # First the key values of all years, then those that do not compare.
        self.earlier = {
            place: row
            for of_key in (True, False)
            for rows in before
            for place, row in rows.items()
            if place in listed and (row["id"].partition("[")[0] in KEYS) is of_key
        }
        package = {file.stem: _read(file) for file in data.rglob("*.csv")}
        self.sources = {source_anchor(row["id"]): row for row in package["sources"]}
        printed = [*self.rows.values(), *self.earlier.values()]
        cited = (source for row in printed for source in row["sources"].split())
        places = dict.fromkeys(map(source_anchor, cited))
        self.marks = {place: str(number) for number, place in enumerate(places, start=1)}

        told = [*self.rows.values(), *(row for table in package.values() for row in table)]
        counted = [{name: row[name] for name in ("as_of", "then")} for row in printed]
        days = set(days_in([*counted, *(row for name in DATED for row in package.get(name, []))]))
        self.year = int(edition.name)
        years = {str(self.year), str(self.year - 1)}
        self.days = {form for day in days for form in forms_of(day)} | years
        columns = ("title", "formula", "basis", "reason", "legal_basis", "text", "contract")
        self.told = {n for row in told for name in columns for n in tokens(row.get(name) or "")}
        # What stands in no file, and follows from it: years of the line of time, how long after
        # the year a day lies, how many pages there are.
        self.days |= {str(year) for year in range(self.year - 4, self.year)}
        self.axis = {str(day.year + more) for day in days for more in (0, 1)}
        ends = date(self.year, 12, 31)
        self.derived = {str((day - ends).days) for day in days if day > ends}
        self.derived.add(str(sum("platform_subscriptions[" in r["id"] for r in self._values())))
        operands = ("value", "numerator", "denominator")
        self.exact = [row[n] for row in self._values() for n in operands]
        self.exact += [row[n] for row in self.earlier.values() for n in operands]
        changes = [row for row in self.rows.values() if row["aspect"] != "value"]
        self.exact += [row[n] for row in changes for n in ("value", "denominator")]
        self.exact += [
            str(Decimal(row["numerator"]) / Decimal(row["denominator"]))  # «в 2,3 раза больше»
            for row in changes
            if row["numerator"] and Decimal(row["denominator"] or 0)
        ]
        self.derived |= {str(days) for row in changes for days in _days_between(row)}
        # The numbers of municipalities alike, how many they are, and between what residents.
        alike = [row for row in package.get("peers", []) if row["year"] == str(self.year)]
        alike.sort(key=lambda row: Decimal(row["value"]), reverse=True)
        self.alike: dict[str, list[str]] = {}
        for row in alike:
            self.alike.setdefault(f"p{place_of(row['indicator'])[1:]}", []).append(row["value"])
        if alike:
            self.exact += map(str, BANDS)
            self.derived.add(str(len({row["place"] for row in alike})))
        self.exact += [other for row in package["totals"] for other in _of_rows(row, package)]
        # What is held against, and of a week also about how much that is in a month.
        yardsticks = package.get("yardsticks", [])
        self.held_against = [row["value"] for row in yardsticks]
        self.told |= {n for row in yardsticks for n in tokens(row["whose"])}
        weekly = [row["value"] for row in yardsticks if row["per"] == "week"]
        self.held_against += [str(Decimal(value) * 365 / (7 * 12)) for value in weekly]
        # The lines of the pages, and the months of the year before.
        self.counts = [row["subscribers"] for row in package["subscribers"]]
        self.months_before = _months_before(data, self.year)

    def unaccounted(self, piece: Piece) -> list[str]:
        """List the numbers of a piece that nothing accounts for."""
        found = [token.replace(NBSP, " ") for token in tokens(piece.text)]
        every = self._expected(piece)
        if every is None:
            return [token for token in found if not self._is_known(token, piece)]
        wrong = [
            [f"{number}, not {exact}" for number, exact in pairs if not same(number, exact)]
            for expected in every
            for pairs in [zip_longest(found, expected, fillvalue="")]
        ]
        return min(wrong, key=len)

    def _values_at(self, places: Iterable[str]) -> list[str]:
        """List the values that stand at some places."""
        return [{**self.rows, **self.earlier}[place]["value"] for place in places]

    def _values(self) -> list[Row]:
        """List the rows of values of the year."""
        rows = self.rows.values()
        return [row for row in rows if row["aspect"] == "value" and "@" not in row["id"]]

    def _expected(self, piece: Piece) -> list[list[str]] | None:
        """List the numbers of a piece in their order, if its place tells them; all that may be."""
        if piece.text == "Откуда числа":  # the link below a figure
            return None
        if piece.link.startswith(("n-", "y-")):
            row = {**self.rows, **self.earlier}[piece.link]
            value, unit = _value(row), tokens(row["unit"])
            # In a sentence and in the table of months the unit is in the words around.
            long = len(tokens(piece.text)) >= len(value)
            every = [value if long else value[: -len(unit) or None]]
            if row.get("aspect", "value") in COMPARED and piece.column > 0:
                # In a table the earlier value leads to its change, too, and has no sign.
                of_change = piece.text[0] in "+\u2212"
                zero = every if piece.text == "0" else []
                every = every if of_change else [[row["denominator"]], *zero]
            if piece.drawn and value:
                every += [[number] for number in (row["value"], *_thousands([row["value"]]))]
            return every
        drawn = self._values_at(piece.of)
        if piece.in_words and len(tokens(piece.text)) == len(drawn) > 1:  # number by number
            return [drawn]
        if piece.link.startswith("s-"):
            return [[self.marks[piece.link]]]
        if piece.row in self.rows:
            row = self.rows[piece.row]
            columns = _passport(row) if row["aspect"] == "value" else _comparison(row)
            return columns[piece.column]
        if piece.row in self.alike:
            titled = tokens(self.rows[f"n{piece.row[1:]}"]["title"])
            return [titled if piece.column == 0 else self.alike[piece.row]]
        if piece.row in self.earlier:
            return _of_earlier(self.earlier[piece.row])[piece.column]
        if piece.row in self.sources:
            row = self.sources[piece.row]
            day = date.fromisoformat(row["date"])
            mark = self.marks[piece.row]
            sha = row["sha256"]
            if piece.column == 1 and sha and piece.text.startswith(("SHA", sha)):
                return [tokens(f"SHA-256: {sha[:12]}"), tokens(sha)]
            return [[[mark], tokens(row["title"]), [], [f"{day:%d.%m.%Y}"]][piece.column]]
        return None

    def _is_known(self, number: str, piece: Piece) -> bool:
        axis = self.axis if piece.drawn else set()
        if number in self.days | self.told | self.derived | axis | set(CONSTANTS):
            return True
        values = [] if piece.drawn else self.exact
        if piece.of:
            of = self._values_at(piece.of)
            values = [*values, *of, *_thousands(of), *self.counts, *self.months_before]
        if "риентир" in piece.text:
            values = [*values, *self.held_against]
        return not is_day(number) and any(is_rounded(number, value) for value in values)


def _thousands(values: Iterable[str]) -> list[str]:
    """Return large values in thousands, as a figure without room writes them."""
    return [str(Decimal(value) / 1000) for value in values if value and Decimal(value) >= 1000]


def _of_rows(total: Row, package: Mapping[str, list[Row]]) -> list[str]:
    """Return a total, and the sum of the rows of its series in its period."""
    codes = [name for name in ("page", "section", "channel") if total[name]]
    rows = [
        Decimal(row[total["column"]])
        for row in package[total["table"]]
        if row.get(total["column"])
        and all(row[name] == total[name] for name in codes)
        and total["period_start"] <= row["period_start"]
        and row["period_end"] <= total["period_end"]
    ]
    return [total["value"], str(sum(rows))]


def _value(row: Row) -> list[str]:
    """List the numbers in a value with its unit: «7 из 7», «20,17 подписки на 100 жителей»."""
    of_some = (row["unit"], row["aspect"]) in (("measures", "value"), ("place", "peers_place"))
    of = [row["denominator"]] if of_some else []
    return [row["value"], *of, *tokens(row["unit"])] if row["value"] else []


def _passport(row: Row) -> list[list[list[str]]]:
    """List what the numbers in each cell of a row of «Откуда число» may be."""
    return [
        [tokens(row["title"])],
        [_value(row)],
        [tokens(f"{row['formula']} {row['reason']}")],
        [[row["numerator"]] if row["numerator"] else []],
        [[row["denominator"]] if row["denominator"] else []],
        _when(row["start"][:4], row["as_of"]),
        [[]],  # the marks of the sources are links
    ]


def _of_earlier(row: Row) -> list[list[list[str]]]:
    """List what the numbers in each cell of a row of «Откуда числа прежних лет» may be."""
    title, value, _, *others = _passport(row)
    return [title, value, *others]


def _days_between(row: Row) -> list[int]:
    """List how many days may lie between the two counts of a change."""
    then, now = (map(date.fromisoformat, row[name].split()) for name in ("then", "as_of"))
    return [(later - earlier).days for earlier, later in product(then, now)]


def _years_before(data: Path, last: int) -> Iterator[dict[str, Row]]:
    """Yield the values of each year before one, as its own ``indicators.csv`` would say."""
    dataset = load(data)
    for year in (each for each in dataset.years if each < last):
        rows = csv.DictReader(io.StringIO(compute(dataset, year).csv()))
        yield {
            f"y-{year}-{place_of(row['id']).removeprefix('n-')}": row
            for row in rows
            if row["aspect"] == "value" and "@" not in row["id"]
        }


def _months_before(data: Path, year: int) -> list[str]:
    """List the values of the months of the year before one, as its results say."""
    dataset = load(data)
    if year - 1 not in dataset.years:
        return []
    rows = csv.DictReader(io.StringIO(compute(dataset, year - 1).csv()))
    return [row["value"] for row in rows if "@" in row["id"] and row["value"]]


def _comparison(row: Row) -> list[list[list[str]]]:
    """List what the numbers in each cell of a row of «Откуда изменения» may be."""
    year = row["start"][:4]
    before, now = _when(str(int(year) - 1), row["then"]), _when(year, row["as_of"])
    return [
        [[*tokens(row["title"]), *tokens(row["of"])]],
        [[row["value"]]],
        [[row["denominator"]] if row["denominator"] else []],
        [[row["numerator"]] if row["numerator"] else []],
        [[*earlier, *later] for earlier in (*before, []) for later in now],
    ]


def _when(year: str, days: str) -> list[list[str]]:
    """List how the time of a value may be written: its year, its days, or both."""
    written = _written(*days.split())
    return [written, [year, *written]] if written else [[year]]


def _written(*days: str) -> list[str]:
    return [f"{date.fromisoformat(day):%d.%m.%Y}" for day in days if day]


def same(number: str, exact: str) -> bool:
    """Compare a number as printed to what it should be: a date, or a number in full."""
    return number == exact or (
        bool(number and exact) and not is_day(number) and is_rounded(number, exact)
    )


def is_day(token: str) -> bool:
    return not re.fullmatch(r"[\d ]+(?:,\d+)?", token)


def is_rounded(token: str, exact: str) -> bool:
    """Tell whether a printed number is an exact one, rounded half up to the digits it has."""
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", exact) or re.match(r"\d{4}", token):
        return False  # a number of four digits has a space in it: «2 125» is one, «2125» a year
    printed = Decimal(token.replace(" ", "").replace(",", "."))
    step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    return printed == abs(Decimal(exact)).quantize(step, ROUND_HALF_UP)


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@dataclass(frozen=True)
class Published:
    """The page of an edition, and what may stand in it."""

    page: str
    account: Account


@pytest.fixture(
    params=[
        ("2022", 2022),
        ("two years", 2023),
        ("poor", 2023),
        ("rich", LAST),
        ("beside others", LAST),
    ],
    ids=itemgetter(0),
)
def published(request: pytest.FixtureRequest, made: Callable[[str], Made]) -> Published:
    """The three golden editions, and a year after that of 2022."""
    package, year = request.param
    run = made(package)
    page = (run.edition(year) / "annual_report.html").read_text(encoding="utf-8")
    return Published(page, Account(run.edition(year), run.data))


@pytest.mark.slow
def test_every_number_of_the_page_is_accounted_for(published: Published) -> None:
    pieces = pieces_of(published.page)
    assert sum(len(tokens(piece.text)) for piece in pieces) > 250
    wrong = [(piece, found) for piece in pieces if (found := published.account.unaccounted(piece))]
    assert wrong == []


@pytest.mark.slow
def test_a_changed_digit_is_caught(published: Published) -> None:
    """Each digit of the page in turn: where its place tells the number it cannot be changed."""
    tried, missed = Counter[bool](), Counter[bool]()
    for piece in dict.fromkeys(pieces_of(published.page)):  # a header is said in each cell
        if piece.of and not piece.drawn:  # the tests of the figures hold it against the data
            continue
        bound = bool(piece.link or piece.row)
        for digit in re.finditer(r"\d", piece.text):
            other = str((int(digit[0]) + 1) % 10)
            text = piece.text[: digit.start()] + other + piece.text[digit.end() :]
            tried[bound] += 1
            missed[bound] += not published.account.unaccounted(replace(piece, text=text))
    assert tried[True] > 500
    assert missed[True] == 0
    # What became another number of the report: years above all, of which there are several.
    assert missed[False] < 0.02 * tried.total()


def test_the_documents_name_what_there_is(repository: Path) -> None:
    """Files that the logs and the page on reproducibility cite are there, as are the numbers."""
    assumptions = (repository / "data" / "assumptions.md").read_text(encoding="utf-8")
    cited = set(re.findall(r"`([\w/]+\.py)`", assumptions))
    missing = {name for name in cited if not list((repository / "shegar_metrics").rglob(name))}
    assert missing == set()
    assert f"{STOCK_REACH_DAYS} days after it" in assumptions
    assert f"no further than {EDGE_DAYS} days" in assumptions
    assert f"regular from {POSTS_A_WEEK} posts" in assumptions
    for file in ("docs/reproducibility.md", "data/assumptions.md", "data/log.md"):
        text = (repository / file).read_text(encoding="utf-8")
        links = re.findall(r"\]\(([^):#]+)(?:#[\w-]+)?\)", text)
        tests = re.findall(r"`(tests/\w+\.py)`", text)
        assert links or tests
        assert all(((repository / file).parent / link).exists() for link in links), links
        assert all((repository / test).exists() for test in tests), tests


def test_the_data_log_tells_every_number_entered_by_hand(committed_data: Path) -> None:
    log = (committed_data / "log.md").read_text(encoding="utf-8")
    told = {number.replace(" ", "") for number in re.findall(r"\d[\d ]*", log)}
    sources = _read(committed_data / "sources.csv")
    by_hand = {row["id"] for row in sources if not row["importer"]}
    assert all(f"`{source}`" in log for source in by_hand)
    for table, column in (
        ("visits", "visits"),
        ("publications", "publications"),
        ("costs", "amount_rub"),
        ("subscribers", "subscribers"),
        ("population", "residents"),
    ):
        rows = _read(committed_data / f"{table}.csv")
        assert {row[column] for row in rows if row["source"] in by_hand} <= told
