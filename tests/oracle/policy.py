"""Policy and training: the city's knowledge and decisions, and the levers of training."""

from __future__ import annotations

from simulation.core.vocabulary import ICT, SKILLS
from tests.oracle.budget import INTERVENTIONS, monthly_budget, saturating, started
from tests.oracle.recognition import set_aside

#: Levers that return to neutral where the channel is closed.
OF_CHANNEL = {
    "courses": {"training_places": 0.0},
    "outreach": {"training_outreach": 0.0, "training_follow_up": 0.0},
    "recognition": {"training_assessments": 0.0, "network_assessments": 0.0},
    "work_teams": {"communities_teams": 0.0, "network_teams": 0.0},
    "community_vacancies": {"community_reach": 0.0},
    "community_renewal": {"community_renewal": 0.0},
    "community_support": {"community_support": 0.0},
    "community_motivation": {"community_motivation": 0.0},
    "community_paths": {"community_paths": 0.0},
    "coproduction": {"coproduction": 0.0},
    "bridging": {"bridging": 0.0},
    "pooled_vacancies": {"network_reach": 0.0},
    "transfer": {"transfer": 0.0},
    "curriculum": {"curriculum": 0.0},
}
SUBJECTS = {
    "own_gap": -1,
    "ict": ICT,
    "social": SKILLS.index("social"),
    "technical": SKILLS.index("technical"),
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
    """Family of the occupation or, without a job, of the one prepared for."""
    occupation = citizen.occupation if citizen.occupation >= 0 else citizen.origin
    return city.occupations[occupation].family


def policy(city, parameters):
    """The city observes shortages, reviews its programme, and weighs groups."""
    observe(city, parameters)
    able = city.conditions.staff * city.conditions.data_standards
    city.programmes.prescription = parameters.prescription * able
    running = [
        name
        for name in INTERVENTIONS
        if city.settings[f"interventions.{name}"].active
        and started(city, city.settings[f"interventions.{name}"])
    ]
    if not running:
        return
    if parameters.budgets_follow:
        set_budgets(city, parameters, running)
    if parameters.adaptive and "training" in running:
        first = city.settings["interventions.training"].start_month + 1
        if (city.month - first) % parameters.review_interval == 0:
            review(city, parameters)
    weigh_groups(city, parameters)


def observe(city, parameters):
    """Record this month's shortage and gap in fit; the city knows those of `lag` months ago."""
    programmes = city.programmes
    if not any(city.conditions.shortage):
        return
    programmes.shortages.append(list(city.conditions.shortage))
    if parameters.adaptive or parameters.budgets_follow:
        lowest, middle, highest = thirds(city)
        others = middle + highest
        gap = mean(c.fit for c in others) - mean(c.fit for c in lowest)
        programmes.gaps.append(gap if lowest and others else 0.0)
    programmes.shortages = programmes.shortages[-(parameters.lag + 1) :]
    programmes.gaps = programmes.gaps[-(parameters.lag + 1) :]
    programmes.known_shortage = programmes.shortages[0]


def first_start(city):
    """Month after which the first programme with money runs; None without one."""
    rules = [city.settings[f"interventions.{name}"] for name in INTERVENTIONS]
    starts = [r.start_month for r in rules if r.active and r.annual_budget_per_citizen > 0.0]
    return min(starts) if starts else None


def set_budgets(city, parameters, running):
    """Money follows the known gap relative to the mean of those known, out of what was saved."""
    programmes = city.programmes
    since = city.month - first_start(city) - 1
    if since % parameters.review_interval == 0 and programmes.gaps:
        gap = max(0.0, programmes.gaps[0])
        programmes.gap_total += gap
        programmes.reviews += 1
        mean_gap = programmes.gap_total / programmes.reviews
        ratio = gap / mean_gap if mean_gap > 0.0 else 1.0
        ratio = min(parameters.largest_budget, max(parameters.least_budget, ratio))
        programmes.budget_target = ratio
    for place, name in enumerate(INTERVENTIONS):
        ratio = 1.0
        if name in running:
            ratio = min(programmes.budget_target, 1.0 + programmes.budget_saved[place])
        programmes.budget_ratio[place] = ratio
        programmes.budget_saved[place] += 1.0 - ratio


def review(city, parameters):
    """Reserved places follow the gap in fit, up to a largest ratio to the plan."""
    programmes = city.programmes
    if not programmes.gaps or programmes.known_shortage is None:
        return
    gap = programmes.gaps[0]
    if programmes.first_gap <= 0.0:
        programmes.first_gap = max(0.0, gap)
    if programmes.first_gap > 0.0:
        ratio = max(0.0, gap / programmes.first_gap)
        programmes.attention = min(parameters.largest_attention, ratio)
    programmes.subject = largest(programmes.known_shortage)


def largest(values):
    """Place of the largest value, the first of equals."""
    return values.index(max(values))


def weigh_groups(city, parameters):
    """``v_g = (1 − χ) influence_g / Σ influence + χ / 3``, and the weights of families."""
    groups = thirds(city)
    base = parameters.base_influence
    influence = [
        mean((base + citizen.skills[ICT]) * (base + citizen.energy) for citizen in group)
        for group in groups
    ]
    programmes = city.programmes
    programmes.decision_weight = [
        (1.0 - parameters.voice) * part / sum(influence) + parameters.voice / 3.0
        for part in influence
    ]
    number = len(city.people)
    votes = [0.0] * len(city.families)
    usual = [0.0] * len(city.families)
    for group, voice in zip(groups, programmes.decision_weight, strict=True):
        for citizen in group:
            family = working_family(city, citizen)
            votes[family] += voice / len(group)
            usual[family] += 1.0 / number
    programmes.family_votes = votes
    programmes.family_influence = [
        one / other if other > 0.0 else 1.0 for one, other in zip(votes, usual, strict=True)
    ]


def training(city, parameters):
    """The budget pays for assessments of skill, places and outreach with follow-up."""
    if not started(city, parameters):
        return
    levers, programmes = city.levers, city.programmes
    money = monthly_budget(city, parameters)
    levers.training_assessments = set_aside(city, "training", money)
    money -= levers.training_assessments
    outreach = parameters.outreach_share * money
    places = money - outreach
    city.accounts.spending["training"] += outreach
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
    # the lowest third gets the planned places in proportion to its decision weight
    plan = parameters.targeting * programmes.attention * 3.0 * programmes.decision_weight[0]
    programmes.reserved = min(1.0, plan)
    levers.training_targeting = programmes.reserved
    yearly = 12.0 / city.residents
    levers.training_outreach = saturating(outreach * yearly, parameters.outreach_cost)


def channels(city, parameters):
    """What acts through a closed channel is as without any intervention."""
    for channel, neutral in OF_CHANNEL.items():
        if not getattr(parameters, channel):
            for lever, value in neutral.items():
                setattr(city.levers, lever, value)
