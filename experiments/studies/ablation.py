"""Ablation: the contribution of each mechanism to unbalance and to volatility.

Two games switch mechanisms on and off. The first is the ladder of the paper's argument: from a city
without differences by education to one with skill gaps, skewed jobs, homophilous ties, priced and
digital services, and sorting into places. The second removes the causes of job-market change. Each
game runs every combination of its mechanisms, so that Shapley values do not depend on their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import factorial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from experiments.comparison import mean_interval
from experiments.errors import RequestError
from experiments.studies.study import Rows, Study
from scenarios import Scenario, load

if TYPE_CHECKING:
    import pandas as pd

Value = TypeVar("Value", float, np.ndarray)


@dataclass(frozen=True)
class Mechanism:
    """A mechanism that can be removed from the city.

    Attributes
    ----------
    name, title : str
        Short name, and the name in tables and figures.
    out : mapping of str to value
        Parameters, keyed ``"section.key"``, that remove it.
    """

    name: str
    title: str
    out: Mapping[str, Any]


@dataclass(frozen=True)
class Game:
    """Mechanisms in the order of the ladder.

    Attributes
    ----------
    name, title : str
    mechanisms : tuple of Mechanism
    """

    name: str
    title: str
    mechanisms: tuple[Mechanism, ...]

    @property
    def names(self) -> list[str]:
        """Names of the mechanisms."""
        return [mechanism.name for mechanism in self.mechanisms]

    def coalitions(self) -> Iterator[frozenset[str]]:
        """Yield every set of active mechanisms, the empty set first."""
        for active in product((False, True), repeat=len(self.names)):
            yield frozenset(name for name, on in zip(self.names, active, strict=True) if on)

    def ladder(self) -> list[frozenset[str]]:
        """Return the coalitions when mechanisms are added one by one in their order."""
        return [frozenset(self.names[:rungs]) for rungs in range(len(self.names) + 1)]

    def scenario_name(self, coalition: frozenset[str]) -> str:
        """Return the scenario name of a coalition: one digit per mechanism, 1 for active."""
        return f"{self.name}-" + "".join("01"[name in coalition] for name in self.names)

    def scenario(self, coalition: frozenset[str], size: Mapping[str, Any]) -> Scenario:
        """Return the baseline with only these mechanisms active."""
        changes = dict(size)
        for mechanism in self.mechanisms:
            if mechanism.name not in coalition:
                changes |= mechanism.out
        return load("baseline").but(
            changes, name=self.scenario_name(coalition), source=f"game {self.name}"
        )


UNBALANCE = Game(
    "ladder",
    "From an education-blind city upwards",
    (
        Mechanism("skills", "Skill gap", {"population.skill_differences": False}),
        Mechanism(
            "jobs",
            "Skewed mix of jobs",
            {"occupations.job_mix_skew": False, "occupations.conditions_differ": False},
        ),
        Mechanism(
            "screening",
            "Screening by certificate and district",
            {
                "hiring.credential_weight": 0.0,
                "hiring.over_qualification_signal": 0.0,
                "hiring.under_qualification_signal": 0.0,
                "hiring.district_weight": 0.0,
            },
        ),
        Mechanism(
            "ties",
            "Homophilous ties and likeness",
            {"ties.homophilous": False, "fit.likeness_education_weight": 0.0},
        ),
        Mechanism(
            "services",
            "Priced and digital services",
            {
                "services.digital_only": 0.0,
                "prices.priced_leisure": False,
                "prices.digital_advantage": False,
            },
        ),
        Mechanism("places", "Sorting into places", {"moves.sorting": False}),
        Mechanism(
            "learning",
            "Learning at work and in courses",
            {"practice.active": False, "courses.active": False, "peer_learning.active": False},
        ),
    ),
)

VOLATILITY = Game(
    "job_market_change",
    "What keeps the job market changing",
    (
        Mechanism("redesign", "Redesign of jobs", {"redesign.active": False}),
        Mechanism(
            "creation",
            "Automation and emerging jobs",
            {"automation.active": False, "emerging_occupations.active": False},
        ),
        Mechanism("relocation", "Employers that leave", {"relocation.active": False}),
        Mechanism(
            "cycles",
            "Boom and bust",
            {"business_cycle.active": False, "technology_cycle.active": False},
        ),
        Mechanism("turnover", "Ordinary turnover", {"separations.active": False}),
        Mechanism(
            "world_market",
            "World market for talent",
            {"hiring.external_applicants": False, "remote_work.active": False},
        ),
    ),
)

GAMES: tuple[Game, ...] = (UNBALANCE, VOLATILITY)
#: Measures that are decomposed, and their names. Unbalance is by education here, not by ICT skill:
#: ICT skill declines without a job, so with equal initial skills its rank would follow fit.
MEASURES = {
    "slope_index_education": "Unbalance (slope index by education)",
    "volatility": "Volatility (RMSSD of fit)",
}
#: Rows that hold a level rather than a mechanism.
NONE, ALL = "none of these", "all together"


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """Return every coalition of both games for a city size (``"section.key"`` → value)."""
    return [game.scenario(coalition, size) for game in GAMES for coalition in game.coalitions()]


def shapley_values[Value: (float, np.ndarray)](
    players: Sequence[str], coalition_value: Mapping[frozenset[str], Value]
) -> dict[str, Value]:
    r"""Compute the Shapley value of each player.

    ``φ_i = Σ_{S ⊆ N∖i} |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S))``: a player's contribution,
    averaged over all joining orders. The values sum to ``v(N) − v(∅)``.

    Parameters
    ----------
    players : sequence of str
    coalition_value : mapping of frozenset of str to float or ndarray
        Value of every coalition, the empty one included; arrays of one shape (for instance one
        value per seed) are decomposed element by element.

    Returns
    -------
    dict of str to float or ndarray

    Raises
    ------
    KeyError
        If a coalition is missing.

    References
    ----------
    Shapley (1953), A value for n-person games; Shorrocks (2013), Decomposition procedures for
    distributional analysis.
    """
    player_count = len(players)
    values = {}
    for player in players:
        others = [name for name in players if name != player]
        total = 0.0 * coalition_value[frozenset()]
        for size in range(player_count):
            weight = factorial(size) * factorial(player_count - size - 1) / factorial(player_count)
            for chosen in combinations(others, size):
                without = frozenset(chosen)
                contribution = coalition_value[without | {player}] - coalition_value[without]
                total = total + weight * contribution
        values[player] = total
    return values


def table(runs: pd.DataFrame) -> Rows:
    """Return the results of both games on both measures.

    Parameters
    ----------
    runs : DataFrame
        One row per run: scenario, seed and the measures after the burn-in.

    Returns
    -------
    list of dict
        One row per game, measure and mechanism: the step of its rung of the ladder and its Shapley
        value, each with the 95 % interval over seeds (paired), and its share in the sum of all
        mechanisms of the game. The rows *none of these* and *all together* hold the level of the
        measure without and with all of them.
    """
    return [
        row
        for game in GAMES
        for measure in MEASURES
        for row in game_rows(game, measure, coalition_values(game, measure, runs))
    ]


def coalition_values(
    game: Game, measure: str, runs: pd.DataFrame
) -> dict[frozenset[str], np.ndarray]:
    """Return a measure by coalition, with one value per seed that has all coalitions.

    Raises
    ------
    RequestError
        If no seed has all coalitions.
    """
    wide = runs.pivot(index="seed", columns="scenario", values=measure)
    names = {game.scenario_name(coalition): coalition for coalition in game.coalitions()}
    complete = wide.reindex(columns=list(names)).dropna()
    if complete.empty:
        raise RequestError(
            f"no seed has a value of {measure!r} in all {len(names)} combinations of the game "
            f"{game.name!r}; repeat the command to run the missing ones"
        )
    return {coalition: complete[name].to_numpy() for name, coalition in names.items()}


def game_rows(game: Game, measure: str, values: dict[frozenset[str], np.ndarray]) -> Rows:
    """Return the rows of one game and measure; see :func:`table`."""
    ladder = game.ladder()
    shapley = shapley_values(game.names, values)
    whole = values[ladder[-1]] - values[ladder[0]]
    head = {"game": game.name, "measure": measure, "seeds": len(whole)}

    def row(name: str, level: np.ndarray, **numbers: float) -> dict[str, Any]:
        return {**head, "mechanism": name, "level": float(level.mean()), **numbers}

    steps = []
    for mechanism, before, after in zip(game.mechanisms, ladder[:-1], ladder[1:], strict=True):
        step, step_low, step_high = mean_interval(values[after] - values[before])
        mean, low, high = mean_interval(shapley[mechanism.name])
        steps.append(
            row(
                mechanism.title, values[after], step=step, step_low=step_low, step_high=step_high,
                shapley=mean, shapley_low=low, shapley_high=high,
                share=float(shapley[mechanism.name].mean() / whole.mean()),
            )
        )  # fmt: skip
    empty = dict.fromkeys(
        ("step", "step_low", "step_high", "shapley", "shapley_low", "shapley_high", "share"),
        float("nan"),
    )
    first, last = values[ladder[0]], values[ladder[-1]]
    return [row(NONE, first, **empty), *steps, row(ALL, last, **empty)]


FULL = Study("ablation", 6, 2_000, 180, 60, scenarios, table=table)
QUICK = Study("ablation-quick", 1, 200, 40, 16, scenarios, table=table)
