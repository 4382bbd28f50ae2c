"""One pass over the citizens that most measures share: sums by education and ICT skill.

Measures divide; what they divide is added up here, in compiled loops that read every column once
and copy none. Sums are in double precision whatever the columns are kept in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.core.vocabulary import EDUCATIONS, STATUSES
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import together
from simulation.measures import stratified_loops
from simulation.measures.training.lottery_groups import lots
from simulation.statistics.market import rate
from simulation.statistics.unbalance import covariances_with_rank, mid_rank
from simulation.world import World

#: Classes of ICT skill that ranks are made from; citizens within one share a rank.
ICT_CLASSES = 50

#: Columns of citizens whose sums are taken.
SUMMED = (
    "fit",
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
#: What is added up by education and class of ICT skill.
BY_CELL = (*SUMMED, "people", "employed", "at_work", "ict", "unseen_skill", "fit_squares", "misfit",
           "members", "learners")  # fmt: skip
#: What is added up by education, over residents and over job-holders.
BY_EDUCATION = ("trust", "trained", "acute", "remote", "wage", "output", "productivity", "over",
                "under", "happiness_at_work", "energy_at_work")  # fmt: skip

#: What citizens are ranked by: education, ICT skill, and both alike.
RANKS = ("education", "ict", "both")


#: What is added up of those the lot draws and of the others, and by occupation.
BY_LOT = ("people", "employed", "ict")
BY_OCCUPATION = ("squares", "people")


def _records(names: tuple[str, ...]) -> np.dtype:
    """Type of a record of sums with a field per name."""
    return np.dtype([(name, np.float64) for name in names])


CELL, GROUP, HALF, OCCUPATION_SUMS = map(_records, (BY_CELL, BY_EDUCATION, BY_LOT, BY_OCCUPATION))


@dataclass
class StratifiedSums:
    """Sums over residents.

    Attributes
    ----------
    sums : dict of str to ndarray of shape (3, 50)
        By education and ICT class: sum of each column of :data:`SUMMED`, of demand-ability fit of
        job-holders (``at_work``), of ``ict`` skill, of the ``unseen_skill`` in all skills and of
        squared fit; number of ``people``, of those ``employed``, in ``misfit``, who are ``members``
        of a community, and ``learners`` on public courses.
    totals : dict of str to ndarray of shape (3,)
        By education: all of the above; sum of ``trust`` in the city; number ``trained`` in the last
        twelve months, and with an ``acute`` change of fit this month. Over job-holders: sum of
        ``wage``, of ``output`` (the occupation's wage times productivity), of ``productivity``, of
        happiness and of energy; number ``over`` and ``under`` the education usually asked, and with
        ``remote`` work for an employer elsewhere.
    states : ndarray of shape (3, 3)
        Residents by education and labour-market state.
    started : ndarray of shape (3, occupations)
        Job-holders in their first month, by education and occupation.
    homes : ndarray of shape (3, districts)
        Residents by education and district.
    lot : ndarray of shape (2,) with fields ``people``, ``employed``, ``ict``
        Those the lot draws for public courses, and the others: how many, how many with a job, and
        the sum of their ICT skill.
    ict_spread : float
        Standard deviation of ICT skill.
    change_squares : float
        Sum of squared changes of fit since last month.
    falls : ndarray of shape (occupations,) with fields ``squares``, ``people``
        Sum of squared falls of fit since last month, and people, by occupation; people without a
        job count with the occupation that schooling prepared them for.
    outsiders : ndarray of shape (occupations,)
        Posts that people from outside hold.
    vacant, filled : int
        Posts that stand empty, and that citizens hold.
    """

    sums: dict[str, np.ndarray]
    totals: dict[str, np.ndarray]
    states: np.ndarray
    started: np.ndarray
    homes: np.ndarray
    lot: np.ndarray
    ict_spread: float
    change_squares: float
    falls: np.ndarray
    outsiders: np.ndarray
    vacant: int
    filled: int
    _means: dict[str, np.ndarray]
    _whole: dict[str, float]
    _cells: np.ndarray
    _ranks: dict[str, np.ndarray] = field(default_factory=dict)
    _moments: dict[str, tuple[dict[str, float], float]] = field(default_factory=dict)

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
        """Residents in all."""
        return self._whole["people"]

    @property
    def outside(self) -> int:
        """Posts that people from outside hold."""
        return int(self.outsiders.sum())

    def whole(self, name: str) -> float:
        """What was added up under a name, over all residents."""
        return self._whole[name]

    def mean(self, name: str) -> float:
        """Mean of what was added up under a name over residents."""
        return self._whole[name] / self._whole["people"]

    def means(self, name: str) -> np.ndarray:
        """Mean of what was added up under a name, by education; nan for an empty group."""
        return self._means[name]

    def cell_means(self, name: str) -> np.ndarray:
        """Mean of a column by education and ICT class; nan for an empty cell."""
        return rate(self.sums[name], self.counts)

    def rank(self, by: str) -> np.ndarray:
        """Mid-rank of each cell by ``education``, ``ict`` or ``both`` (the mean of the two)."""
        if not self._ranks:
            self._ranks.update(self._all_ranks(self.counts))
        return self._ranks[by]

    @staticmethod
    def _all_ranks(counts: np.ndarray) -> dict[str, np.ndarray]:
        ranks = np.empty((len(RANKS), *counts.shape))
        ranks[0] = mid_rank(counts.sum(axis=1))[:, None]
        ranks[1] = mid_rank(counts.sum(axis=0))
        # the two ranks are of equal standing; their mean is ranked again
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
            found, variance = covariances_with_rank(
                self._cells, self.rank(by).ravel(), self.counts.ravel()
            )
            self._moments[by] = dict(zip(BY_CELL, found.tolist(), strict=True)), variance
        return self._moments[by]


@compiled
def _rank_again(mixed, order, people, rank):
    """Mid-rank of every cell by what it is `mixed`; what differs by rounding alone is equal."""
    everybody, below = people.sum(), 0.0
    start = 0
    while start < order.size:
        end, here = start, 0.0
        level = round(mixed[order[start]], 12)
        while end < order.size and round(mixed[order[end]], 12) == level:
            here += people[order[end]]
            end += 1
        for place in range(start, end):
            rank[order[place]] = (below + here / 2.0) / everybody
        below += here
        start = end


@compiled
def with_all(values):
    """Sums for everybody and by education, from those by education."""
    whole = np.zeros(values.size + 1)
    for group in range(values.size):
        whole[0] += values[group]
        whole[group + 1] = values[group]
    return whole


def take(world: World) -> StratifiedSums:
    """Add up this month's residents and posts."""
    citizens, occupations, posts = world.citizens, world.occupations, world.posts
    levels = len(EDUCATIONS)
    # the four passes write each its own tables, so that they may run at the same time
    cells, lives = np.zeros((2, levels, ICT_CLASSES), dtype=CELL)
    at_work, in_life, in_change = np.zeros((3, levels), dtype=GROUP)
    lot = np.zeros(2, dtype=HALF)
    states = np.zeros((levels, len(STATUSES)), dtype=np.int64)
    started = np.zeros((levels, occupations.rows), dtype=np.int64)
    homes = np.zeros((levels, world.districts.rows), dtype=np.int64)
    falls = np.zeros(occupations.rows, dtype=OCCUPATION_SUMS)
    drawn = lots(world)

    def add_people() -> tuple[float, float]:
        spread: tuple[float, float] = stratified_loops.add_people(
            citizens.resident,
            citizens.education,
            citizens.status,
            drawn,
            citizens.skills,
            citizens.evident,
            tuple(getattr(citizens, name) for name in SUMMED),
            np.float32(world.settings["fit"].misfit_threshold),
            cells,
            lot,
        )
        return spread

    def add_work() -> None:
        stratified_loops.add_work(
            citizens.resident,
            citizens.education,
            citizens.status,
            citizens.occupation,
            citizens.employer,
            citizens.tenure,
            citizens.wage,
            citizens.productivity,
            citizens.happiness,
            citizens.energy,
            occupations.education_asked,
            occupations.base_wage,
            world.employers.elsewhere,
            states,
            at_work,
            started,
        )

    def add_life() -> None:
        stratified_loops.add_life(
            citizens.resident,
            citizens.education,
            citizens.skills,
            citizens.district,
            citizens.trust,
            citizens.trained,
            citizens.community,
            citizens.course,
            citizens.course_public,
            lives,
            in_life,
            homes,
        )

    def add_changes() -> float:
        squares: float = stratified_loops.add_changes(
            citizens.resident,
            citizens.education,
            citizens.causes,
            citizens.occupation,
            citizens.origin,
            in_change,
            falls,
        )
        return squares

    (beyond, beyond_squares), _, _, change_squares = together(
        (add_people, add_work, add_life, add_changes), citizens.rows
    )
    outsiders = np.zeros(occupations.rows, dtype=np.int64)
    vacant, filled = stratified_loops.add_posts(posts.holder, posts.occupation, outsiders)

    by_cell = (cells.view(np.float64) + lives.view(np.float64)).reshape(
        levels, ICT_CLASSES, len(BY_CELL)
    )
    sums = np.ascontiguousarray(np.moveaxis(by_cell, -1, 0))
    by_education = sum(
        group.view(np.float64).reshape(levels, len(BY_EDUCATION))
        for group in (at_work, in_life, in_change)
    )
    added = np.concatenate([sums.sum(axis=2), by_education.T])
    names = (*BY_CELL, *BY_EDUCATION)
    totals = dict(zip(names, added, strict=True))
    means = rate(added, totals["people"])
    whole = dict(zip(names, added.sum(axis=1).tolist(), strict=True))
    for name in BY_LOT:
        lot[name][1] = whole[name] - lot[name][0]
    people = whole["people"]
    variance = (beyond_squares - beyond**2 / people) / people
    return StratifiedSums(
        dict(zip(BY_CELL, sums, strict=True)),
        totals,
        states,
        started,
        homes,
        lot,
        float(np.sqrt(max(variance, 0.0))),
        change_squares,
        falls,
        outsiders,
        vacant,
        filled,
        dict(zip(names, means, strict=True)),
        whole,
        sums.reshape(len(BY_CELL), -1),
    )
