"""How people and programs write numbers, dates and tables: one reading for data and exports.

Excel's encodings, separators and number forms are understood. A cell is read whole, or given
back as it is, for the caller to refuse it by name.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain

# Excel separates thousands with a no-break space, Windows 10+ with a narrow one.
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\t")
BLANKS = " \u00a0\u202f\t\r\n"
ISO_DATE = re.compile(r"(?P<year>[0-9]{4})([-./])(?P<month>[0-9][0-9])\2(?P<day>[0-9][0-9])")
RUSSIAN_DATE = re.compile(
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4}|[0-9][0-9])"
)
SLASHED_DATE = re.compile(r"(?P<day>[0-9]{1,2})([/-])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})")
"""The day before the month in half of the world, after it in the other."""
WORDED_DATE = re.compile(
    r"(?P<day>[0-9]{1,2})[\s/-]+(?P<month>[^\W0-9_]+)\.?,?[\s/-]+(?P<year>[0-9]{4})"
)
ENGLISH_DATE = re.compile(r"(?P<month>[a-z]+)\.?\s+(?P<day>[0-9]{1,2}),?\s+(?P<year>[0-9]{4})")
MONTH = re.compile(
    r"(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})|(?P<year2>[0-9]{4})-(?P<month2>[0-9][0-9])"
)
WORDED_MONTH = re.compile(r"(?P<month>[^\W0-9_]+)\.?,?[\s-]+(?P<year>[0-9]{4})")
DATE_IN_TEXT = re.compile(
    r"(?<![0-9])(?:[0-9]{4}-[0-9][0-9]-[0-9][0-9]|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9][0-9])|[0-9]{1,2}\s+[а-яё]+\s+[0-9]{4})(?![0-9])",
    re.I,
)
TOTAL = re.compile(r"(?:итого|всего|(?:grand )?totals?)\b.{0,40}", re.I | re.S)
MIDNIGHT = re.compile(r"[ t]0?0:00(?::00(?:\.0+)?)?$")
"""What a spreadsheet or a database adds to a day."""
WEEKDAY = (
    r"(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
BESIDE_DAY = re.compile(rf"^{WEEKDAY}\.?,?\s+|,?\s+(?:{WEEKDAY}\.?|\({WEEKDAY}\.?\))$")
"""The day of the week before or after a day of the month."""
QUOTED_DAY = re.compile(r"^[«\"“]\s*(\d{1,2})\s*[»\"”]")
"""«19» января 2023 г., as in the head of a document."""
YEAR_WORD = re.compile(r"\s*(?:г\.?|год|года)$")
LATEST_SHORT_YEAR = 79
"""«20.12.23» is of 2023; of which century «20.12.85» is, it does not say."""
MONTHS = tuple(
    names.split()
    for names in (
        "январь января january",
        "февраль февраля february",
        "март марта march",
        "апрель апреля april",
        "май мая may",
        "июнь июня june",
        "июль июля july",
        "август августа august",
        "сентябрь сентября september",
        "октябрь октября october",
        "ноябрь ноября november",
        "декабрь декабря december",
    )
)
SHORTEST_MONTH = 3
CHUNK = 1024 * 1024
LINES_LOOKED_AT = 30


def encoding(chunks: Callable[[], Iterable[bytes]]) -> str | None:
    """Return how a text is encoded: UTF-8, UTF-16 with a byte order mark, or cp1251.

    Parameters
    ----------
    chunks
        Gives the bytes from their beginning, as often as it is asked.

    Returns
    -------
    str or None
        ``None`` if it is no text, or UTF-8 with broken bytes, which cp1251 would read as gibberish.
    """
    first = next(iter(chunks()), b"")
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16" if _decodes(chunks(), "utf-16") else None
    if any(b"\x00" in chunk for chunk in chunks()):
        return None
    # Not as "utf-8-sig": decoding step by step, that takes half a byte order mark for no text.
    if _decodes(chunks(), "utf-8"):
        return "utf-8-sig"
    return "cp1251" if not _is_spoilt(chunks()) and _decodes(chunks(), "cp1251") else None


def decoded(content: bytes) -> str | None:
    """Decode a text as `encoding` finds it; ``None`` if it is none."""
    found = encoding(lambda: [content])
    return None if found is None else content.decode(found)


def _decodes(chunks: Iterable[bytes], name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_spoilt(chunks: Iterable[bytes]) -> bool:
    """Return whether it is UTF-8 with some broken bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = sound = 0
    for chunk in chain(chunks, [None]):
        text = decoder.decode(b"", final=True) if chunk is None else decoder.decode(chunk)
        lost = text.count("\N{REPLACEMENT CHARACTER}")
        broken += lost
        sound += sum(not char.isascii() for char in text) - lost
    return 0 < broken < sound


def delimiter(text: str) -> str:
    """Choose ``;``, tab or ``,``: what parts the most of the first lines into as many cells.

    Free text may hold any of them, but not as often in every line; of equals, what parts these
    lines into more cells: a title and decimals may hold a comma each.
    """
    lines = [line for line in text[:CHUNK].splitlines() if line.strip()][:LINES_LOOKED_AT]
    return max(",;\t", key=lambda each: _parted(lines, each)) if lines else ","


def _parted(lines: list[str], by: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=by)]
    except csv.Error:
        return 0, 0
    alike = Counter(width for width in widths if width > 1)
    return max(((lines, width) for width, lines in alike.items()), default=(0, 0))


def stripped(cell: str) -> str:
    """Take away the blanks around a cell."""
    return cell.strip(BLANKS)


def whole(cell: str) -> str:
    """Write a whole number without the spaces between its thousands."""
    return cell.translate(SPACES)


def decimal(cell: str) -> str:
    """Write a number with a decimal point and no spaces."""
    return cell.translate(SPACES).replace(",", ".")


def iso_date(cell: str) -> str:
    """Write «31.12.2022» as ``2022-12-31``; leave anything else as it is."""
    day = as_date(cell)
    return cell if day is None else day.isoformat()


def as_date(cell: str) -> date | None:
    """Read a day as people and systems write it; ``None`` if it is none, or may be two.

    Examples
    --------
    >>> [str(as_date(cell)) for cell in ("31.12.2022", "сб, 31 декабря 2022 г.", "Dec 31, 2022")]
    ['2022-12-31', '2022-12-31', '2022-12-31']
    >>> as_date("01/02/2023"), as_date("2023-01-01–2023-01-31")
    (None, None)
    """
    text = BESIDE_DAY.sub("", MIDNIGHT.sub("", stripped(cell).lower()), count=1)
    text = QUOTED_DAY.sub(r"\1", YEAR_WORD.sub("", text))
    for form in (ISO_DATE, RUSSIAN_DATE, SLASHED_DATE, WORDED_DATE, ENGLISH_DATE):
        if found := form.fullmatch(text):
            day, month = found["day"], found["month"]
            if form is SLASHED_DATE and _may_swap(day, month):
                return None
            if form is SLASHED_DATE and int(month) > len(MONTHS):
                day, month = month, day
            return _date(found["year"], month, day)
    return None


def dates_in(text: str) -> tuple[list[date], str]:
    """Find the days in a text, and return what else is in it.

    Examples
    --------
    >>> dates_in("с 1 января 2023 г. по 31.12.2023")
    ([datetime.date(2023, 1, 1), datetime.date(2023, 12, 31)], 'с  г. по ')
    """
    days: list[date] = []

    def taken(found: re.Match[str]) -> str:
        day = as_date(found[0])
        if day is None:
            return found[0]
        days.append(day)
        return ""

    rest = DATE_IN_TEXT.sub(taken, text)
    return days, rest


def as_month(cell: str) -> date | None:
    """Read a month of a year, and return its first day: ``2023-01``, «янв. 2023», «Sept 2023».

    Examples
    --------
    >>> [str(as_month(cell)) for cell in ("2022-09", "09.2022", "Сентябрь 2022 г.", "Sept 2022")]
    ['2022-09-01', '2022-09-01', '2022-09-01', '2022-09-01']
    """
    text = YEAR_WORD.sub("", stripped(cell).lower())
    if found := MONTH.fullmatch(text):
        return _date(found["year"] or found["year2"], found["month"] or found["month2"], "1")
    if found := WORDED_MONTH.fullmatch(text):
        return _date(found["year"], found["month"], "1")
    return None


def _may_swap(one: str, other: str) -> bool:
    return one != other and max(int(one), int(other)) <= len(MONTHS)


def _date(year: str, month: str, day: str) -> date | None:
    if len(year) == len("23"):
        if int(year) > LATEST_SHORT_YEAR:
            return None
        year = f"20{year}"
    try:
        return date(int(year), int(month) if month.isdecimal() else _month(month), int(day))
    except ValueError:  # no such day
        return None


def _month(word: str) -> int:
    """Return the number of a month by its name or the beginning of it; 0 if it is none."""
    if len(word) < SHORTEST_MONTH:
        return 0
    every = enumerate(MONTHS, start=1)
    return next((n for n, names in every if any(name.startswith(word) for name in names)), 0)


def is_total(row: Sequence[str]) -> bool:
    """Return whether a row sums up others: a cell of it says so, and none is a date.

    Examples
    --------
    >>> is_total(["", "Итого:", "5"]), is_total(["Всего пять дней до выборов", "01.09.2023"])
    (True, False)
    """
    found = [stripped(cell) for cell in row]
    return any(map(TOTAL.fullmatch, found)) and not any(map(as_date, found))
