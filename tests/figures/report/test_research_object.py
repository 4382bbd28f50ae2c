"""The research object names every file of the figures, what made it, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.preregistration.registration import read
from figures import catalogue
from figures.report import research_object
from figures.report.citation import released


@pytest.fixture(scope="module")
def graph(whole: Path):
    """Entities of the description by their name."""
    document = json.loads((whole.parent / research_object.NAME).read_text(encoding="utf-8"))
    assert document["@context"] == "https://w3id.org/ro/crate/1.1/context"
    return {entity["@id"]: entity for entity in document["@graph"]}


def test_it_is_a_crate(graph):
    head, root = graph[research_object.NAME], graph["./"]
    assert head["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1"
    assert head["about"]["@id"] == "./"
    about = released()
    assert root["datePublished"] == about.day
    assert graph[root["license"]["@id"]]["name"] == about.licence
    assert graph[root["author"]["@id"]]["name"] == about.authors


def test_every_file_is_there_and_described(graph, whole: Path):
    parts = {part["@id"] for part in graph["./"]["hasPart"]}
    assert all((whole.parent / name).is_file() for name in parts)
    for name in catalogue.FIGURES:
        for ending in research_object.FORMATS:
            assert f"{name}.{ending}" in parts
            assert graph[f"{name}.{ending}"]["encodingFormat"]


def test_every_figure_says_what_made_it(graph):
    for name in catalogue.FIGURES:
        action = graph[f"#make-{name}"]
        assert action["name"].startswith(f"cityfit figures {name}")
        assert "model " in action["description"]
        assert {part["@id"] for part in action["result"]} <= set(graph)


def test_everything_that_is_named_is_described(graph):
    """References inside the description point to entities in it or to addresses."""

    def references(value):
        if isinstance(value, dict):
            if set(value) == {"@id"}:
                yield value["@id"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    for entity in graph.values():
        for target in references(entity):
            assert target in graph or target == "https://w3id.org/ro/crate/1.1"


def test_plans_and_manifests_of_the_runs_are_described(tmp_path: Path):
    """Those that are there, and no folder without them."""
    for name in ("full", "cases", "empty"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    for file in ("full/plan.json", "full/manifest.jsonl", "cases/manifest.jsonl"):
        (tmp_path / "runs" / file).write_text("{}")
    described = [part["@id"] for part in research_object.runs(tmp_path)]
    assert described == [
        "runs/cases/manifest.jsonl", "runs/full/plan.json", "runs/full/manifest.jsonl",
    ]  # fmt: skip


def test_versions_and_the_pre_registration_are_named(graph):
    required = graph["#cityfit"]["softwareRequirements"]
    assert [graph[one["@id"]]["name"] for one in required] == list(research_object.PACKAGES)
    assert all(graph[one["@id"]]["softwareVersion"] for one in required)
    assert read().sha256 in graph["#pre-registration"]["identifier"]
