"""Matomo, visits by days, weeks or months: an answer of its API in JSON or XML.

Both have a value a period: an object with numbers. A list in its place has a row a page, source
or the like, and objects of periods in its place are several sites.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from ...dataset.series import period_of
from ...period import Period
from ...problems import DataRefusal
from ..files.export import Export, Wrong
from ..files.jsons import Answer, answer, answering, as_line, each
from ..files.shapes import CountOrText, Part
from ..importer import Extract, Importer, Options
from ..subjects.periods import overlapping, row_of
from .matomo import BY_TIME, MEASURES, extracted, period

MARK = re.compile(r'"nb_visits"\s*:|"result"\s*:\s*"error"')
RESULT = re.compile(r"<results?\b")


class _Numbers(Part):
    nb_visits: CountOrText | None = None
    nb_uniq_visitors: CountOrText | None = None
    nb_pageviews: CountOrText | None = None


_IS_JSON = answering((MARK,))


def _looks_so(export: Export) -> bool:
    return _IS_JSON(export) or (export.is_xml and bool(RESULT.search(export.beginning)))


@Importer(
    kind="matomo-api",
    title="Matomo: ответ API о посещениях по периодам, JSON или XML",
    cited="Matomo, посещаемость сайта",
    how="API Matomo: index.php?module=API&method=API.get&idSite=<номер сайта>&period=month"
    "&date=2022-01-01,2022-12-31&format=JSON&token_auth=<ключ> (period=day — по дням), без "
    "segment; ответ сохраните как есть.",
    recognise=_looks_so,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, unique visitors and page views of each period that has ended."""
    (export,) = files
    answered = answer(export) if export.is_json else Answer(export, "", _plain(export.xml()))
    _refuse_other_answers(answered)
    rows = each(answered.value, lambda name: _row(answered, name))
    if any(overlapping([period_of(row) for row in rows])):
        raise export.refusal("периоды пересекаются", mend=BY_TIME)
    return extracted(export, rows, [], options)


def _refuse_other_answers(answered: Answer) -> None:
    """Refuse what is no object of periods, by what it is instead."""
    value = answered.value
    if isinstance(value, dict) and value.get("result") == "error":
        told = as_line(value.get("message", ""), 200)
        raise answered.export.refusal(f"это не данные, а ответ об ошибке: {told}")
    if not value:
        raise answered.export.refusal("в ответе нет ни одного периода", mend=BY_TIME)
    if isinstance(value, list) or "reportData" in value:
        raise _grouped(answered)
    if not isinstance(value, dict) or "nb_visits" in value:
        wrong = "в ответе нет дат, поэтому неизвестно, за какое время эти числа"
        raise answered.export.refusal(wrong, mend=BY_TIME)
    inner = next((each for each in value.values() if isinstance(each, dict)), {})
    if any(isinstance(each, dict) for each in inner.values()):
        sites = ", ".join(map(as_line, list(value)[:10]))
        raise answered.export.refusal(
            f"это ответ о нескольких сайтах: {sites}", "один сайт", "Укажите idSite=<номер сайта>"
        )


def _row(answered: Answer, name: str) -> dict[str, Any]:
    place = answered.below(name)
    if isinstance(place.value, list) and place.value:
        raise _grouped(place)
    # Matomo writes an empty list for a period that it has nothing of.
    found = place.read(_Numbers) if place.value else _Numbers()
    numbers = {ours: getattr(found, theirs) for ours, theirs in MEASURES.items()}
    return row_of(_period(answered, name), **numbers)


def _period(answered: Answer, name: str) -> Period:
    try:
        return period(name)
    except Wrong as wrong:
        raise Answer(answered.export, answered.path, name).refusal(*wrong.sentences) from None


def _grouped(place: Answer) -> DataRefusal:
    return place.refusal(
        "строки одного отчёта — страницы, источники или другое, а не весь сайт",
        "ответ метода API.get или VisitsSummary.get",
        BY_TIME,
    )


def _plain(root: Element) -> Any:
    """Turn an answer in XML into what the same answer in JSON is."""
    if root.tag == "results" or (len(root) and root[0].tag == "result"):
        named = [(each.get("date") or each.get("idSite"), each) for each in root]
        if all(name for name, _ in named):
            return {name: _plain(each) for name, each in named}
        return [_plain(each) for each in root]
    if any(each.tag == "row" for each in root):
        return [_plain(each) for each in root]
    if root.tag == "error" or any(each.tag == "error" for each in root):
        error = root if root.tag == "error" else next(e for e in root if e.tag == "error")
        return {"result": "error", "message": error.get("message", "")}
    return {each.tag: each.text for each in root}
