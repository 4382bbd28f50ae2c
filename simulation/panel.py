"""The panel: monthly records of a sample of citizens.

The fit of a sample is always recorded, because measures of realised and of potential fit and the
nulls of permanence need its series. Full records of any number of citizens are stored on request.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd

from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import CAUSES, EDUCATIONS, EMPLOYED, FIT_COLUMNS, ICT, STATUSES
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Most people whose fit is always recorded; all residents of a smaller city.
FOLLOWED = 5_000

#: Further columns of the full record besides month, person, education, status and cause; units.
KEPT = {
    "fit": "0-1",
    "perceived": "0-1",
    "demand_ability": "0-1",
    "needs_supply": "0-1",
    "supplementary": "0-1",
    "complementary": "0-1",
    "energy": "0-1",
    "happiness": "0-1",
    "income": "euro/month",
}


def draw_sample(world: World, size: int) -> np.ndarray:
    """Rows of a random sample of residents, in random order; all residents if there are fewer."""
    citizens = world.citizens
    residents = np.flatnonzero(citizens.resident)
    draws = uniforms(world.seed, Decision.PANEL, 0, citizens.person[residents])
    return residents[np.lexsort((citizens.person[residents], draws))][:size]


class Followed:
    """Fit of a sample of residents, recorded every month from the first measured month on.

    Parameters
    ----------
    world : World
        In its first measured month.

    Attributes
    ----------
    rows, persons : ndarray of int64 and of uint32, shape (people,)
        Rows in the table of citizens, ordered by education and then by row, and identities.
    education : ndarray of uint8, shape (people,)
        Level of education when recording began.
    levels : ndarray of int64, shape (levels + 1,)
        Where each level of education begins, and the number of people.
    work : ndarray of int64, shape (people,)
        Occupation this month; without a job, the one that schooling prepared for.
    months : list of ndarray of float32, shape (variants, people)
        Fit in the order of :data:`simulation.core.vocabulary.FIT_COLUMNS`; nan after a person has
        left.
    perceived_at_work : ndarray of shape (3, people)
        Months at work, and sums over them of perceived fit and of its square.
    """

    def __init__(self, world: World) -> None:
        citizens = world.citizens
        rows = np.sort(draw_sample(world, FOLLOWED))
        self.rows = rows[np.argsort(citizens.education[rows], kind="stable")]
        self.persons = citizens.person[self.rows]
        self.education = citizens.education[self.rows]
        self.levels = np.searchsorted(self.education, np.arange(len(EDUCATIONS) + 1))
        self.work = np.zeros(self.rows.size, dtype=np.int64)
        self.months: list[np.ndarray] = []
        self.perceived_at_work = np.zeros((3, self.rows.size))
        self._series = np.zeros((len(FIT_COLUMNS), 0, 0), dtype=np.float32)

    def stored_state(self) -> dict[str, Any]:
        """State for snapshots: without what is computed from it again."""
        return {**vars(self), "_series": np.zeros((len(FIT_COLUMNS), 0, 0), "f4")}

    def record(self, world: World) -> None:
        """Record the fit of this month."""
        fit = np.empty((len(FIT_COLUMNS), self.rows.size), dtype=np.float32)
        _record_fit(world.citizens, self.rows, self.persons, self.work, fit)
        _add_perceived(world.citizens, self.rows, fit[0], self.perceived_at_work)
        self.months.append(fit)

    def this_month(self, fit: str) -> np.ndarray:
        """A column of fit this month, of shape (people,)."""
        return self.months[-1][_variant(fit)]

    @property
    def last_month(self) -> np.ndarray:
        """Fit last month, of shape (variants, people); nan in the first measured month."""
        return self.months[-2] if len(self.months) > 1 else np.full_like(self.months[0], np.nan)

    def series(self, fit: str) -> np.ndarray:
        """A column of fit in all months so far, of shape (months, people), months contiguous."""
        if self._series.shape[-1] != len(self.months):
            self._series = np.ascontiguousarray(np.stack(self.months).transpose(1, 2, 0))
        return self._series[_variant(fit)].T


def _variant(fit: str) -> int:
    """Row of a column of fit in the records."""
    return tuple(FIT_COLUMNS.values()).index(fit)


@compiled
def _record_fit(citizens, rows, persons, work, fit):
    """Write the three variants of fit, nan for those who have left, and the occupations."""
    resident, person = citizens.resident, citizens.person
    occupation, origin = citizens.occupation, citizens.origin
    expected, realised, potential = citizens.fit, citizens.fit_realised, citizens.fit_potential
    nothing = np.float32(np.nan)
    for i in range(rows.size):
        row = rows[i]
        present = resident[row] and person[row] == persons[i]
        fit[0, i] = expected[row] if present else nothing
        fit[1, i] = realised[row] if present else nothing
        fit[2, i] = potential[row] if present else nothing
        work[i] = occupation[row] if occupation[row] >= 0 else origin[row]


@compiled
def _add_perceived(citizens, rows, fit, sums):
    """Add perceived fit and its square of those who are present and at work."""
    status, perceived = citizens.status, citizens.perceived
    for i in range(rows.size):
        row = rows[i]
        if not np.isnan(fit[i]) and status[row] == EMPLOYED:
            value = float(perceived[row])
            sums[0, i] += 1.0
            sums[1, i] += value
            sums[2, i] += value * value


def follow(world: World) -> None:
    """Record the fit of the people followed, whom the first measured month chooses."""
    if not world.measuring:
        return
    if world.followed is None:
        world.followed = Followed(world)
    world.followed.record(world)


class Panel:
    """Monthly records of a sample of residents, drawn in the first measured month.

    Parameters
    ----------
    size : int
        Number of citizens with full records.
    """

    units: ClassVar[dict[str, str]] = KEPT

    def __init__(self, size: int) -> None:
        self.size = size
        self.rows = np.zeros(0, dtype=np.int64)
        self.persons = np.zeros(0, dtype=np.uint32)
        self.records: list[dict[str, np.ndarray]] = []

    def begin(self, world: World) -> None:
        """Nothing happens at the beginning of a month."""

    def record(self, world: World) -> None:
        """Record the current month if it is measured."""
        if not (self.size and world.measuring):
            return
        citizens = world.citizens
        if not self.records:
            self.rows = draw_sample(world, self.size)
            self.persons = citizens.person[self.rows].copy()
        present = citizens.resident[self.rows] & (citizens.person[self.rows] == self.persons)
        self.records.append(self._record(world, self.rows[present]))

    def _record(self, world: World, rows: np.ndarray) -> dict[str, np.ndarray]:
        citizens = world.citizens
        causes = citizens.causes[rows]
        strongest = np.abs(causes).argmax(axis=1)
        occupation = citizens.occupation[rows]
        record: dict[str, np.ndarray] = {
            "month": np.full(rows.size, world.month),
            "person": citizens.person[rows].astype(np.int64),
            "education": citizens.education[rows].astype(np.int64),
            "ict": citizens.skills[rows, ICT].astype(np.float64),
            "age": citizens.age[rows] / 12.0,
            "status": citizens.status[rows].astype(np.int64),
            "occupation": occupation.astype(np.int64),
            "course": citizens.course[rows] > 0,
            "community": citizens.community[rows] >= 0,
            "cause": strongest,
        }
        for name in KEPT:
            record[name] = getattr(citizens, name)[rows].astype(np.float64)
        for index, cause in enumerate(CAUSES):
            record[f"change_{cause}"] = causes[:, index].astype(np.float64)
        return record

    def frame(self, world: World) -> pd.DataFrame:
        """Return the full records, one row per citizen and month, with names instead of codes."""
        columns = self.records[0].keys() if self.records else ()
        table = pd.DataFrame(
            {name: np.concatenate([record[name] for record in self.records]) for name in columns}
        )
        if table.empty:
            return table
        occupations = np.array([*world.occupations.names, ""])
        table["education"] = np.array(EDUCATIONS)[table["education"]]
        table["status"] = np.array(STATUSES)[table["status"]]
        table["occupation"] = occupations[table["occupation"]]
        table["cause"] = np.array(CAUSES)[table["cause"]]
        return table.sort_values(["person", "month"], ignore_index=True)
