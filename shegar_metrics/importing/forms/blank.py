"""Our own forms: for systems that export nothing, a table that a clerk fills in.

Here stand the columns that are asked, their order, and what a clerk is told of them. `workbooks`
writes a form, and `filled` reads it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ...dataset.reference import Reference, Row, exists
from ...dataset.schema import fields
from ...dataset.series import column_title
from ...period import Period
from .form import ROUBLES, Asked, Cell, Column, Form, Line, described, monthly

DAYS_IN_LEAP_YEAR = 366
MINUTES_IN_DAY = 24 * 60

POS = monthly(
    "Сообщения жителей и ответы на них: ПОС, личные сообщения и комментарии, по месяцам",
    "feedback",
    {
        "channel": Asked(
            "ПОС — формы платформы обратной связи. Личные сообщения и комментарии — то, что "
            "требовало ответа, на страницах администрации в социальных сетях.",
            34,
        ),
        "received": Asked("Сколько сообщений поступило за период."),
        "answered": Asked(
            "На сколько из сообщений, поступивших за этот период, дан ответ, пусть и после его "
            "конца. Не больше, чем поступило.",
        ),
        "answered_on_time": Asked(
            "Сколько из этих ответов дано не позже срока, который установлен для сообщения. Не "
            "больше, чем отвечено.",
        ),
        "days_to_answer": Asked(
            "Сколько календарных дней в среднем прошло от поступления сообщения до ответа на "
            "него; сообщения без ответа не в счёт.",
            most=DAYS_IN_LEAP_YEAR,
        ),
        "surveys": Asked(
            "Сколько опросов и голосований завершено за период. Для личных сообщений и "
            "комментариев оставьте пустым.",
            12,
        ),
        "votes": Asked("Сколько голосов подано во всех этих опросах и голосованиях.", 12),
    },
)

GOSPABLIKI = monthly(
    "Работа в «Госпабликах»: плановые публикации и время на них, по месяцам",
    "gospabliki",
    {
        "posts_planned": Asked(
            "Сколько публикаций поставлено в план через «Госпаблики» за период.", 18
        ),
        "minutes_before": Asked(
            "Сколько минут работы в среднем уходило на одну публикацию во всех сообществах до "
            "подключения к «Госпабликам».",
            22,
            MINUTES_IN_DAY,
        ),
        "minutes_after": Asked("То же после подключения, за этот период.", 22, MINUTES_IN_DAY),
    },
)

VISITS = tuple(
    Line(f"visits.{column}", column_title("visits", column), meaning)
    for column, meaning in (
        (
            "visits",
            "Визиты за период по счётчику сайта: один человек за день может совершить несколько.",
        ),
        (
            "visitors",
            "Разные посетители за весь период по счётчику сайта. Посетители месяцев не "
            "складываются: число берётся из отчёта за весь период. Не больше, чем посещений.",
        ),
        (
            "page_views",
            "Просмотры страниц за период по счётчику сайта. Не меньше, чем посещений.",
        ),
    )
)
COSTS = tuple(
    Line(
        f"costs.{item['value']}",
        item["label"],
        "Сумма, которая относится к этому периоду; он лежит внутри одного года. Если договоров за "
        "одни и те же дни несколько, впишите общую сумму.",
        ROUBLES,
    )
    for item in fields("costs")["item"]["categories"]
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
                f"{column_title('publications', 'publications')} на сайте: {row['title']}",
                f"Сколько опубликовано в разделе «{row['title']}» за период.",
            )
            for row in sections
        ),
        *COSTS,
        *(
            Line(
                f"subscribers.{row['id']}",
                f"{column_title('subscribers', 'subscribers')}: {row['title']}",
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
        described(
            "visits",
            "period_start",
            Asked("Первый день, за который посчитано; для подписок пусто.", 15),
        ),
        described(
            "visits",
            "period_end",
            Asked("Последний день, за который посчитано; для подписок пусто.", 15),
        ),
        described(
            "subscribers",
            "as_of",
            Asked("День, в который посчитаны подписки; для остального пусто.", 13),
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
