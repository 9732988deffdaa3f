"""Which people of an export are local: by the names of places in the register, never guessed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ...dataset.reference import Reference
from ...problems import listed

KIND = re.compile(
    r"(?:г|гор|город|с|село|д|дер|деревня|п|пос|поселок|пгт|рп|р\. ?п|х|хутор|ст|станица)"
    r"(?:\. *| +)"
)
"""What kind of place it is, before its name: «с. Заречное»."""


class OfCity(NamedTuple):
    """How many people of a day are of a city."""

    day: date
    city: str
    people: int


@dataclass(frozen=True, slots=True)
class Locals:
    """How many people of each day have a known city, and how many of those are local.

    Parameters
    ----------
    known, local
        Both by day, of the days that have any. Empty if it cannot be said who is local.
    sentence
        On who was taken for local, or why nobody was.
    """

    known: Mapping[date, int]
    local: Mapping[date, int]
    sentence: str


def locals_among(
    cities: Iterable[OfCity], visitors: Mapping[date, int], reference: Reference
) -> Locals:
    """Count the local people of each day by the territories of the register.

    Parameters
    ----------
    cities
        The people by day and city.
    visitors
        All people of each day: those of its cities are a part of them.
    reference
        Its territories name the places of the municipality: by their titles and localities.
    """
    every = list(cities)
    known: dict[date, int] = defaultdict(int)
    for each in every:
        known[each.day] += each.people
    titles = {
        name_of(title): title.strip()
        for row in reference.rows["territories"]
        for title in (row["title"], *(row["localities"] or "").split(";"))
    }
    found = sorted({titles[name] for each in every if (name := name_of(each.city)) in titles})
    if why := _unfit(every, known, visitors, titles, found):
        return Locals({}, {}, f"Доля местных не взята: {why}")
    local: dict[date, int] = defaultdict(int)
    for each in every:
        local[each.day] += each.people * (name_of(each.city) in titles)
    sentence = (
        f"Местные посетители — из населённых пунктов: {listed(found)}. Других сёл и деревень "
        "муниципалитета, если их нет в столбце localities (reference/territories.csv), среди "
        "местных нет. Город — из профиля; одноимённое место другого края от своего не отличить."
    )
    return Locals(known, local, sentence)


def _unfit(
    every: Iterable[OfCity],
    known: Mapping[date, int],
    visitors: Mapping[date, int],
    titles: Mapping[str, str],
    found: Iterable[str],
) -> str | None:
    """Return why it cannot be said who is local."""
    if not found:
        return (
            "ни одного города файла нет в reference/territories.csv. Впишите туда, в столбец "
            "localities, населённые пункты муниципалитета, как их зовёт ВКонтакте, через точку с "
            "запятой и загрузите файл снова."
        )
    for day, people in known.items():
        if people > visitors.get(day, 0):
            return f"за {day:%d.%m.%Y} в городах людей больше ({people}), чем посетителей."
    times = Counter((each.day, name_of(each.city)) for each in every)
    for (day, name), many in times.items():
        if many > 1 and name in titles:
            return f"за {day:%d.%m.%Y} «{titles[name]}» есть дважды: какое из них своё, не узнать."
    return None


def name_of(place: str) -> str:
    """Return the bare name of a place, to be compared: «с. Заречное» → «заречное»."""
    plain = " ".join(place.lower().replace("ё", "е").split())
    return plain.removeprefix(kind[0]) if (kind := KIND.match(plain)) else plain
