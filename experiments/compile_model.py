"""Compile the model's loops ahead of the first run: ``python -m experiments.compile_model``.

Numba compiles a loop on its first call and stores it on disk. Set-up calls all loops in a small
city, where only compilation takes time. The test suite does the same before it starts several
processes, which would otherwise compile the same loops in parallel.
"""

from __future__ import annotations

from typing import Any

from simulation.core.accounts import INTERVENTIONS
from simulation.engine import simulate
from simulation.settings import Settings

#: Long enough for measures over a year.
SIZE = {"city.citizens": 300, "city.months": 14, "city.burn_in": 1}
#: Interventions, shocks and options whose loops a baseline city never calls.
CHANGES: dict[str, Any] = {
    **{f"interventions.{name}.annual_budget_per_citizen": 60.0 for name in INTERVENTIONS},
    **{f"interventions.{name}.start_month": 2 for name in INTERVENTIONS},
    "work_teams.adoption_share": 0.2,
    "interventions.communities.team_share": 0.5,
    "interventions.recognition.training_budget": 2.0,
    "interventions.recognition.assessment_cost": 100.0,
    "shocks.anchor_exit.month": 2,
    "shocks.platform_monopoly.month": 8,
}


def compile_model() -> None:
    """Run cities that call every loop of the model."""
    simulate(Settings(SIZE | CHANGES), 1, panel=2, by_occupation=True)
    # series of one measured month have another layout, for which loops are compiled once more
    short = SIZE | CHANGES | {"city.months": SIZE["city.burn_in"] + 1}
    simulate(Settings(short), 1, panel=2, by_occupation=True)


if __name__ == "__main__":
    compile_model()
