"""The same persons: outcomes by education and by ICT level when measuring began."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import EDUCATIONS, EMPLOYED, ICT, ICT_LEVELS
from simulation.measures.same_persons import GROUPS

MONTHS, BURN_IN = 20, 8


@pytest.fixture(scope="module")
def run(small_run):
    """A city, twelve months after its burn-in."""
    run = small_run({"city.months": MONTHS, "city.burn_in": BURN_IN})
    for _ in range(MONTHS):
        run.step()
    return run


def test_outcomes_are_those_of_the_people_of_the_first_month(run):
    """Employment, misfit and ICT skill of each group, counted person by person."""
    citizens = run.world.citizens
    here = citizens.resident & (citizens.arrival <= BURN_IN) & (citizens.months > 0)
    level, education = citizens.first_ict, citizens.education
    members = [
        here, *(here & (education == k) for k in range(len(EDUCATIONS))),
        *(here & (level == k) for k in range(len(ICT_LEVELS))),
    ]  # fmt: skip
    threshold = np.float32(run.world.settings["fit"].misfit_threshold)
    outcomes = {
        "employed": citizens.status == EMPLOYED, "misfit": citizens.fit < threshold,
        "ict": citizens.skills[:, ICT], "trained": citizens.trained < 12,
        "well_being": 0.5 * (citizens.health + citizens.happiness),
    }  # fmt: skip
    for k, name in enumerate(ICT_LEVELS):
        if (here & (level == k)).any():
            mean = float(citizens.fit[here & (level == k)].mean())
            assert run.latest(f"fit_same_persons_by_ict_{name}") == pytest.approx(mean, abs=1e-6)
    for group, member in zip(GROUPS, members, strict=True):
        for name, outcome in outcomes.items():
            column = f"{name}_same_persons" + (f"_{group}" if group else "")
            found = run.latest(column)
            if member.any():
                assert found == pytest.approx(float(outcome[member].mean()), abs=1e-6)
            else:
                assert np.isnan(found)


def test_nobody_is_followed_before_measuring(small_run):
    """During burn-in there are no such persons, so there is no value."""
    run = small_run({"city.months": MONTHS, "city.burn_in": BURN_IN})
    run.step()
    assert np.isnan(run.latest("employed_same_persons"))
    assert run.latest("same_persons_low_none") == 0.0
