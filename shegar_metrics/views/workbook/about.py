"""The first sheet of the workbook: what it is, how far the data go, how an empty cell is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ...indicators import Results
from ...problems import printable
from .. import typography
from .. import wording as w
from .sheets import Sheet, last_day

MISSING = (
    "Пустая ячейка в столбце «Значение» значит «нет»: числа нет, а почему — сказано в той же "
    "строке, в столбце «Почему нет». Это не ноль. Ноль — тоже число, и он так и записан: 0."
)
PRECISION = (
    "В ячейке стоит точное значение, а видно столько знаков, сколько печатается в отчёте. В "
    "дальнейшем расчёте участвует точное."
)
PERCENT = (
    "Число процентов записано как есть: 60,13 с единицей «%» — это 60,13 %. Разность двух "
    "процентов — в процентных пунктах, «п. п.»."
)
SUMS = (
    "Месяцы складываются в год только у тех показателей, у которых на листе «Показатели» в "
    "столбце «Месяцы складываются» стоит «да». Разные показатели, доли, средние и подсчёты на "
    "разные даты не складываются."
)
FILTERS = (
    "На каждом листе, кроме этого, у заголовков есть фильтр: можно оставить один показатель, год "
    "или площадку. «Разрез» — это площадка, страница, раздел или канал, к которому относится число."
)


def titled(results: Results) -> str:
    """Title the workbook by its municipality and its years."""
    of_years = w.years(results.years)
    place = printable(results.context.place)
    return f"Показатели использования интернет-ресурсов: {place}, {of_years}"


def about(results: Results, sheets: Iterable[Sheet[Any]]) -> list[tuple[str, str]]:
    """Return the points of the first sheet, each with its heading."""
    return [
        (
            "Что это",
            "Показатели муниципалитета за "
            f"{w.years(results.years)}: числа с единицами и источниками, а где числа нет — "
            "причина. Так же посчитаны числа годового отчёта.",
        ),
        ("Муниципалитет", results.context.place),
        ("Данные кончаются", _end_of_data(results)),
        ("Если числа нет", MISSING),
        ("Сколько знаков", PRECISION),
        ("Проценты", PERCENT),
        ("Что складывать", SUMS),
        ("Как отобрать", FILTERS),
        *((f"Лист «{sheet.title}»", _meaning(sheet)) for sheet in sheets),
        *_breaks(results),
    ]


def _end_of_data(results: Results) -> str:
    flows, stocks = (last_day(results.rows, of_stocks=of_stocks) for of_stocks in (False, True))
    ends = {"числа за период": flows, "подсчёты на дату": stocks}
    known = [f"{what} — по {w.short_day(day)}" for what, day in ends.items() if day]
    if not known:
        return "Ни одного числа нет."
    each = "По какой день известен каждый показатель, сказано на листе «Показатели»."
    return f"{typography.sentence(', '.join(known))} {each}"


def _meaning(sheet: Sheet[Any]) -> str:
    nothing = "" if sheet.rows else " (ни одной строки нет)"
    return typography.sentence(f"{sheet.meaning}{nothing}")


def _breaks(results: Results) -> Iterator[tuple[str, str]]:
    """Yield what broke the series of these years and of the one before, if anything did."""
    since, until = date(results.years[0] - 1, 1, 1), results.period.end
    events = [
        f"{w.short_day(event.day)} — {event.text}"
        for event in results.context.events
        if since <= event.day <= until
    ]
    if events:
        text = "; ".join(events)
        yield (
            "Что прервало ряды",
            typography.sentence(f"сравнивая числа до и после, учтите: {text}"),
        )
