"""Write the numbers of ``figures/reference/`` into ``docs/results/`` and the README.

``python -m figures.report.result_pages`` rewrites the blocks between markers without running
anything. A test checks that the pages agree with the reference.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from experiments.claims.report import markdown, on, read
from experiments.claims.statistics import SLOPE, VOLATILITY
from experiments.preregistration.registration import read as read_registration
from experiments.preregistration.registration import sentence
from figures import catalogue, check, studies
from figures.plots import speed
from figures.report import acceptable_cities, benchmark_table, durations
from figures.report.durations import duration
from figures.report.findings import by_role
from figures.shared.style import SCENARIO_NAMES
from simulation.core.vocabulary import EXPECTED

ROOT = Path(__file__).parents[2]
REFERENCE = check.REFERENCE
#: Pages with generated blocks.
PAGES = (
    "README.md",
    "docs/results/plausibility.md",
    "docs/results/effects.md",
    "docs/results/claims.md",
    "docs/results/figures.md",
    "docs/results/gallery.md",
    "docs/results/speed.md",
)
#: Files of the reference that belong to no figure: judged claims, benchmark, and the acceptable
#: cities of a calibration with the effects in them (name in its folder → name in the reference).
CLAIMS, BENCHMARK = "judged_claims.csv", speed.KEPT.name
CITIES = {"acceptable.csv": "acceptable.csv", "effects.csv": "acceptable_effects.csv"}


def plausibility_block(numbers: pd.DataFrame) -> str:
    """The table of facts in Markdown."""
    lines = [
        "| Fact of the baseline | Value [95 % interval] | Range | Unit | Use | |",
        "|---|---|---|---|---|---|",
    ]
    inside = numbers["value"].between(numbers["x_low"], numbers["x_high"])
    for row, hit in zip(numbers.itertuples(), inside, strict=True):
        lines.append(
            f"| {row.group} | {row.value:.3f} [{row.low:.3f}, {row.high:.3f}] | "
            f"{row.x_low:g} to {row.x_high:g} | {row.unit} | {row.series} | "
            f"{'' if hit else '**misses**'} |"
        )
    count = f"{inside.sum()} of {len(numbers)} facts are in their range: {by_role(numbers)}."
    return "\n".join([*lines, "", count, _registered(numbers)])


def _registered(numbers: pd.DataFrame) -> str:
    """Whether the table of facts has the pre-registered ranges and roles."""
    registration = read_registration()
    stamp = registration.stamp
    frozen = {fact.name: (fact.low, fact.high, fact.role) for fact in registration.facts}
    others = [
        str(row.group)
        for row in numbers.itertuples()
        if frozen.get(str(row.group)) != (row.x_low, row.x_high, row.series)
    ]
    if others:
        return f"Ranges and uses are not those pre-registered on {stamp}: {'; '.join(others)}."
    return f"Ranges and uses: {sentence(stamp, registration.changes_of_facts())}"


def percent(change: float, usual: float) -> str:
    """A change in % of the baseline, a dash if the baseline is unknown."""
    return f"{100.0 * change / usual:+.1f}" if np.isfinite(usual) else "–"


def effects_block(numbers: pd.DataFrame) -> str:
    """The effects on both variances, at equal cost and with a budget for each, in Markdown.

    Each is told three ways: absolute, in % of the baseline, in smallest effects of interest.
    """
    headings = (
        "Scenario", "Euro per resident and year", "Change of unbalance", "%", "× smallest",
        "Change of volatility", "%", "× smallest",
    )  # fmt: skip
    lines = [f"| {' | '.join(headings)} |", "|---|---:|---|---:|---:|---|---:|---:|"]
    budgets = (("A", "cost of A", "equal cost"), ("B", "C", "own budgets"))
    for plane, spent, budget in budgets:
        cost = numbers[numbers["panel"] == spent].groupby("group")["value"].sum()
        base = (
            numbers[numbers["panel"] == f"baseline of {plane}"].groupby("series")["value"].first()
        )
        # unknown in numbers kept from an earlier version
        usual = base.reindex(["unbalance", "volatility"])
        lines += [
            f"| {SCENARIO_NAMES[row.group]}, {budget} | {cost[row.group]:.0f} | {row.x:+.4f} "
            f"[{row.x_low:+.4f}, {row.x_high:+.4f}] | {percent(row.x, usual['unbalance'])} | "
            f"{abs(row.x) / SLOPE:.1f} | {row.value:+.5f} [{row.low:+.5f}, {row.high:+.5f}] | "
            f"{percent(row.value, usual['volatility'])} | {abs(row.value) / VOLATILITY:.1f} |"
            for row in numbers[numbers["panel"] == plane].itertuples()
        ]
    return "\n".join(lines)


def claims_block(judged: pd.DataFrame) -> str:
    """The judged claims in Markdown, compared with the figure of the claims."""
    lines = [markdown(judged)]
    judged = on(judged, EXPECTED)
    made = check.reference_runs(REFERENCE).get("figures", {}).get("claims", {}).get("model_version")
    if made and (judged["model_version"] != made).any():
        figure = check.read(REFERENCE / "claims.csv")
        pairs = (("effect", "x"), ("low", "x_low"), ("high", "x_high"))
        same = (judged["verdict"].to_numpy() == figure["series"].to_numpy()).all() and all(
            np.allclose(judged[theirs], figure[ours], rtol=check.ROUNDING, equal_nan=True)
            for theirs, ours in pairs
        )
        result = "has the same effects,\nintervals and verdicts" if same else "differs"
        lines.append(
            f"The figure of the claims, made with model {made}, {result}. "
            "The signs were not recounted."
        )
    return "\n".join(lines)


def outputs_block() -> str:
    """The paper's statements with command, figure and files, in Markdown."""
    lines = [
        "| Statement | Section | Hypotheses | Command | Figure | Runs | Code |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, module in catalogue.FIGURES.items():
        paper = module.PAPER
        cells = (
            paper.claim,
            paper.heading,
            ", ".join(paper.hypotheses),
            f"`cityfit figures {name}`",
            module.TITLE,
            runs_of(name),
            f"[{name}.py](../../figures/plots/{name}.py)",
        )
        lines.append(f"| {' | '.join(cell.replace('|', '\\|') for cell in cells)} |")
    return "\n".join(lines)


def runs_of(name: str) -> str:
    """Seeds, citizens and months of the runs of a figure, in full size."""
    study = catalogue.STUDY_OF.get(name, studies.FACTORIAL)
    if study not in studies.STUDIES:
        return "`make bench`"
    full, _ = studies.STUDIES[study]
    return f"{full.seeds} × {full.citizens:,} × {full.months}"


def gallery_block() -> str:
    """Every figure with its summary, in Markdown."""
    return "\n\n".join(
        f"## {module.TITLE}\n\n![{module.TITLE}](pictures/{name}.png)\n\n{module.SUMMARY}"
        for name, module in catalogue.FIGURES.items()
    )


def took_block(times: pd.DataFrame, timed: pd.DataFrame) -> str:
    """How long the commands of the README took.

    Parameters
    ----------
    times : DataFrame
        ``times.csv`` of the reference.
    timed : DataFrame
        ``benchmark.csv`` of the reference.
    """
    full, quick = (duration(durations.elapsed(times, size)) for size in durations.SIZES)
    return (
        f"On {times['processes'].max()} processors compiling took "
        f"{duration(benchmark_table.compiling(timed))} (once), `make figures` {full} and "
        f"`make figures QUICK=1` {quick}."
    )


def filled(text: str) -> str:
    """The text with its blocks regenerated from the reference and the catalogue of figures.

    A block without a marker in the text is skipped. So is a block whose files are not in the
    reference (claims, acceptable cities, benchmark, times).
    """
    blocks = {
        "plausibility": plausibility_block(pd.read_csv(REFERENCE / "plausibility.csv")),
        "effects": effects_block(pd.read_csv(REFERENCE / "interventions.csv")),
        "outputs": outputs_block(),
        "gallery": gallery_block(),
    }
    if (REFERENCE / CLAIMS).is_file():
        blocks["claims"] = claims_block(read(REFERENCE / CLAIMS))
    cities = [REFERENCE / name for name in CITIES.values()]
    if all(path.is_file() for path in cities):
        blocks["acceptable"] = acceptable_cities.markdown(*map(pd.read_csv, cities))
    if (REFERENCE / BENCHMARK).is_file():
        timed = pd.read_csv(REFERENCE / BENCHMARK)
        blocks["speed"] = benchmark_table.markdown(timed)
        if (REFERENCE / durations.FILE).is_file():
            times = pd.read_csv(REFERENCE / durations.FILE)
            blocks["times"] = durations.block(times)
            blocks["took"] = took_block(times, timed)
    for name, block in blocks.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if begin in text:
            before, rest = text.split(begin)
            text = f"{before}{begin}\n{block}\n{end}{rest.split(end)[1]}"
    return text


def write(root: Path = ROOT) -> None:
    """Rewrite the generated blocks of all pages."""
    for name in PAGES:
        path = root / name
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
