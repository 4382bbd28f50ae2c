"""The figure of the claims: verdicts on its own runs, and the block of the README."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.claims import batch as claims_batch
from experiments.claims import claims as every
from experiments.claims.neutral import NEUTRAL
from experiments.claims.report import markdown, on, preregistration, read, report
from figures import catalogue, check, studies
from figures.plots import claims
from figures.report import result_pages
from figures.shared.figure_data import FigureData
from simulation.core.vocabulary import EXPECTED, FIT_COLUMNS, MARGINS

#: Arms of two claims suffice to compare the figure with ``cityfit claims``.
FEW = ("H1", "H16")
SMALL = claims_batch.Size("quick", seeds=2, citizens=200, months=40, burn_in=12)


@pytest.fixture
def judged(data_sets: dict[str, FigureData]) -> pd.DataFrame:
    """Artificial verdicts."""
    table = data_sets["claims"].claims
    assert table is not None
    assert set(table["reading"]) == {*FIT_COLUMNS, *MARGINS}
    return table.copy()


def test_values_are_in_units_of_the_smallest_effect_from_the_null(
    data_sets: dict[str, FigureData], judged: pd.DataFrame
) -> None:
    judged["null"] = 0.25
    found = claims.numbers(replace(data_sets["claims"], claims=judged))
    judged = on(judged, EXPECTED)
    assert np.allclose(found["value"], (judged["effect"] - 0.25) / 0.02, equal_nan=True)
    assert np.allclose(found["x"], judged["effect"], equal_nan=True)
    assert (found["series"].to_numpy() == judged["verdict"].to_numpy()).all()


def test_it_shows_the_results_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Effects, intervals and verdicts are those of ``cityfit claims`` on the same runs."""
    few = [claim for claim in every() if claim.number in FEW]
    monkeypatch.setattr(studies, "claims", lambda: few)
    small = studies.claims_study(SMALL, "claims-quick", SMALL.seeds)
    monkeypatch.setitem(studies.STUDIES, "claims", (small, small))
    data = studies.read(studies.batch("claims", True, tmp_path / "figures"), 1)
    command = report(few, SMALL, tmp_path / "command", jobs=1, say=lambda _: None, show=False)
    expected = pd.DataFrame(command.rows)
    # the command also makes the neutral runs, which the figure does not show
    expected = expected[expected["reading"] != NEUTRAL].reset_index(drop=True)
    assert data.claims is not None
    shown = data.claims[data.claims["reading"] != NEUTRAL]
    same = [
        "claim", "part", "reading", "effect", "low", "high", "p_holm", "verdict", "rough",
        "model_version",
    ]  # fmt: skip
    pd.testing.assert_frame_equal(shown[same], expected[same], check_exact=True)
    assert data.quick
    assert data.claims["rough"].all()
    arms = {arm.name for claim in few for arm in claim.arms}
    assert set(data.scenarios) == arms
    assert len(data.identities) == len(arms) * SMALL.seeds


def test_all_arms_are_known_to_the_figure() -> None:
    full, quick = studies.STUDIES["claims"]
    for study in (full, quick):
        assert {scenario.name for scenario in study.scenarios()} == set(claims.SCENARIOS)
    assert (full.seeds, full.citizens, full.months) == (30, 2_000, 180)
    assert not full.name.endswith("quick")


def test_the_kept_verdicts_are_those_of_the_figure() -> None:
    """The table of the result page and the figure's reference come from the same runs."""
    kept = on(pd.read_csv(result_pages.REFERENCE / result_pages.CLAIMS), EXPECTED)
    figure = pd.read_csv(result_pages.REFERENCE / "claims.csv")
    assert (kept["verdict"] == figure["series"]).all()
    for theirs, ours in (("effect", "x"), ("low", "x_low"), ("high", "x_high")):
        np.testing.assert_allclose(kept[theirs], figure[ours], rtol=1e-9, equal_nan=True)


def test_a_document_gets_a_block_if_it_has_a_place_for_it(
    tmp_path: Path, judged: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("plausibility.csv", "interventions.csv"):
        (tmp_path / name).write_bytes((result_pages.REFERENCE / name).read_bytes())
    judged.to_csv(tmp_path / result_pages.CLAIMS, index=False)
    monkeypatch.setattr(result_pages, "REFERENCE", tmp_path)
    blocks = "".join(f"<!-- {n} -->\n<!-- /{n} -->\n" for n in ("plausibility", "effects"))
    assert "| Claim |" not in result_pages.filled(blocks)
    text = result_pages.filled(blocks + "<!-- claims -->\nOLD TEXT\n<!-- /claims -->\n")
    assert "OLD TEXT" not in text
    assert text.count("| Claim | Statement |") == 1
    assert markdown(judged).splitlines()[-1] in text
    assert "claims" in catalogue.names()


def test_the_block_names_the_model_of_the_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It also states whether the figure, whose runs may be of a newer model, agrees."""
    kept = read(result_pages.REFERENCE / result_pages.CLAIMS)
    (model,) = set(kept["model_version"])
    (day,) = set(kept["made"])
    assert f"Judged on runs of model {model}, made on {day}." in result_pages.claims_block(kept)

    for name in ("claims.csv", check.MADE):
        (tmp_path / name).write_bytes((result_pages.REFERENCE / name).read_bytes())
    monkeypatch.setattr(result_pages, "REFERENCE", tmp_path)
    present = check.reference_runs(tmp_path)["figures"]["claims"]["model_version"]
    of_now, of_then = kept.assign(model_version=present), kept.assign(model_version="older")
    *_, model, registered = result_pages.claims_block(of_now).splitlines()
    assert model == f"Judged on runs of model {present}, made on {day}."
    assert registered == preregistration(of_now.to_dict("records"))
    block = result_pages.claims_block(of_then)
    assert f"made with model {present}, has the same effects,\nintervals and verdicts." in block
    of_then.loc[0, "low"] += 1e-6
    assert "differs. The signs were not recounted." in result_pages.claims_block(of_then)
