"""Technology: digitalisation, redesign of jobs, automation, new occupations and platforms."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import ICT, SKILLS
from tests.oracle.randomness import normal, uniform
from tests.oracle.state import rounded

#: Bounds of demand after a redesign.
LEAST, MOST = 0.02, 0.98


def digitalisation(city, parameters):
    """``τ_t = 1 − (1 − start)(1 − pace)^t``."""
    left = (1.0 - parameters.start) * (1.0 - parameters.pace) ** city.month
    city.conditions.digitalisation = 1.0 - left


def services(city, parameters):
    """``d = digital_only · τ · (1 − assisted)``; the subsidy raises the worst districts."""
    offered = parameters.digital_only * city.conditions.digitalisation
    city.conditions.digital_only = offered * (1.0 - parameters.assisted)
    helpers = parameters.assisted_cost * parameters.assisted * offered * city.residents / 12.0
    city.accounts.inclusion = helpers
    for district in city.districts:
        district.previous_infrastructure = district.infrastructure
    if parameters.infrastructure_subsidy > 0.0:
        money = parameters.infrastructure_subsidy * city.residents / 12.0
        residents = [0] * len(city.districts)
        for citizen in city.people:
            residents[citizen.district] += 1
        prices = [parameters.infrastructure_price * max(1, number) for number in residents]
        levels = [district.infrastructure for district in city.districts]
        common = common_level(levels, prices, money)
        for district, price in zip(city.districts, prices, strict=True):
            raised = max(district.infrastructure, common)
            city.accounts.inclusion += (raised - district.infrastructure) * price
            district.infrastructure = rounded(raised)


def common_level(levels, prices, money):
    """Level, at most 1, to which the money raises the lowest levels."""
    order = sorted(range(len(levels)), key=lambda place: levels[place])
    level, price = levels[order[0]], 0.0
    for number, place in enumerate(order):
        price += prices[place]
        following = levels[order[number + 1]] if number + 1 < len(order) else 1.0
        cost = price * (following - level)
        if cost >= money:
            return level + money / price
        money -= cost
        level = following
    return level


def redesign(city, parameters):
    """Demands move, ``d += s z + drift (τ − τ_last)``, and with them importance and pay."""
    digital = city.conditions.digitalisation
    for occupation in city.occupations:
        occupation.previous_demand = list(occupation.demand)
        occupation.redesigned = 0
        if city.month == 1:
            occupation.digitalised = rounded(city.settings["digitalisation"].start)
    asked_before = [asked_by(occupation) for occupation in city.occupations]
    for skill in range(len(SKILLS)):
        shared = (
            uniform(city.seed, Decision.REDESIGN_COMMON, city.month, 0, skill)
            < parameters.common_share
        )
        for occupation in city.occupations:
            # common redesign uses the same two draws for all
            who = 0 if shared else occupation.row
            z_who = 1 if shared else occupation.row
            decision = Decision.REDESIGN_COMMON if shared else Decision.REDESIGN
            item = skill + len(SKILLS) if shared else skill
            draw = uniform(city.seed, decision, city.month, who, item)
            if draw < parameters.pace * occupation.pace:
                z = normal(city.seed, decision, city.month, z_who, skill + len(SKILLS))
                before = occupation.demand[skill]
                asked = before + parameters.demand_sd * z
                if skill == ICT:
                    asked += parameters.ict_drift * (digital - occupation.digitalised)
                    occupation.digitalised = rounded(digital)
                occupation.demand[skill] = rounded(reflected(asked))
                rise = parameters.weight_slope * (occupation.demand[skill] - before)
                occupation.weight[skill] = rounded(max(occupation.weight[skill] + rise, 0.0))
                occupation.redesigned += 1
    for occupation, before in zip(city.occupations, asked_before, strict=True):
        if occupation.redesigned > 0:
            total = sum(occupation.weight)
            occupation.weight = [rounded(weight / total) for weight in occupation.weight]
            rise = parameters.pay_slope * (asked_by(occupation) - before)
            occupation.premium = rounded(occupation.premium + rise)
    redesigned = sum(occupation.redesigned for occupation in city.occupations)
    city.event_counts["dimensions_redesigned"] = float(redesigned)


def asked_by(occupation):
    """Weighted mean demand of an occupation."""
    return sum(w * d for w, d in zip(occupation.weight, occupation.demand, strict=True))


def reflected(asked):
    """A demand within its bounds, at which it is reflected."""
    if asked < LEAST:
        asked = 2.0 * LEAST - asked
    if asked > MOST:
        asked = 2.0 * MOST - asked
    return min(max(asked, LEAST), MOST)


def automation(city, parameters):
    """``displaced_o += pace · exposure_o · (1 − displaced_o)``."""
    for occupation in city.occupations:
        displace(occupation, parameters.pace, parameters.exposure)


def displace(occupation, pace, exposure):
    """Machines displace a share of the posts that are left."""
    left = 1.0 - occupation.displaced
    taken = pace * getattr(occupation, exposure) * left
    occupation.displaced = rounded(occupation.displaced + taken)


def emerging_occupations(city, parameters):
    """``share_o(t) = start_o + size · eventual_o / (1 + exp(−(t − middle) / duration))``."""
    grown = 1.0 / (1.0 + math.exp(-(city.month - parameters.midpoint_month) / parameters.duration))
    start = city.settings["digitalisation"].start
    more = max(0.0, 1.0 + parameters.technology_slope * (2.0 * start - 1.0))
    total = more * sum(occupation.eventual_share for occupation in city.occupations)
    for entry_post in (True, False):
        part = parameters.entry_share if entry_post else 1.0 - parameters.entry_share
        group = [
            occupation
            for occupation in city.occupations
            if occupation.emerging and occupation.entry_post == entry_post
        ]
        of_group = sum(occupation.eventual_share for occupation in group)
        for occupation in group:
            eventual = total * part * occupation.eventual_share / max(of_group, 1e-12)
            share = occupation.employment + parameters.final_size * eventual * grown
            occupation.birth_share = rounded(share)


def technology_cycle(city, parameters):
    """``c' = ρ (c cos λ + c* sin λ) + σ z``, ``c*' = ρ (c* cos λ − c sin λ) + σ z*``."""
    conditions = city.conditions
    boom, other = conditions.technology_cycle, conditions.technology_turn
    turn = 2.0 * math.pi / parameters.period
    first = normal(city.seed, Decision.TECHNOLOGY_CYCLE, city.month, 0, 0)
    second = normal(city.seed, Decision.TECHNOLOGY_CYCLE, city.month, 0, 1)
    conditions.technology_cycle = (
        parameters.persistence * (boom * math.cos(turn) + other * math.sin(turn))
        + parameters.shock_sd * first
    )
    conditions.technology_turn = (
        parameters.persistence * (other * math.cos(turn) - boom * math.sin(turn))
        + parameters.shock_sd * second
    )
    # exposure: demand for ICT above the mean of all posts, relative to the largest difference
    posts = sum(occupation.employment for occupation in city.occupations)
    mean = sum(occupation.employment * occupation.design[ICT] for occupation in city.occupations)
    mean /= posts
    above = [max(0.0, occupation.design[ICT] - mean) for occupation in city.occupations]
    most = max(*above, 1e-9)
    for occupation, exposure in zip(city.occupations, above, strict=True):
        occupation.boom = rounded(conditions.technology_cycle * exposure / most)


def platforms(city, parameters):
    """Platform work spreads on a logistic path, concentrates, and then uses its power."""
    on_platforms = [
        occupation
        for occupation in city.occupations
        if city.families[occupation.family] == "platform_work"
    ]
    start = sum(occupation.employment for occupation in on_platforms)
    if start <= 0.0:
        return
    ceiling = parameters.ceiling
    left = (ceiling - start) * math.exp(-parameters.growth * city.month / 12.0)
    sectors = {occupation.sector for occupation in on_platforms}
    owners = [
        employer
        for employer in city.employers
        if employer.present and not employer.elsewhere and employer.sector in sectors
    ]
    for employer in owners:
        employer.weight = rounded((1.0 + employer.posts) ** parameters.attachment_exponent)
    city.conditions.concentration = concentration(city, owners)
    over = max(0.0, city.conditions.concentration - parameters.threshold)
    power = over / (1.0 - parameters.threshold)
    city.conditions.platform_power = power
    for occupation in on_platforms:
        occupation.growth = rounded(ceiling / (start + left))
        occupation.markdown = rounded(parameters.wage_markdown * power)
    city.conditions.access_price = parameters.access_price * power


def concentration(city, owners):
    """Sum of squared shares of the platforms' posts; 1 if all belong to one owner."""
    if city.levers.one_platform:
        return 1.0
    posts = sum(employer.posts for employer in owners)
    if posts == 0:
        return 0.0
    return sum((employer.posts / posts) ** 2 for employer in owners)
