"""Search spells: the chance to find a job by length of search, counted again by hand."""

from __future__ import annotations

import numpy as np

from simulation.measures.labour_market.search_spells import (
    EIGHT_MONTHS,
    LONGEST,
    START,
    search_exit,
)

BURN_IN = 6


def test_chances_are_hires_over_job_seekers_of_that_spell(small_run):
    """Counted from outside, month by month, since burn-in."""
    run = small_run({"city.months": 36, "city.burn_in": BURN_IN})
    citizens = run.world.citizens
    hired, looking = np.zeros(LONGEST + 1), np.zeros(LONGEST + 1)
    for month in range(1, 37):
        before = citizens.resident & (citizens.status == 1)
        spell = np.minimum(citizens.spell, LONGEST).copy()
        run.step()
        if month > BURN_IN:
            for row in np.flatnonzero(before):
                looking[spell[row]] += 1
                hired[spell[row]] += citizens.resident[row] and citizens.status[row] == 0
    expected = [hired[part].sum() / looking[part].sum() for part in (START, EIGHT_MONTHS)]
    columns = ["search_exit_start", "search_exit_eight_months"]
    last = run.measures[columns].iloc[-1]
    np.testing.assert_allclose(last, expected)
    assert 0 < expected[0] < 1


def test_reading_a_month_twice_counts_it_once(small_run):
    run = small_run()
    for _ in range(12):
        run.step()
    first = search_exit.read(run.world)
    np.testing.assert_array_equal(search_exit.read(run.world), first)


def test_there_is_no_chance_before_the_burn_in_ends(small_run):
    run = small_run()
    for _ in range(BURN_IN):
        run.step()
    assert run.measures["search_exit_start"].isna().all()
