"""Compile the model's loops ahead of the first run: ``python -m experiments.compile_model``.

Numba compiles a loop when it is first called and keeps it on disk. Set-up calls nearly all of
them in cities so small that only compiling takes time, and so does the suite of tests before it
starts several processes, which would otherwise compile the same loops side by side.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.core.accounts import INTERVENTIONS
from simulation.engine import simulate
from simulation.kernels.beta_quantiles import FEW, beta_quantiles
from simulation.settings import Settings

#: Old enough for measures that look back a year.
SIZE = {"city.citizens": 300, "city.months": 14, "city.burn_in": 1}
#: Policies, events and options that bring loops with them which a plain city never calls.
CHANGES: dict[str, Any] = {
    **{f"interventions.{name}.annual_budget_per_citizen": 60.0 for name in INTERVENTIONS},
    **{f"interventions.{name}.start_month": 2 for name in INTERVENTIONS},
    "work_teams.adoption_share": 0.2,
    "shocks.anchor_exit.month": 2,
    "shocks.platform_monopoly.month": 8,
}


def compile_model() -> None:
    """Run a city that calls nearly every loop of the model, then call what it is too small for."""
    simulate(Settings(SIZE | CHANGES), 1, panel=2)
    beta_quantiles(2.0, 5.0, np.linspace(0.0, 1.0, FEW))


if __name__ == "__main__":
    compile_model()
