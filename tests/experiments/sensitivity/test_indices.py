"""Morris' and Sobol' indices of functions whose indices are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.sensitivity import indices

pytest.importorskip("SALib")


def trajectories(number, factors, levels=4, seed=5):
    import SALib.sample.morris as sample

    problem = {"num_vars": factors, "names": list("abcdef")[:factors], "bounds": [[0, 1]] * factors}
    return sample.sample(problem, number, num_levels=levels, seed=seed)


def saltelli(samples, factors, second):
    import SALib.sample.sobol as sample

    problem = {"num_vars": factors, "names": list("abcdef")[:factors], "bounds": [[0, 1]] * factors}
    return sample.sample(problem, samples, calc_second_order=second, seed=5)


def by_name(rows):
    return {row["parameter"]: row for row in rows}


def ishigami(x1, x2, x3):
    x1, x2, x3 = (math.pi * (2 * x - 1) for x in (x1, x2, x3))
    return math.sin(x1) + 7 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1)


def test_a_linear_function_has_its_coefficients(design_of, answers_of):
    design = design_of("morris", trajectories(10, 3), options={"levels": 4})
    rows = indices.morris(answers_of(design, lambda a, b, c: 2 * a - 5 * b))
    assert [row["parameter"] for row in rows] == [
        "search.online_vacancies",
        "search.contacts_asked",
        "search.offline_vacancies",
    ]
    for row, slope in zip(rows, (-5, 2, 0), strict=True):
        assert row["mu"] == pytest.approx(slope, abs=1e-9)
        assert row["mu_star"] == pytest.approx(abs(slope), abs=1e-9)
        assert row["sigma"] == pytest.approx(0, abs=1e-9)
        assert row["mu_low"] == pytest.approx(slope, abs=1e-9)
        assert row["mu_star_high"] == pytest.approx(abs(slope), abs=1e-9)


def test_elementary_effects_are_those_of_the_library(design_of, answers_of):
    design = design_of("morris", trajectories(30, 3), options={"levels": 4})
    for row in indices.morris(answers_of(design, lambda a, b, c: a * b + c**2 - b)):
        for name in ("mu_star", "mu", "sigma"):  # the ends are from our own, the value is SALib's
            assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]
    effects = indices.elementary_effects(
        design.places(), answers_of(design, lambda a, b, c: a * b - b).means, 3
    )
    found = indices.salib().morris.analyze(
        design.problem, design.places(), answers_of(design, lambda a, b, c: a * b - b).means
    )
    assert effects.mean(axis=0) == pytest.approx(np.asarray(found["mu"]))
    assert np.abs(effects).mean(axis=0) == pytest.approx(np.asarray(found["mu_star"]))


def test_luck_alone_gives_the_mu_star_that_is_called_noise(design_of, answers_of):
    design = design_of("morris", trajectories(400, 3), options={"levels": 4}, seeds=(1, 2, 3))
    rows = indices.morris(answers_of(design, lambda a, b, c: 0.0, spread=0.3))
    # places that are met twice share a point, and so the luck of their steps
    assert np.mean([row["mu_star"] for row in rows]) == pytest.approx(rows[0]["noise"], rel=0.15)


def test_few_trajectories_have_no_interval(design_of, answers_of):
    design = design_of("morris", trajectories(3, 3), options={"levels": 4})
    row = indices.morris(answers_of(design, lambda a, b, c: a))[0]
    assert row["mu_star"] == pytest.approx(1.0)
    assert math.isnan(row["mu_star_low"])


def test_sobol_indices_of_the_function_of_ishigami(design_of, answers_of):
    design = design_of("sobol", saltelli(1024, 3, True), options={"second_order": True}, seeds=(1,))
    rows, pairs = indices.sobol(answers_of(design, ishigami))
    found = by_name(rows)
    known = {
        "search.contacts_asked": (0.3139, 0.5576),
        "search.online_vacancies": (0.4424, 0.4424),
        "search.offline_vacancies": (0.0, 0.2437),
    }
    for name, (first, total) in known.items():
        assert found[name]["first"] == pytest.approx(first, abs=0.04)
        assert found[name]["total"] == pytest.approx(total, abs=0.04)
        assert found[name]["first_low"] <= found[name]["first"] <= found[name]["first_high"]
    assert (pairs[0]["parameter"], pairs[0]["other"]) == (
        "search.contacts_asked",
        "search.offline_vacancies",
    )
    assert pairs[0]["second"] == pytest.approx(0.2437, abs=0.06)
