"""The demand open to a person without a job: the demand–ability fit and the pay to expect of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.kernels.compiled import inlined, uint32
from simulation.kernels.simd import packed_shortfall

#: Smallest sum of posts within reach that is divided by.
SMALLEST = 1e-12


class OpenDemand(NamedTuple):
    """What posts there are for people without a job, seen from the occupation of their last post.

    Attributes
    ----------
    shares, past_shares : ndarray of float32, shape (occupations, occupations)
        Share of each occupation (column) in the posts near to the last one (row), now and last
        month; rows add up to 1. See :func:`shares_of_posts`.
    unlicensed : ndarray of float32, shape (occupations,)
        Share of the posts that need no licence.
    minimum, spread : float
        Fit that employers ask of applicants for a vacancy of usual age, and how far what they see
        may lie above or below the truth.
    """

    shares: np.ndarray
    past_shares: np.ndarray
    unlicensed: np.ndarray
    minimum: float
    spread: float


def shares_of_posts(nearness: np.ndarray, posts: np.ndarray) -> np.ndarray:
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
    near = nearness * posts
    near /= np.maximum(near.sum(axis=1, keepdims=True), SMALLEST)
    return near.astype(np.float32)


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


@inlined
def _without_licence(job, prepared, unlicensed):
    """Share of the posts of an occupation for which no licence is missing, 0–1.

    The licence is held of the last occupation and of the one that somebody was prepared for. One
    earned with a course is left out: it serves only once there is work of that kind.
    """
    last, origin = prepared
    return 1.0 if job in (last, origin) else unlicensed[job]


@inlined
def expected_fit(able, person, prepared, demand, weight, open_demand):
    """Demand–ability fit to expect of the open demand, ``Σ_o r_o n_o q_o F_o / Σ_o r_o n_o``.

    Over all occupations o: r their nearness to the last occupation, n their posts, F the fit with
    their demand, and q the share of posts at which the shortfall is forgiven and no licence is
    missing. Hearing of more vacancies cannot change it.

    Parameters
    ----------
    able : array of float32, shape (people, 8)
        Packed effective abilities.
    person : uint64
        Row of the person.
    prepared : tuple of uint32
        Occupation of his or her last post, and the one that he or she was prepared for.
    demand, weight : array of float32, shape (occupations, 8)
        See :func:`simulation.fit.demand_ability.packed_rows`.
    open_demand : OpenDemand

    Returns
    -------
    now, before : float
        With the posts of this month and with those of last month, 0–1; 0 if nothing is open.
    """
    shares, past_shares, unlicensed, minimum, spread = open_demand
    last = prepared[0]
    now = 0.0
    before = 0.0
    for o in range(shares.shape[0]):
        job = uint32(o)
        fit = 1.0 - packed_shortfall(able, person, demand, job, weight, job)
        fit *= share_open(fit, minimum, spread) * _without_licence(job, prepared, unlicensed)
        now += shares[last, job] * fit
        before += past_shares[last, job] * fit
    return now, before


@inlined
def expected_log_wage(able, person, prepared, demand, weight, open_demand, pay):
    """Log wage to expect of the open demand, ``Σ_o r_o n_o q_o ln w_o / Σ_o r_o n_o q_o``.

    Weights as in :func:`expected_fit`; w is the pay for the own match, so that skills which few
    posts near by ask for raise nobody's hopes.

    Parameters
    ----------
    able, person, prepared, demand, weight, open_demand
        See :func:`expected_fit`.
    pay : tuple
        Log wage of a good match by occupation, slope of log wage over match, and the good match.

    Returns
    -------
    float
        nan if nothing is open.
    """
    shares, _, unlicensed, minimum, spread = open_demand
    last = prepared[0]
    log_wage, match_slope, good_match = pay
    total = 0.0
    number = 0.0
    for o in range(shares.shape[0]):
        job = uint32(o)
        fit = 1.0 - packed_shortfall(able, person, demand, job, weight, job)
        posts = shares[last, job] * share_open(fit, minimum, spread)
        posts *= _without_licence(job, prepared, unlicensed)
        total += posts * (log_wage[o] + match_slope * (fit - good_match))
        number += posts
    return total / number if number > SMALLEST else np.nan
