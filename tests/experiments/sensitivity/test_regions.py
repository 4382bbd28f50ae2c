"""Boxes in which a lever does not help, found where they were put."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from experiments.designs import Factor
from experiments.errors import RequestError
from experiments.sensitivity.regions import pairs, regions

pytest.importorskip("sklearn")

LEVER = "interventions.training.annual_budget_per_citizen"
FACTORS = (
    Factor("search.contacts_asked", "uncertainty", "number", "1", 2.0, 8.0),
    Factor("search.online_vacancies", "uncertainty", "number", "1", 0.0, 1.0),
    Factor(LEVER, "lever", "number", "euro", values=(0.0, 120.0)),
)


@pytest.fixture
def crossed(design_of):
    """A hypercube over two uncertainties, each point with and without the lever."""
    cube = stats.qmc.LatinHypercube(2, rng=np.random.default_rng(2)).random(80)
    places = np.array([[*row, lever] for row in cube for lever in (0.0, 0.9)])
    return design_of("latin_hypercube", places, factors=FACTORS)


def helps_above_five(ties, online, budget):
    return ties + (0.0 if budget == 0 else -0.1 if ties > 5 else 0.02)


def test_the_box_without_help_is_found(crossed, answers_of):
    found = regions(answers_of(crossed, helps_above_five), LEVER)
    worst, best = found.rows
    assert worst["where"].startswith("search.contacts_asked <= ")
    assert float(worst["where"].split()[-1]) == pytest.approx(5.0, abs=0.15)
    assert (worst["density"], worst["coverage"], best["density"]) == (1.0, 1.0, 0.0)
    assert worst["support"] == pytest.approx(0.5, abs=0.02)
    assert (worst["effect"], best["effect"]) == pytest.approx((0.02, -0.1))
    assert found.without == pytest.approx(0.5, abs=0.02)
    assert found.right > 0.95


def test_the_other_way_round_it_is_the_other_box(crossed, answers_of):
    found = regions(answers_of(crossed, helps_above_five), LEVER, wanted="up")
    assert found.rows[0]["where"].startswith("search.contacts_asked > ")


def test_no_effect_is_no_help(crossed, answers_of):
    found = regions(answers_of(crossed, lambda ties, online, budget: ties), LEVER)
    assert [row["where"] for row in found.rows] == ["everywhere"]
    assert found.without == 1.0


def test_luck_is_not_taken_for_a_region(crossed, answers_of):
    """The tree finds boxes in pure luck, too; that unseen pairs do not follow them shows it."""
    found = regions(answers_of(crossed, lambda *values: 0.0, spread=1.0), LEVER)
    assert found.right < 0.7


def test_words_switches_and_several_values_of_the_lever_bound_boxes(design_of, answers_of):
    factors = (
        Factor("a.word", "uncertainty", "word", "", values=("one", "other")),
        Factor("a.switch", "uncertainty", "switch", "", values=(False, True)),
        Factor(LEVER, "lever", "number", "euro", values=(0.0, 60.0, 120.0)),
        Factor("a.number", "uncertainty", "number", "1", 0.0, 1.0),
    )
    rows = itertools.product((0.1, 0.9), (0.1, 0.9), (0.1, 0.5, 0.9), np.linspace(0, 1, 9))
    design = design_of("grid", np.array(list(rows)), factors=factors)

    def outcome(word, switch, budget, _):
        bad = word == "other" and not switch and budget == 120.0
        return 0.0 if budget == 0 else 1.0 if bad else -1.0

    found = regions(answers_of(design, outcome), LEVER)
    assert found.pairs == 72
    worst = found.rows[0]
    assert (worst["density"], worst["coverage"]) == (1.0, 1.0)
    said = set(worst["where"].split(" and "))
    assert f"{LEVER} > 90" in said
    assert said & {"a.word = other", "a.word is not one"}
    assert said & {"a.switch = false", "a.switch is not true"}
    against = regions(answers_of(design, outcome), LEVER, against="60.0")
    assert against.pairs == 72


def test_without_pairs_it_is_refused(design_of, answers_of, crossed):
    cube = stats.qmc.LatinHypercube(3, rng=np.random.default_rng(2)).random(20)
    design = design_of("latin_hypercube", cube, factors=FACTORS)
    with pytest.raises(RequestError, match="no two points of the design differ in"):
        pairs(answers_of(design, helps_above_five), LEVER)
    with pytest.raises(RequestError, match=r"no such factor; nearest: search\.contacts_asked"):
        pairs(answers_of(crossed, helps_above_five), "search.contacts")
    with pytest.raises(RequestError, match=r"= 60: no point of the design has it; it has 0\.0, 12"):
        pairs(answers_of(crossed, helps_above_five), LEVER, "60")
