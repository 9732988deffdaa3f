"""VK, the statistics of a page as it saves them: a row a day and criterion, in two blocks.

Rows of nothing are left out but for views: a day that has views, and no row of members, had none.
Reactions stand on the day they were given, whatever the age of the post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import zip_longest

from ... import cells
from ...problems import DataRefusal, Problem, listed
from ..files.days import as_day
from ..files.export import Export, Wrong
from ..files.headings import same_title
from ..files.table import MOST_PROBLEMS, count
from ..importer import Extract, Importer, Options
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

Told = dict[tuple[date, str], int]


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
    left_out: Counter[str] = Counter()
    told = _told(export, left_out)
    made = options.counted_on(export)
    days = sorted({day for day, column in told if column == ALWAYS and day < made})
    if not days:
        raise export.refusal(
            "нет ни одного завершённого дня с просмотрами страницы (критерий views)",
            mend="Выгрузите статистику с посещаемостью",
        )
    known = {column for _, column in told}
    rows = [
        row_of(
            single(day),
            page_views=told[day, ALWAYS],
            **{name: _count(told, known, day, name) for name in COUNTED},
            visitors=told.get((day, "visitors")),
        )
        for day in days
    ]
    reached = [row_of(single(day), reach=told.get((day, "reach"))) for day in days]
    facts, reach = parted("page_activity", rows), parted("engagement", reached)
    totals = [*facts.get("totals", ()), *reach.get("totals", ())]
    noticed = [
        f"Взяты дни с просмотрами страницы — {len(days)}: с {days[0]:%d.%m.%Y} по "
        f"{days[-1]:%d.%m.%Y}, по часам ВКонтакте. День без строки о вступивших, вышедших и "
        "реакциях — день без них, если он есть в той же части файла.",
        "Реакции — по дню действия: в вовлечённость не входят, её считают по vk-wall.",
        "Посетители и охват — люди: по дням они не складываются.",
    ]
    if left_out:
        noticed.append(f"Критерии, которые не прочитаны: {listed(sorted(left_out), ', ')}.")
    return Extract({**facts, **({"totals": totals} if totals else {})}, noticed)


def _count(told: Told, known: Collection[str], day: date, column: str) -> int | None:
    """Return what a day has of a column: nothing only where its block of the file has the day."""
    always = REACHED if column in REACTIONS and REACHED in known else ALWAYS
    nothing = 0 if column in known and (day, always) in told else None
    return told.get((day, column), nothing)


def _told(export: Export, left_out: Counter[str]) -> Told:
    """Read what each row tells of its day; two that tell of one thing are refused."""
    told: Told = {}
    lines: dict[tuple[date, str], int] = {}
    problems: list[Problem] = []
    for line, row in _rows(export):
        day = as_day(row[DAY], export.zone)
        criterion, parameter = row[CRITERION].lower(), row[FIRST].lower()
        column = COLUMNS.get((criterion, parameter))
        if column is None:
            left_out[criterion] += 1
            continue
        wrong: Wrong | None = None
        if day is None:
            wrong = Wrong("не день", "дата вида 2022-12-31")
        elif (day, column) in told:
            wrong = Wrong(f"то же за тот же день, что в строке {lines[day, column]}")
        else:
            try:
                value = count(row[VALUE])
                if value is None:
                    raise Wrong("нет числа")
                told[day, column], lines[day, column] = value, line
            except Wrong as error:
                wrong = error
        if wrong is not None:
            shown = " ".join(filter(None, (row[DAY], row[CRITERION], row[FIRST], row[VALUE])))
            problems.append(Problem(export.name, *wrong.sentences, row=line, value=shown))
    if problems:
        raise DataRefusal(problems[:MOST_PROBLEMS])
    return told


def _rows(export: Export) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows by their titles; that of the second block is a title anew."""
    for sheet in export.sheets:
        titles: list[str] = []
        for line, row in export.rows(sheet):
            stripped = [cells.stripped(cell) for cell in row]
            if {DAY, CRITERION} <= set(map(same_title, stripped)):
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
                yield line, dict(zip_longest(titles, stripped[: len(titles)], fillvalue=""))
