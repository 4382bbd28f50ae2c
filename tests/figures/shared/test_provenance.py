"""Every picture contains its provenance, which can be read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from experiments.errors import RequestError
from figures import catalogue
from figures.shared import provenance
from figures.shared.figure_data import FigureData
from figures.shared.provenance import spans


def with_identities(data: FigureData, changed: str = "") -> FigureData:
    """The same results; `changed` is a scenario whose settings are others."""
    pairs = data.runs[["scenario", "seed"]].itertuples(index=False)
    identities = {
        (name, int(seed)): f"{name}-{seed}{'-other' * (name == changed)}" for name, seed in pairs
    }
    return replace(data, identities=identities)


@pytest.fixture(scope="module")
def identified(data_sets: dict[str, FigureData]) -> dict[str, FigureData]:
    return {name: with_identities(one) for name, one in data_sets.items() if len(one.runs)}


@pytest.fixture(scope="module")
def drawn(
    identified: dict[str, FigureData], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    folder = tmp_path_factory.mktemp("provenance")
    return catalogue.write_figures(["plausibility", "interventions"], identified, folder)


@pytest.mark.parametrize("ending", provenance.ENDINGS)
def test_it_is_read_back_from_every_kind_of_picture(
    ending: str, drawn: list[Path], identified: dict[str, FigureData], data: FigureData
) -> None:
    for name in ("plausibility", "interventions"):
        (path,) = [one for one in drawn if one.name == name + ending]
        scenarios = catalogue.FIGURES[name].SCENARIOS
        own = catalogue.figure_data(name, identified)
        origin = provenance.read(path)
        assert origin == provenance.provenance(name, scenarios, own)
        assert origin.figure == name
        _, second = catalogue.SECOND_STUDY.get(name, ("", ()))
        assert set(origin.scenarios) == {*scenarios, *second}
        assert origin.seeds == "1-3"
        assert origin.size == data.size
        assert not origin.quick


def test_the_plan_contains_the_runs_of_a_second_study(identified: dict[str, FigureData]) -> None:
    """Only runs of the second study that the figure shows are part of its provenance."""

    def plan(changed: str) -> str:
        other = with_identities(identified["portfolios"], changed)
        return catalogue.origin("interventions", {**identified, "portfolios": other}).plan

    assert plan("") == plan("mix-240-1-1-0")
    assert plan("") != plan("mix-120-1-1-0")


def test_the_plan_is_that_of_the_runs_a_figure_needs(data: FigureData) -> None:
    def plan(name: str, changed: str) -> str:
        scenarios = catalogue.FIGURES[name].SCENARIOS
        return provenance.provenance(name, scenarios, with_identities(data, changed)).plan

    assert plan("plausibility", "") == plan("plausibility", "training")
    assert plan("plausibility", "") != plan("plausibility", "baseline")
    assert plan("interventions", "") != plan("interventions", "training")


def test_spans_of_seeds() -> None:
    assert spans([3, 1, 2, 7, 2]) == "1-3, 7"
    assert spans([5]) == "5"
    assert spans([]) == ""


def test_a_file_without_it_is_named(tmp_path: Path) -> None:
    for ending, content in ((".pdf", b"%PDF-1.4"), (".svg", b"<svg/>"), (".png", b"no picture")):
        path = tmp_path / f"other{ending}"
        with pytest.raises(RequestError, match="there is no such file"):
            provenance.read(path)
        path.write_bytes(content)
        with pytest.raises(RequestError, match="contains no provenance"):
            provenance.read(path)
    with pytest.raises(RequestError, match=r"\.pdf, \.svg, \.png"):
        provenance.read(tmp_path / "variance_1.csv")
