"""Signals: what employers see of applicants, and how they score it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.core.vocabulary import BY_TIES, BY_TRANSFER, EMPLOYED, ICT
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import (
    demand_ability,
    effective_demand_ability,
    with_own_ict,
)
from simulation.kernels.compiled import compiled, inlined


class Signals(NamedTuple):
    """What employers infer from the certificate and the address, and how much they rely on it.

    Attributes
    ----------
    certificate : ndarray of float64, shape (3, occupations)
        Fit of the typical ability at each level of education.
    district : ndarray of float64, shape (districts, occupations)
        Fit of the mean ability in each district, less that in the city.
    typical_ict, district_ict : ndarray of float64, shape (3,) and (districts,)
        ICT in these profiles of ability.
    city_ict : float
        Mean ICT ability in the city.
    credential_weight, district_weight : float
        Weights of the two.
    recognised : ndarray of bool, shape (applications,)
        Whether the applicant was assessed and the employer accepts the assessment.
    replaced_share : float
        Share of the weight of certificate and qualification that the assessment then replaces.
    informal : bool
        Whether some ability is hidden.
    contact_insight : float
        Share of hidden ability that somebody who refers an applicant lets the employer see, 0–1.
    over, under : float
        Discount per level of education above and below what the post asks.
    """

    certificate: np.ndarray
    district: np.ndarray
    typical_ict: np.ndarray
    district_ict: np.ndarray
    city_ict: float
    credential_weight: float
    district_weight: float
    recognised: np.ndarray
    replaced_share: float
    informal: bool
    contact_insight: float
    over: float
    under: float


class Chances(NamedTuple):
    """Random draws for each application.

    Attributes
    ----------
    error : ndarray of float64
        Evaluation error of a unit half-width.
    call_back : ndarray of float64
        Uniform number that decides whether an applicant without a job is called back.
    """

    error: np.ndarray
    call_back: np.ndarray


@compiled
def _fit_of_profiles(profiles, occupations):
    """Demand–ability fit of each profile of abilities with each occupation."""
    demand, weight = occupations.demand, occupations.weight
    fit = np.empty((profiles.shape[0], occupations.rows))
    for row in range(profiles.shape[0]):
        for o in range(occupations.rows):
            fit[row, o] = demand_ability(profiles, row, demand, weight, o)
    return fit


@compiled
def infer_fits(typical, city, districts, occupations):
    """Return the first four fields of :class:`Signals`; `city` is the profile of the whole city."""
    profiles = districts.profile.copy()
    for d in range(districts.rows):
        if not districts.residents[d] > 0:
            # an empty district counts like the whole city
            profiles[d] = city[0]
    certificate = _fit_of_profiles(typical, occupations)
    apart = _fit_of_profiles(profiles, occupations) - _fit_of_profiles(city, occupations)
    return (
        certificate, apart,
        typical[:, ICT].astype(np.float64), profiles[:, ICT].astype(np.float64),
    )  # fmt: skip


@compiled
def draw_chances(first, end, seed, month, applications, citizens, posts, chances):
    """Draw evaluation errors, whose distribution is triangular, and who is called back."""
    row, post, error = applications.row, applications.post, chances.error
    person, identity = citizens.person, posts.identity
    for a in range(first, end):
        bits = random_bits(seed, Decision.HIRING, month, person[row[a]], identity[post[a]])
        error[a] = to_uniform(bits[0]) + to_uniform(bits[1]) - 1.0
    for a in range(first, end):
        bits = random_bits(seed, Decision.CALL_BACK, month, person[row[a]], identity[post[a]])
        chances.call_back[a] = to_uniform(bits[0])


@inlined
def _attested_ability(citizens, row, k):
    """Current ability that is evident or attested, as far as the applicant still has it."""
    attested = min(citizens.attested[row, k], citizens.skills[row, k])
    return max(citizens.evident[row, k], attested) * citizens.currency[row, k]


@inlined
def _attested_fit(citizens, row, demand, weight, o):
    """Demand–ability fit of current ability that is evident or attested."""
    shortfall = 0.0
    for k in range(SKILL_COUNT):
        able = _attested_ability(citizens, row, k)
        shortfall += max(0.0, weight[o, k] * (demand[o, k] - able))
    return 1.0 - shortfall


@compiled
def perceive_fit(first, end, applications, citizens, posts, occupations, signals, fit):
    """Fit as inferred from evident ability, the certificate and the address.

    Education above or below what the post asks counts against an applicant. An assessment that the
    employer accepts shows attested ability and replaces a share of the other signals. Those who
    refer an applicant know some of what is hidden.
    """
    row, post, match = applications.row, applications.post, applications.match
    channel, contact_insight = applications.channel, signals.contact_insight
    evident, education, district = citizens.evident, citizens.education, citizens.district
    currency = citizens.currency
    recognised, replaced_share = signals.recognised, signals.replaced_share
    demand, weight, occupation = occupations.demand, occupations.weight, posts.occupation
    for a in range(first, end):
        citizen = row[a]
        o = occupation[post[a]]
        above = posts.ict_above[post[a]]
        perceived = match[a]
        kept = 1.0 - replaced_share if recognised[a] else 1.0
        if signals.informal:
            if recognised[a]:
                shown = _attested_fit(citizens, citizen, demand, weight, o)
                able = _attested_ability(citizens, citizen, ICT)
            else:
                shown = effective_demand_ability(evident, currency, citizen, demand, weight, o)
                able = evident[citizen, ICT] * currency[citizen, ICT]
            shown = with_own_ict(shown, able, demand, weight, o, above)
            if channel[a] == BY_TIES or channel[a] == BY_TRANSFER:
                shown += contact_insight * (match[a] - shown)
            perceived = shown
        credential = kept * signals.credential_weight
        if credential > 0.0:
            level = education[citizen]
            typical = with_own_ict(
                signals.certificate[level, o], signals.typical_ict[level], demand, weight, o, above
            )
            perceived = (1.0 - credential) * perceived + credential * typical
        if signals.district_weight > 0.0:
            d = district[citizen]
            apart = signals.district[d, o]
            apart += with_own_ict(0.0, signals.district_ict[d], demand, weight, o, above)
            apart -= with_own_ict(0.0, signals.city_ict, demand, weight, o, above)
            perceived += signals.district_weight * apart
        if signals.over > 0.0 or signals.under > 0.0:
            ahead = float(education[citizen]) - float(posts.education_asked[post[a]])
            signal = signals.over * max(ahead, 0.0) + signals.under * max(-ahead, 0.0)
            perceived -= kept * signal
        fit[a] = perceived


@compiled
def add_other_signals(first, end, applications, citizens, chances, rule, score):
    """Add to perceived fit an error, what unemployment takes away and credit for a referral."""
    error, call_back = chances.error, chances.call_back
    callbacks, fall = rule.callbacks, rule.callback_fall
    row, channel = applications.row, applications.channel
    status, spell = citizens.status, citizens.spell
    evaluation_error, referral_credit = rule.evaluation_error, rule.referral_credit
    discount, months = rule.long_unemployment_discount, rule.discount_months
    for a in range(first, end):
        seen = score[a] + evaluation_error * error[a]
        if status[row[a]] != EMPLOYED:
            if callbacks:
                waited = min(spell[row[a]], months) / float(months)
                seen = -np.inf if call_back[a] < fall * waited else seen
            else:
                seen -= discount * min(spell[row[a]], months) / float(months)
        if channel[a] == BY_TIES or channel[a] == BY_TRANSFER:
            seen += referral_credit
        score[a] = seen
