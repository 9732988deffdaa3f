"""JSON that some API answered: read by its shape, and refused by the place in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from ...problems import LONGEST_QUOTED, DataRefusal, Problem, shortened
from .export import Export
from .shapes import type_of
from .table import MOST_PROBLEMS
from .torn import TWICE, torn_json

T = TypeVar("T")
S = TypeVar("S")

LONGEST_TOLD = 200
DECODER = json.JSONDecoder()
SPACE = re.compile(r"\s*")
EXPECTED_TYPES = {"model_type": "объект", "list_type": "список", "tuple_type": "список"}


@dataclass(frozen=True, slots=True)
class Answer:
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

    def below(self, *steps: str | int) -> Answer:
        """Go down by the names of members and the places of items, which must be there."""
        value = self.value
        for step in steps:
            value = value[step]
        return Answer(self.export, _joined(self.path, steps), value)

    def member(self, name: str, mend: str = "") -> Answer:
        """Go to a member of this object, or refuse it if it has none."""
        if not isinstance(self.value, dict):
            raise self.refusal(f"не объект, а {type_of(self.value)}")
        if self.value.get(name) is None:
            wrong = f"{name} — null, значения нет" if name in self.value else f"нет поля {name}"
            raise self.refusal(wrong, mend=mend)
        return self.below(name)

    def read(self, shape: type[T], mends: Mapping[str, str] | None = None) -> T:
        """Read the value by its shape, or refuse it with all that is wrong, by its place.

        Parameters
        ----------
        shape
            A `shapes.Part`, or a list.
        mends
            What to do where a field is absent, by its name.
        """
        try:
            read: T = _adapter(cast(Hashable, shape)).validate_python(
                self.value, context=self.export.zone
            )
        except ValidationError as error:
            every = error.errors(include_url=False)[:MOST_PROBLEMS]
            raise DataRefusal([self._problem(each, mends or {}) for each in every]) from None
        return read

    def refusal(self, wrong: str, expected: str = "", mend: str = "") -> DataRefusal:
        """Return a refusal that names this place, and the value if it is short enough."""
        return DataRefusal([self.problem(wrong, expected, mend)])

    def problem(self, wrong: str, expected: str = "", mend: str = "") -> Problem:
        """Return a problem of this place, with the value if it is short enough."""
        place = ", ".join(filter(None, (self.export.name, self.path)))
        shown = None if isinstance(self.value, (dict, list)) else as_line(self.value)
        return Problem(place, wrong, expected, mend, value=shown)

    def refuse_error(self) -> None:
        """Refuse this if an API says by it that a request failed."""
        error = told_error(self.value)
        if error is not None:
            raise self.export.refusal(
                f"это не данные, а ответ об ошибке: {error}",
                mend="Исправьте запрос и сохраните ответ снова",
            )

    def refuse_repeated(self, keys: Iterable[str]) -> None:
        """Refuse each item of this list whose key an earlier one has: «день 31.12.2022»."""
        seen: dict[str, int] = {}
        firsts = [(key, seen.setdefault(key, place)) for place, key in enumerate(keys)]
        refuse(
            [
                self.below(place).problem(f"тот же {key}, что в {self.below(first).path}")
                for place, (key, first) in enumerate(firsts)
                if place != first
            ]
        )

    def _problem(self, error: Any, mends: Mapping[str, str]) -> Problem:
        *above, last = error["loc"] or ("",)
        if error["type"] == "missing":
            parent = Answer(self.export, _joined(self.path, above), error["input"])
            return parent.problem(f"нет поля {last}", mend=mends.get(str(last), ""))
        place = Answer(self.export, _joined(self.path, error["loc"]), error["input"])
        if error["type"] in EXPECTED_TYPES:
            expected = EXPECTED_TYPES[error["type"]]
            return place.problem(f"не {expected}, а {type_of(error['input'])}")
        return place.problem(*error["ctx"]["error"].sentences)


def answering(*alternatives: tuple[re.Pattern[str], ...]) -> Callable[[Export], bool]:
    """Make a recogniser of JSON by words of its beginning that nothing else has.

    Parameters
    ----------
    alternatives
        Patterns that are found together in such an answer, or in another form of it.
    """

    def fits(export: Export) -> bool:
        found = (all(mark.search(export.beginning) for mark in marks) for marks in alternatives)
        return export.is_json and any(found)

    return fits


def answer(export: Export) -> Answer:
    """Read the answer of an API, out of its ``response`` where it has one.

    Raises
    ------
    DataRefusal
        If it is no JSON, there are several answers, or an error was answered.
    """
    first, *more = answers(export)
    if more:
        raise export.refusal("в файле не один ответ JSON, а несколько подряд", "один ответ", TWICE)
    value = first.value
    if isinstance(value, dict) and "response" in value:
        return first.below("response")
    return first


def answers(export: Export) -> list[Answer]:
    """Read every answer of a file: several may stand one after another, a line each.

    Raises
    ------
    DataRefusal
        If one of them is no JSON, or an error was answered.
    """
    text = export.text()
    found: list[Answer] = []
    place = _next(text, 0)
    try:
        while place < len(text):
            value, place = DECODER.raw_decode(text, place)
            found.append(Answer(export, f"[{len(found)}]" if found else "", value))
            place = _next(text, place)
    except json.JSONDecodeError as error:
        wrong, mend = torn_json(text, error, place)
        raise export.refusal(wrong, mend=mend, row=error.lineno) from error
    except (ValueError, RecursionError) as error:
        wrong = "нельзя разобрать как JSON: непомерное число или непомерная вложенность"
        raise export.refusal(wrong) from error
    for answered in found:
        answered.refuse_error()
    return found


def _next(text: str, place: int) -> int:
    return cast(re.Match[str], SPACE.match(text, place)).end()


def not_json(export: Export, *, cut: bool) -> DataRefusal:
    """Refuse what is no JSON, and say that it was cut only where its end is missing."""
    return export.refusal(
        f"нельзя разобрать как JSON: файл {'обрезан' if cut else 'испорчен'}",
        mend="Сохраните ответ снова, целиком и как есть",
    )


def told_error(value: Any) -> str | None:
    """Return what an API says if its answer is an error; ``None`` if it is not.

    VK, TGStat, OK, Telegram, MAX and Yandex.Metrica each have a form of their own. Of answers in a
    list, one error is enough: the others do not tell the whole.
    """
    if isinstance(value, list):
        return next(filter(None, map(told_error, value)), None)
    if not isinstance(value, dict):
        return None
    told = value.get("error", value.get("execute_errors"))
    if isinstance(told, list) and told:  # VK, a script of several requests
        told = told[0]
    if isinstance(told, dict):  # VK
        told = told.get("error_msg", told.get("error_code"))
    elif "error_code" in value:  # OK and Telegram
        told = value.get("error_msg", value.get("description", value["error_code"]))
    elif "errors" in value or value.keys() == {"code", "message"}:  # Metrica and MAX
        told = value.get("message", value.get("errors"))
    elif value.get("status") != "error" and told is None:
        return None
    return as_line(told, LONGEST_TOLD)


def each(items: Iterable[S], read: Callable[[S], T]) -> list[T]:
    """Read every item, and refuse the file with the problems of all of them."""
    results: list[T] = []
    problems: list[Problem] = []
    for item in items:
        try:
            results.append(read(item))
        except DataRefusal as refusal:
            problems += refusal.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    refuse(problems)
    return results


def refuse(problems: Sequence[Problem]) -> None:
    """Refuse the file if anything in it was wrong."""
    if problems:
        raise DataRefusal(problems[:MOST_PROBLEMS])


def as_line(value: Any, most: int = LONGEST_QUOTED) -> str:
    """Write a value in a line that can be printed: short, and without half characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Half of a surrogate pair is valid JSON, and cannot be printed.
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return shortened(line, most)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _joined(path: str, steps: Iterable[str | int]) -> str:
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path
