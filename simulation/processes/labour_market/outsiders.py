"""Outsiders: people from elsewhere who compete for vacancies."""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.core.vocabulary import OUTSIDER, VACANT
from simulation.fit.demand_ability import with_own_ict
from simulation.kernels.compiled import compiled

#: Most outside applicants for a vacancy in a month: a random draw has bits for their number and
#: for the fit of three.
EXTERNAL_LIMIT = 3


@compiled
def draw_outsiders(seed, month, rate, posts, occupations, signals, rule, best):
    """Draw outside applicants; write the score of the best one into `best`, -inf for none.

    Returns
    -------
    ndarray of int64
        Rows of the vacancies with an outside applicant.
    """
    holder, occupation, identity = posts.holder, posts.occupation, posts.identity
    rows = np.empty(posts.rows, dtype=np.int64)
    count = 0
    for p in range(posts.rows):
        if holder[p] != VACANT:
            continue
        best[p] = -np.inf
        o = occupation[p]
        if not rate[o] > 0.0:
            continue
        bits = random_bits(seed, Decision.EXTERNAL_APPLICANT, month, identity[p], 0)
        number = min(int(rate[o] + to_uniform(bits[0])), EXTERNAL_LIMIT)
        for n in range(number):
            fit = rule.external_minimum + rule.external_spread * to_uniform(bits[n + 1])
            if rule.outsiders_alike:
                # the same certificate and the same error as for residents
                level = posts.education_asked[p]
                typical = with_own_ict(
                    signals.certificate[level, o], signals.typical_ict[level],
                    occupations.demand, occupations.weight, o, posts.ict_above[p],
                )  # fmt: skip
                fit += signals.credential_weight * (typical - fit)
                drawn = random_bits(seed, Decision.EXTERNAL_APPLICANT, month, identity[p], n + 1)
                error = to_uniform(drawn[0]) + to_uniform(drawn[1]) - 1.0
                fit += rule.evaluation_error * error
            best[p] = max(best[p], fit)
        if number > 0:
            rows[count] = p
            count += 1
    return rows[:count]


@compiled
def hire_outsiders(rows, best, posts, rule):
    """Fill remaining vacancies with the best outsider who reaches the minimum; return how many."""
    hired = 0
    for index in range(rows.shape[0]):
        p = rows[index]
        waited = min(posts.waiting[p], rule.decline_months)
        minimum = rule.minimum_fit - rule.minimum_decline * waited
        if posts.holder[p] == VACANT and best[p] >= minimum:
            posts.holder[p] = OUTSIDER
            hired += 1
    return hired
