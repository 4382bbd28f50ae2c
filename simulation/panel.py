"""The panel: monthly records of a sample of citizens.

The fit of a small sample is always recorded, to compare it with shuffled shocks. Full records
of any number of citizens are stored on request.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import CAUSES, EDUCATIONS, EMPLOYED, ICT, STATUSES
from simulation.world import World

#: Citizens whose fit is always recorded.
ALWAYS = 400

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


class Panel:
    """Monthly records of a sample of residents, drawn in the first measured month.

    Parameters
    ----------
    size : int
        Number of citizens with full records.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.rows = np.zeros(0, dtype=np.int64)
        self.persons = np.zeros(0, dtype=np.uint32)
        self.months: list[int] = []
        self.fit: list[np.ndarray] = []
        #: Months at work of each citizen of the sample, and sums over them of perceived fit and of
        #: its square.
        self.perceived_at_work = np.zeros((3, 0))
        self.records: list[dict[str, np.ndarray]] = []

    def _draw_sample(self, world: World) -> None:
        citizens = world.citizens
        residents = np.flatnonzero(citizens.resident)
        draws = uniforms(world.seed, Decision.PANEL, 0, citizens.person[residents])
        sample_size = max(ALWAYS, self.size)
        self.rows = residents[np.lexsort((citizens.person[residents], draws))][:sample_size]
        self.persons = citizens.person[self.rows].copy()
        self.perceived_at_work = np.zeros((3, self.rows.size))

    def record(self, world: World) -> None:
        """Record the current month if it is measured."""
        if not world.measuring:
            return
        if not self.months:
            self._draw_sample(world)
        citizens = world.citizens
        present = citizens.resident[self.rows] & (citizens.person[self.rows] == self.persons)
        self.months.append(world.month)
        always = self.rows[:ALWAYS]
        self.fit.append(np.where(present[:ALWAYS], citizens.fit[always], np.nan).astype(np.float32))
        at_work = present & (citizens.status[self.rows] == EMPLOYED)
        perceived = np.where(at_work, citizens.perceived[self.rows].astype(np.float64), 0.0)
        self.perceived_at_work += at_work, perceived, perceived**2
        if self.size:
            rows = self.rows[: self.size][present[: self.size]]
            self.records.append(self._record(world, rows))

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

    def complete(self) -> np.ndarray:
        """Return the fit of sampled citizens who never left, with shape (months, citizens)."""
        if not self.fit:
            return np.zeros((0, 0))
        fit = np.stack(self.fit).astype(np.float64)
        return fit[:, ~np.isnan(fit).any(axis=0)]

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
