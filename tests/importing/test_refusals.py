"""What is said of files that cannot be taken: a table of messages that a person reads.

Each input is a small file that somebody really brings: another system, another format, a column
too few. After sentences were meant to change: ``pytest tests/importing/test_refusals.py
--renew-golden``, and read ``refusals.txt`` from its beginning to its end.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from shegar_metrics.importing.recognition import importers, recognise
from shegar_metrics.problems import Refusal

from .conftest import form, opened, options

GOLDEN = Path(__file__).with_name("refusals.txt")
SITE = "Сопровождение официального сайта"


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "…")
    return content.getvalue()


def book(*rows: list[object], merged: str = "", other: bool = False) -> bytes:
    made, content = Workbook(), io.BytesIO()
    sheets = [made.active, made.create_sheet("Второй")] if other else [made.active]
    for sheet in sheets:
        for row in rows:
            sheet.append(row)
    if merged:
        made.active.merge_cells(merged)
    made.save(content)
    return content.getvalue()


def filled(column: int, value: object, line: int = 2) -> bytes:
    """Return the form of ПОС with one number in it."""
    from tempfile import TemporaryDirectory

    from openpyxl import load_workbook

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        form("pos", 2023, path)
        made = load_workbook(path)
        made.active.cell(line, 4, 40)
        made.active.cell(line, column, value)
        made.save(path)
        return path.read_bytes()


REGISTER = "Раздел;Опубликовано;Заголовок;Статус\nНовости;10.01.2023;О дорогах;Опубликовано\n"
CONTRACTS = f"№;Предмет;Срок;Цена, руб.\n12;{SITE};01.01.2023 — 31.12.2023;39840\n"
METRIKA = "Дата визита,Визиты,Посетители,Просмотры\n2023-01-02,110,90,300\n2023-01-01,100,80,200\n"
VISITS = "Дата;Визиты;Посетители;Просмотры\n01.01.2023;100;80;200\n"
URL = "<url><loc>https://a.ru/news/1</loc><lastmod>2023-01-01</lastmod></url>"
ITEM = "<item><title>{}</title><link>https://a.ru/1</link><pubDate>{}</pubDate></item>"
FEED = "<rss><channel><title>{}</title>{}</channel></rss>"
MONDAY = "Mon, 05 Jun 2023 10:00:00 +0700"
TITLES = ["Вид акта", "Номер", "Дата", "Опубликовано"]
ACT = ["Постановление", 5, date(2023, 1, 10), date(2023, 1, 12)]

WRONG: dict[str, bytes | str] = {
    # No data at all, or not in a form that is read.
    "пустой.csv": b"",
    "пробелы.csv": b" \n\t\n",
    "~$ПОС.xlsx": b"\x0cIvanova",
    "архив.zip": archive("visitors.csv", "pages.csv"),
    "акты.docx": archive("[Content_Types].xml", "word/document.xml"),
    "доклад.pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "обрезана.xlsx": b"PK\x03\x04\x00\x00",
    "старый.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "отчёт.pdf": b"%PDF-1.7\n",
    "снимок.png": b"\x89PNG\r\n\x1a\n",
    "архив.rar": b"Rar!\x1a\x07",
    "таблица.rtf": b"{\\rtf1\\ansi}",
    "данные.bin": bytes(range(256)),
    "обрезан.gz": gzip.compress(METRIKA.encode() * 50)[:-20],
    "текст.txt": "Уважаемые коллеги, направляем сведения.\n",
    # Pages of HTML.
    "messages.html": '<!DOCTYPE html><html><div class="page_wrap"><div class="history">',
    "экспорт.html": "<!DOCTYPE html><html><head><title>Exported Data</title></head>",
    "вход.html": '<!DOCTYPE html><html><title>Вход</title><input type="password">',
    "отчёт.xls": "<table><tr><td>Дата</td></tr></table>",
    "страница.html": "<!DOCTYPE html><html><body>Новости",
    # Counters of others.
    "nginx.json": '{"ip": "10.0.0.1", "request": "GET / HTTP/1.1"}\n' * 2,
    "ga4.csv": f"# {'-' * 40}\n# Отчёт\n# Start date: 20230101\nNth day\n",
    "ga4-таблица.csv": "Дата,Активные пользователи,Количество событий\n20230101,5,9\n",
    "ga4.json": '{"dimensionHeaders": [{"name": "date"}], "rows": []}',
    "liveinternet.csv": "Дата;Посетители;Сессии;Просмотры\n01.01.23;80;100;200\n",
    "top-mail.csv": "Рейтинг Mail.ru\nДата;Посетители;Просмотры\n01.01.2023;80;200\n",
    "sputnik.csv": VISITS,
    "awstats.txt": "AWSTATS DATA FILE 7.8 (build 20200416)\nBEGIN_DAY 1\n20230301 20 60\n",
    "goaccess.json": '{"general": {"start_date": "01/Mar/2023", "total_requests": 5}}',
    "bitrix-stat.csv": "Дата;Хиты;Хосты;Сессии;Посетители\n01.01.2023;200;70;100;80\n",
    "u_ex.log": "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time\n",
    "telethon.json": '[{"_": "Message", "id": 9, "peer_id": {"_": "PeerChannel"}, "views": 5}]',
    "updates.json": '{"ok": true, "result": [{"update_id": 1, "channel_post": {"date": 1}}]}',
    "mediatopic.json": '{"media_topics": [{"id": "1", "created_ms": 1}], "entities": {}}',
    "getMembers.json": '{"response": {"count": 2421, "items": []}}',
    "photos.get.json": '{"response": {"count": 9, "items": [{"id": 1, "album_id": -7, '
    '"owner_id": -1, "date": 1, "reposts": {"count": 0}}]}}',
    "left.json": '{"about": "x", "left_chats": {"about": "", "list": []}}',
    "access.json": '{"remote_addr": "10.0.0.1", "request": "GET / HTTP/1.1"}\n' * 2,
    "plausible.csv": (
        "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration\n"
        "2023-01-01,80,200,100,2,50,60\n"
    ),
    "plausible-старый.csv": (
        "date,visitors,pageviews,bounce_rate,visit_duration\n2023-01-01,80,200,50,60\n"
    ),
    "umami.csv": "date,pageviews,visitors,visits\n2023-01-01,200,80,100\n",
    "ua.csv": "Date,Sessions,Users,Pageviews\n20220101,100,80,200\n",
    "месяцы.csv": "Месяц;Посетители;Просмотры\nЯнварь 2023;800;2000\n",
    "iis-без-шапки.log": "2023-03-02 03:00:00 10.0.0.1 GET / - 80 - 10.0.0.2 Mozilla/5.0 200\n" * 2,
    "ltsv.log": "time:02/Mar/2023\thost:10.0.0.2\treq:GET / HTTP/1.1\tstatus:200\n" * 2,
    "awstats.html": (
        "<!DOCTYPE html><html><head><title>Statistics for a.ru (2023-03)</title></head><table>"
    ),
    "обращения.csv": "Номер;Дата создания;Категория;Статус;Дата ответа\n1;15.01.2023;ЖКХ;Дан;\n",
    "обращения по месяцам.csv": "Месяц;Поступило;Отвечено;В срок\nЯнварь;5;5;5\n",
    "matomo-числа.json": '{"2023-01-01": 100, "2023-01-02": 110}',
    "matomo-страницы.csv": "label,nb_visits,nb_uniq_visitors\n/index,100,80\n/news,50,40\n",
    "источники.csv": (
        "Дата визита;Источник трафика;Визиты\n02.01.2023;Прямые заходы;5\n02.01.2023;Поиск;6\n"
    ),
    "сравнение.csv": "Дата визита;Визиты: сегмент A;Визиты: сегмент B\n02.01.2023;5;6\n",
    "прошлый период.csv": (
        "Дата визита;Визиты;Визиты (предыдущий период)\n02.01.2023;5;6\n03.01.2023;5;6\n"
    ),
    "dos.csv": METRIKA.replace("Дата визита", "Дата посещения").encode("cp866"),
    "koi8.csv": METRIKA.replace("Дата визита", "Дата посещения").encode("koi8-r"),
    "дважды.csv": METRIKA.encode().decode("cp1251", "replace"),
    "без метки.csv": METRIKA.encode("utf-16-le"),
    # JSON and XML.
    "обрезан.json": '{"response": {"items": [{"id": 1, "da',
    "два.json": '{"response": {"count": 1}}\n{"response": {"count": 2}}',
    "с хвостом.json": '{"response": {"count": 1}};',
    "с ошибкой.json": "{'response': 5}",
    "ошибка.json": '{"error": {"error_code": 5, "error_msg": "User authorization failed"}}',
    "пусто.json": '{"items": [], "count": 0}',
    "чужой.json": '{"offers": [{"price": 5}]}',
    "обрезана.xml": f"<urlset>{URL}<url><loc>https://a",
    "две.xml": f"<urlset>{URL}</urlset><urlset>{URL}</urlset>",
    "неразрывный.xml": FEED.format("Новости", ITEM.format("О&nbsp;дорогах", MONDAY)),
    "сущность.xml": '<!DOCTYPE a [<!ENTITY b "c">]><urlset><url><loc>&b;</loc></url></urlset>',
    "перечень.xml": "<sitemapindex><sitemap><loc>https://a.ru/1.xml.gz</loc></sitemap></sitemapindex>",
    "чужой.xml": "<yml_catalog><shop/></yml_catalog>",
    "комментарии.xml": FEED.format("Комментарии", ITEM.format("Т", MONDAY)),
    "лента.xml": FEED.format("Новости", ITEM.format("Т", MONDAY)),
    # Tables that lack something, or have it twice.
    "visits.csv": "period_start,period_end,page,visits,page_views,source\n2023-01-01,,,,,\n",
    "реестр без раздела.csv": "Номер;Дата принятия;Наименование\n5;10.01.2023;О бюджете\n",
    "договоры без предмета.csv": "Номер;Срок;Цена\n12;01.01.2023 — 31.12.2023;5\n",
    "договоры без срока.csv": f"Номер;Предмет;Цена\n12;{SITE};5\n",
    "тысячи.csv": CONTRACTS.replace("руб.", "тыс. руб."),
    "неизвестная.csv": "Отчёт отдела\n\nУчастник;Баллы;Место\nИванова;5;1\n",
    "без заголовка.csv": "2023-01-01;100\n2023-01-02;110\n",
    "два столбца.csv": METRIKA.replace("Посетители", "Визиты"),
    "день дважды.csv": METRIKA + "2023-01-01,40,30,90\n",
    "две таблицы.csv": METRIKA + METRIKA,
    "сдвиг.csv": METRIKA + "2023-01-03,1,1,1,5\n",
    "разрыв.csv": METRIKA + "2023-01-03,1\n",
    "кавычка.csv": METRIKA + '"2023-01-03,1',
    "два листа.xlsx": book(TITLES, ACT, other=True),  # type: ignore[arg-type]
    "объединены.xlsx": book(TITLES, ACT, ACT, merged="C2:C3"),  # type: ignore[arg-type]
    "номер.csv": "Вид акта;Номер;Дата\nПостановление;5,49567E+18;10.01.2023\n",
    "даты.csv": "Вид акта;Номер;Дата\nРешение;5;01/02/2023\nРешение;6;2023-01-01–2023-01-31\n",
    "статус.csv": REGISTER.replace(";Опубликовано\n", ";Ждёт очереди\n"),
    "чужие акты.csv": "Вид акта;Номер;Дата\nРаспоряжение;5;10.01.2023\nНвости;;11.01.2023\n",
    "один месяц.csv": REGISTER,
    "без сайта.csv": CONTRACTS.replace(SITE, "Поставка бумаги"),
    "сумма словами.csv": CONTRACTS.replace("39840", "≈ 40 тыс."),
    "сорок.csv": CONTRACTS.replace("39840", "сорок тысяч"),
    "срок.csv": CONTRACTS.replace("01.01.2023 — 31.12.2023", "до 31.12.2023"),
    "адреса.txt": "https://a.ru/news/1\nпозже\n",
    # Our own form, filled in by a clerk.
    "пос с формулой.xlsx": filled(5, "=20+3"),
    "пос н-д.xlsx": filled(5, "н/д"),
    "пос больше.xlsx": filled(5, 41),
    "пос другой год.xlsx": filled(1, date(2022, 2, 1), line=3),
    "пос будущее.xlsx": filled(2, date(2099, 1, 31)),
}


def message(path: Path) -> str:
    """Return what a person reads of a file: by the command, or for one of a kind."""
    export = opened(path)
    with pytest.raises(Refusal) as refused:
        importers()[recognise(export).kind].read([export], options())
    return "\n".join(refused.value.lines)


def test_messages_for_wrong_files(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    told = []
    for name, content in WRONG.items():
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        told.append(message(path))
    found = "\n\n".join(told) + "\n"
    if request.config.getoption("--renew-golden"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_no_message_says_what_may_be_untrue() -> None:
    told = GOLDEN.read_text(encoding="utf-8")
    assert "Виды:" not in told
    assert "не выгружает ни одна система" not in told
    for line in told.splitlines():
        assert "обрезан" not in line or line.startswith(("обрезан", "кавычка")), line
        assert "страница входа" not in line or line.startswith("вход.html"), line


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (
            '{"ts": 1.1, "request": {"method": "GET", "uri": "/news"}, "status": 200}',
            "сервера в JSON",
        ),
        ('{"verb":"POST","agent":"Mozilla"}', "сервера в JSON"),
        ("2023/03/01 09:00:00 [error] 1#0: *1 open() failed, client: 10.0.0.1", "ошибок сервера"),
        (
            "[Wed Mar 01 09:00:00.123456 2023] [core:error] [pid 1] AH00126: Invalid URI",
            "ошибок сервера",
        ),
    ],
)
def test_logs_of_another_form(line: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    told = message(path)
    assert f"похоже на выгрузку журнала {what}: такие файлы не читаются" in told
    assert "combined" in told


def test_a_post_in_lines_is_no_request(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = '{"id": 1, "owner_id": -5, "date": 1675209600, "post_type": "post", "text": ""}\n'
    path.write_text(line * 2, encoding="utf-8")
    assert recognise(opened(path)).kind == "vk-wall"
