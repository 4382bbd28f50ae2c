"""Shapley values: a fair division of an outcome over the mechanisms that made it together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import TypeVar

import numpy as np

Value = TypeVar("Value", float, np.ndarray)


def shapley_values[Value: (float, np.ndarray)](
    players: Sequence[str], worth: Mapping[frozenset[str], Value]
) -> dict[str, Value]:
    r"""Shapley value of each player.

    ``φ_i = Σ_{S ⊆ N∖i} |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S))``: what a player adds, averaged
    over every order in which the players could have come. The values add up to ``v(N) − v(∅)``.

    Parameters
    ----------
    players : sequence of str
    worth : mapping of frozenset of str to float or ndarray
        Worth of every set of players, the empty one included; arrays of one shape (for instance
        one value per seed) are shared out element by element.

    Returns
    -------
    dict of str to float or ndarray

    Raises
    ------
    KeyError
        If the worth of a set is missing.

    References
    ----------
    Shapley (1953), A value for n-person games; Shorrocks (2013), Decomposition procedures for
    distributional analysis.
    """
    number = len(players)
    values = {}
    for player in players:
        others = [name for name in players if name != player]
        total = 0.0 * worth[frozenset()]
        for size in range(number):
            weight = factorial(size) * factorial(number - size - 1) / factorial(number)
            for chosen in combinations(others, size):
                without = frozenset(chosen)
                total = total + weight * (worth[without | {player}] - worth[without])
        values[player] = total
    return values
