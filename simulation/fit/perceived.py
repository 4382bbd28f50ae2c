"""Perceived fit: facets of work and city as experienced, relative to aspiration, and affect.

``perceived = 0.65 + slope · (facet fit − reference) + affect``, within 0 and 1.

*Facet fit* is the weighted mean of four facets, as in facet models of job satisfaction (Locke 1969;
Rice, McFarlin & Bennett 1989): *mastery* (demand–ability fit), *pay* and *challenge* (how far these
needs are met) and *belonging* (supplementary fit).

The *reference* is the own aspiration and the city's mean facet fit of last month. Aspiration adapts
to facet fit (adaptation level, Helson 1964).

*Affect* has the variance ``affect_sd²``. A share of it, the trait, is fixed for each person; the
rest is a mood that follows a first-order autoregression (trait-state model, Kenny & Zautra 1995).
"""

from __future__ import annotations

import math

from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.fit.change_decomposition import stage_of_life
from simulation.fit.columns import INFRASTRUCTURE
from simulation.fit.needs_supply import challenge_need, digital_access, pay_supply, wanted
from simulation.kernels.compiled import columnwise, inlined

#: Perceived fit of a person whose facet fit equals the reference, with neutral affect.
NEUTRAL = 0.65
#: Gives the sum of four uniform numbers a standard deviation of 1: it is the square root of 1/3.
UNIT_SPREAD = 1.732
#: Places of pay and challenge among the needs, and of challenge among what work supplies.
PAY, CHALLENGE = 0, 2
CHALLENGE_SUPPLIED = 1


@inlined
def bell(bits):
    """Four random words as a number with mean 0, standard deviation 1 and bounds ±3.5."""
    total = to_uniform(bits[0]) + to_uniform(bits[1]) + to_uniform(bits[2]) + to_uniform(bits[3])
    return (total - 2.0) * UNIT_SPREAD


@inlined
def need_met(need, supply):
    """How far a need is met, 0–1: one less what is missing; more than needed does not count."""
    return 1.0 - max(0.0, need - supply)


@columnwise
def draw_affect(first, size, month, person, perception, rule, affect):
    """Move the mood of some residents, and write their affect.

    A separate loop without branches, so that the compiler vectorises the draws.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows.
    month : Month
        Its ``seed`` and ``number`` are the keys of the draws.
    person : Person
    perception : Perception
        Its ``mood`` is written in rows with a resident; newcomers draw their first one.
    rule : simulation.core.city_parameters.Fit
    affect : array of shape (size,)
        Written: deviation of perceived fit.
    """
    identity, resident = person.person, person.resident
    known, moods = perception.known, perception.mood
    seed, number = month.seed, month.number
    memory = rule.affect_autocorrelation
    news = math.sqrt(1.0 - memory * memory)
    trait_sd = rule.affect_sd * math.sqrt(rule.affect_trait_share)
    mood_sd = rule.affect_sd * math.sqrt(1.0 - rule.affect_trait_share)
    for i in range(size):
        row = first + i
        trait = bell(random_bits(seed, Decision.AFFECT_TRAIT, 0, identity[row], 0))
        drawn = bell(random_bits(seed, Decision.MOOD, number, identity[row], 0))
        mood = memory * moods[row] + news * drawn if known[row] else drawn
        moods[row] = mood if resident[row] else moods[row]
        affect[i] = trait_sd * trait + mood_sd * mood


@columnwise
def average_facets(first, size, person, work, perception, city, rule, scratch):
    """Write the facet fit of some residents: the weighted mean of the four facets.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows.
    person, work, perception : Person, Work, Perception
    city : City
    rule : simulation.core.city_parameters.Fit
    scratch : Scratch
        Its inputs are read, its ``facet_fit`` is written.
    """
    age, income = person.age, work.income
    mastery, belonging = perception.demand_ability, perception.supplementary
    inputs, facet_fit = scratch.workspace.inputs, scratch.facet_fit
    skills, own, supplied, home = inputs.skills, inputs.needs, inputs.supplies, inputs.home
    stages, now = city.stages, city.now
    median, discount = now.median_income, now.discount
    w_mastery, w_pay = rule.weight_mastery, rule.weight_pay
    w_challenge, w_belonging = rule.weight_challenge, rule.weight_belonging
    total_weight = w_mastery + w_pay + w_challenge + w_belonging
    for i in range(size):
        row = first + i
        stage = stage_of_life(age[row], stages)
        access = digital_access(skills[i, 0]) * home[INFRASTRUCTURE, i]
        paid = pay_supply(income[row], median, access, discount)
        wish = wanted(own[i, CHALLENGE], stages.needs[stage, CHALLENGE])
        pay = need_met(wanted(own[i, PAY], stages.needs[stage, PAY]), paid)
        challenge = need_met(challenge_need(skills, i, wish), supplied[CHALLENGE_SUPPLIED, i])
        facet_fit[i] = (
            w_mastery * mastery[row]
            + w_pay * pay
            + w_challenge * challenge
            + w_belonging * belonging[row]
        ) / total_weight


@columnwise
def perceive(first, size, resident, mean_facet_fit, rule, perception, facet_fit, affect):
    """Write the perceived fit of some residents, and move their aspiration towards facet fit.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident are skipped.
    resident : array of bool
        Column of the citizens.
    mean_facet_fit : float
        The city's mean last month.
    rule : simulation.core.city_parameters.Fit
    perception : Perception
        Written; the aspiration of newcomers is the facet fit that they arrive with.
    facet_fit, affect : array of shape (size,)
    """
    known, perceived, aspirations = perception.known, perception.perceived, perception.aspiration
    slope = rule.perceived_slope
    aspiration_weight = rule.aspiration_weight if rule.aspirations_adapt else 0.0
    adaptation = rule.adaptation if rule.aspirations_adapt else 0.0
    common = (1.0 - aspiration_weight) * mean_facet_fit
    for i in range(size):
        row = first + i
        if resident[row]:
            aspiration = float(aspirations[row]) if known[row] else facet_fit[i]
            reference = aspiration_weight * aspiration + common
            level = NEUTRAL + slope * (facet_fit[i] - reference) + affect[i]
            perceived[row] = min(max(level, 0.0), 1.0)
            aspirations[row] = aspiration + adaptation * (facet_fit[i] - aspiration)
