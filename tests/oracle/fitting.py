"""Fitting: the four fits of every citizen, and what changed them since last month."""

from __future__ import annotations

from copy import copy

from simulation.core.randomness import Decision
from simulation.core.vocabulary import CLOSED, EDUCATIONS, OUTSIDER, SKILLS
from tests.oracle.change_decomposition import fit_and_decompose, fit_now, store
from tests.oracle.fits import access_at_home, demand_ability, effective, likeness
from tests.oracle.randomness import share, words
from tests.oracle.running_sums import record
from tests.oracle.state import rounded
from tests.oracle.vacancies import SamplingFrame, vacancies

#: Perceived fit of a person whose fit equals the reference.
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
    for citizen in residents:
        around, at_work = _around(city, citizen), _at_work(city, citizen)
        known = citizen.known
        fits = fit_now(city, citizen, at_work, around)
        _sample_reach(city, citizen, ring, fits["demand_ability"])
        change = fit_and_decompose(city, citizen, past, fits, at_work, around)
        if measuring:
            record(city, citizen, change, known)
        store(city, citizen)
        _perceive(city, citizen, change.now)
    number = len(residents)
    city.conditions.mean_fit = sum(citizen.fit for citizen in residents) / number
    city.conditions.mean_perceived = sum(citizen.perceived for citizen in residents) / number
    city.past = copy(city.conditions)
    city.past.shortage = list(city.conditions.shortage)
    city.past.scarce = list(city.conditions.scarce)


def _describe_education(city, residents):
    """Mean ability by education; unchanged if nobody has that education."""
    for level in range(len(EDUCATIONS)):
        people = [citizen for citizen in residents if citizen.education == level]
        if people:
            city.typical_skills[level] = _mean_skills(people)


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
        asked = [city.occupations[post.occupation].demand for post in staying]
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
        for k, asked in enumerate(city.occupations[post.occupation].demand):
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


def _perceive(city, citizen, now):
    """``0.65 + perceived_slope (F − reference) + affect_sd · z``; aspiration moves towards fit.

    ``reference = w · aspiration + (1 − w) · city's mean of last month``, w the aspiration weight.
    """
    rule = city.settings["fit"]
    weight = rule.aspiration_weight if rule.aspirations_adapt else 0.0
    adaptation = rule.adaptation if rule.aspirations_adapt else 0.0
    bits = words(city.seed, Decision.MOOD, city.month, citizen.person)
    mood = (sum(share(word) for word in bits) - 2.0) * UNIT_SPREAD
    reference = weight * citizen.aspiration + (1.0 - weight) * city.conditions.mean_fit
    perceived = NEUTRAL + rule.perceived_slope * (now - reference) + rule.affect_sd * mood
    citizen.perceived = rounded(min(max(perceived, 0.0), 1.0))
    change = adaptation * (now - citizen.aspiration)
    citizen.aspiration = rounded(citizen.aspiration + change)


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
            occupation = city.occupations[ring.sample_vacancy(word).occupation]
            best = max(best, demand_ability(effective(citizen), occupation))
        citizen.reach = rounded(best)
    citizen.potential = rounded(max(citizen.reach, demand_ability_now))
