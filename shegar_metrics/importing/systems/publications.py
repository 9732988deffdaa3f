"""The official site's registry of what was published: one row an item.

What belongs to a section of the site is counted by the month in which it was published;
everything else in the registry is left out, and told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from ...dataset.reference import ACT, Reference, Row
from .. import Export, Extract, Importer, Options
from ..days import as_day
from ..months import counted
from ..table import Column, Record, Table, headed

COLUMNS = {
    "section": Column(("Раздел", "section", "Рубрика"), required="what"),
    "act_type": Column(("Вид акта", "act_type", "Тип акта", "Вид документа"), required="what"),
    "number": Column(("Номер", "number", "№", "Номер акта")),
    "published_at": Column(
        ("Опубликовано", "published_at", "Дата публикации", "Дата размещения"), required="when"
    ),
    "date": Column(("Дата", "date", "Дата акта", "Дата принятия"), required="when"),
    "title": Column(("Заголовок", "title", "Название", "Наименование")),
    "url": Column(("Ссылка", "url", "Адрес")),
}
ENDING = re.compile(r"(ие|ия|ий|ье|ья|ь|ы|и|а|я|о|е|й)$")
ACTS = ("постановлени", "решени", "распоряжени", "приказ")
COUNCILS = ("дум", "совет", "собрани")
EXECUTIVE = "администрац"
# A draft is not an act; acts of these bodies are neither the administration's nor the council's.
FOREIGN = ("проект", "комисси", "поселени", "прокур", "суд")
MOST_LABELS = 10


@Importer(
    kind="publications",
    title="Официальный сайт: реестр публикаций, CSV или XLSX",
    how="Система управления сайтом или реестр актов → список материалов за 1 января — 31 декабря "
    "→ экспорт в CSV или XLSX. Столбцы: Раздел, Вид акта, Номер, Дата, Опубликовано, Заголовок, "
    "Ссылка (или section, act_type, number, date, published_at, title, url); одна строка — одна "
    "публикация, заголовки — в первой строке.",
    recognise=headed(
        COLUMNS, ("section", "act_type"), ("published_at", "date"), ("title", "url", "number")
    ),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Count what was published, by section and month."""
    (export,) = files
    table = Table(export, COLUMNS, key=())
    own = options.reference
    sections = [(record, _section(record, own)) for record in table]
    known = [(record, section) for record, section in sections if section]
    items = [(section, _day(table, record, export), record) for record, section in known]
    table.finish()
    dated = [(section, day, record) for section, day, record in items if day]
    distinct = _distinct(dated, export)
    noticed = [f"Посчитано по столбцам «Вид акта» и «Раздел»: {_labels([r for r, _ in known])}."]
    others = [record for record, section in sections if not section]
    if others:
        noticed.append(f"Не посчитано записей других видов — {len(others)}: {_labels(others)}.")
    if not distinct:
        raise export.refusal(
            "нет ни одной публикации разделов сайта",
            "в столбце «Раздел» или «Вид акта» — "
            + ", ".join(section["one"] for section in own.sections()),
        )
    rows, told = counted(distinct, own.sections(), export.modified)
    days = sorted(day for _, day in distinct)
    told.append(
        f"Первая запись — {days[0]:%d.%m.%Y}, последняя — {days[-1]:%d.%m.%Y}; что между ними "
        "выгружено всё, файл сам не доказывает."
    )
    if not rows:
        raise export.refusal(
            f"нет ни одного целого месяца. {' '.join(told).rstrip('.')}",
            mend="Выгрузите реестр за весь календарный год",
        )
    if len(distinct) < len(dated):
        noticed.append(
            f"Строк этих разделов — {len(dated)}, без повторов — {len(distinct)}: повтор — тот же "
            "вид, номер и дата акта или тот же адрес; он посчитан один раз."
        )
    undated = sum(1 for record, _ in known if not record.cells.get("published_at"))
    if undated:
        noticed.append(
            f"Записей без дня публикации — {undated}: они посчитаны по дате самого документа."
        )
    found = {section for section, _ in distinct}
    absent = [row["title"] for row in own.sections() if row["code"] not in found]
    if absent:
        noticed.append(f"В выгрузке нет разделов: {', '.join(absent)}; это не ноль.")
    return Extract({"publications": rows}, [*told, *noticed])


def _section(record: Record, own: Reference) -> str | None:
    """Find the section of the site that an item belongs to, by what it is and where it stands."""
    act_type, place = (record.cells.get(n, "").casefold() for n in ("act_type", "section"))
    words, both = act_type or place, f"{place} {act_type}"
    sections = own.sections()
    acts = [row for row in sections if row["kind"] == ACT]
    fitting = [row for row in acts if _names(row, words)]
    if not fitting:
        an_act = any(act in act_type for act in ACTS)
        found = [row["code"] for row in sections if row not in acts and _names(row, both)]
        return found[0] if len(found) == 1 and not an_act else None
    council = own.latest["council"].casefold()
    others = [act for act in ACTS if not any(_names(row, act) for row in acts)]
    foreign = (*FOREIGN, *(word for word in COUNCILS if word not in council))
    if (
        len(fitting) > 1
        or any(act in words for act in others)
        or any(word in both for word in foreign)
    ):
        return None
    # The chair of the council issues постановления of his own.
    of_council = any(word in words for word in COUNCILS)
    return None if of_council and EXECUTIVE in fitting[0]["one"] else str(fitting[0]["code"])


def _names(section: Row, words: str) -> bool:
    """Tell whether words of a registry name a section: by its code or its noun."""
    return bool(re.search(rf"\b{section['code']}\b", words)) or _stem(section) in words


def _stem(section: Row) -> str:
    """Return the beginning of a section's noun that all its cases share: «постановлени»."""
    return ENDING.sub("", str(section["one"]).split()[0].casefold())


def _day(table: Table, record: Record, export: Export) -> date | None:
    name = "published_at" if record.cells.get("published_at") else "date"
    day = as_day(record.cells.get(name, ""), export.zone)
    if day is None:
        name = name if name in table.titles else "published_at"
        table.problem(record, name, "не дата", "дата вида 2022-12-31 или 31.12.2022")
    return day


def _distinct(items: Sequence[tuple[str, date, Record]], export: Export) -> list[tuple[str, date]]:
    """Leave out repeated items.

    Acts that differ in number may share the address of one page, and are not repeats.
    """
    seen: set[tuple[str, ...]] = set()
    kept = []
    for section, day, record in items:
        number, of, url = (record.cells.get(name, "") for name in ("number", "date", "url"))
        keys = set()
        if number and of:
            keys.add(("act", section, number.casefold(), str(as_day(of, export.zone) or of)))
        if url:
            keys.add(("url", section, number.casefold(), same_address(url)))
        if not keys & seen:
            kept.append((section, day))
        seen |= keys
    return kept


def same_address(url: str) -> str:
    """Write an address so that its usual variants are equal."""
    return re.sub(r"^https?://(?:www\.)?", "", url.partition("#")[0], flags=re.I).rstrip("/")


def _labels(records: Sequence[Record]) -> str:
    labels = Counter(
        (record.cells.get("act_type") or record.cells.get("section") or "без раздела")[:40]
        for record in records
    )
    told = [f"{label} — {count}" for label, count in labels.most_common(MOST_LABELS)]
    more = len(labels) - len(told)
    return ", ".join([*told, *([f"ещё видов — {more}"] if more else [])])
