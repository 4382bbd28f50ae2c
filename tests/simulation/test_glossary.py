"""The glossary names files and measures that exist."""

import re
from pathlib import Path

import simulation
from simulation.measures import MEASURES
from simulation.settings import parameter_table

GLOSSARY = Path(simulation.__file__).parent / "GLOSSARY.md"


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)", GLOSSARY.read_text())
    assert len(links) > 30
    for link in links:
        assert (GLOSSARY.parent / link).exists(), link


def test_its_measures_and_parameters_are_those_of_the_model() -> None:
    known = set(MEASURES) | {name for name, _, _ in parameter_table()}
    named = set()
    for line in GLOSSARY.read_text().splitlines():
        cells = line.split(" | ")
        if line.startswith("| ") and len(cells) == 4:
            named |= set(re.findall(r"`([a-z0-9_.]+)`", cells[1] + cells[2]))
    assert len(named) > 40
    assert named <= known, sorted(named - known)
