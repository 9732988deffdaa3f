"""Every example in the package runs, and whatever an analyst calls has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import shegar_metrics as sm
from shegar_metrics.indicators import forget_others


def modules() -> Iterator[str]:
    """Yield the name of each module of the package but those that run when imported."""
    for module in pkgutil.walk_packages(sm.__path__, f"{sm.__name__}."):
        if not module.name.endswith("__main__"):
            yield module.name


def views() -> Iterator[Any]:
    """Yield each function that a cell of a notebook calls for what it shows."""
    yield pytest.param(sm.figure, id="figure")
    for module in (sm.changes, sm.charts, sm.document, sm.figures, sm.prose, sm.tables):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and function.__module__.startswith(module.__name__):
                yield pytest.param(function, id=f"{module.__name__.rpartition('.')[2]}.{name}")


@pytest.fixture
def _at_home(shipped_project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(shipped_project)
    yield
    forget_others()


@pytest.mark.usefixtures("_at_home")
@pytest.mark.parametrize("name", [sm.__name__, *modules()])
def test_the_examples_run(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0


@pytest.mark.parametrize("name", sm.__all__)
def test_what_an_analyst_calls_has_an_example(name: str) -> None:
    assert ">>>" in (inspect.getdoc(getattr(sm, name)) or "")


@pytest.mark.parametrize("view", [*views()])
def test_a_view_says_what_it_takes_and_returns_and_is_shown(view: Callable[..., Any]) -> None:
    text = inspect.getdoc(view) or ""
    sections = re.findall(r"^(\w+)\n-+$", text, re.MULTILINE)
    assert {"Parameters", "Returns", "Examples"} <= set(sections)
    described = text.partition("Parameters\n")[2].partition("\n\n")[0]
    assert re.findall(r"^(\w+)$", described, re.MULTILINE) == [*inspect.signature(view).parameters]
    assert f".{view.__name__}(" in text.partition("Examples\n")[2]
