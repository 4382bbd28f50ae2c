"""Files: each says what it is for and stays short enough to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
PACKAGES = ("figures", "experiments", "scenarios", "simulation")
#: Source files but the notebooks, which begin with a heading instead.
FILES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "notebooks" not in path.relative_to(ROOT).parts[:-1]
]
LONGEST = 500
#: Where education itself is read in the month, by file and function, and what for.
EDUCATION_DECIDES = {
    (
        "processes/labour_market/signals.py",
        "perceive_fit",
    ),  # the certificate as a signal, of settable weight
    ("processes/places/districts.py", "_move"),  # likeness to residents, of settable weight
    ("processes/social/ties.py", "_accept"),  # homophily
    ("interventions/communities/communities.py", "_choose"),  # homophily, less bridging
}
EDUCATION_DESCRIBES = {
    ("processes/places/districts.py", "_describe"),  # who lives in each district
    (
        "processes/social/cohesion.py",
        "segregation",
    ),  # segregation of education levels, for all alike
    ("interventions/communities/communities.py", "_describe"),  # who belongs to each community
}
#: Functions that only count flows by education, or hand the column on to one of the above.
EDUCATION_COUNTED = {
    ("interventions/recognition/recognition.py", "_assess"),
    ("processes/labour_market/participation.py", "_participate"),
    ("processes/learning/courses.py", "_enrol"),
    ("processes/labour_market/hiring.py", "_hire"),
    ("processes/labour_market/ventures.py", "_begin"),
    ("processes/labour_market/ventures.py", "_end_businesses"),
    ("processes/labour_market/screening.py", "_screen"),
    ("processes/social/demography.py", "_settle"),
    ("processes/social/demography.py", "_leave"),
    ("tables/posts.py", "dismiss"),
}


def relative(path: Path) -> str:
    """Path as it is called in the project."""
    return path.relative_to(ROOT).as_posix()


def uses_of_education() -> set[tuple[str, str]]:
    """File and function of every use of a name or column `education` in the month.

    Fitting is left out: it is what compares people by education, with a weight of its own.
    """
    found = set()
    package = ROOT / "simulation"
    for folder in ("processes", "interventions", "shocks", "tables"):
        for path in sorted((package / folder).rglob("*.py")):
            if path.name == "fitting.py":
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            for function in functions:
                for node in ast.walk(function):
                    if (isinstance(node, ast.Name) and node.id == "education") or (
                        isinstance(node, ast.Attribute)
                        and node.attr == "education"
                        and getattr(node.value, "id", getattr(node.value, "attr", "")) == "citizens"
                    ):
                        found.add((path.relative_to(package).as_posix(), function.name))
    return found


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_module_says_what_it_is_for(path):
    """Every module begins with a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_module_is_short(path):
    """No file is longer than can be read at one sitting."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_education_is_read_only_where_it_is_said():
    """No process decides by education but the few that say so, each with a weight that can be 0."""
    assert uses_of_education() == EDUCATION_DECIDES | EDUCATION_DESCRIBES | EDUCATION_COUNTED


@pytest.mark.parametrize("name", sorted(EDUCATION_COUNTED))
def test_counting_by_education_decides_nothing(name):
    """Where education is only counted, it stands in no condition."""
    file, function_name = name
    tree = ast.parse((ROOT / "simulation" / file).read_text(encoding="utf-8"))
    conditions = [
        part
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name == function_name
        for node in ast.walk(function)
        for part in (
            [node.test] if isinstance(node, ast.If | ast.IfExp | ast.While) else
            [node] if isinstance(node, ast.Compare) else []
        )
    ]  # fmt: skip
    assert not any("education" in ast.dump(condition) for condition in conditions)
