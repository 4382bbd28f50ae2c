"""Write the numbers of a full run into the README, and keep them in ``figures/reference/``.

``make reference`` does it. A test holds that the README says what the reference says.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd

from experiments.claims.report import markdown, read
from figures.style import SCENARIO_NAMES

ROOT = Path(__file__).parents[1]
REFERENCE = Path(__file__).parent / "reference"
KEPT = (
    "plausibility.csv",
    "interventions.csv",
    "interventions.png",
)
#: The judged claims: where `cityfit claims` leaves them, and where they are kept.
JUDGED, CLAIMS = ROOT / "runs" / "claims" / "claims.csv", "claims.csv"


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
    """The effects on both variances and the cost, in Markdown."""
    plane = numbers[numbers["panel"] == "A"]
    cost = numbers[numbers["panel"] == "B"].groupby("group")["value"].sum()
    lines = [
        "| Scenario | Change of unbalance | Change of volatility | Euro per resident and year |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {SCENARIO_NAMES[row.group]} | {row.x:+.4f} [{row.x_low:+.4f}, {row.x_high:+.4f}] | "
        f"{row.value:+.5f} [{row.low:+.5f}, {row.high:+.5f}] | {cost[row.group]:.0f} |"
        for row in plane.itertuples()
    ]
    return "\n".join(lines)


def filled(text: str) -> str:
    """The README with its blocks made from the reference.

    The block of the claims is filled once there are a place for it and judged claims.
    """
    blocks = {
        "plausibility": plausibility_block(pd.read_csv(REFERENCE / "plausibility.csv")),
        "effects": effects_block(pd.read_csv(REFERENCE / "interventions.csv")),
    }
    if (REFERENCE / CLAIMS).is_file():
        blocks["claims"] = markdown(read(REFERENCE / CLAIMS))
    for name, block in blocks.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if name == "claims" and begin not in text:
            continue
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{block}\n{end}{rest.split(end)[1]}"
    return text


def main(output: Path) -> None:
    """Take the files of a full run over and write the README anew."""
    REFERENCE.mkdir(exist_ok=True)
    for name in KEPT:
        shutil.copyfile(output / name, REFERENCE / name)
    if JUDGED.is_file():
        shutil.copyfile(JUDGED, REFERENCE / CLAIMS)
    readme = ROOT / "README.md"
    readme.write_text(filled(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "figures" / "output"))
