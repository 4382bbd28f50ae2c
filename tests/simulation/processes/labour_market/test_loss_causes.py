"""Causes of job losses: each loss has one, they add up, and each shock raises its own."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from simulation.core.vocabulary import CLOSED, EDUCATIONS, LOSS_CAUSES
from simulation.engine import CityRun
from simulation.processes.labour_market.labour_demand import (
    Factors,
    LabourDemand,
    _attribute,
    new_adjustment,
)
from simulation.settings import Settings
from simulation.tables.occupations import Occupations

BURN_IN = 6
MONTHS = 30
#: Causes that each process may give.
CAUSES_OF = {
    "shocks.anchor_exit": {"relocation"},
    "labour_demand": {"automation", "cycle", "closure"},
    "relocation": {"relocation"},
    "separations": {"closure", "dismissal"},
}
SHOCKS = {
    "automation wave": {
        "shocks.automation_wave.month": 10,
        "shocks.automation_wave.months": 6,
        "shocks.automation_wave.size": 0.9,
    },
    "anchor exit": {"shocks.anchor_exit.month": 10, "shocks.anchor_exit.size": 1.0},
    "services follow the anchor": {
        "shocks.anchor_exit.month": 10,
        "shocks.anchor_exit.size": 1.0,
        "shocks.anchor_exit.multiplier": 6.0,
        "shocks.anchor_exit.delay": 3.0,
    },
    "pandemic": {"shocks.pandemic.month": 10, "shocks.pandemic.size": 0.8},
    "relocation": {"relocation.rate": 0.3},
    "deep cycle": {"business_cycle.shock_sd": 0.05, "business_cycle.persistence": 0.999},
    "all posts stay open": {"separations.destroyed_share": 0.0},
}
#: Seeds of those that differ: one with a bust within the run.
SEEDS = {"deep cycle": 11}
#: The cause that each of them raises.
RAISED = {
    "automation wave": "automation",
    "anchor exit": "relocation",
    "services follow the anchor": "closure",
    "pandemic": "closure",
    "relocation": "relocation",
    "deep cycle": "cycle",
    "all posts stay open": "dismissal",
}


def lively(changes, seed=1):
    """A city of 800 citizens before its first month."""
    size = {"city.citizens": 800, "city.months": MONTHS, "city.burn_in": BURN_IN}
    return CityRun(Settings({**size, **changes}), seed)


@pytest.fixture(scope="module")
def history(observe):
    """A city after its last month, and what was counted person by person; run once per name."""
    kept = {}

    def run_once(name, seed=1):
        if (name, seed) not in kept:
            kept[name, seed] = count_from_outside(lively(SHOCKS.get(name, {}), seed), observe)
        return kept[name, seed]

    return run_once


def count_from_outside(run, observe):
    """Run a city and check each loss when it happens.

    Returns
    -------
    run : CityRun
    seen : ndarray of int, shape (3, 5)
        Losses since burn-in by education and cause.
    by_month, flows : ndarray of int, shape (months, 3)
        Losses of each month as counted here and as counted by the city.
    """
    old, by_month, flows = {}, np.zeros((MONTHS, len(EDUCATIONS)), dtype=int), []
    seen = np.zeros((len(EDUCATIONS), len(LOSS_CAUSES)), dtype=int)

    def before(process, world):
        old.update(dismissed=world.citizens.dismissed.copy(), post=world.citizens.post.copy())

    def after(process, world):
        citizens, posts = world.citizens, world.posts
        rows = np.flatnonzero(citizens.dismissed[: old["dismissed"].size] > old["dismissed"])
        assert process.section in CAUSES_OF or rows.size == 0
        for row in rows:
            cause = LOSS_CAUSES[citizens.loss_cause[row]]
            assert cause in CAUSES_OF[process.section]
            closed = posts.holder[old["post"][row]] == CLOSED
            # a post that labour demand opens may take the row of one that it closed
            assert closed == (cause != "dismissal") or process.section == "labour_demand"
            by_month[world.month - 1, citizens.education[row]] += 1
            if world.measuring:
                seen[citizens.education[row], citizens.loss_cause[row]] += 1

    observe(run, before=before, after=after)
    for _ in range(MONTHS):
        run.step()
        flows.append(run.world.flows["lost_job"].copy())
    return run, seen, by_month, np.array(flows)


@pytest.mark.parametrize("name", ["baseline", *SHOCKS])
def test_losses_by_cause_add_up(history, name):
    """Each loss has one cause that its process may give; by education they are the flow."""
    run, seen, by_month, flows = history(name)
    np.testing.assert_array_equal(by_month, flows)
    np.testing.assert_array_equal(run.world.losses_by_cause, seen)
    assert seen.sum() == flows[BURN_IN:].sum() > 50


def test_the_measure_has_shares_that_add_up(history):
    """For all and by education, since burn-in; before, there is nothing to share."""
    run, seen, _, _ = history("anchor exit")
    counts = dict(zip(("all", *EDUCATIONS), (seen.sum(axis=0), *seen), strict=True))
    for group, losses in counts.items():
        shares = run.measures[[f"job_loss_cause_{group}_{cause}" for cause in LOSS_CAUSES]]
        np.testing.assert_allclose(shares.iloc[-1], losses / losses.sum())
        assert shares.iloc[:BURN_IN].isna().all(axis=None)


@pytest.mark.parametrize("name", SHOCKS)
def test_each_shock_raises_its_own_cause(history, name):
    """More losses by its cause than without it, and no other cause rises as much."""
    seed = SEEDS.get(name, 1)
    struck, spared = (history(one, seed)[1].sum(axis=0) for one in (name, "baseline"))
    rise = dict(zip(LOSS_CAUSES, (struck - spared).tolist(), strict=True))
    assert max(rise, key=rise.get) == RAISED[name], rise
    assert rise[RAISED[name]] > 20, rise


def test_a_cause_is_kept_until_the_next_loss(observe):
    """Only a dismissal changes it, as long as the person lives in the city."""
    run = lively(SHOCKS["relocation"])
    kept, found = {}, {"new job": 0}

    def before(process, world):
        citizens = world.citizens
        kept.update(cause=citizens.loss_cause.copy(), person=citizens.person.copy())

    def after(process, world):
        citizens, size = world.citizens, kept["cause"].size
        same = citizens.resident[:size] & (citizens.person[:size] == kept["person"])
        changed = same & (citizens.loss_cause[:size] != kept["cause"])
        assert citizens.dismissed[:size][changed].all()
        found["new job"] += (same & (citizens.post[:size] >= 0) & (kept["cause"] >= 0)).sum()

    observe(run, before=before, after=after)
    for _ in range(12):
        run.step()
    assert found["new job"] > 0


def test_causes_do_not_depend_on_the_order_of_posts():
    """The same people lose their jobs by the same causes when the posts stand in another order."""
    run = lively({"business_cycle.shock_sd": 0.0})
    for _ in range(3):
        run.step()
    first = run.world
    first.begin_month()
    first.conditions.cycle -= 0.2
    first.occupations.displaced[:] += 0.3 * first.occupations.automation
    first.occupations.shut[:] = 0.1
    second = deepcopy(first)
    posts, order = second.posts, np.random.default_rng(1).permutation(second.posts.rows)
    for _, column in posts.arrays():
        column[:] = column[order]
    held = np.flatnonzero(posts.holder >= 0)
    second.citizens.post[posts.holder[held]] = held
    for world in (first, second):
        LabourDemand(adjustment_rate=1.0).run(world)
    np.testing.assert_array_equal(first.citizens.dismissed, second.citizens.dismissed)
    np.testing.assert_array_equal(first.citizens.loss_cause, second.citizens.loss_cause)
    causes = first.citizens.loss_cause[first.citizens.dismissed]
    assert {LOSS_CAUSES[cause] for cause in causes} == CAUSES_OF["labour_demand"]


def attributed(existing, *, share=1.0, volume=1.0, spared=1.0, rate=0.5):
    """Chances of automation and cycle in an occupation of 100 posts whose factors change."""
    occupations = Occupations()
    occupations.lagged_share[:], occupations.lagged_volume[:] = 0.1, 1000.0
    occupations.lagged_spared[:] = 1.0
    whole = np.ones(occupations.rows)
    factors = Factors(0.1 * share * whole, 1000.0 * volume * whole, spared * whole)
    kept = factors.share * factors.volume * factors.spared
    adjustment = new_adjustment(occupations.rows)
    adjustment.existing[:] = existing
    _attribute(occupations, kept, factors, rate, adjustment)
    assert occupations.lagged_share[0] == pytest.approx(0.1 + rate * 0.1 * (share - 1.0))
    assert occupations.lagged_volume[0] == pytest.approx(1000.0 + rate * 1000.0 * (volume - 1.0))
    assert occupations.lagged_spared[0] == pytest.approx(1.0 + rate * (spared - 1.0))
    return adjustment.automation[0], adjustment.cycle[0]


@pytest.mark.parametrize(
    ("existing", "factors", "chances"),
    [
        (100, {"share": 0.9}, (1.0, 0.0)),
        (100, {"volume": 0.9}, (0.0, 1.0)),
        (100, {"spared": 0.9}, (0.0, 0.0)),
        # equal falls have equal chances
        (100, {"share": 0.9, "volume": 0.9}, (0.5, 0.5)),
        (100, {"share": 0.9, "volume": 0.9, "spared": 0.9}, (1 / 3, 1 / 3)),
        # a factor that rises takes nothing from the cause that falls
        (100, {"share": 0.8, "volume": 1.1}, (1.0, 0.0)),
        # surplus posts without any fall, and three times the surplus that the fall explains
        (110, {}, (0.0, 0.0)),
        (121, {"volume": 1 / 1.1}, (0.0, 1 / 3)),
        # no surplus, no cause
        (90, {"share": 0.9}, (0.0, 0.0)),
        # an occupation that is no longer asked for at all
        (100, {"share": 0.0}, (1.0, 0.0)),
    ],
)
def test_a_surplus_is_attributed_to_the_factors_that_fell(existing, factors, chances):
    """In proportion to the logarithms of their falls; the rest is closure."""
    assert attributed(existing, **factors) == pytest.approx(chances, abs=1e-9)


def test_there_is_no_cause_before_the_first_month():
    """Factors without a past have not fallen; afterwards they have one."""
    occupations = Occupations()
    whole = np.ones(occupations.rows)
    adjustment = new_adjustment(occupations.rows)
    adjustment.existing[:] = 100
    factors = Factors(0.1 * whole, 500.0 * whole, whole)
    _attribute(occupations, 50.0 * whole, factors, 0.3, adjustment)
    assert not adjustment.automation.any()
    assert not adjustment.cycle.any()
    assert (occupations.lagged_volume == 500.0).all()


def test_posts_given_up_because_they_stay_empty_close_no_filled_post():
    """Where half of an occupation is given up, its vacancies close and nobody is dismissed."""
    run = lively({"business_cycle.shock_sd": 0.0})
    for _ in range(3):
        run.step()
    world = run.world
    world.begin_month()
    occupation = int(world.occupations.posts.argmax())
    held = world.citizens.occupation == occupation
    world.citizens.dismissed[:] = False
    world.occupations.withdrawn[occupation] = np.log(2.0)
    LabourDemand(adjustment_rate=1.0).run(world)
    assert held.sum() > 10
    assert world.occupations.desired[occupation] < 0.7 * held.sum()
    assert (world.citizens.dismissed & held).sum() <= 2  # rounding of whole posts
