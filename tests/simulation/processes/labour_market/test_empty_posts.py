"""Empty posts: where posts stay vacant, employers pay more and give up a part of them."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import VACANT
from simulation.engine import CityRun
from simulation.processes.labour_market.labour_demand import LabourDemand
from simulation.settings import Settings


@pytest.fixture
def world():
    """A small city after half a year."""
    run = CityRun(Settings({"city.citizens": 600, "city.burn_in": 0}), 1)
    for _ in range(6):
        run.step()
    return run.world


def test_pay_rises_and_posts_fall_where_posts_stay_vacant(world):
    """Posts of one occupation stay vacant: its pay rises, and others get a part of its posts."""
    occupations, posts = world.occupations, world.posts
    rule = LabourDemand()
    vacant = posts.holder == VACANT
    o = int(np.bincount(posts.occupation[vacant]).argmax())
    here = vacant & (posts.occupation == o)
    posts.waiting[here] = rule.empty_months + 9
    before = occupations.premium.copy(), occupations.unfilled.copy()
    desired_before, _, _ = rule._desired(world)
    world.begin_month()
    LabourDemand(adjustment_rate=0.01).run(world)
    rise = occupations.unfilled - before[1]
    np.testing.assert_allclose(
        occupations.premium - before[0], rule.empty_pay_slope * rise, atol=1e-5
    )
    assert rise[o] > 0
    desired, _, _ = rule._desired(world)
    assert desired[o] / desired.sum() < desired_before[o] / desired_before.sum()


def test_the_number_of_all_posts_stays(world):
    """What an occupation gives up others get."""
    world.occupations.withdrawn[::2] = 0.5
    with_response, _, _ = LabourDemand()._desired(world)
    world.occupations.withdrawn[:] = 0.0
    without, _, _ = LabourDemand()._desired(world)
    assert with_response[0] < without[0]
    shares = with_response.sum() / without.sum()
    assert shares == pytest.approx(1.0, abs=0.05)  # booms and remote work differ by occupation
