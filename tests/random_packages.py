"""Random valid data packages: whatever a municipality may write down, and hardly any would.

Rows of a series are cut into years, months, weeks, days and odd spans; some are lost, some cells
are empty or zero; totals stand or do not; pages and sections open and close. The same seed makes
the same package.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from shegar_metrics.dataset import Dataset
from shegar_metrics.dataset.fact_rules import check_totals
from shegar_metrics.dataset.reading import RawTable
from shegar_metrics.dataset.schema import fields, resources
from shegar_metrics.importing.storing.writing import write_schema

Row = dict[str, Any]
Span = tuple[date, date]

DAY = timedelta(days=1)

SOURCES = {
    "hand": None,
    "letter": None,
    "metrika-table": "metrika-table",
    "metrika-logs": "metrika-logs",
    "matomo": "matomo",
    "vk": "vk-stats",
    "ok": "ok-trends",
}
"""Sources by their importer; the two of Metrika are of one system."""

COUNTS = {
    "visits": ("visits", "page_views"),
    "publications": ("publications",),
    "engagement": ("views", "likes", "comments", "reposts"),
    "page_activity": ("page_views", "joined", "left", "likes", "comments", "reposts"),
    "feedback": ("received", "answered", "answered_on_time", "surveys", "votes"),
    "gospabliki": ("posts_planned",),
}
"""The columns of each flow that add up."""

MEANS = {"feedback": ("days_to_answer",), "gospabliki": ("minutes_before", "minutes_after")}
REQUIRED = ("publications",)
STATED = {"visits": "visitors", "engagement": "reach"}
VIEWED = ("posts_with_views", "reactions_with_views", "reach_of_posts", "posts_with_reach")
"""What of posts is known of some pages."""
OF_DAYS = {
    "engagement": ("reach",),
    "page_activity": ("visitors", "visitors_with_city", "local_visitors"),
}
"""What is stated day by day, each a part of the one before it."""
WHOLE = ("year", "halves", "months", "months", "mixed")
CUTS = (*WHOLE, "months", "mixed", "weeks", "odd", "none")


def random_package(seed: int) -> Dataset:
    """Make up a valid package of two or three years, in memory.

    Parameters
    ----------
    seed
        Which one.

    Returns
    -------
    Dataset
        Its folder does not exist; `write` makes one.
    """
    dataset = Dataset(Path(f"random-{seed}"), _Maker(Random(seed)).rows)
    while refused := _refused_totals(dataset):
        totals = [row for row in dataset.rows["totals"] if row not in refused]
        dataset = replace(dataset, rows={**dataset.rows, "totals": totals})
    return dataset


def _refused_totals(dataset: Dataset) -> list[Mapping[str, Any]]:
    """List the totals that contradict what else was made up: parts above their wholes."""
    problems = check_totals(dataset.rows, raw(dataset)["totals"])
    return [dataset.rows["totals"][(problem.row or 0) - 2] for problem in problems]


def write(dataset: Dataset, folder: Path) -> Path:
    """Write a package as files, as an analyst would keep it."""
    for name, content in as_files(dataset).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    write_schema(folder)
    return folder


def as_files(dataset: Dataset) -> dict[str, bytes]:
    """Return what would be in the files of the tables of a package."""
    files = {}
    for table in raw(dataset).values():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([table.header, *table.rows])
        files[table.file] = text.getvalue().encode()
    return files


def raw(dataset: Dataset) -> dict[str, RawTable]:
    """Return the tables of a package as they would be read from its files."""
    return {
        name: RawTable(
            resource["path"],
            list(fields(name)),
            [[_cell(row[column]) for column in fields(name)] for row in dataset.rows[name]],
            list(range(2, 2 + len(dataset.rows[name]))),
        )
        for name, resource in resources().items()
    }


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    return "" if value is None else str(value)


class _Maker:
    """Makes up one package, table by table."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        first = chance.choice((2022, 2023, 2024))
        self.years = range(first, first + chance.choice((2, 2, 3)))
        self.rows: dict[str, list[Row]] = {name: [] for name in resources()}
        self.whole = self._likely(50)  # hardly anything is lost
        # So few that a day of a report and of a count often meet.
        self.days = [self._day(-40, 200) for _ in range(6 * len(self.years))]
        for year in self.years:  # as near before the end as after it, and as far as may be
            near, reach = chance.randint(1, 40), chance.choice((211, 212, 213))
            self.days += [date(year, 12, 31) + days * DAY for days in (-near, near, reach)]
        self._add_reference()
        self._add_pages()
        for table in COUNTS:
            for codes in self._series(table):
                self._add_series(table, codes)
        self._add_costs()
        self._add_stocks()
        self._add_decisions()
        for rows in (self.rows[name] for name in (*COUNTS, "totals", "costs", "subscribers")):
            chance.shuffle(rows)
        self._add_yardsticks()

    def _add(self, table: str, /, **row: object) -> None:
        self.rows[table].append({**dict.fromkeys(fields(table)), **row})

    def _likely(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def _day(self, before: int, after: int) -> date:
        """Choose a day near the end of a year, or anywhere in the years."""
        end = date(self.chance.choice(self.years), 12, 31)
        near = self.chance.randint(before, after) if self._likely(60) else 0
        return end + near * DAY if near else end - self.chance.randrange(365) * DAY

    def _source(self) -> str:
        return self.chance.choice(list(SOURCES))

    def _add_reference(self) -> None:
        name = "Заречный район"
        text = {n: name for n, f in fields("municipality").items() if f["type"] == "string"}
        unknown = dict.fromkeys(("site", "oktmo", "inn", "source", "note"))
        others = {"zone": "Asia/Omsk", "council_verb": "РЕШИЛ", **unknown}
        self._add("municipality", **{**text, "valid_from": date(2006, 1, 1), **others})
        for source, importer in SOURCES.items():
            kind = "export" if importer else "manual"
            described = {"title": source, "kind": kind, "date": date(2024, 2, 1)}
            self._add("sources", id=source, **described, importer=importer)
        if self._likely(90):
            for code, title in (("district", "Заречный район"), ("village", "с. Заречное")):
                self._add("territories", code=code, title=title, denominator=code == "district")
        for code in ("verification", "two_factor", "pos_forms"):
            self._add("requirements", code=code, title=code)
        for code, kind in (("news", "material"), ("orders", "act"), ("acts", "act")):
            if code == "news" or self._likely(70):
                self._add_section(code, kind, *self._life(25))
        if self._likely(90):
            self._add_section("posts", "post", None, None)

    def _add_section(self, code: str, kind: str, opened: date | None, closed: date | None) -> None:
        nouns = dict.fromkeys(("one", "few", "many"), "слово")
        life = {"opened": opened, "closed": closed}
        self._add("sections", code=code, title=f"Раздел {code}", kind=kind, **nouns, **life)

    def _life(self, percent: int) -> tuple[date | None, date | None]:
        """Choose when something opened and closed; most things are always there."""
        # On the first of a year, or on a day of counts, where a day more would tell.
        edges = [*(date(year, 1, 1) for year in self.years), *self.days]
        opened, closed = (
            (self.chance.choice(edges) if self._likely(40) else self._day(-200, 200))
            if self._likely(likely)
            else None
            for likely in (percent, percent // 2)
        )
        return (opened, None) if opened and closed and closed < opened else (opened, closed)

    def _add_pages(self) -> None:
        self._add("pages", id="site", title="Сайт")
        if self._likely(40):
            opened, closed = self._life(50)
            life = {"opened": opened, "closed": closed}
            self._add("pages", id="counter", title="Второй счётчик", counter_of="site", **life)
        for order, platform in enumerate(self.chance.sample(("vk", "ok", "max"), 3)):
            self._add("platforms", code=platform, title=f"Площадка {platform}", order=order)
            for place in range(self.chance.choice((0, 1, 1, 1, 2, 3))):
                page = f"{platform}_{place}"
                opened, closed = self._life(40)
                life = {"opened": opened, "closed": closed}
                self._add("pages", id=page, platform=platform, title=f"Страница {page}", **life)

    def _pages(self, *, on_platform: bool) -> list[str]:
        return [row["id"] for row in self.rows["pages"] if bool(row["platform"]) is on_platform]

    def _series(self, table: str) -> list[Row]:
        """List the codes of the series that a table may have."""
        match table:
            case "visits":
                return [{"page": page} for page in self._pages(on_platform=False)]
            case "publications":
                sections = {row["code"]: row["kind"] for row in self.rows["sections"]}
                posts = ["posts"] if "posts" in sections else []
                of_site = [("site", code) for code, kind in sections.items() if kind != "post"]
                of_pages = [
                    (page, code) for page in self._pages(on_platform=True) for code in posts
                ]
                return [{"page": page, "section": code} for page, code in (*of_site, *of_pages)]
            case "engagement" | "page_activity":
                return [{"page": page} for page in self._pages(on_platform=True)]
            case "feedback":
                return [{"channel": channel} for channel in ("pos", "messages")]
        return [{}]

    def _add_series(self, table: str, codes: Row) -> None:
        opened, closed = self._lives(codes)
        daily = codes.get("section") == "posts"
        spans = [span for span in self._spans(daily=daily) if _meet(span, opened, closed)]
        told = [name for name in COUNTS[table] if table in REQUIRED or self._likely(85)]
        empty = 0 if table in REQUIRED else self.chance.choice((0, 0, 0, 4))
        alone = self._likely(95 if self.whole else 60)
        alike = ["metrika-table", "metrika-logs"] if self._likely(30) else []
        sources = [self._source()] if alone else alike or [self._source() for _ in range(2)]
        nothing = self._likely(5)
        viewed = table == "engagement" and self._likely(40)
        for first, last in spans:
            counts = {
                name: None if self._likely(empty) else self._count(first, last, nothing=nothing)
                for name in told
            }
            row = {**codes, **self._in_proportion(table, counts), **self._means(table)}
            if viewed and not self._likely(empty):
                row |= {name: self._count(first, last, nothing=nothing) for name in VIEWED}
                row["posts_without_views"] = self.chance.choice((0, 0, 0, 0, 1))
            source = self.chance.choice(sources)
            self._add(table, period_start=first, period_end=last, source=source, **row)
        self._add_totals(table, codes)
        self._add_days(table, codes)

    def _add_days(self, table: str, codes: Row) -> None:
        """State what people there were on each day, of some years, hardly ever without a gap."""
        columns = OF_DAYS.get(table, ())
        opened, closed = self._lives(codes)
        for year in self.years if self._likely(25) else ():
            columns = columns[: self.chance.randint(0, len(columns))]
            for span in self._cut(year, "days", date.min):
                most = 0 if self._likely(5) else 90
                for column in columns if _meet(span, opened, closed) else ():
                    most = self.chance.randint(0, most)
                    told = {
                        "value": Decimal(most),
                        "stands": not self._likely(0 if self.whole else 1),
                    }
                    about = {"table": table, "column": column, **codes}
                    period = {"period_start": span[0], "period_end": span[1]}
                    self._add("totals", **about, **period, **told, source="vk")

    def _lives(self, codes: Row) -> tuple[date | None, date | None]:
        """Return the days between which both the page and the section of a series exist."""
        pages = [row for row in self.rows["pages"] if row["id"] == codes.get("page")]
        sections = [row for row in self.rows["sections"] if row["code"] == codes.get("section")]
        opened = [row["opened"] for row in (*pages, *sections) if row["opened"]]
        closed = [row["closed"] for row in (*pages, *sections) if row["closed"]]
        return max(opened, default=None), min(closed, default=None)

    def _count(self, first: date, last: date, *, nothing: bool) -> int:
        most = 3 if first == last else 40 * ((last - first).days + 1)
        return 0 if nothing or self._likely(8) else self.chance.randint(0, most)

    def _in_proportion(self, table: str, counts: Row) -> Row:
        """Let no part outgrow its whole."""
        if table == "feedback":
            wholes = ("received", "answered", "answered_on_time")
            known = [counts[name] for name in wholes if counts.get(name) is not None]
            sizes = iter(sorted(known, reverse=True))
            for name in wholes:
                if counts.get(name) is not None:
                    counts[name] = next(sizes)
        return counts

    def _means(self, table: str) -> Row:
        return {
            name: None if self._likely(3) else Decimal(self.chance.randrange(0, 300)) / 10
            for name in MEANS.get(table, ())
        }

    def _spans(self, *, daily: bool) -> list[Span]:
        """Cut the years into disjoint spans, and lose some."""
        spans: list[Span] = []
        cuts = [*(("days",) * 4 if daily else ()), *(WHOLE if self.whole else CUTS)]
        free = date(self.years[0], 1, 1) - 20 * DAY * self.chance.choice((0, 0, 1))
        for year in self.years:
            for first, last in self._cut(year, self.chance.choice(cuts), free):
                if first >= free:
                    spans.append((first, last))
                    free = last + DAY
        if self._likely(4 if self.whole else 25):
            for _ in range(min(len(spans), self.chance.randint(1, 3))):
                spans.remove(self.chance.choice(spans))
        return spans

    def _cut(self, year: int, cut: str, free: date) -> Iterator[Span]:
        first, last = date(year, 1, 1), date(year, 12, 31)
        match cut:
            case "year":
                yield first, last
            case "halves":
                yield first, date(year, 6, 30)
                yield date(year, 7, 1), last
            case "months":
                yield from _months(year)
            case "mixed":
                for start, end in _months(year):
                    days = (end - start).days + 1
                    lengths = self.chance.choice(([days], [7, 7, 7, days - 21], [1] * days))
                    yield from _lengths(start, end, lengths)
            case "weeks":
                monday = first - first.weekday() * DAY
                yield from _lengths(monday if monday >= free else monday + 7 * DAY, last, [7] * 53)
            case "odd":
                lengths = [self.chance.randint(1, 90) for _ in range(366)]
                whole = self._likely(50)
                for start, end in _lengths(max(first, free), last, lengths):
                    yield start, min(end, last) if whole else end
            case "days":
                yield from _lengths(first, last, [1] * 366)

    def _add_totals(self, table: str, codes: Row) -> None:
        """State some totals of the time in which a series may be."""
        stated = STATED.get(table)
        opened, closed = self._lives(codes)
        told: set[tuple[str, Span]] = set()
        if self._likely(30):  # one document, or two, that tell of everything
            year = next(self._cut(self.chance.choice(self.years), "year", date.min))
            for column in COUNTS[table] if _meet(year, opened, closed) else ():
                told.add((column, year))
                source = self.chance.choice(("letter", "letter", "letter", "vk"))
                self._add_total(table, column, codes, year, [source], standing=True)
        for column in (*COUNTS[table], *([stated] if stated else [])):
            for span in self._totalled(often=column == stated):
                if _meet(span, opened, closed) and (column, span) not in told:
                    sources = self.chance.sample(list(SOURCES), self.chance.choice((1, 1, 2)))
                    standing = self._likely(60)
                    self._add_total(table, column, codes, span, sources, standing=standing)

    def _add_total(
        self,
        table: str,
        column: str,
        codes: Row,
        span: Span,
        sources: list[str],
        *,
        standing: bool,
    ) -> None:
        """Add what each of some sources states; the first of them may stand."""
        for source in sources:
            most = self._least(table, codes) if column == "visitors" else 9000
            value = Decimal(0 if self._likely(5) else self.chance.randint(0, most))
            period = {"period_start": span[0], "period_end": span[1]}
            about = {"table": table, "column": column, **codes, **period}
            stands = standing and source == sources[0]
            self._add("totals", **about, value=value, stands=stands, source=source)

    def _totalled(self, *, often: bool) -> Iterator[Span]:
        """Choose the periods that something is stated for."""
        for year in self.years:
            if self._likely(60 if often else 8):
                yield date(year, 1, 1), date(year, 12, 31)
            if self._likely(3):
                yield date(year, 1, 1), date(year, 3, 31)
            for month in _months(year):
                if self._likely(20 if often else 1):
                    yield month

    def _least(self, table: str, codes: Row) -> int:
        """Return the smallest count of visits: so many visitors are never too many."""
        rows = [row["visits"] for row in self.rows[table] if row["page"] == codes["page"]]
        totals = [
            row["value"]
            for row in self.rows["totals"]
            if (row["table"], row["column"], row["page"]) == ("visits", "visits", codes["page"])
        ]
        return int(min((count for count in (*rows, *totals) if count is not None), default=9000))

    def _add_costs(self) -> None:
        methods: dict[str, str] = {}
        keys: set[tuple[object, ...]] = set()
        for _ in range(self.chance.randint(0, 7)):
            contract = self.chance.choice((None, "1-a", "2-b", "3-c"))
            method = self.chance.choice(("paid", "by_days", "by_hand"))
            if contract:
                method = methods.setdefault(contract, method)
            first = date(self.chance.choice(self.years), 1, 1) + self.chance.randrange(365) * DAY
            last = first + self.chance.choice((0, 30, 200, 500, 800)) * DAY
            if method != "by_days":
                last = min(last, date(first.year, 12, 31))
            source = self._source()
            if (key := (first, last, contract, source)) in keys:
                continue
            keys.add(key)
            amount = Decimal(self.chance.randrange(0, 10_000_000)) / 100
            period = {"period_start": first, "period_end": last, "item": "site_maintenance"}
            told = {"contract": contract, "method": method, "amount_rub": amount}
            self._add("costs", **period, **told, source=source)

    def _add_stocks(self) -> None:
        pages = {row["id"]: row for row in self.rows["pages"]}
        for day in sorted(set(self.days)):
            for page in self._pages(on_platform=True):
                if self._likely(80 if self.whole else 50) and _exists(pages[page], day):
                    count = 0 if self._likely(5) else self.chance.randint(0, 5000)
                    counted = {"subscribers": count, "source": self._source()}
                    self._add("subscribers", as_of=day, page=page, **counted)
            for requirement in ("verification", "two_factor", "pos_forms"):
                for page in (None, *pages):
                    often = (8, 0, 97)[self.whole + (self.whole and page in (None, "site"))]
                    if self._likely(often) and (page is None or _exists(pages[page], day)):
                        looked = {"as_of": day, "requirement": requirement, "page": page}
                        met = self._likely(60)
                        self._add("measures", **looked, met=met, source=self._source())
            if self.rows["territories"] and self._likely(20):
                whole = self.chance.randint(1, 20000)
                for code, most in (("district", whole), ("village", whole // 2)):
                    if self._likely(80):
                        told = {"residents": most, "source": self._source()}
                        self._add("population", as_of=day, territory=code, **told)

    def _add_decisions(self) -> None:
        for year in self.years:
            if self._likely(60):
                after = [
                    day for day in self.days if date(year, 10, 1) <= day < date(year + 2, 1, 1)
                ]
                day = self.chance.choice(after) if after and self._likely(80) else None
                self._add("decisions", year=year, reporting_date=day)

    def _add_yardsticks(self) -> None:
        """Add what answers on time are held against, near what they are; of all, or of one."""
        method = {"whose": "методика", "standing": "practice", "source": self._source()}
        for member in (None, "pos"):
            if self._likely(60):
                value, since = self.chance.randint(40, 90), self._day(-400, 0)
                held = {"indicator": "answered_on_time", "member": member, "value": value}
                self._add("yardsticks", **held, **method, valid_from=since)


def _meet(span: Span, opened: date | None, closed: date | None) -> bool:
    """Tell whether something existed on some day of a span."""
    return not (opened and span[1] < opened) and not (closed and span[0] >= closed)


def _months(year: int) -> Iterator[Span]:
    starts = [date(year, month, 1) for month in range(1, 13)]
    for first, following in zip(starts, (*starts[1:], date(year + 1, 1, 1)), strict=True):
        yield first, following - DAY


def _lengths(first: date, last: date, lengths: list[int]) -> Iterator[Span]:
    """Yield spans of some lengths, one after another, that begin no later than a day."""
    for length in lengths:
        if first > last:
            return
        if length:
            yield first, first + (length - 1) * DAY
        first += length * DAY


def _exists(page: Mapping[str, Any], day: date) -> bool:
    opened, closed = page["opened"], page["closed"]
    return (opened is None or opened <= day) and (closed is None or day < closed)
