"""The demand open to a person without a job: the demand–ability fit and the pay to expect of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import columnwise, compiled, inlined

#: Smallest sum of posts within reach that is divided by.
SMALLEST = 1e-12
#: Numbers that NumPy adds without halving a row.
LONG_ROW = 128
#: No shortfall, in the type of the tables.
NONE = np.float32(0.0)


class OpenDemand(NamedTuple):
    """What posts there are for people without a job, seen from the occupation of their last post.

    Attributes
    ----------
    demand, weight : ndarray of float32, shape (K, occupations)
        Demand for each skill, and its importance; one skill of all occupations side by side.
    shares, past_shares : ndarray of float32, shape (occupations, occupations)
        Share of each occupation (column) in the posts near to the last one (row), now and last
        month; rows add up to 1. See :func:`shares_of_posts`.
    unlicensed : ndarray of float32, shape (occupations,)
        Share of the posts that need no licence.
    minimum, spread : float
        Fit that employers ask of applicants for a vacancy of usual age, and how far what they see
        may lie above or below the truth.
    """

    demand: np.ndarray
    weight: np.ndarray
    shares: np.ndarray
    past_shares: np.ndarray
    unlicensed: np.ndarray
    minimum: float
    spread: float


class Outlook(NamedTuple):
    """How all occupations look to one person; float64 arrays of shape (occupations,).

    Attributes
    ----------
    fit : ndarray
        Demand–ability fit, 0–1.
    forgiven, licensed : ndarray
        Share of posts at which the shortfall is forgiven, and for which no licence is missing, 0–1.
    """

    fit: np.ndarray
    forgiven: np.ndarray
    licensed: np.ndarray


@compiled
def _sum(values):
    """Sum in the order in which NumPy adds: eight sums side by side, and long rows in halves."""
    number = values.shape[0]
    if number <= LONG_ROW:
        part = np.zeros(8)
        for first in range(0, number - 7, 8):
            for i in range(8):
                part[i] += values[first + i]
        total = ((part[0] + part[1]) + (part[2] + part[3])) + (
            (part[4] + part[5]) + (part[6] + part[7])
        )
        for i in range(number - number % 8, number):
            total += values[i]
        return total
    half = number // 2 - number // 2 % 8
    return _sum(values[:half]) + _sum(values[half:])


@compiled
def shares_of_posts(nearness, posts):
    """Shares of occupations in the posts near to each occupation, ``r_po n_o / Σ_o r_po n_o``.

    Parameters
    ----------
    nearness : ndarray of shape (occupations, occupations)
        Nearness of each occupation (column) to the last one (row), 0–1.
    posts : ndarray of shape (occupations,)
        Posts, averaged over a year.

    Returns
    -------
    ndarray of float32, shape (occupations, occupations)
    """
    shares = np.empty(nearness.shape, dtype=np.float32)
    near = np.empty(nearness.shape[1])
    for last in range(nearness.shape[0]):
        for o in range(near.shape[0]):
            near[o] = nearness[last, o] * posts[o]
        total = max(_sum(near), SMALLEST)
        for o in range(near.shape[0]):
            shares[last, o] = near[o] / total
    return shares


def by_skill(values: np.ndarray) -> np.ndarray:
    """Put each skill of all occupations side by side: (occupations, K) becomes (K, occupations)."""
    return np.ascontiguousarray(values.T)


@inlined
def share_open(fit, minimum, spread):
    """Share of the posts of an occupation at which the shortfall of skill is forgiven, 0–1.

    What an employer sees differs from fit by an error with a triangular distribution of this
    half-width (:class:`simulation.processes.labour_market.hiring.Hiring`), and must reach the
    minimum. Certificates, search and reach play no part.
    """
    above = (fit - minimum) / spread if spread > 0.0 else (1.0 if fit >= minimum else -1.0)
    above = min(max(above, -1.0), 1.0)
    return (
        0.5 * (1.0 + above) * (1.0 + above)
        if above < 0.0
        else 1.0 - 0.5 * (1.0 - above) * (1.0 - above)
    )


@columnwise
def _add_shortfalls(skill, able, demand, weight, shortfall):
    """Add the weighted shortfall in one skill against every occupation."""
    for o in range(shortfall.shape[0]):
        shortfall[o] += max(weight[skill, o] * (demand[skill, o] - able), NONE)


@columnwise
def _find_forgiven(fit, forgiven, minimum, spread):
    """Turn shortfalls into fit, and find the share of posts at which they are forgiven."""
    for o in range(fit.shape[0]):
        fit[o] = 1.0 - fit[o]
        forgiven[o] = share_open(fit[o], minimum, spread)


@columnwise
def look_round(able, person, prepared, open_demand, outlook):
    """Find how all occupations look to one person.

    Loops go over occupations, not over skills, so that several are computed at once.

    Parameters
    ----------
    able : array of float32, shape (people, 8)
        Packed effective abilities.
    person : uint64
        Row of the person.
    prepared : tuple of uint32
        Occupation of his or her last post, and the one that he or she was prepared for. Their
        licence is held. One earned with a course is left out: it serves only once there is work of
        that kind.
    open_demand : OpenDemand
    outlook : Outlook
        Written.
    """
    demand, weight, _, _, unlicensed, minimum, spread = open_demand
    fit, forgiven, licensed = outlook
    for o in range(fit.shape[0]):
        fit[o] = 0.0
        licensed[o] = unlicensed[o]
    for skill in range(SKILL_COUNT):
        _add_shortfalls(skill, able[person, skill], demand, weight, fit)
    _find_forgiven(fit, forgiven, minimum, spread)
    licensed[prepared[0]] = 1.0
    licensed[prepared[1]] = 1.0


@inlined
def expected_fit(able, person, prepared, open_demand, outlook):
    """Demand–ability fit to expect of the open demand, ``Σ_o r_o n_o q_o F_o / Σ_o r_o n_o``.

    Over all occupations o: r their nearness to the last occupation, n their posts, F the fit with
    their demand, and q the share of posts at which the shortfall is forgiven and no licence is
    missing. Hearing of more vacancies cannot change it.

    Parameters
    ----------
    able, person, prepared, open_demand, outlook
        See :func:`look_round`.

    Returns
    -------
    now, before : float
        With the posts of this month and with those of last month, 0–1; 0 if nothing is open.
    """
    look_round(able, person, prepared, open_demand, outlook)
    shares, past_shares, last = open_demand.shares, open_demand.past_shares, prepared[0]
    fits, forgiven, licensed = outlook
    now = 0.0
    before = 0.0
    for o in range(fits.shape[0]):
        fit = fits[o] * (forgiven[o] * licensed[o])
        now += shares[last, o] * fit
        before += past_shares[last, o] * fit
    return now, before


@inlined
def expected_log_wage(able, person, prepared, open_demand, pay, outlook):
    """Log wage to expect of the open demand, ``Σ_o r_o n_o q_o ln w_o / Σ_o r_o n_o q_o``.

    Weights as in :func:`expected_fit`; w is the pay for the own match, so that skills which few
    posts near by ask for raise nobody's hopes.

    Parameters
    ----------
    able, person, prepared, open_demand, outlook
        See :func:`look_round`.
    pay : tuple
        Log wage of a good match by occupation, slope of log wage over match, and the good match.

    Returns
    -------
    float
        nan if nothing is open.
    """
    look_round(able, person, prepared, open_demand, outlook)
    shares, last = open_demand.shares, prepared[0]
    fit, forgiven, licensed = outlook
    log_wage, match_slope, good_match = pay
    total = 0.0
    number = 0.0
    for o in range(fit.shape[0]):
        posts = shares[last, o] * forgiven[o] * licensed[o]
        total += posts * (log_wage[o] + match_slope * (fit[o] - good_match))
        number += posts
    return total / number if number > SMALLEST else np.nan
