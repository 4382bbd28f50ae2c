"""Labour demand: posts are opened and closed, employers leave and arrive."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import simulation
from simulation.core.randomness import Decision
from simulation.core.vocabulary import CLOSED, EDUCATIONS, VACANT
from simulation.initialisation.employers import (
    IMMOBILE,
    INITIAL_TRUST,
    LARGE_RATIO,
    LARGE_SECTORS,
    LARGEST_SIZE,
    MEAN_SIZE,
    MOBILE,
    SINGLE_POST_SECTORS,
    ZIPF_EXPONENT,
)
from tests.oracle import randomness
from tests.oracle.jobs import dismiss
from tests.oracle.randomness import identity, normal, uniform, words
from tests.oracle.state import rounded

DATA = Path(simulation.__file__).parent / "data" / "posts_within.csv"
#: ICT uses, and ends of the bands of ICT demand that they stand for.
ICT_USES = ("none", "simple", "moderate", "complex")
USE_ENDS = (0.0, 0.15, 0.45, 0.75, 1.0)


def pay_by_cell():
    """Log pay by education asked and ICT use."""
    with DATA.open(newline="", encoding="utf-8") as file:
        pay = {
            (row["education_asked"], row["ict_use"]): float(row["log_pay"])
            for row in csv.DictReader(file)
        }
    return [[pay[level, use] for use in ICT_USES] for level in EDUCATIONS]


PAY = pay_by_cell()


def business_cycle(city, parameters):
    """``c_t = persistence · c_{t−1} + size · z_t``."""
    innovation = normal(city.seed, Decision.BUSINESS_CYCLE, city.month, 0)
    city.conditions.cycle = (
        parameters.persistence * city.conditions.cycle + parameters.shock_sd * innovation
    )


def labour_demand(city, parameters):
    """A share of the gap between desired and existing posts closes each month."""
    if parameters.empty_posts:
        respond_to_empty_posts(city, parameters)
    existing, vacant = count_posts(city)
    opened = []
    chance_vacant, chance_filled = [], []
    by_cause = []
    founded = city.settings["ventures"].active
    _, offered = shares_of_posts(city)
    for o, factors in enumerate(factors_of_demand(city)):
        desired = math.prod(factors.values())
        kept = desired / min(offered[o], 1.0)
        city.occupations[o].desired = desired
        by_cause.append(causes_of_surplus(city.occupations[o], existing[o], kept, factors))
        follow(city.occupations[o], factors, parameters.adjustment_rate)
        if founded and city.families[city.occupations[o].family] == "self_employment":
            # residents open and close posts of own account themselves
            desired = kept = existing[o]
        gap = parameters.adjustment_rate * (desired - existing[o])
        drawn = uniform(city.seed, Decision.POST_OPENING, city.month, o, 2)
        opened += [o] * (math.floor(gap + drawn) if gap > 0.0 else 0)
        # surplus posts close, vacancies before filled posts
        surplus = max(0.0, -gap)
        chance_vacant.append(min(1.0, surplus / max(1, vacant[o])))
        left = max(0.0, parameters.adjustment_rate * (existing[o] - kept) - vacant[o])
        chance_filled.append(min(1.0, left / max(1, existing[o] - vacant[o])))
    closed = 0
    for post in city.posts:
        if post.holder == CLOSED:
            continue
        chances = chance_vacant if post.holder == VACANT else chance_filled
        bits = words(city.seed, Decision.POST_CLOSING, city.month, post.identity)
        if randomness.share(bits[0]) < chances[post.occupation]:
            if post.holder >= 0:
                parts = by_cause[post.occupation]
                value = randomness.share(bits[1]) * sum(parts.values())
                cause = list(parts)[pick(parts.values(), value)]
                dismiss(city, city.citizens[post.holder], cause)
            post.holder = CLOSED
            city.employers[post.employer].posts -= 1
            closed += 1
    open_new_posts(city, opened)
    city.event_counts["posts_closed"] = float(closed)
    city.event_counts["posts_opened"] = float(len(opened))
    existing, _ = count_posts(city)
    for occupation in city.occupations:
        occupation.posts = existing[occupation.row]


def respond_to_empty_posts(city, parameters):
    """Where posts stay vacant, employers pay more and give up a part of them."""
    existing, _ = count_posts(city)
    empty = [0] * len(city.occupations)
    for post in city.posts:
        if post.holder == VACANT and post.waiting >= parameters.empty_months:
            empty[post.occupation] += 1
    for occupation, number, vacant in zip(city.occupations, existing, empty, strict=True):
        before = occupation.unfilled
        now = before + parameters.empty_pace * (vacant / max(1, number) - before)
        occupation.unfilled = rounded(now)
        rise = parameters.empty_pay_slope * (occupation.unfilled - before)
        occupation.premium = rounded(occupation.premium + rise)
    pairs = list(zip(city.occupations, existing, strict=True))
    mean = sum(number * occupation.unfilled for occupation, number in pairs)
    mean /= max(1, sum(existing))
    for occupation in city.occupations:
        given_up = parameters.withdrawal_slope * (occupation.unfilled - mean)
        kept = (1.0 - parameters.return_rate) * occupation.withdrawn
        occupation.withdrawn = rounded(kept + given_up)


def count_posts(city):
    """Posts of each occupation, filled or vacant, and the vacant ones alone."""
    existing = [0] * len(city.occupations)
    vacant = [0] * len(city.occupations)
    for post in city.posts:
        if post.holder != CLOSED:
            existing[post.occupation] += 1
        if post.holder == VACANT:
            vacant[post.occupation] += 1
    return existing, vacant


def factors_of_demand(city):
    """Factors of the posts that the economy carries, by occupation; their product is the posts."""
    total = (
        city.settings["city"].posts_per_citizen * city.residents * math.exp(city.conditions.cycle)
    )
    remote = city.settings["remote_work"]
    outbound = remote.outbound if remote.active else 0.0
    return [
        {
            "share": of_all / offered,
            "volume": total * math.exp(occupation.boom) * (1.0 + outbound * occupation.remote),
            "spared": (1.0 - occupation.shut)
            * (1.0 - occupation.departed)
            * funded(city, occupation)
            * offered,
        }
        for occupation, of_all, offered in zip(
            city.occupations, *shares_of_posts(city), strict=True
        )
    ]


def funded(city, occupation):
    """Share of the posts for which there is money: public and private, for emerging ones."""
    if not occupation.emerging:
        return 1.0
    public = city.settings["emerging_occupations"].public_share
    return public * city.levers.funding + (1.0 - public) * city.levers.private_funding


def causes_of_surplus(occupation, existing, kept, factors):
    """How much each cause contributes to posts beyond those kept, in logs, if it does.

    Posts have adjusted to the lagged factors. What they exceed these by is closure, too.
    """
    if existing <= kept or occupation.lagged_volume <= 0.0:
        return {"automation": 0.0, "cycle": 0.0, "closure": 1.0}
    lagged = {name: getattr(occupation, f"lagged_{name}") for name in factors}
    falls = {name: log_ratio(lagged[name], now) for name, now in factors.items()}
    rest = log_ratio(existing, math.prod(lagged.values()))
    return {
        "automation": max(0.0, falls["share"]),
        "cycle": max(0.0, falls["volume"]),
        "closure": max(0.0, falls["spared"]) + max(0.0, rest),
    }


def follow(occupation, factors, rate):
    """The lagged factors move towards the present ones; at first they are the same."""
    for name, now in factors.items():
        lagged = getattr(occupation, f"lagged_{name}")
        moved = lagged + rate * (now - lagged) if lagged > 0.0 else now
        setattr(occupation, f"lagged_{name}", moved)


def log_ratio(first, second):
    """``log(first / second)`` of numbers that may be 0."""
    return math.log(max(first, 1e-12)) - math.log(max(second, 1e-12))


def shares_of_posts(city):
    """Share of each occupation, less automated posts, plus emerging posts and platforms' growth.

    Emerging occupations get their shares, established ones divide the rest. The growth of platforms
    is added and in part displaces the others. Without a skew of the job mix each level of education
    asked then gets its share of all. The second list is the factor for posts given up, which is in
    the shares.
    """
    occupations = city.occupations
    shares = [
        occupation.birth_share
        if occupation.emerging
        else occupation.employment * (1.0 - occupation.displaced)
        for occupation in occupations
    ]
    emerging = sum(share for o, share in zip(occupations, shares, strict=True) if o.emerging)
    established = sum(shares) - emerging
    shares = [
        share if o.emerging else share * (1.0 - emerging) / established
        for o, share in zip(occupations, shares, strict=True)
    ]
    gained = sum(share * (o.growth - 1.0) for o, share in zip(occupations, shares, strict=True))
    others = sum(share for o, share in zip(occupations, shares, strict=True) if o.growth == 1.0)
    given_up = city.settings["platforms"].displacing * gained / max(others, 1e-12)
    shares = [
        share * (1.0 - given_up) if o.growth == 1.0 else share * o.growth
        for o, share in zip(occupations, shares, strict=True)
    ]
    offered = [1.0 for _ in occupations]
    if city.settings["labour_demand"].empty_posts:
        offered = [math.exp(-o.withdrawn) for o in occupations]
        kept = sum(share * factor for share, factor in zip(shares, offered, strict=True))
        offered = [factor * sum(shares) / kept for factor in offered]
        shares = [share * factor for share, factor in zip(shares, offered, strict=True)]
    return (shares if city.level_shares is None else balanced(city, shares)), offered


def balanced(city, shares):
    """Shares rescaled so that each education asked has its target share."""
    by_level = [0.0 for _ in city.level_shares]
    for occupation, share in zip(city.occupations, shares, strict=True):
        for level, part in enumerate(occupation.asked):
            by_level[level] += share * part
    levels = [level for level, share in enumerate(by_level) if share > 0.0]
    total = sum(city.level_shares[level] for level in levels)
    targets = [city.level_shares[level] / total * sum(by_level) for level in levels]
    # one factor per education, of which each occupation gets the mean over what its posts ask
    effects = [
        [
            sum(
                share * occupation.asked[first] * occupation.asked[second]
                for occupation, share in zip(city.occupations, shares, strict=True)
            )
            for second in levels
        ]
        for first in levels
    ]
    factors = solution(effects, targets)
    changed = [
        share * max(0.0, sum(occupation.asked[k] * f for k, f in zip(levels, factors, strict=True)))
        for occupation, share in zip(city.occupations, shares, strict=True)
    ]
    return [share * sum(by_level) / sum(changed) for share in changed]


def solution(rows, values):
    """Solve linear equations by Gauss-Jordan elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(rows, values, strict=True)]
    for i, pivot in enumerate(rows):
        pivot[:] = [entry / pivot[i] for entry in pivot]
        for other in rows:
            if other is not pivot:
                ratio = other[i]
                other[:] = [a - ratio * b for a, b in zip(other, pivot, strict=True)]
    return [row[-1] for row in rows]


def open_new_posts(city, occupations):
    """Open a vacant post for each occupation named, at employers drawn by sector and size."""
    numbers = dict.fromkeys(occupations, 0)
    keys, sectors = [], []
    for row in occupations:
        # numbered within the occupation, so that occupations do not share their draws
        key = identity(row, numbers[row])
        numbers[row] += 1
        drawn = uniform(city.seed, Decision.POST_OPENING, city.month, key, 0)
        keys.append(key)
        sectors.append(pick(city.occupations[row].staffing, drawn))
    members = {}
    for sector in sorted(set(sectors)):
        members[sector] = employers_of(city, sector) or [add_employer(city, sector)]
    outside = [employer for employer in city.employers if employer.elsewhere]
    free = [post for post in reversed(city.posts) if post.holder == CLOSED]
    for row, key, sector in zip(occupations, keys, sectors, strict=True):
        drawn = uniform(city.seed, Decision.POST_OPENING, city.month, key, 1)
        weights = [employer.weight for employer in members[sector]]
        employer = members[sector][pick(weights, drawn * sum(weights))]
        post = free.pop() if free else city.append("posts")
        open_post(city, post, remote_employer(city, outside, row, key) or employer, row)


def employers_of(city, sector):
    """Employers of a sector that are present."""
    return [e for e in city.employers if e.present and e.sector == sector]


def pick(weights, value):
    """First index at which the running sum of the weights reaches a value, else the last."""
    running = 0.0
    for index, weight in enumerate(weights):
        running += weight
        if running >= value:
            return index
    return len(weights) - 1


def remote_employer(city, outside, occupation, key):
    """Employer outside the city that a new post belongs to, if it is remote."""
    remote = city.settings["remote_work"]
    if not remote.active or not outside:
        return None
    more = remote.outbound * city.occupations[occupation].remote
    if uniform(city.seed, Decision.REMOTE_POST, city.month, key, 0) >= more / (1.0 + more):
        return None
    which = uniform(city.seed, Decision.REMOTE_POST, city.month, key, 1)
    return outside[int(which * len(outside))]


def open_post(city, post, employer, occupation):
    """An employer opens a vacant post."""
    post.employer = employer.row
    post.occupation = occupation
    post.holder = VACANT
    post.waiting = 0
    post.identity = identity(employer.identity, employer.serial)
    employer.serial += 1
    employer.posts += 1
    draw_content(city, post)


def draw_content(city, post):
    """Education asked, ICT and pay of a post, drawn once from the cells of its occupation."""
    occupation, rule = city.occupations[post.occupation], city.settings["occupations"]
    post.education_asked = occupation.education_asked
    post.ict_above, post.pay_ratio = 0.0, 1.0
    if not rule.posts_differ:
        return
    bits = words(city.seed, Decision.POST_CONTENT, 0, post.identity)
    radius = math.sqrt(-2.0 * math.log(randomness.share(bits[2])))
    angle = 2.0 * math.pi * randomness.share(bits[3])
    log_pay = rule.pay_spread * radius * math.cos(angle)
    cells = [(level, use) for level in range(len(EDUCATIONS)) for use in range(len(USE_ENDS) - 1)]
    shares = [occupation.cells[level][use] for level, use in cells]
    if sum(shares) > 0.0:
        level, use = cells[pick(shares, randomness.share(bits[0]) * sum(shares))]
        low, high = USE_ENDS[use], USE_ENDS[use + 1]
        ict = low + (high - low) * randomness.share(bits[1])
        post.education_asked = level
        post.ict_above = rounded(ict - occupation.usual_ict)
        usual = sum(
            share * PAY[own][used] for share, (own, used) in zip(shares, cells, strict=True)
        )
        log_pay += PAY[level][use] - usual
    post.pay_ratio = rounded(math.exp(log_pay))


def add_employer(city, sector, own_identity=None):
    """A new employer in the lowest free row, with a size close to Zipf's law."""
    absent = [employer for employer in city.employers if not employer.present]
    employer = absent[0] if absent else city.append("employers")
    employer.clear()
    # the second employer born in a sector in a month is the same one in every scenario
    employer.identity = own_identity
    if own_identity is None:
        employer.identity = identity(city.month, sector, city.employer_births[sector])
        city.employer_births[sector] += 1
    employer.present = True
    employer.sector = sector
    name = city.sectors[sector]
    drawn = uniform(city.seed, Decision.EMPLOYER_BIRTH, city.month, employer.identity)
    size = min((1.0 - drawn) ** (-1.0 / ZIPF_EXPONENT), LARGEST_SIZE)
    ratio = LARGE_RATIO if name in LARGE_SECTORS else 1.0
    weight = rounded(ratio * city.settings["city"].employer_size * size / MEAN_SIZE)
    employer.weight = 1.0 if name in SINGLE_POST_SECTORS else weight
    employer.mobile = rounded(MOBILE.get(name, IMMOBILE))
    employer.trust = rounded(INITIAL_TRUST)
    return employer


def relocation(city, parameters):
    """Employers leave with the hazard ``1 − (1 − min(rate · mobile, 0.99))^(1/12)``."""
    leaving = []
    for employer in city.employers:
        hazard = 1.0 - (1.0 - min(parameters.rate * employer.mobile, 0.99)) ** (1.0 / 12.0)
        drawn = uniform(city.seed, Decision.RELOCATION, city.month, employer.identity)
        if employer.present and drawn < hazard:
            leaving.append(employer)
    if leaving:
        leave_city(city, leaving)
        # each is replaced by one of the same sector
        for sector in [employer.sector for employer in leaving]:
            add_employer(city, sector)


def end_employers(city, leaving, cause):
    """Remove employers with all their posts and dismiss the holders; return the posts."""
    rows = {employer.row for employer in leaving}
    posts = [p for p in city.posts if p.holder != CLOSED and p.employer in rows]
    for post in posts:
        if post.holder >= 0:
            dismiss(city, city.citizens[post.holder], cause)
        post.holder = CLOSED
    for employer in leaving:
        employer.posts = 0
        employer.present = False
        employer.member = False
    return posts


def leave_city(city, leaving):
    """Employers leave the city; return their posts."""
    posts = end_employers(city, leaving, "relocation")
    for name, number in (("employers_left", len(leaving)), ("posts_relocated", len(posts))):
        city.event_counts[name] = city.event_counts.get(name, 0.0) + float(number)
    return posts
