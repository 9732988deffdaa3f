"""How people and programs write numbers, dates and tables: one reading for data and exports.

Excel's encodings, separators and number forms are understood. Whatever cannot be is given
back as it is, for the caller to refuse it by name.
"""

from __future__ import annotations

import re
from datetime import date

# Excel separates thousands with a no-break space, Windows 10+ with a narrow one.
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\t")
BLANKS = " \u00a0\u202f\t\r\n"
RUSSIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def decoded(content: bytes) -> str | None:
    """Decode UTF-8, UTF-16 with a byte order mark, or cp1251; ``None`` if it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if b"\x00" in content:
        return None
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def delimiter(text: str) -> str:
    """Choose ``;``, tab or ``,`` by the header, the one line that holds no free text."""
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


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
    russian = RUSSIAN_DATE.fullmatch(cell)
    if russian is None:
        return cell
    day, month, year = map(int, russian.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # no such day: it is told as it was typed
        return cell


def as_date(cell: str) -> date | None:
    """Read a date as ``2022-12-31`` or «31.12.2022»; ``None`` if it is none."""
    try:
        return date.fromisoformat(iso_date(stripped(cell))[:10])
    except ValueError:
        return None
