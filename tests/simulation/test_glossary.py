"""The glossary names measures and parameters that exist; tests/docs checks its links."""

import re
from pathlib import Path

from simulation.measures import MEASURES
from simulation.settings import parameter_table

GLOSSARY = Path(__file__).parents[2] / "docs" / "model" / "glossary.md"


def test_its_measures_and_parameters_are_those_of_the_model() -> None:
    known = set(MEASURES) | {name for name, _, _ in parameter_table()}
    named: set[str] = set()
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = line.split(" | ")
        if line.startswith("| ") and len(cells) == 4:
            named |= set(re.findall(r"`([a-z0-9_.]+)`", cells[1] + cells[2]))
    assert len(named) > 40
    assert named <= known, sorted(named - known)
