"""Every example in the package runs, and whatever an analyst calls has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import shegar_metrics as sm
from shegar_metrics.indicators import forget_others


def modules() -> Iterator[str]:
    """Yield the name of each module of the package but those that run when imported."""
    for module in pkgutil.walk_packages(sm.__path__, f"{sm.__name__}."):
        if not module.name.endswith("__main__"):
            yield module.name


@pytest.fixture
def _at_home(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(repository)
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
