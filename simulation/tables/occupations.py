"""Occupations: what they ask, supply and pay, and how they change."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from simulation.column import Table, column
from simulation.vocabulary import EDUCATIONS, ICT, SKILLS

DATA = Path(__file__).parents[1] / "data"
WEIGHTS = tuple(f"weight_{skill}" for skill in SKILLS)
SUPPLIES = ("security", "challenge", "meaning", "balance")


class Occupations(Table):
    """State of every occupation; the names of families and sectors stand beside the columns.

    Parameters
    ----------
    path : Path, optional
        A table with the columns of ``data/occupations.csv``.
    """

    demand = column("float32", "0-1", "ability asked", width=len(SKILLS), names=SKILLS)
    design = column("float32", "0-1", "ability asked at month 0", width=len(SKILLS), names=SKILLS)
    weight = column("float32", "share", "importance", width=len(SKILLS), names=SKILLS)
    supply = column("float32", "0-1", "supplies to needs", width=len(SUPPLIES), names=SUPPLIES)
    base_wage = column("float32", "euro/month", "gross wage of a good match")
    automation = column("float32", "0-1", "exposure to automation")
    pace = column("float32", "1/month", "chance that one skill dimension is redesigned")
    turnover = column("float32", "1/month", "chance that a filled post ends")
    remote = column("float32", "share", "share of posts that can be done from anywhere")
    external = column("float32", "applicants", "outside applicants per vacancy and month")
    education_asked = column("uint8", "level", "education employers usually ask")
    emerging = column("bool", "yes or no", "being born in smart cities")
    entry_post = column("bool", "yes or no", "doorway into an emerging family")
    family = column("int16", "row", "occupation family")
    sector = column("int16", "row", "sector where most of its posts are")
    spread = column("float32", "share", "share of its posts in all sectors")
    employment = column("float32", "share", "share of posts at month 0")
    eventual_share = column("float32", "share", "share of posts when grown up")
    birth_share = column("float32", "share", "share of posts that an emerging one has grown to")
    desired = column("float64", "posts", "posts that the market would carry now")
    posts = column("int32", "posts", "posts there are, filled or vacant")
    shut = column("float32", "share", "share of its posts shut for as long as an emergency lasts")
    departed = column("float32", "share", "share of its demand that went with an anchor employer")
    following = column("float32", "share", "share of its demand that is still to follow the anchor")
    displaced = column("float32", "share", "share of its posts taken by machines so far")
    last_demand = column("float32", "0-1", "ability asked last month", width=len(SKILLS))
    redesigned = column("int16", "count", "skill dimensions redesigned this month")

    def __init__(self, path: Path | None = None) -> None:
        with (path or DATA / "occupations.csv").open(newline="", encoding="utf-8") as file:
            table = list(csv.DictReader(file))
        super().__init__(len(table))
        self.names = tuple(row["occupation"] for row in table)
        self.titles = tuple(row["title"] for row in table)
        self.families = tuple(dict.fromkeys(row["family"] for row in table))
        self.sectors = tuple(dict.fromkeys(row["sector"] for row in table))
        for index, row in enumerate(table):
            self.design[index] = [float(row[skill]) for skill in SKILLS]
            self.weight[index] = [float(row[name]) for name in WEIGHTS]
            self.supply[index] = [float(row[name]) for name in SUPPLIES]
            self.base_wage[index] = float(row["wage"])
            for name in (
                "automation",
                "pace",
                "turnover",
                "remote",
                "external",
                "spread",
                "employment",
                "eventual_share",
            ):
                getattr(self, name)[index] = float(row[name])
            self.education_asked[index] = EDUCATIONS.index(row["education_asked"])
            self.emerging[index] = row["emerging"] == "1"
            self.entry_post[index] = row["entry_post"] == "1"
            self.family[index] = self.families.index(row["family"])
            self.sector[index] = self.sectors.index(row["sector"])
        self.birth_share[:] = np.where(self.emerging, self.employment, 0.0)
        self.demand[:] = self.design
        self.last_demand[:] = self.design
        self.staffing = self._staffing()
        #: Share of posts by education asked.
        self.asked_shares = self._asked_shares()
        #: For each education, the established occupations that ask it, by ICT demand.
        self.goals = [self._goals(level) for level in range(len(EDUCATIONS))]

    def _asked_shares(self) -> tuple[float, ...]:
        share = np.bincount(
            self.education_asked, weights=self.employment.astype(float), minlength=3
        )
        return tuple(share / share.sum())

    def _goals(self, level: int) -> np.ndarray:
        rows = np.flatnonzero((self.education_asked == level) & ~self.emerging)
        return rows[np.argsort(self.design[rows, ICT], kind="stable")]

    def _staffing(self) -> np.ndarray:
        """Chance that a new post of each occupation lies in each sector (rows sum to 1)."""
        own = np.zeros((self.rows, len(self.sectors)))
        own[np.arange(self.rows), self.sector] = 1.0
        size = self.employment.astype(float) @ own
        spread = self.spread[:, None]
        return (1.0 - spread) * own + spread * size / size.sum()
