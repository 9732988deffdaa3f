"""The project itself: its dependencies, its environments and its exporters agree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from nbconvert.exporters import get_export_names, get_exporter

from shegar_metrics.cli.app import app
from shegar_metrics.dataset import load
from shegar_metrics.editions.manifest import read_manifest
from shegar_metrics.editions.recipe import makers
from shegar_metrics.editions.record import digest_of_record
from shegar_metrics.importing.recognition import importers

from .conftest import FIRST_EDITION, shipped

ROOT = Path(__file__).parents[1]
ROOMS = "|".join(path.name for path in (ROOT / "shegar_metrics").iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def pyproject(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def normalised(requirement: str) -> str:
    return re.sub(r"[-_.]+(?=[a-z])", "-", requirement.lower())


def test_conda_installs_what_pyproject_asks_for(
    repository: Path, pyproject: dict[str, Any]
) -> None:
    text = (repository / "environment.yml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text)["dependencies"]
    (by_pip,) = [entry["pip"] for entry in entries if isinstance(entry, dict)]
    by_conda = [entry for entry in entries if isinstance(entry, str)]
    assert f"python{pyproject['project']['requires-python']}" in by_conda
    assert "--editable ." in by_pip
    listed = {*by_conda, *by_pip} - {"pip", "--editable ."}
    listed.remove(f"python{pyproject['project']['requires-python']}")
    assert {normalised(entry) for entry in listed} == set(pyproject["project"]["dependencies"])


def test_every_imported_package_is_declared(repository: Path, pyproject: dict[str, Any]) -> None:
    project = pyproject["project"]
    optional = [name for names in project["optional-dependencies"].values() for name in names]
    declared = {re.split(r"[<>=]", name)[0] for name in (*project["dependencies"], *optional)}
    homes = packages_distributions()
    for file in (repository / "shegar_metrics").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names:
                owners = {normalised(owner) for owner in homes[name]}
                assert owners & declared, f"{file.name} imports {name}"


def test_each_dependency_has_its_reason_beside_it(
    repository: Path, pyproject: dict[str, Any]
) -> None:
    text = (repository / "pyproject.toml").read_text(encoding="utf-8")
    explained = set(re.findall(r'^ +"([^"]+)", # \w.+$', text, re.MULTILINE))
    optional = pyproject["project"]["optional-dependencies"]
    asked = {*pyproject["project"]["dependencies"], *pyproject["dependency-groups"]["dev"]}
    asked |= {name for names in optional.values() for name in names}
    assert asked - explained == set()


def test_the_package_tells_that_it_has_types(repository: Path, pyproject: dict[str, Any]) -> None:
    assert "Typing :: Typed" in pyproject["project"]["classifiers"]
    assert (repository / "shegar_metrics" / "py.typed").is_file()


def test_an_edition_does_not_depend_on_what_is_optional(pyproject: dict[str, Any]) -> None:
    project = pyproject["project"]
    needed = {re.split(r"[<>=]", name)[0] for name in project["dependencies"]}
    assert set(makers()["versions"]) == {*needed, project["name"], "python"}


PAGES = sorted(
    str(file.relative_to(ROOT))
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"))
)


@pytest.mark.parametrize("page", PAGES)
def test_the_documents_lead_to_what_there_is(repository: Path, page: str) -> None:
    text = (repository / page).read_text(encoding="utf-8")
    folder = (repository / page).parent
    for link, anchor in re.findall(r"\]\(([^):#]*)(?:#([\w-]+))?\)", text):
        target = folder / link if link else repository / page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), f"{link}#{anchor}"
    # What is made is not there before it is: `reports/<year>/`, `data/raw/`.
    cited = re.findall(r"(?<![\w/])((?:shegar_metrics|tests|notebooks)/[\w./-]*\w)", text)
    in_rooms = re.findall(rf"`((?:{ROOMS})/[\w./]*\w)`", text)
    missing = {name for name in cited if not (repository / name).exists()}
    missing |= {n for n in in_rooms if not (repository / "shegar_metrics" / n).exists()}
    assert missing == set()


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub makes them."""
    if page.suffix == ".html":
        return set(re.findall(r'<h[23] id="([\w-]+)"', page.read_text(encoding="utf-8")))
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_documents_name_every_command_and_no_other(repository: Path) -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    for page in PAGES:
        text = (repository / page).read_text(encoding="utf-8")
        assert set(re.findall(r"\bshegar-metrics ([a-z]+)\b", text)) <= commands, page
    analyst = (repository / "docs" / "analyst.ru.md").read_text(encoding="utf-8")
    assert set(re.findall(r"shegar-metrics ([a-z]+)\b", analyst)) == commands


@pytest.mark.parametrize("page", ["importers.md", "importers.ru.md"])
def test_every_export_is_described(repository: Path, page: str) -> None:
    text = (repository / "docs" / page).read_text(encoding="utf-8")
    assert {kind for kind in importers() if f"`{kind}`" not in text} == set()


def test_the_analyst_is_told_what_is_taken_of_each_export(repository: Path) -> None:
    text = (repository / "docs" / "importers.ru.md").read_text(encoding="utf-8")
    sections = re.split(r"^#+ ", text, flags=re.MULTILINE)
    described = [each for each in sections if re.match(r".*\(`", each)]
    kinds = [kind for each in described for kind in re.findall(r"`([\w-]+)`", each.splitlines()[0])]
    assert sorted(kinds) == sorted(importers())
    assert all("Берётся" in each and "е берётся" in each for each in described)


def test_the_readme_is_a_door(repository: Path) -> None:
    assert len((repository / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_ci_runs_the_very_test_command_of_the_readme(repository: Path) -> None:
    script = (repository / ".ci" / "run").read_text(encoding="utf-8")
    readme = (repository / "README.md").read_text(encoding="utf-8")
    assert "\npython3 run.py pytest\n" in readme
    assert "\npython3 run.py pytest\n" in script


@pytest.mark.parametrize(
    "name", ["shegar_html", "shegar_pdf", "shegar_official_docx", "shegar_official_pdf"]
)
def test_jupyter_finds_the_exporters(name: str) -> None:
    assert name in get_export_names()
    assert re.match("Отчёт|Документ", get_exporter(name)().export_from_notebook)


@pytest.mark.slow
def test_the_floor_of_the_benchmark_still_runs(repository: Path, tmp_path: Path) -> None:
    script = repository / "benchmarks" / "plain.py"
    out, data = tmp_path / "out", shipped(tmp_path / "data")
    subprocess.run([sys.executable, str(script), "2022", str(out), str(data)], check=True)
    shown = [file.name for file in out.iterdir()]
    assert {name.partition("-")[0] for name in shown} == {"annual_report", "decision"}
    kinds = {name.rpartition("-")[2] for name in shown}
    assert kinds == {"Figure.txt", "Prose.txt", "Table.txt"}


def test_the_committed_edition_is_complete() -> None:
    made = {file.name for file in FIRST_EDITION.iterdir()}
    assert made >= {
        "annual_report.ipynb",
        "annual_report.html",
        "annual_report.pdf",
        "decision.docx",
        "decision.pdf",
        "indicators.csv",
    }


def test_the_committed_edition_is_of_the_committed_data(committed_data: Path) -> None:
    said = digest_of_record(read_manifest(FIRST_EDITION)["record"])
    rows = load(committed_data).rows["editions"]
    assert [row["record"] for row in rows if row["year"] == 2022] == [said]


@pytest.mark.slow
@pytest.mark.committed
def test_the_committed_edition_is_what_the_code_makes(edition: Path) -> None:
    # The fonts inside are packed by zlib, whose bytes differ from one build to another.
    fonts = re.compile(r"base64,[^)]+")
    for name in ("annual_report.html", "indicators.csv"):
        texts = [(folder / name).read_text(encoding="utf-8") for folder in (FIRST_EDITION, edition)]
        ours, theirs = (fonts.sub("", text) for text in texts)
        assert ours == theirs
    packed = [zipfile.ZipFile(folder / "decision.docx") for folder in (FIRST_EDITION, edition)]
    ours, theirs = (document.read("word/document.xml").decode("utf-8") for document in packed)
    assert ours == theirs
