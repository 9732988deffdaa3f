"""The access log of nginx and Apache, from which visits are estimated."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.access_log import read as read_access_log
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 YaBrowser/23.1"

DAY = date(2023, 5, 2)


def line(
    moment: str = "02/May/2023:10:00:00 +0700",
    request: str = "GET / HTTP/1.1",
    status: int = 200,
    agent: str = BROWSER,
    address: str = "198.51.100.7",
) -> str:
    return f'{address} - - [{moment}] "{request}" {status} 512 "https://site.ru/" "{agent}"\n'


BEFORE = line("01/May/2023:00:00:01 +0700")
AFTER = line("03/May/2023:23:59:59 +0700")


def counted(extract: Extract) -> dict[date, tuple[int, int]]:
    rows = extract.rows["visits"]
    assert all(row["note"].startswith("В отчёт: оценка по журналу сервера: ") for row in rows)
    assert not any("visitors" in row for row in rows)
    return {row["period_start"]: (row["visits"], row["page_views"]) for row in rows}


@pytest.fixture
def estimated(write: Write, read: Read) -> Callable[..., Extract]:
    """Read a log of these lines on one day, between two others."""

    def estimated(*lines: str) -> Extract:
        return read("access-log", write("access.log", BEFORE + "".join(lines) + AFTER))

    return estimated


def test_a_visit_ends_after_half_an_hour(estimated: Callable[..., Extract]) -> None:
    times = ["10:00:00", "10:30:00", "11:00:00", "11:30:01"]
    extract = estimated(*[line(f"02/May/2023:{time} +0700") for time in times])
    assert counted(extract) == {DAY: (2, 4)}
    assert "это оценка" in extract.noticed[0].lower()
    assert "01.05.2023, 03.05.2023" in extract.noticed[1]
    assert len(extract.noticed) == 2


def test_addresses_and_browsers_are_apart_and_lines_in_any_order(
    estimated: Callable[..., Extract],
) -> None:
    lines = [
        line("02/May/2023:10:20:00 +0700"),
        line("02/May/2023:10:00:00 +0700"),
        line(address="198.51.100.8"),
        line(address="2001:db8::1"),
        line(agent="Mozilla/5.0 (iPhone)"),
    ]
    assert counted(estimated(*lines)) == {DAY: (4, 5)}


def test_a_visit_over_midnight_is_of_the_day_it_began(write: Write, read: Read) -> None:
    lines = [
        line("01/May/2023:00:00:01 +0700", agent="x"),
        line("02/May/2023:23:50:00 +0700"),
        line("03/May/2023:00:10:00 +0700"),
        line("04/May/2023:00:00:01 +0700", agent="x"),
    ]
    extract = read("access-log", write("access.log", "".join(lines)))
    assert counted(extract) == {DAY: (1, 1), DAY + timedelta(days=1): (0, 1)}


@pytest.mark.parametrize(
    "request_",
    [
        "GET /news/ HTTP/1.1",
        "GET /news/1-maya HTTP/2.0",
        "GET /index.php?id=3&file=a.css HTTP/1.1",
        "GET /Page.HTML HTTP/1.1",
        "GET /v1.2/about?x=1.2/3 HTTP/1.1",
        "GET https://site.ru/news HTTP/1.1",
        "GET /news/otchet-12.05.2022.html HTTP/1.1",
        "GET /sobranie-v-s.melnikovo HTTP/1.1",
        "GET /news/25.04.2023/ HTTP/1.1",
        "GET /o-rabote-api-portala HTTP/1.1",
        "GET /news/rest-na-prirode HTTP/1.1",
    ],
)
def test_pages(estimated: Callable[..., Extract], request_: str) -> None:
    assert counted(estimated(line(request=request_))) == {DAY: (1, 1)}


@pytest.mark.parametrize(
    "other",
    [
        line(request="GET /style.css?page=/ HTTP/1.1"),
        line(request="GET /a/b/photo.jpg HTTP/1.1"),
        line(request="GET /robots.txt HTTP/1.1"),
        line(request="GET /files/order.pdf HTTP/1.1"),
        line(request="POST /form HTTP/1.1"),
        line(request="HEAD / HTTP/1.1"),
        line(request="-", status=400),
        line(status=404),
        line(status=301),
        line(agent="Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"),
        line(agent="Mozilla/5.0 (compatible; YandexMetrika/2.0; +http://yandex.com/bots yabs01)"),
        line(agent="Mozilla/5.0 (Macintosh) AppleWebKit/605 (Applebot/0.1)"),
        line(agent="Mozilla/5.0 (compatible; StatOnlineRuBot/1.0)"),
        line(agent="Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 (Unheardof-Bot)"),
        line(agent="Mozilla/5.0 (compatible; ContentAnalyzer/1.0)"),
        line(agent="Mozilla/4.0 (compatible;)"),
        line(agent="Tiny Tiny RSS/21.03 (http://tt-rss.org/)"),
        line(agent="Liferea/1.13 (Linux)"),
        line(request="GET /bitrix/tools/public_session.php?k=1 HTTP/1.1"),
        line(request="GET /wp-admin/admin-ajax.php HTTP/1.1"),
        line(request="GET /local/ajax/form.php HTTP/1.1"),
        line(request="GET /api/v1/menu HTTP/2.0"),
        line(request="GET /news/?ajax_get=Y HTTP/1.1"),
        line(request="GET /news/feed/ HTTP/1.1"),
        line(agent="curl/7.88"),
        line(agent="python-requests/2.31"),
        line(agent="-"),
        line(agent=""),
    ],
)
def test_neither_pages_nor_people(estimated: Callable[..., Extract], other: str) -> None:
    assert counted(estimated(other)) == {DAY: (0, 0)}


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Linux; Android 9; CUBOT_NOTE_S) AppleWebKit/537.36 Chrome/79.0 Safari/537.36",
        "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
        "Mozilla/5.0 (compatible, MSIE 11, Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko",
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1)",
    ],
)
def test_browsers_that_look_like_robots(estimated: Callable[..., Extract], agent: str) -> None:
    assert counted(estimated(line(agent=agent))) == {DAY: (1, 1)}


@pytest.mark.parametrize(("last", "is_told"), [("203.0.113.0", True), ("203.0.113.7", False)])
def test_addresses_without_their_ends(write: Write, read: Read, last: str, is_told: bool) -> None:
    addresses = ["198.51.100.0", "2001:470:50f1::", last]
    days = ("01", "02", "03")
    text = "".join(line(f"{n}/May/2023:10:00:00 +0700", address=a) for n in days for a in addresses)
    extract = read("access-log", write("access.log", text))
    assert counted(extract) == {DAY: (3, 3)}
    assert any("Адреса посетителей в журнале обрезаны" in it for it in extract.noticed) == is_told


def test_what_real_logs_hold(write: Write, read: Read) -> None:
    lines = [
        BEFORE,
        line(agent=r"Mozilla/5.0 \"quoted\" (X11)"),
        line(request=r"\x16\x03\x01", status=400),
        '198.51.100.9 - ivan petrov [02/May/2023:12:00:00 +0700] "GET / HTTP/1.1" 304 0 "-" '
        '"Mozilla/5"\n',
        line(agent="Mozilla/5.0 Браузер"),
        "\n",
        AFTER,
    ]
    text = "".join(lines).encode()
    for content in (text, text.replace(b"\n", b"\r\n"), text.replace(b"\n", b"\r\n", 2)):
        assert counted(read("access-log", write("access.log", content))) == {DAY: (3, 3)}


def test_files_are_joined_and_gaps_are_not_zero(write: Write, read: Read) -> None:
    days = [date(2023, 5, 1) + timedelta(days=place) for place in range(10)]
    paths = [
        write(f"access.log.{day.day}", line(f"{day:%d/%b/%Y}:10:00:00 +0300"))
        for day in days
        if day.day != 6
    ]
    extract = read("access-log", *paths)
    assert [day.day for day in counted(extract)] == [2, 3, 4, 8, 9]
    assert "01.05.2023, 05.05.2023, 07.05.2023, 10.05.2023" in extract.noticed[1]
    assert extract.noticed[2:] == [
        "Дней, за которые в журнале нет ни строки, — 1: это не ноль.",
        "Время сервера (+0300) переведено в местное (+0700).",
    ]
    copy = write("copy.log", paths[0].read_bytes())
    with pytest.raises(DataRefusal, match=r"copy\.log: тот же файл, что access\.log\.1"):
        read("access-log", *paths, copy)


def test_a_few_unread_lines_are_told(estimated: Callable[..., Extract]) -> None:
    extract = estimated(*[line()] * 200, "rubbish\n", line("99/May/2023:10:00:00 +0700"))
    assert counted(extract) == {DAY: (1, 200)}
    assert extract.noticed[2:] == ["Строк не разобрано — 2 из 204."]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "a.log: строк"),
        (line(), "a.log: в журнале нет ни одного дня, который он покрывает целиком"),
        (BEFORE + "rubbish\n" + AFTER, "a.log, строка 2: строк не в формате combined — 1 из 3"),
        (
            '1.2.3.4 - - [02/May/2023:10:00:00 +0700] "GET / HTTP/1.1" 200 512\n' * 3,
            "a.log, строка 1: строк не в формате combined — 3 из 3, это первая. Ожидается строка",
        ),
        (line("32/May/2023:10:00:00 +0700"), "a.log: строк с невозможной датой — 1 из 1"),
        (line("02/May/1970:10:00:00 +0700"), "a.log: строк с невозможной датой — 1 из 1"),
        (BEFORE + line()[:-2] + "x" * 3_000_000 + AFTER, "a.log, строка 2: строка непомерно"),
        (
            (BEFORE + line(agent="Браузер") + AFTER).encode("cp1251"),
            "a.log: строк не в кодировке UTF-8 — 1 из 3",
        ),
        ("".join([line(request="GET /Ю")] * 3).encode("cp1251"), "не в кодировке UTF-8 — 3 из 3"),
        ((BEFORE + line() + AFTER).encode("utf-16"), "a.log: строк не в кодировке UTF-8 — "),
        (
            BEFORE.replace("GET /", "GET /a.css")
            + line(agent="curl/8")
            + AFTER.replace("GET /", "GET /a.js"),
            "это не ноль: строк — 3, из них роботов — 1 (curl/8 — 1); остальные — файлы",
        ),
    ],
)
def test_what_is_wrong_is_told(write: Write, content: str | bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_access_log([opened(write("a.log", content))], options())
    assert told in str(refused.value)


moments = st.datetimes(datetime(2023, 5, 2), datetime(2023, 5, 4, 23, 59, 59))


@given(requests=st.lists(st.tuples(moments, st.integers(1, 3)), max_size=40))
def test_visits_are_as_a_plain_count_of_them(
    tmp_path: Path, requests: list[tuple[datetime, int]]
) -> None:
    inside = [(moment.replace(microsecond=0), who) for moment, who in requests]
    edges = [line(f"{day:02}/May/2023:12:00:00 +0700", agent="curl") for day in range(2, 5)]
    edges += [line(f"{day:02}/May/2023:12:00:00 +0700") for day in (1, 5)]
    path = tmp_path / "access.log"
    path.write_text(
        "".join(edges)
        + "".join(
            line(f"{moment:%d/%b/%Y:%H:%M:%S} +0700", address=f"198.51.100.{who}")
            for moment, who in inside
        ),
        encoding="utf-8",
    )
    expected = {date(2023, 5, day): (0, 0) for day in (2, 3, 4)}
    last: dict[int, datetime] = {}
    for moment, who in sorted(inside):
        visits, views = expected[moment.date()]
        begins = who not in last or moment - last[who] > timedelta(minutes=30)
        expected[moment.date()] = (visits + begins, views + 1)
        last[who] = moment
    assert counted(read_access_log([opened(path)], options())) == expected


def vhost(*sites: str) -> str:
    """Write a log of days in which each request is to the next of some sites."""
    days = [BEFORE, line(), line(address="198.51.100.8"), AFTER]
    return "".join(f"{sites[place % len(sites)]} {text}" for place, text in enumerate(days))


@pytest.mark.parametrize(
    "log",
    [
        vhost("site.ru"),
        vhost("site.ru:80", "www.site.ru:443"),
        vhost("SITE.ru", "203.0.113.5:80", "_"),
        vhost("-"),
        vhost("203.0.113.5,"),  # the server, then the client
        vhost("10.0.0.1"),
        vhost("203.0.113.5:443"),
        vhost("-").replace("- 198.51.100.7", "198.51.100.7:5001").replace("- 198", "198"),
        vhost("x").replace("x 198.51.100.7 -", "198.51.100.7 site.ru").replace("x 198", "198"),
    ],
)
def test_the_visitor_is_not_always_the_first_word(write: Write, read: Read, log: str) -> None:
    assert counted(read("access-log", write("access.log", log))) == {DAY: (2, 2)}


@pytest.mark.parametrize("by", ["10.0.0.1", "172.20.0.3", "127.0.0.1", "203.0.113.5", "::1"])
def test_a_visitor_behind_a_proxy_is_the_one_it_forwards(write: Write, read: Read, by: str) -> None:
    lines = [
        line(moment, address=by).replace("\n", f' "198.51.100.{place}, 10.0.0.9"\n')
        for place, moment in enumerate(
            ["01/May/2023:09:00:00 +0700"] + ["02/May/2023:09:00:00 +0700"] * 2
        )
    ]
    assert counted(read("access-log", write("a.log", "".join(lines) + AFTER))) == {DAY: (2, 2)}


def test_what_follows_the_browser_is_not_always_the_visitor(write: Write, read: Read) -> None:
    lines = [BEFORE, line(), line(address="198.51.100.8"), AFTER]
    log = "".join(text.replace("\n", ' "203.0.113.5" "127.0.0.1:9000" 0.01\n') for text in lines)
    assert counted(read("access-log", write("a.log", log))) == {DAY: (2, 2)}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([vhost("site.ru", "shop.ru")], "нескольким сайтам: shop.ru — 2; site.ru — 2. Ожидается"),
        ([line(address="10.0.0.1")] * 3, "страниц — 5, из них 3 запрошены с адресов прокси"),
        ([line(address="192.168.1.1"), line(address="10.1.1.1")] * 2, "4 запрошены с адресов"),
        ([line(agent=f"Mozilla/5.0 ({n})") for n in range(20)], "198.51.100.7 — 22. Ожидается"),
        (
            [
                line(address=f"203.0.113.{place}", agent=f"Mozilla/5.0 ({n})")
                for place in (1, 2)
                for n in range(20)
            ],
            "из них 40 запрошены с адресов прокси, а не посетителей: 203.0.113.1 — 20; 203.0.113.2",
        ),
    ],
)
def test_addresses_that_are_not_of_visitors_of_one_site_are_refused(
    write: Write, lines: list[str], told: str
) -> None:
    own = lines if len(lines) == 1 else [BEFORE, *lines, AFTER]
    with pytest.raises(DataRefusal) as refused:
        read_access_log([opened(write("a.log", "".join(own)))], options())
    assert told in str(refused.value)


def test_browsers_that_renew_themselves_are_no_proxies(write: Write, read: Read) -> None:
    days = [date(2023, 5, day) for day in range(1, 32)]
    lines = [
        line(f"{day:%d/%b/%Y}:10:00:00 +0700", address=address, agent=f"{BROWSER}.{day.day}")
        for day in days
        for address in ("198.51.100.7", "198.51.100.8")
    ]
    found = counted(read("access-log", write("a.log", "".join(lines))))
    assert found == dict.fromkeys(days[1:-1], (2, 2))


def test_the_port_of_an_address_is_no_other_visitor(estimated: Callable[..., Extract]) -> None:
    lines = [line(address=f"198.51.100.7:{port}") for port in (50001, 50002)]
    assert counted(estimated(*lines)) == {DAY: (1, 2)}


def test_logs_that_overlap_and_are_packed(write: Write, read: Read) -> None:
    first = [BEFORE, line(), line(), line("02/May/2023:12:00:00 +0700")]
    second = [line(), line("02/May/2023:12:00:00 +0700"), line(address="198.51.100.9"), AFTER]
    paths = [
        write("access.log.1.gz", gzip.compress("".join(first).encode())),
        write("access.log", "".join(second)),
    ]
    extract = read("access-log", *paths)
    assert counted(extract) == {DAY: (3, 4)}
    assert "Запросов, которые есть в двух журналах, — 2: взяты один раз." in extract.noticed
    assert counted(read("access-log", *reversed(paths))) == {DAY: (3, 4)}


def test_a_torn_archive_is_told(write: Write, read: Read) -> None:
    packed = gzip.compress((BEFORE + line() * 1000 + AFTER).encode())
    with pytest.raises(DataRefusal, match=r"a\.gz: архив gzip обрезан или испорчен"):
        read_access_log([opened(write("a.gz", packed[:-20]))], options())
    path = write("b.gz", gzip.compress((BEFORE + "x" * 3_000_000).encode()))
    with pytest.raises(DataRefusal, match=r"b\.gz, строка 2: строка непомерно длинна"):
        read_access_log([opened(path)], options())


def test_what_is_left_out_is_listed(estimated: Callable[..., Extract]) -> None:
    extract = estimated(
        line(request="GET /api/menu?a=1 HTTP/1.1"), line(agent="curl/8"), line(agent="-")
    )
    assert extract.noticed[2:] == [
        "Не страницы (правила из поставки, access_log.toml), запросов людей: /api/menu?a — 1.",
        f"Роботы и другие программы (список crawler-user-agents {version('crawler-user-agents')} и "
        "кто не называет себя браузером), запросов: - — 1; curl/8 — 1.",
    ]


def test_rules_beside_the_log_are_used(write: Write, estimated: Callable[..., Extract]) -> None:
    write("access_log.toml", "files = ['css']\nservices = ['/counter']\n")
    lines = [line(request=f"GET {path} HTTP/1.1") for path in ("/counter?1", "/api/x", "/a.css")]
    extract = estimated(*lines)
    assert counted(extract) == {DAY: (1, 1)}
    assert (
        "(правила из вашего access_log.toml), запросов людей: /counter?1 — 1" in extract.noticed[2]
    )


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("files = [", "access_log.toml: файл не читается как TOML"),
        ("files = ['css']\nservices = 'a'", "access_log.toml: группа services записана не так"),
        ("files = ['css']\nservices = ['(?=a)']", "access_log.toml: выражение неверно"),
        ("files = ['css']\npages = []", "access_log.toml: группы pages нет"),
    ],
)
def test_wrong_rules_are_told(
    write: Write, estimated: Callable[..., Extract], rules: str, told: str
) -> None:
    write("access_log.toml", rules)
    with pytest.raises(DataRefusal) as refused:
        estimated(line())
    assert told in str(refused.value)


def test_two_sites_told_at_the_end_of_the_line(estimated: Callable[..., Extract]) -> None:
    lines = [f'{line()[:-1]} "{site}" "TLSv1.3"\n' for site in ("www.one.ru", "one.ru:443")]
    assert counted(estimated(*lines)) == {DAY: (1, 2)}
    with pytest.raises(DataRefusal, match=r"нескольким сайтам: one\.ru — 2; two\.ru — 1"):
        estimated(*lines, f'{line()[:-1]} "two.ru"\n')


@pytest.mark.parametrize(
    "before", ["May  2 10:00:00 web nginx: ", "web_1  | ", "2023-05-02T10:00:00Z a b: "]
)
def test_what_a_journal_writes_before_is_no_visitor(write: Write, read: Read, before: str) -> None:
    lines = [BEFORE, *(line(address=f"198.51.100.{n}") for n in (7, 8, 9)), AFTER]
    extract = read("access-log", write("a.log", "".join(before + each for each in lines)))
    assert counted(extract) == {DAY: (3, 3)}


def test_lines_without_an_address_are_refused(write: Write) -> None:
    lines = "".join(each.replace("198.51.100.7", "web") for each in (BEFORE, line(), AFTER))
    with pytest.raises(
        DataRefusal, match=r"a\.log: страниц — 3, и у 3 из них строка начинается не с адреса"
    ):
        read_access_log([opened(write("a.log", lines))], options())


def test_days_are_those_of_the_place(write: Write, read: Read) -> None:
    moments = ["01/May/2023:12:00", "01/May/2023:20:30", "02/May/2023:16:30", "02/May/2023:19:00"]
    lines = "".join(line(f"{moment}:00 +0000") for moment in moments)
    assert counted(read("access-log", write("a.log", lines))) == {DAY: (2, 2)}


def test_clocks_of_the_place_were_once_others(write: Write, read: Read) -> None:
    # Until 29 May 2016 Tomsk was six hours ahead of Greenwich, and seven ever since.
    moments = [
        *("27/May/2016:01", "27/May/2016:17", "27/May/2016:18", "28/May/2016:18"),
        *("29/May/2016:17", "30/May/2016:17", "31/May/2016:17"),
    ]
    lines = "".join(line(f"{moment}:30:00 +0000") for moment in moments)
    found = counted(read("access-log", write("a.log", lines)))
    assert {day.day: visits for day, (visits, _) in found.items()} == {28: 1, 29: 1, 30: 1, 31: 1}


def test_of_several_sites_the_own_one_is_kept(write: Write) -> None:
    hosts = ["a.ru", "a.ru", "shegadm.ru"]
    lines = "".join(f"{host} {line()}" for host in hosts)
    with pytest.raises(DataRefusal, match=r"grep -F 'shegadm\.ru' a\.log"):
        read_access_log([opened(write("a.log", lines))], options())
