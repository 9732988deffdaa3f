"""Publish what came of an order: an edition, or the account of why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..editions.issuing import Issued, issue
from ..editions.manifest import keep_tables, write_manifest
from ..editions.numbering import Candidate
from ..editions.publish import building_folder, keep_earlier, publish_failure
from ..editions.recipe import origin, published_inputs, tables
from .orders import Delivery


def publish_edition(
    delivery: Delivery,
    built: Candidate,
    made_of: Mapping[str, Any],
    reports: Path,
    *,
    force: bool = False,
) -> Issued | Candidate | None:
    """Publish an edition.

    Parameters
    ----------
    delivery
        Its files.
    built, made_of
        What it was built from, and the same as its manifest tells it.
    reports
        The folder of reports, in which nobody else is at work on that year.
    force
        Whether files that somebody has changed are to be made anew.

    Returns
    -------
    Issued, Candidate or None
        What became of it; or what is to be built in its stead; or nothing, if what it was made
        from is no longer what is published.
    """
    results, dataset, year = built.results, built.dataset, built.results.year
    edition = reports / str(year)
    with building_folder(reports, year) as building:
        keep_earlier(building, built.in_force if built.is_aside else edition, built.number)
        found = published_inputs(results, building, is_trial=built.is_trial)
        if origin(results, dataset, found) != made_of:
            return None
        _write(delivery, building)
        keep_tables(building, tables(dataset, year))
        write_manifest(building, made_of, delivery.record, dataset.folder)
        return issue(building, edition, built, delivery.record, made_of, force=force)


def publish_account(delivery: Delivery, reports: Path, year: int) -> None:
    """Publish the account of why an edition could not be made, beside the good one if any."""
    with building_folder(reports, year) as building:
        _write(delivery, building)
        publish_failure(building, reports / str(year))


def _write(delivery: Delivery, building: Path) -> None:
    for name, content in delivery.files.items():
        (building / name).write_bytes(content)
