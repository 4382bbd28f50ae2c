"""Felt fit: fit compared with what one has got used to, and less so with the city's mean."""

from __future__ import annotations

from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.kernels.compiled import columnwise

#: Felt fit of somebody whose fit is just what he or she compares it with.
NEUTRAL = 0.65
#: Makes the spread of a sum of four uniform numbers, the square root of a third, one.
UNIT_SPREAD = 1.732


@columnwise
def draw_moods(first, size, seed, month, person, mood):
    """Mood of everybody this month: mean 0, spread 1, written into `mood`.

    A loop of its own, free of branches, so that the processor can draw for several people at once.
    """
    for i in range(size):
        luck = random_bits(seed, Decision.MOOD, month, person[first + i], 0)
        mood[i] = (
            to_uniform(luck[0])
            + to_uniform(luck[1])
            + to_uniform(luck[2])
            + to_uniform(luck[3])
            - 2.0
        ) * UNIT_SPREAD


@columnwise
def feel(first, size, now, mood, mean_fit, rules, resident, perceived, aspiration):
    """Felt fit of some residents, and what they get used to, written in place.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; those of nobody are passed over.
    now, mood : array of shape (size,)
        Total fit and mood this month.
    mean_fit : float
        The city's mean fit last month.
    rules : tuple of float
        As unpacked below; see :class:`simulation.core.city_parameters.Fit`.
    resident, perceived, aspiration : array
        Columns of the citizens.
    """
    slope, weight_of_mood, adapted, adaptation = rules
    for i in range(size):
        row = first + i
        if resident[row]:
            reference = adapted * aspiration[row] + (1.0 - adapted) * mean_fit
            felt = NEUTRAL + slope * (now[i] - reference) + weight_of_mood * mood[i]
            perceived[row] = min(max(felt, 0.0), 1.0)
            aspiration[row] += adaptation * (now[i] - aspiration[row])
