"""Draw every figure from its reference numbers, and keep a small picture of each for the docs.

Two more are drawn from tables of studies that no figure runs: channels and countries.
``python -m figures.report.kept_pictures`` rewrites ``docs/results/pictures/`` without running
anything, so that nobody must run for an hour to see the figures.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

from figures import catalogue, check, studies
from figures.plots import channels, countries, speed
from figures.report.result_pages import ROOT
from figures.shared import style
from figures.shared.figure_data import FigureData, no_months
from figures.shared.saving import put

#: Dots per inch of a kept picture, and its number of colours.
DOTS, COLOURS = 130, 256
PICTURES = ROOT / "docs" / "results" / "pictures"
#: Picture of a study → its table.
TABLES = {"channels": channels.KEPT, "countries": countries.KEPT}


def sizes_of(name: str, quick: bool) -> FigureData:
    """What a drawing needs beside the numbers: size, and whether it is quick."""
    if name == "speed":
        return FigureData.of_benchmark(speed.latest_benchmark(), quick)
    own = sized(catalogue.STUDY_OF.get(name, studies.FACTORIAL), quick)
    if name not in catalogue.SECOND_STUDY:
        return own
    return replace(own, second_study=sized(catalogue.SECOND_STUDY[name][0], quick))


def sized(study: str, quick: bool) -> FigureData:
    """Only the size of a study."""
    size = studies.STUDIES[study][quick]
    runs = pd.DataFrame({"scenario": "baseline", "seed": range(1, size.seeds + 1)})
    return FigureData(no_months(), runs, {}, {}, size.citizens, size.months, size.burn_in, quick)


def drawn(name: str, quick: bool = False) -> tuple[pd.DataFrame, Figure]:
    """Numbers and drawing of a figure from the reference; speed from the kept benchmark."""
    module, data = catalogue.FIGURES[name], sizes_of(name, quick)
    numbers = (
        module.numbers(data)
        if name in catalogue.NOT_COMPARED
        else check.read(check.folder(quick) / f"{name}.csv")
    )
    with style.applied():
        return numbers, module.draw(numbers, data)


def of_study(name: str) -> Figure:
    """Drawing of a study from its table."""
    table = pd.read_csv(TABLES[name])
    with style.applied():
        if name == "channels":
            return channels.draw(table)
        return countries.draw(table.to_dict("records"))


def small(figure: Figure) -> bytes:
    """A small PNG of a figure."""
    large, content = io.BytesIO(), io.BytesIO()
    with style.applied():
        figure.savefig(large, format="png", dpi=DOTS)
    with Image.open(large) as picture:
        few = picture.convert("RGB").quantize(COLOURS)
    few.save(content, "PNG", optimize=True)
    return content.getvalue()


def write(folder: Path = PICTURES) -> list[Path]:
    """Draw all figures from the reference and keep their pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = {name: drawn(name)[1] for name in catalogue.FIGURES}
    figures |= {name: of_study(name) for name in TABLES}
    return [put(folder / f"{name}.png", small(figure)) for name, figure in figures.items()]


if __name__ == "__main__":
    write()
