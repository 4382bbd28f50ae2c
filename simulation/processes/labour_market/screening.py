"""Automated screening: applications that software turns down before an employer reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import BY_TIES, BY_TRANSFER, EMPLOYED, ICT
from simulation.fit.needs_supply import digital_access
from simulation.fit.running_sums import ict_level
from simulation.kernels.compiled import compiled
from simulation.world import World

if TYPE_CHECKING:
    from simulation.processes.labour_market.hiring import Hiring

#: What an employer's software does: reads the profile, and turns down gaps in employment, too.
READS_PROFILE, TURNS_DOWN_GAPS = 1, 2


@compiled
def _screen(applications, citizens, posts, software, rule, score, counts):
    """Turn down applications; count all that would reach the minimum, and those turned down."""
    row, post, channel = applications.row, applications.post, applications.channel
    weight, longest_gap = rule.screening_profile_weight, rule.screening_gap_months
    for a in range(row.shape[0]):
        citizen, p = row[a], post[a]
        waited = min(posts.waiting[p], rule.decline_months)
        minimum = rule.minimum_fit - rule.minimum_decline * waited
        if score[a] < minimum:
            continue
        g = citizens.education[citizen]
        ict = citizens.skills[citizen, ICT]
        # ICT level when measuring began, from then on
        level = citizens.first_ict[citizen] if citizens.months[citizen] > 0 else ict_level(ict)
        counts[0, g, level] += 1
        acts = software[posts.employer[p]]
        if acts == 0 or channel[a] == BY_TIES or channel[a] == BY_TRANSFER:
            continue
        gap = citizens.status[citizen] != EMPLOYED and citizens.spell[citizen] > longest_gap
        poor = score[a] - weight * (1.0 - digital_access(ict)) < minimum
        if poor or (gap and acts == TURNS_DOWN_GAPS):
            score[a] = -np.inf
            counts[1, g, level] += 1


def software_of_employers(world: World, rule: Hiring) -> np.ndarray:
    """What the software of each employer does; the same for as long as the employer exists.

    Parameters
    ----------
    world : World
    rule : simulation.processes.labour_market.hiring.Hiring

    Returns
    -------
    ndarray of uint8, shape (employers,)
        0 if it has none, :data:`READS_PROFILE` or :data:`TURNS_DOWN_GAPS`.
    """
    identity = world.employers.identity
    has, gaps = (
        uniforms(world.seed, Decision.SCREENING_EMPLOYER, 0, identity, item) < share
        for item, share in enumerate((rule.screening_share, rule.screening_gap_share))
    )
    return np.where(has, np.where(gaps, TURNS_DOWN_GAPS, READS_PROFILE), 0).astype(np.uint8)


def screen_applications(world: World, rule: Hiring, score: np.ndarray) -> None:
    """Set the scores of applications that software turns down to minus infinity.

    Parameters
    ----------
    world : World
        Its ``screened`` counts the month's applications.
    rule : simulation.processes.labour_market.hiring.Hiring
    score : ndarray of float64, shape (applications,)
        Written.
    """
    if rule.screening_share > 0.0:
        _screen(
            world.applications, world.citizens, world.posts, software_of_employers(world, rule),
            rule, score, world.screened,
        )  # fmt: skip
