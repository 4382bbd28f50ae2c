"""The result pages and the README agree with the reference, and their commands draw the figures."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.claims import claims
from experiments.claims.statistics import SLOPE
from experiments.command_line import main
from figures import catalogue, studies
from figures.report import keep_reference, result_pages
from figures.shared import paper_sections
from figures.shared.figure_data import FigureData

ROOT = Path(__file__).parents[3]
FIGURES_PAGE = (ROOT / "docs" / "results" / "figures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", result_pages.PAGES)
def test_the_page_is_current(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "<!-- " in text
    assert result_pages.filled(text) == text


def rows(block: str) -> list[list[str]]:
    """Cells of the table in a block, without its header."""
    text = FIGURES_PAGE.split(f"<!-- {block} -->")[1].split(f"<!-- /{block} -->")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_every_row_from_claim_to_file_works_as_written(
    tmp_path: Path,
    data_sets: dict[str, FigureData],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each command draws its figure with exactly its files; each hypothesis is a claim.

    Runs are made up and pictures are empty: other tests check their content.
    """

    def gathered(names: list[str], *others: Any) -> catalogue.Gathered:
        on_batch = others[-1]
        on_batch(names, data_sets)
        return catalogue.Gathered(names, data_sets)

    monkeypatch.setattr(catalogue, "gather", gathered)
    known = {claim.number for claim in claims()}
    outputs = rows("outputs")
    for _, heading, hypotheses, command, title, runs, code in outputs:
        assert heading in ("", *paper_sections.SECTIONS.values())
        assert {number for number in re.split(", | to ", hypotheses) if number} <= known
        words = command.strip("`").split()
        assert words[:2] == ["cityfit", "figures"]
        (name,) = words[2:]
        monkeypatch.setattr(catalogue.FIGURES[name], "draw", lambda *_: Figure())
        folder = tmp_path / name
        assert main([*words[1:], "-o", str(folder)]) == 0
        expected = {f"{name}.{ending}" for ending in ("pdf", "svg", "png", "csv")}
        beside = {"index.html", "ro-crate-metadata.json"}
        assert {path.name for path in folder.iterdir()} == expected | beside
        assert escape(title) in (folder / "index.html").read_text(encoding="utf-8")
        assert code == f"[{name}.py](../../figures/plots/{name}.py)"
        study = catalogue.STUDY_OF.get(name, studies.FACTORIAL)
        if study in studies.STUDIES:
            full, _ = studies.STUDIES[study]
            assert runs == f"{full.seeds} × {full.citizens:,} × {full.months}"
        capsys.readouterr()
    assert [row[3] for row in outputs] == [
        f"`cityfit figures {name}`" for name in catalogue.names()
    ]


def numbers(text: str) -> list[float]:
    """All numbers of a text in order."""
    return [float(number) for number in re.findall(r"\d+\.\d+|\d+", text)]


def not_clearly(names: list[str], verb: str) -> str:
    """The words for interventions without a clear effect."""
    helping = "does" if names in (["training"], ["network"]) else "do"
    return f"{' and '.join(names)} {helping} not {verb} it clearly"


def test_the_findings_of_the_readme_are_those_of_the_reference() -> None:
    """The three sentences are hand-written; their numbers come from the reference."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## What was found")[1].split("\n## ")[0]
    findings, plausible, of_claims, *_ = section.strip().split("\n\n")
    first, second, third = re.split(r"^\d\. ", findings, flags=re.MULTILINE)[1:]
    reference = result_pages.REFERENCE
    framework = pd.read_csv(reference / "framework.csv")
    framework = framework.set_index(["panel", "series", "group"]).sort_index()
    gap = framework.loc[("city", "unbalance", "both")]
    assert numbers(first) == [0, 1, round(gap["value"], 3), 95, *gap[["low", "high"]].round(3)]

    names = ("training", "communities", "network")
    narrowing = -framework.loc[("solution", "unbalance"), ["value", "high", "low"]]
    expected: list[float] = []
    for name in (one for one in names if narrowing.loc[one, "high"] > 0):
        effect = narrowing.loc[name].astype(float)
        three_ways = [100 * effect["value"] / gap["value"], effect["value"] / SLOPE]
        expected += [*effect.round(4), *np.round(np.array(three_ways), 1)]
    assert numbers(second) == expected
    unclear = [one for one in names if narrowing.loc[one, "high"] <= 0]
    assert (narrowing.loc[unclear, "value"] > 0).all()
    assert not_clearly(unclear, "narrow") in second.lower()

    changes = framework.loc[("solution", "volatility")]
    clear = [name for name in names if changes.loc[name, "high"] < 0]
    others = [name for name in names if name not in clear]
    assert (changes.loc[others, "low"] < 0).all()
    assert not_clearly(others, "lower") in third
    parts = framework.loc[("city", "volatility")]["value"]
    assert parts["access"] > 5 * parts[["within a post", "moves", "without a job"]].max()
    expected = [round(parts["all"], 3)]
    for name in clear:
        expected += list(-changes.loc[name, ["value", "high", "low"]].astype(float).round(5))
        assert -changes.loc[name, "value"] < 0.01 * parts["all"]
    assert numbers(third) == expected

    every = pd.read_csv(reference / result_pages.CLAIMS)
    within = every[every["reading"] == "within_post"].set_index("claim")["claim_verdict"]
    assert within["H10"] == "supported"
    judged = every[every["reading"] == "expected"]
    by_part = judged.set_index(["claim", "part"])["verdict"]
    assert by_part["H4", "beyond shuffled shocks"] == "contradicted"
    judged = judged.drop_duplicates("claim")
    assert judged.set_index("claim").loc["H10", "claim_verdict"] != "supported"
    counts = judged["claim_verdict"].value_counts()
    order = ("supported", "not supported", "contradicted", "practically null")
    facts = pd.read_csv(reference / "plausibility.csv")
    inside = facts["value"].between(facts["x_low"], facts["x_high"])
    assert numbers(plausible) == [inside.sum(), len(facts)]
    verdicts = [len(judged), *(counts[name] for name in order)]
    assert numbers(of_claims) == verdicts


def test_a_calibration_is_kept_only_with_its_effects(tmp_path: Path) -> None:
    calibration, kept = tmp_path / "calibration", tmp_path / "reference"
    calibration.mkdir()
    kept.mkdir()
    for name in result_pages.CITIES:
        (calibration / name).write_text(f"content of {name}\n")
    keep_reference.keep_calibration(calibration, kept)
    assert (kept / "acceptable_effects.csv").read_text() == "content of effects.csv\n"
    (calibration / "effects.csv").unlink()
    (calibration / "acceptable.csv").write_text("another\n")
    keep_reference.keep_calibration(calibration, kept)
    assert (kept / "acceptable.csv").read_text() == "content of acceptable.csv\n"
