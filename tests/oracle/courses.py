"""Courses: participation, effect on skills, and the allocation of public places."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import EMPLOYED, ICT, INACTIVE, SKILLS
from tests.oracle.fits import demand_ability, effective, work_of
from tests.oracle.policy import largest
from tests.oracle.randomness import share, uniform, words
from tests.oracle.state import rounded
from tests.oracle.trust import trust_in_provider

ANALYTICAL = SKILLS.index("analytical")
CHALLENGE = 1  # index among the supplies of a job: security, challenge, meaning, balance
MIDDLE = 0.5  # of the scale of energy
FORMATS, LONGEST, ROUNDING = 4, 999, 1e-9


def courses(city, parameters):
    """Courses advance; employers and the city offer new ones; people take them or not."""
    for citizen in city.citizens:
        advance(city, parameters, citizen)
    for citizen in city.citizens:
        citizen.trained = min(LONGEST, citizen.trained + 1)
    send_after_redesign(city, parameters)
    public = city.levers.training_places > 0.0
    city_ict = ict_asked(city)
    applications = []
    for citizen in city.people:
        if citizen.course > 0:
            continue
        bits = words(city.seed, Decision.TRAINING_CHOICE, city.month, citizen.person)
        offered = share(bits[0]) < chance_of_offer(city, parameters, citizen)
        if not offered and not public:
            continue
        utility = utility_of_training(city, parameters, citizen, city_ict, share(bits[3]))
        barrier = 0.0
        if citizen.occupation < 0:
            saves = citizen.money >= parameters.savings_line
            barrier = parameters.cost_barrier * (parameters.saver_barrier if saves else 1.0)
        if offered and share(bits[1]) < logistic(utility) - barrier:
            begin(city, citizen, months=1, public=False)
        elif public:
            utility -= reluctance(city, parameters, citizen)
            if share(bits[2]) < logistic(utility):
                applications.append((share(bits[1]), citizen))
    assign_places(city, applications)


def send_after_redesign(city, parameters):
    """Employers send people to a course when their work was redesigned."""
    for citizen in city.people:
        if citizen.occupation < 0 or citizen.course > 0:
            continue
        if city.occupations[citizen.occupation].redesigned == 0:
            continue
        drawn = uniform(city.seed, Decision.SENT_TO_COURSE, city.month, citizen.person)
        if drawn < parameters.sent_share * treatment(city, parameters, citizen):
            begin(city, citizen, months=1, public=False)


def treatment(city, parameters, citizen):
    """Chance to be offered a course relative to a permanent post at a large employer."""
    ratio = parameters.temporary_ratio if citizen.temporary else 1.0
    if city.employers[citizen.employer].posts < parameters.small_employer_posts:
        ratio *= parameters.small_employer_ratio
    return ratio


def logistic(utility):
    """``1 / (1 + exp(−u))``."""
    return 1.0 / (1.0 + math.exp(-utility))


def ict_asked(city):
    """Mean ICT that the posts of the city ask for."""
    posts = sum(occupation.posts for occupation in city.occupations)
    asked = sum(occupation.posts * occupation.demand[ICT] for occupation in city.occupations)
    return asked / max(1, posts)


def asked_by(occupation):
    """Weighted mean demand of an occupation."""
    return sum(w * d for w, d in zip(occupation.weight, occupation.demand, strict=True))


def chance_of_offer(city, parameters, citizen):
    """Demanding work offers courses; the unemployed find some, too."""
    if citizen.status == EMPLOYED:
        occupation = city.occupations[citizen.occupation]
        challenge = parameters.base_challenge + occupation.supply[CHALLENGE]
        rate = parameters.employer_offer_rate * asked_by(occupation) * challenge
        return rate * treatment(city, parameters, citizen)
    if citizen.status == INACTIVE:
        return 0.0
    return parameters.jobless_offers * parameters.employer_offer_rate


def utility_of_training(city, parameters, citizen, city_ict, draw):
    """Perceived need, energy and outreach, less reluctance; in logits."""
    familiar = parameters.jobless_familiarity
    if citizen.occupation >= 0:
        familiar = asked_by(city.occupations[citizen.occupation])
    shortfall = shortfall_of(city, parameters, citizen, city_ict)
    aware = parameters.familiarity_awareness * familiar
    aware += parameters.ict_awareness * citizen.skills[ICT] + parameters.base_awareness
    outreach = reached = city.levers.training_outreach
    interval = city.levers.training_follow_up_interval
    if interval > 0 and (citizen.person + city.month) % interval == 0:
        reached = 1.0 if draw < city.levers.training_follow_up else outreach
    unperceived = parameters.unseen_need * (1.0 - min(1.0, aware)) * (1.0 - reached)
    need = parameters.shortfall_weight * shortfall + parameters.familiarity_weight * familiar
    left = 12 * parameters.retirement_age - citizen.age
    horizon = min(1.0, left / parameters.horizon)
    return (
        parameters.need_slope * (1.0 - unperceived) * need * horizon
        + parameters.energy_slope * (citizen.energy - MIDDLE)
        + parameters.outreach_slope * outreach * trust_in_provider(city, citizen)
        + (parameters.habit_slope if citizen.trained <= parameters.habit_months else 0.0)
        - parameters.reluctance
    )


def shortfall_of(city, parameters, citizen, city_ict):
    """Shortfall in the own or last job, present and announced; or in the job or in the city."""
    if not parameters.own_need:
        shortfall = max(0.0, city_ict - citizen.skills[ICT])
        if citizen.occupation >= 0:
            work = work_of(city, citizen)
            shortfall = max(shortfall, 1.0 - demand_ability(effective(citizen), work))
        return shortfall
    work = citizen.occupation if citizen.occupation >= 0 else citizen.last_occupation
    occupation = city.occupations[work]
    asks = work_of(city, citizen) if citizen.occupation >= 0 else occupation
    able, rule = effective(citizen), city.settings["redesign"]
    ahead = max(0.0, city.conditions.digitalisation - occupation.digitalised)
    announced = rule.ict_drift * ahead if rule.active else 0.0
    missing = asks.demand[ICT] - able[ICT]
    rise = max(0.0, missing + announced) - max(0.0, missing)
    return 1.0 - demand_ability(able, asks) + occupation.weight[ICT] * rise


def reluctance(city, parameters, citizen):
    """Reluctance to take a public course: distrust and an unsuitable format."""
    trust = city.settings["trust"]
    distrust = (
        trust.reluctance_slope
        * max(0.0, trust.reluctance_threshold - trust_in_provider(city, citizen))
        if trust.active
        else 0.0
    )
    return distrust + (
        0.0 if suits(city, parameters, citizen) else parameters.unsuited_format_reluctance
    )


def suits(city, parameters, citizen):
    """Whether the format that suits somebody is on offer: ``⌊4 (w u + (1 − w)(1 − s))⌋``."""
    taste = uniform(city.seed, Decision.LEARNING_FORMAT, 0, citizen.person)
    schooled = (citizen.skills[ICT] + citizen.skills[ANALYTICAL]) / 2.0
    weight = parameters.taste_weight
    suitable = int(FORMATS * (weight * taste + (1.0 - weight) * (1.0 - schooled)))
    return suitable < city.levers.training_formats


def begin(city, citizen, months, public):
    """A citizen begins a course."""
    citizen.course = months
    citizen.course_public = public
    citizen.trained = 0
    citizen.studied = -1
    flow = "public_courses_started" if public else "courses_started"
    city.flows[flow][citizen.education] += 1


def assign_places(city, applications):
    """Assign public places by lottery, reserved ones among the lowest ICT tercile."""
    levers, programmes = city.levers, city.programmes
    if levers.training_places <= 0.0:
        return
    # fractions of a place are carried over to next month
    granted = levers.training_places + programmes.carried
    places = math.floor(granted)
    programmes.carried = granted - places
    if places <= 0:
        return
    granted = levers.training_targeting * places + programmes.carried_reserved
    reserved = min(places, math.floor(granted + ROUNDING))
    programmes.carried_reserved = granted - reserved

    lottery = city.settings["interventions.training"].lottery_share
    applications = sorted(applications, key=lambda entry: (entry[0], entry[1].person))
    applicants = [
        citizen
        for _, citizen in applications
        if lottery >= 1.0 or uniform(city.seed, Decision.TRAINING_LOT, 0, citizen.person) < lottery
    ]
    bound = lowest_tercile(city)
    low = [citizen for citizen in applicants if citizen.skills[ICT] <= bound][:reserved]
    # a reserved place without an applicant of the tercile stays empty
    others = [citizen for citizen in applicants if citizen not in low][: places - reserved]
    for citizen in low + others:
        begin(city, citizen, levers.training_months, public=True)
        city.accounts.spending["training"] += levers.training_place_cost


def lowest_tercile(city):
    """ICT skill that a third of the residents do not exceed, between two of them if need be."""
    ranked = sorted(citizen.skills[ICT] for citizen in city.people)
    below, part = divmod(len(ranked) - 1, 3)
    above = min(below + 1, len(ranked) - 1)
    return rounded(ranked[below] + part / 3.0 * (ranked[above] - ranked[below]))


def advance(city, parameters, citizen):
    """A course that ends raises skill: ``a_k += gain · aptitude · (1 − a_k)``."""
    if citizen.course == 0:
        return
    citizen.course -= 1
    if citizen.course > 0:
        return
    skill = subject_of(city, citizen)
    gain = parameters.gain * citizen.aptitude
    if not citizen.course_public:
        gain *= parameters.employer_course_gain
    elif not suits(city, parameters, citizen):
        gain *= parameters.unsuited_format_gain
    citizen.studied = skill
    before = citizen.skills[skill]
    citizen.skills[skill] = rounded(before + min(1.0, gain) * (1.0 - before))
    # a certificate makes what was taught evident
    learned = citizen.skills[skill] - before
    citizen.evident[skill] = rounded(citizen.evident[skill] + learned)
    current = citizen.currency[skill]
    citizen.currency[skill] = rounded(current + parameters.renewal * (1.0 - current))
    citizen.course_public = False


def subject_of(city, citizen):
    """Subject of a course: at work the largest skill gap, without work ICT."""
    if citizen.course_public:
        return public_subject(city, citizen)
    if citizen.occupation < 0:
        return ICT
    return largest_gap(citizen, work_of(city, citizen))


def largest_gap(citizen, occupation):
    """Largest weighted skill gap in an occupation; ICT if there is no gap."""
    gaps = [
        weight * max(0.0, demand - skill)
        for weight, demand, skill in zip(
            occupation.weight, occupation.demand, effective(citizen), strict=True
        )
    ]
    return largest(gaps) if max(gaps) > 0.0 else ICT


def coming_subject(city):
    """Skill that lacks most in announced redesigns and in emerging work; if none, that of today."""
    horizon = city.settings["interventions.network"].curriculum_horizon
    if horizon <= 0.0:
        return largest(city.conditions.shortage)
    lacking = [0.0] * len(SKILLS)
    redesign, emerging = city.settings["redesign"], city.settings["emerging_occupations"]
    people = [effective(citizen) for citizen in city.people]
    able = [sum(person[k] for person in people) / len(people) for k in range(len(SKILLS))]
    total = sum(job.posts for job in city.occupations)

    def grown(month):
        return 1.0 / (1.0 + math.exp(-(month - emerging.midpoint_month) / emerging.duration))

    factor = grown(city.month + horizon) / grown(city.month) - 1.0
    for job in city.occupations:
        if redesign.active:
            rise = redesign.ict_drift * max(0.0, city.conditions.digitalisation - job.digitalised)
            lacking[ICT] += job.posts * job.weight[ICT] * rise
        if job.emerging and emerging.active:
            more = max(0.0, total * (job.birth_share - job.employment) * factor)
            for k in range(len(SKILLS)):
                lacking[k] += more * job.weight[k] * max(0.0, job.demand[k] - able[k])
    return largest(lacking) if any(lacking) else largest(city.conditions.shortage)


def public_subject(city, citizen):
    """Subject of the programme or the own gap, unless the network or the city sets another."""
    levers, programmes = city.levers, city.programmes
    subject = levers.training_subject
    if subject >= 0 and programmes.subject >= 0:
        subject = programmes.subject
    if subject < 0:
        work = citizen.occupation if citizen.occupation >= 0 else citizen.origin
        subject = largest_gap(citizen, work_of(city, citizen, work))
    key = (city.seed, Decision.TRAINING_CHOICE, city.month, citizen.person)
    if uniform(*key, 1) < levers.curriculum:
        subject = coming_subject(city)
    known = programmes.known_shortage
    if known is not None and uniform(*key, 3) < programmes.prescription:
        subject = largest(known)
    return subject
