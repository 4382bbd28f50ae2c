"""Stratified sums: sums over residents by education and ICT skill, which most measures divide.

Compiled loops read every column once per month and copy none. Sums are in double precision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, Concatenate

import numpy as np

from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS, STATUSES
from simulation.kernels.compiled import compiled, zeros_by_name
from simulation.kernels.threads import together
from simulation.measures import stratified_loops as loops
from simulation.measures.training.lottery_groups import lottery_groups
from simulation.statistics.market import rate
from simulation.statistics.unbalance import covariances_with_rank, mid_rank
from simulation.world import World

#: Classes of ICT skill; citizens within a class share a rank.
ICT_CLASSES = 50

#: Columns of the citizens that are summed.
SUMMED = (
    "fit",
    "fit_realised",
    "fit_potential",
    "perceived",
    "potential",
    "demand_ability",
    "needs_supply",
    "supplementary",
    "complementary",
    "happiness",
    "health",
    "energy",
)
#: What is summed by education and class of ICT skill.
BY_STRATUM = (*SUMMED, "people", "employed", "at_work", "ict", "unseen_skill", "fit_squares",
              "misfit", "members", "learners")  # fmt: skip
#: What is summed by education, over residents and over job-holders.
BY_EDUCATION = ("trust", "trust_firms", "digital_use", "trained", "acute", "remote", "wage",
                "output", "productivity", "over", "under", "happiness_at_work",
                "energy_at_work", "ict_shortfall", "assessed")  # fmt: skip

#: Ranks: by education, by ICT skill, and by both with equal weight.
RANKS = ("education", "ict", "both")

#: What is summed over citizens assigned by the lottery and over the others, and by occupation.
BY_LOTTERY = ("people", "employed", "ict")
BY_OCCUPATION = ("squares", "people")
#: What is summed over those who lived here when measuring began.
BY_ORIGIN = ("people", "fit", "employed", "misfit", "well_being", "trained", "wage", "ict")


#: Number of each sum by stratum or by education.
_NUMBER = {name: number for number, name in enumerate((*BY_STRATUM, *BY_EDUCATION))}


def _records(names: tuple[str, ...]) -> np.dtype:
    """Data type of sums, with a field per name."""
    return np.dtype([(name, np.float64) for name in names])


STRATUM = _records(BY_STRATUM)
EDUCATION_SUMS = _records(BY_EDUCATION)
LOTTERY_SUMS = _records(BY_LOTTERY)
OCCUPATION_SUMS = _records(BY_OCCUPATION)
SAME_PERSONS = _records(BY_ORIGIN)


@dataclass
class ByName:
    """Sums by their names: views of an array are made only where they are read.

    Attributes
    ----------
    numbers : ndarray of shape (names, …)
    """

    numbers: np.ndarray

    def __getitem__(self, name: str) -> np.ndarray:
        sums: np.ndarray = self.numbers[_NUMBER[name]]
        return sums


@dataclass
class StratifiedSums:
    """Sums over residents.

    Attributes
    ----------
    sums : ByName of ndarray of shape (3, 50)
        By education and ICT class: sum of each column of :data:`SUMMED`, of demand-ability fit of
        job-holders (``at_work``), of ``ict`` skill, of the ``unseen_skill`` in all skills and of
        squared fit; number of ``people``, of those ``employed``, in ``misfit``, who are ``members``
        of a community, and ``learners`` on public courses.
    totals : ByName of ndarray of shape (3,)
        By education: all of the above; sums of ``trust`` in the city, of ``trust_firms`` and of
        ``digital_use``; number ``trained`` in the last twelve months, whose skill has been
        ``assessed``, and with an ``acute`` change of fit this month. Over job-holders: sum of
        ``wage``, of ``output`` (the occupation's wage times productivity), of ``productivity``, of
        happiness, of energy and of ``ict_shortfall``; number ``over`` and ``under`` the education
        usually required, and with ``remote`` work for an employer elsewhere.
    states : ndarray of shape (3, 3)
        Residents by education and labour-market state.
    holders : ndarray of shape (2, 3, occupations)
        All job-holders, and those in their first month, by education and occupation.
    well_being : ndarray of shape (2, 3, 3)
        Sum of the mean of health and happiness, and people, by education and whether settled in a
        post, new in it or without one.
    homes : ndarray of shape (3, districts)
        Residents by education and district.
    lottery : ndarray of shape (2,) with fields ``people``, ``employed``, ``ict``
        Citizens whom the lottery assigns to public courses, and the others: their number, the
        number with a job, and the sum of their ICT skill.
    same_persons : ndarray of shape (8, 3, 5)
        Sums of :data:`BY_ORIGIN` over those who lived here when measuring began, by education and
        ICT level then: their number, those ``employed``, in ``misfit`` and ``trained`` lately, and
        sums of fit, well-being, ICT skill and wage of job-holders.
    ict_spread : float
        Standard deviation of ICT skill.
    change_squares : float
        Sum of squared changes of fit since last month.
    falls : ndarray of shape (occupations,) with fields ``squares``, ``people``
        Sum of squared falls of fit since last month, and people, by occupation; people without a
        job count in the occupation that schooling prepared them for.
    outsiders : ndarray of shape (occupations,)
        Posts that outsiders hold.
    vacant, filled : int
        Vacant posts, and posts that citizens hold.
    per_resident, per_worker : ByName of ndarray of shape (4,)
        The totals over residents and over job-holders, of all and by education; nan for an empty
        group.
    results : dict
        What measures of this month share while they are computed; see :func:`once_a_month`.
    """

    sums: ByName
    totals: ByName
    states: np.ndarray
    holders: np.ndarray
    well_being: np.ndarray
    homes: np.ndarray
    lottery: np.ndarray
    same_persons: np.ndarray
    ict_spread: float
    change_squares: float
    falls: np.ndarray
    outsiders: np.ndarray
    vacant: int
    filled: int
    per_resident: ByName
    per_worker: ByName
    _whole: list[float]
    _cells: np.ndarray
    results: dict[Any, Any] = field(default_factory=dict)
    _ranks: dict[str, np.ndarray] = field(default_factory=dict)
    _moments: dict[str, tuple[dict[str, float], float]] = field(default_factory=dict)

    def stored_state(self) -> dict[str, Any]:
        """State for snapshots: without what is computed from it again."""
        return {**vars(self), "results": {}}

    @property
    def counts(self) -> np.ndarray:
        """Residents by education and ICT class."""
        return self.sums["people"]

    @property
    def employed(self) -> np.ndarray:
        """Job-holders by education and ICT class."""
        return self.sums["employed"]

    @property
    def by_education(self) -> np.ndarray:
        """Residents by education."""
        return self.totals["people"]

    @property
    def workers(self) -> np.ndarray:
        """Job-holders by education."""
        return self.totals["employed"]

    @property
    def residents(self) -> float:
        """Number of residents."""
        return self.whole("people")

    @property
    def outside(self) -> int:
        """Posts that outsiders hold."""
        return int(self.outsiders.sum())

    def whole(self, name: str) -> float:
        """Sum over all residents."""
        return self._whole[_NUMBER[name]]

    def mean(self, name: str) -> float:
        """Mean over all residents."""
        return self.whole(name) / self.residents

    def means(self, name: str) -> np.ndarray:
        """Mean by education; nan for an empty group."""
        return self.per_resident[name][1:]

    def stratum_means(self, name: str) -> np.ndarray:
        """Mean by education and ICT class; nan for an empty stratum."""
        return rate(self.sums[name], self.counts)

    def rank(self, by: str) -> np.ndarray:
        """Mid-rank of each stratum by ``education``, ``ict`` or ``both`` (the mean of the two)."""
        if not self._ranks:
            self._ranks.update(self._all_ranks(self.counts))
        return self._ranks[by]

    @staticmethod
    def _all_ranks(counts: np.ndarray) -> dict[str, np.ndarray]:
        ranks = np.empty((len(RANKS), *counts.shape))
        ranks[0] = mid_rank(counts.sum(axis=1))[:, None]
        ranks[1] = mid_rank(counts.sum(axis=0))
        # both ranks have equal weight; their mean is ranked again
        mixed = (0.5 * (ranks[0] + ranks[1])).ravel()
        _rank_again(mixed, np.argsort(mixed), counts.ravel(), ranks[2].reshape(-1))
        return dict(zip(RANKS, ranks, strict=True))

    def slope(self, name: str, by: str) -> float:
        """Slope index of inequality of a column over a rank, ``cov(F, R) / var(R)``."""
        covariances, variance = self._covariances(by)
        return covariances[name] / variance if variance > 0 else float("nan")

    def erreygers(self, name: str, by: str) -> float:
        """Erreygers concentration index of a column over a rank, ``8 cov(F, R)``."""
        return 8 * self._covariances(by)[0][name]

    def _covariances(self, by: str) -> tuple[dict[str, float], float]:
        """Covariance of every column with a rank, and the variance of the rank."""
        if by not in self._moments:
            covariances, variance = covariances_with_rank(
                self._cells, self.rank(by).ravel(), self.counts.ravel()
            )
            self._moments[by] = dict(zip(BY_STRATUM, covariances.tolist(), strict=True)), variance
        return self._moments[by]


@compiled
def _rank_again(mixed, order, people, rank):
    """Write the mid-rank of each stratum by `mixed`; values equal up to rounding are tied."""
    everybody, below = people.sum(), 0.0
    start = 0
    while start < order.size:
        end, tied = start, 0.0
        level = round(mixed[order[start]], 12)
        while end < order.size and round(mixed[order[end]], 12) == level:
            tied += people[order[end]]
            end += 1
        for index in range(start, end):
            rank[order[index]] = (below + tied / 2.0) / everybody
        below += tied
        start = end


def once_a_month[**Arguments, Result](
    compute: Callable[Concatenate[World, Arguments], Result],
) -> Callable[Concatenate[World, Arguments], Result]:
    """Compute a result once for all measures of a month; several of them read it."""

    @wraps(compute)
    def read(world: World, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        results, key = world.strata.results, (compute, *arguments)
        if key not in results:
            results[key] = compute(world, *arguments, **named)
        result: Result = results[key]
        return result

    return read


def with_all(values: np.ndarray) -> np.ndarray:
    """Prepend the sum over all groups to sums by group, which are the last axis."""
    return np.concatenate([values.sum(axis=-1, keepdims=True), values], axis=-1)


def sum_strata(world: World) -> StratifiedSums:
    """Add up this month's residents and posts."""
    citizens, occupations = world.citizens, world.occupations
    levels = len(EDUCATIONS)
    # each of the five passes writes its own arrays, so that they can run at the same time
    in_strata = zeros_by_name((2, levels, ICT_CLASSES), STRATUM)
    in_education = zeros_by_name((3, levels), EDUCATION_SUMS)
    strata, life_strata = in_strata
    at_work, in_life, in_change = in_education
    lottery = zeros_by_name(2, LOTTERY_SUMS)
    states = np.zeros((levels, len(STATUSES)), dtype=np.int64)
    holders = np.zeros((2, levels, occupations.rows), dtype=np.int64)
    well_being = np.zeros((2, levels, 3))
    homes = np.zeros((levels, world.districts.rows), dtype=np.int64)
    same_persons = zeros_by_name((levels, len(ICT_LEVELS)), SAME_PERSONS)
    burn_in = world.settings["city"].burn_in
    falls = zeros_by_name(occupations.rows, OCCUPATION_SUMS)
    misfit = np.float32(world.settings["fit"].misfit_threshold)
    elsewhere = world.employers.elsewhere
    passes = (
        partial(loops.add_people, citizens, lottery_groups(world), misfit, strata, lottery),
        partial(
            loops.add_work, citizens, world.posts, occupations, elsewhere, states, at_work, holders
        ),
        partial(loops.add_life, citizens, life_strata, in_life, well_being, homes),
        partial(loops.add_changes, citizens, in_change, falls),
        partial(loops.add_same_persons, citizens, burn_in, misfit, same_persons),
    )
    (beyond, beyond_squares), _, _, change_squares, _ = together(passes, citizens.rows)
    outsiders = np.zeros(occupations.rows, dtype=np.int64)
    vacant, filled = loops.add_posts(world.posts, outsiders)

    cells = np.add(*in_strata.view(np.float64).reshape(2, -1, len(BY_STRATUM)))
    sums = cells.T.copy().reshape(-1, levels, ICT_CLASSES)
    by_education = in_education.view(np.float64).reshape(3, levels, -1).sum(axis=0)
    added = np.concatenate([sums.sum(axis=2), by_education.T])
    by_group = with_all(added)
    over = np.stack([by_group[_NUMBER["people"]], by_group[_NUMBER["employed"]]])
    per_resident, per_worker = rate(by_group, over[:, None])
    whole = by_group[:, 0].tolist()
    for name in BY_LOTTERY:
        lottery[name][1] = whole[_NUMBER[name]] - lottery[name][0]
    people = whole[_NUMBER["people"]]
    same_sums = same_persons.view(np.float64).reshape(-1, len(BY_ORIGIN)).T.copy()
    variance = (beyond_squares - beyond**2 / people) / people
    return StratifiedSums(
        sums=ByName(sums),
        totals=ByName(added),
        states=states,
        holders=holders,
        well_being=well_being,
        homes=homes,
        lottery=lottery,
        same_persons=same_sums.reshape(-1, *same_persons.shape),
        ict_spread=float(np.sqrt(max(variance, 0.0))),
        change_squares=change_squares,
        falls=falls,
        outsiders=outsiders,
        vacant=vacant,
        filled=filled,
        per_resident=ByName(per_resident),
        per_worker=ByName(per_worker),
        _whole=whole,
        _cells=cells,
    )
