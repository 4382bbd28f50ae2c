"""Keep the numbers of all figures in ``figures/reference/``: ``make reference``.

``cityfit figures --check`` compares with these numbers, and
:mod:`figures.report.result_pages` writes them into the result pages.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd

from experiments.errors import RequestError
from figures import catalogue, check
from figures.plots import channels, countries, speed
from figures.report import durations, kept_pictures, result_pages
from figures.report.result_pages import BENCHMARK, CITIES, CLAIMS, REFERENCE, ROOT

#: The picture in the README.
PICTURE = "interventions.png"
#: Outputs of ``cityfit claims``, ``make bench`` and ``cityfit calibrate --effects``.
JUDGED = ROOT / "runs" / "claims" / "claims.csv"
TIMED = ROOT / speed.FILE
CALIBRATED = ROOT / "runs" / "calibration"
#: Files of the reference that belong to no figure.
BESIDE = (
    CLAIMS, BENCHMARK, durations.FILE, channels.KEPT.name, countries.KEPT.name, *CITIES.values()
)  # fmt: skip


def keep(output: Path, quick: bool, jobs: int | None = None, reference: Path = REFERENCE) -> None:
    """Keep the numbers of all figures as the reference.

    Parameters
    ----------
    output : Path
        Folder of figures; missing runs are carried out.
    quick : bool
        Whether to keep the numbers of small cities and few seeds.
    jobs : int, optional
    reference : Path
        Folder of the reference.

    Raises
    ------
    RequestError
        If a run fails.
    """
    compared = [name for name in catalogue.names() if name not in catalogue.NOT_COMPARED]
    gathered = catalogue.gather(compared, quick, output, jobs)
    if gathered.failures:
        failed = "; ".join(f"{run}: {why}" for run, why in gathered.failures.items())
        raise RequestError(f"no reference without all runs, and some failed: {failed}")
    tables = {name: catalogue.numbers(name, gathered.data_sets) for name in gathered.names}
    made = {name: catalogue.origin(name, gathered.data_sets) for name in gathered.names}
    folder = check.folder(quick, reference)
    check.store(tables, made, folder)
    known = {*catalogue.names(), *(Path(name).stem for name in BESIDE)}
    for path in folder.glob("*.csv"):
        if path.stem not in known:
            path.unlink()


def keep_calibration(calibrated: Path = CALIBRATED, reference: Path = REFERENCE) -> None:
    """Keep the acceptable cities and the effects in them if both files exist."""
    if all((calibrated / name).is_file() for name in CITIES):
        for name, kept in CITIES.items():
            shutil.copyfile(calibrated / name, reference / kept)


def main(output: Path) -> None:
    """Keep the numbers of full and quick figures, then rewrite the result pages."""
    REFERENCE.mkdir(exist_ok=True)
    if JUDGED.is_file():
        shutil.copyfile(JUDGED, REFERENCE / CLAIMS)
    keep_calibration()
    # a quick benchmark shows that everything works, not how fast it is
    if TIMED.is_file() and pd.read_csv(TIMED)["citizens"].max() >= speed.LARGE:
        shutil.copyfile(TIMED, REFERENCE / BENCHMARK)
    for quick in (False, True):
        keep(output, quick)
    durations.store(output, REFERENCE)
    shutil.copyfile(output / PICTURE, REFERENCE / PICTURE)
    kept_pictures.write()
    result_pages.write()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "figures" / "output"))
