"""Fitting: the four fits of every citizen, and what changed them since last month."""

from __future__ import annotations

import math
from copy import copy

from simulation.core.randomness import Decision
from simulation.core.vocabulary import CLOSED, EDUCATIONS, OUTSIDER, SKILLS
from tests.oracle.change_decomposition import fit_and_decompose, fit_now, store
from tests.oracle.fits import (
    CHALLENGE,
    PAY,
    access_at_home,
    demand_ability,
    effective,
    likeness,
    pay_supply,
    stage_of_life,
    use_at_home,
    wanted_supplies,
    work_of,
)
from tests.oracle.randomness import share, words
from tests.oracle.running_sums import record
from tests.oracle.state import rounded
from tests.oracle.vacancies import SamplingFrame, vacancies

#: Perceived fit of a person whose facet fit equals the reference, with neutral affect.
NEUTRAL = 0.65
#: Gives the sum of four uniform numbers a standard deviation of one.
UNIT_SPREAD = 1.732
#: Likeness to colleagues of a person without colleagues.
NO_COLLEAGUES = -1.0


def run(city, parameters):
    """Compute the fits, perceived fit and potential fit, and store the month."""
    residents = city.people
    _describe_education(city, residents)
    _average_scarcity(city)
    _describe_staff(city, residents)
    past = city.past if city.month > 1 else city.conditions
    measuring = city.month > city.settings["city"].burn_in
    ring = SamplingFrame(city, vacancies(city))
    facet_fits = []
    for citizen in residents:
        around, at_work = _around(city, citizen), _at_work(city, citizen)
        known = citizen.known
        fits = fit_now(city, citizen, at_work, around)
        _sample_reach(city, citizen, ring, fits["demand_ability"])
        change = fit_and_decompose(city, citizen, past, fits, at_work, around)
        if measuring:
            record(city, citizen, change, known)
        facet_fits.append(_perceive(city, citizen, not known))
        store(city, citizen)
    number = len(residents)
    city.conditions.mean_fit = sum(citizen.fit for citizen in residents) / number
    city.conditions.mean_facet_fit = sum(facet_fits) / number
    city.past = copy(city.conditions)
    city.past.shortage = list(city.conditions.shortage)
    city.past.scarce = list(city.conditions.scarce)


def _describe_education(city, residents):
    """Mean ability by education; unchanged if nobody has that education."""
    for level in range(len(EDUCATIONS)):
        people = [citizen for citizen in residents if citizen.education == level]
        if people:
            city.typical_skills[level] = [
                sum(person.skills[k] * person.currency[k] for person in people) / len(people)
                for k in range(len(SKILLS))
            ]


def _mean_skills(people):
    return [sum(person.skills[k] for person in people) / len(people) for k in range(len(SKILLS))]


def _average_scarcity(city):
    """Averages over months: what the city lacks, what scarce posts demand, posts by occupation."""
    rule, conditions = city.settings["fit"], city.conditions
    first, pace = city.month == 1, 1.0 / rule.city_memory
    lacking = _shortage(city)
    if first:
        conditions.shortage = list(lacking)
    conditions.shortage = [
        was + pace * (now - was) for was, now in zip(conditions.shortage, lacking, strict=True)
    ]
    for job in city.occupations:
        job.previous_usual_posts = float(job.posts) if first else job.usual_posts
        job.usual_posts = job.previous_usual_posts
        job.usual_posts += pace * (job.posts - job.usual_posts)
    vacant = vacancies(city)
    staying = [post for post in vacant if post.waiting >= rule.scarce_months]
    set_before = any(conditions.scarce)
    if not staying and not set_before:
        staying = vacant
    if staying:
        asked = [work_of(city, post).demand for post in staying]
        step = pace if set_before else 1.0
        for k in range(len(SKILLS)):
            mean = sum(demand[k] for demand in asked) / len(asked)
            conditions.scarce[k] += step * (mean - conditions.scarce[k])


def _shortage(city):
    """``Σ_posts (d_k − e_k)₊`` per post; a vacant post lacks everything, an outsider nothing."""
    lacking = [0.0] * len(SKILLS)
    posts = [post for post in city.posts if post.holder != CLOSED]
    for post in posts:
        if post.holder == OUTSIDER:
            continue
        able = [0.0] * len(SKILLS)
        if post.holder >= 0:
            able = effective(city.citizens[post.holder])
        for k, asked in enumerate(work_of(city, post).demand):
            lacking[k] += max(0.0, asked - able[k])
    return [sum_of_gaps / max(len(posts), 1) for sum_of_gaps in lacking]


def _describe_staff(city, residents):
    """Number, mean ability and mean education of the staff of every employer."""
    staff = {}
    for citizen in residents:
        staff.setdefault(citizen.employer, []).append(citizen)
    for employer in city.employers:
        people = staff.get(employer.row, [])
        employer.staff = len(people)
        employer.profile = [0.0] * len(SKILLS)
        employer.currency = [0.0] * len(SKILLS)
        employer.schooling = 0.0
        if people:
            employer.profile = [rounded(mean) for mean in _mean_skills(people)]
            employer.currency = [
                rounded(sum(person.currency[k] for person in people) / len(people))
                for k in range(len(SKILLS))
            ]
            employer.schooling = rounded(sum(person.education for person in people) / len(people))


def _alike(city, citizen, skills, education):
    weight = city.settings["fit"].likeness_education_weight
    return likeness(citizen.skills, citizen.education, skills, education, weight)


def _around(city, citizen):
    """Weighted likeness to the district and to ties; the district alone without ties."""
    district = city.districts[citizen.district]
    near = _alike(city, citizen, district.profile, district.schooling)
    contacts = [city.citizens[row] for row in citizen.ties if row >= 0]
    contacts = [contact for contact in contacts if contact.resident]
    if not contacts:
        return near
    ties = sum(_alike(city, citizen, contact.skills, contact.education) for contact in contacts)
    weight = city.settings["fit"].ties_weight
    return (1.0 - weight) * near + weight * ties / len(contacts)


def _at_work(city, citizen):
    """Likeness to the staff of the employer, if there is anybody else."""
    if citizen.employer < 0 or city.employers[citizen.employer].staff < 2:
        return NO_COLLEAGUES
    employer = city.employers[citizen.employer]
    return _alike(city, citizen, employer.profile, employer.schooling)


def _facet_fit(city, citizen):
    """Weighted mean of mastery, the needs for pay and challenge as met, and belonging."""
    rule, conditions = city.settings["fit"], city.conditions
    stage = stage_of_life(citizen.age) if city.settings["population"].need_differences else 0
    needed = wanted_supplies(citizen.needs, stage, citizen.skills)
    paid = pay_supply(
        citizen.income,
        conditions.median_income,
        use_at_home(city, citizen),
        city.settings["prices"].discount,
    )
    occupation = city.occupations[citizen.occupation] if citizen.occupation >= 0 else None
    challenging = 0.0 if occupation is None else occupation.supply[1]
    facets = [
        (rule.weight_mastery, citizen.demand_ability),
        (rule.weight_pay, 1.0 - max(0.0, needed[PAY] - paid)),
        (rule.weight_challenge, 1.0 - max(0.0, needed[CHALLENGE] - challenging)),
        (rule.weight_belonging, citizen.supplementary),
    ]
    return sum(weight * facet for weight, facet in facets) / sum(weight for weight, _ in facets)


def _affect(city, citizen, newcomer):
    """``affect_sd (√s · trait + √(1 − s) · mood)``; mood is a first-order autoregression."""
    rule = city.settings["fit"]
    trait = _bell(words(city.seed, Decision.AFFECT_TRAIT, 0, citizen.person))
    mood = _bell(words(city.seed, Decision.MOOD, city.month, citizen.person))
    if not newcomer:
        memory = rule.affect_autocorrelation
        mood = memory * citizen.mood + math.sqrt(1.0 - memory**2) * mood
    citizen.mood = rounded(mood)
    lasting = rule.affect_trait_share
    return rule.affect_sd * (math.sqrt(lasting) * trait + math.sqrt(1.0 - lasting) * mood)


def _bell(bits):
    return (sum(share(word) for word in bits) - 2.0) * UNIT_SPREAD


def _perceive(city, citizen, newcomer):
    """``0.65 + perceived_slope (facet fit − reference) + affect``; aspiration moves to facet fit.

    ``reference = w · aspiration + (1 − w) · city's mean of last month``, w the aspiration weight.
    Newcomers aspire to the facet fit that they arrive with. Returns the facet fit.
    """
    rule = city.settings["fit"]
    weight = rule.aspiration_weight if rule.aspirations_adapt else 0.0
    adaptation = rule.adaptation if rule.aspirations_adapt else 0.0
    affect = _affect(city, citizen, newcomer)
    facet_fit = _facet_fit(city, citizen)
    aspiration = facet_fit if newcomer else citizen.aspiration
    reference = weight * aspiration + (1.0 - weight) * city.conditions.mean_facet_fit
    perceived = NEUTRAL + rule.perceived_slope * (facet_fit - reference) + affect
    citizen.perceived = rounded(min(max(perceived, 0.0), 1.0))
    citizen.aspiration = rounded(aspiration + adaptation * (facet_fit - aspiration))
    return facet_fit


def _sample_reach(city, citizen, ring, demand_ability_now):
    """Potential fit: the best of sampled vacancies and the own job."""
    due = (citizen.person + city.month) % city.settings["fit"].reach_interval == 0
    if ring.posts and (due or citizen.reach == 0.0):
        search = city.settings["search"]
        number = int(
            search.offline_vacancies + search.online_vacancies * access_at_home(city, citizen) + 0.5
        )
        best = 0.0
        for index in range(number):
            key = city.seed, Decision.POTENTIAL, city.month, citizen.person
            word = words(*key, index // 4)[index % 4]
            work = work_of(city, ring.sample_vacancy(word))
            best = max(best, demand_ability(effective(citizen), work))
        citizen.reach = rounded(best)
    citizen.potential = rounded(max(citizen.reach, demand_ability_now))
