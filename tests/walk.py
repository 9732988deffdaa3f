"""The year of the guide for analysts: a made-up municipality, and the exports of its last year.

    uv run python -m tests.walk build/walk

No number in them is true. ``data/inbox`` holds what systems gave for the year, as they give it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import docx

from shegar_metrics.importing.plan import INBOX

from .packages import LAST, _days, _months, rich

YEAR = LAST
"""The year that the guide makes the report of; those before it are in the data already."""

TAKEN = datetime(YEAR + 1, 1, 12, 9, tzinfo=UTC)
"""When the exports were taken from the systems."""

METRIKA = "Метрика, посещаемость.csv"
PUBLICATIONS = "Публикации сайта.csv"
CONTRACTS = "Договоры.csv"
STATISTICS = "Статистика ВКонтакте.csv"
ODNOKLASSNIKI = "ok-stat.json"
LETTER = "Сопроводительное письмо.docx"


def begin(folder: Path) -> Path:
    """Write a project folder: data of the years before, and the exports of the last one."""
    data = folder / "data"
    rich(data)
    for table in sorted(data.glob("*.csv")):
        _leave_out_last_year(table)
    inbox = data / INBOX
    inbox.mkdir(parents=True)
    for name, content in exports().items():
        path = inbox / name
        path.write_bytes(content)
        os.utime(path, (TAKEN.timestamp(), TAKEN.timestamp()))
    return folder


def _leave_out_last_year(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [row for row in rows if not _is_of_last_year(dict(zip(header, row, strict=True)))]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *kept])


def _is_of_last_year(row: dict[str, str]) -> bool:
    cited = row.get("source") or row.get("id", "")
    if cited.endswith(f"-{YEAR}") and not cited.startswith("residents"):
        return True
    return str(YEAR) in (row.get("year"), row.get("period_end", "")[:4])


def exports() -> dict[str, bytes]:
    """Return the files that the systems gave, by name."""
    chance = Random(YEAR)
    return {
        METRIKA: _metrika(chance).encode("utf-8-sig"),
        PUBLICATIONS: _publications(chance).encode("cp1251"),
        CONTRACTS: _contracts().encode("cp1251"),
        STATISTICS: _statistics(chance).encode(),
        ODNOKLASSNIKI: _trends(chance).encode(),
        LETTER: _letter(),
    }


def _letter() -> bytes:
    file = io.BytesIO()
    letter = docx.Document()
    letter.add_paragraph("Направляем сведения за год.")
    letter.save(file)
    return file.getvalue()


def _metrika(chance: Random) -> str:
    months = [(first, last, chance.randint(170, 230) * 20) for first, last in _months(YEAR)]
    lines = [
        f'"{first} - {last}","{visits}","{visits * 11 // 20}","{visits * 5 // 2}"'
        for first, last, visits in reversed(months)
    ]
    total = sum(visits for _, _, visits in months)
    above = "Интервал дат визита,Визиты,Посетители,Просмотры"
    totals = f'"Итого и средние","{total}","{total // 3}","{total * 5 // 2}"'
    return "\n".join([above, totals, *lines, ""])


def _publications(chance: Random) -> str:
    lines = ["Раздел;Вид акта;Номер;Дата;Опубликовано;Заголовок;Статус"]
    number = 0
    for first, last in _months(YEAR):
        for section, act, most in (
            ("Новости", "", 33),
            ("Документы", "Постановление", 15),
            ("Документы", "Решение Совета депутатов", 9),
        ):
            for _ in range(chance.randint(most // 2, most)):
                number += 1
                day = f"{first + timedelta(days=chance.randrange(last.day)):%d.%m.%Y}"
                of_act = number if act else ""
                lines.append(f"{section};{act};{of_act};{day};{day};Запись {number};Опубликовано")
    lines.append(f"Новости;;;;28.12.{YEAR};О планах;Черновик")
    return "\n".join([*lines, ""])


def _contracts() -> str:
    return (
        "Номер;Дата;Предмет;Начало срока;Конец срока;Цена;Оплачено;Дата оплаты\n"
        f"13;20.12.{YEAR - 1};Сопровождение официального сайта;"
        f"01.01.{YEAR};31.12.{YEAR};49 800,00;49 800,00;25.12.{YEAR}\n"
        f"21;03.02.{YEAR};Поставка бумаги;03.02.{YEAR};31.12.{YEAR};12 000,00;12 000,00;\n"
    )


def _statistics(chance: Random) -> str:
    lines = ["Дата,Критерий,Парам. №1,Парам. №2,Значение"]
    for day in reversed(_days(date(YEAR, 1, 1), date(YEAR, 12, 31))):
        views = chance.randint(20, 90)
        lines += [f"{day},views,,,{views}", f"{day},visitors,,,{views // 2}"]
        lines += [f"{day},members,Новые участники,,{chance.randint(0, 3)}"]
        lines += [f"{day},feedback,Нравится,,{chance.randint(0, 40)}"]
    return "\n".join([*lines, ""])


def _trends(chance: Random) -> str:
    days = _days(date(YEAR, 1, 1), date(YEAR, 12, 31))
    stamps = [int(datetime(*day.timetuple()[:3], tzinfo=UTC).timestamp()) * 1000 for day in days]
    counts = {
        "members_count": [1172 - n // 20 for n in range(len(days))],
        "likes": [chance.randint(0, 25) for _ in days],
        "comments": [chance.randint(0, 4) for _ in days],
        "reshares": [chance.randint(0, 3) for _ in days],
    }
    points = {
        name: [{"time": time, "value": value} for time, value in zip(stamps, values, strict=True)]
        for name, values in counts.items()
    }
    return json.dumps(points)


if __name__ == "__main__":
    begin(Path(sys.argv[1]))
