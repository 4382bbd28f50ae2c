"""Platforms: growth, concentration and power over wages and access."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import VACANT
from simulation.processes.economy.platforms import Platforms, herfindahl

OFF = {"platforms.active": False}


@pytest.mark.parametrize(
    ("sizes", "index"), [([5, 5], 0.5), ([1, 1, 1, 1], 0.25), ([7], 1.0), ([0, 3], 1.0), ([], 0.0)]
)
def test_herfindahl_index(sizes, index):
    """Known values of the index."""
    assert herfindahl(np.array(sizes, dtype=float)) == pytest.approx(index)


def test_platform_work_follows_its_path(small_run):
    """The share goes from that of the table to the ceiling, and stays where they are the same."""
    world = small_run().world
    platform = world.occupations.on_platforms
    start = float(world.occupations.employment[platform].sum())
    for ceiling in (0.3, start):
        path = []
        for month in (1, 60, 120, 1200):
            world.month = month
            Platforms(ceiling=ceiling, growth=0.3).run(world)
            path.append(float(world.occupations.growth[platform][0]) * start)
        assert path[-1] == pytest.approx(ceiling, rel=1e-4)
        assert np.diff(path).min() >= -1e-9
        assert path[0] == pytest.approx(start, rel=0.05)
    assert (world.occupations.growth[~platform] == 1.0).all()


def test_a_higher_ceiling_makes_more_platform_work(paired):
    """The measured share of posts on platforms rises, and all platform posts together with it."""
    found = paired(
        {"platforms.ceiling": 0.2, "platforms.growth": 1.0}, ["platform_share", "unemployment_all"]
    )
    assert (found[:, 0] > 0.03).all()


@pytest.mark.parametrize(("displacing", "more"), [(0.0, True), (1.0, False)])
def test_new_platform_posts_come_on_top_or_in_place_of_others(small_run, displacing, more):
    """With displacing 1 the city has as many posts as without platforms, with 0 it has more."""
    wanted = []
    for growth in (0.0, 2.0):
        rule = {"platforms.growth": growth, "platforms.displacing": displacing}
        run = small_run({"platforms.ceiling": 0.3, **rule})
        for _ in range(24):
            run.step()
        world = run.world
        wanted.append(float((world.occupations.desired / np.exp(world.conditions.cycle)).sum()))
        wanted[-1] /= world.residents
    assert (wanted[1] > 1.1 * wanted[0]) == more
    if not more:
        assert wanted[1] == pytest.approx(wanted[0], rel=0.02)


def test_preferential_attachment_concentrates(paired):
    """The steeper the large grow, the higher the Herfindahl index; with exponent 0 it is lowest."""
    columns = ["platform_concentration"]
    steep = paired(
        {"platforms.attachment_exponent": 2.0}, columns, base={"platforms.attachment_exponent": 1.0}
    )
    none = paired(
        {"platforms.attachment_exponent": 0.0}, columns, base={"platforms.attachment_exponent": 1.0}
    )
    assert steep.mean() > 0.02
    assert none.mean() < -0.02


def concentrated(world, sizes):
    """Give the platforms of a city posts of these numbers, on paper."""
    employers = world.employers
    theirs = np.flatnonzero(
        employers.present
        & ~employers.elsewhere
        & world.occupations.platform_sectors[employers.sector]
    )
    employers.posts[theirs] = 0
    employers.posts[theirs[: len(sizes)]] = sizes


@pytest.mark.parametrize(
    ("sizes", "power"), [([5, 5, 5, 5], 0.0), ([10, 10], 0.0), ([30, 10], 0.25), ([40], 1.0)]
)
def test_power_begins_past_the_threshold(small_run, sizes, power):
    """Mark-down and access price are 0 up to the threshold and full at a single platform."""
    world = small_run().world
    world.month = 1
    concentrated(world, sizes)
    Platforms(threshold=0.5, wage_markdown=0.2, access_price=40.0).run(world)
    platform = world.occupations.on_platforms
    np.testing.assert_allclose(world.occupations.markdown[platform], 0.2 * power, rtol=1e-6)
    assert (world.occupations.markdown[~platform] == 0.0).all()
    assert world.conditions.access_price == pytest.approx(40.0 * power)


def test_where_there_are_no_platforms_there_is_nothing_to_see(small_run, small_city):
    """Without the process platforms keep their share, have no power and charge nothing."""
    found = small_city(OFF).measures
    assert (found["platform_concentration"] == 0).all()
    assert (found["access_price"] == 0).all()
    world = small_run(OFF).world
    assert (world.occupations.growth == 1).all()
    assert (world.posts.holder == VACANT).any()


def test_platforms_that_do_not_grow_nor_rule_change_only_who_opens_posts(small_city):
    """At a ceiling of their share, alike and without power, platform work is as it was."""
    start = 0.02
    neutral = {
        "platforms.ceiling": start,
        "platforms.wage_markdown": 0.0,
        "platforms.access_price": 0.0,
    }
    found = small_city(neutral)
    assert found.world.occupations.growth == pytest.approx(1.0, abs=1e-3)
    assert (found.measures["access_price"] == 0).all()
