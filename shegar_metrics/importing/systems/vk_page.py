"""VK, the statistics of a page as it saves them: a row a day and criterion, in two blocks.

Rows of nothing are left out but for views: a day that has views, and no row of members, had none.
Reactions stand on the day they were given, whatever the age of the post.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from ... import cells
from ...problems import DataRefusal, Problem
from .. import Export, Extract, Importer, Options
from ..days import as_day
from ..export import Wrong
from ..periods import row_of, single
from ..table import MOST_PROBLEMS, count
from ..totals import parted

DAY, CRITERION, FIRST, SECOND, VALUE = "дата", "критерий", "парам. №1", "парам. №2", "значение"
HEADER = (DAY, CRITERION, FIRST, SECOND, VALUE)
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
COUNTED = ("joined", "left", "likes", "comments", "reposts")
STATED = ("visitors", "reach")

Told = dict[tuple[date, str], int]


def _recognise(export: Export) -> bool:
    line = export.beginning.partition("\n")[0]
    titles = next(csv.reader([line], delimiter=cells.delimiter(line)), [])
    return {DAY, CRITERION, VALUE} <= {cells.stripped(title).lower() for title in titles}


@Importer(
    kind="vk-page",
    title="ВКонтакте: статистика страницы по дням, файл CSV",
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
            **{name: told.get((day, name), 0) if name in known else None for name in COUNTED},
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
        "реакциях — день без них.",
        "Реакции — по дню действия: в вовлечённость не входят, её считают по vk-wall.",
        "Посетители и охват — люди: по дням они не складываются.",
    ]
    if left_out:
        names = ", ".join(sorted(left_out))
        noticed.append(f"Критерии, которые не прочитаны: {names}.")
    return Extract({**facts, **({"totals": totals} if totals else {})}, noticed)


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
    text = export.text()
    reader = csv.reader(io.StringIO(text), delimiter=cells.delimiter(text))
    titles: list[str] = []
    for row in _careful(export, reader):
        stripped = [cells.stripped(cell) for cell in row]
        if {DAY, CRITERION} <= {cell.lower() for cell in stripped}:
            titles = [cell.lower() for cell in stripped]
        elif any(stripped):
            if len(stripped) != len(titles):
                wrong = f"ячеек — {len(stripped)}, а столбцов — {len(titles)}"
                raise export.refusal(wrong, mend="Выгрузите файл снова", row=reader.line_num)
            cells_by_title = dict(zip(titles, stripped, strict=True))
            yield reader.line_num, {title: cells_by_title.get(title, "") for title in HEADER}


def _careful(export: Export, reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        wrong = "нельзя разобрать как CSV: не закрыта кавычка или ячейка непомерно длинна"
        raise export.refusal(wrong, mend="Выгрузите файл снова") from error
