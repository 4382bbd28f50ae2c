"""Policy and training: what the city knows and decides, and the levers of its programme."""

from __future__ import annotations

from simulation.core.vocabulary import ICT, SKILLS
from tests.oracle.budget import monthly_budget, saturating, started

INTERVENTIONS = ("training", "communities", "network")
SUBJECTS = {
    "own_gap": -1,
    "ict": ICT,
    "entrepreneurial": SKILLS.index("business"),
    "green": SKILLS.index("green"),
    "governance": SKILLS.index("governance"),
}


def thirds(city):
    """The residents by ICT skill: lowest, middle and highest third.

    The bounds are the abilities of those at a third and at two thirds of the ranks.
    """
    people = city.people
    ranked = sorted(citizen.skills[ICT] for citizen in people)
    bounds = [ranked[len(people) // 3], ranked[2 * len(people) // 3]]
    groups = [[], [], []]
    for citizen in people:
        groups[sum(citizen.skills[ICT] >= bound for bound in bounds)].append(citizen)
    return groups


def mean(values):
    """Mean of some numbers; 0 of none."""
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def working_family(city, citizen):
    """Family of the occupation that one works in, or was prepared for when without a job."""
    occupation = citizen.occupation if citizen.occupation >= 0 else citizen.origin
    return city.occupations[occupation].family


def policy(city, parameters):
    """The city notes what it lacks, reviews an adaptive programme, and weighs who has a say."""
    observe(city, parameters)
    city.programmes.prescription = parameters.prescription
    running = [
        name
        for name in INTERVENTIONS
        if city.settings[f"interventions.{name}"].active
        and started(city, city.settings[f"interventions.{name}"])
    ]
    if not running:
        return
    if parameters.adaptive and "training" in running:
        first = city.settings["interventions.training"].start_month + 1
        if (city.month - first) % parameters.review_interval == 0:
            review(city)
    listen(city, parameters)


def observe(city, parameters):
    """Note this month's shortage and gap in fit, and learn what they were `lag` months ago."""
    programmes = city.programmes
    if not any(city.conditions.shortage):
        return
    programmes.shortages.append(list(city.conditions.shortage))
    if parameters.adaptive:
        lowest, middle, highest = thirds(city)
        others = middle + highest
        gap = mean(c.fit for c in others) - mean(c.fit for c in lowest)
        programmes.gaps.append(gap if lowest and others else 0.0)
    programmes.shortages = programmes.shortages[-(parameters.lag + 1) :]
    programmes.gaps = programmes.gaps[-(parameters.lag + 1) :]
    programmes.known_shortage = programmes.shortages[0]


def review(city):
    """Places reserved follow the gap in fit, at most twice the plan."""
    programmes = city.programmes
    if not programmes.gaps or programmes.known_shortage is None:
        return
    gap = programmes.gaps[0]
    if programmes.first_gap <= 0.0:
        programmes.first_gap = max(0.0, gap)
    if programmes.first_gap > 0.0:
        programmes.attention = min(2.0, max(0.0, gap / programmes.first_gap))
    programmes.subject = largest(programmes.known_shortage)


def largest(values):
    """Place of the largest value, the first of equals."""
    return values.index(max(values))


def listen(city, parameters):
    """``v_g = (1 − χ) loudness_g / Σ loudness + χ / 3``, and what it means for families of work."""
    groups = thirds(city)
    loudness = [
        mean((0.5 + citizen.skills[ICT]) * (0.5 + citizen.energy) for citizen in group)
        for group in groups
    ]
    programmes = city.programmes
    programmes.decision_weight = [
        (1.0 - parameters.voice) * loud / sum(loudness) + parameters.voice / 3.0
        for loud in loudness
    ]
    number = len(city.people)
    say = [0.0] * len(city.families)
    usual = [0.0] * len(city.families)
    for group, voice in zip(groups, programmes.decision_weight, strict=True):
        for citizen in group:
            family = working_family(city, citizen)
            say[family] += voice / len(group)
            usual[family] += 1.0 / number
    programmes.family_votes = say
    programmes.family_influence = [
        one / other if other > 0.0 else 1.0 for one, other in zip(say, usual, strict=True)
    ]


def training(city, parameters):
    """The budget pays places, outreach with follow-up, and recognition of skill."""
    if not started(city, parameters):
        return
    levers, programmes = city.levers, city.programmes
    money = monthly_budget(city, parameters)
    recognition = parameters.recognition_share * money
    outreach = parameters.outreach_share * money
    places = money - recognition - outreach
    city.accounts.spending["training"] += recognition + outreach
    if parameters.follow_up_interval > 0:
        due = city.residents / parameters.follow_up_interval * parameters.follow_up_cost
        levers.training_follow_up = min(1.0, outreach / due)
        levers.training_follow_up_interval = parameters.follow_up_interval
        outreach -= levers.training_follow_up * due
    cost = parameters.place_cost * (1.0 + parameters.format_cost * (parameters.formats - 1))
    levers.training_places = places / cost
    levers.training_place_cost = cost
    levers.training_months = parameters.months
    levers.training_subject = SUBJECTS[parameters.subject]
    levers.training_formats = parameters.formats
    # the lowest third gets what was planned for it as far as it has its third of the say
    plan = parameters.targeting * programmes.attention * 3.0 * programmes.decision_weight[0]
    programmes.reserved = min(1.0, plan)
    levers.training_targeting = programmes.reserved
    yearly = 12.0 / city.residents
    levers.training_outreach = saturating(outreach * yearly, parameters.outreach_cost)
    levers.recognition = saturating(recognition * yearly, parameters.recognition_cost)
