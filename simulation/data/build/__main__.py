"""Write the table of occupations, its table of mobility, and the job mix of countries."""

from __future__ import annotations

import argparse
from pathlib import Path

from simulation.data.build.countries import country_table
from simulation.data.build.mobility import mobility_table
from simulation.data.build.raw_files import DATA
from simulation.data.build.table import occupation_table

#: File name → function that makes the table.
TABLES = {
    "occupations.csv": occupation_table,
    "mobility.csv": mobility_table,
    "job_mix.csv": country_table,
}


def write_tables(folder: Path) -> None:
    """Write the tables into a folder; the same raw files give the same bytes."""
    for name, build in TABLES.items():
        text = build().to_csv(index=False, lineterminator="\n")
        (folder / name).write_bytes(text.encode("ascii"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA, help="where to write")
    write_tables(parser.parse_args().folder)
