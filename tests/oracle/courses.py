"""Courses: who takes one, what it teaches, and how public places are shared out."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import EMPLOYED, ICT, INACTIVE, SKILLS
from tests.oracle.fits import demand_ability
from tests.oracle.policy import largest
from tests.oracle.randomness import share, uniform, words
from tests.oracle.state import rounded

ANALYTICAL = SKILLS.index("analytical")
CHALLENGE = 1  # place among what jobs supply: security, challenge, meaning, balance


def courses(city, parameters):
    """Courses under way go on; work and the city offer new ones; people take them or not."""
    for citizen in city.citizens:
        go_on(city, parameters, citizen)
    for citizen in city.citizens:
        citizen.trained = min(999, citizen.trained + 1)
    public = city.levers.training_places > 0.0
    city_ict = ict_asked(city)
    wishes = []
    for citizen in city.people:
        if citizen.course > 0:
            continue
        luck = words(city.seed, Decision.TRAINING_CHOICE, city.month, citizen.person)
        offered = share(luck[0]) < chance_of_offer(city, parameters, citizen)
        if not offered and not public:
            continue
        utility = wish_to_train(city, parameters, citizen, city_ict, share(luck[3]))
        burden = 0.0
        if citizen.occupation < 0:
            burden = parameters.cost_barrier * (1.0 if citizen.money < 2000.0 else 0.3)
        if offered and share(luck[1]) < logistic(utility) - burden:
            begin(city, citizen, months=1, public=False)
        elif public:
            utility -= reluctance(city, parameters, citizen)
            if share(luck[2]) < logistic(utility):
                wishes.append((share(luck[1]), citizen))
    share_out(city, wishes)


def logistic(utility):
    """``1 / (1 + exp(−u))``."""
    return 1.0 / (1.0 + math.exp(-utility))


def ict_asked(city):
    """Mean ICT that the posts of the city ask."""
    posts = sum(occupation.posts for occupation in city.occupations)
    asked = sum(occupation.posts * occupation.demand[ICT] for occupation in city.occupations)
    return asked / max(1, posts)


def asked_by(occupation):
    """Weighted mean of what an occupation asks."""
    return sum(w * d for w, d in zip(occupation.weight, occupation.demand, strict=True))


def chance_of_offer(city, parameters, citizen):
    """Work that asks much offers courses; job-seekers find some, too."""
    if citizen.status == EMPLOYED:
        occupation = city.occupations[citizen.occupation]
        challenge = 0.4 + occupation.supply[CHALLENGE]
        return parameters.employer_offer_rate * asked_by(occupation) * challenge
    return 0.0 if citizen.status == INACTIVE else 0.5 * parameters.employer_offer_rate


def wish_to_train(city, parameters, citizen, city_ict, luck):
    """Need as far as it is seen, energy and trust, less reluctance; in logits."""
    familiar = 0.3
    lacking = max(0.0, city_ict - citizen.skills[ICT])
    if citizen.occupation >= 0:
        occupation = city.occupations[citizen.occupation]
        familiar = asked_by(occupation)
        lacking = max(lacking, 1.0 - demand_ability(citizen.skills, occupation))
    near = min(1.0, 0.5 * familiar + 0.5 * citizen.skills[ICT] + 0.2)
    outreach = shown = city.levers.training_outreach
    interval = city.levers.training_follow_up_interval
    if interval > 0 and (citizen.person + city.month) % interval == 0:
        shown = 1.0 if luck < city.levers.training_follow_up else outreach
    seen = 1.0 - parameters.unseen_need * (1.0 - near) * (1.0 - shown)
    horizon = min(1.0, (12 * parameters.retirement_age - citizen.age) / 120.0)
    return (
        parameters.need_slope * seen * (2.0 * lacking + 0.5 * familiar) * horizon
        + parameters.energy_slope * (citizen.energy - 0.5)
        + 0.5 * outreach * citizen.trust
        - parameters.reluctance
    )


def reluctance(city, parameters, citizen):
    """What distrust and strange ways of skill_transfer take off the wish for a public course."""
    trust = city.settings["trust"]
    gate = (
        trust.reluctance_slope * max(0.0, trust.reluctance_threshold - citizen.trust)
        if trust.active
        else 0.0
    )
    return gate + (0.0 if suits(city, citizen) else parameters.unsuited_format_reluctance)


def suits(city, citizen):
    """Whether the format that suits somebody is on offer: ``⌊4 (½ u + ½ (1 − s))⌋``."""
    taste = uniform(city.seed, Decision.LEARNING_FORMAT, 0, citizen.person)
    schooled = (citizen.skills[ICT] + citizen.skills[ANALYTICAL]) / 2.0
    return int(4.0 * (0.5 * taste + 0.5 * (1.0 - schooled))) < city.levers.training_formats


def begin(city, citizen, months, public):
    """Somebody begins a course."""
    citizen.course = months
    citizen.course_public = public
    citizen.trained = 0
    flow = "public_courses_started" if public else "courses_started"
    city.flows[flow][citizen.education] += 1


def share_out(city, wishes):
    """Public places: those reserved for the lowest ICT tercile first, then all others by lot."""
    levers, programmes = city.levers, city.programmes
    if levers.training_places <= 0.0:
        return
    # fractions of a place are kept for next month
    granted = levers.training_places + programmes.carried
    places = math.floor(granted)
    programmes.carried = granted - places
    if places <= 0:
        return
    granted = levers.training_targeting * places + programmes.carried_reserved
    reserved = min(places, math.floor(granted + 1e-9))
    programmes.carried_reserved = granted - reserved

    lottery = city.settings["interventions.training"].lottery_share
    wishes = sorted(wishes, key=lambda wish: (wish[0], wish[1].person))
    willing = [
        citizen
        for _, citizen in wishes
        if lottery >= 1.0 or uniform(city.seed, Decision.TRAINING_LOT, 0, citizen.person) < lottery
    ]
    bound = lowest_tercile(city)
    low = [citizen for citizen in willing if citizen.skills[ICT] <= bound][:reserved]
    # a reserved place that nobody of the tercile takes stays empty
    others = [citizen for citizen in willing if citizen not in low][: places - reserved]
    for citizen in low + others:
        begin(city, citizen, levers.training_months, public=True)
        city.accounts.spending["training"] += levers.training_place_cost


def lowest_tercile(city):
    """ICT skill that a third of the residents do not exceed, between two of them if need be."""
    ranked = sorted(citizen.skills[ICT] for citizen in city.people)
    below, part = divmod(len(ranked) - 1, 3)
    above = min(below + 1, len(ranked) - 1)
    return rounded(ranked[below] + part / 3.0 * (ranked[above] - ranked[below]))


def go_on(city, parameters, citizen):
    """A course that is over teaches: ``a_k += gain · aptitude · (1 − a_k)``."""
    if citizen.course == 0:
        return
    citizen.course -= 1
    if citizen.course > 0:
        return
    skill = subject_of(city, citizen)
    # an employer's course is a few days, a public one some months
    gain = parameters.gain * citizen.aptitude * (1.0 if citizen.course_public else 0.25)
    if citizen.course_public and not suits(city, citizen):
        gain *= parameters.unsuited_format_gain
    before = citizen.skills[skill]
    citizen.skills[skill] = rounded(before + min(1.0, gain) * (1.0 - before))
    # a certificate shows what was taught
    learned = citizen.skills[skill] - before
    citizen.evident[skill] = rounded(citizen.evident[skill] + learned)
    citizen.course_public = False


def subject_of(city, citizen):
    """What a course teaches: at work what the job lacks most, without work ICT."""
    if citizen.course_public:
        return public_subject(city, citizen)
    if citizen.occupation < 0:
        return ICT
    return largest_gap(citizen, city.occupations[citizen.occupation])


def largest_gap(citizen, occupation):
    """Skill that somebody lacks most for an occupation, weighted; ICT where nothing is lacking."""
    gaps = [
        weight * max(0.0, demand - skill)
        for weight, demand, skill in zip(
            occupation.weight, occupation.demand, citizen.skills, strict=True
        )
    ]
    return largest(gaps) if max(gaps) > 0.0 else ICT


def public_subject(city, citizen):
    """The programme's subject or one's own gap, unless the network or the city says otherwise."""
    levers, programmes = city.levers, city.programmes
    subject = levers.training_subject
    if subject >= 0 and programmes.subject >= 0:
        subject = programmes.subject
    if subject < 0:
        work = citizen.occupation if citizen.occupation >= 0 else citizen.origin
        subject = largest_gap(citizen, city.occupations[work])
    key = (city.seed, Decision.TRAINING_CHOICE, city.month, citizen.person)
    if uniform(*key, 1) < levers.curriculum:
        subject = largest(city.conditions.shortage)
    known = programmes.known_shortage
    if known is not None and uniform(*key, 3) < programmes.prescription:
        subject = largest(known)
    return subject
