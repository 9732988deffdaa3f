"""The workbook of a year: a sheet for each table that a clerk may fill in, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ...dataset.reference import Reference
from ...period import Period
from .asked import (
    ACTIONS,
    CHANNEL,
    COSTS,
    DECISION,
    ENGAGEMENT,
    FEEDBACK,
    MEASURES,
    PERIOD,
    PLANNED,
    POPULATION,
    PUBLICATIONS,
    REMARKS,
    SUBSCRIBERS,
    VISITS,
)
from .blank import channels, columns_of, in_year, no_series, of_flow
from .form import Asked, Cell, Column, Form
from .known import ORIGIN
from .year_rows import (
    checked,
    contracts,
    decided,
    living,
    official,
    published,
    sentences,
    subscriptions,
)

KIND = "year"
YES_OR_NO = {True: "да", False: "нет"}
PRINTED_ORIGINS = ("visits", "publications", "costs", "measures")
"""Tables whose notes a report prints."""


def year_forms(reference: Reference) -> list[Form]:
    """Make the sheets of the workbook of a year, with what the municipality has."""
    pages = {row["id"]: str(row["title"]) for row in reference.pages}
    site = {row["id"]: pages[row["id"]] for row in reference.pages_on(None)}
    on_platforms = {name: title for name, title in pages.items() if name not in site}
    sections = {row["code"]: str(row["title"]) for row in reference.rows["sections"]}
    return [
        *_of_site(site, pages, sections),
        *_of_pages(on_platforms),
        _costs(),
        _measures(reference, pages),
        *_of_feedback(),
        _population(reference),
        _decision(),
        _remarks(),
    ]


def _of_site(
    site: Mapping[str, str], pages: Mapping[str, str], sections: Mapping[str, str]
) -> Iterator[Form]:
    yield of_flow(
        "visits",
        _columns("visits", VISITS, page=site),
        lambda known: living(known.reference.pages_on(None), known.year, by_month=True),
        name="Сайт",
        title="Посещаемость официального сайта: за год и по месяцам, сколько известно",
        printed="Раздел «Официальный сайт», рисунки по месяцам",
        whole=True,
    )
    yield of_flow(
        "publications",
        _columns("publications", PUBLICATIONS, page=pages, section=sections),
        published,
        name="Публикации",
        title="Публикации: на сайте по разделам и месяцам, на страницах — записи за год",
        printed="Разделы «Официальный сайт» и «Официальные страницы»",
        whole=True,
    )


def _of_pages(pages: Mapping[str, str]) -> Iterator[Form]:
    yield Form(
        name="Подписчики",
        title="Подписчики официальных страниц на день подсчёта",
        printed="Раздел «Официальные страницы»",
        of="subscribers",
        columns=_columns("subscribers", SUBSCRIBERS, page=pages),
        frozen=1,
        tells=["subscribers"],
        rows=subscriptions,
        days=lambda known: known.report,
    )
    yield of_flow(
        "engagement",
        _columns("engagement", ENGAGEMENT, page=pages),
        official,
        name="Отклик",
        title="Просмотры и отклик на записи официальных страниц",
        printed="Раздел «Официальные страницы»: отклики и охват",
        whole=True,
    )
    yield of_flow(
        "page_activity",
        _columns("page_activity", ACTIONS, page=pages),
        official,
        name="Действия",
        title="Действия на официальных страницах по статистике площадок",
        printed="Раздел «Официальные страницы»: посещаемость страниц, вступившие и вышедшие",
        whole=True,
    )


def _costs() -> Form:
    return Form(
        name="Договоры",
        title="Договоры на сопровождение сайта: строка на договор",
        printed="Раздел «Стоимость сопровождения сайта»",
        of="costs",
        columns=_columns("costs", COSTS),
        frozen=1,
        tells=["amount_rub"],
        rows=contracts,
        days=lambda known: Period(
            date(known.year.start.year - 5, 1, 1), date(known.year.end.year + 5, 12, 31)
        ),
    )


def _measures(reference: Reference, pages: Mapping[str, str]) -> Form:
    requirements = {row["code"]: str(row["title"]) for row in reference.rows["requirements"]}
    return Form(
        name="Требования",
        title="Требования к сайту, страницам и администрации: выполнены ли",
        printed="Таблица требований и раздел «Официальные страницы»",
        of="measures",
        columns=_columns("measures", MEASURES, requirement=requirements, page=pages, met=YES_OR_NO),
        frozen=2,
        tells=["met"],
        rows=checked,
        days=lambda known: known.report,
    )


def _of_feedback() -> Iterator[Form]:
    yield of_flow(
        "feedback",
        _columns("feedback", {"channel": CHANNEL, **PERIOD, **FEEDBACK}),
        channels,
        name="ПОС и сообщения",
        title="Сообщения жителей и ответы на них: за год и по месяцам, сколько известно",
        printed="Раздел «Обратная связь»",
        whole=True,
    )
    yield of_flow(
        "gospabliki",
        _columns("gospabliki", {**PERIOD, **PLANNED}),
        no_series,
        name="Госпаблики",
        title="Работа в «Госпабликах»: за год и по месяцам, сколько известно",
        printed="Раздел «Платформа «Госпаблики»»",
        whole=True,
    )


def _population(reference: Reference) -> Form:
    territories = {row["code"]: str(row["title"]) for row in reference.rows["territories"]}
    return Form(
        name="Население",
        title="Жители: последнее, что известно на конец года",
        printed="Показатели на жителя и список населения",
        of="population",
        columns=_columns("population", POPULATION, territory=territories),
        frozen=1,
        tells=["residents"],
        rows=lambda known: (row for code in territories for row in known.residents(code)),
        days=lambda known: Period(date(1990, 1, 1), known.year.end),
    )


def _decision() -> Form:
    return Form(
        name="Решение",
        title="Реквизиты решения, к которому прилагается информация",
        printed="Проект решения и подпись",
        of="decisions",
        columns=_columns("decisions", DECISION),
        frozen=0,
        tells=list(DECISION),
        rows=lambda known: decided(known, list(DECISION)),
        days=lambda known: Period(known.year.start, date(known.year.end.year + 1, 12, 31)),
    )


def _remarks() -> Form:
    return Form(
        name="Слова",
        title="Вывод и пояснения словами: строка на предложение, строки можно добавлять",
        printed="Предложения печатаются в своих разделах как есть",
        of="remarks",
        columns=columns_of("remarks", REMARKS),
        frozen=1,
        tells=["text"],
        rows=sentences,
        days=in_year,
    )


def _columns(of: str, asked: Mapping[str, Asked], **choices: Mapping[Any, str]) -> list[Column]:
    """Make the columns of a sheet: what is asked, and the source."""
    return [*columns_of(of, asked, **choices), _origin(of)]


def _origin(of: str) -> Column:
    """Make the column of the source, in one's own words."""
    is_printed = of in PRINTED_ORIGINS
    return Column(
        name=ORIGIN,
        title=f"Источник ({'печатается' if is_printed else 'не печатается'})",
        cell=Cell.TEXT,
        meaning="Откуда числа строки, своими словами: отчёт, договор и его номер."
        + (" Печатается в отчёте как оговорка." if is_printed else " Остаётся в таблицах."),
        width=36,
    )
