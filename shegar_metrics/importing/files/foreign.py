"""Systems whose exports are not read, each told by marks of its form."""

from __future__ import annotations

import re
from typing import NamedTuple

from .export import Export
from .headings import same_title
from .html_pages import OTHER_COUNTER

COMBINED = (
    "Выгрузите посещаемость из Яндекс Метрики; журнал сервера читается только в формате combined "
    "(Apache, nginx: log_format combined)"
)

TELEGRAM = (
    "Записи канала выгрузите в Telegram Desktop (вид telegram), подписчиков даёт метод "
    "getChatMemberCount (telegram-members)"
)


class Stranger(NamedTuple):
    """The export of a system that is not read, told by marks of its form."""

    title: str
    beginning: str = ""
    """An expression that its text begins with."""
    titles: tuple[str, ...] = ()
    """Headers that stand in one row of it."""
    about: str = ""
    """An expression that another header of that row fits."""
    mend: str = OTHER_COUNTER

    def fits(self, export: Export) -> bool:
        """Tell whether a file is of that system."""
        if self.beginning and not re.match(self.beginning, export.beginning, re.I | re.S):
            return False
        if not self.titles:
            return True
        wanted = set(map(same_title, self.titles))
        return any(
            wanted <= {same_title(title) for title in row.titles}
            and any(re.search(self.about, title, re.I) for title in row.titles)
            for row in export.headings
        )


KNOWN = (
    Stranger("Plausible", titles=("date", "visitors", "pageviews", "views_per_visit")),
    Stranger("Plausible", titles=("date", "visitors", "pageviews", "visit_duration")),
    Stranger("Google Analytics", r'(?:\ufeff)?"?# -{8}|"?# (?:Start date|Дата начала)'),
    Stranger("Google Analytics", r'\{.{0,400}?"(?:dimensionHeaders|metricHeaders)"'),
    Stranger("Google Analytics", titles=("Активные пользователи", "Количество событий")),
    Stranger("Google Analytics", titles=("Active users", "Event count")),
    Stranger("AWStats", r"AWSTATS DATA FILE"),
    Stranger("GoAccess", r'\{\s*"general":\s*\{.{0,400}?"(?:start_date|date_time)"'),
    Stranger("GoAccess", r'"\d+",[^\n]*"general"'),
    Stranger(
        "журнала IIS",
        r"#(?:Software: Microsoft|Version:|Fields:)|"
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [^\n]{0,200}?(?-i:GET|POST|HEAD) /",
        mend=COMBINED,
    ),
    Stranger(
        "журнала ошибок сервера",
        r"(?:\d{4}/\d\d/\d\d [\d:]{8}|\[\w{3} \w{3} +\d+ [\d:.]+ \d{4}\]) \[[\w:]+\] ",
        mend=f"{COMBINED}: обычно это access.log",
    ),
    Stranger(
        "журнала сервера в JSON",
        r'\{[^\n]{0,4000}?"(?:remote_addr|remoteAddr|client_ip|http_user_agent|request_uri|'
        r'[\w.-]+":\s*"(?-i:GET|POST|HEAD)[ "])',
        mend=COMBINED,
    ),
    Stranger(
        "программы для Telegram (Telethon, Pyrogram)",
        r'[\[{].{0,400}?"_":\s*"Message"',
        mend=TELEGRAM,
    ),
    Stranger("Bot API Telegram", r'\{.{0,60}?"result".{0,200}?"channel_post"', mend=TELEGRAM),
    Stranger(
        "записей Одноклассников (mediatopic)",
        r'\{.{0,100}?"(?:media_topics|topics)":\s*\[',
        mend="Записи загрузите таблицей из сервиса статистики (posts-table), действия в группе — "
        "ответом group.getStatTrends (ok-trends)",
    ),
    Stranger(
        "списка обращений, например из ПОС",
        titles=("Статус",),
        about=r"обращени|заявител|(?:дата|срок) ответа",
        mend="Сосчитайте их по месяцам и впишите в форму: shegar-metrics form pos --year ГОД",
    ),
    Stranger("статистики 1С-Битрикс", titles=("Хиты", "Хосты", "Сессии")),
    Stranger("Рамблер/топ-100 или статистики 1С-Битрикс", titles=("Хиты", "Хосты")),
)
"""Told before any importer is asked: some look like the export of a system that is read."""

COUNTERS = (
    Stranger(
        "журнала сервера в другом формате",
        r"[^\n]{0,2000}?\b(?-i:GET|POST|HEAD) /\S* HTTP/\d",
        mend=COMBINED,
    ),
    Stranger(
        "Matomo, в которой у каждого периода одно число, и какое, не сказано",
        r'\{\s*"\d{4}(?:-\d\d){0,2}(?:,\d{4}-\d\d-\d\d)?"\s*:\s*(?:\d|"\d)',
        mend="Запросите её методом API.get",
    ),
    Stranger("LiveInternet", r".{0,2000}liveinternet"),
    Stranger("Top.Mail.ru", r".{0,2000}(?:top\.mail|рейтинг mail)"),
    Stranger("«Спутник/Аналитика»", r".{0,2000}(?:sputnik|спутник)"),
    Stranger("LiveInternet", titles=("Дата", "Посетители", "Сессии", "Просмотры")),
    Stranger(
        "Excel в виде XML",
        r"<\?xml.{0,200}?<\?mso-application|.{0,400}<Workbook\b",
        mend="Откройте книгу в Excel и сохраните как XLSX",
    ),
    Stranger("Matomo в XML", r"<\?xml.{0,200}?<results?\b", mend="Запросите её с format=CSV"),
    Stranger(
        "счётчика — Top.Mail.ru, «Спутник/Аналитика», LiveInternet или другого",
        titles=("Дата", "Посетители", "Просмотры"),
    ),
    Stranger("счётчика, какого — не ясно", titles=("Дата", "Посетители")),
    Stranger("счётчика, какого — не ясно", titles=("Месяц", "Посетители")),
    Stranger("Google Analytics или другого счётчика", titles=("Date", "Sessions", "Users")),
    Stranger("Plausible, Umami или другого счётчика", titles=("date", "visitors", "pageviews")),
    Stranger("счётчика, какого — не ясно", titles=("Date", "Unique visitors")),
    Stranger("счётчика, какого — не ясно", titles=("Date", "Visitors")),
    Stranger("Google Analytics или другого счётчика", titles=("Date", "Users")),
)
"""Told when no importer takes a file: of some it is only likely."""
