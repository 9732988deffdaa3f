"""The official site's register of what was published: one row an item.

What belongs to a section of the site is counted by the month in which it was published;
everything else in the register is left out, and listed. A site's own system exports the same:
1C-Bitrix and Joomla name the columns in their way.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from urllib.parse import unquote

from ...problems import listed, shortened
from ..files.days import as_day
from ..files.export import Export
from ..files.table import DATE, Record, Table, headed
from ..files.words import plain
from ..importer import Extract, Importer, Options
from ..subjects.items import COLUMNS
from ..subjects.links import has_links_of_posts
from ..subjects.months import counted
from ..subjects.registers import misspelt, note_unknown_statuses, register_of

OF_PUBLISHING = re.compile(r"публик|размещ|обнарод|publi", re.I)
TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|yclid|ysclid|fbclid|gclid)=[^&]*&?", re.I)
DECIDING = ("status", "active", "removed", "kind", "body")
"""What decides whether a record counts at all."""
BESIDE_NUMBER = re.compile(r"^\s*(?:№|no?\.?(?=\s*\d))|\s+")
ITS_DAY = re.compile(r"\s+от\s.*$", re.I)
"""Stands behind the number of an act: where no column tells the day, it tells acts apart."""
MOST_LABELS = 10
NAMED = 80

Item = tuple[str, date, Record]
"""A record with its section and its day."""


@Importer(
    kind="publications",
    title="Официальный сайт: реестр публикаций, CSV, XLSX, XLS или ODS",
    cited="Реестр публикаций официального сайта",
    how="Система управления сайтом или реестр актов → список материалов за 1 января — 31 декабря "
    "→ экспорт. 1С-Битрикс: Контент → инфоблок → «Экспорт в CSV» (IE_NAME, IE_ACTIVE, "
    "IE_ACTIVE_FROM, IC_GROUP0); Joomla: таблица материалов в CSV (title, state, category_title, "
    "publish_up). Свой реестр: Раздел, Вид акта, Номер, Дата, Опубликовано, Заголовок, Ссылка, "
    "Статус, Принявший орган; одна строка — одна публикация. Слова, по которым записи "
    "считаются, — в publications.toml; свой положите рядом.",
    recognise=headed(
        COLUMNS,
        ("section", "act_type", "kind"),
        ("published_at", "date"),
        ("title", "url", "number", "item"),
        unless=has_links_of_posts,
    ),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Count what was published, by section and month."""
    (export,) = files
    table = Table(export, COLUMNS, key=())  # what repeats is compared below
    _take_flag_for_status(table, export)
    _refuse_other_days(table)
    _refuse_several_sites(table)
    if not {"section", "act_type"} & table.titles.keys():
        table.rename("kind", "section")
    own = options.reference
    register = register_of(export, own)
    note_unknown_statuses(table, register)
    out: defaultdict[str, list[Record]] = defaultdict(list)
    known: list[tuple[Record, str]] = []
    left_out, section_of = cache(register.left_out), cache(register.section)
    for record in table:
        why = left_out(*(record.cells.get(name, "") for name in DECIDING))
        section = section_of(*(record.cells.get(n, "") for n in ("act_type", "section")))
        if section and not why and register.is_draft(section, record.cells.get("title", "")):
            why = "проект"
        if why:
            out[why].append(record)
        elif section:
            known.append((record, section))
        else:
            out["другого вида"].append(record)
    items = [(section, _day(table, record, export), record) for record, section in known]
    for record, _ in known:
        table.read(record, "number")
    table.finish()
    dated = [(section, day, record) for section, day, record in items if day]
    kept = _distinct(dated, export)
    distinct = [(section, day) for section, day, _ in kept]
    left = _left_out(out)
    slips = misspelt(sorted({_label(record) for record in out["другого вида"]}), own)
    if slips:
        left.append(f"Похоже на опечатки: {listed(slips, ', ')}.")
    columns = [f"«{table.titles[n]}»" for n in ("act_type", "section") if n in table.titles]
    noticed = [
        f"Посчитано по {'столбцам' if columns[1:] else 'столбцу'} {' и '.join(columns)}: "
        f"{_labels([record for record, _ in known])}. "
        f"Слова взяты из {register.origin}.",
        *left,
    ]
    if table.unread:
        noticed.append(f"Не прочитаны столбцы: {listed(table.unread, ', ')}.")
    if not distinct:
        raise export.refusal(
            f"нет ни одной публикации разделов сайта. {' '.join(left).rstrip('.')}",
            "в столбце «Раздел» или «Вид акта» — "
            + ", ".join(section["one"] for section in own.sections()),
            "Или впишите, что значат слова этого столбца, в группу [sections] файла "
            "publications.toml рядом с выгрузкой",
        )
    beside = [_any_day(record, export) for records in out.values() for record in records]
    others = [day for day in beside if day]
    rows, told = counted(distinct, own.sections(), export.modified, others=others)
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
            "вид, номер и дата акта, тот же адрес или, без них, те же название и день; он посчитан "
            "один раз."
        )
    twins = _twins(kept)
    if twins:
        noticed.append(
            f"Записей с тем же названием и днём, что у другой, но с другим адресом или номером, — "
            f"{twins}: посчитаны отдельно. Если это повторы, удалите их."
        )
    undated = sum(1 for record, _ in known if _is_empty(record.cells.get("published_at", "")))
    if undated:
        noticed.append(
            f"Записей без дня публикации — {undated}: они посчитаны по дате самого документа."
        )
    bodiless = sum(1 for record, _ in known if not record.cells.get("body"))
    if "body" in table.titles and bodiless:
        noticed.append(f"Записей без принявшего органа — {bodiless}: сочтены своими.")
    absent = [row["title"] for row in own.sections() if row["code"] not in dict(distinct)]
    if absent:
        noticed.append(f"В выгрузке нет разделов: {', '.join(absent)}; это не ноль.")
    return Extract({"publications": rows}, [*told, *noticed])


def _refuse_other_days(table: Table) -> None:
    """Refuse to count by the day of an act where another column may be that of publishing."""
    if "published_at" in table.titles:
        return
    for title in filter(OF_PUBLISHING.search, table.unread):
        place = table.header.index(title)
        lines = {record.line for record in table}
        rows = (row for line, row in table.export.rows(table.sheet) if line in lines)
        if any(as_day(row[place], table.export.zone) for row in rows if place < len(row)):
            raise table.export.refusal(
                f"столбец «{shortened(title)}» — день публикации или нет, не ясно",
                mend="Назовите его «Дата публикации» или удалите",
            )


def _refuse_several_sites(table: Table) -> None:
    """Refuse a register of several sites: which of them is the official one, it does not say."""
    sites = Counter(name for record in table if (name := record.cells.get("site")))
    if len(sites) > 1:
        told = listed([f"{shortened(name)} — {times}" for name, times in sites.most_common()])
        raise table.export.refusal(
            f"в столбце «{table.titles['site']}» несколько сайтов: {told}",
            mend="Оставьте записи официального сайта",
        )


def _take_flag_for_status(table: Table, export: Export) -> None:
    """Take «Опубликовано» for a flag if it holds no day at all: «Да», «Нет»."""
    filled = [cell for record in table if (cell := record.cells.get("published_at"))]
    if "active" in table.titles or not filled or any(as_day(it, export.zone) for it in filled):
        return
    if all(len(cell) <= NAMED and not any(map(str.isdigit, cell)) for cell in filled):
        table.rename("published_at", "active")


def _left_out(out: Mapping[str, Sequence[Record]]) -> list[str]:
    """List what does not count, by number and subject."""
    return [
        f"Не посчитано записей ({why}) — {len(records)}: {_labels(records)}. Это: "
        f"{listed([_named(record) for record in records])}."
        for why, records in out.items()
        if records
    ]


def _named(record: Record) -> str:
    number, title = (record.cells.get(name, "") for name in ("number", "title"))
    found = " ".join(filter(None, (number and f"№ {number}", title and f"«{title[:NAMED]}»")))
    return found or f"строка {record.line}"


def _is_empty(cell: str) -> bool:
    return not cell.strip("0-: ")  # «0000-00-00 00:00:00» is what MySQL keeps of no day


def _day(table: Table, record: Record, export: Export) -> date | None:
    day = _any_day(record, export)
    if day is None:
        name = _name_of_day(record)
        name = name if name in table.titles else "published_at"
        table.problem(record, name, "не дата", DATE)
    return day


def _name_of_day(record: Record) -> str:
    return "date" if _is_empty(record.cells.get("published_at", "")) else "published_at"


def _any_day(record: Record, export: Export) -> date | None:
    return as_day(record.cells.get(_name_of_day(record), ""), export.zone)


def _distinct(items: Sequence[Item], export: Export) -> list[Item]:
    """Leave out repeated items.

    Acts that differ in number may share the address of one page, and are not repeats.
    """
    seen: set[tuple[str, ...]] = set()
    kept = []
    for section, day, record in items:
        number, of, url = (record.cells.get(name, "") for name in ("number", "date", "url"))
        keys: set[tuple[str, ...]] = set()
        if number and of:
            day_of_act = str(as_day(of, export.zone) or of)
            keys.add(("act", section, _same_number(ITS_DAY.sub("", number)), day_of_act))
        if item := record.cells.get("item"):
            keys.add(("item", section, item))
        if url:
            keys.add(("url", section, _same_number(number), same_address(url)))
        if not keys and (title := record.cells.get("title")):
            keys.add(("title", section, plain(title), str(day)))
        if not keys & seen:
            kept.append((section, day, record))
        seen |= keys
    return kept


def _same_number(number: str) -> str:
    """Write the number of an act so that its usual spellings are equal: «№ 05-П», «5 п»."""
    text = BESIDE_NUMBER.sub("", number.casefold())
    return re.sub(r"(?<=\d)[-‐‑–—](?=[^\W\d])", "", text).lstrip("0")


def _twins(items: Sequence[Item]) -> int:
    """Count the items that bear the title and the day of another."""
    named = Counter(
        (section, plain(title), day)
        for section, day, record in items
        if (title := record.cells.get("title"))
    )
    return sum(times - 1 for times in named.values())


def same_address(url: str) -> str:
    """Write an address so that its usual variants are equal."""
    address = unquote(TRACKING.sub("", url.partition("#")[0])).rstrip("/?&")
    host, slash, path = re.sub(r"^https?://(?:www\.)?", "", address, flags=re.I).partition("/")
    return host.casefold() + slash + path


def _label(record: Record) -> str:
    return (record.cells.get("act_type") or record.cells.get("section") or "без раздела")[:40]


def _labels(records: Sequence[Record]) -> str:
    labels = Counter(_label(record) for record in records)
    told = [f"{label} — {count}" for label, count in labels.most_common(MOST_LABELS)]
    more = len(labels) - len(told)
    return ", ".join([*told, *([f"ещё видов — {more}"] if more else [])])
