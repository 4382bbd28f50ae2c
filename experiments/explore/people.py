"""A fixed sample of citizens, month by month, for the dots of the page.

The sample is that of a panel of the same size, drawn when measuring begins, and everybody who
arrives later with a draw below the same limit. A draw depends on seed and person alone, so both
cities of a pair have the same people, as far as they live there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.core.randomness import Decision, uniforms
from simulation.core.vocabulary import (
    EDUCATIONS,
    EMPLOYED,
    ICT,
    INACTIVE,
    LOSS_CAUSES,
    UNEMPLOYED,
)
from simulation.initialisation.population import FIRST_AGE, LAST_AGE
from simulation.world import World

#: Citizens of the sample when measuring begins.
SAMPLE = 240
#: Steps of fit from 0 to 1, as a whole number takes less room in JSON than a fraction.
FIT_STEPS = 1000
#: Letters of the states, in the order of `STATUSES`, and of not living in the city.
LETTERS, ABSENT_LETTER = "eui", "-"
ABSENT = -1

#: Columns by month → type; each is `ABSENT` while a person does not live in the city.
MONTHLY = {"fit": "i2", "status": "i1", "occupation": "i2", "course": "i1", "community": "i1",
           "loss": "i1", "age": "i2"}  # fmt: skip

Event = tuple[int, str, int]


@dataclass(frozen=True)
class Lives:
    """The sample of one run.

    Attributes
    ----------
    first : int
        First measured month.
    residents : int
        Residents in that month, of whom the sample was drawn.
    person : ndarray of uint32, shape (people,)
        Identities, those of the first month before those who arrived later.
    education, ict : ndarray of shape (people,)
        Level of education and ICT skill in the first month of each.
    occupations : tuple of str
        Names of the city's occupations.
    months : dict of str to ndarray, shape (people, months)
        Column of `MONTHLY` → its values: ``fit`` in steps of 1 / `FIT_STEPS`, ``status`` and
        ``occupation`` as in the table of citizens, ``course`` and ``community`` 0 or 1, ``loss``
        the cause of a job lost in this month or -1, ``age`` in months.
    """

    first: int
    residents: int
    person: np.ndarray
    education: np.ndarray
    ict: np.ndarray
    occupations: tuple[str, ...]
    months: dict[str, np.ndarray]

    @property
    def present(self) -> np.ndarray:
        """Whether each person lives in the city in each month."""
        return self.months["status"] != ABSENT


class Recorder:
    """Records the sample of a run.

    Parameters
    ----------
    size : int
        Citizens of the sample; 0 for none.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.first = self.residents = 0
        self._limit = 0.0
        self._records: list[dict[str, np.ndarray]] = []

    def record(self, world: World) -> None:
        """Record the current month if it is measured."""
        if not (self.size and world.measuring):
            return
        citizens = world.citizens
        rows = np.flatnonzero(citizens.resident)
        draws = uniforms(world.seed, Decision.PANEL, 0, citizens.person[rows])
        if not self._records:
            self.first, self.residents = world.month, rows.size
            last = min(self.size, rows.size) - 1
            self._limit = float(np.partition(draws, last)[last])
        rows = rows[draws <= self._limit]
        dismissed = citizens.dismissed[rows]
        self._records.append(
            {
                "person": citizens.person[rows].copy(),
                "education": citizens.education[rows].copy(),
                "ict": citizens.skills[rows, ICT].copy(),
                "fit": np.rint(citizens.fit[rows] * FIT_STEPS),
                "status": citizens.status[rows].copy(),
                "occupation": citizens.occupation[rows].copy(),
                "course": citizens.course[rows] > 0,
                "community": citizens.community[rows] >= 0,
                "loss": np.where(dismissed, citizens.loss_cause[rows], ABSENT),
                "age": citizens.age[rows].copy(),
            }
        )

    def lives(self, world: World) -> Lives | None:
        """The sample in all months so far; None without a measured month."""
        if not self._records:
            return None
        everybody = np.concatenate([record["person"] for record in self._records])
        person, seen = np.unique(everybody, return_index=True)
        order = np.argsort(seen)
        place = np.empty(person.size, dtype=np.int64)
        place[order] = np.arange(person.size)
        shape = (person.size, len(self._records))
        months = {name: np.full(shape, ABSENT, dtype=kind) for name, kind in MONTHLY.items()}
        for month, record in enumerate(self._records):
            rows = place[np.searchsorted(person, record["person"])]
            for name, values in months.items():
                values[rows, month] = record[name]
        once = {
            name: np.concatenate([record[name] for record in self._records])[seen[order]]
            for name in ("education", "ict")
        }
        return Lives(
            self.first, self.residents, person[order], once["education"], once["ict"],
            tuple(world.occupations.names), months,
        )  # fmt: skip


def content(mine: Lives, other: Lives) -> dict[str, Any]:
    """Content of the page: the sample of a pair of runs, with and without the policy.

    Returns
    -------
    dict
        ``first``, ``months``, ``residents``, ``sample`` and ``edges``, the ends of the levels of
        education on the scale of ``rank``; ``occupations`` and ``causes``, names that events refer
        to; ``person``, ``education``, ``age`` in years and ``rank`` from 0 to `FIT_STEPS`, a list
        of everybody each; and for ``mine`` and ``other`` lists in the same order: ``fit`` by month,
        ``status`` with a letter for each month, ``work`` at first sight, and ``events``, each with
        month, kind and detail.
    """
    person, inverse = np.unique(np.concatenate([mine.person, other.person]), return_inverse=True)
    seen = np.full(person.size, inverse.size)
    np.minimum.at(seen, inverse, np.arange(inverse.size))
    order = np.argsort(seen)
    person, seen = person[order], seen[order]
    both = {
        "education": np.concatenate([mine.education, other.education])[seen],
        "ict": np.concatenate([mine.ict, other.ict])[seen],
        "age": np.concatenate([_first_ages(mine), _first_ages(other)])[seen],
    }
    began = np.isin(person, np.concatenate([_began(mine), _began(other)]))
    rank, edges = ranks(both["education"], both["ict"], began)
    # cities in different worlds need not have the same occupations in the same order
    occupations = list(dict.fromkeys([*mine.occupations, *other.occupations]))
    number = {name: place for place, name in enumerate(occupations)}
    return {
        "first": mine.first,
        "months": mine.months["fit"].shape[1],
        "residents": mine.residents,
        "sample": int(mine.present[:, 0].sum()),
        "edges": edges,
        "occupations": [name.replace("_", " ") for name in occupations],
        "causes": list(LOSS_CAUSES),
        "person": person.tolist(),
        "education": both["education"].tolist(),
        "age": (both["age"] // 12).tolist(),
        "rank": rank,
        "mine": _side(mine, person, number),
        "other": _side(other, person, number),
    }


def ranks(education: np.ndarray, ict: np.ndarray, began: np.ndarray) -> tuple[list[int], list[int]]:
    """Ranks by education and, within a level, by ICT skill.

    Those who arrived later stand at the rank that they would have had among those of the beginning,
    so that nobody has to move aside.

    Parameters
    ----------
    education, ict : ndarray of shape (people,)
    began : ndarray of bool, shape (people,)
        Who lived in a city of the pair when measuring began.

    Returns
    -------
    rank, edges : list of int
        From 0 to `FIT_STEPS`: rank of each, and the upper ends of the levels of education.
    """
    # skill is at most 1, which must not reach the next level
    key = education + 0.999 * ict.astype(np.float64)
    known = np.sort(key[began])
    below = np.searchsorted(known, key, side="left") + np.searchsorted(known, key, side="right")
    scale = FIT_STEPS / max(known.size, 1)
    ends = np.searchsorted(known, np.arange(1, len(EDUCATIONS) + 1))
    rank, edges = (np.rint(values * scale).astype(int) for values in (below / 2, ends))
    return rank.tolist(), edges.tolist()


def _began(lives: Lives) -> np.ndarray:
    return np.asarray(lives.person[lives.present[:, 0]])


def _first_ages(lives: Lives) -> np.ndarray:
    return np.asarray(lives.months["age"][np.arange(lives.person.size), _first_months(lives)])


def _first_months(lives: Lives) -> np.ndarray:
    return lives.present.argmax(axis=1)


def _side(lives: Lives, person: np.ndarray, number: dict[str, int]) -> dict[str, Any]:
    """One side of a pair, in the order of `person`; empty lists for those who were never there.

    `number` has the places of occupations in the list of the page.
    """
    place = {int(one): row for row, one in enumerate(lives.person)}
    letters = np.array([*LETTERS, ABSENT_LETTER])[lives.months["status"]]
    numbers = np.array([*(number[name] for name in lives.occupations), ABSENT])
    work = numbers[lives.months["occupation"]]
    first, changes = _first_months(lives), changed_months(lives)
    side: dict[str, Any] = {"fit": [], "status": [], "work": [], "events": []}
    for one in person.tolist():
        row = place.get(one)
        known = row is not None
        side["fit"].append(lives.months["fit"][row].tolist() if known else [])
        side["status"].append("".join(letters[row]) if known else "")
        side["work"].append(int(work[row, first[row]]) if known else ABSENT)
        side["events"].append([] if row is None else list(_events(lives, row, changes[row], work)))
    return side


def changed_months(lives: Lives) -> list[np.ndarray]:
    """Months of each person, from 1, in which something may have changed since the month before."""
    columns = ("status", "occupation", "course", "community")
    changed = np.zeros(lives.present[:, 1:].shape, dtype=bool)
    for name in columns:
        values = lives.months[name]
        changed |= values[:, 1:] != values[:, :-1]
    return [np.flatnonzero(row) + 1 for row in changed]


def _events(lives: Lives, row: int, months: np.ndarray, work: np.ndarray) -> Iterator[Event]:
    columns = {name: values[row].tolist() for name, values in lives.months.items()}
    columns["occupation"] = work[row].tolist()
    for month in months.tolist():
        before = {name: values[month - 1] for name, values in columns.items()}
        now = {name: values[month] for name, values in columns.items()}
        for kind, detail in _changes(before, now):
            yield lives.first + month, kind, detail


def _changes(before: dict[str, int], now: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Kind and detail of what changed between two months of a person."""
    if now["status"] == ABSENT:
        yield "out", int(before["age"] + 1 < LAST_AGE)
        return
    if before["status"] == ABSENT:
        yield "in", int(now["age"] > FIRST_AGE)
    yield from _changes_of_work(before, now)
    if now["course"] > max(before["course"], 0):
        yield "course", ABSENT
    if now["community"] != max(before["community"], 0):
        yield ("joins" if now["community"] else "leaves"), ABSENT


def _changes_of_work(before: dict[str, int], now: dict[str, int]) -> Iterator[tuple[str, int]]:
    if now["status"] == EMPLOYED:
        if before["status"] != EMPLOYED:
            yield "job", now["occupation"]
        elif before["occupation"] != now["occupation"]:
            yield "move", now["occupation"]
        return
    if before["status"] == EMPLOYED:
        yield ("end", ABSENT) if now["loss"] == ABSENT else ("loss", now["loss"])
    if now["status"] == INACTIVE and before["status"] != INACTIVE:
        yield "inactive", ABSENT
    elif now["status"] == UNEMPLOYED and before["status"] == INACTIVE:
        yield "search", ABSENT
