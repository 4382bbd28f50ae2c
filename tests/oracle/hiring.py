"""Hiring: employers rank applicants by perceived fit; applicants take the best offer."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import (
    BY_NETWORK,
    BY_TIES,
    BY_TRANSFER,
    EMPLOYED,
    OUTSIDER,
    SKILLS,
    VACANT,
)
from tests.oracle.fits import demand_ability, digital_access, work_of
from tests.oracle.jobs import leave_post, take_post
from tests.oracle.randomness import share, uniform, words
from tests.oracle.state import rounded
from tests.oracle.wages import offered_wage, pay_for_match

#: Most outsiders who apply for a post.
EXTERNAL_LIMIT = 3
#: Perceived fit of the best outsider if there is none.
NOBODY = -1.0


def minimum(parameters, post):
    """``minimum fit − decline · min(months vacant, most months)``."""
    waited = min(post.waiting, parameters.decline_months)
    return parameters.minimum_fit - parameters.minimum_decline * waited


def run(city, parameters):
    """Employers make offers in rounds; then outsiders get the posts that remain."""
    city_profile = _city_profile(city)
    scores = {
        application: _score(city, parameters, application, city_profile)
        for application in city.applications
    }
    for application in city.applications:
        if _is_screened_out(city, parameters, application, scores[application]):
            scores[application] = -math.inf
    minima = {a.post: minimum(parameters, city.posts[a.post]) for a in city.applications}
    outsiders_compete = any(
        _outside_applicants(city, parameters, occupation) > 0.0 for occupation in city.occupations
    )
    if outsiders_compete:
        outsiders = [_best_outsider(city, parameters, post) for post in city.posts]
        for row in minima:
            minima[row] = max(minima[row], outsiders[row])
    placed = set()
    city.event_counts["hired_across"] = 0.0
    for _ in range(parameters.offer_rounds):
        # nobody has applied for a post left in a round: it is offered from next month on
        candidates = [
            application
            for application in city.applications
            if city.posts[application.post].holder == VACANT
            and application.row not in placed
            and scores[application] >= minima[application.post]
        ]
        accepted = _one_round(city, candidates, scores)
        if not accepted:
            break
        for application in accepted:
            _place(city, application)
            placed.add(application.row)
    won = _take_outsiders(city, parameters, outsiders) if outsiders_compete else 0
    city.event_counts["outsiders_hired"] = float(won)
    city.placed_by_network = city.channels[BY_NETWORK] + city.channels[BY_TRANSFER]
    city.applications = []


def _one_round(city, candidates, scores):
    """Each post offers to its best applicant, each applicant takes the best offer.

    Ties go to the smaller identity of the applicant and to the lower row of the post.
    """
    offers = {}
    for application in candidates:
        best = offers.get(application.post)
        if best is None or _better(city, application, best, scores):
            offers[application.post] = application
    chosen = {}
    for application in candidates:
        if offers[application.post] is application:
            best = chosen.get(application.row)
            if best is None or (application.utility, -application.post) > (
                best.utility,
                -best.post,
            ):
                chosen[application.row] = application
    return list(chosen.values())


def _better(city, first, second, scores):
    if scores[first] != scores[second]:
        return scores[first] > scores[second]
    return city.citizens[first.row].person < city.citizens[second.row].person


def _score(city, parameters, application, city_profile):
    """Score of an applicant in the eyes of the employer.

    ``(1 − w) F_DA(evident ability) + w F_DA(typical ability at this level of education)
    + v (F_DA(mean ability in the district) − F_DA(mean ability in the city)) + error − discount
    + referral``; where the employer accepts an assessment of the applicant, attested ability
    counts as evident, and a share of the weight of certificate and qualification falls away. Those
    who refer an applicant let the employer see a share of what is hidden.
    """
    citizen, post = city.citizens[application.row], city.posts[application.post]
    work = work_of(city, post)
    kept = 1.0
    seen = application.match
    accepted = citizen.assessed & city.employers[post.employer].recognises
    if accepted:
        kept -= city.settings["interventions.recognition"].replaced_share
    if city.settings["informal_skill"].active:
        shown = citizen.evident
        if accepted:
            attested = map(min, citizen.attested, citizen.skills)
            shown = list(map(max, citizen.evident, attested))
        current = [level * part for level, part in zip(shown, citizen.currency, strict=True)]
        seen = demand_ability(current, work)
        if application.channel in (BY_TIES, BY_TRANSFER):
            seen += parameters.contact_insight * (application.match - seen)
    credential = kept * parameters.credential_weight
    typical = demand_ability(city.typical_skills[citizen.education], work)
    seen = (1.0 - credential) * seen + credential * typical
    district = city.districts[citizen.district]
    profile = district.profile if district.residents > 0 else city_profile
    seen += parameters.district_weight * (
        demand_ability(profile, work) - demand_ability(city_profile, work)
    )
    ahead = citizen.education - post.education_asked
    signal = max(ahead, 0) * parameters.over_qualification_signal
    signal += max(-ahead, 0) * parameters.under_qualification_signal
    seen -= kept * signal
    bits = words(city.seed, Decision.HIRING, city.month, citizen.person, post.identity)
    seen += parameters.evaluation_error * (share(bits[0]) + share(bits[1]) - 1.0)
    if citizen.status != EMPLOYED:
        waited = min(citizen.spell, parameters.discount_months) / parameters.discount_months
        if not parameters.callbacks:
            seen -= parameters.long_unemployment_discount * waited
        elif _is_ignored(city, citizen, post, parameters.callback_fall * waited):
            return -math.inf
    if application.channel in (BY_TIES, BY_TRANSFER):
        seen += parameters.referral_credit
    return seen


def _is_screened_out(city, parameters, application, score):
    """Whether software turns down an application that is good enough for the employer."""
    citizen, post = city.citizens[application.row], city.posts[application.post]
    bound = minimum(parameters, post)
    if application.channel in (BY_TIES, BY_TRANSFER) or score < bound:
        return False
    key = (city.seed, Decision.SCREENING_EMPLOYER, 0, city.employers[post.employer].identity)
    if uniform(*key, 0) >= parameters.screening_share:
        return False
    if score - parameters.screening_profile_weight * (1.0 - digital_access(citizen.skills)) < bound:
        return True
    gap = citizen.status != EMPLOYED and citizen.spell > parameters.screening_gap_months
    return gap and uniform(*key, 1) < parameters.screening_gap_share


def _is_ignored(city, citizen, post, chance):
    """Whether an employer does not call an applicant without a job back."""
    key = (city.seed, Decision.CALL_BACK, city.month, citizen.person)
    return uniform(*key, post.identity) < chance


def _city_profile(city):
    """Mean ability in the city, from the districts' means."""
    total = max(1, sum(district.residents for district in city.districts))
    return [
        sum(district.residents * district.profile[k] for district in city.districts) / total
        for k in range(len(SKILLS))
    ]


def _place(city, application):
    """Somebody begins in a post."""
    citizen, post = city.citizens[application.row], city.posts[application.post]
    occupation, before = (
        city.occupations[post.occupation],
        city.occupations[citizen.last_occupation],
    )
    moving = citizen.status == EMPLOYED
    flow = "hired_from_job" if moving else "hired_from_unemployment"
    city.flows[flow][citizen.education] += 1
    city.channels[application.channel] += 1
    across = 1.0 if before.family != occupation.family else 0.0
    city.event_counts["hired_across"] += across
    if moving:
        leave_post(city, citizen)
    take_post(citizen, post)
    citizen.last_occupation = occupation.row
    citizen.dismissed = False
    slope = city.settings["pay"].match_slope
    pay = offered_wage(occupation) * post.pay_ratio
    citizen.wage = rounded(pay * pay_for_match(application.match, slope))


def _outside_applicants(city, parameters, occupation):
    """Outside applicants per vacancy: ``ratio · external + inbound · remote``."""
    if not parameters.external_applicants:
        return 0.0
    number = parameters.external_ratio * occupation.external
    remote = city.settings["remote_work"]
    if remote.active:
        number += remote.inbound * occupation.remote
    return number


def _best_outsider(city, parameters, post):
    """Perceived fit of the best outsider who applies for a post."""
    if post.holder != VACANT:
        return NOBODY
    occupation = city.occupations[post.occupation]
    mean = _outside_applicants(city, parameters, occupation)
    bits = words(city.seed, Decision.EXTERNAL_APPLICANT, city.month, post.identity)
    number = int(mean + share(bits[0])) if mean > 0.0 else 0
    best = NOBODY
    for outsider in range(min(number, EXTERNAL_LIMIT)):
        fit = parameters.external_minimum + parameters.external_spread * share(bits[outsider + 1])
        if parameters.outsiders_alike:
            weight = parameters.credential_weight
            typical = demand_ability(city.typical_skills[post.education_asked], work_of(city, post))
            fit = (1.0 - weight) * fit + weight * typical
            key = (city.seed, Decision.EXTERNAL_APPLICANT, city.month, post.identity)
            errors = words(*key, outsider + 1)
            fit += parameters.evaluation_error * (share(errors[0]) + share(errors[1]) - 1.0)
        best = max(best, fit)
    return best


def _take_outsiders(city, parameters, outsiders):
    """Fill posts that no citizen won with the best outsider above the minimum; return how many."""
    hired = 0
    for post, best in zip(city.posts, outsiders, strict=True):
        if post.holder == VACANT and best > 0.0 and best >= minimum(parameters, post):
            post.holder = OUTSIDER
            hired += 1
    return hired
