"""Recompute the threshold of misfit by its pre-registered rule.

``python -m experiments.preregistration.misfit_threshold`` prints the percentile of fit in the
baseline, the value that the rule makes of it, and the value of the model. The rule and its numbers
are in ``claims_and_facts.toml``, table ``misfit_threshold``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from click import echo

from experiments.preregistration.registration import FILE
from scenarios.reading import parse
from scenarios.scenario import load
from simulation.city import SmartCity


def fit_percentile(rule: Mapping[str, Any]) -> float:
    """Percentile of total fit over residents and measured months of the baseline.

    Parameters
    ----------
    rule : mapping
        ``percentile``, ``seeds``, ``citizens``, ``burn_in`` and ``months``, burn-in included.

    Returns
    -------
    float
        On 0–1.

    Examples
    --------
    >>> rule = {"percentile": 25, "seeds": [1], "citizens": 200, "burn_in": 2, "months": 4}
    >>> 0.0 < fit_percentile(rule) < 1.0
    True
    """
    scenario = load("baseline").but(
        {f"city.{name}": rule[name] for name in ("citizens", "burn_in", "months")}
    )
    fits: list[np.ndarray] = []
    for seed in rule["seeds"]:
        city = SmartCity(scenario, seed=seed)
        for month in range(1, rule["months"] + 1):
            city.step()
            citizens = city.world.citizens
            if month > rule["burn_in"]:
                fits.append(citizens.fit[citizens.resident])
    return float(np.percentile(np.concatenate(fits), rule["percentile"]))


def main() -> None:
    """Print the percentile, the threshold by the rule and that of the model."""
    rule = parse(FILE, FILE.name)["misfit_threshold"]
    found = fit_percentile(rule)
    step = rule["rounded_to"]
    used = load("baseline").settings["fit"].misfit_threshold
    echo(f"{rule['percentile']}th percentile of fit in the baseline: {found:.4f}")
    echo(f"by the rule: {round(found / step) * step:.2f}; fit.misfit_threshold: {used}")


if __name__ == "__main__":
    main()
