"""Resources and well-being: effects of the pace of redesign, and burnout."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.engine import CityRun
from simulation.settings import Settings

SEEDS = range(3)


def energy_at_work(changes, seed, months=36):
    """Mean energy of job-holders over the last year of a small city."""
    run = CityRun(Settings({"city.citizens": 600, "city.months": months, **changes}), seed)
    seen = []
    for month in range(months):
        run.step()
        citizens = run.world.citizens
        if month >= months - 12:
            seen.append(citizens.energy[citizens.resident & (citizens.post >= 0)].mean())
    return np.mean(seen)


def effects(changes, base):
    """Paired effect of some changes on the energy of job-holders, one per seed."""
    return np.array(
        [energy_at_work({**base, **changes}, s) - energy_at_work(base, s) for s in SEEDS]
    )


def test_a_job_that_changes_a_little_gives_energy():
    """At the usual pace, challenge alone raises energy."""
    base = {"resources.pace_drain": 0.0, "resources.pace_cost": 0.0}
    plain = {**base, "resources.stimulation": 0.0}
    assert (effects({"resources.stimulation": 0.04}, plain) > 0.005).all()


def test_a_job_that_changes_all_the_time_takes_more_than_it_gives():
    """At ten times the usual pace redesign lowers energy, challenge counted in."""
    fast = {"redesign.pace": 10.0, "resources.pace_active": False}
    assert (effects({"resources.pace_active": True}, fast) < -0.02).all()


def test_challenge_levels_off_and_drain_does_not(small_run):
    """From the usual pace to tenfold, drain grows tenfold, challenge less than twofold."""
    world = small_run().world
    resources = world.settings["resources"]
    found = []
    for novelty in (1.0, 10.0):
        world.occupations.novelty[:] = novelty
        # what there was last month stays, since this month redesigned as much
        world.occupations.redesigned[:] = 0
        _, stimulated, drained = resources._pace(world)
        found.append((stimulated[0], drained[0]))
    assert found[1][1] == pytest.approx(10 * found[0][1])
    assert found[0][0] < found[1][0] < 2 * found[0][0]


def test_novelty_is_the_pace_of_redesign(small_run):
    """Averaged over months and occupations it is the number of dimensions redesigned a year."""
    run = small_run({"redesign.pace": 4.0, "resources.pace_memory": 24.0})
    expected = 4.0 * 12 * 7 * run.world.occupations.pace.mean()
    seen = []
    for month in range(180):
        run.world.begin_month()
        run.world.settings["redesign"].run(run.world)
        run.world.settings["resources"].run(run.world)
        if month >= 60:
            seen.append(run.world.occupations.novelty.mean())
    assert np.mean(seen) == pytest.approx(expected, rel=0.1)


def burned_out(changes, seed):
    """Job-holders who burned out in a small city."""
    run = CityRun(Settings({"city.citizens": 900, "city.months": 36, **changes}), seed)
    total = 0
    for _ in range(36):
        run.step()
        total += int(run.world.burned_out.sum())
        assert (run.world.burned_out <= run.world.flows["quit_labour_force"]).all()
    return total


def test_more_burn_out_where_jobs_change_too_fast():
    """Burnout rises with the pace of redesign, and there is none with the switch off."""
    for seed in SEEDS:
        fast = {"redesign.pace": 10.0}
        assert burned_out(fast, seed) > burned_out({}, seed)
        assert burned_out({**fast, "participation.burnout_active": False}, seed) == 0


def test_only_the_exhausted_burn_out(small_run):
    """Nobody with energy above the line does, and almost everybody without any at chance 1."""
    run = small_run({"participation.burnout_rate": 1.0, "participation.exit_rate": 0.0})
    world = run.world
    participation = world.settings["participation"]
    world.begin_month()
    world.citizens.energy[:] = participation.burnout_energy
    participation.run(world)
    assert world.burned_out.sum() == 0
    at_work = (world.citizens.post >= 0).sum()
    world.begin_month()
    world.citizens.energy[:] = 0.02
    participation.run(world)
    assert world.burned_out.sum() > 0.9 * at_work


def test_energy_makes_happy(small_run):
    """Happiness moves up with energy above middling and down below, and not without the switch."""
    found = []
    for energised in (True, False):
        for energy in (0.2, 0.65, 1.0):
            world = small_run({"well_being.energy_active": energised}).world
            world.begin_month()
            world.citizens.perceived[:] = 0.65
            world.citizens.energy[:] = energy
            world.settings["well_being"].run(world)
            found.append(world.citizens.happiness[world.citizens.resident].mean())
    assert found[0] < found[1] < found[2]
    # health follows energy in both
    assert found[1] == pytest.approx(found[4])
    assert found[5] == pytest.approx(found[4])
