"""Keep the numbers of figures in ``figures/reference/`` and write those of the README.

``make reference`` does it, for full and for quick figures. A test holds that the README says what
the reference says, and ``cityfit figures --check`` compares with it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.claims.report import markdown, read
from experiments.errors import RequestError
from figures import catalogue, check
from figures.plots import speed
from figures.report import acceptable_cities, benchmark_table, durations
from figures.shared import paper_sections
from figures.shared.style import SCENARIO_NAMES

ROOT = Path(__file__).parents[2]
REFERENCE = check.REFERENCE
#: The picture that the README shows.
PICTURE = "interventions.png"
#: The judged claims: where `cityfit claims` leaves them, and where they are kept.
JUDGED, CLAIMS = ROOT / "runs" / "claims" / "claims.csv", "judged_claims.csv"
#: The benchmark: where ``make bench`` leaves it, and where it is kept.
TIMED, BENCHMARK = ROOT / speed.FILE, speed.KEPT.name

#: Cities that a calibration could not tell from its best, and the effects in all of them: where
#: `cityfit calibrate --effects` leaves them, and where they are kept.
CALIBRATED = ROOT / "runs" / "calibration"
CITIES = {"acceptable.csv": "acceptable.csv", "effects.csv": "acceptable_effects.csv"}
#: What is kept beside the numbers of figures.
BESIDE = (CLAIMS, BENCHMARK, durations.KEPT, *CITIES.values())


def plausibility_block(numbers: pd.DataFrame) -> str:
    """The table of facts in Markdown."""
    lines = [
        "| Fact of the baseline | Value [95 % interval] | Should lie in | Unit | Used | |",
        "|---|---|---|---|---|---|",
    ]
    for row in numbers.itertuples():
        inside = row.x_low <= row.value <= row.x_high
        lines.append(
            f"| {row.group} | {row.value:.3f} [{row.low:.3f}, {row.high:.3f}] | "
            f"{row.x_low:g} to {row.x_high:g} | {row.unit} | {row.series} | "
            f"{'' if inside else '**misses**'} |"
        )
    hits = int(((numbers["x_low"] <= numbers["value"]) & (numbers["value"] <= numbers["x_high"]))
               .sum())  # fmt: skip
    lines += ["", f"{hits} of {len(numbers)} lie in their range."]
    return "\n".join(lines)


def effects_block(numbers: pd.DataFrame) -> str:
    """The effects on both variances at equal cost and with money for each, in Markdown."""
    lines = [
        "| Scenario | Euro per resident and year | Change of unbalance | Change of volatility |",
        "|---|---|---|---|",
    ]
    for plane, spent, words in (("A", "cost of A", "equal cost"), ("B", "C", "money for each")):
        cost = numbers[numbers["panel"] == spent].groupby("group")["value"].sum()
        lines += [
            f"| {SCENARIO_NAMES[row.group]}, {words} | {cost[row.group]:.0f} | {row.x:+.4f} "
            f"[{row.x_low:+.4f}, {row.x_high:+.4f}] | "
            f"{row.value:+.5f} [{row.low:+.5f}, {row.high:+.5f}] |"
            for row in numbers[numbers["panel"] == plane].itertuples()
        ]
    return "\n".join(lines)


def claims_block(judged: pd.DataFrame) -> str:
    """The judged claims in Markdown, and how they stand to the model of the figures."""
    lines = [markdown(judged)]
    made = check.made(REFERENCE).get("figures", {}).get("claims", {}).get("model_version")
    if made and (judged["model_version"] != made).any():
        figure = check.read(REFERENCE / "claims.csv")
        pairs = (("effect", "x"), ("low", "x_low"), ("high", "x_high"))
        same = (judged["verdict"].to_numpy() == figure["series"].to_numpy()).all() and all(
            np.allclose(judged[theirs], figure[ours], rtol=check.ROUNDING, equal_nan=True)
            for theirs, ours in pairs
        )
        lines.append(
            f"The figure of the claims is of model {made}: "
            + ("its effects, intervals and\nverdicts are the same." if same else "it\ndiffers.")
            + " The signs were not counted anew."
        )
    return "\n".join(lines)


def outputs_block() -> str:
    """What the paper says, the command, the figure and its files, in Markdown."""
    lines = [
        "| The paper says | Where | Hypotheses | Command | Figure | Files in `figures/output/` |",
        "|---|---|---|---|---|---|",
    ]
    for name, module in catalogue.FIGURES.items():
        said = paper_sections.of(module)
        cells = (
            said.claim,
            said.heading,
            ", ".join(said.hypotheses),
            f"`cityfit figures {name}`",
            module.TITLE,
            f"`{name}.pdf`, `.svg`, `.png`, `.csv`",
        )
        lines.append(f"| {' | '.join(cell.replace('|', '\\|') for cell in cells)} |")
    return "\n".join(lines)


def filled(text: str) -> str:
    """The README with its blocks made from the reference and from the catalogue of figures.

    Blocks that have no place in the text are left out, and so is that of the claims without judged
    claims, that of acceptable cities without a calibration, and those of speed and times without a
    benchmark.
    """
    blocks = {
        "plausibility": plausibility_block(pd.read_csv(REFERENCE / "plausibility.csv")),
        "effects": effects_block(pd.read_csv(REFERENCE / "interventions.csv")),
        "outputs": outputs_block(),
    }
    if (REFERENCE / CLAIMS).is_file():
        blocks["claims"] = claims_block(read(REFERENCE / CLAIMS))
    cities = [REFERENCE / name for name in CITIES.values()]
    if all(path.is_file() for path in cities):
        blocks["acceptable"] = acceptable_cities.markdown(*map(pd.read_csv, cities))
    if (REFERENCE / BENCHMARK).is_file():
        timed = pd.read_csv(REFERENCE / BENCHMARK)
        blocks["speed"] = benchmark_table.markdown(timed)
        if (REFERENCE / durations.KEPT).is_file():
            took = pd.read_csv(REFERENCE / durations.KEPT)
            blocks["times"] = durations.block(took, len(catalogue.names()))
            blocks["took"] = durations.sentence(took, benchmark_table.compiling(timed))
    for name, block in blocks.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if begin not in text:
            continue
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{block}\n{end}{rest.split(end)[1]}"
    return text


def keep(output: Path, quick: bool, jobs: int | None = None, reference: Path = REFERENCE) -> None:
    """Keep the numbers of all figures as the reference.

    Parameters
    ----------
    output : Path
        Folder of figures; runs that are not in it yet are carried out.
    quick : bool
        Whether those of small cities and few seeds.
    jobs : int, optional
    reference : Path
        Folder of the reference.
    """
    compared = [name for name in catalogue.names() if name not in catalogue.NOT_COMPARED]
    found = catalogue.gather(compared, quick, output, jobs)
    if found.failures:
        failed = "; ".join(f"{run}: {why}" for run, why in found.failures.items())
        raise RequestError(f"no reference without all runs, and some failed: {failed}")
    tables = {name: catalogue.numbers(name, found.data_sets) for name in found.names}
    made = {name: catalogue.origin(name, found.data_sets) for name in found.names}
    folder = check.folder(quick, reference)
    check.keep(tables, made, folder)
    known = {*catalogue.names(), *(Path(name).stem for name in BESIDE)}
    for path in folder.glob("*.csv"):
        if path.stem not in known:
            path.unlink()


def take_over_cities() -> None:
    """Keep the acceptable cities and the effects in them, if a calibration has left both."""
    if all((CALIBRATED / name).is_file() for name in CITIES):
        for name, kept in CITIES.items():
            shutil.copyfile(CALIBRATED / name, REFERENCE / kept)


def main(output: Path) -> None:
    """Take the numbers of full and quick figures over and write the README anew."""
    REFERENCE.mkdir(exist_ok=True)
    if JUDGED.is_file():
        shutil.copyfile(JUDGED, REFERENCE / CLAIMS)
    take_over_cities()
    # a quick benchmark says that everything works, not how fast it is
    if TIMED.is_file() and pd.read_csv(TIMED)["citizens"].max() >= speed.LARGE:
        shutil.copyfile(TIMED, REFERENCE / BENCHMARK)
    for quick in (False, True):
        keep(output, quick)
    durations.keep(output, REFERENCE)
    shutil.copyfile(output / PICTURE, REFERENCE / PICTURE)
    readme = ROOT / "README.md"
    readme.write_text(filled(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "figures" / "output"))
