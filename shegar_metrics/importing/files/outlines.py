"""The outline of a JSON file: what stands where, so that an answer is known by its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import ijson

from .export import Export

LONGEST_PATH = 400
"""A longer path is no answer of an API, but a file made to be costly."""
SMALL_STEP = 4096
"""What is parsed at a time: within it, the paths of nothing but brackets are still bearable."""
CONTAINERS = {"start_map": dict, "start_array": list}
SCALARS = ("null", "boolean", "number", "string")


@dataclass(frozen=True, slots=True)
class Outline:
    """What the beginning of a JSON file holds.

    Parameters
    ----------
    values
        The first value at each path, as ``response.items.item.date`` (``item`` is any item of a
        list); ``dict`` and ``list`` for an object and a list.
    """

    values: Mapping[str, Any]

    def __contains__(self, path: str) -> bool:
        return path in self.values

    def get(self, path: str) -> Any:
        """Return the first value at a path, ``None`` if there is none."""
        return self.values.get(path)

    def is_list(self, *paths: str) -> bool:
        """Tell whether one of some paths is that of a list."""
        return any(self.values.get(path) is list for path in paths)

    def members(self, path: str) -> set[str]:
        """Name the members of the objects at a path."""
        start = f"{path}." if path else ""
        below = (each[len(start) :] for each in self.values if each and each.startswith(start))
        return {name for name in below if "." not in name}

    def objects(self, *names: str) -> list[str]:
        """List the paths of the objects that have members of all these names."""
        return [
            path
            for path, value in self.values.items()
            if value is dict
            and all((f"{path}.{name}" if path else name) in self.values for name in names)
        ]


@lru_cache(maxsize=8)
def outline(export: Export) -> Outline:
    """Look at the beginning of a file; what is no JSON has an empty outline."""
    values: dict[str, Any] = {}
    if not export.is_json:
        return Outline(values)
    start = BytesIO(export.beginning.encode("utf-8", "replace"))
    try:
        parts = ijson.parse(start, buf_size=SMALL_STEP, multiple_values=True, use_float=True)
        for path, event, value in parts:
            if len(path) > LONGEST_PATH:
                break
            if event in CONTAINERS:
                values.setdefault(path, CONTAINERS[event])
            elif event in SCALARS:
                values.setdefault(path, value)
    except (ijson.JSONError, ValueError):
        pass  # a beginning ends anywhere; what stood before is known
    return Outline(values)
