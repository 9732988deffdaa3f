"""VK, the statistics of a page as it saves them: a row a day and criterion, in two blocks.

Rows of nothing are left out but for views: a day that has views, and no row of members, had none.
Reactions stand on the day they were given, whatever the age of the post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from ... import cells
from ...problems import DataRefusal, Problem, listed
from ..files.days import as_day
from ..files.export import Export, Wrong
from ..files.headings import same_title
from ..files.table import MOST_PROBLEMS, count
from ..importer import Extract, Importer, Options
from ..subjects.intervals import beginnings
from ..subjects.localities import Locals, OfCity, locals_among
from ..subjects.periods import row_of, single
from ..subjects.totals import parted

DAY, CRITERION, FIRST, SECOND, VALUE = "дата", "критерий", "парам. №1", "парам. №2", "значение"
ALWAYS = "page_views"
"""What has a row for each day, be it of nothing."""
COLUMNS = {
    ("views", ""): "page_views",
    ("visitors", ""): "visitors",
    ("reach", ""): "reach",
    ("members", "новые участники"): "joined",
    ("members", "вышедшие участники"): "left",
    ("feedback", "нравится"): "likes",
    ("feedback", "комментарии"): "comments",
    ("feedback", "рассказали друзьям"): "reposts",
}
"""What each criterion and its first parameter tell."""
REACHED = "reach"
"""What has one in the second block, where reactions stand."""
REACTIONS = ("likes", "comments", "reposts")
COUNTED = ("joined", "left", *REACTIONS)
CITIES = "cities"
"""Of the visitors, if it stands in their block: people that a page reached have cities, too."""

Numbers = dict[tuple[date, str], int]


@dataclass(frozen=True, slots=True)
class _Statistics:
    """What the rows tell: numbers by day and column, visitors by city, and what is not read."""

    numbers: Numbers = field(default_factory=dict)
    cities: list[OfCity] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def _recognise(export: Export) -> bool:
    return any(
        {DAY, CRITERION, VALUE} <= set(map(same_title, heading.titles))
        for heading in export.headings
    )


@Importer(
    kind="vk-page",
    title="ВКонтакте: статистика страницы по дням, файл CSV",
    cited="ВКонтакте, статистика страницы",
    how="ВКонтакте → Управление → Статистика → «Выгрузить в файл»: период — весь год, формат CSV.",
    recognise=_recognise,
    platform="vk",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read what was done on the page on each day that is over."""
    (export,) = files
    statistics = _statistics(export)
    numbers = statistics.numbers
    made = options.counted_on(export)
    days = sorted({day for day, column in numbers if column == ALWAYS and day < made})
    if not days:
        raise export.refusal(
            "нет ни одного завершённого дня с просмотрами страницы (критерий views)",
            mend="Выгрузите статистику с посещаемостью",
        )
    if what := beginnings(days):
        raise export.refusal(
            f"каждый день файла — первый день {what}: это дни или нет, не ясно",
            "строки за каждый день",
            "Выгрузите статистику по дням",
        )
    known = {column for _, column in numbers}
    visitors = {day: numbers[day, "visitors"] for day in days if (day, "visitors") in numbers}
    cities = [each for each in statistics.cities if each.day in visitors]
    located = locals_among(cities, visitors, options.reference) if cities else None
    rows = [
        row_of(
            single(day),
            page_views=numbers[day, ALWAYS],
            **{name: _count(numbers, known, day, name) for name in COUNTED},
            visitors=visitors.get(day),
            **(_located(located, day) if day in visitors else {}),
        )
        for day in days
    ]
    reached = [row_of(single(day), reach=numbers.get((day, "reach"))) for day in days]
    facts, reach = parted("page_activity", rows), parted("engagement", reached)
    totals = [*facts.get("totals", ()), *reach.get("totals", ())]
    noticed = [
        f"Взяты дни с просмотрами страницы — {len(days)}: с {days[0]:%d.%m.%Y} по "
        f"{days[-1]:%d.%m.%Y}, по часам ВКонтакте. День без строки о вступивших, вышедших и "
        "реакциях — день без них, если он есть в той же части файла.",
        "Реакции — по дню действия: в отклики на 100 просмотров не входят, их считают по vk-wall.",
        "Посетители и охват — люди: по дням они не складываются.",
        *([located.sentence] if located else []),
    ]
    if statistics.left_out:
        noticed.append(
            f"Критерии, которые не прочитаны: {listed(sorted(statistics.left_out), ', ')}."
        )
    return Extract({**facts, **({"totals": totals} if totals else {})}, noticed)


def _located(located: Locals | None, day: date) -> dict[str, int]:
    """Return the visitors of a day by what is known of their city; a day without has none."""
    if located is None or not located.known:
        return {}
    return {
        "visitors_with_city": located.known.get(day, 0),
        "local_visitors": located.local.get(day, 0),
    }


def _count(numbers: Numbers, known: Collection[str], day: date, column: str) -> int | None:
    """Return what a day has of a column: nothing only where its block of the file has the day."""
    always = REACHED if column in REACTIONS and REACHED in known else ALWAYS
    nothing = 0 if column in known and (day, always) in numbers else None
    return numbers.get((day, column), nothing)


def _statistics(export: Export) -> _Statistics:
    """Read what each row tells of its day; two that tell of one thing are refused."""
    found = _Statistics()
    lines: dict[tuple[date, str], int] = {}
    cities: dict[int, list[OfCity]] = {}
    of_visitors: set[int] = set()
    problems: list[Problem] = []
    for block, line, row in _rows(export):
        criterion, parameter = row[CRITERION].lower(), row[FIRST].lower()
        column = COLUMNS.get((criterion, parameter))
        if column is None and (criterion != CITIES or not parameter):
            found.left_out[criterion] += 1
            continue
        try:
            day, value = _day(row, export), _value(row)
            if column is None:
                cities.setdefault(block, []).append(OfCity(day, row[FIRST], value))
                continue
            if (day, column) in found.numbers:
                raise Wrong(f"то же за тот же день, что в строке {lines[day, column]}")
            found.numbers[day, column], lines[day, column] = value, line
            if column == "visitors":
                of_visitors.add(block)
        except Wrong as wrong:
            shown = " ".join(filter(None, (row[DAY], row[CRITERION], row[FIRST], row[VALUE])))
            problems.append(Problem(export.name, *wrong.sentences, row=line, value=shown))
    if problems:
        raise DataRefusal(problems[:MOST_PROBLEMS])
    for block, listed_there in cities.items():
        if block in of_visitors:
            found.cities.extend(listed_there)
        else:
            found.left_out["cities (не посетителей)"] += len(listed_there)
    return found


def _day(row: dict[str, str], export: Export) -> date:
    day = as_day(row[DAY], export.zone)
    if day is None:
        raise Wrong("не день", "дата вида 2022-12-31")
    return day


def _value(row: dict[str, str]) -> int:
    value = count(row[VALUE])
    if value is None:
        raise Wrong("нет числа")
    return value


def _rows(export: Export) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield the rows by their titles, each with the number of its block, which titles begin."""
    block = 0
    for sheet in export.sheets:
        titles: list[str] = []
        for line, row in export.rows(sheet):
            stripped = [cells.stripped(cell) for cell in row]
            if {DAY, CRITERION} <= set(map(same_title, stripped)):
                block += 1
                titles = list(map(same_title, stripped))
                absent = [f"«{name}»" for name in (FIRST, VALUE) if name not in titles]
                if absent:
                    wrong = f"нет столбца {', '.join(absent)}"
                    raise export.refusal(wrong, mend="Выгрузите статистику снова", row=line)
            elif titles:
                short = sheet.delimited and len(stripped) < len(titles)
                if short or any(stripped[len(titles) :]):
                    wrong = f"ячеек — {len(stripped)}, а столбцов — {len(titles)}"
                    raise export.refusal(wrong, mend="Выгрузите файл снова", row=line)
                named = dict(zip_longest(titles, stripped[: len(titles)], fillvalue=""))
                yield block, line, named
