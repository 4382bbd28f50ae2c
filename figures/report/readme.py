"""Store the numbers of figures in ``figures/reference/`` and fill the blocks of the documents.

``make reference`` does this for full and quick figures. A test holds that the documents agree with
the reference, and ``cityfit figures --check`` compares with it.
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
from figures.shared.style import SCENARIO_NAMES

ROOT = Path(__file__).parents[2]
REFERENCE = check.REFERENCE
#: The picture that the README shows.
PICTURE = "interventions.png"
#: The judged claims: written by `cityfit claims`, and their name in the reference.
JUDGED, CLAIMS = ROOT / "runs" / "claims" / "claims.csv", "judged_claims.csv"
#: The benchmark: written by ``make bench``, and its name in the reference.
TIMED, BENCHMARK = ROOT / speed.FILE, speed.KEPT.name

#: The acceptable cities of a calibration and the effects in all of them: written by
#: `cityfit calibrate --effects` → name in the reference.
CALIBRATED = ROOT / "runs" / "calibration"
CITIES = {"acceptable.csv": "acceptable.csv", "effects.csv": "acceptable_effects.csv"}
#: Files of the reference that are no numbers of a figure.
OTHER_FILES = (CLAIMS, BENCHMARK, durations.FILE, *CITIES.values())


def documents() -> list[Path]:
    """Documents with blocks between ``<!-- name -->`` and ``<!-- /name -->`` to be filled."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def plausibility_block(numbers: pd.DataFrame) -> str:
    """The facts of the baseline as a table in Markdown."""
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
    hits = int(numbers["value"].between(numbers["x_low"], numbers["x_high"]).sum())
    lines += ["", f"{hits} of {len(numbers)} lie in their range."]
    return "\n".join(lines)


def effects_block(numbers: pd.DataFrame) -> str:
    """The effects on both variances, at equal cost and with a budget for each, in Markdown."""
    lines = [
        "| Scenario | Euro per resident and year | Change of unbalance | Change of volatility |",
        "|---|---|---|---|",
    ]
    for plane, spent, variant in (
        ("A", "cost of A", "equal cost"),
        ("B", "C", "a budget for each"),
    ):
        cost = numbers[numbers["panel"] == spent].groupby("group")["value"].sum()
        lines += [
            f"| {SCENARIO_NAMES[row.group]}, {variant} | {cost[row.group]:.0f} | {row.x:+.4f} "
            f"[{row.x_low:+.4f}, {row.x_high:+.4f}] | "
            f"{row.value:+.5f} [{row.low:+.5f}, {row.high:+.5f}] |"
            for row in numbers[numbers["panel"] == plane].itertuples()
        ]
    return "\n".join(lines)


def claims_block(judged: pd.DataFrame) -> str:
    """The judged claims in Markdown, and whether the figure of the claims agrees with them."""
    lines = [markdown(judged)]
    runs = check.reference_runs(REFERENCE).get("figures", {}).get("claims", {})
    model = runs.get("model_version")
    if model and (judged["model_version"] != model).any():
        figure = check.read(REFERENCE / "claims.csv")
        pairs = (("effect", "x"), ("low", "x_low"), ("high", "x_high"))
        same = (judged["verdict"].to_numpy() == figure["series"].to_numpy()).all() and all(
            np.allclose(judged[table], figure[plot], rtol=check.ROUNDING, equal_nan=True)
            for table, plot in pairs
        )
        lines.append(
            f"The figure of the claims is of model {model}: "
            + ("its effects, intervals and\nverdicts are the same." if same else "it\ndiffers.")
            + " The signs were not counted again."
        )
    return "\n".join(lines)


def outputs_block() -> str:
    """Statement of the paper, command, figure and its files, in Markdown."""
    lines = [
        "| The paper says | Where | Hypotheses | Command | Figure | Files in `figures/output/` |",
        "|---|---|---|---|---|---|",
    ]
    for name, module in catalogue.FIGURES.items():
        paper = module.PAPER
        cells = (
            paper.claim,
            paper.heading,
            ", ".join(paper.hypotheses),
            f"`cityfit figures {name}`",
            module.TITLE,
            f"`{name}.pdf`, `.svg`, `.png`, `.csv`",
        )
        lines.append(f"| {' | '.join(cell.replace('|', '\\|') for cell in cells)} |")
    return "\n".join(lines)


def filled(text: str) -> str:
    """A document with its blocks filled from the reference and the catalogue of figures.

    Blocks without a place in the text are left out, and so are those whose files the reference
    does not contain.
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
        times = durations.stored(REFERENCE)
        if times is not None:
            blocks["times"] = durations.block(times)
            blocks["took"] = durations.sentence(times, benchmark_table.compiling(timed))
    for name, block in blocks.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if begin not in text:
            continue
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{block}\n{end}{rest.split(end)[1]}"
    return text


def store(output: Path, quick: bool, jobs: int | None = None, reference: Path = REFERENCE) -> None:
    """Store the numbers of all figures as the reference.

    Parameters
    ----------
    output : Path
        Folder of figures; missing runs are executed.
    quick : bool
        Whether the figures are the quick ones.
    jobs : int, optional
    reference : Path
        Folder of the reference.
    """
    compared = [name for name in catalogue.names() if name not in catalogue.NOT_COMPARED]
    gathered = catalogue.gather(compared, quick, output, jobs)
    if gathered.failures:
        failed = "; ".join(f"{run}: {why}" for run, why in gathered.failures.items())
        raise RequestError(f"a reference needs all runs, and some failed: {failed}")
    data_sets, folder = gathered.data_sets, check.folder(quick, reference)
    tables = {name: catalogue.numbers(name, data_sets) for name in gathered.names}
    origins = {name: catalogue.origin(name, data_sets) for name in gathered.names}
    check.store(tables, origins, folder)
    known = {*catalogue.names(), *(Path(name).stem for name in OTHER_FILES)}
    for path in folder.glob("*.csv"):
        if path.stem not in known:
            path.unlink()


def copy_cities() -> None:
    """Copy acceptable cities and their effects into the reference, if there are both."""
    if all((CALIBRATED / name).is_file() for name in CITIES):
        for name, kept in CITIES.items():
            shutil.copyfile(CALIBRATED / name, REFERENCE / kept)


def main(output: Path) -> None:
    """Store the numbers of full and quick figures and fill the documents."""
    REFERENCE.mkdir(exist_ok=True)
    if JUDGED.is_file():
        shutil.copyfile(JUDGED, REFERENCE / CLAIMS)
    copy_cities()
    # a quick benchmark shows that everything works, not how fast it is
    if TIMED.is_file() and pd.read_csv(TIMED)["citizens"].max() >= speed.LARGE:
        shutil.copyfile(TIMED, REFERENCE / BENCHMARK)
    for quick in (False, True):
        store(output, quick)
    durations.store(output)
    shutil.copyfile(output / PICTURE, REFERENCE / PICTURE)
    for path in documents():
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "figures" / "output"))
