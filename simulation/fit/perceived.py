"""Perceived fit: fit compared with aspiration and, less so, with the city's mean fit."""

from __future__ import annotations

from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.kernels.compiled import columnwise

#: Perceived fit of a person whose fit equals the reference.
NEUTRAL = 0.65
#: Gives the sum of four uniform numbers a standard deviation of 1: it is the square root of 1/3.
UNIT_SPREAD = 1.732


@columnwise
def draw_moods(first, size, seed, month, person, mood):
    """Write each citizen's mood of the month: mean 0, standard deviation 1.

    A separate loop without branches, so that the compiler vectorises the draws.
    """
    for i in range(size):
        bits = random_bits(seed, Decision.MOOD, month, person[first + i], 0)
        mood[i] = (
            to_uniform(bits[0])
            + to_uniform(bits[1])
            + to_uniform(bits[2])
            + to_uniform(bits[3])
            - 2.0
        ) * UNIT_SPREAD


@columnwise
def perceive(first, size, resident, mean_fit, rule, perception, total, mood):
    """Write the perceived fit of some residents, and move their aspiration towards fit.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident are skipped.
    resident : array of bool
        Column of the citizens.
    mean_fit : float
        The city's mean fit last month.
    rule : simulation.core.city_parameters.Fit
    perception : Perception
        Written.
    total, mood : array of shape (size,)
        Total fit and mood this month.
    """
    perceived, aspiration = perception
    slope, weight_of_mood = rule.perceived_slope, rule.affect_sd
    aspiration_weight = rule.aspiration_weight if rule.aspirations_adapt else 0.0
    adaptation = rule.adaptation if rule.aspirations_adapt else 0.0
    for i in range(size):
        row = first + i
        if resident[row]:
            reference = aspiration_weight * aspiration[row] + (1.0 - aspiration_weight) * mean_fit
            level = NEUTRAL + slope * (total[i] - reference) + weight_of_mood * mood[i]
            perceived[row] = min(max(level, 0.0), 1.0)
            aspiration[row] += adaptation * (total[i] - aspiration[row])
