"""Measures of the people followed: against the columns of citizens, and by brute force."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulation.core.vocabulary import (
    EDUCATIONS,
    EXPECTED_FIT,
    FIT_COLUMNS,
    FIT_VARIANTS,
    ICT_LEVELS,
)
from simulation.measures import MEASURES
from simulation.measures.stratified_sums import sum_strata
from simulation.measures.variances import fit_records
from simulation.measures.variances.fit_records import PATH_LABELS
from simulation.measures.variances.volatility_by_industry import knowledge_intensive
from simulation.statistics.volatility import rmssd

MONTHS, BURN_IN = 78, 6
OTHERS = [FIT_COLUMNS[variant] for variant in FIT_VARIANTS]


@pytest.fixture(scope="module")
def run(small_run):
    """A city in its last month, after 72 measured months."""
    run = small_run({"city.months": MONTHS, "city.burn_in": BURN_IN, "city.citizens": 400})
    for _ in range(MONTHS):
        run.step()
    assert run.world.reading_end
    return run


def read(run, name, label=""):
    """A measure in the present month."""
    measure = MEASURES[name]
    values = dict(zip(measure.labels or ("",), measure.read(run.world), strict=True))
    return values[label] if label else values


def series_of(run, variant):
    """Fit of the people followed, months by people, and who still lives in the city."""
    series = run.world.followed.series(FIT_COLUMNS[variant])
    return series.astype(np.float64), ~np.isnan(series[-1])


def test_sums_of_expected_fit_are_the_columns_of_citizens(run):
    """The series gives what the running sums hold, for everybody who has stayed."""
    followed, citizens = run.world.followed, run.world.citizens
    sums = fit_records._sum_followed(run.world, EXPECTED_FIT)
    rows = followed.rows[sums.resident]
    assert rows.size > 100
    names = (
        "months", "changes", "misfit_history", "misfit_months", "total", "squares", "products",
        "change_squares", "fall_squares", "first", "large_changes",
    )  # fmt: skip
    for name in names:
        of_series = getattr(sums, name)[sums.resident]
        np.testing.assert_allclose(of_series, getattr(citizens, name)[rows], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("variant", FIT_VARIANTS)
def test_volatility_by_brute_force(run, variant):
    series, stays = series_of(run, variant)
    changes = np.diff(series, axis=0)
    each = rmssd((changes**2).sum(axis=0), np.full(stays.size, len(changes)))
    falls = np.sqrt((np.minimum(changes, 0.0) ** 2).mean(axis=0))
    large = (np.abs(changes.astype(np.float32)) >= 0.1).mean(axis=0)
    education = run.world.followed.education
    level = run.world.citizens.first_ict[run.world.followed.rows]
    groups = {"all": stays, **{g: stays & (education == k) for k, g in enumerate(EDUCATIONS)}}
    groups |= {f"ict_{g}": stays & (level == k) for k, g in enumerate(ICT_LEVELS)}
    for group, members in groups.items():
        if not members.any():
            continue
        assert read(run, f"volatility_of_fit_{variant}", group) == pytest.approx(
            each[members].mean(), rel=1e-5
        )
        assert read(run, f"downside_volatility_{variant}", group) == pytest.approx(
            falls[members].mean(), rel=1e-5
        )
        assert read(run, f"large_changes_{variant}", group) == pytest.approx(
            large[members].mean(), rel=1e-5
        )
        correlations = [np.corrcoef(path[:-1], path[1:])[0, 1] for path in series[:, members].T]
        assert read(run, f"autocorrelation_{variant}", group) == pytest.approx(
            np.nanmean(correlations), rel=1e-4
        )
    assert read(run, f"volatility_{variant}")[""] == pytest.approx(each[stays].mean(), rel=1e-5)


@pytest.mark.parametrize("variant", FIT_VARIANTS)
def test_permanence_by_brute_force(run, variant):
    series, stays = series_of(run, variant)
    threshold = np.float32(run.world.settings["fit"].misfit_threshold)
    misfit = series < threshold
    education = run.world.followed.education
    for level, group in enumerate(EDUCATIONS):
        members = stays & (education == level)
        before, now = misfit[-13, members], misfit[-1, members]
        assert read(run, f"misfit_persistence_{variant}", group) == pytest.approx(
            now[before].mean()
        )
        chronic = misfit[-60:, members].mean(axis=0) >= 0.8
        assert read(run, f"chronic_misfit_{variant}", group) == pytest.approx(chronic.mean())
        present = (education == level) & ~np.isnan(series)
        exits = at_risk = 0
        for then, after, here in zip(misfit, misfit[1:], present[1:], strict=False):
            at_risk += (then & here).sum()
            exits += (then & here & ~after).sum()
        assert read(run, f"misfit_exit_{variant}", group) == pytest.approx(exits / at_risk)
        assert read(run, f"misfit_share_{variant}", group) == pytest.approx(
            misfit[-1, members].mean()
        )
    assert 0.2 < read(run, f"misfit_exit_ratio_{variant}")[""] < 5.0
    spell = read(run, f"misfit_spell_{variant}")
    assert 0.0 < spell["mean"] <= 60.0


@pytest.mark.parametrize("variant", FIT_VARIANTS)
def test_changes_of_a_month_by_brute_force(run, variant):
    series, stays = series_of(run, variant)
    change = (series[-1] - series[-2])[stays]
    followed, citizens = run.world.followed, run.world.citizens
    for level, group in enumerate(EDUCATIONS):
        members = followed.education[stays] == level
        assert read(run, f"acute_change_{variant}", group) == pytest.approx(
            (np.abs(change[members].astype(np.float32)) >= 0.1).mean()
        )
    rows = followed.rows[stays]
    work = np.where(
        citizens.occupation[rows] >= 0, citizens.occupation[rows], citizens.origin[rows]
    )
    knowledge = knowledge_intensive(run.world.occupations)[work]
    for industry, members in (("knowledge", knowledge), ("other", ~knowledge)):
        fall = np.sqrt((np.minimum(change[members], 0.0) ** 2).mean())
        assert read(run, f"falls_of_fit_{variant}", industry) == pytest.approx(fall, rel=1e-4)


@pytest.mark.parametrize("variant", FIT_COLUMNS)
def test_paths_of_people_who_stayed(run, variant):
    """The path as observed is that of the series; low education is a part of all."""
    series, stays = series_of(run, variant)
    misfit = series[:, stays] < np.float32(run.world.settings["fit"].misfit_threshold)
    low = run.world.followed.education[stays] == 0
    name = "" if variant == "expected" else f"_{variant}"
    persistence = read(run, f"panel_misfit_persistence{name}")
    chronic = read(run, f"panel_chronic_misfit{name}")
    assert tuple(persistence) == tuple(chronic) == PATH_LABELS
    for label, paths in (("seen", misfit), ("low_seen", misfit[:, low])):
        pairs = [(before, now) for before, now in zip(paths, paths[12:], strict=False)]
        both = sum((before & now).sum() for before, now in pairs)
        assert persistence[label] == pytest.approx(both / sum(b.sum() for b, _ in pairs))
        assert chronic[label] == pytest.approx((paths[-60:].sum(axis=0) >= 48).mean())
    assert chronic["memoryless"] < chronic["seen"]
    assert persistence["memoryless"] < persistence["seen"]


def test_nulls_do_not_depend_on_who_else_is_followed(run):
    """Random bits belong to a person, so that those of a part are a part of all."""
    persons, seed = run.world.followed.persons, run.world.seed
    bits = fit_records._draw_bits(seed, persons, 70)
    some = persons[3:50:7].copy()
    np.testing.assert_array_equal(fit_records._draw_bits(seed, some, 70), bits[:, 3:50:7])
    assert bits.std() / 2**32 == pytest.approx(np.sqrt(1 / 12), abs=0.01)


@pytest.mark.parametrize("fit", OTHERS)
def test_slopes_of_the_variants_by_brute_force(run, fit):
    """Measures over residents read sums of the variant in place of those of expected fit."""
    world, variant = run.world, fit.removeprefix("fit_")
    citizens = world.citizens
    resident = citizens.resident
    values = getattr(citizens, fit)
    assert read(run, fit)[""] == pytest.approx(values[resident].mean(), rel=1e-5)
    for level, group in enumerate(EDUCATIONS):
        members = resident & (citizens.education == level)
        assert read(run, f"fit_by_education_{variant}", group) == pytest.approx(
            values[members].mean(), rel=1e-5
        )
    expected = citizens.fit.copy()
    citizens.fit[:] = values
    own, world.strata = world.strata, sum_strata(world)
    try:
        instead = {
            name: MEASURES[name].read(world)
            for name in ("unbalance", "slope_index", "erreygers", "slope_within_ict")
        }
    finally:
        citizens.fit[:] = expected
        world.strata = own
    for name, values in instead.items():
        np.testing.assert_allclose(MEASURES[f"{name}_{variant}"].read(world), values, rtol=1e-6)
    parts = MEASURES[f"slope_part_{variant}"].read(world)
    assert parts.sum() == pytest.approx(read(run, f"unbalance_{variant}")[""], abs=1e-6)


def test_what_is_read_at_the_end_is_missing_before(small_run):
    """Sums of the people followed are read once; counts of a month from the second month on."""
    run = small_run({"city.months": 24, "city.burn_in": 6})
    for _ in range(24):
        run.step()
    months = run.measures.set_index("month")
    assert months["volatility_realised"].notna().sum() == 1
    assert np.isnan(months["volatility_realised"].iloc[-2])
    assert months["misfit_share_potential_low"].first_valid_index() == 7
    assert months["acute_change_potential_low"].first_valid_index() == 8
    assert months["unbalance_realised"].notna().all()


def test_a_month_beyond_the_last_can_be_simulated(small_run):
    """The series go on, and the results of the month before are not read again."""
    run = small_run({"city.months": 20, "city.burn_in": 4})
    seen = []
    for _ in range(21):
        run.step()
        seen.append(run.world.followed and len(run.world.followed.months))
    assert all(later == earlier + 1 for earlier, later in pairwise(seen[4:]))
    assert run.world.followed.series(EXPECTED_FIT).shape[0] == 17
