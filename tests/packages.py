"""Made-up data packages, for tests, benchmarks and screenshots: a rich one and a poor one.

    uv run python -m tests.packages rich build/rich

Nothing in them is true, and each source says so. The numbers are the same each time.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from shegar_metrics.batch.neighbours import read_neighbours
from shegar_metrics.batch.peers import give_peers
from shegar_metrics.dataset.schema import resources
from shegar_metrics.importing.storing.writing import write_schema

MADE_UP = "(вымышленные данные)"

YEARS = (2023, 2024, 2025)
LAST = YEARS[-1]
"""The year of the rich package in which every column of every table is filled."""

REPORTED = date(LAST + 1, 4, 1)
"""The day on which the subscriptions of the last year were counted for its report."""

DAY = timedelta(days=1)
WEEK = timedelta(days=7)

# A summer without news and an autumn full of it: per cent of an ordinary month.
SEASON = (92, 96, 108, 104, 94, 82, 74, 81, 112, 116, 109, 98)


PLATFORMS = {
    "vk": "ВКонтакте",
    "ok": "Одноклассники",
    "telegram": "Telegram",
    "max": "MAX",
    "rutube": "RUTUBE",
}


@dataclass(frozen=True)
class Page:
    """An official page: how large it is when the first year begins, and how it grows."""

    id: str
    platform: str
    title: str
    subscribers: int
    growth_percent: int
    posts_a_week: int
    views_a_post: int
    importer: str
    opened: date = date(2019, 1, 1)
    closed: date | None = None

    def exists(self, first: date, last: date) -> bool:
        """Tell whether a period lies wholly in the time of the page."""
        return self.opened <= first and (self.closed is None or last < self.closed)


PAGES = (
    Page("vk", "vk", "ВКонтакте", 2740, 9, 5, 640, "vk-stats"),
    Page("ok", "ok", "Одноклассники", 1180, -3, 4, 290, "ok-trends"),
    Page("telegram", "telegram", "Telegram", 620, 31, 7, 410, "telegram"),
    Page(
        *("vk_head", "vk", "ВКонтакте (глава)", 830, 4, 2, 350, "vk-stats"),
        closed=date(LAST, 10, 1),
    ),
    Page("rutube", "rutube", "RUTUBE", 90, 40, 1, 120, "manual", opened=date(2024, 3, 1)),
    Page("max", "max", "MAX", 240, 180, 6, 300, "manual", opened=date(LAST, 9, 1)),
)
SITE, OLD_COUNTER = "site", "site_matomo"

RENAMED = date(LAST, 8, 1)
"""The day on which the municipality changed its name."""

SECTIONS = {
    "news": ("Новости", "material", "новость", "новости", "новостей"),
    "administration_acts": (
        *("Постановления администрации", "act", "постановление администрации"),
        *("постановления администрации", "постановлений администрации"),
    ),
    "council_acts": (
        *("Решения Совета депутатов", "act", "решение Совета депутатов"),
        *("решения Совета депутатов", "решений Совета депутатов"),
    ),
    "posts": ("Записи на странице", "post", "запись", "записи", "записей"),
}
REQUIREMENTS = {
    "verification": ("Подлинность страницы подтверждена через Госуслуги", None),
    "two_factor": ("Двухфакторный вход", "Администратор страниц"),
    "pos_forms": ("Формы ПОС на странице", None),
    "library_section": ("Раздел для районной библиотеки", None),
    "gospabliki": ("Подключение к платформе «Госпаблики»", "Администрация"),
}
TERRITORIES = {"district": "Заречный округ", "zarechnoe": "с. Заречное", "lesnoe": "п. Лесной"}

LAW_8 = "Федеральный закон от 09.02.2009 № 8-ФЗ"
VERIFICATION = f"{LAW_8}; распоряжение Правительства РФ от 02.09.2022 № 2523-р"
POS = f"{LAW_8}; постановление Правительства РФ от 31.12.2022 № 2560"
VOLUNTARY = "Добровольно: обязательны только страницы ВКонтакте и Одноклассники"

MEASURES = (
    ("vk", "verification", True, VERIFICATION),
    ("ok", "verification", True, VERIFICATION),
    ("telegram", "verification", False, VOLUNTARY),
    (None, "two_factor", True, ""),
    ("vk", "pos_forms", True, POS),
    ("ok", "pos_forms", False, POS),
    ("site", "library_section", True, LAW_8),
    (None, "gospabliki", True, ""),
)

REMARKS = {
    "site": "Все числа этого отчёта — вымышленные данные.",
    "costs": "Договоры оплачены из бюджета района.",
    "pages": "Страницы ведёт пресс-секретарь администрации.",
    "feedback": "Через формы ПОС проведены опрос о дорогах и голосование о сквере.",
    "gospabliki": "Публикации на неделю планируют в пятницу.",
    "conclusion": "Жители чаще узнают новости со страниц, а за документами приходят на сайт.",
}

POINTS = (
    "Опубликовать настоящее решение на официальном сайте администрации.",
    "Настоящее решение вступает в силу со дня его подписания.",
)
"""What the council decides beside taking note."""


def empty(folder: Path) -> Path:
    """Write a data package whose tables have columns and no rows."""
    for resource in resources().values():
        file = folder / resource["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        columns = ",".join(field["name"] for field in resource["schema"]["fields"])
        file.write_text(columns + "\n", encoding="utf-8", newline="\n")
    write_schema(folder)
    return folder


def add(folder: Path, table: str, /, **row: object) -> None:
    """Add a row to a table, by the names of its columns; those not named stay empty.

    A ``period`` is a year, or the first and the last day with a space between.
    """
    if "period" in row:
        period = str(row.pop("period"))
        days = period.split() if " " in period else (f"{period}-01-01", f"{period}-12-31")
        row["period_start"], row["period_end"] = days
    with (folder / resources()[table]["path"]).open("r+", encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
        file.seek(0, 2)
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writerow({name: _cell(value) for name, value in row.items()})


def add_names(folder: Path, since: date, name: str, name_genitive: str, **others: object) -> None:
    """Add the names of a municipality, of its administration and its council."""
    add(
        folder,
        "municipality",
        **{
            "valid_from": since,
            "name": name,
            "name_genitive": name_genitive,
            "kind_genitive": "района",
            "administration": f"администрация {name_genitive}",
            "administration_genitive": f"администрации {name_genitive} {MADE_UP}",
            "administration_instrumental": f"администрацией {name_genitive}",
            "council": f"Совет депутатов {name_genitive}",
            "council_genitive": f"Совета депутатов {name_genitive}",
            "council_verb": "РЕШИЛ",
            "seat": "с. Заречное",
            "zone": "Asia/Omsk",
            **others,
        },
    )


def add_reference(folder: Path) -> None:
    """Add what a municipality is called, its platforms, sections, requirements, and its site."""
    add_names(folder, date(2006, 1, 1), "Заречный район", "Заречного района")
    for code, title in TERRITORIES.items():
        add(folder, "territories", code=code, title=title, denominator=code == "district")
    for order, (code, title) in enumerate(PLATFORMS.items(), start=1):
        add(folder, "platforms", code=code, title=title, order=order)
    for code, (title, kind, one, few, many) in SECTIONS.items():
        add(folder, "sections", code=code, title=title, kind=kind, one=one, few=few, many=many)
    for code, (title, subject) in REQUIREMENTS.items():
        add(folder, "requirements", code=code, title=title, subject=subject)
    add(folder, "pages", id=SITE, title="Официальный сайт")


def source(
    folder: Path, name: str, title: str, kind: str, day: date, importer: str | None = None
) -> str:
    """Add a source that is marked as made up; return its id."""
    sha256 = hashlib.sha256(name.encode()).hexdigest() if importer else None
    marked = f"{title} {MADE_UP}"
    add(
        folder,
        "sources",
        id=name,
        title=marked,
        kind=kind,
        date=day,
        sha256=sha256,
        importer=importer,
    )
    return name


def poor(folder: Path) -> Path:
    """Write a package of 2023 alone: no contract, two platforms, one act, zero news."""
    empty(folder)
    add_reference(folder)
    for page in PAGES[:2]:
        add(folder, "pages", id=page.id, platform=page.platform, title=page.title)
    cited = {
        "source": source(folder, "made-up", "Записка для испытаний", "manual", date(2024, 2, 1))
    }
    year = {**_period(date(2023, 1, 1), date(2023, 12, 31)), **cited}
    end = {"as_of": date(2023, 12, 31), **cited}
    add(folder, "visits", page=SITE, visits=5021, **year)
    for section, count in (("news", 0), ("administration_acts", 0), ("council_acts", 1)):
        add(folder, "publications", page=SITE, section=section, publications=count, **year)
    for page_id, count in (("vk", 1001), ("ok", 20)):
        add(folder, "subscribers", page=page_id, subscribers=count, **end)
    for about, requirement, met in (
        ("vk", "verification", True),
        ("ok", "verification", False),
        (None, "two_factor", False),
    ):
        add(folder, "measures", page=about, requirement=requirement, met=met, **end)
    return folder


def rich(folder: Path) -> Path:
    """Write a package of three years by months, weeks and days; the last has all there can be."""
    empty(folder)
    add_reference(folder)
    _write_register(folder)
    chance = Random(2025)
    _write_visits(folder, chance)
    _write_publications(folder, chance)
    for page in PAGES:
        _write_page(folder, page, chance)
    _write_costs(folder)
    _write_feedback(folder, chance)
    _write_gospabliki(folder, chance)
    _write_stated(folder)
    _write_population(folder)
    _write_decisions(folder)
    return folder


OTHERS = ("Боровой", "Верхний", "Дальний", "Ивовый", "Лесной", "Озёрный", "Степной")
"""Names of made-up municipalities beside the rich one."""


def other(folder: Path, number: int, title: str = "", **names: object) -> Path:
    """Write a package of the last year of a municipality that is like the rich one."""
    empty(folder)
    name, year = title or f"{OTHERS[number]} муниципальный округ", LAST
    told = {"kind_genitive": "округа", "oktmo": f"{52_500_000 + number}", **names}
    add_names(folder, date(2006, 1, 1), name, name, **told)
    add(folder, "territories", code="all", title=name, denominator=True)
    add(folder, "platforms", code="vk", title="ВКонтакте", order=1)
    add(folder, "pages", id=SITE, title="Официальный сайт")
    add(folder, "pages", id="vk", platform="vk", title="ВКонтакте")
    cited = {"source": source(folder, "made-up", "Записка", "manual", date(year + 1, 2, 1))}
    period = {**_period(date(year, 1, 1), date(year, 12, 31)), **cited}
    residents = 12_000 + 900 * number
    add(
        folder, "population", as_of=date(2021, 10, 1), territory="all", residents=residents, **cited
    )
    visits = 21_000 + 2_750 * number
    add(
        folder,
        "visits",
        page=SITE,
        visits=visits,
        page_views=visits * (21 + number) // 10,
        **period,
    )
    add(folder, "subscribers", as_of=date(year, 12, 31), page="vk", subscribers=4_000, **cited)
    if number != 1:  # so five of six others have answers
        on_time = {"received": 120, "answered": 118, "answered_on_time": 90 + 4 * number}
        add(folder, "feedback", channel="pos", **on_time, **period)
    return folder


def beside_others(folder: Path) -> Path:
    """Write the rich package with the numbers of others, whose packages stand beside it."""
    rich(folder)
    others = [other(folder.parent / "others" / f"{n}" / "data", n) for n in range(len(OTHERS))]
    give_peers(folder, read_neighbours([folder, *others]))
    return folder


def _write_register(folder: Path) -> None:
    """The new name of the municipality, its pages, and what broke the series."""
    name, name_genitive = "Заречный муниципальный округ", "Заречного муниципального округа"
    contact = "отдел информатизации, 8 (000) 000-00-00, it@zarechny.example"
    add_names(folder, RENAMED, name, name_genitive, kind_genitive="округа", contact=contact)
    old = {"id": OLD_COUNTER, "title": "Официальный сайт, прежний счётчик"}
    add(folder, "pages", **old, counter_of=SITE)
    for page in PAGES:
        columns = ("id", "platform", "title", "opened", "closed")
        add(folder, "pages", **{name: getattr(page, name) for name in columns})
    cited = source(folder, "register", "Реестр официальных страниц", "manual", REPORTED)
    for day, text, page_id, breaks in (
        (date(2023, 7, 1), "счётчик сайта заменён", SITE, "visits"),
        (date(2024, 1, 1), "новости считают без перепечаток", SITE, "publications"),
        (date(LAST, 9, 1), "открыт канал в MAX", "max", None),
        (date(LAST, 10, 1), "страница главы во ВКонтакте закрыта", "vk_head", None),
    ):
        row = {"date": day, "text": text, "page": page_id, "breaks": breaks}
        add(folder, "events", **row, source=cited)
    method = source(
        folder, "method", "Методика другого региона", "decision", date(2024, 1, 15), None
    )
    for indicator, member, value, per in (
        ("answered_on_time", "pos", 90, None),
        ("posts", None, 3, "week"),
    ):
        held = {"indicator": indicator, "member": member, "value": value, "per": per}
        of = {"whose": "методика Дальней области (приказ от 15.01.2024 № 7)", "source": method}
        terms = {"valid_from": date(2024, 2, 1), "standing": "practice"}
        add(folder, "yardsticks", **held, **of, **terms)


def _write_visits(folder: Path, chance: Random) -> None:
    """Visits by month, and the autumn of the last year by week; a counter replaced in 2023."""
    matomo = source(folder, "matomo-2023", "Выгрузка Matomo", "export", date(2023, 7, 3), "matomo")
    for year in YEARS:
        metrika = source(
            folder,
            f"metrika-{year}",
            f"Отчёт Яндекс Метрики за {year} год",
            "export",
            date(year + 1, 1, 12),
            "metrika",
        )
        for start, end in _months(year):
            by_week = year == LAST and start.weekday() == 0  # a month that begins on a Monday
            for first, last in _weeks(start, end) if by_week else [(start, end)]:
                ordinary = 104 * len(_days(first, last)) * (year - 2015) // 8
                visits = _about(chance, ordinary, start.month)
                visitors = visits * chance.randint(52, 61) // 100
                told = {
                    "page": OLD_COUNTER if (year, start.month) < (2023, 7) else SITE,
                    "source": matomo if (year, start.month) < (2023, 7) else metrika,
                    "note": "В отчёт: без посещений роботов" if year == LAST else None,
                    **_period(first, last),
                }
                page_views = visits * chance.randint(240, 310) // 100
                add(folder, "visits", visits=visits, page_views=page_views, **told)
                _state(folder, "visits", "visitors", visitors, **told)


def _write_publications(folder: Path, chance: Random) -> None:
    """Publications of each section of the site, by month; the council has a holiday in July."""
    for year in YEARS:
        cited = source(
            folder,
            f"site-{year}",
            f"Выгрузка публикаций официального сайта за {year} год",
            "export",
            date(year + 1, 1, 14),
            "publications",
        )
        for start, end in _months(year):
            for section, ordinary in (
                ("news", 31),
                ("administration_acts", 14),
                ("council_acts", 9),
            ):
                holiday = section == "council_acts" and start.month == 7
                add(
                    folder,
                    "publications",
                    page=SITE,
                    section=section,
                    publications=0 if holiday else _about(chance, ordinary, start.month),
                    source=cited,
                    note="Сверено; В отчёт: черновики не посчитаны" if year == LAST else None,
                    **_period(start, end),
                )


def _write_page(folder: Path, page: Page, chance: Random) -> None:
    """Posts, reactions and subscriptions of a page.

    In the last year posts are counted by the day for the first page, by the week for the
    second and by the month for the others; before it by the month for all.
    """
    counted = float(page.subscribers)
    for year in YEARS:
        if not page.exists(date(year, 12, 31), date(year, 12, 31)) and year < LAST:
            continue
        cited = source(
            folder,
            f"{page.id.replace('_', '-')}-{year}",
            f"Статистика страницы «{page.title}» за {year} год",
            "export",
            date(year + 1, 1, 11),
            page.importer,
        )
        posts = _posts(page, year, chance)
        for first, last in _spans_of_posts(page, year):
            if not page.exists(first, last):
                continue
            add(
                folder,
                "publications",
                page=page.id,
                section="posts",
                publications=sum(posts[day] for day in _days(first, last)),
                source=cited,
                note="Без рекламы" if year == LAST else None,
                **_period(first, last),
            )
        for start, end in _months(year):
            if not page.exists(start, end):
                continue
            of_month = sum(posts[day] for day in _days(start, end))
            views = of_month * _about(chance, page.views_a_post, start.month)
            told = {
                "page": page.id,
                "source": cited,
                "note": "Охват — без повторов внутри месяца" if year == LAST else None,
                **_period(start, end),
            }
            reactions = {
                "likes": views * chance.randint(18, 29) // 1000,
                "comments": views * chance.randint(1, 4) // 1000,
                "reposts": views * chance.randint(2, 6) // 1000,
            }
            viewed = {
                "posts_with_views": of_month,
                "posts_without_views": 0,
                "reactions_with_views": sum(reactions.values()),
                "reach_of_posts": views * 4 // 5,
                "posts_with_reach": of_month,
            }
            of_posts = reactions | (viewed if year == LAST else {})
            add(folder, "engagement", views=views, **of_posts, **told)
            _state(folder, "engagement", "reach", views * chance.randint(55, 70) // 100, **told)
        step = 1 if year == LAST and page.id != "telegram" else 3
        for _, end in list(_months(year))[step - 1 :: step]:
            if not page.exists(end, end):
                continue
            counted *= (1 + page.growth_percent / 100) ** (step / 12)
            _write_count(folder, page, end, round(counted), cited)
    if not page.exists(REPORTED, REPORTED):
        return
    cited = source(
        folder,
        f"{page.id.replace('_', '-')}-reported",
        f"Счётчик страницы «{page.title}» на {REPORTED:%d.%m.%Y}",
        "statement",
        REPORTED,
    )
    _write_count(folder, page, REPORTED, round(counted * 1.01), cited)


def _posts(page: Page, year: int, chance: Random) -> dict[date, int]:
    """Draw the posts of each day of a year."""
    days = _days(date(year, 1, 1), date(year, 12, 31))
    mean = page.posts_a_week / 7
    return {day: int(mean * SEASON[day.month - 1] / 100 + chance.random()) for day in days}


def _spans_of_posts(page: Page, year: int) -> Iterator[tuple[date, date]]:
    start, end = date(year, 1, 1), date(year, 12, 31)
    if year == LAST and page is PAGES[0]:
        yield from ((day, day) for day in _days(start, end))
    elif year == LAST and page is PAGES[1]:
        yield from _weeks(start, end)
    else:
        yield from _months(year)


def _write_count(folder: Path, page: Page, day: date, count: int, cited: str) -> None:
    add(
        folder,
        "subscribers",
        as_of=day,
        page=page.id,
        subscribers=count,
        source=cited,
        note="Счётчик на конец дня" if day.year >= LAST else None,
    )


def _write_costs(folder: Path) -> None:
    """A contract a year, with kopecks; in the last year a second one beside it from July.

    The first begins in the middle of a January and ends in the next; of the second its giver
    says what belongs to the year; of the others it is known what was paid.
    """
    contracts = [
        (date(2023, 1, 15), date(2024, 1, 14), "by_days", "41200.50"),
        (date(2024, 1, 1), date(2024, 12, 31), "by_hand", "45320.50"),
        (date(2025, 1, 1), date(2025, 12, 31), "paid", "48600.50"),
        (date(2025, 7, 1), date(2025, 12, 31), "paid", "12650.25"),
    ]
    for number, (start, end, method, amount) in enumerate(contracts, start=11):
        cited = source(
            folder,
            f"contract-{number}",
            f"Договор на сопровождение сайта № {number}",
            "contract",
            start,
        )
        add(
            folder,
            "costs",
            item="site_maintenance",
            contract=None if method == "by_hand" else number,
            method=method,
            amount_rub=amount,
            source=cited,
            note="Средства бюджета района",
            **_period(start, end),
        )


def _write_feedback(folder: Path, chance: Random) -> None:
    for year in YEARS:
        cited = source(
            folder,
            f"pos-{year}",
            f"Отчёт ПОС за {year} год",
            "export",
            date(year + 1, 1, 10),
            "pos",
        )
        for start, end in _months(year):
            for channel, ordinary in (("pos", 24), ("messages", 61)):
                received = _about(chance, ordinary, start.month)
                answered = received - chance.randint(0, 2)
                add(
                    folder,
                    "feedback",
                    channel=channel,
                    received=received,
                    answered=answered,
                    answered_on_time=answered - chance.randint(0, 3),
                    days_to_answer=Decimal(chance.randint(31, 89)) / 10,
                    surveys=chance.randint(0, 2),
                    votes=chance.randint(0, 180),
                    source=cited,
                    note="Повторные сообщения посчитаны" if year == LAST else None,
                    **_period(start, end),
                )


def _write_gospabliki(folder: Path, chance: Random) -> None:
    cited = source(
        folder,
        f"gospabliki-{LAST}",
        f"Учёт времени на публикации за {LAST} год",
        "export",
        date(LAST + 1, 1, 15),
        "gospabliki",
    )
    for start, end in _months(LAST):
        add(
            folder,
            "gospabliki",
            posts_planned=_about(chance, 40, start.month),
            minutes_before=Decimal(chance.randint(110, 150)) / 10,
            minutes_after=Decimal(chance.randint(160, 220)) / 10,
            source=cited,
            note="Хронометраж пресс-секретаря",
            **_period(start, end),
        )


def _write_stated(folder: Path) -> None:
    """What a letter states of the last year: more news than by months, and as many answers."""
    cited = source(
        folder, f"letter-{LAST}", f"Справка за {LAST} год", "statement", date(LAST + 1, 2, 2)
    )
    year = {**_period(date(LAST, 1, 1), date(LAST, 12, 31)), "source": cited}
    news = {"page": SITE, "section": "news", "note": "С новостями, которые сняты с сайта"}
    stated = _sum(folder, "publications", "publications", page=SITE, section="news") + 4
    _state(folder, "publications", "publications", stated, **year, **news)
    for channel in ("pos", "messages"):
        answered = _sum(folder, "feedback", "answered", channel=channel)
        _state(folder, "feedback", "answered", answered, channel=channel, **year, note="Сверено")


def _state(folder: Path, table: str, column: str, value: int, **row: object) -> None:
    """Add a total that stands."""
    add(folder, "totals", table=table, column=column, value=value, stands=True, **row)


def _sum(folder: Path, table: str, column: str, **where: str) -> int:
    """Add up a column of a series in the last year."""
    with (folder / resources()[table]["path"]).open(encoding="utf-8", newline="") as file:
        return sum(
            int(row[column])
            for row in csv.DictReader(file)
            if row["period_start"].startswith(f"{LAST}")
            and all(row[name] == code for name, code in where.items())
        )


def _write_population(folder: Path) -> None:
    for place, year in enumerate((*YEARS, LAST + 1)):
        day = date(year, 1, 1)
        cited = source(
            folder,
            f"residents-{year}",
            f"Оценка численности населения на 1 января {year} года",
            "statistics",
            date(year, 3, 20),
        )
        for territory, residents in (
            ("district", 19712 - 131 * place),
            ("zarechnoe", 8301 - 40 * place),
            ("lesnoe", 640 - 5 * place),
        ):
            add(
                folder,
                "population",
                as_of=day,
                territory=territory,
                residents=residents,
                source=cited,
                note="Среднегодовая не посчитана" if year == LAST else None,
            )


def _write_decisions(folder: Path) -> None:
    """What is told of each year in words, the measures, and the decision they are annexed to."""
    for year in YEARS:
        reported = date(year + 1, REPORTED.month, REPORTED.day)
        cited = source(
            folder,
            f"council-{year}",
            f"Решение Совета депутатов об информации за {year} год",
            "decision",
            reported + 3 * WEEK,
        )
        add(
            folder,
            "decisions",
            year=year,
            number=year - 1984,
            date=reported + 3 * WEEK,
            post="Председатель Совета депутатов",
            name="В.В. Вымышленный",
            reporting_date=reported,
            source=cited,
            note="Отчётная дата — день подсчёта подписок",
        )
        for about, requirement, met, basis in MEASURES:
            add(
                folder,
                "measures",
                as_of=reported,
                page=about,
                requirement=requirement,
                met=met and (year == LAST or requirement != "two_factor"),
                legal_basis=basis,
                source=cited,
                note="Проверено в отчётную дату" if year == LAST else None,
            )
        for section, text in (*REMARKS.items(), *(("decision", point) for point in POINTS)):
            add(folder, "remarks", year=year, section=section, text=text, source=cited)


def _period(first: date, last: date) -> dict[str, date]:
    return {"period_start": first, "period_end": last}


def _months(year: int) -> Iterator[tuple[date, date]]:
    for month in range(1, 13):
        yield date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _weeks(start: date, end: date) -> Iterator[tuple[date, date]]:
    """Part a span at its Mondays."""
    while start <= end:
        last = min(start + (6 - start.weekday()) * DAY, end)
        yield start, last
        start = last + DAY


def _days(first: date, last: date) -> list[date]:
    return [first + DAY * place for place in range((last - first).days + 1)]


def _about(chance: Random, ordinary: int, month: int) -> int:
    """Draw a count near the ordinary one, by the season."""
    return ordinary * SEASON[month - 1] * chance.randint(90, 110) // 10_000


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    return "" if value is None else str(value)


if __name__ == "__main__":
    print(
        {"rich": rich, "poor": poor, "beside_others": beside_others}[sys.argv[1]](Path(sys.argv[2]))
    )
