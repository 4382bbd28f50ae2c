"""Regression and rank correlation against sums by other ways."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from experiments.errors import RequestError
from experiments.sensitivity.regression import regression


@pytest.fixture
def hypercube():
    return stats.qmc.LatinHypercube(3, rng=np.random.default_rng(4)).random(60)


def test_a_linear_outcome_is_told_whole(design_of, answers_of, hypercube):
    design = design_of("latin_hypercube", hypercube, seeds=(1,))
    rows = regression(answers_of(design, lambda a, b, c: 3 * a - b))
    assert [row["parameter"] for row in rows][-1] == "search.offline_vacancies"
    assert rows[0]["r_squared"] == pytest.approx(1.0)
    spread = hypercube.std(axis=0, ddof=1)
    whole = (3 * hypercube[:, 0] - hypercube[:, 1]).std(ddof=1)
    slopes = {row["parameter"]: row["coefficient"] for row in rows}
    assert slopes["search.contacts_asked"] == pytest.approx(3 * spread[0] / whole)
    assert slopes["search.online_vacancies"] == pytest.approx(-spread[1] / whole)


def test_the_rank_correlation_is_that_of_the_residuals_of_ranks(design_of, answers_of, hypercube):
    design = design_of("latin_hypercube", hypercube, seeds=(1,))
    answers = answers_of(design, lambda a, b, c: np.exp(4 * a) - b, spread=2.0)
    rows = {row["parameter"]: row for row in regression(answers)}
    ranks = stats.rankdata(np.column_stack([hypercube, answers.means]), axis=0)
    others = np.column_stack([np.ones(len(ranks)), ranks[:, 1:3]])

    def rest(values):
        return values - others @ np.linalg.lstsq(others, values, rcond=None)[0]

    by_hand = np.corrcoef(rest(ranks[:, 0]), rest(ranks[:, 3]))[0, 1]
    mine = rows["search.contacts_asked"]
    assert mine["rank_correlation"] == pytest.approx(by_hand)
    assert mine["rank_low"] < by_hand < mine["rank_high"]
    assert mine["low"] < mine["coefficient"] < mine["high"]


def test_too_few_points_and_parameters_that_hang_together_are_refused(design_of, answers_of):
    few = design_of("grid", np.eye(3), seeds=(1,))
    with pytest.raises(RequestError, match="3 points are too few to regress on 3 parameters"):
        regression(answers_of(few, lambda a, b, c: a))
    same = np.repeat(np.linspace(0, 1, 12)[:, None], 2, axis=1)
    with pytest.raises(RequestError, match="cannot be told apart"):
        regression(answers_of(design_of("grid", same, seeds=(1,)), lambda a, b: a + b))
