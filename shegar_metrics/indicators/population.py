"""The residents of the municipality and of its parts."""

from __future__ import annotations

from .facts import Facts
from .measured import Measured
from .registry import Indicator
from .standing import Standing
from .units import RESIDENTS


def territories(facts: Facts) -> tuple[str, ...]:
    """List the territories whose residents are known by the end of the period."""
    every = facts.dataset.labels("population", "territory")
    return tuple(code for code in every if facts.residents(code).value is not None)


@Indicator(
    title="Население",
    title_en="Residents",
    unit=RESIDENTS,
    formula="Последние сведения о населении к концу года",
    inputs=("population.residents",),
    basis="Перепись или текущий учёт Росстата",
    standing=Standing.DEFINITION,
    members=territories,
    over="population.territory",
    order=900,
)
def residents(facts: Facts, territory: str) -> Measured:
    """Residents of one territory by the last count before the end of the period."""
    return facts.residents(territory)
