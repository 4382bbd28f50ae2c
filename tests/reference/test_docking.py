"""Two cities written from one description agree: in columns, and one agent at a time.

Started from the same state before each process of each month, they agree in every column after it.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulation.process import Process
from simulation.settings import Settings
from simulation.simulate import Run
from simulation.world import World
from tests.reference.month import MONTH
from tests.reference.state import ReferenceCity, differences, load, read

MONTHS = 36
SIZE = {"city.citizens": 300, "city.months": MONTHS, "city.burn_in": 6}
START = 6
PROGRAMMES = {
    name: {
        f"interventions.{name}.annual_budget_per_citizen": 120.0,
        f"interventions.{name}.start_month": START,
    }
    for name in ("training", "communities", "network")
}
SCENARIOS: dict[str, dict[str, Any]] = {
    "baseline": {},
    **PROGRAMMES,
    "all three": {name: value for one in PROGRAMMES.values() for name, value in one.items()},
}
#: Differences that a message shows.
SHOWN = 10


class BesideReference:
    """A process of the month that runs in both cities, from the same state, and is compared."""

    def __init__(self, process: Process, city: ReferenceCity) -> None:
        self.process = process
        self.city = city

    def run(self, world: World) -> None:
        section = self.process.section
        self.process.run(world)
        if section not in MONTH:
            load(self.city, world)
            return
        MONTH[section](self.city, self.city.settings[section])
        found = differences(self.city, world, adopt=True)
        if found:
            head = f"month {world.month}, after {section}: {len(found)} differences"
            pytest.fail("\n".join([head, *found[:SHOWN]]), pytrace=False)


def run_beside(changes: dict[str, Any], months: int, seed: int = 1) -> None:
    """Run both cities for some months, with the state set to that of the columns each time."""
    run = Run(Settings({**SIZE, "city.months": months, **changes}), seed)
    city = read(run.world)
    run.processes = [BesideReference(process, city) for process in run.processes]
    begin = run.world.begin_month

    def begin_both() -> None:
        load(city, run.world)
        begin()
        city.begin_month()
        assert differences(city, run.world) == []

    run.world.begin_month = begin_both
    for _ in range(months):
        run.step()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_process_does_the_same_in_both_cities(scenario):
    """Every column, lever, entry of the books and count agrees after every process."""
    run_beside(SCENARIOS[scenario], MONTHS)
