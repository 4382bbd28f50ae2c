"""Artificial results: every measure has a value, nothing is simulated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from experiments.claims import claims
from experiments.claims.verdict import NO_RESULT, VERDICTS
from experiments.studies.final_state import DISTRICT, OCCUPATION
from figures import catalogue, studies
from figures.plots import families
from figures.plots.permanence import misfit_line
from figures.report import index_page
from figures.shared.figure_data import FigureData, no_months
from simulation.core.vocabulary import CAUSES, EDUCATIONS, FIT_COLUMNS, MARGINS
from simulation.measures import MEASURES

Make = Callable[..., FigureData]
#: Readings of the claims, in the order of the table.
READINGS = (*FIT_COLUMNS, *MARGINS)
COLUMNS = [column for measure in MEASURES.values() for column in measure.columns]
#: Where the shares of causes by margin, education and cause are among the columns.
CAUSE_SHARES = [
    place for place, name in enumerate(COLUMNS) if name.startswith("cause_share_by_margin")
]


def random_columns(number: int, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Level of every column of measures, and normal draws of a shape for each in the last axis.

    They depend on the name of a column, so that new measures leave the pictures as they are.
    """
    draws = np.empty((*shape, len(COLUMNS)))
    levels = np.empty(len(COLUMNS))
    for place, column in enumerate(COLUMNS):
        generator = np.random.default_rng([number, crc32(column.encode())])
        levels[place] = generator.random() * 0.3 + 0.02
        draws[..., place] = generator.normal(0, 0.01, shape)
    return levels, draws


def lives(generator: np.random.Generator, months: np.ndarray, wild: float) -> pd.DataFrame:
    """A panel of 30 citizens, the last of whom leaves halfway."""
    frames = []
    for person in range(30):
        number = len(months) if person < 29 else len(months) // 2
        changes = {f"change_{cause}": np.zeros(number) for cause in CAUSES}
        changes["change_learning"] = wild * generator.normal(0, 0.01, number)
        lost = int(generator.integers(1, number - 3))
        changes["change_job_loss"][lost] = -0.3
        changes["change_job_move"][lost + 2] = 0.28
        changes["change_redesign"][-1] = 0.05
        status = np.full(number, "employed")
        status[lost : lost + 2] = "unemployed"
        frames.append(
            pd.DataFrame(
                {
                    "seed": 1,
                    "month": months[:number],
                    "person": person,
                    "education": EDUCATIONS[person % 3],
                    "status": status,
                    "course": generator.random(number) < 0.1,
                    "community": np.arange(number) > number // 3,
                    "fit": misfit_line() + 0.1 + sum(changes.values()).cumsum(),
                    **changes,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def judged(number: int, quick: bool, wild: float, seeds: int, length: int) -> pd.DataFrame:
    """Every claim, each verdict in turn."""
    generator, rows = np.random.default_rng(number), []
    words = f"{seeds} seeds" if seeds > 1 else "1 seed"
    readings = [
        (place, reading)
        for name in READINGS
        for place, claim in enumerate(claims())
        for reading in claim.readings
        if reading.reading == name
    ]
    for place, claim in readings:
        # another verdict on another reading
        shift = READINGS.index(claim.reading)
        verdict = VERDICTS[(place + shift) % len(VERDICTS)]
        for part in ("",) if place % 2 else ("the first part of it", "another part"):
            effect = np.nan if verdict == NO_RESULT else wild * generator.normal(0, 0.1)
            rows.append(
                {
                    "claim": claim.number,
                    "title": claim.title,
                    "part": part,
                    "reading": claim.reading,
                    "statement": claim.statement,
                    "effect": effect,
                    "low": effect - 0.03,
                    "high": effect + 0.03,
                    "null": 0.0,
                    "smallest": 0.02,
                    "unit": "0-1",
                    "seeds": 3,
                    "p_holm": 0.01,
                    "verdict": verdict,
                    "claim_verdict": verdict,
                    "share_of_sets": 0.9,
                    "share_of_sets_all_parts": 0.8,
                    "rough": quick,
                    "others": "",
                    "note": "",
                    "size": f"{words} × 1,000 citizens × {length} months",
                    "model_version": "0123456789abcdef",
                    "made": "2026-01-31",
                }
            )
    return pd.DataFrame(rows)


def made_months(
    names: tuple[str, ...], seeds: int, wild: float, level: float, length: int, number: int
) -> pd.DataFrame:
    """Months of a study with the few measures that are drawn month by month."""
    generator = np.random.default_rng(number)
    columns = ["communities_alive", "network_placements", "network_trust"]
    frames = []
    for scenario in names:
        for seed in range(1, seeds + 1):
            values = 0.2 + level + wild * generator.normal(0, 0.01, (length, len(columns)))
            frame = pd.DataFrame(values, columns=columns)
            frame.insert(0, "month", np.arange(1, length + 1))
            frame.insert(0, "seed", seed)
            frame.insert(0, "scenario", scenario)
            frames.append(frame)
    months = pd.concat(frames, ignore_index=True)
    months["communities_alive"] = (50 * months["communities_alive"]).clip(lower=1.0)
    return months


def final_states(seeds: int, wild: float, length: int, number: int) -> pd.DataFrame:
    """Last months of cities of 30 districts, one of them empty, and ten occupations."""
    generator = np.random.default_rng(number)
    frames = []
    for seed in range(1, seeds + 1):
        people = generator.integers(3, 20, (40, 3))
        people[29] = 0
        frame = pd.DataFrame(people, columns=list(EDUCATIONS))
        frame["residents"] = people.sum(axis=1)
        frame["kind"] = [DISTRICT] * 30 + [OCCUPATION] * 10
        frame["place"] = [*range(1, 31), *range(1, 11)]
        frame["fit"] = np.where(
            frame["residents"] > 0, 0.8 + 0.01 * wild * generator.random(40), np.nan
        )
        frame["rent"] = 600 + 50 * wild * generator.random(40)
        frame["amenities"] = frame["infrastructure"] = generator.random(40)
        frame["posts"] = np.where(frame["kind"] == OCCUPATION, 30.0, np.nan)
        frame["family"] = ["", *[""] * 29, *families.FAMILIES, *["care"] * 5]
        frame["asked"] = [""] * 30 + ["high", "mid", "low", "mid", "high"] * 2
        frame["emerging"] = frame["family"].isin(families.FAMILIES)
        frame.insert(0, "month", length)
        frame.insert(0, "seed", seed)
        frame.insert(0, "scenario", "baseline")
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def causes_by_margin(values: np.ndarray) -> np.ndarray:
    """Values of shape (months, columns) as shares of causes that add up to 1.

    Ageing offsets others; within a post no job can be lost.
    """
    shares = np.abs(values).reshape(len(values), len(MARGINS), len(EDUCATIONS), len(CAUSES))
    shares[..., CAUSES.index("ageing")] *= -0.2
    shares[:, 0, :, CAUSES.index("job_loss")] = 0.0
    return (shares / shares.sum(axis=-1, keepdims=True)).reshape(values.shape)


def timed(quick: bool) -> pd.DataFrame:
    """A benchmark of cities up to a hundred thousand, or up to ten million, citizens."""
    rows = []
    for citizens in (10**4, 10**5) if quick else (10**4, 10**5, 10**6, 10**7):
        for threads in (1, 2):
            time, memory = 600.0 / threads, 3e4 * 1e4 / citizens + 1000
            rows.append(("scale", "month", citizens, threads, time, "ns per citizen-month"))
            rows.append(("scale", "peak of memory", citizens, threads, memory, "bytes per citizen"))
    for what, citizens, value in (
        ("plain agents over columns", 1000, 61.0), ("plain agents over columns", 10000, 212.0),
        ("month over touching the columns once", 10**5, 3.4),
        ("throughput of two workers over one", 2000, 1.85),
        ("second half of 300 months over the first", 10000, 1.02),
    ):  # fmt: skip
        rows.append(("other", what, citizens, 1, value, "ratio"))
    return pd.DataFrame(rows, columns=["part", "what", "citizens", "threads", "value", "unit"])


@pytest.fixture(scope="session")
def make() -> Make:
    """Make artificial results.

    `wild` widens differences between seeds and scenarios; `level` lifts all measures. Of
    studies other than the factorial only the summaries are made.
    """

    def made_study(figure: str, seeds: int, wild: float, level: float, number: int) -> pd.DataFrame:
        scenarios = catalogue.FIGURES[figure].SCENARIOS
        base, draws = random_columns(number, len(scenarios), seeds + 1)
        frames = []
        for scenario, own in zip(scenarios, wild * draws, strict=True):
            shift, noise = own[0] * (scenario != "baseline"), own[1:]
            frame = pd.DataFrame(base + level + shift + noise, columns=COLUMNS)
            frame.insert(0, "seed", range(1, seeds + 1))
            frame.insert(0, "scenario", scenario)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def made(
        *, seeds: int = 3, length: int = 96, burn_in: int = 24, quick: bool = False,
        wild: float = 1.0, level: float = 0.0, number: int = 0, study: str = studies.FACTORIAL,
    ) -> FigureData:  # fmt: skip
        if study not in (studies.FACTORIAL, "benchmark"):
            figure = next(name for name, of in catalogue.STUDY_OF.items() if of == study)
            names = catalogue.FIGURES[figure].SCENARIOS
            months = no_months()
            if study == "final_state":
                months = final_states(seeds, wild, length, number)
            elif study in studies.MONTHLY:
                months = made_months(names, seeds, wild, level, length, number)
            return FigureData(
                months=months,
                runs=made_study(figure, seeds, wild, level, number),
                panels={},
                titles={name: f"Title of {name}" for name in names},
                citizens=1000,
                length=length,
                burn_in=burn_in,
                quick=quick,
                claims=judged(number, quick, wild, seeds, length) if study == "claims" else None,
            )
        month = np.arange(1, length + 1)
        base, draws = random_columns(number, len(studies.SCENARIOS), 1 + seeds * length)
        frames = []
        for scenario, own in zip(studies.SCENARIOS, wild * draws, strict=True):
            shift = own[0] * (scenario != "baseline")
            for seed in range(1, seeds + 1):
                noise = own[1 + (seed - 1) * length : 1 + seed * length]
                values = base + level + shift + noise
                values[:, CAUSE_SHARES] = causes_by_margin(values[:, CAUSE_SHARES])
                frame = pd.DataFrame(values, columns=COLUMNS)
                frame.insert(0, "month", month)
                frame.insert(0, "seed", seed)
                frame.insert(0, "scenario", scenario)
                frames.append(frame)
        months = pd.concat(frames, ignore_index=True)
        months["residents"] = 1000.0
        cells = [name for name in COLUMNS if name.startswith("people_cell")]
        months[cells] /= months[cells].sum(axis=1).to_numpy()[:, None]
        months["people_cell_low_level3"] = 0.0005
        measured = months[months["month"] > burn_in]
        runs = measured.groupby(["scenario", "seed"], sort=False)[COLUMNS].mean().reset_index()
        panel = lives(np.random.default_rng(number), month[burn_in:], wild)
        return FigureData(
            months=months,
            runs=runs,
            panels={"baseline": panel, "all_three": panel},
            titles={name: f"Title of {name} <&>" for name in studies.SCENARIOS},
            citizens=1000,
            length=length,
            burn_in=burn_in,
            quick=quick,
            benchmark=timed(quick),
        )

    return made


@pytest.fixture(scope="session")
def data(make: Make) -> FigureData:
    """Results of the factorial."""
    return make()


@pytest.fixture(scope="session")
def data_sets(make: Make) -> dict[str, FigureData]:
    """Results of all studies."""
    names = (studies.FACTORIAL, *dict.fromkeys(catalogue.STUDY_OF.values()))
    return {study: make(study=study) for study in names}


@pytest.fixture(scope="session")
def whole(data_sets: dict[str, FigureData], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with all figures; its pictures are the small golden ones."""
    output = tmp_path_factory.mktemp("whole")
    entries = []
    for name in catalogue.names():
        with Image.open(Path(__file__).parent / "pictures" / f"{name}.png") as small:
            small.resize((2 * small.width, 2 * small.height)).save(output / f"{name}.png")
        for ending in ("pdf", "svg", "csv"):
            (output / f"{name}.{ending}").touch()
        entries.append(catalogue.page_entry(name, data_sets))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_page, "LARGEST", -1)  # so that the PNG is taken
        return catalogue.write_page(entries, data_sets, output)[-1]
