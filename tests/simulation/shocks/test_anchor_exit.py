"""An anchor that leaves: which employers it is made of, who loses at once, who later."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import CLOSED
from simulation.engine import CityRun
from simulation.settings import Settings
from simulation.shocks.anchor_exit import LOCAL, AnchorExit

MONTH = 12
EXIT = {"shocks.anchor_exit.month": MONTH, "shocks.anchor_exit.size": 0.6}
ALONE = {**EXIT, "shocks.anchor_exit.multiplier": 0.0}


@pytest.fixture
def world():
    """A city of 800 citizens at the beginning of its fourth month."""
    run = CityRun(Settings({"city.citizens": 800}), 1)
    for _ in range(3):
        run.step()
    run.world.begin_month()
    return run.world


@pytest.mark.parametrize("size", [0.0, 0.3, 0.7, 1.0])
def test_the_anchor_holds_about_its_share_of_the_sector(world, size):
    """Whole employers of the sector, up to the largest of them off, and none of another."""
    employers = world.employers
    anchor = AnchorExit(size=size).anchor(world)
    sector = world.occupations.sectors.index("information_finance")
    assert (employers.sector[anchor] == sector).all()
    of_sector = employers.posts[employers.present & (employers.sector == sector)]
    assert abs(employers.posts[anchor].sum() - size * of_sector.sum()) <= of_sector.max()
    assert (size == 0) == (anchor.size == 0)


def test_it_takes_its_posts_and_their_demand_along(world):
    """All posts of the anchor close, nobody works there, and demand falls where they were."""
    rule = AnchorExit(month=world.month, size=0.5, multiplier=2.0, recovery=0.0)
    anchor, posts, citizens = rule.anchor(world), world.posts, world.citizens
    theirs = np.isin(posts.employer, anchor) & (posts.holder != CLOSED)
    staff = citizens.resident & np.isin(citizens.employer, anchor)
    assert theirs.sum() > 10
    rule.run(world)
    assert (posts.holder[theirs] == CLOSED).all()
    assert citizens.dismissed[staff].all()
    assert not citizens.dismissed[citizens.resident & ~staff].any()
    assert world.flows["lost_job"].sum() == staff.sum()
    occupations = world.occupations
    gone = np.bincount(posts.occupation[theirs], minlength=occupations.rows) > 0
    assert (occupations.departed[gone] > 0).all()
    # what follows is posts of local services, two for each
    following = occupations.following + occupations.departed * ~gone
    names = np.array(occupations.sectors)[occupations.sector[following > 0]]
    assert set(names) <= set(LOCAL)


def test_what_follows_arrives_with_its_delay_and_comes_back(world):
    """Local demand falls towards its loss, then everything recovers."""
    rule = AnchorExit(month=world.month, size=0.5, multiplier=2.0, delay=4.0, recovery=0.05)
    departed, following = [], []
    for _ in range(150):
        rule.run(world)
        departed.append(world.occupations.departed.copy())
        following.append(world.occupations.following.max())
        world.month += 1
    assert (np.diff(following) <= 0).all()
    local = np.argmax([np.sum(month) for month in departed])
    assert 1 < local < 40
    assert departed[-1].max() < 0.02
    assert max(month.max() for month in departed) <= 1.0


def test_the_highly_educated_lose_their_jobs_at_once(effect):
    """In the month of the exit, paired over seeds, jobs are lost, most by the highly educated.

    The city is so large that the sector employs people of every education.
    """
    larger = {"city.citizens": 3_000, "city.months": MONTH + 1}
    found = effect(EXIT, MONTH, MONTH, larger)
    assert (found["job_loss_all"] > 0.01).all()
    assert (found["job_loss_high"] > found["job_loss_low"]).sum() >= 3
    assert found["job_loss_high"].mean() > found["job_loss_low"].mean() + 0.01
    assert (found["posts_changed_relocated"] > 0).all()


def test_the_low_educated_are_unemployed_later(effect):
    """In the second year their unemployment is higher, and the more so with local services lost."""
    with_services, alone = effect(EXIT, 24, 36), effect(ALONE, 24, 36)
    assert with_services["unemployment_low"].mean() > 0.005
    assert with_services["unemployment_low"].mean() > alone["unemployment_low"].mean()
    assert with_services["wealth"].mean() < alone["wealth"].mean() < 0


def test_a_lasting_loss_of_demand_shows_in_its_measure(effect):
    assert (effect(EXIT, 24, 36)["demand_lost_departed"] > 0.01).all()
    assert (effect(EXIT, 24, 36)["demand_lost_shut"] == 0).all()


def test_a_sector_that_is_left_empty_gets_a_new_employer(small_run):
    """When the anchor was the whole sector, the posts still wanted there have an employer."""
    run = small_run({"shocks.anchor_exit.month": 4, "shocks.anchor_exit.size": 1.0,
                     "shocks.anchor_exit.recovery": 0.2})  # fmt: skip
    for _ in range(12):
        run.step()
    world = run.world
    open_rows = world.posts.holder != CLOSED
    assert world.employers.present[world.posts.employer[open_rows]].all()
    sector = world.occupations.sectors.index("information_finance")
    here = world.employers.present & (world.employers.sector == sector)
    assert world.employers.posts[here].sum() > 0
