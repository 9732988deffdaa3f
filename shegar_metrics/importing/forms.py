"""Our own forms: for systems that export nothing, a table that a clerk fills in.

Each is declared once, here: `templates` writes it, and `filled` reads it back.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto
from typing import Any

from ..dataset.reference import Reference, Row, exists
from ..period import MONTHS_IN_YEAR, Period
from . import table
from .export import Export, Wrong
from .table import LARGEST

DAYS_IN_LEAP_YEAR = 366
MINUTES_IN_DAY = 24 * 60
PIECES, ROUBLES = "шт.", "руб."


class Cell(Enum):
    """What stands in the cells of a column."""

    DAY = auto()
    CHOICE = auto()
    COUNT = auto()
    AMOUNT = auto()
    TEXT = auto()


NUMBERS = (Cell.COUNT, Cell.AMOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a form.

    Parameters
    ----------
    name
        Its name in the data package.
    title
        Its header, in Russian, with the unit.
    cell
        What stands in its cells.
    meaning
        What the clerk is to write there.
    unit
        The unit, for the explanations.
    width
        Its width in characters.
    choices
        Russian words for the codes of a choice.
    most
        A larger number is a slip: above all a date that Excel made of «1.5».
    """

    name: str
    title: str
    cell: Cell
    meaning: str
    unit: str = ""
    width: int = 16
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = LARGEST

    def read(self, cell: str) -> Any:
        """Read what a clerk wrote into a cell."""
        match self.cell:
            case Cell.DAY:
                return table.day(cell)
            case Cell.CHOICE:
                return self._choice(cell)
            case Cell.TEXT:
                return table.text(cell)
        number = (table.count if self.cell is Cell.COUNT else table.amount)(cell)
        if number is not None and number > self.most:
            raise Wrong("слишком большое число", f"число от 0 до {self.most}")
        return number

    def _choice(self, cell: str) -> str:
        for code, word in self.choices.items():
            if cell.casefold() == word.casefold():
                return code
        expected = " или ".join(f"«{word}»" for word in self.choices.values())
        raise Wrong("нет в списке", expected)


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the form of a year.

    Parameters
    ----------
    code
        Table and column of the data package, or table and member: ``publications.news``.
    label
        What it is, in Russian.
    meaning
        What exactly is counted.
    unit
        The unit; a count unless it is roubles.
    """

    code: str
    label: str
    meaning: str
    unit: str = PIECES

    @property
    def table(self) -> str:
        """The table it goes to."""
        return self.code.partition(".")[0]

    @property
    def member(self) -> str:
        """The column of that table, or the code of the row in it."""
        return self.code.partition(".")[2]

    @property
    def is_stock(self) -> bool:
        """Whether it is counted on a day, not over a period."""
        return self.table == "subscribers"

    @property
    def is_series(self) -> bool:
        """Whether it adds up over periods that share no day: sums and visitors need not."""
        return self.table not in ("subscribers", "costs") and self.code != "visits.visitors"


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    Parameters
    ----------
    title
        What it is for, in Russian.
    columns
        Its columns, from the left.
    frozen
        How many of them stay in sight.
    filled
        The rows to print for a year: a value that is given, ``None`` where the clerk
        writes, and an empty text where nothing is to be written.
    lines
        The meaning of every row, where rows are fixed.
    """

    title: str
    columns: Sequence[Column]
    frozen: int
    filled: Callable[[int], list[list[date | str | None]]]
    lines: Sequence[Line] = ()

    @property
    def read_columns(self) -> table.Columns:
        """Its columns as `table.Table` takes them; of notes a clerk may think little."""
        return {
            column.name: table.Column((column.title,), column.read, column.name != "note")
            for column in self.columns
        }

    def fits(self, export: Export) -> bool:
        """Tell whether a file has the headers of this form: every number and choice."""
        marks = (
            column.name
            for column in self.columns
            if column.cell in (*NUMBERS, Cell.CHOICE) or column.name == "code"
        )
        return table.headed(self.read_columns, *marks)(export)


def _months(year: int) -> list[tuple[date, date]]:
    return [
        (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        for month in range(1, MONTHS_IN_YEAR + 1)
    ]


PERIOD = (
    Column(
        name="period_start",
        title="Начало периода",
        cell=Cell.DAY,
        meaning="Первый день, за который даны числа строки. Впишите другую дату, если числа "
        "есть только за квартал или часть месяца.",
        unit="дата",
        width=13,
    ),
    Column(
        name="period_end",
        title="Конец периода",
        cell=Cell.DAY,
        meaning="Последний день, за который даны числа строки; он входит в период.",
        unit="дата",
        width=13,
    ),
)
NOTE = Column(
    name="note",
    title="Примечание",
    cell=Cell.TEXT,
    meaning="Что нужно знать о числах строки: откуда они, чего в них нет. Можно не заполнять.",
    width=36,
)
CHANNELS = {"pos": "ПОС", "messages": "Личные сообщения и комментарии"}

POS = Form(
    title="Сообщения жителей и ответы на них: ПОС, личные сообщения и комментарии, по месяцам",
    frozen=3,
    filled=lambda year: [
        [*month, channel, *[None] * 7] for channel in CHANNELS.values() for month in _months(year)
    ],
    columns=(
        *PERIOD,
        Column(
            name="channel",
            title="Канал",
            cell=Cell.CHOICE,
            meaning="ПОС — формы платформы обратной связи. Личные сообщения и комментарии — то, "
            "что требовало ответа, на страницах администрации в социальных сетях.",
            unit="из списка",
            width=34,
            choices=CHANNELS,
        ),
        Column(
            name="received",
            title="Поступило сообщений, шт.",
            cell=Cell.COUNT,
            meaning="Сколько сообщений поступило за период.",
            unit=PIECES,
        ),
        Column(
            name="answered",
            title="Отвечено, шт.",
            cell=Cell.COUNT,
            meaning="На сколько из сообщений, поступивших за этот период, дан ответ, пусть и "
            "после его конца. Не больше, чем поступило.",
            unit=PIECES,
        ),
        Column(
            name="answered_on_time",
            title="Отвечено в срок, шт.",
            cell=Cell.COUNT,
            meaning="Сколько из этих ответов дано не позже срока, который установлен для "
            "сообщения. Не больше, чем отвечено.",
            unit=PIECES,
        ),
        Column(
            name="days_to_answer",
            title="Дней до ответа, в среднем",
            cell=Cell.AMOUNT,
            meaning="Сколько календарных дней в среднем прошло от поступления сообщения до "
            "ответа на него; сообщения без ответа не в счёт.",
            unit="дней, можно с дробью",
            most=DAYS_IN_LEAP_YEAR,
        ),
        Column(
            name="surveys",
            title="Опросы, шт.",
            cell=Cell.COUNT,
            meaning="Сколько опросов и голосований завершено за период. Для личных сообщений и "
            "комментариев оставьте пустым.",
            unit=PIECES,
            width=12,
        ),
        Column(
            name="votes",
            title="Голоса, шт.",
            cell=Cell.COUNT,
            meaning="Сколько голосов подано во всех этих опросах и голосованиях.",
            unit=PIECES,
            width=12,
        ),
        NOTE,
    ),
)

GOSPABLIKI = Form(
    title="Работа в «Госпабликах»: плановые публикации и время на них, по месяцам",
    frozen=2,
    filled=lambda year: [[*month, *[None] * 4] for month in _months(year)],
    columns=(
        *PERIOD,
        Column(
            name="posts_planned",
            title="Запланировано публикаций, шт.",
            cell=Cell.COUNT,
            meaning="Сколько публикаций поставлено в план через «Госпаблики» за период.",
            unit=PIECES,
            width=18,
        ),
        Column(
            name="minutes_before",
            title="Минут на публикацию до подключения",
            cell=Cell.AMOUNT,
            meaning="Сколько минут работы в среднем уходило на одну публикацию во всех "
            "сообществах до подключения к «Госпабликам».",
            unit="минут, можно с дробью",
            width=22,
            most=MINUTES_IN_DAY,
        ),
        Column(
            name="minutes_after",
            title="Минут на публикацию после подключения",
            cell=Cell.AMOUNT,
            meaning="То же после подключения, за этот период.",
            unit="минут, можно с дробью",
            width=22,
            most=MINUTES_IN_DAY,
        ),
        NOTE,
    ),
)

VISITS = (
    Line(
        "visits.visits",
        "Посещения сайта (визиты)",
        "Визиты за период по счётчику сайта: один человек за день может совершить несколько.",
    ),
    Line(
        "visits.visitors",
        "Посетители сайта",
        "Разные посетители за весь период по счётчику сайта. Посетители месяцев не "
        "складываются: число берётся из отчёта за весь период. Не больше, чем посещений.",
    ),
    Line(
        "visits.page_views",
        "Просмотры страниц сайта",
        "Просмотры страниц за период по счётчику сайта. Не меньше, чем посещений.",
    ),
)
MAINTENANCE = Line(
    "costs.site_maintenance",
    "Сопровождение сайта по договору",
    "Сумма, которая относится к этому периоду; он лежит внутри одного года. Если договоров за "
    "одни и те же дни несколько, впишите общую сумму.",
    ROUBLES,
)


def year_form(reference: Reference, year: int) -> Form:
    """Make the form of a year, with the sections and the pages that there are in it."""
    whole = Period.of_year(year)
    counted_by = date(year + 1, 7, 31)  # subscribers are counted when the report is made
    sections = reference.sections((whole.start, whole.end))
    pages = [row for row in reference.pages if exists(row, whole.start, counted_by)]
    lines = year_lines(sections, pages)
    return replace(YEAR, lines=lines, filled=lambda year: _year_rows(lines, year))


def year_lines(sections: Sequence[Row], pages: Sequence[Row]) -> list[Line]:
    """List the numbers that a form of a year can hold: some of sections, some of pages."""
    return [
        *VISITS,
        *(
            Line(
                f"publications.{row['code']}",
                f"Опубликовано на сайте: {row['title']}",
                f"Сколько опубликовано в разделе «{row['title']}» за период.",
            )
            for row in sections
        ),
        MAINTENANCE,
        *(
            Line(
                f"subscribers.{row['id']}",
                f"Подписки: {row['title']}",
                "Подписки на страницу на указанную дату.",
            )
            for row in pages
            if row["platform"]
        ),
    ]


def _year_rows(lines: Sequence[Line], year: int) -> list[list[date | str | None]]:
    whole = Period.of_year(year)
    return [
        [
            line.label,
            line.code,
            None,
            line.unit,
            *(("", "", None) if line.is_stock else (whole.start, whole.end, "")),
            None,
        ]
        for line in lines
    ]


YEAR = Form(
    title="Числа года, для которых выгрузки нет: посещаемость, публикации, договор, подписки",
    frozen=1,
    filled=lambda _: [],
    columns=(
        Column(
            name="label",
            title="Показатель",
            cell=Cell.TEXT,
            meaning="Что за число. Названия и коды не меняйте; ненужные строки оставьте пустыми. "
            "Строку можно скопировать и дать ей другой период или другую дату; периоды одного "
            "показателя не делят дней, кроме посетителей и договора.",
            width=42,
        ),
        Column(
            name="code",
            title="Код",
            cell=Cell.TEXT,
            meaning="По коду программа узнаёт показатель.",
            width=33,
        ),
        Column(
            name="value",
            title="Значение",
            cell=Cell.AMOUNT,
            meaning="Само число в единицах строки: целое, а сумма — можно с копейками.",
            unit="в строке",
            width=14,
        ),
        Column(
            name="unit",
            title="Единица",
            cell=Cell.TEXT,
            meaning="Единица числа: рубли, не тысячи. Не меняйте её.",
            width=10,
        ),
        Column(
            name="period_start",
            title="Начало периода",
            cell=Cell.DAY,
            meaning="Первый день, за который посчитано; для подписок пусто.",
            unit="дата",
            width=13,
        ),
        Column(
            name="period_end",
            title="Конец периода",
            cell=Cell.DAY,
            meaning="Последний день, за который посчитано; для подписок пусто.",
            unit="дата",
            width=13,
        ),
        Column(
            name="as_of",
            title="На дату",
            cell=Cell.DAY,
            meaning="День, в который посчитаны подписки; для остального пусто.",
            unit="дата",
            width=13,
        ),
        Column(
            name="source",
            title="Источник",
            cell=Cell.TEXT,
            meaning="Откуда число: отчёт, договор и его номер, страница. Попадёт в примечание.",
            width=36,
        ),
    ),
)
