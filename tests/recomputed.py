"""The indicators once more, in plain pandas: by their definitions, and none of our code.

What the library finds series by series and period by period is found here with a few grouped
sums over whole tables, so that the two can hardly be wrong alike.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Key = tuple[Any, ...]
Label = str
"""A year or a month: ``2024``, ``2024-02``."""

SERIES = {
    "visits": ["page"],
    "publications": ["page", "section"],
    "engagement": ["page"],
    "page_activity": ["page"],
    "feedback": ["channel"],
    "gospabliki": [],
}
ALWAYS = date(1990, 1, 1), date(2100, 12, 31)
REACH = timedelta(days=212)
EDGE = timedelta(days=31)
ALONE = (
    *("visits", "visits_per_day", "visits_per_resident", "visitors", "page_views", "depth"),
    *("publications", "acts", "publications_per_month", "publications_per_week"),
    *("subscriptions", "unique_people_min", "unique_people_max", "effective_platforms"),
    *("subscriptions_per_100_residents", "contract_cost", "cost_per_visit"),
    *("cost_per_publication", "cost_per_day", "cost_per_resident", "posts_planned"),
    "measures_met",
)
"""The indicators of one value."""

OF_SECTIONS = ("section_publications", "section_per_month", "section_per_week", "section_share")
PERCENTAGES = (
    "section_share",
    "platform_share",
    "posting_regularity",
    "viewed_posts_share",
    "subscriber_growth",
    "answered_on_time",
    "local_visitors_share",
)


@dataclass(frozen=True)
class Addend:
    """What one page, section or requirement adds; a proven one did not exist then.

    A partial one existed for a part of the time only.
    """

    value: Fraction
    dates: frozenset[date] = frozenset()
    proven: bool = False
    partial: bool = False


@dataclass(frozen=True)
class Value:
    """A number, or none, with what a comparison has to know of it."""

    number: Fraction | None
    days: frozenset[date] = frozenset()
    flows: bool = False
    addends: Mapping[str, Addend] = field(default_factory=dict)
    is_sum: bool = False
    partial: bool = False


NOTHING = Value(None)


def over(upper: Value, lower: Value, scale: int = 1) -> Value:
    """Divide two values; the addends of both are remembered."""
    if upper.number is None or not lower.number:
        return NOTHING
    return Value(
        upper.number / lower.number * scale,
        upper.days | lower.days,
        upper.flows or lower.flows,
        {**upper.addends, **lower.addends},
        partial=upper.partial or lower.partial,
    )


def number(value: int) -> Value:
    """Return a plain number."""
    return Value(Fraction(value))


class Recomputed:
    """Every indicator of a package.

    Parameters
    ----------
    rows
        The typed rows of its tables.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.pages = {row["id"]: row for row in rows["pages"] if row["platform"]}
        self.platforms = {row["code"]: row for row in rows["platforms"]}
        counters = sorted(
            (row for row in rows["pages"] if not row["platform"]),
            key=lambda row: row["counter_of"] is not None,
        )
        self.counters = [row["id"] for row in counters]
        self.sections = {row["code"]: row for row in rows["sections"] if row["kind"] != "post"}
        self.frames = {table: self._frame(table) for table in SERIES}
        self.standing = {
            (row["table"], row["column"], self._key(row["table"], row), label): row
            for row in rows["totals"]
            if row["stands"] and (label := _label(row))
        }
        self.of_single_days = [
            row for row in rows["totals"] if row["period_start"] == row["period_end"]
        ]
        self.stated = {
            (row["table"], row["column"], self._key(row["table"], row), row["period_start"].year)
            for row in rows["totals"]
            if row["period_start"].year == row["period_end"].year
        }
        self._tiled: dict[tuple[str, ...], dict[tuple[Key, Label], list[Fraction]]] = {}
        self._daily = self._weeks_by_day()

    def years(self) -> list[int]:
        """List the years in which some flow lies wholly."""
        told = (row for rows in self.rows.values() for row in rows if "period_end" in row)
        return sorted(
            {r["period_end"].year for r in told if r["period_start"].year == r["period_end"].year}
        )

    def results(self) -> dict[tuple[int, str], Fraction | None]:
        """Return what there has to be: each value, month and change, by year and id."""
        found: dict[tuple[int, str], Fraction | None] = {}
        for year in self.years():
            now = dict(self.values(str(year)))
            months = {f"{year}-{month:02}": None for month in range(1, 13)}
            for (name, member), value in now.items():
                shown = f"{name}[{member}]" if member else name
                found[year, shown] = value.number
                if name in MONTHLY:
                    told = {month: self.value(name, member, month).number for month in months}
                    if any(each is not None for each in told.values()):
                        found |= {(year, f"{shown}@{month}"): n for month, n in told.items()}
                then = self.value(name, member, str(year - 1))
                for aspect, change in compared(name, value, then):
                    found[year, f"{shown}:{aspect}"] = change
        return found

    def values(self, label: Label) -> Iterator[tuple[tuple[str, str], Value]]:
        """Yield each indicator of a year with each of its members."""
        for name, members in self._members(int(label)).items():
            for member in members:
                yield (name, member), self.value(name, member, label)

    def _members(self, year: int) -> dict[str, Sequence[str]]:
        first, last = date(year, 1, 1), date(year, 12, 31)
        sections = [code for code, row in self.sections.items() if _exists(row, first, last)]
        on_day = self._counted(str(year))
        on = [self.pages[page]["platform"] for page in on_day]
        neighbours = [page for page in on_day if on.count(self.pages[page]["platform"]) > 1]
        posting = [p for p in self._told("publications", ["publications"], year) if p in self.pages]
        costs = {r["contract"] or "без номера" for r in self.rows["costs"] if _touches(r, year)}
        stages = [
            s for s in ("before", "after") if self._told("gospabliki", [f"minutes_{s}"], year)
        ]
        territories = {row["territory"] for row in self.rows["population"]}
        looked = [
            r["code"] for r in self.rows["requirements"] if self._looked(r["code"], str(year))
        ]
        return {
            **{name: [""] for name in ALONE},
            **dict.fromkeys(OF_SECTIONS, sections),
            **{name: [*{*on}] for name in ("platform_subscriptions", "platform_share")},
            "page_subscriptions": neighbours,
            "posts": posting,
            "posting_regularity": self._told_by_day(posting, year),
            "engagement_rate": self._told("engagement", ["views"], year),
            "viewed_posts_share": [
                page
                for page in self._told("engagement", ["posts_with_views"], year)
                if self._viewed_share(page, str(year)).number not in (None, 100)
            ],
            "subscriber_growth": [p for p in self.pages if None not in self._ends(p, year)],
            **{
                column: self._told("engagement", [column], year)
                for column in ("views", "likes", "comments", "reposts", "reach")
            },
            "reach_of_post": self._told("engagement", ["reach_of_posts"], year),
            "views_of_page": self._told("page_activity", ["page_views"], year),
            "joined": self._told("page_activity", ["joined"], year),
            "left": self._told("page_activity", ["left"], year),
            "computed_subscriptions": [
                page
                for page in self._told("page_activity", ["joined", "left"], year)
                if self._computed(page, str(year)).number is not None
            ],
            "reactions_of_days": self._told(
                "page_activity", ["likes", "comments", "reposts"], year
            ),
            "page_visitors_per_day": self._stating_days("page_activity", "visitors", year),
            "page_reach_per_day": self._stating_days("engagement", "reach", year),
            "local_visitors_share": self._stating_days("page_activity", "local_visitors", year),
            "contract_share": [] if costs == {"без номера"} else list(costs),
            "messages": self._told("feedback", ["received"], year),
            **{
                column: self._told("feedback", [column], year)
                for column in ("answered_on_time", "days_to_answer", "answered", "surveys", "votes")
            },
            "minutes_per_post": stages,
            "measure_met": looked,
            "residents": [
                t for t in territories if self._residents(t, str(year)).number is not None
            ],
        }

    def value(self, name: str, member: str, label: Label) -> Value:
        """Compute an indicator of a year or month."""
        residents = self._residents(self._whole(), label)
        days = number(len(_days(label)))
        match name:
            case "visits" | "page_views" | "visitors":
                return self._site(name, label=label)[0]
            case "visits_per_day":
                return over(self._site("visits", label=label)[0], days)
            case "visits_per_resident":
                return over(self._site("visits", label=label)[0], residents)
            case "depth":
                seen, visits = self._site("page_views", "visits", label=label)
                return over(seen, visits)
            case "publications":
                return self._published(self.sections, label)
            case "acts":
                kinds = {code: row["kind"] for code, row in self.sections.items()}
                return self._published([c for c in kinds if kinds[c] == "act"], label)
            case "publications_per_month":
                return over(self._published(self.sections, label), number(12))
            case "publications_per_week":
                weeks = Value(Fraction(len(_days(label)), 7))
                return over(self._published(self.sections, label), weeks)
            case "section_publications":
                return self._section(member, label)
            case "section_per_month":
                return over(self._section(member, label), number(12))
            case "section_per_week":
                return over(self._section(member, label), Value(Fraction(len(_days(label)), 7)))
            case "section_share":
                whole = self._published(self.sections, label)
                return over(self._section(member, label), whole, 100)
            case "subscriptions" | "unique_people_max":
                return self._subscriptions(None, label)
            case "unique_people_min":
                whole = self._subscriptions(None, label)
                most = max((a.value for a in whole.addends.values()), default=None)
                return replace(whole, number=most, is_sum=False)
            case "platform_subscriptions":
                return self._subscriptions(member, label)
            case "page_subscriptions":
                return _sum(
                    {member: self._addend("subscribers", "subscribers", label, page=member)}
                )
            case "platform_share":
                part, whole = (self._subscriptions(of, label) for of in (member, None))
                return over(part, whole, 100)
            case "effective_platforms":
                return self._effective(label)
            case "subscriptions_per_100_residents":
                return over(self._subscriptions(None, label), residents, 100)
            case "posts":
                return self._flow("publications", (member, "posts"), "publications", label=label)[0]
            case "posting_regularity":
                return self._daily.get((member, label), NOTHING)
            case "engagement_rate":
                told_viewed = self._tells_viewed(member, label)
                responses = ("likes", "comments", "reposts")
                of_posts = (*(("reactions_with_views",) if told_viewed else responses), "views")
                *reactions, views = self._flow("engagement", (member,), *of_posts, label=label)
                told = [each.number for each in reactions if each.number is not None]
                whole = Value(sum(told, Fraction(0)), flows=True, partial=views.partial)
                summed = NOTHING if len(told) < len(reactions) else whole
                return over(summed, views, 100)
            case "viewed_posts_share":
                return self._viewed_share(member, label)
            case "subscriber_growth":
                return self._growth(member, int(label[:4]))
            case "views" if self._unviewed(member, label):
                return NOTHING
            case "views" | "likes" | "comments" | "reposts" | "reach":
                return self._flow("engagement", (member,), name, label=label)[0]
            case "reach_of_post":
                reached = ("reach_of_posts", "posts_with_reach")
                return over(*self._flow("engagement", (member,), *reached, label=label))
            case "views_of_page":
                return self._flow("page_activity", (member,), "page_views", label=label)[0]
            case "joined" | "left":
                return self._flow("page_activity", (member,), name, label=label)[0]
            case "computed_subscriptions":
                return self._computed(member, label)
            case "reactions_of_days":
                of_days = ("likes", "comments", "reposts")
                every = self._flow("page_activity", (member,), *of_days, label=label)
                known = [each.number for each in every if each.number is not None]
                summed = Value(sum(known, Fraction(0)), flows=True, partial=every[0].partial)
                return summed if len(known) == len(every) else NOTHING
            case "page_visitors_per_day":
                people, lived = self._of_days("page_activity", ["visitors"], member, label)
                return over(people, lived)
            case "page_reach_per_day":
                people, lived = self._of_days("engagement", ["reach"], member, label)
                return over(people, lived)
            case "local_visitors_share":
                asked = ["local_visitors", "visitors_with_city"]
                local, known, _ = self._of_days("page_activity", asked, member, label)
                return over(local, known, 100)
            case "contract_cost" | "contract_share":
                return self._cost(member, label)
            case "cost_per_visit":
                return over(self._cost("", label), self._site("visits", label=label)[0])
            case "cost_per_publication":
                return over(self._cost("", label), self._published(self.sections, label))
            case "cost_per_day":
                return over(self._cost("", label), days)
            case "cost_per_resident":
                return over(self._cost("", label), residents)
            case "messages":
                return self._flow("feedback", (member,), "received", label=label)[0]
            case "answered" | "surveys" | "votes":
                return self._flow("feedback", (member,), name, label=label)[0]
            case "answered_on_time":
                of_messages = ("answered_on_time", "received")
                part, whole = self._flow("feedback", (member,), *of_messages, label=label)
                return over(part, whole, 100)
            case "days_to_answer":
                return self._mean("feedback", (member,), "days_to_answer", "answered", label)
            case "minutes_per_post":
                column, weight = f"minutes_{member}", "posts_planned"
                return self._mean("gospabliki", (), column, weight, label)
            case "posts_planned":
                return self._flow("gospabliki", (), name, label=label)[0]
            case "measures_met":
                codes = [row["code"] for row in self.rows["requirements"]]
                return self._met(codes, label)
            case "measure_met":
                return self._met([member], label)
            case "residents":
                return self._residents(member, label)
        raise ValueError(name)

    # Flows.

    def _days_stated(self, table: str, column: str, page: str) -> dict[date, Mapping[str, Any]]:
        """List the totals of single days of a page, by their day."""
        return {
            row["period_start"]: row
            for row in self.of_single_days
            if (row["table"], row["column"], row["page"]) == (table, column, page)
        }

    def _stating_days(self, table: str, column: str, year: int) -> list[str]:
        return [
            page
            for page in self.pages
            if any(day.year == year for day in self._days_stated(table, column, page))
        ]

    def _of_days(self, table: str, columns: list[str], page: str, label: Label) -> list[Value]:
        """Sum up what stands for each day, and the number of days, if every day is told."""
        lived = self._lived(table, (page,), label)
        partial = lived < len(_days(label))
        sums = []
        for column in columns:
            rows = [
                row
                for day, row in self._days_stated(table, column, page).items()
                if row["stands"] and day in set(_days(label))
            ]
            if not rows or len(rows) < lived:
                return [NOTHING] * (len(columns) + 1)
            added = sum((Fraction(row["value"]) for row in rows), Fraction(0))
            sums.append(Value(added, flows=True, partial=partial))
        return [*sums, number(lived)]

    def _tells_viewed(self, page: str, label: Label) -> bool:
        frame = self.frames["engagement"]
        if frame.empty or "posts_with_views" not in frame:
            return False
        of_label = frame["year" if len(label) == len("2024") else "month"] == label
        told = frame["posts_with_views"].notna()
        return bool((of_label & told & (frame["page"] == page)).any())

    def _viewed_share(self, page: str, label: Label) -> Value:
        columns = ("posts_with_views", "posts_without_views")
        viewed, others = self._flow("engagement", (page,), *columns, label=label)
        if viewed.number is None or others.number is None:
            return NOTHING
        whole = Value(viewed.number + others.number, flows=True, partial=viewed.partial)
        return over(viewed, whole, 100)

    def _unviewed(self, page: str, label: Label) -> bool:
        """Tell whether the views of a page are not for sure those of all its posts."""
        if ("engagement", "views", (page,), label) in self.standing:
            return False
        columns = ("posts_with_views", "posts_without_views")
        others = self._flow("engagement", (page,), *columns, label=label)[1].number
        return self._tells_viewed(page, label) and others != 0

    def _frame(self, table: str) -> pd.DataFrame:
        systems = {
            row["id"]: row["importer"] and row["importer"].split("-")[0]
            for row in self.rows["sources"]
        }
        frame = pd.DataFrame(list(self.rows[table]))
        if frame.empty:
            return frame
        start, end = pd.to_datetime(frame["period_start"]), pd.to_datetime(frame["period_end"])
        keys = zip(*(frame[column] for column in SERIES[table]), strict=True)
        lives = [self._life(table, key) for key in keys] or [ALWAYS] * len(frame)
        born = pd.Series([pd.Timestamp(first) for first, _ in lives])
        dead = pd.Series([pd.Timestamp(last) for _, last in lives])
        # What a row tells before a page was opened is of no day.
        frame["days"] = (end.clip(upper=dead) - start.clip(lower=born)).dt.days + 1
        frame["system"] = frame["source"].map(systems)
        for grain, form in (("year", "%Y"), ("month", "%Y-%m")):
            label = start.dt.strftime(form)
            frame[grain] = label.where(label == end.dt.strftime(form))
        return frame

    def _life(self, table: str, key: Key) -> tuple[date, date]:
        """Return the first and the last day on which a page and its section existed."""
        codes = dict(zip(SERIES[table], key, strict=True))
        page = "site" if codes.get("page") in self.counters else codes.get("page")
        of = [row for row in self.rows["pages"] if row["id"] == page]
        of += [row for row in self.rows["sections"] if row["code"] == codes.get("section")]
        opened = [row["opened"] for row in of if row["opened"]]
        closed = [row["closed"] - timedelta(days=1) for row in of if row["closed"]]
        return max(opened, default=ALWAYS[0]), min(closed, default=ALWAYS[1])

    def _lived(self, table: str, key: Key, label: Label) -> int:
        """Count the days of a year or month on which a page and its section existed."""
        (born, dead), days = self._life(table, key), _days(label)
        return max((min(dead, days[-1]) - max(born, days[0])).days + 1, 0)

    def _key(self, table: str, row: Mapping[str, Any]) -> Key:
        return tuple(row[column] for column in SERIES[table])

    def _tiles(self, table: str, *columns: str) -> dict[tuple[Key, Label], list[Fraction]]:
        """Sum up the rows that tell all columns, wherever they cover a year or a month."""
        asked = (table, *columns)
        if asked not in self._tiled:
            frame = self.frames[table]
            told = frame if frame.empty else frame.dropna(subset=list(columns))
            self._tiled[asked] = self._covering(table, told, columns)
        return self._tiled[asked]

    def _covering(
        self, table: str, frame: pd.DataFrame, columns: Sequence[str]
    ) -> dict[tuple[Key, Label], list[Fraction]]:
        """Sum up columns by series and period, where one system tells every day of the period."""
        found: dict[tuple[Key, Label], list[Fraction]] = {}
        if frame.empty:
            return found
        for grain in ("year", "month"):
            grouped = frame.groupby([*SERIES[table], grain])
            days, systems = grouped["days"].sum(), grouped["system"].nunique()
            sums = [grouped[column].sum() for column in columns]
            for told, covered, mixed, *numbers in zip(
                days.index, days, systems, *sums, strict=True
            ):
                *codes, label = told if SERIES[table] else (told,)
                key = tuple(codes)
                if covered == self._lived(table, key, label) and mixed < 2:
                    found[key, label] = [
                        each if isinstance(each, Fraction) else Fraction(int(each))
                        for each in numbers
                    ]
        return found

    def _flow(self, table: str, key: Key, *columns: str, label: Label) -> list[Value]:
        if not self._lived(table, key, label):
            return [NOTHING] * len(columns)
        partial = self._lived(table, key, label) < len(_days(label))
        totals = [self.standing.get((table, column, key, label)) for column in columns]
        known = [row for row in totals if row is not None]
        if len(known) == len(columns) and len({row["source"] for row in known}) == 1:
            return [Value(Fraction(row["value"]), flows=True, partial=partial) for row in known]
        if columns in (("visitors",), ("reach",)):
            return [NOTHING]
        sums = self._tiles(table, *columns).get((key, label))
        if sums is None:
            return [NOTHING] * len(columns)
        return [Value(each, flows=True, partial=partial) for each in sums]

    def _mean(self, table: str, key: Key, column: str, weight: str, label: Label) -> Value:
        asked = (table, column, "×", weight)
        if asked not in self._tiled:
            frame: Any = self.frames[table]
            if not frame.empty:
                frame = frame.dropna(subset=[weight])
                frame = frame[frame[column].notna() | (frame[weight] == 0)].copy()
                pairs = zip(frame[column], frame[weight], strict=True)
                frame["product"] = [Fraction(mean) * int(n) if n else 0 for mean, n in pairs]
            self._tiled[asked] = self._covering(table, frame, ("product", weight))
        sums = self._tiled[asked].get((key, label))
        if sums is None:
            return NOTHING
        products, weights = (Value(each, flows=True) for each in sums)
        return over(products, weights)

    def _site(self, *columns: str, label: Label) -> list[Value]:
        told = [self._flow("visits", (page,), *columns, label=label) for page in self.counters]
        return next((each for each in told if each[0].number is not None), told[0])

    def _told(self, table: str, columns: list[str], year: int) -> list[str]:
        """List the members that have a number in some part of a year; or one for all, if any."""
        frame = self.frames[table]
        found: set[str] = set()
        place = SERIES[table][0] if SERIES[table] else None
        for column in columns:
            if column in frame:
                rows = frame[(frame["year"] == str(year)) & frame[column].notna()]
                found |= set(rows[place]) if place else {"any"} if len(rows) else set()
            found |= {
                key[0]
                for of, name, key, stated in self.stated
                if (of, name, stated) == (table, column, year) and key
            }
        return list(found)

    def _told_by_day(self, pages: Sequence[str], year: int) -> list[str]:
        rows = (row for row in self.rows["publications"] if row["period_start"].year == year)
        daily = {row["page"] for row in rows if row["period_start"] == row["period_end"]}
        return [page for page in pages if page in daily]

    def _section(self, section: str, label: Label) -> Value:
        told = self._flow("publications", ("site", section), "publications", label=label)[0]
        if told.number is None:
            return NOTHING
        addend = Addend(told.number, partial=told.partial)
        return replace(told, addends={section: addend}, is_sum=True, partial=False)

    def _published(self, sections: Sequence[str] | Mapping[str, Any], label: Label) -> Value:
        days = _days(label)
        addends: dict[str, Addend | None] = {}
        for code in sections:
            if _exists(self.sections[code], days[0], days[-1]):
                addends[code] = self._section(code, label).addends.get(code)
            else:
                addends[code] = Addend(Fraction(0), proven=True)
        return _sum(addends, flows=any(each and not each.proven for each in addends.values()))

    def _weeks_by_day(self) -> dict[tuple[str, Label], Value]:
        """Find the share of the whole weeks with three posts, where each day has its row."""
        frame: Any = self.frames["publications"]
        if frame.empty:
            return {}
        single = frame["period_start"] == frame["period_end"]
        frame = frame[single & (frame["section"] == "posts")]
        found: dict[tuple[str, Label], Value] = {}
        for grain in ("year", "month"):
            for (page, label), rows in frame.groupby(["page", grain]):
                if len(rows) != self._lived("publications", (page, "posts"), label):
                    continue
                if rows["system"].nunique() > 1:
                    continue
                posts: Any = pd.Series(
                    rows["publications"].astype(int).to_numpy(),
                    index=pd.PeriodIndex(pd.to_datetime(rows["period_start"]), freq="D"),
                )
                weeks = posts.groupby(posts.index.asfreq("W-SUN")).agg(["sum", "count"])
                weeks = weeks[weeks["count"] == 7]
                if len(weeks):
                    share = Fraction(100 * int((weeks["sum"] >= 3).sum()), len(weeks))
                    found[page, label] = Value(share, flows=True)
        return found

    def _cost(self, contract: str, label: Label) -> Value:
        year = int(label[:4])
        rows = [
            row
            for row in self.rows["costs"]
            if len(label) == 4
            and _touches(row, year)
            and contract in ("", row["contract"] or "без номера")
        ]
        if not rows:
            return NOTHING
        return Value(sum((_of_year(row, year) for row in rows), Fraction(0)), flows=True)

    # Stocks.

    def _count(self, table: str, label: Label, **codes: str | None) -> Mapping[str, Any] | None:
        """Find the count that stands: of the day of the report, or else the nearest to the end."""
        days = _days(label)
        is_year = len(label) == 4
        last = days[-1] + (REACH if is_year else timedelta(0))
        rows = [r for r in self.rows[table] if all(r[k] == code for k, code in codes.items())]
        reported = self._reported(label)
        for row in rows:
            if reported is not None and row["as_of"] == reported:
                return row
        rows = [row for row in rows if days[0] <= row["as_of"] <= last]
        rows.sort(key=lambda row: (abs(row["as_of"] - days[-1]), row["as_of"]))
        return rows[0] if rows else None

    def _computed(self, page: str, label: Label) -> Value:
        """Walk day by day from the nearest count to the last day."""
        end = _days(label)[-1]
        counts = [row for row in self.rows["subscribers"] if row["page"] == page]
        counts.sort(key=lambda row: (abs(row["as_of"] - end), row["as_of"]))
        if not counts or counts[0]["as_of"] == end:
            return NOTHING
        day = counts[0]["as_of"]
        first, last = min(day, end) + timedelta(1), max(day, end)
        rows = [
            row
            for row in self.rows["page_activity"]
            if row["page"] == page and None not in (row["joined"], row["left"])
            if first <= row["period_start"] and row["period_end"] <= last
        ]
        told = sum((row["period_end"] - row["period_start"]).days + 1 for row in rows)
        importers = {row["id"]: row["importer"] for row in self.rows["sources"]}
        systems = {(importers[row["source"]] or "").split("-")[0] for row in rows} - {""}
        if told < (last - first).days + 1 or len(systems) > 1:
            return NOTHING
        rows.sort(key=lambda row: row["period_start"], reverse=day > end)
        number = counts[0]["subscribers"]
        for row in rows:
            number += (row["joined"] - row["left"]) * (1 if day < end else -1)
            if number < 0:
                return NOTHING
        return Value(Fraction(number), frozenset([day]), flows=True)

    def _reported(self, label: Label) -> date | None:
        told = {str(row["year"]): row["reporting_date"] for row in self.rows["decisions"]}
        return told.get(label)

    def _addend(self, table: str, column: str, label: Label, **codes: str | None) -> Addend | None:
        row = self._count(table, label, **codes)
        return Addend(Fraction(row[column]), frozenset([row["as_of"]])) if row else None

    def _day(self, label: Label) -> date | None:
        rows = [self._count("subscribers", label, page=page) for page in self.pages]
        days = {row["as_of"] for row in rows if row}
        reported = self._reported(label)
        last = _days(label)[-1]
        nearest = min(days, key=lambda day: (abs((day - last).days), day), default=None)
        return reported if reported in days else nearest

    def _counted(self, label: Label) -> list[str]:
        day = self._day(label)
        return [
            page
            for page, row in self.pages.items()
            if day and _exists(row, day, day) and self._count("subscribers", label, page=page)
        ]

    def _subscriptions(self, platform: str | None, label: Label) -> Value:
        day, counted = self._day(label), self._counted(label)
        if day is None or not counted:
            return NOTHING
        addends: dict[str, Addend | None] = {}
        lost = False
        for page, row in self.pages.items():
            if platform in (None, row["platform"]):
                if page in counted:
                    addends[page] = self._addend("subscribers", "subscribers", label, page=page)
                elif not _exists(row, day, day):
                    addends[page] = Addend(Fraction(0), proven=True)
                else:
                    lost = True
        # Pages that there are and nobody counted are told of beside the sum; of them alone
        # there is none.
        alone = all(each and each.proven for each in addends.values())
        if lost and (alone or "-" in label):
            return NOTHING
        return _sum(addends)

    def _effective(self, label: Label) -> Value:
        whole = self._subscriptions(None, label)
        on = {self.pages[page]["platform"] for page in self._counted(label)}
        if not whole.number:
            return NOTHING
        parts = [self._subscriptions(platform, label).number or 0 for platform in on]
        squares = sum((Fraction(part) / whole.number) ** 2 for part in parts)
        return replace(whole, number=1 / Fraction(squares), is_sum=False)

    def _ends(self, page: str, year: int) -> tuple[date | None, date | None]:
        days = [row["as_of"] for row in self.rows["subscribers"] if row["page"] == page]

        def nearest(to: date) -> date | None:
            near = sorted((abs(day - to), day) for day in days)
            return near[0][1] if near and near[0][0] <= EDGE else None

        return nearest(date(year, 1, 1)), nearest(date(year, 12, 31))

    def _growth(self, page: str, year: int) -> Value:
        counts = {
            r["as_of"]: r["subscribers"] for r in self.rows["subscribers"] if r["page"] == page
        }
        first, last = self._ends(page, year)
        if first is None or last is None or counts[first] == 0:
            return NOTHING
        growth = 100 * (Fraction(counts[last], counts[first]) - 1)
        return Value(growth, frozenset([first, last]))

    def _looked(self, requirement: str, label: Label) -> dict[str, Addend | None]:
        pages = dict.fromkeys((None, *(row["id"] for row in self.rows["pages"])))
        found = {
            f"{requirement}/{page}": self._addend(
                "measures", "met", label, requirement=requirement, page=page
            )
            for page in pages
        }
        return {subject: addend for subject, addend in found.items() if addend}

    def _met(self, requirements: Sequence[str], label: Label) -> Value:
        looked: dict[str, Addend | None] = {}
        for code in requirements:
            looked |= self._looked(code, label)
        return _sum(looked)

    def _whole(self) -> str | None:
        return next((r["code"] for r in self.rows["territories"] if r["denominator"]), None)

    def _residents(self, territory: str | None, label: Label) -> Value:
        rows = [r for r in self.rows["population"] if r["territory"] == territory]
        rows = [row for row in rows if row["as_of"] <= _days(label)[-1]]
        if not rows:
            return NOTHING
        row = max(rows, key=lambda row: row["as_of"])
        return Value(Fraction(row["residents"]), frozenset([row["as_of"]]))


MONTHLY = {
    *("visits", "visitors", "page_views", "section_publications", "platform_subscriptions"),
    *("posts", "engagement_rate", "views", "likes", "comments", "reposts"),
    *("reach", "answered_on_time", "days_to_answer", "answered", "surveys", "votes"),
    *("minutes_per_post", "posts_planned"),
    *("views_of_page", "joined", "left", "computed_subscriptions", "reactions_of_days"),
    *("page_visitors_per_day", "page_reach_per_day", "local_visitors_share", "reach_of_post"),
}


def compared(name: str, now: Value, then: Value) -> Iterator[tuple[str, Fraction | None]]:
    """Yield the change and the differences between two measurements."""
    if now.number is None or then.number is None or not _anew(now, then):
        yield "change", None
        return
    opened = [c for c in now.addends if then.addends[c].proven and not now.addends[c].proven]
    closed = [c for c in now.addends if now.addends[c].proven and not then.addends[c].proven]
    difference = now.number - then.number
    if (opened or closed) and not (now.is_sum and then.is_sum):
        yield "change", None
        return
    yield "difference", difference
    if name in PERCENTAGES:
        yield "change", difference
    elif name in ("measures_met", "measure_met"):
        yield "change", None
    elif not (opened or closed):
        yield "change", _relative(now.number, then.number)
    else:
        kept = [c for c in now.addends if not (now.addends[c].proven or then.addends[c].proven)]
        later, earlier = (
            sum((value.addends[code].value for code in kept), Fraction(0)) for value in (now, then)
        )
        yield "change", _relative(later, earlier) if kept else None
        if kept:
            yield "difference_same", later - earlier
        if opened:
            yield "difference_opened", sum((now.addends[c].value for c in opened), Fraction(0))
        if closed:
            yield "difference_closed", -sum((then.addends[c].value for c in closed), Fraction(0))


def _anew(now: Value, then: Value) -> bool:
    """Tell whether two values are of the same addends, and each of them was counted twice."""
    if not now.addends and not then.addends:
        if now.partial or then.partial:
            return False
        return now.flows or not now.days or now.days != then.days
    if now.addends.keys() != then.addends.keys():
        return False
    both = [
        (addend, then.addends[code])
        for code, addend in now.addends.items()
        if not (addend.proven or then.addends[code].proven)
    ]
    if any(one.partial or other.partial for one, other in both):
        return False
    if any(one.dates and other.dates and max(one.dates) < max(other.dates) for one, other in both):
        return False
    return not any(
        addend.dates and addend.dates == then.addends[code].dates
        for code, addend in now.addends.items()
    )


def _relative(now: Fraction, then: Fraction) -> Fraction | None:
    return 100 * (now - then) / then if then else None


def _sum(addends: Mapping[str, Addend | None], *, flows: bool = False) -> Value:
    told = {code: addend for code, addend in addends.items() if addend}
    if not addends or len(told) < len(addends):
        return NOTHING
    days = frozenset(day for addend in told.values() for day in addend.dates)
    whole = sum((addend.value for addend in told.values()), Fraction(0))
    return Value(whole, days, flows, told, is_sum=True)


def _of_year(cost: Mapping[str, Any], year: int) -> Fraction:
    """Return what of a cost is of a year: all, or kopecks by days, the rest by remainders."""
    if cost["method"] != "by_days":
        return Fraction(cost["amount_rub"])
    days: Any = pd.Series(pd.date_range(cost["period_start"], cost["period_end"]).year)
    days = days.value_counts()
    kopecks = int(cost["amount_rub"] * 100)
    exact = {int(y): Fraction(kopecks * int(n), int(days.sum())) for y, n in days.items()}
    parts = {y: int(part) for y, part in exact.items()}
    order = sorted(exact, key=lambda y: (parts[y] - exact[y], y))
    for y in order[: kopecks - sum(parts.values())]:
        parts[y] += 1
    return Fraction(parts[year], 100)


def _touches(row: Mapping[str, Any], year: int) -> bool:
    return bool(row["period_start"].year <= year <= row["period_end"].year)


def _exists(row: Mapping[str, Any], first: date, last: date) -> bool:
    born = row["opened"] is None or row["opened"] <= last
    return bool(born and (row["closed"] is None or row["closed"] > first))


def _label(row: Mapping[str, Any]) -> Label | None:
    """Name the year or month that a total is of exactly, if it is of one."""
    start, end = row["period_start"], row["period_end"]
    for label in (f"{start:%Y}", f"{start:%Y-%m}"):
        days = _days(label)
        if (start, end) == (days[0], days[-1]):
            return label
    return None


def _days(label: Label) -> Sequence[date]:
    """Return the days of a year or a month: the first and the last are asked for, and the count."""
    if label not in _DAYS:
        year, _, month = label.partition("-")
        lengths = [31, 28 + isleap(int(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        first = date(int(year), int(month or 1), 1)
        count = lengths[int(month) - 1] if month else sum(lengths)
        _DAYS[label] = [first + timedelta(days=day) for day in range(count)]
    return _DAYS[label]


_DAYS: dict[Label, Sequence[date]] = {}
