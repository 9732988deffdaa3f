"""How much the basis of an indicator weighs: law, recommendation, practice."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """What weight the basis of an indicator has.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.Standing.LAW.value
    'норма права'
    """

    LAW = "норма права"
    RECOMMENDATION = "рекомендация другого региона"
    PRACTICE = "практика другой страны"
    STATISTICS = "общепринятая статистика"
    DEFINITION = "определение источника"
    OWN = "собственный показатель"
