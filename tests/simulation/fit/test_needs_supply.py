"""Needs–supply fit: one minus the weighted unmet needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.city_parameters import Fit
from simulation.core.vocabulary import NEEDS, SKILLS
from simulation.fit.needs_supply import (
    FULL_ACCESS,
    challenge_need,
    digital_access,
    importances,
    needs_supply,
    pay_supply,
    unmet_leisure,
    unmet_pay,
    unmet_services,
    unmet_work,
    wanted_supplies,
    work_supplies,
)
from simulation.initialisation.population import STAGE_NEEDS, STAGE_WEIGHTS

shares = st.floats(0, 1)
incomes = st.floats(0, 10_000)


@dataclass
class Life:
    """One person, with work and city."""

    needs: np.ndarray = field(default_factory=lambda: np.zeros(len(NEEDS)))
    stage: int = 0
    skills: np.ndarray = field(default_factory=lambda: np.full(len(SKILLS), 0.6))
    supply: np.ndarray = field(default_factory=lambda: np.full(4, 0.5))
    job: int = 0
    income: float = 1500.0
    median: float = 1500.0
    prices: float = 0.9
    discount: float = 0.0
    digital_only: float = 0.0
    services: float = 0.6
    amenities: float = 0.6
    infrastructure: float = 1.0

    @property
    def fit(self):
        """Needs-supply fit of this life."""
        skills = self.skills[None]
        wants = wanted_supplies(self.needs[None], 0, STAGE_NEEDS, self.stage)
        weights = importances(STAGE_WEIGHTS, self.stage)
        challenge = challenge_need(skills, 0, wants[2])
        without_work = (0.0, 0.0, 0.0, Fit().balance_without_work)
        supplies = without_work if self.job < 0 else work_supplies(self.supply[None], self.job)
        access = digital_access(self.skills[0]) * self.infrastructure
        return needs_supply(
            unmet_pay(wants, weights, self.income, self.median, access, self.discount),
            unmet_work(wants, weights, challenge, supplies),
            unmet_leisure(wants, weights, self.amenities, self.income, self.median, self.prices),
            unmet_services(wants, weights, self.services, self.digital_only, access),
        )


lives = st.builds(
    Life,
    needs=arrays(np.float64, len(NEEDS), elements=st.floats(-0.6, 0.6)),
    stage=st.integers(0, 2),
    skills=arrays(np.float64, len(SKILLS), elements=shares),
    supply=arrays(np.float64, 4, elements=shares),
    job=st.sampled_from([-1, 0]),
    income=incomes,
    median=st.floats(500, 3000),
    prices=st.floats(0.1, 5),
    discount=shares,
    digital_only=shares,
    services=shares,
    amenities=shares,
    infrastructure=shares,
)


def test_by_hand():
    """A young person at median income: the gaps are those of each need, one by one."""
    wanted = STAGE_NEEDS[0].copy()
    # wish for challenge and two best skills of .6
    wanted[2] = 0.5 * wanted[2] + 0.25 * (0.6 + 0.6)
    given_ = np.array([0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.6])
    expected = 1 - STAGE_WEIGHTS[0] @ np.maximum(wanted - given_, 0)
    assert Life().fit == pytest.approx(expected)


def test_without_a_job_by_hand():
    """Without work there is no security, challenge or meaning, and some time for oneself."""
    wanted = STAGE_NEEDS[1].copy()
    wanted[2] = 0.5 * wanted[2] + 0.25 * 1.2
    given_ = np.array([0.5, 0.0, 0.0, 0.0, 0.5, 0.6, 0.6])
    expected = 1 - STAGE_WEIGHTS[1] @ np.maximum(wanted - given_, 0)
    assert Life(job=-1, stage=1).fit == pytest.approx(expected)


def test_importances_add_up_to_1():
    """At every stage of life the importances of the needs sum to 1."""
    np.testing.assert_allclose(STAGE_WEIGHTS.sum(axis=1), 1.0)
    assert STAGE_NEEDS.shape == STAGE_WEIGHTS.shape == (3, len(NEEDS))
    assert ((STAGE_NEEDS >= 0) & (STAGE_NEEDS <= 1)).all()


@settings(max_examples=50)
@given(lives)
def test_is_a_share(life):
    """Fit lies between 0 and 1."""
    assert -1e-9 <= life.fit <= 1.0 + 1e-9


@settings(max_examples=50)
@given(lives, arrays(np.float64, 4, elements=shares))
def test_work_that_gives_more_never_harms(life, more):
    """More security, challenge, meaning or balance never lowers the fit."""
    assert replace(life, supply=np.maximum(life.supply, more)).fit >= life.fit - 1e-12


@settings(max_examples=50)
@given(lives, incomes)
def test_more_income_never_harms(life, more):
    """A higher income never lowers the fit."""
    assert replace(life, income=life.income + more).fit >= life.fit - 1e-12


@settings(max_examples=50)
@given(lives, shares, st.sampled_from(["services", "amenities", "infrastructure"]))
def test_a_city_that_gives_more_never_harms(life, more, name):
    """Better services, amenities and infrastructure never lower the fit."""
    better = max(getattr(life, name), more)
    assert replace(life, **{name: better}).fit >= life.fit - 1e-12


@settings(max_examples=50)
@given(lives, shares)
def test_digital_only_services_never_help(life, more):
    """The more is digital only, the less people get, if anything."""
    assert replace(life, digital_only=max(life.digital_only, more)).fit <= life.fit + 1e-12


@settings(max_examples=50)
@given(lives, st.floats(0, 1))
def test_needing_more_never_helps(life, more):
    """Higher needs never raise the fit."""
    assert replace(life, needs=life.needs + more).fit <= life.fit + 1e-12


@settings(max_examples=50)
@given(lives)
def test_digital_only_services_do_not_matter_to_those_with_full_access(life):
    """With full access, the share of digital-only services does not matter."""
    skills = life.skills.copy()
    skills[0] = 1.0
    able = replace(life, skills=skills, infrastructure=1.0)
    fits = [replace(able, digital_only=share).fit for share in (0.0, 1.0)]
    assert fits[0] == pytest.approx(fits[1])


def test_digital_access_by_hand():
    """Access grows with ICT skill up to PIAAC level 2, and no further."""
    assert digital_access(0.0) == 0.0
    assert digital_access(FULL_ACCESS / 2) == pytest.approx(0.5)
    assert digital_access(FULL_ACCESS) == digital_access(1.0) == 1.0


def test_pay_by_hand():
    """Pay is half supplied at the median income, more where shopping online saves money."""
    assert pay_supply(1500.0, 1500.0, 1.0, 0.0) == pytest.approx(0.5)
    assert pay_supply(3000.0, 1500.0, 1.0, 0.0) == pytest.approx(2 / 3)
    assert pay_supply(0.0, 1500.0, 1.0, 0.0) == 0.0
    assert pay_supply(-10.0, 1500.0, 1.0, 0.0) == 0.0
    assert pay_supply(1500.0, 1500.0, 0.5, 0.2) == pytest.approx(1.1 / 2.1)


@given(arrays(np.float64, len(SKILLS), elements=shares), shares)
def test_the_two_best_skills_make_the_need_for_challenge(skills, wanted):
    """Half of the need is one's wish, a quarter each of the two best skills."""
    best, second = np.sort(skills)[::-1][:2]
    expected = 0.5 * wanted + 0.25 * (best + second)
    assert challenge_need(skills[None], 0, wanted) == pytest.approx(expected)
