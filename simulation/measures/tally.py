"""One pass over the citizens that most measures share: sums by education and ICT skill."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.compiled import compiled
from simulation.statistics.unbalance import mid_rank
from simulation.vocabulary import EDUCATIONS, EMPLOYED, ICT, STATUSES
from simulation.world import World

#: Classes of ICT skill that ranks are made from; citizens within one share a rank.
ICT_CLASSES = 50

#: Columns whose sums are taken.
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
    "productivity",
)

#: Sums over job-holders.
WORK = ("wage", "output", "over", "under")


@compiled
def _add_up(people, education, skills, status, columns, counts, employed, states, sums, squares,
            at_work, work, occupation, wage, causes, asked, base_wage, productivity):  # fmt: skip
    classes = counts.shape[1]
    change_squares = 0.0
    for index in range(people.shape[0]):
        row = people[index]
        g = education[row]
        c = min(int(skills[row, ICT] * classes), classes - 1)
        counts[g, c] += 1.0
        states[g, status[row]] += 1
        for n in range(len(columns)):
            sums[n, g, c] += columns[n][row]
        squares[g] += columns[0][row] * columns[0][row]
        if status[row] == EMPLOYED:
            o = occupation[row]
            employed[g, c] += 1.0
            at_work[g, c] += columns[3][row]
            work[0, g] += wage[row]
            work[1, g] += base_wage[o] * productivity[row]
            work[2, g] += g > asked[o]
            work[3, g] += g < asked[o]
        change = 0.0
        for cause in range(causes.shape[1]):
            change += causes[row, cause]
        change_squares += change * change
    return change_squares


@dataclass
class Tally:
    """Sums over residents.

    Attributes
    ----------
    counts, employed : ndarray of shape (3, 50)
        Residents, and those with a job, by education and ICT class.
    states : ndarray of shape (3, 3)
        Residents by education and labour-market state.
    sums : dict of str to ndarray of shape (3, 50)
        Sum of each column of :data:`SUMMED`.
    squares : ndarray of shape (3,)
        Sum of squared fit by education.
    at_work : ndarray of shape (3, 50)
        Sum of demand–ability fit of those with a job.
    work : dict of str to ndarray of shape (3,)
        Over job-holders, by education: sum of ``wage``, sum of ``output`` (the occupation's wage
        times productivity), number ``over`` and ``under`` the education usually asked.
    change_squares : float
        Sum of squared changes of fit since last month.
    people : ndarray of int
        Rows of residents.
    education_of : ndarray of int
        Their education.
    """

    counts: np.ndarray
    employed: np.ndarray
    states: np.ndarray
    sums: dict[str, np.ndarray]
    squares: np.ndarray
    at_work: np.ndarray
    work: dict[str, np.ndarray]
    change_squares: float
    people: np.ndarray
    education_of: np.ndarray
    _ranks: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def by_education(self) -> np.ndarray:
        """Residents by education."""
        return self.counts.sum(axis=1)

    def mean(self, name: str) -> float:
        """Mean of a column over residents."""
        return float(self.sums[name].sum() / self.counts.sum())

    def means(self, name: str) -> np.ndarray:
        """Mean of a column by education; nan for an empty group."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.sums[name].sum(axis=1) / self.by_education

    def cell_means(self, name: str) -> np.ndarray:
        """Mean of a column by education and ICT class; nan for an empty cell."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.sums[name] / self.counts

    def rank(self, by: str, weight: np.ndarray | None = None) -> np.ndarray:
        """Mid-rank of each cell by ``education``, ``ict`` or ``both`` (the mean of the two).

        Parameters
        ----------
        by : {"education", "ict", "both"}
        weight : ndarray of shape (3, 50), optional
            People the rank is taken among; all residents by default.
        """
        if weight is not None:
            return self._rank(by, weight)
        if by not in self._ranks:
            self._ranks[by] = self._rank(by, self.counts)
        return self._ranks[by]

    @staticmethod
    def _rank(by: str, counts: np.ndarray) -> np.ndarray:
        of_education = np.repeat(mid_rank(counts.sum(axis=1))[:, None], ICT_CLASSES, axis=1)
        of_ict = np.repeat(mid_rank(counts.sum(axis=0))[None, :], len(EDUCATIONS), axis=0)
        if by == "education":
            return of_education
        if by == "ict":
            return of_ict
        # the two ranks are of equal standing; their mean is ranked again
        mixed = (0.5 * (of_education + of_ict)).ravel()
        order = np.argsort(mixed, kind="stable")
        values, group = np.unique(np.round(mixed[order], 12), return_inverse=True)
        ranks = mid_rank(np.bincount(group, weights=counts.ravel()[order], minlength=values.size))
        joint = np.empty(mixed.size)
        joint[order] = ranks[group]
        return joint.reshape(counts.shape)


def take(world: World) -> Tally:
    """Add up this month's residents."""
    citizens = world.citizens
    people = np.flatnonzero(citizens.resident)
    shape = (len(EDUCATIONS), ICT_CLASSES)
    counts, employed, at_work = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    states = np.zeros((len(EDUCATIONS), len(STATUSES)), dtype=np.int64)
    sums = np.zeros((len(SUMMED), *shape))
    squares = np.zeros(len(EDUCATIONS))
    work = np.zeros((len(WORK), len(EDUCATIONS)))
    change_squares = _add_up(
        people,
        citizens.education,
        citizens.skills,
        citizens.status,
        tuple(getattr(citizens, name) for name in SUMMED),
        counts,
        employed,
        states,
        sums,
        squares,
        at_work,
        work,
        citizens.occupation,
        citizens.wage,
        citizens.causes,
        world.occupations.education_asked,
        world.occupations.base_wage,
        citizens.productivity,
    )
    return Tally(
        counts,
        employed,
        states,
        dict(zip(SUMMED, sums, strict=True)),
        squares,
        at_work,
        dict(zip(WORK, work, strict=True)),
        change_squares,
        people,
        citizens.education[people],
    )
