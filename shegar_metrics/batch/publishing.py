"""Publish what came from a worker: an edition, or the account of why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..dataset import Dataset
from ..editions.manifest import keep_tables, write_manifest
from ..editions.publish import building_folder, publish, publish_failure
from ..run.making import Delivery


def publish_edition(
    delivery: Delivery, made_of: Mapping[str, Any], dataset: Dataset, reports: Path, year: int
) -> list[str]:
    """Publish an edition.

    Parameters
    ----------
    delivery
        Its files.
    made_of
        All that decides what it is, for its manifest.
    dataset
        The data that it was made from.
    reports
        The folder of reports, in which nobody else is at work on that year.
    year
        The reporting year.

    Returns
    -------
    list of str
        Under which names files of ours that somebody had changed are kept.
    """
    with building_folder(reports, year) as building:
        _write(delivery, building)
        keep_tables(building, dataset.files)
        write_manifest(building, made_of, dataset.folder)
        return publish(building, reports / str(year))


def publish_account(delivery: Delivery, reports: Path, year: int) -> None:
    """Publish the account of why an edition could not be made, beside the good one if any."""
    with building_folder(reports, year) as building:
        _write(delivery, building)
        publish_failure(building, reports / str(year))


def _write(delivery: Delivery, building: Path) -> None:
    for name, content in delivery.files.items():
        (building / name).write_bytes(content)
