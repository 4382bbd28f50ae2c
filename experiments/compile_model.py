"""Compile the model's loops ahead of the first run: ``python -m experiments.compile_model``.

Numba compiles a loop at its first call and stores it on disk. Set-up calls nearly all of them in a
city so small that only compiling takes time. The test suite does so before it starts several
processes, which would otherwise compile the same loops at the same time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.core.accounts import INTERVENTIONS
from simulation.engine import simulate
from simulation.kernels.beta_quantiles import FEW, beta_quantiles
from simulation.settings import Settings

#: Long enough for measures over a year.
SIZE = {"city.citizens": 300, "city.months": 14, "city.burn_in": 1}
#: Interventions, shocks and options whose loops a baseline city never calls.
CHANGES: dict[str, Any] = {
    **{f"interventions.{name}.annual_budget_per_citizen": 60.0 for name in INTERVENTIONS},
    **{f"interventions.{name}.start_month": 2 for name in INTERVENTIONS},
    "work_teams.adoption_share": 0.2,
    "shocks.anchor_exit.month": 2,
    "shocks.platform_monopoly.month": 8,
}


def compile_model() -> None:
    """Run a city that calls nearly every loop, then call those that need larger tables."""
    simulate(Settings(SIZE | CHANGES), 1, panel=2)
    beta_quantiles(2.0, 5.0, np.linspace(0.0, 1.0, FEW))


if __name__ == "__main__":
    compile_model()
