"""Hiring: employers rank applicants, and applicants take the best offer."""

from __future__ import annotations

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
from tests.oracle.fits import demand_ability
from tests.oracle.jobs import leave_post, take_post
from tests.oracle.randomness import share, words
from tests.oracle.state import rounded
from tests.oracle.wages import offered_wage, pay_for_match

#: Months after which the bar sinks no more, and after which a spell counts no more.
LONGEST_WAIT, LONGEST_SPELL = 12, 8
#: Outsiders who apply for a post at most, and how they are seen.
MOST_OUTSIDERS, WORST_OUTSIDER, BEST_OUTSIDER = 3, 0.78, 0.96
#: What stands for the best outsider where there is none.
NOBODY = -1.0


def bar(parameters, post):
    """``standard − patience · min(months vacant, 12)``."""
    return parameters.minimum_fit - parameters.minimum_decline * min(post.waiting, LONGEST_WAIT)


def run(city, parameters):
    """Applicants are seen, and offers go out in rounds; then outsiders get what they won."""
    city_profile = _city_profile(city)
    seen = {
        application: _seen(city, parameters, application, city_profile)
        for application in city.applications
    }
    bars = {a.post: bar(parameters, city.posts[a.post]) for a in city.applications}
    outsiders_compete = any(
        _outside_applicants(city, parameters, occupation) > 0.0 for occupation in city.occupations
    )
    if outsiders_compete:
        outsiders = [_best_outsider(city, parameters, post) for post in city.posts]
        for row in bars:
            bars[row] = max(bars[row], outsiders[row])
    placed = set()
    city.event_counts["hired_across"] = 0.0
    for _ in range(parameters.offer_rounds):
        # a post that is given up in a round is offered from next month on: nobody applied for it
        candidates = [
            application
            for application in city.applications
            if city.posts[application.post].holder == VACANT
            and application.row not in placed
            and seen[application] >= bars[application.post]
        ]
        accepted = _one_round(city, candidates, seen)
        if not accepted:
            break
        for application in accepted:
            _place(city, application)
            placed.add(application.row)
    won = _take_outsiders(city, parameters, outsiders) if outsiders_compete else 0
    city.event_counts["outsiders_hired"] = float(won)
    city.placed_by_network = city.channels[BY_NETWORK] + city.channels[BY_TRANSFER]
    city.applications = []


def _one_round(city, candidates, seen):
    """Each post offers to its best applicant, each applicant takes the best offer.

    Among equals the smaller identity gets the offer, and the post of the lower row is taken.
    """
    offers = {}
    for application in candidates:
        best = offers.get(application.post)
        if best is None or _better(city, application, best, seen):
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


def _better(city, one, other, seen):
    if seen[one] != seen[other]:
        return seen[one] > seen[other]
    return city.citizens[one.row].person < city.citizens[other.row].person


def _seen(city, parameters, application, city_profile):
    """What the employer makes of an applicant.

    ``(1 − w) F_DA(evident ability) + w F_DA(typical ability at this level of education)
    + v (F_DA(mean ability in the district) − F_DA(mean ability in the city)) + noise − duration
    + referral``; recognition r makes of w ``w (1 − r)`` and moves evident fit by r of the way to
    the fit of all ability.
    """
    citizen, post = city.citizens[application.row], city.posts[application.post]
    occupation = city.occupations[post.occupation]
    recognition = city.levers.recognition
    seen = application.match
    if city.settings["informal_skill"].active:
        evident = demand_ability(citizen.evident, occupation)
        seen = evident + recognition * (application.match - evident)
    credential = parameters.credential_weight * (1.0 - recognition)
    believed = demand_ability(city.typical_skills[citizen.education], occupation)
    seen = (1.0 - credential) * seen + credential * believed
    district = city.districts[citizen.district]
    there = district.profile if district.residents > 0 else city_profile
    seen += parameters.district_weight * (
        demand_ability(there, occupation) - demand_ability(city_profile, occupation)
    )
    luck = words(city.seed, Decision.HIRING, city.month, citizen.person, post.identity)
    seen += parameters.evaluation_error * (share(luck[0]) + share(luck[1]) - 1.0)
    if citizen.status != EMPLOYED:
        seen -= (
            parameters.long_unemployment_discount
            * min(citizen.spell, LONGEST_SPELL)
            / LONGEST_SPELL
        )
    if application.channel in (BY_TIES, BY_TRANSFER):
        seen += parameters.referral_credit
    return seen


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
    citizen.wage = rounded(offered_wage(occupation) * pay_for_match(application.match, slope))


def _outside_applicants(city, parameters, occupation):
    """Outside applicants per vacancy: ``external · those of the occupation + inbound · remote``."""
    if not parameters.external_applicants:
        return 0.0
    number = parameters.external_ratio * occupation.external
    remote = city.settings["remote_work"]
    if remote.active:
        number += remote.inbound * occupation.remote
    return number


def _best_outsider(city, parameters, post):
    """How the best outsider is seen who applies for a post."""
    if post.holder != VACANT:
        return NOBODY
    mean = _outside_applicants(city, parameters, city.occupations[post.occupation])
    luck = words(city.seed, Decision.EXTERNAL_APPLICANT, city.month, post.identity)
    number = int(mean + share(luck[0])) if mean > 0.0 else 0
    best = NOBODY
    for outsider in range(min(number, MOST_OUTSIDERS)):
        spread = BEST_OUTSIDER - WORST_OUTSIDER
        best = max(best, WORST_OUTSIDER + spread * share(luck[outsider + 1]))
    return best


def _take_outsiders(city, parameters, outsiders):
    """Posts that no citizen won go to the best outsider, if seen above the bar; how many did."""
    hired = 0
    for post, best in zip(city.posts, outsiders, strict=True):
        if post.holder == VACANT and best > 0.0 and best >= bar(parameters, post):
            post.holder = OUTSIDER
            hired += 1
    return hired
