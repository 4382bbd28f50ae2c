"""Sweeps made up for tests: known functions of known parameters, nothing is simulated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import made_up

from experiments.batch.plan import make_plan
from experiments.designs import Design, Factor
from experiments.sensitivity.answers import Answers, noise
from experiments.storage.store import Store
from scenarios import load

#: Parameters that stand for x1, x2, x3 of a function.
NAMES = ("search.contacts_asked", "search.online_vacancies", "search.offline_vacancies")
COLUMNS = {
    name: {"measure": name, "unit": "fit", "summary": "mean", "subject": "", "meaning": ""}
    for name in ("unbalance", "volatility")
}


def number(name, low=0.0, high=1.0, role="uncertainty"):
    return Factor(name, role, "number", "1", low, high)


@pytest.fixture
def design_of():
    """A design from places in [0, 1], rows by factors; ranges of 0 to 1 when left out."""

    def make(kind, places, *, factors=None, options=None, seeds=(1, 2), outcomes=("unbalance",)):
        chosen = factors or tuple(number(name) for name in NAMES[: places.shape[1]])
        table = pd.DataFrame({"row": np.arange(len(places))})
        values = [tuple(f.at(p) for f, p in zip(chosen, row, strict=True)) for row in places]
        known = {value: f"point_{n:04d}" for n, value in enumerate(dict.fromkeys(values), start=1)}
        table["point"] = [known[value] for value in values]
        for place, factor in enumerate(chosen):
            table[factor.name] = [value[place] for value in values]
            table[f"place:{factor.name}"] = places[:, place]
        return Design(
            kind, "made up", "baseline", tuple(chosen), table, (), tuple(outcomes), 1, tuple(seeds),
            dict(options or {}),
        )  # fmt: skip

    return make


@pytest.fixture
def answers_of():
    """One outcome of a design: a function of its values, and luck of some spread."""

    def make(design, function, spread=0.0):
        values = design.table[design.names].to_numpy()
        luck = np.random.default_rng(3).normal(0, 1, (len(values), len(design.seeds)))
        found = np.array([[function(*row)] for row in values]) + spread * luck
        return Answers(design, "unbalance", "fit", found.astype(float), noise(found))

    return make


@pytest.fixture
def folder_of(tmp_path):
    """A folder of results of a design: point and seed → value of unbalance; None is left out."""

    def make(design, function):
        directory = tmp_path / "sweep"
        store = Store(directory)
        store.prepare()
        for name, content in design.to_files().items():
            store.write(directory / name, content)
        results = []
        for point in design.points:
            row = design.table[design.table["point"] == point].iloc[0]
            values = {name: row[name] for name in design.names if name in NAMES}
            size = {"city.months": 5, "city.burn_in": 2}
            scenario = load("baseline").but(size, name=point)
            for run in make_plan([scenario], design.seeds, 0, "v").runs:
                value = function(run.seed, *values.values())
                if value is None:
                    store.note_failures([(run, "ValueError: made up", "")])
                    continue
                months = {"month": np.arange(1, 6), "unbalance": value, "volatility": 1.0}
                results.append(made_up(run, pd.DataFrame(months), COLUMNS))
        store.commit(results)
        return directory

    return make
