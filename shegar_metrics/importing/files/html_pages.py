"""What a page of HTML is that was saved in place of an export."""

from __future__ import annotations

import re

LOGIN = re.compile(
    r"type=[\"']?password|name=[\"']?(?:login|password)|<title>[^<]*(?:вход|войти|"
    r"авториза|log ?in|sign ?in)",
    re.I,
)
TABLE = re.compile(r"<table\b", re.I)
STATISTICS = re.compile(
    r"\b(?:awstats|webalizer|goaccess)\b|<title>\s*(?:Usage )?Statistics (?:for|of)\b|"
    r"<title>[^<]*(?:liveinternet|top\.mail|статистика сайта)",
    re.I,
)
OTHER_COUNTER = (
    "Посещаемость выгрузите из Яндекс Метрики или впишите числа года в форму: shegar-metrics form "
    "year --year ГОД. Числа разных счётчиков не сравнивают и не складывают"
)
TELEGRAM = re.compile(
    r"<title>Exported Data|class=[\"'](?:page_wrap|page_header|history|message default)",
    re.I,
)


def page_of(beginning: str) -> tuple[str, str]:
    """Return what a page is, in Russian, and what to do instead."""
    if TELEGRAM.search(beginning):
        return (
            "это экспорт Telegram в формате HTML, а числа читаются из JSON",
            "В Telegram Desktop: канал → ⋮ → «Экспорт истории чата» → формат «JSON» вместо HTML",
        )
    if LOGIN.search(beginning):
        return "это страница входа, а не выгрузка", "Войдите в систему и выгрузите файл снова"
    if STATISTICS.search(beginning):
        return "это страница другого счётчика или статистики сервера", OTHER_COUNTER
    if TABLE.search(beginning):
        return (
            "это страница HTML с таблицей, а не выгрузка",
            "Откройте её в Excel и сохраните как XLSX или CSV",
        )
    return (
        "это страница HTML, а не выгрузка",
        "Выгрузите данные файлом (кнопка «Экспорт» системы), а не сохраняйте страницу браузером",
    )
