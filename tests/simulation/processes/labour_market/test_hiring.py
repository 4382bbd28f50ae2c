"""Hiring: the best applicant is hired, once, whatever the order of applications."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest

from simulation.core.vocabulary import EMPLOYED, ONLINE, UNEMPLOYED, VACANT
from simulation.engine import CityRun
from simulation.processes.labour_market.hiring import Hiring
from simulation.settings import Settings
from simulation.tables.applications import Applications

#: Employers read neither over- nor under-qualification.
NO_SIGNALS = {"over_qualification_signal": 0.0, "under_qualification_signal": 0.0}
#: Employers observe ability without error, and nothing else; there are no outside applicants.
CLEAR = {
    **NO_SIGNALS,
    "callbacks": False,
    "district_weight": 0.0,
    "credential_weight": 0.0,
    "evaluation_error": 0.0,
    "long_unemployment_discount": 0.0,
    "referral_credit": 0.0,
    "minimum_fit": 0.0,
    "external_applicants": False,
}


@pytest.fixture
def city():
    """A small city after a few months, so that there are vacancies and job-seekers."""
    rule = {"city.citizens": 400, "city.burn_in": 0, "informal_skill.active": False}
    run = CityRun(Settings(rule), 1)
    for _ in range(8):
        run.step()
    run.world.begin_month()
    return run.world


def apply(world, bids):
    """Set the applications (row, post, match, utility) of the month."""
    rows, posts, matches, utilities = zip(*bids, strict=True)
    world.applications = Applications(
        np.array(rows, dtype=np.int32),
        np.array(posts, dtype=np.int32),
        np.full(len(bids), ONLINE, dtype=np.int8),
        np.array(utilities, dtype=float),
        np.array(matches, dtype=float),
    )


def seekers_and_vacancies(world, number):
    """Some job-seekers and some vacant posts."""
    citizens = world.citizens
    seekers = np.flatnonzero(citizens.resident & (citizens.status == UNEMPLOYED))[:number]
    vacancies = np.flatnonzero(world.posts.holder == VACANT)[:number]
    assert seekers.size == vacancies.size == number
    return seekers.tolist(), vacancies.tolist()


def many_bids(world, seed):
    """Applications of job-seekers and job-holders to a few posts, at random."""
    chance = np.random.default_rng(seed)
    citizens, posts = world.citizens, world.posts
    people = np.flatnonzero(citizens.resident)
    vacancies = np.flatnonzero(posts.holder == VACANT)[:12]
    bids = []
    for row in chance.choice(people, 60, replace=False):
        for post in chance.choice(vacancies, 3, replace=False):
            bid = (int(row), int(post), chance.uniform(0.5, 1), chance.uniform(7, 9))
            bids += [bid]
    return bids


def test_the_best_applicant_wins(city):
    """Of three applicants for one post the one with the highest score gets it."""
    (low, best, middle), (post, *_) = seekers_and_vacancies(city, 3)
    apply(city, [(low, post, 0.7, 8.0), (best, post, 0.9, 7.5), (middle, post, 0.8, 9.0)])
    Hiring(**CLEAR).run(city)
    assert city.posts.holder[post] == best
    assert city.citizens.status[[low, best, middle]].tolist() == [1, EMPLOYED, 1]


def test_the_best_offer_is_taken_and_the_other_post_goes_to_the_next(city):
    """The offer of higher utility is taken; the next applicant gets the other post."""
    (able, other, _), (liked, disliked, _) = seekers_and_vacancies(city, 3)
    apply(
        city,
        [(able, disliked, 0.9, 7.0), (able, liked, 0.9, 8.0), (other, disliked, 0.8, 7.0)],
    )
    Hiring(**CLEAR).run(city)
    assert city.posts.holder[liked] == able
    assert city.posts.holder[disliked] == other


def test_nobody_is_hired_below_the_minimum(city):
    """The post stays vacant until the minimum has fallen to the applicant's score."""
    (seeker,), (post,) = seekers_and_vacancies(city, 1)
    rule = {**CLEAR, "minimum_fit": 0.8, "minimum_decline": 0.02}
    for waited, hired in ((0, False), (4, False), (6, True)):
        world = copy.deepcopy(city)
        world.posts.waiting[post] = waited
        apply(world, [(seeker, post, 0.7, 8.0)])
        Hiring(**rule).run(world)
        assert (world.posts.holder[post] == seeker) == hired


@pytest.mark.parametrize("rounds", [1, 2, 5])
@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_placed_twice_and_no_post_is_filled_twice(city, seed, rounds):
    """Every hired person holds one post, and that post is held by that person."""
    before = city.posts.holder.copy()
    bids = many_bids(city, seed)
    apply(city, bids)
    Hiring(**{**CLEAR, "offer_rounds": rounds}).run(city)
    holder, citizens = city.posts.holder, city.citizens
    held = holder[holder >= 0]
    assert np.unique(held).size == held.size
    employed = np.flatnonzero(citizens.resident & (citizens.status == EMPLOYED))
    assert sorted(held.tolist()) == employed.tolist()
    np.testing.assert_array_equal(holder[citizens.post[employed]], employed)
    filled = np.flatnonzero((before == VACANT) & (holder >= 0))
    assert 0 < filled.size <= 12
    assert city.channels.sum() == filled.size
    flows = city.flows["hired_from_job"] + city.flows["hired_from_unemployment"]
    assert flows.sum() == filled.size
    assert {(int(holder[post]), int(post)) for post in filled} <= {bid[:2] for bid in bids}


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_applications_does_not_matter(city, seed):
    """The same applications in another order end in the same hires."""
    bids = many_bids(city, seed)
    first, second = copy.deepcopy(city), copy.deepcopy(city)
    apply(first, bids)
    apply(second, [bids[index] for index in np.random.default_rng(seed).permutation(len(bids))])
    for world in (first, second):
        Hiring().run(world)
    np.testing.assert_array_equal(first.posts.holder, second.posts.holder)
    np.testing.assert_array_equal(first.citizens.wage, second.citizens.wage)
    assert not np.array_equal(first.posts.holder, city.posts.holder)


def test_ties_go_to_the_smaller_identity(city):
    """Of two applicants with equal scores the same one wins, whatever the order."""
    (one, other), (post, _) = seekers_and_vacancies(city, 2)
    bids = [(one, post, 0.8, 8.0), (other, post, 0.8, 8.0)]
    winners = set()
    for order in (bids, bids[::-1]):
        world = copy.deepcopy(city)
        apply(world, order)
        Hiring(**CLEAR).run(world)
        winners.add(int(world.posts.holder[post]))
    assert len(winners) == 1


@pytest.mark.parametrize(("weight", "same"), [(0.0, True), (0.6, False)])
def test_without_weight_the_certificate_does_not_matter(city, weight, same):
    """Other levels of education change hires only if a signal of them has weight."""
    bids = many_bids(city, 1)
    one, other = copy.deepcopy(city), copy.deepcopy(city)
    other.citizens.education[:] = np.random.default_rng(1).permutation(city.citizens.education)
    other.typical_skills = city.typical_skills[::-1].copy()
    for world in (one, other):
        apply(world, bids)
        Hiring(credential_weight=weight, **NO_SIGNALS).run(world)
    assert np.array_equal(one.posts.holder, other.posts.holder) == same


def test_full_recognition_removes_the_weight_of_the_certificate(city):
    """Where assessments replace all signals, hiring is as blind to education as without them."""
    bids, holders = many_bids(city, 2), []
    everything = replace(city.settings["interventions.recognition"], replaced_share=1.0)
    for weight, accepted in ((0.6, 1), (0.0, 0), (0.6, 0)):
        world = copy.deepcopy(city)
        world.settings = {**city.settings, "interventions.recognition": everything}
        world.citizens.assessed[:], world.employers.recognises[:] = 1, accepted
        apply(world, bids)
        signals = {} if weight > 0.0 else NO_SIGNALS
        Hiring(credential_weight=weight, **signals).run(world)
        holders.append(world.posts.holder)
    assert np.array_equal(holders[0], holders[1])
    assert not np.array_equal(holders[0], holders[2])


def test_the_address_counts_if_it_has_weight(city):
    """Of equally able people the one from the abler district is hired, unless the weight is 0."""
    (one, other), (post, _) = seekers_and_vacancies(city, 2)
    citizens, districts = city.citizens, city.districts
    citizens.spell[[one, other]] = 1
    districts.residents[:] = 10
    districts.profile[:] = 0.4
    citizens.district[[one, other]] = 0, 1
    winners = {}
    for weight in (0.0, 0.3):
        for able in (0, 1):
            world = copy.deepcopy(city)
            world.districts.profile[able] = 0.9
            apply(world, [(one, post, 0.8, 8.0), (other, post, 0.8, 8.0)])
            Hiring(**{**CLEAR, "district_weight": weight}).run(world)
            winners[weight, able] = int(world.posts.holder[post])
    assert winners[0.3, 0] == one
    assert winners[0.3, 1] == other
    assert winners[0.0, 0] == winners[0.0, 1]


def test_without_differences_between_districts_the_address_does_not_count(city):
    """Only the difference between district and city is a signal."""
    bids = many_bids(city, 3)
    city.districts.profile[:] = city.districts.profile.mean(axis=0)
    holders = []
    for weight in (0.0, 0.9):
        world = copy.deepcopy(city)
        apply(world, bids)
        Hiring(district_weight=weight).run(world)
        holders.append(world.posts.holder)
    np.testing.assert_array_equal(*holders)


def test_long_unemployment_counts_against_applicants(city):
    """Of two near equals the long-term unemployed applicant is not hired."""
    (fresh, long_), (post, _) = seekers_and_vacancies(city, 2)
    city.citizens.spell[[fresh, long_]] = 1, 12
    for discount in (0.05, 0.2):
        world = copy.deepcopy(city)
        apply(world, [(fresh, post, 0.80, 8.0), (long_, post, 0.82, 8.0)])
        Hiring(**{**CLEAR, "long_unemployment_discount": discount}).run(world)
        assert world.posts.holder[post] == fresh


def test_a_post_given_up_becomes_vacant(city):
    """A job-to-job move leaves the old post vacant."""
    citizens = city.citizens
    mover = int(np.flatnonzero(citizens.resident & (citizens.status == EMPLOYED))[0])
    old = int(citizens.post[mover])
    _, (post,) = seekers_and_vacancies(city, 1)
    apply(city, [(mover, post, 0.9, 9.0)])
    Hiring(**CLEAR).run(city)
    assert city.posts.holder[old] == VACANT
    assert city.citizens.post[mover] == post
    assert city.flows["hired_from_job"].sum() == 1


def test_a_month_without_applications(city):
    """Without applications nobody is hired."""
    before = city.posts.holder.copy()
    city.applications = Applications.empty()
    Hiring(**CLEAR).run(city)
    np.testing.assert_array_equal(city.posts.holder, before)
