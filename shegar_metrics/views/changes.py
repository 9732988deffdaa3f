"""«Исправления»: what was printed, what is printed now, and why.

Examples
--------
>>> import shegar_metrics as sm
>>> sm.changes.corrections(sm.results("data", years=2022))[0].text
'Исправлений нет.'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..indicators import Aspect, Results
from ..indicators.changes import OF_PEERS
from ..indicators.differences import Reason, differences
from ..indicators.published import (
    MONTH,
    Row,
    computed,
    earlier,
    first_of_year_before,
    number_of,
    published,
    replaced,
)
from ..indicators.registry import REGISTRY
from ..indicators.signed import signed_in
from ..indicators.units import PERCENT
from . import wording as w
from .bundle import Prose, Several, Table
from .tables.peers import PEERS
from .templating import names_of, render

TEMPLATE = "corrections.md.j2"
DERIVED = "следует из исправленных чисел"
GATHERED = "числа похожих муниципалитетов собраны заново"
COLUMNS = ("Показатель", "Было напечатано", "Теперь", "Почему")


def corrections(results: Results) -> Several:
    """Show what each edition of the report has corrected, and what was corrected a year back.

    Numbers of a new year differ because the year does, and are compared among the key figures.
    Here the year is the same, and what differs was revised.

    Parameters
    ----------
    results
        The results of a year: of them the editions of its report and of that of the year before.

    Returns
    -------
    Several
        For each edition after the first, the last one first, why it was issued and a table of
        the numbers it has corrected; the same of the year before; or that there are none.

    Raises
    ------
    ParameterRefusal
        If an edition that was published cannot be read.
    TemplateRefusal
        If ``corrections.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.changes.corrections(results))  # the first edition has corrected nothing
    1
    """
    shown = [*_of_editions(results), *_of_signed(results), *_of_year_before(results)]
    return Several(shown or [_prose(results, "none")])


def _of_editions(results: Results) -> Iterator[Prose | Table]:
    """Yield what each edition has corrected, the last one first."""
    editions = results.context.editions
    if len(editions) < 2:
        return
    now = computed(results.printed, results.context.sources)
    for edition in reversed(editions[1:]):
        folder = replaced(results, edition.number - 1)
        then = None if folder is None else published(folder)
        rows = [] if then is None else [*_corrected(then, now), *_among_peers(then, now)]
        names = {"edition": edition, "before": editions[edition.number - 2]}
        yield _prose(results, "corrected", **names, kept=then is not None, corrected=bool(rows))
        if rows:
            title = f"Исправлено в редакции {edition.number} отчёта за {results.year} год"
            yield _table(title, rows)
        if then is None:
            return
        now = then


def _of_signed(results: Results) -> Iterator[Prose]:
    """Yield that a decision was taken on an earlier edition and stays as it was."""
    if signed_in(results) is not None:
        yield _prose(results, "signed", signed=results.context.decision)


def _of_year_before(results: Results) -> Iterator[Prose | Table]:
    """Yield what was corrected in the report of the year before since it was first published."""
    in_force, first = earlier(results), first_of_year_before(results)
    if in_force is None or first is None or not results.before:
        return
    # Months are computed of the reporting year alone; one that was revised changes its year.
    now = computed(results.before.values(), results.context.sources)
    rows, revised = (_corrected(_years(each), now) for each in (first, in_force))
    editions = results.context.earlier_editions
    if len(editions) < 2 and not rows:
        return
    quoted = next((each for each in editions if each.number == number_of(first)), None)
    names = {"editions": editions, "current": not revised, "quoted": quoted}
    yield _prose(results, "year_before", **names, corrected=bool(rows))
    if rows:
        yield _table(f"Исправлено в отчёте за {results.year - 1} год", rows)


def _years(folder: Path) -> dict[str, Row]:
    return {name: row for name, row in published(folder).items() if MONTH not in name}


def _corrected(then: Mapping[str, Row], now: Mapping[str, Row]) -> list[tuple[str, ...]]:
    """Return a row for each number, and each change to the year before, printed otherwise now."""
    rows: list[tuple[str, ...]] = []
    for each in differences(then, now):
        was, is_now = (w.published_value(each.indicator, value) for value in (each.old, each.new))
        if was != is_now:
            why = each.missing if each.reason is Reason.REVISED and each.missing else each.reason
            rows.append((each.title, was, is_now, str(why)))
    for name, row in now.items():
        old = then.get(name)
        if old is not None and row["aspect"] == Aspect.CHANGE:
            was, is_now = _as_change(old), _as_change(row)
            if was != is_now:
                rows.append((f"{row['title']}: изменение за год", was, is_now, DERIVED))
    return rows


def _among_peers(then: Mapping[str, Row], now: Mapping[str, Row]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each quartile of the municipalities alike, and each place, printed anew."""
    for name in dict.fromkeys((*now, *then)):
        old, new = then.get(name, {}), now.get(name, {})
        row = new or old
        if row["aspect"] not in OF_PEERS:
            continue
        value, aspect = name.rpartition(":")[0], Aspect(row["aspect"])
        was, is_now = (_as_peer(value, each) for each in (old, new))
        if was != is_now:
            is_own = aspect is Aspect.PEERS_PLACE and _differs(then, now, value)
            what = f"{row['title']}: {PEERS[aspect].lower()} среди похожих"
            yield what, was, is_now, DERIVED if is_own else GATHERED


def _as_peer(value: str, row: Row) -> str:
    """Write a quartile or a place of a published edition as it is printed, if it has it."""
    if row.get("aspect") == Aspect.PEERS_PLACE and row["value"]:
        return w.ranked(Fraction(row["value"]), Fraction(row.get("denominator") or 0))
    return w.published_value(REGISTRY.get(value.partition("[")[0]), row.get("value", ""))


def _differs(then: Mapping[str, Row], now: Mapping[str, Row], name: str) -> bool:
    """Return whether a number of one edition is another in the other."""
    return then.get(name, {}).get("value") != now.get(name, {}).get("value")


def _as_change(row: Row) -> str:
    """Write a change of a published edition as it is printed."""
    if not row["value"]:
        return w.DASH
    unit = "%" if row["unit"] == PERCENT.code else w.POINTS_SIGN
    return f"{w.signed(Fraction(row['value']), 1)}{w.NBSP}{unit}"


def _prose(results: Results, block: str, **names: Any) -> Prose:
    return Prose(render(TEMPLATE, block, {**names_of(results), **names}).text)


def _table(title: str, rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(title, COLUMNS, rows, numeric=COLUMNS[1:3], widths=(34, 22, 22, 22))
