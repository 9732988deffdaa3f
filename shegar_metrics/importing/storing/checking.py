"""Validate data as they would be, before anything is written."""

from __future__ import annotations

from dataclasses import replace

from ...dataset import Dataset, load
from ...dataset.schema import resources
from ...problems import DataRefusal
from ...stopping import temporary_folder
from .writing import as_csv


def check_rows(dataset: Dataset, when: str = "после загрузки было бы") -> None:
    """Validate data as they would be, in a folder aside.

    Parameters
    ----------
    dataset
        The data.
    when
        After what they would be so, in Russian.

    Raises
    ------
    DataRefusal
        With what would be wrong.
    """
    with temporary_folder() as folder:
        for path, content in dataset.files.items():
            file = folder / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
        for table, resource in resources().items():
            text = as_csv(table, dataset.rows[table])
            (folder / resource["path"]).write_text(text, encoding="utf-8", newline="\n")
        try:
            load(folder)
        except DataRefusal as refusal:
            problems = [
                replace(problem, wrong=f"{when}: {problem.wrong}") for problem in refusal.problems
            ]
            raise DataRefusal(problems) from refusal
