"""JSON that some API answered: nothing in it is trusted, and a refusal names the place in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from ..problems import DataRefusal, Problem
from .days import YEARS
from .export import Export
from .table import LARGEST, MOST_PROBLEMS

T = TypeVar("T")

SECONDS = range(
    int(datetime(YEARS.start, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(YEARS.stop, 1, 1, tzinfo=UTC).timestamp()),
)

LONGEST_SHOWN = 60
LONGEST_TOLD = 200
NUMBER = re.compile(r"-?[0-9]{1,18}")
KINDS = {dict: "объект", list: "список", str: "строка", bool: "true или false", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the JSON of a file, with the path to it.

    Parameters
    ----------
    export
        The file.
    path
        Where in it: ``"items[3].date"``; empty for the whole.
    value
        What stands there.
    """

    export: Export
    path: str
    value: Any

    def get(self, key: str) -> Node | None:
        """Go to a member of this object; ``None`` if it is absent or null."""
        if not isinstance(self.value, dict):
            raise self.refusal(f"не объект, а {_kind(self.value)}")
        value = self.value.get(key)
        return None if value is None else self._below(f".{key}" if self.path else key, value)

    def at(self, key: str, mend: str = "") -> Node:
        """Go to a member of this object that must be there."""
        found = self.get(key)
        if found is None:
            raise self.refusal(f"нет поля {key}", mend=mend)
        return found

    def items(self) -> list[Node]:
        """Go to every item of this list."""
        if not isinstance(self.value, list):
            raise self.refusal(f"не список, а {_kind(self.value)}")
        return [self._below(f"[{place}]", item) for place, item in enumerate(self.value)]

    def text(self) -> str:
        """Read a string."""
        if not isinstance(self.value, str):
            raise self.refusal(f"не строка, а {_kind(self.value)}")
        return self.value

    def flag(self, key: str) -> bool:
        """Read a member that is 0 or 1, true or false; an absent one is false."""
        found = self.get(key)
        if found is None:
            return False
        if not isinstance(found.value, int) or found.value not in (0, 1):
            raise found.refusal("не 0 и не 1")
        return bool(found.value)

    def whole(self, from_text: bool = False) -> int:
        """Read a whole number of either sign.

        Parameters
        ----------
        from_text
            Whether this API also writes it as a string of digits.
        """
        value = self.value
        if from_text and isinstance(value, str) and NUMBER.fullmatch(value):
            return int(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            wrong = "не целое число"
            raise self.refusal(f"{wrong}, а строка" if isinstance(value, str) else wrong)
        return value

    def count(self, from_text: bool = False) -> int:
        """Read a whole number, not negative."""
        number = self.whole(from_text)
        if not 0 <= number <= LARGEST:
            raise self.refusal("не количество", f"число от 0 до {LARGEST}")
        return number

    def moment(self, per_second: int = 1, from_text: bool = False) -> datetime:
        """Read Unix time, which is UTC, as the time of the municipality.

        Parameters
        ----------
        per_second
            Units in a second: 1000 for milliseconds.
        from_text
            Whether this API also writes it as a string of digits.
        """
        seconds = self.whole(from_text) // per_second
        if seconds not in SECONDS:
            raise self.refusal("не время с 1990 по 2100 год", "время Unix")
        return datetime.fromtimestamp(seconds, self.export.zone)

    def refusal(self, wrong: str, expected: str = "", mend: str = "") -> DataRefusal:
        """Return a refusal that names this place, and the value if it is short enough."""
        place = ", ".join(filter(None, (self.export.name, self.path)))
        shown = None if isinstance(self.value, (dict, list)) else shortened(self.value)
        return DataRefusal([Problem(place, wrong, expected, mend, value=shown)])

    def _below(self, step: str, value: Any) -> Node:
        return Node(self.export, self.path + step, value)


def answer(export: Export) -> Node:
    """Read the answer of an API, out of its ``response`` where it has one.

    Raises
    ------
    DataRefusal
        If it is no JSON, or an error was answered.
    """
    value = export.json()
    error = told_error(value)
    if error is not None:
        raise export.refusal(
            f"это не данные, а ответ об ошибке: {error}",
            mend="Исправьте запрос и сохраните ответ снова",
        )
    if isinstance(value, dict) and "response" in value:
        return Node(export, "response", value["response"])
    return Node(export, "", value)


def told_error(value: Any) -> str | None:
    """Return what an API says if its answer is an error; ``None`` if it is not.

    VK, TGStat, OK and Yandex.Metrica each have a form of their own.
    """
    if not isinstance(value, dict):
        return None
    told = value.get("error")
    if isinstance(told, dict):  # VK
        told = told.get("error_msg", told.get("error_code"))
    elif "error_code" in value:  # OK
        told = value.get("error_msg", value["error_code"])
    elif "errors" in value:  # Metrica
        told = value.get("message", value["errors"])
    elif value.get("status") != "error" and told is None:
        return None
    return shortened(told, LONGEST_TOLD)


def each(nodes: Iterable[Node], read: Callable[[Node], T]) -> list[T]:
    """Read every node, and refuse the file with the problems of all of them."""
    results: list[T] = []
    problems: list[Problem] = []
    for node in nodes:
        try:
            results.append(read(node))
        except DataRefusal as refusal:
            problems += refusal.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise DataRefusal(problems)
    return results


def shortened(value: Any, most: int = LONGEST_SHOWN) -> str:
    """Write a value in a line that can be printed: short, and without half characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Half of a surrogate pair is valid JSON, and cannot be printed.
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _kind(value: Any) -> str:
    return KINDS.get(type(value), "число")
