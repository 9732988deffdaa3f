"""The tables of the report: queries on the results.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> [row[0] for row in sm.tables.platforms(results).rows]
['ВКонтакте', 'Одноклассники', 'Telegram', 'Всего подписок']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from html import escape

from babel.dates import get_month_names

from ..indicators import Aspect, Result, Results
from ..indicators.units import ROUBLES
from . import wording as w
from .bundle import Cell, Table

PASSPORT = "passport"
"""The table «Откуда число» as a place in the page."""

HASH_DIGITS = 12
"""Digits of a checksum that are shown at once; the others unfold."""

MONTHS = [name.strip(".") for name in get_month_names("abbreviated", "stand-alone", w.RU).values()]

COMPARED = {
    Aspect.CHANGE: "",
    Aspect.DIFFERENCE: "разница",
    Aspect.SAME: "разница у тех, что были и прежде",
    Aspect.OPENED: "добавилось",
    Aspect.CLOSED: "убыло",
}
"""How the title of an indicator goes on for what a row of comparison holds."""


def place_of_source(source_id: str) -> str:
    """Name the row of a source among «Источники»: ``s-census-2021``."""
    return f"s-{source_id}"


def key_figures(results: Results) -> Table:
    """List the key indicators with their change against the year before."""
    keys = [result for result in results.values() if result.indicator.key]
    change = f"К {results.year - 1} году"
    return Table(
        f"Главные показатели за {w.span(results.period)}",
        ("Показатель", "Значение", "Период или дата", change),
        [(r.title, _valued(r), w.when(r.measured), _change(results, r)) for r in keys],
        numeric=("Значение", change),
        widths=(40, 23, 17, 20),
    )


def publications(results: Results) -> Table:
    """List the publications of each section, in all and per month and week."""
    rows = []
    for result in results.family("section_publications"):
        others = ("section_per_month", "section_per_week", "section_share")
        rates = [results[f"{other}[{result.member}]"] for other in others]
        rows.append((result.label, *(_bare(r) for r in (result, *rates))))
    totals = ("publications", "publications_per_month", "publications_per_week")
    whole = "100" if results["publications"].value else w.DASH
    rows.append(("Всего", *(_bare(results[name]) for name in totals), whole))
    columns = ("Раздел", "За год", "В месяц", "В неделю", "Доля, %")
    return Table(
        f"Публикации на сайте за {w.span(results.period)}",
        columns,
        rows,
        numeric=columns[1:],
        widths=(40, 15, 15, 15, 15),
    )


def costs(results: Results) -> Table:
    """List what the contract costs for each visit, publication, day and resident."""
    rates = [
        result
        for result in results.values()
        if result.indicator.unit.nouns == ROUBLES.nouns and result.indicator.unit.per
    ]
    return Table(
        f"Во что обходится единица, за {w.span(results.period)}",
        ("В расчёте на единицу", "Рублей", "Делится на"),
        [(r.title, _bare(r), _part(r.denominator)) for r in rates],
        numeric=("Рублей", "Делится на"),
        widths=(56, 22, 22),
    )


def platforms(results: Results) -> Table:
    """List the subscriptions to each platform and page, their date, share and change."""
    pages = {result.member: result for result in results.family("page_subscriptions")}
    change = f"К {results.year - 1} году"
    rows = []
    for result in results.family("platform_subscriptions"):
        share = results[f"platform_share[{result.member}]"]
        when = w.when(result.measured)
        rows.append((result.label, _bare(result), when, _bare(share), _change(results, result)))
        of_platform = (p.code for p in results.context.pages if p.platform == result.member)
        for page in (pages[code] for code in of_platform if code in pages):
            label = f"в том числе {page.label}"
            when = w.when(page.measured)
            rows.append((label, _bare(page), when, w.DASH, _change(results, page)))
    total = results["subscriptions"]
    whole = "100" if total.value else w.DASH
    when = w.when(total.measured)
    rows.append(("Всего подписок", _bare(total), when, whole, _change(results, total)))
    columns, widths = ["Площадка", "Подписки", "Дата", "Доля, %", change], (30, 16, 18, 14, 22)
    known = 5 if any(row[-1] != w.DASH for row in rows) else 4  # nothing to compare with
    return Table(
        "Подписки на официальные страницы",
        columns[:known],
        [row[:known] for row in rows],
        numeric=[name for name in ("Подписки", "Доля, %", change) if name in columns[:known]],
        widths=widths[:known],
    )


def activity(results: Results) -> Table | None:
    """List what each page did and gathered in the year, as far as it is known."""
    columns = {
        "posts": "Записи",
        "posting_regularity": "Регулярность, %",
        "views": "Просмотры",
        "likes": "Отметки «нравится»",
        "comments": "Комментарии",
        "reposts": "Репосты",
        "engagement_rate": "Вовлечённость, %",
        "reach": "Охват, человек",
        "subscriber_growth": "Прирост подписок, %",
    }
    caption = f"Записи и отклики на страницах за {w.span(results.period)}"
    return _by_member(results, caption, "Страница", columns)


def feedback(results: Results) -> Table | None:
    """List the messages of each channel and how they were answered."""
    columns = {
        "messages": "Поступило",
        "answered": "Отвечено",
        "answered_on_time": "В срок, %",
        "days_to_answer": "Дней до ответа",
        "surveys": "Опросы",
        "votes": "Голоса",
    }
    caption = f"Обращения и опросы за {w.span(results.period)}"
    return _by_member(results, caption, "Канал", columns)


def measures(results: Results) -> Table:
    """List each measure, what it is for, whether it is met, and its legal basis."""
    day = w.when(results["measures_met"].measured)
    rows = [
        (
            check.title,
            check.label,
            "да" if check.met else "нет",
            check.legal_basis or "в источнике не названо",
        )
        for check in results.context.checks
    ]
    return Table(
        f"Меры и их правовое основание{f' ({day})' if day != w.DASH else ''}",
        ("Мера", "К чему относится", "Выполнена", "Правовое основание"),
        rows or [(w.DASH, w.DASH, w.DASH, w.DASH)],
        widths=(29, 19, 15, 37),
    )


def passport(results: Results) -> Table:
    """List every indicator of the year with where its number comes from: «Откуда число»."""
    marks = source_marks(results)
    numeric = ("Числитель", "Знаменатель")
    rows = []
    for result in results.values():
        formula = result.indicator.formula
        if result.reason is not None:
            formula += f". Нет значения: {result.reason}"
        rows.append(
            (
                result.title,
                w.value_of(result),
                formula,
                _part(result.numerator),
                _part(result.denominator),
                w.when(result.measured),
                _cited(marks, result.sources),
            )
        )
    return Table(
        "Откуда число: как получен каждый показатель",
        ("Показатель", "Значение", "Формула", *numeric, "Период или дата", "Источник"),
        rows,
        numeric=numeric,
        widths=(19, 15, 21, 11, 13, 11, 10),
        place=PASSPORT,
        places=[result.anchor for result in results.values()],
    )


def comparisons(results: Results) -> Table | None:
    """List every change from the year before with the two values it is of; none if there is none.

    A difference stands here where it consists of parts, or there is no per cent.
    """
    rows, places = [], []
    for value in results.values():
        every = [results.compared(value.name, aspect) for aspect in COMPARED]
        known = [row for row in every if row is not None and row.value is not None]
        aspects = {row.aspect for row in known}
        # Where there is a per cent of everything, the two values tell the difference.
        differing = aspects & {Aspect.OPENED, Aspect.CLOSED} or Aspect.CHANGE not in aspects
        for row in known:
            if row.aspect is Aspect.CHANGE or differing:
                changed = w.change_of(row) if row.aspect is Aspect.CHANGE else _signed(row)
                now, then = _part(row.numerator), _part(row.denominator)
                rows.append((_compared_title(row), changed, then, now, w.compared(row)))
                places.append(row.anchor)
    if not rows:
        return None
    before = results.year - 1
    return Table(
        f"Откуда изменения: с чем сравнивается {w.span(results.period)}",
        ("Показатель", "Изменение", "Было", "Стало", "Когда"),
        rows,
        numeric=("Изменение", "Было", "Стало"),
        widths=(34, 13, 13, 13, 27),
        place=f"{PASSPORT}-{before}",
        places=places,
    )


def months(results: Results) -> Table | None:
    """List every number of a month with its sources; none if no month is known."""
    marks = source_marks(results)
    series = [rows for name in results if (rows := results.months(name))]
    if not series:
        return None
    return Table(
        f"Откуда число по месяцам, {w.span(results.period)}",
        ("Показатель", *MONTHS, "Источник"),
        [
            (
                rows[0].title + (", %" if rows[0].indicator.unit.code == "%" else ""),
                *map(_placed, rows),
                _cited(marks, dict.fromkeys(s for row in rows for s in row.sources)),
            )
            for rows in series
        ],
        numeric=MONTHS,
        widths=(17, *[6] * len(MONTHS), 11),
        place=f"{PASSPORT}-months",
    )


def bases(results: Results) -> Table:
    """List what the definition of each indicator rests on, and what weight that has."""
    titles: dict[tuple[str, str], list[str]] = {}
    for indicator in {r.indicator.id: r.indicator for r in results.values()}.values():
        key = (indicator.basis, indicator.standing.value)
        titles.setdefault(key, []).append(indicator.title)
    return Table(
        "На чём основаны показатели",
        ("Показатели", "Основание", "Сила основания"),
        [("; ".join(names), *key) for key, names in titles.items()],
        widths=(34, 42, 24),
    )


def sources(results: Results, of: Iterable[Result] | None = None) -> Table:
    """List the documents and exports that the printed numbers come from.

    Parameters
    ----------
    results
        The results of a year.
    of
        Whose sources are listed, where a document does not print the months and the changes.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.tables.sources(results, of=results.values()).rows)
    2
    """
    rows = []
    wanted = {source for row in of or results.printed for source in row.sources}
    marks = {s: mark for s, mark in source_marks(results).items() if s in wanted}
    for source_id, mark in marks.items():
        source = results.context.sources[source_id]
        title = _hashed(source.title, source.sha256)
        rows.append((mark, title, source.kind, w.short_day(source.date)))
    return Table(
        "Источники",
        ("№", "Документ или выгрузка", "Вид", "Дата"),
        rows or [(w.DASH, w.DASH, w.DASH, w.DASH)],
        widths=(8, 56, 22, 14),
        places=[place_of_source(source_id) for source_id in marks],
    )


def source_marks(results: Results) -> dict[str, str]:
    """Number the cited sources in the order they are cited: ``{"census-2021": "[2]"}``."""
    cited = dict.fromkeys(source for row in results.printed for source in row.sources)
    return {source: f"[{place}]" for place, source in enumerate(cited, start=1)}


def _by_member(
    results: Results, caption: str, first: str, columns: Mapping[str, str]
) -> Table | None:
    """Set the families of several indicators side by side, a row a member."""
    told = {
        name: {row.member: row for row in results.family(name) if row.value is not None}
        for name in columns
    }
    shown = [name for name in columns if told[name]]
    labels = {row.member: row.label for name in columns for row in results.family(name)}
    if not shown:
        return None
    return Table(
        caption,
        (first, *(columns[name] for name in shown)),
        [
            (
                label + _lived([told[name].get(member) for name in shown]),
                *(_bare(told[name].get(member)) for name in shown),
            )
            for member, label in labels.items()
        ],
        numeric=[columns[name] for name in shown],
    )


def _lived(rows: Sequence[Result | None]) -> str:
    """Write since when and until when a page existed, if not the whole year."""
    return next((f" {w.lived(row.measured)}" for row in rows if row and row.measured.life), "")


def _change(results: Results, result: Result) -> str:
    """Write how a value changed, and of a stock since which day.

    Where a page came or went, it is told of which pages the per cent is.
    """
    told, change = _changed(results, result), results.change(result.name)
    then = change.then
    if told in (w.DASH, change.reason) or then is None or then.period or not then.dates:
        return told
    since = f" с{w.NBSP}{', '.join(map(w.short_day, then.dates))}"
    html = told.html if isinstance(told, Cell) else escape(told)
    # One element around it all, as on a phone the parts of a cell are set side by side; and as
    # long as this is, it may break.
    whole = f'<span style="white-space:normal">{html}{escape(since)}</span>'
    return Cell(f"{told}{since}", whole)


def _changed(results: Results, result: Result) -> str:
    change = results.change(result.name)
    difference = results.compared(result.name, Aspect.DIFFERENCE)
    same = results.compared(result.name, Aspect.SAME)
    if same is None and difference is not None and change.value is None:
        return _leading(difference, _signed(difference))
    if same is None or difference is None:
        return _leading(change, w.change_of(change))
    whole, kept = _signed(difference), f"{_signed(same)} ({w.change_of(change)})"
    text = f"{whole}; у прежних {kept}"
    html = (
        f"{_link(difference.anchor, whole)}; у прежних "
        f"{_link(same.anchor, _signed(same))} ({_link(change.anchor, w.change_of(change))})"
    )
    return Cell(text, html)


def _compared_title(row: Result) -> str:
    told = COMPARED[row.aspect]
    names = f": {', '.join(row.of)}" if row.of else ""
    return (
        f"{row.title} — {told or 'тех, что были и прежде'}{names}" if told or names else row.title
    )


def _signed(row: Result) -> str:
    return w.signed(row.value or Fraction(0), row.indicator.digits)


def _cited(marks: Mapping[str, str], sources: Iterable[str]) -> str:
    """Let the mark of each source lead to it."""
    cited = {source: marks[source] for source in sources}
    if not cited:
        return w.DASH
    links = (_link(place_of_source(source), mark) for source, mark in cited.items())
    return Cell(" ".join(cited.values()), " ".join(links))


def _bare(result: Result | None) -> str:
    """Write a value without its unit, which the header of its column tells."""
    if result is None or result.value is None:
        return w.DASH
    return _leading(result, w.number(result.value, result.indicator.digits))


def _valued(result: Result) -> str:
    return _leading(result, w.value_of(result))


def _leading(result: Result, text: str) -> str:
    """Let a value lead to where it comes from; a dash is no name for a link."""
    return text if result.value is None else Cell(text, _link(result.anchor, text))


def _placed(result: Result) -> str:
    """Write the value of a month where its links lead to."""
    if result.value is None:
        return w.DASH
    text = w.number(result.value, result.indicator.digits)
    return Cell(text, f'<span id="{escape(result.anchor, quote=True)}">{escape(text)}</span>')


def _hashed(title: str, sha256: str | None) -> str:
    """Show below a title the checksum of the file, short until it is asked for."""
    title = w.glued(title)
    if sha256 is None:
        return title
    # One element around it all: on a phone the parts of a cell are set side by side.
    return Cell(
        title,
        f"<div>{escape(title)}<details><summary>SHA-256: {sha256[:HASH_DIGITS]}…</summary>"
        f'<code style="overflow-wrap:anywhere">{sha256}</code></details></div>',
    )


def _link(place: str, text: str) -> str:
    return f'<a href="#{escape(place, quote=True)}">{escape(text)}</a>'


def _part(value: Fraction | None) -> str:
    """Write a divided number as it is: whole, in kopecks, or with four decimals."""
    if value is None:
        return w.DASH
    digits = next((d for d in (0, 2) if (value * 10**d).denominator == 1), 4)
    return w.number(value, digits)
