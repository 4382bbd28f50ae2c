"""Learning: skills grow at work, with contacts, in communities and teams, and decay unused."""

from __future__ import annotations

from simulation.core.randomness import Decision
from simulation.core.vocabulary import ICT, SKILLS
from tests.oracle.fits import work_of
from tests.oracle.randomness import share, uniform, words
from tests.oracle.state import rounded

ANALYTICAL = SKILLS.index("analytical")
K = range(len(SKILLS))


def learn(citizen, skill, amount):
    """Ability in one skill changes."""
    citizen.skills[skill] = rounded(citizen.skills[skill] + amount)


def practice(city, parameters):
    """``a_k += rate · aptitude · (b + richness) · (e + energy) · (d_k − a_k)₊`` at work."""
    for citizen in city.people:
        if citizen.occupation < 0:
            continue
        job = city.occupations[citizen.occupation]
        richness = sum(job.weight[k] * job.demand[k] for k in K)
        pace = parameters.rate * citizen.aptitude * (parameters.base_richness + richness)
        pace *= parameters.base_energy + citizen.energy
        asked = work_of(city, citizen).demand
        for k in K:
            learn(citizen, k, pace * max(0.0, asked[k] - citizen.skills[k]))


def peer_learning(city, parameters):
    """People learn from contacts with more ability."""
    divide = parameters.divide if parameters.divide_active else 0.0
    for citizen in city.people:
        bits = words(city.seed, Decision.PEER_LEARNING, city.month, citizen.person)
        if share(bits[0]) >= parameters.meeting_rate:
            continue
        tie = citizen.ties[int(share(bits[1]) * len(citizen.ties))]
        if tie < 0 or not city.citizens[tie].resident:
            continue
        contact = city.citizens[tie]
        apart = produces(city, parameters, citizen) != produces(city, parameters, contact)
        pace = parameters.rate * (1.0 - divide if apart else 1.0)
        # last month's abilities, so that learning does not depend on the order of people
        for k in K:
            learn(
                citizen, k, pace * max(0.0, contact.previous_skills[k] - citizen.previous_skills[k])
            )


def produces(city, parameters, citizen):
    """Whether somebody's work, as it was at month 0, produces knowledge."""
    if citizen.occupation < 0:
        return False
    design = city.occupations[citizen.occupation].design
    return rounded((design[ICT] + design[ANALYTICAL]) / 2.0) >= rounded(parameters.knowledge_line)


def work_teams(city, parameters):
    """Members use ``h_k = min((d_k − a_k)₊, pooled_share · (ā_k − a_k)₊)`` and learn from it."""
    money = city.levers.communities_teams + city.levers.network_teams
    had_teams = any(employer.team for employer in city.employers)
    if parameters.adoption_share <= 0.0 or (money <= 0.0 and not had_teams):
        return
    pay_for_teams(city, parameters, money)
    for citizen in city.citizens:
        citizen.backing = 0.0
    for citizen in city.people:
        if citizen.employer < 0:
            continue
        employer = city.employers[citizen.employer]
        if employer.team and employer.staff >= 2:
            job = work_of(city, citizen)
            backing = 0.0
            for k in K:
                able = citizen.skills[k] * citizen.currency[k]
                shortfall = max(0.0, job.demand[k] - able)
                shared = parameters.pooled_share * max(0.0, employer.profile[k] - citizen.skills[k])
                help_in = min(shortfall, shared)
                backing += job.weight[k] * help_in
                learned = min(help_in, max(0.0, job.demand[k] - citizen.skills[k]))
                learn(citizen, k, min(1.0, parameters.learning_rate * citizen.aptitude) * learned)
            citizen.backing = rounded(backing)


def pay_for_teams(city, parameters, money):
    """Employers get the money for their teams in the order of a draw, those with teams first."""
    workers = [citizen for citizen in city.people if citizen.employer >= 0]
    mean = sum(citizen.wage for citizen in workers) / max(1, len(workers))
    costs = dict.fromkeys((citizen.employer for citizen in workers), 0.0)
    for citizen in workers:
        hours = parameters.meeting_hours * citizen.wage + parameters.facilitator_hours * mean
        costs[citizen.employer] += hours / parameters.month_hours
    order = []
    for row, employer in enumerate(city.employers):
        draw = uniform(city.seed, Decision.WORK_TEAM, 0, employer.identity)
        willing = employer.present and employer.staff >= 2 and draw < parameters.adoption_share
        if willing and money > 0.0:
            order.append((not employer.team, draw, row))
    for employer in city.employers:
        employer.team = False
    left = money
    for *_, row in sorted(order):
        cost = costs.get(row, 0.0)
        if cost <= left:
            left -= cost
            city.employers[row].team = True
    paid = money - left
    if paid > 0.0:
        levers, spending = city.levers, city.accounts.spending
        spending["communities"] += paid * levers.communities_teams / money
        spending["network"] += paid * levers.network_teams / money
        city.accounts.teams = paid


def decay(city, parameters):
    """``a −= rate · (a − u) · (a − u) / a`` for ability above its use u."""
    for citizen in city.people:
        for k in K:
            use = parameters.everyday_use
            if citizen.occupation >= 0:
                use = max(use, work_of(city, citizen).demand[k])
            half_life = parameters.half_life_ict if k == ICT else parameters.half_life
            ability = citizen.skills[k]
            if ability > use:
                rate = 1.0 - 0.5 ** (1.0 / half_life)
                learn(citizen, k, -rate * (ability - use) * (ability - use) / ability)


def informal_skill(city, parameters):
    """Ability used becomes evident: ``e_k += r · (min(a_k, d_k) − e_k)₊``, and ``e ≤ a``."""
    for citizen in city.people:
        for k in K:
            ability, evident = citizen.skills[k], citizen.evident[k]
            if citizen.occupation >= 0:
                used = min(ability, work_of(city, citizen).demand[k])
                evident += parameters.revelation_rate * max(0.0, used - evident)
            citizen.evident[k] = rounded(min(evident, ability))
