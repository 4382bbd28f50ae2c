"""Own account and ventures: residents start businesses, and businesses end."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import CLOSED, EMPLOYED, INACTIVE, OUTSIDER
from tests.oracle.directed_search import ease
from tests.oracle.fits import demand_ability, effective, is_about
from tests.oracle.jobs import dismiss, leave_post, take_post
from tests.oracle.labour_demand import add_employer, end_employers, open_post, pick
from tests.oracle.randomness import identity, share, uniform, words
from tests.oracle.state import rounded
from tests.oracle.wages import offered_wage, pay_for_match

#: Family of people on their own account, and what sets the identities of businesses apart.
SELF_EMPLOYMENT, BUSINESS_ITEM = "self_employment", 78


def on_own_account(city):
    """Occupations of people on their own account."""
    return [o for o in city.occupations if city.families[o.family] == SELF_EMPLOYMENT]


def run(city, parameters):
    """Businesses end, then others start; both depend on the posts there are per post desired."""
    kinds = on_own_account(city)
    if not kinds:
        return
    businesses = [
        post
        for post in city.posts
        if post.holder != CLOSED and city.occupations[post.occupation] in kinds
    ]
    crowding = {}
    for occupation in kinds:
        existing = sum(post.occupation == occupation.row for post in businesses)
        ratio = existing / max(occupation.desired, 1e-9)
        crowding[occupation.row] = ratio**parameters.market_slope
    _end(city, parameters, businesses, crowding)
    plans = _plans(city, parameters, kinds, crowding)
    ventures = [
        (_start(city, parameters, founder, (occupation, field), match), field)
        for founder, occupation, field, match in plans
    ]
    for employer, field in ventures:
        for _ in range(0 if field is None else parameters.starting_staff):
            _open(city, employer, field)


def _fails(city, parameters, owner, crowding):
    """``early hazard / (1 + months / scale) · (1 + m (usual − F_DA)) · crowding``."""
    hazard = parameters.early_hazard / (1.0 + owner.tenure / parameters.hazard_scale)
    hazard *= 1.0 + parameters.match_slope * (parameters.usual_match - owner.demand_ability)
    drawn = uniform(city.seed, Decision.BUSINESS_END, city.month, owner.person)
    return drawn < hazard * crowding


def _end(city, parameters, businesses, crowding):
    """End businesses that fail or have no owner; ventures without owners end with all posts."""
    owners = {}
    for post in businesses:
        owners[post.employer] = owners.get(post.employer, 0) + 1
    ended = []
    for post in businesses:
        if post.holder == OUTSIDER:
            continue
        employer = city.employers[post.employer]
        if post.holder >= 0:
            owner = city.citizens[post.holder]
            if not _fails(city, parameters, owner, crowding[post.occupation]):
                continue
            others = employer.founded and employer.posts > owners[employer.row]
            debt = parameters.venture_capital if others else parameters.capital
            left = rounded(owner.money - min(debt, owner.money))
            city.accounts.debts += owner.money - left
            owner.money = left
            dismiss(city, owner, "closure")
            city.flows["businesses_failed"][owner.education] += 1
        post.holder = CLOSED
        employer.posts -= 1
        owners[employer.row] -= 1
        if employer.founded and owners[employer.row] == 0:
            ended.append(employer)
    end_employers(city, ended, "closure")


def _plans(city, parameters, kinds, crowding):
    """Founders of this month, kind of business, field of a venture or None, and match."""
    rows = [occupation.row for occupation in kinds]
    return [
        (citizen, *plan)
        for citizen in city.people
        if citizen.status != INACTIVE and citizen.occupation not in rows
        for plan in [_plan(city, parameters, citizen, (kinds, rows), crowding)]
        if plan
    ]


def _plan(city, parameters, citizen, own, crowding):
    kinds, rows = own
    hiring, slope = city.settings["hiring"], city.settings["pay"].match_slope
    key = (city.seed, Decision.BUSINESS_START, city.month, citizen.person)
    thinks, kind, finds, licence = map(share, words(*key))
    chance = parameters.rate
    if citizen.status != EMPLOYED:
        chance *= parameters.jobless_ratio
    if citizen.community >= 0 and city.levers.community_reach > 0.0:
        shown = city.communities[citizen.community].venture
        chance *= 1.0 + parameters.community_slope * shown
    if thinks >= chance or citizen.money < parameters.capital:
        return None
    scale = city.settings["search"].distance_scale
    weights = [ease(city, scale, citizen.last_occupation, o.row) * o.desired for o in kinds]
    occupation = kinds[pick(weights, kind * sum(weights))]
    match = demand_ability(effective(citizen), occupation)
    if match < hiring.minimum_fit or finds >= 1.0 / (1.0 + crowding[occupation.row]):
        return None
    pay = offered_wage(occupation) * pay_for_match(match, slope)
    if math.log(pay) + parameters.independence < math.log(max(citizen.wage, 1.0)):
        return None
    needed = min(hiring.licence_ratio * occupation.licence, 1.0) if hiring.licences else 0.0
    by_work = occupation.row in (citizen.origin, citizen.last_occupation)
    by_course = citizen.trained <= hiring.licence_months and match >= hiring.licence_match
    by_course = by_course and citizen.studied >= 0 and is_about(occupation, citizen.studied)
    if licence < needed and not by_work and not by_course:
        return None
    last = citizen.last_occupation
    field = last if last not in rows else citizen.origin
    staffed = citizen.money >= parameters.venture_capital and field not in rows
    staffed = staffed and uniform(*key, 1) < parameters.staffed_share
    return occupation, field if staffed else None, match


def _start(city, parameters, founder, work, match):
    """A business starts with the founder's post; return its employer."""
    occupation, field = work
    sector = city.occupations[occupation.row if field is None else field].sector
    employer = add_employer(city, sector, identity(city.month, founder.person, BUSINESS_ITEM))
    staff = 0 if field is None else parameters.starting_staff
    employer.weight, employer.founded = 1.0 + staff, True
    post = _open(city, employer, occupation.row)
    flow = "hired_from_job" if founder.status == EMPLOYED else "hired_from_unemployment"
    city.flows[flow][founder.education] += 1
    city.flows["businesses_founded"][founder.education] += 1
    if founder.status == EMPLOYED:
        leave_post(city, founder)
    take_post(founder, post)
    founder.last_occupation = occupation.row
    founder.dismissed = False
    pay = offered_wage(occupation) * post.pay_ratio
    founder.wage = rounded(pay * pay_for_match(match, city.settings["pay"].match_slope))
    return employer


def _open(city, employer, occupation):
    """A vacant post of an employer in the lowest free row."""
    free = [post for post in city.posts if post.holder == CLOSED]
    post = free[0] if free else city.append("posts")
    open_post(city, post, employer, occupation)
    return post
