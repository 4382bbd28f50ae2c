"""Measures: as many values as labels, in their range, and parts that add up to their whole."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import CAUSES, EDUCATIONS
from simulation.engine import CityRun, measure_columns
from simulation.measures import MEASURES
from simulation.measures.variances.unbalance import FITS

NAMES = list(MEASURES)


@pytest.fixture(scope="module")
def run(small_run) -> CityRun:
    """A small city in a month in which everything is read."""
    run = small_run({"city.months": 24, "city.burn_in": 6})
    for _ in range(24):
        run.step()
    assert run.world.reading_year
    return run


@pytest.mark.parametrize("name", NAMES)
def test_a_measure_gives_a_value_per_label(run, name):
    """As many values as columns, each a finite number or missing."""
    measure = MEASURES[name]
    values = measure.read(run.world)
    assert values.shape == (len(measure.columns),)
    assert not np.isinf(values).any()


@pytest.mark.parametrize("taken", ["every year", "at the end"])
def test_there_are_no_values_in_months_in_which_a_measure_is_not_taken(run, taken):
    """In other months nothing is computed, and the column is missing."""
    months = {"every year": [12, 24], "at the end": [24]}[taken]
    chosen = [measure for measure in MEASURES.values() if measure.taken == taken]
    columns = [column for measure in chosen for column in measure.columns]
    values = run.measures.set_index("month")[columns]
    assert values.drop(index=months).isna().all(axis=None)
    assert values.loc[months].notna().any(axis=1).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_measure_says_what_it_is(name):
    """Every measure has a unit, a subject and a sentence, and a way to sum its months up."""
    measure = MEASURES[name]
    assert measure.unit
    assert measure.subject
    assert measure.meaning.endswith(".")
    assert measure.summary in ("mean", "last", "sum")
    assert len(set(measure.labels)) == len(measure.labels)


def test_columns_have_names_of_their_own():
    """No two measures fill columns of the same name."""
    columns = measure_columns()
    assert len(columns) == len(set(columns))
    assert "month" not in columns


@pytest.mark.parametrize(
    "name",
    # a cause that others offset may have more than the whole
    [n for n in NAMES if MEASURES[n].unit in ("0-1", "share") and MEASURES[n].subject != "causes"],
)
def test_shares_stay_shares(baseline, name):
    """What is measured as a share or on 0-1 stays there in every month."""
    values = baseline.measures[list(MEASURES[name].columns)].to_numpy()
    seen = values[~np.isnan(values)]
    # slopes may be negative: they compare in both directions
    signed = name.startswith(("slope", "unbalance"))
    assert ((seen >= (-1.0 if signed else 0.0) - 1e-9) & (seen <= 1.0 + 1e-9)).all()


def test_parts_of_the_slope_add_up(baseline):
    """The parts that the four fits contribute sum to the slope index of total fit."""
    measures = baseline.measures
    parts = sum(measures[f"slope_part_{name}"] for name in FITS)
    np.testing.assert_allclose(parts, measures["slope_index_both"], atol=1e-6)
    np.testing.assert_allclose(measures["unbalance"], measures["slope_index_both"])
    assert (parts.abs() > 1e-3).any()


def test_parts_of_the_slope_add_up_with_unequal_weights(small_city):
    """They do so with other weights of the four fits, too."""
    weights = dict(zip(FITS, (0.5, 0.1, 0.3, 0.7), strict=True))
    changes = {f"fit.weight_{name}": weight for name, weight in weights.items()}
    measures = small_city({**changes, "city.months": 4}).measures
    parts = sum(measures[f"slope_part_{name}"] for name in FITS)
    np.testing.assert_allclose(parts, measures["slope_index_both"], atol=1e-6)


def slope_by_hand(world, name):
    """Slope of a column over the mid-rank of education, cov(F, R) / var(R), citizen by citizen."""
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident)
    education, values = citizens.education[rows], getattr(citizens, name)[rows].astype(float)
    shares = np.bincount(education, minlength=3) / rows.size
    rank = (np.cumsum(shares) - shares / 2)[education]
    return np.cov(values, rank, bias=True)[0, 1] / rank.var()


def test_realised_is_potential_and_what_is_made_of_it(baseline):
    """The slope of realised fit is that of potential fit plus that of realisation."""
    last = baseline.measures.iloc[-1]
    potential = slope_by_hand(baseline.world, "potential")
    assert last["slope_potential"] == pytest.approx(potential)
    citizens = baseline.world.citizens
    citizens.demand_ability[citizens.post < 0] = 0.0
    realised = slope_by_hand(baseline.world, "demand_ability")
    assert last["slope_potential"] + last["slope_realisation"] == pytest.approx(realised)


@pytest.mark.parametrize("education", EDUCATIONS)
def test_shares_of_causes_add_up_to_1(baseline, education):
    """For each level of education the squared changes of fit are attributed in full."""
    shares = baseline.measures[[f"cause_share_{education}_{cause}" for cause in CAUSES]]
    measured = shares.dropna()
    assert len(measured) > 12
    np.testing.assert_allclose(measured.sum(axis=1), 1.0, atol=1e-5)


def test_shares_of_people_add_up_to_1(baseline):
    """Residents by education, and by education and ICT level, are all residents."""
    measures = baseline.measures
    education = measures[[f"education_shares_{name}" for name in EDUCATIONS]]
    np.testing.assert_allclose(education.sum(axis=1), 1.0)
    np.testing.assert_allclose(measures.filter(regex="^people_cell_").sum(axis=1), 1.0)


def test_means_by_education_make_the_mean(baseline):
    """Mean fit is the mean over levels of education, and over cells, weighted by people."""
    measures = baseline.measures
    shares = measures[[f"education_shares_{name}" for name in EDUCATIONS]].to_numpy()
    fits = measures[[f"fit_by_education_{name}" for name in EDUCATIONS]].to_numpy()
    np.testing.assert_allclose((shares * fits).sum(axis=1), measures["fit"])
    cells = measures.filter(regex="^fit_cell_").fillna(0.0).to_numpy()
    people = measures.filter(regex="^people_cell_").to_numpy()
    np.testing.assert_allclose((cells * people).sum(axis=1), measures["fit"])


def test_measures_are_those_of_the_columns(baseline):
    """Fit, unemployment and fit_change_rms are what one counts by hand in the citizens table."""
    world, last = baseline.world, baseline.measures.iloc[-1]
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident)
    assert last["residents"] == rows.size
    assert last["fit"] == pytest.approx(citizens.fit[rows].mean(dtype=float))
    status = citizens.status[rows]
    jobless, working = (status == 1).sum(), (status == 0).sum()
    assert last["unemployment_all"] == pytest.approx(jobless / (jobless + working))
    changes = citizens.causes[rows].sum(axis=1, dtype=float)
    assert last["fit_change_rms"] == pytest.approx(np.sqrt((changes**2).mean()))


def test_slope_by_hand(baseline):
    """The slope of fit by education is what one gets citizen by citizen."""
    expected = slope_by_hand(baseline.world, "fit")
    assert baseline.measures["slope_index_education"].iloc[-1] == pytest.approx(expected)


def test_measuring_begins_after_burn_in(baseline):
    """Statistics that accumulate have no value before the end of burn-in."""
    burn_in = baseline.world.settings["city"].burn_in
    measures = baseline.measures
    for name in ("volatility", "cause_share_low_redesign", "misfit_persistence_all"):
        assert measures.loc[measures["month"] <= burn_in, name].isna().all()
    assert measures["volatility"].notna().any()
    assert measures["cause_share_low_redesign"].notna().any()
