"""How an export is spoilt: in its bytes, in its cells and lines, in the nodes of its JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from shegar_metrics import cells

Rows = list[list[str]]

BOOK_MARK = b"PK"

JUNK: tuple[Any, ...] = (
    *("", "нет", "-", "н/д", "≈ 20", "=1+1", "NaN", "1e400", "0x10", "1_000", "１２", "٣٧", "½"),
    *("1 234", "1\u202f234,5", "12.5", "-7", "+7", "007", "9" * 400, "1" + "0" * 30, "0", "3"),
    *("2023", "2023-01", "01.02.2023", "02.01.23", "2023-02-30", "31.12.2022 - 01.01.2023"),
    *("0000-00-00", "9999-12-31", "2032-01-01", "Итого", "Итого и средние", "Всего"),
    *(
        "\x1b[2J\x07",
        "\u202e12",
        "\u200b5",
        "\ufeff",
        "a\nb",
        '"',
        "'",
        ";",
        "\t",
        "\\",
        "к" * 5000,
    ),
)
NODES: tuple[Any, ...] = (*JUNK, None, True, 0, -1, 7, 2.5, 1e308, 10**30, [], {}, [[]], [None])
ENCODINGS = ("cp1251", "utf-16", "utf-8-sig", "koi8-r", "utf-16-le", "latin-1", "utf-7")


def mutant(seed: bytes, chance: Random) -> tuple[bytes, str]:
    """Spoil an export one to three times; return it, and what was done."""
    done = []
    for _ in range(chance.randint(1, 3)):
        way = chance.choice([*BYTES, *_ways(seed) * 3])
        try:
            seed = way(seed, chance)
        except (ValueError, LookupError, csv.Error, IllegalCharacterError):
            continue  # nothing there to be spoilt so
        done.append(way.__name__)
    return seed, ", ".join(done)


def _ways(content: bytes) -> tuple[Callable[[bytes, Random], bytes], ...]:
    if content.startswith(BOOK_MARK):
        return BOOK
    return JSON if is_json(content) else TABLE if is_table(content) else LINES


def is_json(content: bytes) -> bool:
    try:
        return isinstance(json.loads(cells.decoded(content) or ""), dict | list)
    except (ValueError, RecursionError):
        return False


def is_table(content: bytes) -> bool:
    """Return whether it is a table as text: its first line is of titles, which hold no numbers."""
    text = cells.decoded(content) or ""
    try:
        header = parted(text)[0]
    except (IndexError, csv.Error):
        return False
    return len(header) > 2 and not re.search(r"[<{\[]|(?<!№)[0-9]", "".join(header))


# Bytes


def flipped(content: bytes, chance: Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content))]


def holed(content: bytes, chance: Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:first] + content[last:]


def stuttered(content: bytes, chance: Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:last] + content[first:]


def stuffed(content: bytes, chance: Random) -> bytes:
    index, junk = chance.randrange(len(content)), str(chance.choice(JUNK)).encode()
    return content[:index] + junk + content[index:]


def recoded(content: bytes, chance: Random) -> bytes:
    text = cells.decoded(content) or ""
    return text.encode(chance.choice(ENCODINGS), "replace")


def digits_changed(content: bytes, chance: Random) -> bytes:
    spoilt = bytearray(content)
    digits = [index for index, byte in enumerate(spoilt) if 48 <= byte < 58]
    for _ in range(chance.randint(1, 3)):
        spoilt[chance.choice(digits)] = 48 + chance.randrange(10)
    return bytes(spoilt)


BYTES = (flipped, cut, holed, stuttered, stuffed, recoded, digits_changed)


# Lines, whatever is in them


def lines_changed(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.choice((_swap, _repeat, _remove, _shuffle))(lines, chance)
    return b"".join(lines)


def _swap(items: list[Any], chance: Random) -> None:
    first, second = chance.randrange(len(items)), chance.randrange(len(items))
    items[first], items[second] = items[second], items[first]


def _repeat(items: list[Any], chance: Random) -> None:
    items.insert(chance.randrange(len(items)), chance.choice(items))


def _remove(items: list[Any], chance: Random) -> None:
    items.pop(chance.randrange(len(items)))


def _shuffle(items: list[Any], chance: Random) -> None:
    chance.shuffle(items)


LINES = (lines_changed,)


# Cells of a table


def parted(text: str) -> Rows:
    """Return the cells of a table, as the library parts them."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=cells.delimiter(text)))


def joined(rows: Rows, like: str) -> bytes:
    """Write a table with the delimiter of another."""
    text = io.StringIO()
    csv.writer(text, delimiter=cells.delimiter(like)).writerows(rows)
    return text.getvalue().encode()


def in_table(change: Callable[[Rows, Random], None]) -> Callable[[bytes, Random], bytes]:
    """Make a change of rows one of the bytes of a table."""

    def changed(content: bytes, chance: Random) -> bytes:
        text = cells.decoded(content) or ""
        rows = parted(text)
        change(rows, chance)
        return joined(rows, text)

    changed.__name__ = change.__name__
    return changed


def cells_swapped(rows: Rows, chance: Random) -> None:
    one, other = chance.choice(rows[1:]), chance.choice(rows[1:])
    here, there = chance.randrange(len(one)), chance.randrange(len(other))
    one[here], other[there] = other[there], one[here]


def cell_of_junk(rows: Rows, chance: Random) -> None:
    row = chance.choice(rows)
    row[chance.randrange(len(row))] = str(chance.choice(JUNK))


def column_doubled(rows: Rows, chance: Random) -> None:
    index = chance.randrange(len(rows[0]))
    for row in rows:
        row.insert(chance.choice((index, len(row))), row[index])


def column_removed(rows: Rows, chance: Random) -> None:
    index = chance.randrange(len(rows[0]))
    for row in rows:
        row.pop(index)


def titles_swapped(rows: Rows, chance: Random) -> None:
    _swap(rows[0], chance)


def rows_changed(rows: Rows, chance: Random) -> None:
    chance.choice((_swap, _repeat, _remove, _shuffle))(rows, chance)


def total_added(rows: Rows, chance: Random) -> None:
    """Add up what can be, as people do below a table, or above it."""
    sums = [_sum(column) for column in zip(*rows[1:], strict=True)]
    sums[0] = chance.choice(("Итого", "Итого:", "Всего", ""))
    rows.insert(chance.choice((1, len(rows))), sums)


def _sum(column: tuple[str, ...]) -> str:
    numbers = [int(cell) for cell in column if cell.isdecimal()]
    return str(sum(numbers)) if numbers else ""


def row_above(rows: Rows, chance: Random) -> None:
    rows.insert(0, [str(chance.choice(JUNK)), *[""] * (len(rows[0]) - 1)])


def in_book(change: Callable[[Rows, Random], None]) -> Callable[[bytes, Random], bytes]:
    """Make a change of rows one of the bytes of a book of Excel, in which numbers are numbers."""

    def changed(content: bytes, chance: Random) -> bytes:
        try:
            rows = book_rows(content)
        except Exception as error:  # openpyxl raises what its parsers do
            raise ValueError("no book any more") from error
        change(rows, chance)
        book, file = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append([_as_cell(cell) for cell in row])
        book.save(file)
        return file.getvalue()

    changed.__name__ = f"{change.__name__}_of_a_book"
    return changed


def book_rows(content: bytes) -> Rows:
    """Return the cells of all sheets of a book as text."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    every = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return [["" if cell is None else str(cell) for cell in row] for row in every]


def _as_cell(text: str) -> int | str | None:
    return int(text) if re.fullmatch("[0-9]{1,15}", text) else text or None


ROWS = (
    *(cells_swapped, cell_of_junk, cell_of_junk, column_doubled, column_removed),
    *(titles_swapped, rows_changed, rows_changed, total_added, row_above),
)
TABLE, BOOK = tuple(map(in_table, ROWS)), tuple(map(in_book, ROWS))


# Nodes of JSON


def in_json(change: Callable[[Any, Any, Random], None]) -> Callable[[bytes, Random], bytes]:
    """Make a change of one node one of the bytes of a document."""

    def changed(content: bytes, chance: Random) -> bytes:
        document = json.loads(cells.decoded(content) or "")
        node, key = chance.choice(list(nodes(document)))
        change(node, key, chance)
        return json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")

    changed.__name__ = change.__name__
    return changed


def nodes(node: Any) -> list[tuple[Any, Any]]:
    """List every node of a document as the one that holds it, and its key or index there."""
    if not isinstance(node, dict | list):
        return []
    keys = list(node) if isinstance(node, dict) else range(len(node))
    return [each for key in keys for each in ((node, key), *nodes(node[key]))]


def node_of_junk(node: Any, key: Any, chance: Random) -> None:
    node[key] = chance.choice(NODES)


def node_removed(node: Any, key: Any, _: Random) -> None:
    del node[key]


def node_renamed(node: Any, key: Any, chance: Random) -> None:
    if isinstance(node, dict):
        node[chance.choice(list(node))] = node[key]


def number_changed(node: Any, key: Any, chance: Random) -> None:
    value = node[key]
    if isinstance(value, int | float):
        node[key] = chance.choice((value + 1, value * 10, -value, str(value), float(value), 0))


def list_changed(node: Any, key: Any, chance: Random) -> None:
    items = node if isinstance(node, list) else node[key]
    if isinstance(items, list):
        chance.choice((_swap, _repeat, _remove, _shuffle))(items, chance)


def buried(node: Any, key: Any, chance: Random) -> None:
    for _ in range(chance.choice((1, 50))):
        node[key] = [node[key]]


JSON = tuple(
    map(
        in_json,
        (
            *(node_of_junk, node_of_junk, node_removed, node_renamed, number_changed),
            *(number_changed, list_changed, list_changed, list_changed, buried),
        ),
    )
)
