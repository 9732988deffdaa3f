"""The map of the site, and a plain list of its addresses."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.sitemap import read as read_sitemap
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

SITE = "https://example.org"


def sitemap(
    *pages: tuple[str, str], xmlns: str = "http://www.sitemaps.org/schemas/sitemap/0.9"
) -> str:
    urls = "".join(
        f"<url><loc>{SITE}{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for path, day in pages
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{xmlns}">\n{urls}</urlset>\n'


DATED = (
    ("/news/2022/01/o-dorogah", "2023-05-01"),
    ("/news/2022/03/o-vyborah", ""),
    ("/novosti/2022-12-30-s-novym-godom/", ""),
    ("/", "2023-01-01"),
    ("/contacts", ""),
)


def counts(extract: Extract) -> dict[tuple[str, date, date], int]:
    return {
        (row["section"], row["period_start"], row["period_end"]): row["publications"]
        for row in extract.rows["publications"]
    }


def by_month(extract: Extract) -> dict[int, int]:
    return {start.month: count for (_, start, _), count in counts(extract).items()}


@pytest.mark.parametrize("xmlns", ["http://www.sitemaps.org/schemas/sitemap/0.9", ""])
def test_the_date_in_the_address_is_preferred(write: Write, read: Read, xmlns: str) -> None:
    extract = read("sitemap", write("sitemap.xml", sitemap(*DATED, xmlns=xmlns)))
    expected = dict.fromkeys(range(1, 13), 0) | {1: 1, 3: 1, 12: 1}
    assert by_month(extract) == expected
    said = " ".join(extract.noticed)
    assert "Шаблоны адресов взяты из поставки, sitemap.toml." in said
    assert f"Адресов, не подошедших ни под один шаблон, — 2: {SITE}/contacts; {SITE}/." in said
    assert "lastmod" not in said
    assert "удалённых среди них нет" in said


def test_a_plain_list_of_addresses(write: Write, read: Read) -> None:
    text = "\r\n".join(f"{SITE}{path}" for path, _ in DATED) + f"\r\n\r\n{SITE}/contacts/\r\n"
    extract = read("sitemap", write("адреса.txt", text))
    assert by_month(extract)[3] == 1
    assert "Адресов — 6, без повторов — 5." in " ".join(extract.noticed)


def test_the_day_of_change_is_said_to_be_one(write: Write, read: Read) -> None:
    text = sitemap(
        ("/postanovleniya/12", "2022-01-05T23:30:00+00:00"),
        (
            "/%D0%BF%D0%BE%D1%81%D1%82%D0%B0%D0%BD%D0%BE%D0%B2%D0%BB%D0%B5%D0%BD%D0%B8%D1%8F/13",
            "2022-02-01",
        ),
        ("/resheniya-dumy/7.pdf", "2022-12-05"),
        ("/resheniya-dumy/", "2022-12-05"),
    )
    extract = read("sitemap", write("sitemap.xml", text))
    assert {(section, start.month): n for (section, start, _), n in counts(extract).items()} == {
        ("administration_acts", 1): 1,
        ("administration_acts", 2): 1,
        ("duma_acts", 12): 1,
    }
    said = " ".join(extract.noticed)
    assert "Постановления администрации: адресов без даты публикации — 2 из 2; взят" in said
    assert "Среди адресов нет разделов: Новости; это не ноль." in said


def test_years_in_addresses(write: Write, read: Read) -> None:
    text = sitemap(("/duma/resheniya/2021/5", ""), ("/duma/resheniya/2023/6", ""))
    extract = read("sitemap", write("sitemap.xml", text))
    assert counts(extract) == {
        ("duma_acts", date(year, 1, 1), date(year, 12, 31)): count
        for year, count in ((2021, 1), (2022, 0), (2023, 1))
    }


def test_a_section_with_an_undated_address_is_not_counted(write: Write, read: Read) -> None:
    text = sitemap(*DATED, ("/resheniya/1", "2022-01-05"), ("/resheniya/2", ""))
    extract = read("sitemap", write("sitemap.xml", text))
    assert {section for section, _, _ in counts(extract)} == {"news"}
    assert "Решения Думы: адресов без даты — 1 из 2, поэтому" in " ".join(extract.noticed)


def test_parts_of_a_map_are_read_together(write: Write, read: Read) -> None:
    parts = [write(f"{n}.xml", sitemap(*pages)) for n, pages in enumerate((DATED[:1], DATED[1:]))]
    assert sum(by_month(read("sitemap", *parts)).values()) == 3


def test_own_patterns_beside_the_export(write: Write, read: Read) -> None:
    write(
        "sitemap.toml",
        r"""
        [news]
        addresses = ['/n/(?P<year>\d{4})-(?P<month>\d+)/']
        """,
    )
    text = sitemap(("/n/2022-1/a", ""), ("/n/2022-12/b", ""), ("/news/2022/03/o-vyborah", ""))
    extract = read("sitemap", write("sitemap.xml", text))
    assert sum(by_month(extract).values()) == 2
    assert "взяты из вашего sitemap.toml" in extract.noticed[0]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("[news", "sitemap.toml: файл не читается как TOML"),
        (b"\xff\xfe\xff", "файл не читается как TOML"),
        ("", "в файле нет ни одного раздела"),
        ("[other]\naddresses = ['a']", "раздела other нет: есть news, administration_acts"),
        ("news = 1", "раздел news записан не так"),
        ("[news]\naddresses = 'a'", "раздел news записан не так"),
        ("[news]\naddresses = []", "раздел news записан не так"),
        ("[news]\naddresses = ['a']\nlastmod = 'да'", "раздел news записан не так"),
        ("[news]\naddresses = ['a']\nadresses = ['a']", "раздел news записан не так"),
        ("[news]\naddresses = ['(']", "шаблон раздела news неверен"),
        ("[news]\naddresses = [1]", "шаблон раздела news неверен"),
        ("[news]\naddresses = ['/(?P<year>n)ews/']", "Новости: адресов без даты — 2 из 2"),
        (r"[news]" "\n" r"addresses = ['/(?P<year>\d{4})/(?P<month>\w+)']", "посчитан"),
    ],
)
def test_bad_patterns_are_told(write: Write, config: str | bytes, told: str) -> None:
    write("sitemap.toml", config)
    path = write("sitemap.xml", sitemap(("/news/2022/may", ""), ("/news/2022/15", "")))
    with pytest.raises(DataRefusal) as refused:
        read_sitemap([opened(path)], options())
    assert told in str(refused.value)


LISTS = (
    "/news/2023/",
    "/news/2023/02/",
    "/news/category/sport/",
    "/news/tag/dorogi",
    "/news/archive/2022",
    "/news/page2/",
    "/news/?PAGEN_1=2",
    "/news/search/?q=1",
    "/bitrix/redirect.php?goto=/news/5/",
    "/news/rss.xml",
    "/news/feed/",
    "/news/photo.jpg",
)


def test_lists_tags_feeds_and_pictures_are_no_news(write: Write, read: Read) -> None:
    text = sitemap(*DATED, *((path, "2022-05-05") for path in LISTS))
    extract = read("sitemap", write("sitemap.xml", text))
    assert by_month(extract) == dict.fromkeys(range(1, 13), 0) | {1: 1, 3: 1, 12: 1}
    assert f"Не посчитано списков, меток, лент и картинок — {len(LISTS)}: " in extract.noticed[1]


@pytest.mark.parametrize(
    ("path", "lastmod", "month"),
    [
        ("/news/15-04-2022-subbotnik/", "2023-01-01", 4),
        ("/news/2022/04/15/subbotnik", "", 4),
        ("/news/15/04/2022/subbotnik", "", 4),
        ("/news/20220415_subbotnik.html", "", 4),
        ("/news/subbotnik-15-06-2022/", "2022-04-18", 4),  # a day of an event
        ("/news/2022-04-samyh-vazhnyh/", "2022-05-18", 5),  # a number of a title
        ("/news/2099-01-01-budushchee/", "2022-05-18", 5),  # a day to come
        ("/news/31-02-2022-oshibka/", "2022-05-18", 5),
    ],
)
def test_the_day_in_an_address(
    write: Write, read: Read, path: str, lastmod: str, month: int
) -> None:
    text = sitemap(*DATED, (path, lastmod))
    found = by_month(read("sitemap", write("sitemap.xml", text)))
    expected = dict.fromkeys(range(1, 13), 0) | {1: 1, 3: 1, 12: 1}
    assert found == expected | {month: expected[month] + 1}


LISTED = ("/news/1;10.01.2022", "/news/2;15 марта 2022 г.", "/news/3;2022-12-30")
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">"""


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{SITE}{line}" for line in LISTED),
        "Адрес;Дата публикации\n" + "\n".join(f"{SITE}{line}" for line in LISTED),
        "Страницы сайта\n№;url;date\n" + "\n".join(f"1;{SITE}{line}" for line in LISTED),
        NEWS
        + "".join(
            f"<url><loc>{SITE}/news/{n}</loc><lastmod>2022-06-06</lastmod><news:news>"
            f"<news:publication_date>2022-{month}-10</news:publication_date></news:news></url>"
            for n, month in enumerate(("01", "03", "12"))
        )
        + "</urlset>",
    ],
)
def test_the_day_that_is_told_of_an_address(write: Write, read: Read, text: str) -> None:
    extract = read("sitemap", write("a.txt", text))
    assert by_month(extract) == dict.fromkeys(range(1, 13), 0) | {1: 1, 3: 1, 12: 1}
    assert "lastmod" not in " ".join(extract.noticed)


def test_a_packed_map_and_two_spellings_of_a_page(write: Write, read: Read) -> None:
    text = sitemap(*DATED, ("/novosti/2022-12-30-s-novym-godom/?utm_source=vk", ""))
    path = write("sitemap.xml.gz", gzip.compress(text.encode()))
    assert by_month(read("sitemap", path))[12] == 1


def test_a_map_too_large_is_refused(write: Write) -> None:
    urls = f"<url><loc>{SITE}/a</loc></url>" * 200_001
    with pytest.raises(DataRefusal, match="адресов — 200001, а в карте сайта их не больше"):
        read_sitemap([opened(write("a.xml", f"<urlset>{urls}</urlset>"))], options())


INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    f"<sitemap><loc>{SITE}/sitemap-1.xml</loc></sitemap>"
    f"<sitemap><loc>{SITE}/sitemap-2.xml</loc></sitemap></sitemapindex>"
)
BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<urlset><url><loc>&b;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (INDEX, f"перечень карт: {SITE}/sitemap-1.xml, {SITE}/sitemap-2.xml. Сохраните каждую"),
        ("<sitemapindex/>", "перечень карт: пустой"),
        (BOMB, "XML с объявлениями ENTITY, которых в выгрузках не бывает"),
        (sitemap(*DATED)[:-30], "нельзя разобрать как XML: файл обрезан"),
        (sitemap(), "в карте нет ни одного адреса"),
        (
            "<urlset><url><lastmod>2022-01-01</lastmod></url></urlset>",
            "у записи url № 1 нет адреса",
        ),
        ("<feed/>", "корень XML — feed. Ожидается urlset"),
        (sitemap(("/a", "")), "ни один раздел не посчитан. Шаблоны адресов взяты"),
        (sitemap(("/news/a", "вчера")), "адресов без даты — 1 из 1"),
        (sitemap(("/news/a", "9999-12-31T23:59:59-12:00")), "адресов без даты — 1 из 1"),
        (sitemap(("/news/2022/05/a", "")), "Не взято: 05.2022, записей — 1"),
        (f"{SITE}/news/2022/01/a\nне адрес\n", "a.xml, строка 2: «не адрес» — не адрес"),
        (f"{SITE}/a b\n", "не адрес. Ожидается адрес вида"),
        ("", "файл пуст"),
        ("<html><body>Вход</body></html>", "это страница HTML"),
        (b"\x00\x01\x02", "это не текст"),
    ],
)
def test_bad_input_is_told(write: Write, text: str | bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_sitemap([opened(write("a.xml", text))], options())
    assert told in str(refused.value)


@given(year=st.integers(2001, 2022), months=st.lists(st.integers(1, 12), max_size=60))
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, year: int, months: list[int]
) -> None:
    months = [1, 12, *months]
    pages = [(f"/news/{year}/{month:02}/item-{n}", "") for n, month in enumerate(months)]
    path = tmp_path / "a.xml"
    path.write_text(sitemap(*pages), encoding="utf-8")
    extract = read_sitemap([opened(path)], options())
    told = Counter(months)
    assert by_month(extract) == {month: told[month] for month in range(1, 13)}


def test_pictures_of_a_page_are_none_of_its_addresses(write: Write, read: Read) -> None:
    picture = (
        '<image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        f"<image:loc>{SITE}/a.jpg</image:loc></image:image></url>"
    )
    text = sitemap(*DATED).replace("</url>", picture)
    assert sum(by_month(read("sitemap", write("sitemap.xml", text))).values()) == 3


def test_a_page_of_a_coming_day_proves_no_zeros(write: Write, read: Read) -> None:
    extract = read("sitemap", write("a.xml", sitemap(*DATED, ("/news/9", "2029-01-01"))))
    assert {row["period_start"].year for row in extract.rows["publications"]} == {2022}
    assert "Не взято записей с датой позже дня записи файла" in " ".join(extract.noticed)


def test_addresses_of_two_sites_are_refused(write: Write) -> None:
    text = sitemap(*DATED).replace(SITE, "https://www.school.ru", 1)
    with pytest.raises(DataRefusal, match=r"адреса нескольких сайтов: .*school\.ru — 1"):
        read_sitemap([opened(write("a.xml", text))], options())


def test_what_others_lie_under_is_a_list(write: Write, read: Read) -> None:
    text = sitemap(*DATED, ("/news/sport/", "2022-05-05"), ("/news/sport/5.html", "2022-05-06"))
    extract = read("sitemap", write("a.xml", text))
    assert sum(by_month(extract).values()) == 4
    assert (
        f"Не посчитано списков, меток, лент и картинок — 1: {SITE}/news/sport/." in extract.noticed
    )


def test_the_day_of_a_rebuilt_site_dates_nothing(write: Write) -> None:
    pages = [(f"/news/{n}", "2022-05-05") for n in range(6)]
    text = sitemap(*pages, ("/news/7", "2022-01-05"), ("/news/8", "2022-12-05"))
    with pytest.raises(DataRefusal, match=r"у 6 адресов из 8 один день изменения, 05\.05\.2022"):
        read_sitemap([opened(write("a.xml", text))], options())
