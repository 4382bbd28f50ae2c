"""Felt fit: fit compared with what one has got used to, and less so with the city's mean."""

from __future__ import annotations

from simulation.compiled import compiled
from simulation.luck import Decision, share, words

#: Felt fit of somebody whose fit is just what he or she compares it with.
NEUTRAL = 0.65
#: Makes the spread of a sum of four uniform numbers, the square root of a third, one.
UNIT_SPREAD = 1.732


@compiled
def draw_moods(seed, month, people, person, mood):
    """Mood of everybody this month: mean 0, spread 1, written into `mood`.

    A loop of its own, free of branches, so that the processor can draw for several people at once.
    """
    for index in range(people.shape[0]):
        luck = words(seed, Decision.MOOD, month, person[people[index]], 0)
        mood[index] = (
            share(luck[0]) + share(luck[1]) + share(luck[2]) + share(luck[3]) - 2.0
        ) * UNIT_SPREAD


@compiled
def feel(people, now, mood, mean_fit, rules, perceived, aspiration):
    """Felt fit, and what people get used to, written in place.

    Parameters
    ----------
    people : array of shape (people,)
        Rows of the residents.
    now, mood : array of shape (people,)
        Total fit and mood this month, in the order of `people`.
    mean_fit : float
        The city's mean fit last month.
    rules : tuple of float
        As unpacked below; see :class:`simulation.basics.Fit`.
    perceived, aspiration : array
        Columns of the citizens.
    """
    slope, weight_of_mood, adapted, adaptation = rules
    for index in range(people.shape[0]):
        row = people[index]
        reference = adapted * aspiration[row] + (1.0 - adapted) * mean_fit
        felt = NEUTRAL + slope * (now[index] - reference) + weight_of_mood * mood[index]
        perceived[row] = min(max(felt, 0.0), 1.0)
        aspiration[row] += adaptation * (now[index] - aspiration[row])
