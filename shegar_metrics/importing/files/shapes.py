"""What stands in the JSON of an API: objects, texts, numbers and moments, none taken for another.

A system states the fields it takes as a `Part`; every other field is left alone. Nothing is
turned from one type into another but as the types of numbers below say.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PlainValidator,
    ValidationInfo,
    model_validator,
)

from ... import cells
from .days import YEARS
from .export import Wrong
from .table import LARGEST

NUMBER = re.compile(r"-?[0-9]{1,18}")
TYPES = {dict: "объект", list: "список", str: "строка", bool: "true или false", type(None): "null"}


def type_of(value: Any) -> str:
    """Name the type of a value."""
    return TYPES.get(type(value), "число")


class Part(BaseModel):
    """An object in an answer: the fields that a system takes.

    A null is an absent field where the field may be absent, and a wrong value where it may not.
    """

    # Built where it is first used: a run reads the files of few systems.
    model_config = ConfigDict(frozen=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        required = {f.alias or name for name, f in cls.model_fields.items() if f.is_required()}
        return {k: v for k, v in value.items() if v is not None or k in required}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(f"не строка, а {type_of(value)}")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, int) or value not in (0, 1):
        raise Wrong("не 0 и не 1")
    return bool(value)


def whole(value: Any) -> int:
    """Return a whole number, or refuse the value."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong("не целое число, а строка" if isinstance(value, str) else "не целое число")
    return value


def _whole_or_text(value: Any) -> int:
    is_number = isinstance(value, str) and NUMBER.fullmatch(value)
    return int(value) if is_number else whole(value)


def _count(number: int) -> int:
    if not 0 <= number <= LARGEST:
        raise Wrong("не количество", f"число от 0 до {LARGEST}")
    return number


def _moment(seconds: int, info: ValidationInfo) -> datetime:
    try:
        moment = datetime.fromtimestamp(seconds, zone_of(info))
    except (ValueError, OverflowError, OSError):
        moment = datetime.min
    if moment.year not in YEARS:
        raise Wrong("не время с 1990 по 2100 год", "время Unix")
    return moment


def _day(text: str) -> date:
    day = cells.as_date(text) if len(text) == len("2022-12-31") else None
    if day is None or day.year not in YEARS:
        raise Wrong("не день", "дата вида 2022-12-31; детализация — не мельче дня")
    return day


def zone_of(info: ValidationInfo) -> tzinfo:
    """Return the time zone of the municipality, which a validator is told with the answer."""
    assert isinstance(info.context, tzinfo)
    return info.context


Text = Annotated[str, PlainValidator(_text)]
# 0 or 1, true or false.
Flag = Annotated[bool, PlainValidator(_flag)]
# A whole number of either sign.
Whole = Annotated[int, PlainValidator(whole)]
Count = Annotated[Whole, AfterValidator(_count)]
# Some systems also write a number as a string of digits.
CountOrText = Annotated[int, PlainValidator(_whole_or_text), AfterValidator(_count)]
# Unix time, which is UTC, as the time of the municipality.
Moment = Annotated[datetime, PlainValidator(whole), AfterValidator(_moment)]
MomentOrText = Annotated[datetime, PlainValidator(_whole_or_text), AfterValidator(_moment)]
MomentOfMilliseconds = Annotated[
    datetime,
    PlainValidator(whole),
    AfterValidator(lambda number: number // 1000),
    AfterValidator(_moment),
]
# A date as 2022-12-31.
Day = Annotated[date, PlainValidator(_text), AfterValidator(_day)]
