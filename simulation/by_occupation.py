"""Occupations of a city: the state of each now, and a table by occupation and month.

Stocks are those at the end of a month. Flows compare each citizen's post with the post at the
beginning of the month.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd

from simulation.cards import card
from simulation.core.vocabulary import CLOSED, EDUCATIONS, EMPLOYED, OUTSIDER, UNEMPLOYED, VACANT
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Months without a job from which unemployment is long-term (the usual definition of statistics).
LONG_TERM = 12

#: What is counted of each occupation, with units; in the order of the rows of `_count`.
_COUNTS = {
    "posts": "posts",
    "vacant": "posts",
    "outsiders": "posts held by people from outside",
    "employed": "citizens",
    **{f"employed_{education}": "citizens" for education in EDUCATIONS},
    "unemployed": "citizens who last worked in it",
    "long_term_unemployed": "citizens without a job for 12 months or more",
}
#: Shares and means, with units.
_MEANS = {
    "unemployment": "share of its labour force",
    "vacancies": "share of its posts",
    "pay": "euro/month",
    "fit": "0-1",
}
#: Stocks of each occupation, with units.
STOCKS = _COUNTS | _MEANS
#: Flows of a month, with units; in the order of the rows of `_count_flows`.
FLOWS = {
    "inflow": "citizens/month, who began in a post of it",
    "inflow_from_others": "of them, whose last post was in another occupation",
    "outflow": "citizens/month, who left a post of it",
    "outflow_to_others": "of them, who began in a post of another occupation",
}


def stocks(world: World) -> dict[str, np.ndarray]:
    """Stocks of each occupation now, see :data:`STOCKS`; a mean over nobody is nan."""
    size = world.occupations.rows
    counts = np.zeros((len(_COUNTS), size), dtype=np.int64)
    sums = np.zeros((2, size))
    _count_posts(world.posts, counts)
    _count_people(world.citizens, counts, sums)
    found = dict(zip(_COUNTS, counts, strict=True))
    employed, unemployed = found["employed"], found["unemployed"]
    parts = (unemployed, found["vacant"], *sums)
    wholes = (employed + unemployed, found["posts"], employed, employed)
    means = [
        np.divide(part, whole, out=np.full(size, np.nan), where=whole > 0)
        for part, whole in zip(parts, wholes, strict=True)
    ]
    return found | dict(zip(_MEANS, means, strict=True))


class ByOccupation:
    """Stocks and flows of every occupation in every measured month."""

    units: ClassVar[dict[str, str]] = STOCKS | FLOWS

    def __init__(self, _: int = 1) -> None:
        self.months: list[int] = []
        self.records: list[dict[str, np.ndarray]] = []
        self._before = np.zeros((0, 4), dtype=np.int64)

    def begin(self, world: World) -> None:
        """Remember who holds which post, at the beginning of a month."""
        if world.measuring:
            self._before = np.zeros((world.citizens.resident.shape[0], 4), dtype=np.int64)
            _remember(world.citizens, world.posts, self._before)

    def record(self, world: World) -> None:
        """Record the current month if it is measured."""
        if not world.measuring:
            return
        flows = np.zeros((len(FLOWS), world.occupations.rows), dtype=np.int64)
        _count_flows(world.citizens, world.posts, self._before, flows)
        self._before = self._before[:0].copy()
        self.months.append(world.month)
        self.records.append(stocks(world) | dict(zip(FLOWS, flows, strict=True)))

    def frame(self, world: World) -> pd.DataFrame:
        """One row per month and occupation, in the order of the table of occupations."""
        names = np.array(world.occupations.names)
        columns = {
            name: np.concatenate([record[name] for record in self.records])
            for name in (self.units if self.records else ())
        }
        months = np.repeat(np.array(self.months, dtype=np.int64), names.size)
        keys = {"month": months, "occupation": np.tile(names, len(self.months))}
        return pd.DataFrame(keys | columns)


class OccupationRows:
    """The occupations of a city, as one table: ``city.occupations.frame()``."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __len__(self) -> int:
        return int(self.model.world.occupations.rows)

    def frame(self) -> pd.DataFrame:
        """The state of each occupation now, by name, with units in ``.attrs["units"]``.

        Columns of the table of occupations, then :data:`STOCKS`.
        """
        table = self.model.world.occupations
        columns: dict[str, Any] = {
            "title": table.titles,
            "family": np.array(table.families)[table.family],
            "sector": np.array(table.sectors)[table.sector],
            "education_asked": np.array(EDUCATIONS)[table.education_asked],
        }
        units = dict.fromkeys(columns, "name")
        for name, declared in type(table).columns.items():
            values = getattr(table, name)
            labels = declared.names or tuple(str(number) for number in range(declared.width))
            if name in columns:
                continue
            if values.ndim == 1:
                columns[name], units[name] = values.copy(), declared.unit
                continue
            for index, label in enumerate(labels):
                columns[f"{name}_{label}"] = values[:, index].copy()
                units[f"{name}_{label}"] = declared.unit
        columns |= stocks(self.model.world)
        frame = pd.DataFrame(columns, index=pd.Index(table.names, name="occupation"))
        frame.attrs["units"] = units | STOCKS
        return frame

    def _repr_html_(self) -> str:
        return card(f"{len(self)} occupations", [("columns", list(self.frame()), "")])


@compiled
def _count_posts(posts, counts):
    """Count open posts, vacant ones, and those that outsiders hold."""
    occupation, holder = posts.occupation, posts.holder
    for row in range(holder.shape[0]):
        if holder[row] != CLOSED:
            o = occupation[row]
            counts[0, o] += 1
            if holder[row] == VACANT:
                counts[1, o] += 1
            elif holder[row] == OUTSIDER:
                counts[2, o] += 1


@compiled
def _count_people(citizens, counts, sums):
    """Count job-holders by education, and the unemployed by last occupation; sum pay and fit."""
    resident, status, education = citizens.resident, citizens.status, citizens.education
    occupation, last, spell = citizens.occupation, citizens.last_occupation, citizens.spell
    wage, fit = citizens.wage, citizens.fit
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        if status[row] == EMPLOYED and occupation[row] >= 0:
            o = occupation[row]
            counts[3, o] += 1
            counts[4 + education[row], o] += 1
            sums[0, o] += wage[row]
            sums[1, o] += fit[row]
        elif status[row] == UNEMPLOYED:
            o = last[row]
            counts[7, o] += 1
            if spell[row] >= LONG_TERM:
                counts[8, o] += 1


@compiled
def _remember(citizens, posts, before):
    """Write person, occupation (-1 without a post), last occupation and identity of the post."""
    resident, person, status = citizens.resident, citizens.person, citizens.status
    occupation, last, post = citizens.occupation, citizens.last_occupation, citizens.post
    identity = posts.identity
    for row in range(before.shape[0]):
        before[row, 0], before[row, 1], before[row, 2] = person[row], -1, last[row]
        if resident[row] and status[row] == EMPLOYED and occupation[row] >= 0:
            before[row, 1] = occupation[row]
            before[row, 3] = identity[post[row]]


@compiled
def _count_flows(citizens, posts, before, flows):
    """Count who began in a post and who left one since the beginning of the month."""
    resident, person, status = citizens.resident, citizens.person, citizens.status
    occupation, post, identity = citizens.occupation, citizens.post, posts.identity
    for row in range(resident.shape[0]):
        now = -1
        if resident[row] and status[row] == EMPLOYED:
            now = occupation[row]
        known = row < before.shape[0]
        same = known and resident[row] and before[row, 0] == person[row]
        was = before[row, 1] if known else -1
        if same and was >= 0 and now >= 0 and before[row, 3] == identity[post[row]]:
            continue
        if was >= 0:
            flows[2, was] += 1
            if same and now >= 0 and now != was:
                flows[3, was] += 1
        if now >= 0:
            flows[0, now] += 1
            if same and before[row, 2] != now:
                flows[1, now] += 1
