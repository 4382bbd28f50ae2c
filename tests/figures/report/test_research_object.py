"""The research object names every file of the figures, what made it, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
