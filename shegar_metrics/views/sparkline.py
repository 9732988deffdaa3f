"""The small line of a row: how a value went over the years, with nothing but its shape."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from html import escape

WIDTH, HEIGHT, MARGIN = 92, 26, 4
"""In pixels of the page; the margin holds the mark of the last value."""

Point = tuple[float, float]


def sparkline(values: Sequence[Fraction | None], alt: str, breaks: Collection[int] = ()) -> str:
    """Draw a line through equally spaced values as SVG, broken where one is missing.

    Parameters
    ----------
    values
        The values in the order of time; at least one is known.
    alt
        What it shows, for those who do not see it.
    breaks
        The places of the values that are not joined to the one before.

    Examples
    --------
    >>> from fractions import Fraction
    >>> drawn = sparkline([Fraction(1), None, Fraction(2), Fraction(3)], "от 1 до 3")
    >>> drawn.count("<polyline"), drawn.count("<circle")
    (1, 2)
    """
    runs = _runs(values, breaks)
    lines = "".join(
        f'<polyline fill="none" stroke="currentColor" stroke-width="1.5" points="{_listed(run)}"/>'
        for run in runs
        if len(run) > 1
    )
    # A value with none beside it is a point, and the last one is marked in any case.
    points = [run[0] for run in runs if len(run) == 1 and run is not runs[-1]]
    marks = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" fill="{colour}"/>'
        for (x, y), radius, colour in (
            *((point, 1.5, "currentColor") for point in points),
            (runs[-1][-1], 3, "var(--accent, #0067a5)"),
        )
    )
    return (
        f'<svg role="img" aria-label="{escape(alt, quote=True)}" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{lines}{marks}</svg>'
    )


def _runs(values: Sequence[Fraction | None], breaks: Collection[int]) -> list[list[Point]]:
    """Place the known values, in runs without a gap and without a break."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    runs: list[list[Point]] = [[]]
    for place, value in enumerate(values):
        if value is None or place in breaks:
            runs.append([])
        if value is None:
            continue
        height = (value - low) / (high - low) if high > low else Fraction(1, 2)
        y = HEIGHT - MARGIN - float(height) * (HEIGHT - 2 * MARGIN)
        runs[-1].append((round(MARGIN + place * step, 1), round(y, 1)))
    return [run for run in runs if run]


def _listed(run: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in run)
