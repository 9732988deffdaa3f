"""What is wrong with the declaration of an indicator, in Russian words for its author."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Mapping
from typing import TypeGuard

from ..dataset.schema import fields, referred, resources
from ..dataset.series import TOTALS, stated_columns
from .standing import Standing
from .units import Unit


def wrong_function(compute: object, *, has_members: bool) -> str | None:
    """Return why a function cannot compute an indicator."""
    if not inspect.isfunction(compute):
        return f"над {compute!r:.60} показатель не объявить: нужна функция, def …(facts)"
    name = compute.__name__
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"у функции нет имени ({name}), а оно — имя показателя; нужна def имя(facts)"
    if inspect.iscoroutinefunction(compute) or inspect.isgeneratorfunction(compute):
        return f"функция {name} — async или с yield, а нужна обычная, с return"
    takes = inspect.signature(compute)
    wanted = 2 if has_members else 1
    try:
        takes.bind(*(None,) * wanted)
    except TypeError:
        fits = False
    else:
        fits = len(takes.parameters) == wanted
    if fits:
        return None
    what = "facts и код члена" if has_members else "facts"
    return (
        f"функция {name} должна принимать {what}, а параметров у неё — {len(takes.parameters)}: "
        f"{takes}"
    )


def wrong_words(
    *,
    title: object,
    title_en: object,
    unit: object,
    formula: object,
    basis: object,
    standing: object,
) -> str | None:
    """Return what is wrong with the words of a declaration."""
    if not _is_text(title):
        return "title пуст; нужно название, которое будет напечатано"
    if not isinstance(unit, Unit):
        return (
            f"unit — {unit!r:.60}, а нужна единица с формами слова: "
            'sm.Unit("код", "раз", "раза", "раз")'
        )
    if not _is_text(formula):
        return "formula пуста; скажите словами, как посчитано"
    if not _is_text(basis):
        return f"basis — {basis!r:.60}, а нужен текст: на чём основан показатель"
    if not isinstance(title_en, str):
        return f"title_en — {title_en!r:.60}, а нужен текст"
    if not isinstance(standing, Standing):
        known = ", ".join(f"sm.Standing.{each.name}" for each in Standing)
        return f"standing — {standing!r:.60}, а нужно одно из: {known}"
    return None


def wrong_columns(*, inputs: object, over: object) -> str | None:
    """Return what is wrong with the columns that a declaration names."""
    if not isinstance(inputs, tuple | list) or not inputs:
        return 'inputs — перечень столбцов вида ("visits.visits",)'
    for column in (*inputs, *([] if over is None else [over])):
        if not _is_column(column):
            return f"столбца «{column}» в данных нет; пишется так: таблица.столбец"
    if isinstance(over, str) and not _has_codes(over):
        return f"over — {over}, а нужен столбец с кодами, такой как publications.page"
    return None


def wrong_members(*, members: object, over: object, labels: object) -> str | None:
    """Return what is wrong with the members of an indicator, or with their titles."""
    if members is not None and not callable(members):
        return (
            f"members — {members!r:.60}, а нужна функция: "
            'lambda facts: facts.codes("publications", "page", ("publications",))'
        )
    if not _are_labels(labels):
        return f'labels — {labels!r:.60}, а нужны названия кодов: {{"vk": "ВКонтакте"}}'
    if members is None and (over or labels):
        return "есть over или labels, а members нет: кто члены показателя, не сказано"
    if members is not None and not (over or labels):
        return "есть members, а как назвать их в печати, не сказано: нужно over или labels"
    if over and labels:
        return "есть и over, и labels: названия членов брать откуда-то одного"
    return None


def wrong_print(*, order: object, digits: object, **flags: object) -> str | None:
    """Return what is wrong with how an indicator is to be printed."""
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            return f"{name} — {flag!r:.60}, а нужно True или False"
    if flags["drawn"] and not flags["monthly"]:
        return "drawn без monthly: рисовать по месяцам нечего"
    if not _is_whole(order):
        return f"order — {order!r:.60}, а нужно целое число"
    if not _is_whole(digits) or not 0 <= digits <= 4:
        return f"digits — {digits!r:.60}, а нужно целое число от 0 до 4"
    return None


def wrong_comparison(*, comparable: bool, members: object, over: object) -> str | None:
    """Return why an indicator cannot be compared with that of another municipality."""
    table, _, column = str(over or "").partition(".")
    if not (comparable and members and over) or "categories" in fields(table)[column]:
        return None
    return (
        "comparable, а коды членов у каждого муниципалитета свои: одинаковые коды значили бы у "
        "соседей разное"
    )


def _is_text(given: object) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _is_whole(given: object) -> TypeGuard[int]:
    return isinstance(given, int) and not isinstance(given, bool)


def _are_labels(given: object) -> bool:
    return isinstance(given, Mapping) and all(
        _is_text(code) and _is_text(label) for code, label in given.items()
    )


def _is_column(name: object) -> bool:
    table, _, column = name.partition(".") if isinstance(name, str) else ("", "", "")
    if table not in resources() or table == TOTALS:
        return False
    return column in fields(table) or column in stated_columns(table)


def _has_codes(name: str) -> bool:
    """Return whether a column holds codes: those of another table, categories or free text."""
    table, _, column = name.partition(".")
    described = fields(table).get(column, {})
    return described.get("type") == "string" and referred(table, column) != "sources"
