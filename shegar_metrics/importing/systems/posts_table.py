"""A table of posts, a row a post, as services of statistics export it.

Such a table shows the posts that it has, and not that there were no others on other days: a day
without a row is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from ...problems import listed, shortened
from ..files.days import as_day
from ..files.export import Export, Wrong
from ..files.table import DATE, Column, Record, Table, count, headed
from ..importer import Extract, Importer, Options
from ..register import page_of
from ..subjects.items import COLUMNS as OF_ITEMS
from ..subjects.links import LINKS, has_links_of_posts
from ..subjects.pages import MEASURES, REACH, Post, daily_rows
from ..subjects.totals import other_sums

TO_COMMENT = re.compile(r"[?&](?:reply|thread|comment|commentId)=")


class Link(NamedTuple):
    """What the link of a post says: however it is spelled, that of one post is the same."""

    platform: str
    number: str | None
    name: str | None
    post: str


def link(cell: str) -> Link:
    """Read the link of a post, of a comment it is none."""
    if TO_COMMENT.search(cell):
        raise Wrong("ссылка на комментарий, а не на запись", mend="Выгрузите только записи")
    for platform, form in LINKS.items():
        if found := form.search(cell):
            parts: Mapping[str, Any] = found.groupdict()
            name = parts.get("name")
            return Link(platform, parts["number"], name and name.lower(), parts["post"])
    raise Wrong("не ссылка на запись ВКонтакте, Одноклассников, Telegram или MAX")


def _of_counts(*names: tuple[str, str], english: str, others: Sequence[str] = ()) -> Column:
    """Make a column of counts: by a noun alone or by one of the words for how many before it."""
    of_post = ("поста", "записи", "публикации")
    titles = [
        *(title for one, of in names for title in (one, of, *(f"{n} {of}" for n in MANY))),
        *(f"{one} {of}" for one, _ in names for of in of_post),
        *(english, f"Number of {english}", f"Total {english}", f"Post {english}"),
        *others,
    ]
    return Column(titles, count)


MANY = ("Количество", "Кол-во", "Число", "Всего")
COLUMNS = {
    "day": Column(
        (
            *("Дата публикации", "Дата поста", "Дата записи", "Дата выхода", "Опубликовано"),
            *("Дата и время публикации", "Publication date", "Published", "Published at"),
            *("Date of publication", "Post date"),
        ),
        required=True,
        vague=(
            *("Дата", "Дата и время", "Время публикации", "Дата создания"),
            *("Date", "Date and time", "Created", "Created at"),
        ),
    ),
    "link": Column(
        (
            *("Ссылка", "Ссылка на пост", "Ссылка на запись", "Ссылка на публикацию", "URL"),
            *("Ссылка на материал", "Адрес записи", "Адрес поста", "Адрес публикации", "Link"),
            *("Post URL", "Post link", "Link to post", "Permalink"),
        ),
        link,
        required=True,
        vague=("Пост", "Запись", "Публикация", "Адрес", "Post"),
    ),
    "views": replace(
        _of_counts(("Просмотры", "просмотров"), english="views", others=["View count"]),
        required="counts",
    ),
    "likes": replace(
        _of_counts(
            ("Лайки", "лайков"),
            ("Отметки «Нравится»", "отметок «Нравится»"),
            ("Классы", "классов"),
            english="likes",
            others=["Нравится", "Like count"],
        ),
        required="counts",
    ),
    "comments": _of_counts(
        ("Комментарии", "комментариев"), english="comments", others=["Comment count"]
    ),
    "reposts": _of_counts(
        ("Репосты", "репостов"),
        ("Пересылки", "пересылок"),
        english="reposts",
        others=["Поделились", "Shares", "Number of shares", "Total shares", "Forwards"],
    ),
    REACH: Column(("Полный охват", "Охват", "Охват записи", "Охват поста", "Reach"), count),
}
SHORT_HOUR = re.compile(r"(\s)(?=\d:\d\d)")
"""Before an hour of one digit: «2022-12-31 9:30», as VK writes it."""
FEWEST_OF_A_SUM = 6
"""So many different counts that never fall are those of all posts until then, not of each; so
many days if the posts of a day are in no order."""


def _is_of_a_site(export: Export) -> bool:
    """Tell whether it is a register of a site, which may tell how often each item was viewed."""
    has_sections = headed(OF_ITEMS, ("section", "act_type"))(export)
    return has_sections and not has_links_of_posts(export)


@Importer(
    kind="posts-table",
    title="Таблица записей из сервиса статистики (Popsters, LiveDune и другие), CSV или XLSX",
    cited="Таблица записей из сервиса статистики",
    how="В сервисе: записи одной страницы за весь год, без отбора → экспорт в XLSX или CSV; нужны "
    "столбцы даты, ссылки на запись, просмотров, лайков, комментариев и репостов.",
    recognise=headed(COLUMNS, "day", "link", ("views", "likes"), unless=_is_of_a_site),
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that has one."""
    (export,) = files
    table = Table(export, COLUMNS, key=("link",))
    days = {record.line: _day(table, record) for record in table}
    links = [table.read(record, "link") for record in table]
    counts = [{name: table.read(record, name) for name in _told(table)} for record in table]
    table.finish()
    posts = [
        Post(day, told)
        for record, told in zip(table, counts, strict=True)
        if (day := days[record.line])
    ]
    if not posts:
        raise export.refusal("в таблице нет ни одной записи", mend="Выгрузите её снова")
    whose = {each[:3] for each in links}
    if len(whose) > 1:
        wrong = "в таблице записи разных страниц"
        raise export.refusal(wrong, mend="Выгрузите каждую страницу отдельно")
    _refuse_running_sums(export, posts)
    ((platform, number, name),) = whose
    page = page_of(options.reference, platform, number, options.page, export.name)
    named = (page["address"] or "").lower().rstrip("/").rpartition("/")[2].lstrip("@")
    if name and named and name != named:
        other = f"а у страницы {page['id']} другой адрес: {page['address']}"
        wrong = f"это записи «{shortened(name)}», {other}"
        raise export.refusal(wrong, mend="Укажите страницу: --page")
    made = options.counted_on(export)
    over = sorted({post.day for post in posts if post.day < made})
    if not over:
        raise export.refusal("нет ни одной записи за дни до выгрузки", mend="Проверьте даты")
    rows, unviewed = daily_rows(posts, over, export.name, options)
    noticed = [
        f"Записей — {sum(post.day < made for post in posts)}, дней с ними — {len(over)}: с "
        f"{over[0]:%d.%m.%Y} по {over[-1]:%d.%m.%Y}. Таблица принята за все записи этих дней; дни "
        "без записей неизвестны: она не доказывает, что их не было.",
        *unviewed,
        *other_sums(table, *(name for name in _told(table) if name != REACH)),
    ]
    if name and not named:
        noticed.append(
            f"Это записи «{shortened(name)}»; у страницы {page['id']} нет адреса в "
            "reference/pages.csv, и что это она, не проверено."
        )
    if table.unread:
        noticed.append(f"Столбцы, которые не прочитаны: {listed(table.unread, ', ')}.")
    return Extract(rows, noticed, number, platform)


def _told(table: Table) -> list[str]:
    return [name for name in (*MEASURES, REACH) if name in table.titles]


def _day(table: Table, record: Record) -> date | None:
    def as_read(cell: str) -> date:
        found = as_day(SHORT_HOUR.sub(r"\g<1>0", cell), table.export.zone)
        if found is None:
            raise Wrong("не дата", DATE)
        return found

    day: date | None = table.read(record, "day", as_read)
    return day


def _refuse_running_sums(export: Export, posts: Sequence[Post]) -> None:
    """Refuse counts that grow from post to post: they are of all posts until then."""
    newest_first = posts[0].day > posts[-1].day
    as_listed = sorted(posts[::-1] if newest_first else posts, key=lambda post: post.day)
    for name in (*MEASURES, REACH):
        by_day: dict[date, list[int]] = {}
        for post in as_listed:
            value = post.counts.get(name)
            if value is not None:
                by_day.setdefault(post.day, []).append(value)
        # A service may list posts by their success: those of a day in any order.
        within_days = [value for values in by_day.values() for value in sorted(values)]
        listed_values = [value for values in by_day.values() for value in values]
        if _grow(listed_values) or (len(by_day) >= FEWEST_OF_A_SUM and _grow(within_days)):
            wrong = f"«{COLUMNS[name].titles[0]}» только растут от записи к записи"
            mend = "Похоже на накопленные суммы: выгрузите числа каждой записи"
            raise export.refusal(wrong, mend=mend)


def _grow(values: Sequence[int]) -> bool:
    """Tell whether so many different values never fall as is no chance."""
    never_fall = all(later >= earlier for earlier, later in pairwise(values))
    return len(set(values)) >= FEWEST_OF_A_SUM and never_fall
