"""Golden runs: two small cities give the numbers that they gave when last looked at.

``python -m pytest tests/simulation/test_golden.py --update-golden`` writes them anew. Do so when
the model is meant to have changed, and explain it in the changelog.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).parent / "golden"
MEASURES = (
    "residents",
    "fit",
    "unbalance",
    "slope_index_education",
    "fit_change_rms",
    "volatility",
    "unemployment_all",
    "job_finding_all",
    "job_loss_all",
    "job_to_job_all",
    "vacancies",
    "residential_dissimilarity",
    "wealth",
    "well_being",
    "trained_high",
    "cost_training",
    "cost_communities",
    "cost_network",
    "communities_alive",
    "network_members",
)

#: The labour market without any mechanism that has a switch or a neutral value.
LABOUR_MARKET_OFF = {
    "separations.by_tenure": False,
    "separations.contracts": False,
    "search.directed": False,
    "search.expected_pay_weight": 0.0,
    "search.by_components": False,
    "hiring.licences": False,
    "hiring.over_qualification_signal": 0.0,
    "hiring.under_qualification_signal": 0.0,
    "hiring.callbacks": False,
    "hiring.outsiders_alike": False,
    "labour_demand.empty_posts": False,
    "courses.own_need": False,
    "courses.sent_share": 0.0,
    "courses.habit_slope": 0.0,
    "courses.temporary_ratio": 1.0,
    "courses.small_employer_ratio": 1.0,
}


def key_measures(measures):
    """Every month of the key measures, rounded to nine digits; None where there is no value."""
    return {
        name: [None if np.isnan(value) else float(f"{value:.9g}") for value in measures[name]]
        for name in MEASURES
    }


@pytest.mark.parametrize("scenario", ["baseline", "all_three", "labour_market_off"])
def test_a_run_gives_the_numbers_it_gave(request, small_city, budgets, scenario):
    """300 citizens, 24 months, seed 1: the key measures are those of the golden file.

    Without the mechanisms of the labour market they are those of the city before it had them.
    """
    changes = {"all_three": budgets(), "labour_market_off": LABOUR_MARKET_OFF}.get(scenario, {})
    found = key_measures(small_city(changes).measures)
    path = GOLDEN / f"{scenario}.json"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    expected = json.loads(path.read_text(encoding="utf-8"))
    assert expected.keys() == found.keys()
    for name, values in expected.items():
        # processors differ in the last digits
        np.testing.assert_allclose(
            np.array(found[name], dtype=float),
            np.array(values, dtype=float),
            rtol=1e-6,
            atol=1e-12,
            err_msg=f"{name} of {scenario}",
        )


def test_golden_scenarios_differ():
    """The golden file of the interventions is not that of the baseline."""
    one, other = (
        json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("baseline", "all_three")
    )
    assert one["fit"][:12] == other["fit"][:12]
    assert one["fit"][13:] != other["fit"][13:]
