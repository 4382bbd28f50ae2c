"""Shocks: single events in a month that the scenario sets; month 0 is never."""

from __future__ import annotations

import math

from simulation.core.vocabulary import CLOSED, SKILLS
from tests.oracle.labour_demand import leave_city
from tests.oracle.state import rounded
from tests.oracle.technology import displace

LOCAL = ("retail_hospitality", "household_services", "construction_transport", "own_account")
KEY_SECTORS = ("health_care", "education", "public_administration")
SOCIAL = SKILLS.index("social")


def under_way(city, parameters):
    """Whether a shock of some months is active."""
    first = parameters.month
    return first > 0 and first <= city.month < first + parameters.months


def automation_wave(city, parameters):
    """``displaced_o += taken_o · (1 − displaced_o)``; taken at a constant rate or on a path."""
    if not 0 < parameters.month <= city.month:
        return
    for occupation in city.occupations:
        if occupation.automation_duration > 0.0:
            months = city.month - parameters.month
            before = lost_on_path(occupation, parameters, months)
            after = lost_on_path(occupation, parameters, months + 1)
            taken = (after - before) / (1.0 - before) if before < 1.0 else 0.0
            left = 1.0 - occupation.displaced
            occupation.displaced = rounded(occupation.displaced + rounded(taken) * left)
        elif under_way(city, parameters):
            pace = 1.0 - (1.0 - parameters.size) ** (1.0 / parameters.months)
            displace(occupation, pace, parameters.exposure)


def lost_on_path(occupation, parameters, months):
    """``size · exposure · (L(t) − L(0)) / (1 − L(0))`` after t months of the wave."""

    def logistic(month):
        away = (month - occupation.automation_midpoint) / occupation.automation_duration
        return 1.0 / (1.0 + math.exp(-away))

    first = logistic(0)
    exposed = parameters.size * getattr(occupation, parameters.exposure)
    return exposed * (logistic(months) - first) / (1.0 - first)


def anchor_exit(city, parameters):
    """A large employer leaves with its posts and their demand; local demand follows."""
    if parameters.month == 0 or city.month < parameters.month:
        return
    if city.month == parameters.month:
        anchor_leaves(city, parameters)
    for occupation in city.occupations:
        arriving = occupation.following / parameters.delay
        occupation.following = rounded(occupation.following - arriving)
        left = occupation.departed * (1.0 - parameters.recovery)
        occupation.departed = rounded(left + arriving * (1.0 - left))


def anchor_leaves(city, parameters):
    """The month of the exit."""
    before = [0] * len(city.occupations)
    for post in city.posts:
        if post.holder != CLOSED:
            before[post.occupation] += 1
    anchor = anchor_of(city, parameters)
    if not anchor:
        return
    posts = leave_city(city, anchor)
    left = [0] * len(city.occupations)
    for post in posts:
        left[post.occupation] += 1
    local = [o for o in city.occupations if city.sectors[o.sector] in LOCAL]
    local_posts = sum(before[occupation.row] - left[occupation.row] for occupation in local)
    follow = min(1.0, parameters.multiplier * len(posts) / max(1.0, local_posts))
    for occupation in city.occupations:
        occupation.departed = rounded(left[occupation.row] / max(1, before[occupation.row]))
        occupation.lagged_spared *= 1.0 - occupation.departed
        occupation.following = rounded(follow) if occupation in local else 0.0


def anchor_of(city, parameters):
    """Employers of the sector in the order of their identities, up to about the share `size`.

    An employer belongs to it if at least half of its posts are needed to reach the share; the
    first always does, so that an employer leaves in a small city, too.
    """
    candidates = [
        employer
        for employer in city.employers
        if employer.present
        and employer.posts > 0
        and employer.sector >= 0
        and city.sectors[employer.sector] == parameters.sector
    ]
    candidates.sort(key=lambda employer: employer.identity)
    wanted = parameters.size * sum(employer.posts for employer in candidates)
    anchor, held = [], 0
    for employer in candidates:
        first = not held and parameters.size > 0.0
        held += employer.posts
        if first or held - 0.5 * employer.posts <= wanted:
            anchor.append(employer)
    return anchor


def pandemic(city, parameters):
    """Face-to-face work closes: ``size · (1 − remote) · social``, key sectors spared."""
    if parameters.month == 0 or city.month < parameters.month:
        return
    on = under_way(city, parameters)
    city.conditions.counters = 1.0 - parameters.size if on else 1.0
    for occupation in city.occupations:
        contact = (1.0 - occupation.remote) * occupation.design[SOCIAL]
        spared = parameters.key_work if city.sectors[occupation.sector] in KEY_SECTORS else 0.0
        occupation.shut = rounded(parameters.size * contact * (1.0 - spared)) if on else 0.0


def data_breach(city, parameters):
    """``trust *= 1 − size``: of those concerned about privacy in city and firms, of employers."""
    if parameters.month == 0 or city.month != parameters.month:
        return
    for citizen in city.people:
        if citizen.privacy_concerned:
            citizen.trust = rounded(citizen.trust * (1.0 - parameters.size))
            citizen.trust_firms = rounded(citizen.trust_firms * (1.0 - parameters.firms_size))
    for employer in city.employers:
        if employer.present:
            employer.trust = rounded(employer.trust * (1.0 - parameters.employers_size))


def disinformation(city, parameters):
    """Disinformation of the given size, in its months."""
    if under_way(city, parameters):
        city.levers.disinformation = parameters.size


def funding_cut(city, parameters):
    """``budget *= 1 − share`` of each intervention and of smart-city posts, in its months."""
    if under_way(city, parameters):
        city.levers.funding = 1.0 - parameters.share
        city.levers.private_funding = 1.0 - parameters.private_share


def platform_monopoly(city, parameters):
    """From its month on all platforms belong to one owner."""
    city.levers.one_platform = 0 < parameters.month <= city.month
