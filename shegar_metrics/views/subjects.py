"""What a requirement was looked at for, in words: a page, or whoever the requirement names."""

from __future__ import annotations

from ..dataset import Dataset
from ..indicators.facts import Row


def subject_of(dataset: Dataset, row: Row) -> str:
    """Title the subject of a row of ``measures``: «ВКонтакте», «Администратор страниц»."""
    if row["page"] is not None:
        return str(dataset.reference.page(row["page"])["title"])
    requirements = {each["code"]: each for each in dataset.rows["requirements"]}
    return str(requirements[row["requirement"]]["subject"] or "Администрация")
