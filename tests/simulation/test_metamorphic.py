"""Metamorphic truths: what must follow when the city is changed in a known way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from simulation.engine import CityRun, simulate
from simulation.settings import Settings

#: Equal skills, learning and needs for all, and no effect of education.
ALIKE = {
    "population.skill_differences": False,
    "population.need_differences": False,
    "fit.likeness_education_weight": 0.0,
    "hiring.credential_weight": 0.0,
    "hiring.over_qualification_signal": 0.0,
    "hiring.under_qualification_signal": 0.0,
    "ties.homophily": 0.0,
}
#: The parameters through which education itself is looked at.
EDUCATION_BLIND = {
    "fit.likeness_education_weight": 0.0,
    "hiring.credential_weight": 0.0,
    "hiring.over_qualification_signal": 0.0,
    "hiring.under_qualification_signal": 0.0,
    "ties.homophily": 0.0,
    "cohesion.groups": "skill",
}
#: No redesign, no destruction, no moves, no comings and goings, no learning, no new technology.
#: Labour demand is among them: its target is a fraction of a post that is rounded at random each
#: month, so posts open and close even when the target stands still.
STILL = {
    f"{section}.active": False
    for section in (
        "redesign",
        "automation",
        "emerging_occupations",
        "business_cycle",
        "labour_demand",
        "relocation",
        "separations",
        "participation",
        "migration",
        "ageing",
        "moves",
        "ties",
        "courses",
        "practice",
        "peer_learning",
        "decay",
    )
} | {
    "search.on_the_job": 0.0,
    "search.dissatisfaction_slope": 0.0,
    "search.job_slope": 0.0,
    "search.belonging_slope": 0.0,
    "digitalisation.pace": 0.0,
}


def late_means(changes, seeds, columns, *, citizens=1000, months=36, burn_in=12):
    """Means of measures over the measured months, one row per seed."""
    settings = Settings(
        {"city.citizens": citizens, "city.months": months, "city.burn_in": burn_in, **changes}
    )

    def one(seed):
        measures = simulate(settings, seed).measures
        return measures.loc[measures["month"] > burn_in, columns].mean().to_numpy()

    return np.array([one(seed) for seed in seeds])


def differs_from_zero(values, level=0.9999):
    """Whether the t-interval of the mean over seeds, per column, leaves 0 out."""
    standard_error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    reach = stats.t.ppf(0.5 + level / 2, len(values) - 1) * standard_error
    return np.abs(values.mean(axis=0)) > reach


#: Seeds of the tests with intervals.
SEEDS = range(10)
SLOPES = ["slope_index_education", "slope_needs_supply", "slope_access", "slope_potential"]


def test_people_alike_in_all_but_education_fit_alike():
    """With the same skills and needs for all, fit does not rise with education."""
    values = late_means(ALIKE, SEEDS, SLOPES)
    assert not differs_from_zero(values).any()
    assert (np.abs(values.mean(axis=0)) < 0.03).all()


def test_people_as_they_are_do_not_fit_alike():
    """In the default city the very same test finds that fit differs by education."""
    values = late_means({}, SEEDS, SLOPES)
    assert differs_from_zero(values).any()


def shuffled_education(world):
    """Deal the residents' education out among them anew."""
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident)
    citizens.education[rows] = np.random.default_rng(1).permutation(citizens.education[rows])


def whole_city_measures(run):
    """Measures that are not by education, nor about it."""
    about = ("low", "mid", "high", "education", "slope", "erreygers", "unbalance", "assortativity")
    about += ("dissimilarity", "qualification", "ratio", "cell", "both", "schooling")
    measures = run.measures
    return measures[[name for name in measures if not any(word in name for word in about)]]


@pytest.mark.parametrize(
    ("blind", "same"), [(EDUCATION_BLIND, True), ({}, False)], ids=["blind", "not blind"]
)
def test_education_as_such_has_no_effect(small_settings, budgets, blind, same):
    """Dealing certificates out anew leaves the city bit-identical when all looks are off."""
    changes = {**blind, **budgets(start=4), "interventions.communities.homophily": 0.0}
    plain, shuffled = (CityRun(small_settings(changes), 1) for _ in range(2))
    shuffled_education(shuffled.world)
    for _ in range(18):
        plain.step()
        shuffled.step()
    first, second = whole_city_measures(plain), whole_city_measures(shuffled)
    assert first.shape[1] > 20
    # sums over levels of education are added in another order
    assert np.allclose(first, second, rtol=1e-9, atol=1e-12, equal_nan=True) == same
    fits = [run.world.citizens.fit for run in (plain, shuffled)]
    assert np.array_equal(*fits) == same


def test_reversing_the_levels_of_education_changes_only_labels(small_settings):
    """In a city without newcomers, low called high and high called low changes nothing else."""
    # what posts ask keeps its labels, so nobody compares it with people's or outsiders' education
    changes = {
        "ageing.active": False,
        "migration.active": False,
        "city.burn_in": 2,
        "hiring.over_qualification_signal": 0.0,
        "hiring.under_qualification_signal": 0.0,
        "hiring.outsiders_alike": False,
    }
    plain, reversed_ = (CityRun(small_settings(changes), 1) for _ in range(2))
    citizens = reversed_.world.citizens
    rows = np.flatnonzero(citizens.resident)
    citizens.education[rows] = 2 - citizens.education[rows]
    # what certificates stand for goes with their labels
    reversed_.world.typical_skills[:] = reversed_.world.typical_skills[::-1].copy()
    for _ in range(18):
        plain.step()
        reversed_.step()
    first, second = plain.measures, reversed_.measures
    for name in ("fit", "perceived", "unemployment", "job_loss", "trained", "misfit_share"):
        for level, called in (("low", "high"), ("mid", "mid"), ("high", "low")):
            own = f"{name}_by_education_{level}" if name == "fit" else f"{name}_{level}"
            other = f"{name}_by_education_{called}" if name == "fit" else f"{name}_{called}"
            np.testing.assert_allclose(first[own], second[other], atol=1e-6, err_msg=name)
    np.testing.assert_allclose(
        first["slope_index_education"], -second["slope_index_education"], atol=1e-6
    )
    np.testing.assert_allclose(first["fit_change_rms"], second["fit_change_rms"], atol=1e-6)


def settle(changes, months, hiring=0):
    """A city after some months, and how much fit changed in each; hiring ends after `hiring`.

    Single posts that hardly anybody suits are filled after many years, so it would hardly ever
    end by itself.
    """
    settings = Settings({"city.citizens": 400, "city.months": months, "city.burn_in": 6, **changes})
    run = CityRun(settings, 1)
    for month in range(months):
        if hiring and month == hiring:
            run.processes = [rule for rule in run.processes if rule.section != "hiring"]
        run.step()
    return run.world, run.measures["fit_change_rms"].to_numpy()


def test_where_nothing_changes_fit_comes_to_rest():
    """Without change, losses and moves volatility goes to 0 once jobs and incomes have settled."""
    _, fit_change_rms = settle(STILL, 60, hiring=30)
    # in the second year benefits run out; after the last hires only rents and amenities still
    # drift, a little less every month
    assert fit_change_rms[2:30].max() > 1e-3
    assert fit_change_rms[-12:].max() < 3e-5


def test_where_rents_stand_still_too_fit_rests_to_the_last_digit():
    """In the still city rents, amenities and cohesion still move: without them nothing does."""
    still = {f"{section}.active": False for section in ("districts", "cohesion")}
    world, fit_change_rms = settle(STILL | still, 130, hiring=30)
    assert fit_change_rms[-6:].max() < 1e-7
    assert np.abs(world.citizens.causes).max() < 1e-6


def test_a_city_that_changes_does_not_come_to_rest():
    """The default city fails the same test by far."""
    _, fit_change_rms = settle({}, 60)
    assert fit_change_rms[-12:].min() > 0.01


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"redesign.active": True, "redesign.pace": 10.0}, "redesign"),
        ({"separations.active": True}, "job_loss"),
        ({"practice.active": True, "decay.active": True}, "learning"),
        ({"moves.active": True, "moves.rate": 0.2}, "surroundings"),
        ({"ageing.active": True}, "ageing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_change_is_booked_to_its_cause(small_run, change, cause):
    """The effect of one mechanism on a still city is attributed to its cause."""
    without = small_run({**STILL, "city.burn_in": 40})
    with_it = small_run({**STILL, **change, "city.burn_in": 40})
    totals = []
    for run in (without, with_it):
        total = np.zeros(7)
        for month in range(40):
            run.step()
            if month >= 30:
                citizens = run.world.citizens
                total += np.abs(citizens.causes[citizens.resident]).mean(axis=0)
        totals.append(total)
    names = type(without.world.citizens).columns["causes"].names
    place = names.index(cause)
    assert totals[1][place] > 5 * totals[0][place] + 1e-6


@pytest.mark.long
def test_a_city_twice_as_large_is_the_same_city():
    """Doubling the city changes means of measures only within noise between seeds."""
    columns = [
        "fit",
        "slope_index_education",
        "fit_change_rms",
        "unemployment_all",
        "job_finding_all",
        "job_loss_all",
        "job_to_job_all",
        "vacancies",
        "wealth",
        "well_being",
        "trained_high",
        "misfit_share_low",
    ]
    seeds = range(10)
    small = late_means({"city.districts": 20}, seeds, columns, citizens=800)
    large = late_means({"city.districts": 20}, seeds, columns, citizens=1600)
    noise = np.sqrt((small.var(axis=0, ddof=1) + large.var(axis=0, ddof=1)) / len(seeds))
    away = (large.mean(axis=0) - small.mean(axis=0)) / noise
    assert dict(zip(columns, away, strict=True)) == pytest.approx(
        dict.fromkeys(columns, 0.0), abs=4.5
    )
    # a city of another kind is told apart by the same measure of noise
    other = late_means(
        {"city.districts": 20, "separations.rate": 2.0}, seeds, columns, citizens=800
    )
    noise = np.sqrt((small.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / len(seeds))
    assert np.abs((other.mean(axis=0) - small.mean(axis=0)) / noise).max() > 4.5


def test_results_do_not_depend_on_threads(small_settings):
    """Cities run at the same time in several threads are what each is alone."""
    settings = small_settings({"city.months": 8})
    alone = [simulate(settings, seed).measures for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda seed: simulate(settings, seed).measures, range(4)))
    for one, other in zip(alone, together, strict=True):
        assert one.equals(other)
