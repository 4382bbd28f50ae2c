"""Occupations: what they ask, supply and pay, and how they change."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np

from simulation.core.table import Table, column
from simulation.core.vocabulary import EDUCATIONS, ICT, SKILLS
from simulation.tables.occupation_file import SUPPLIES, read_mobility, read_occupations

DATA = Path(__file__).parents[1] / "data"
#: Family of the occupations that platforms offer.
PLATFORM_FAMILY = "platform_work"
#: Columns of the file that are columns of the table under the same name.
AS_GIVEN = (
    "automation",
    "pace",
    "turnover",
    "remote",
    "external",
    "spread",
    "employment",
    "eventual_share",
    "emerging",
    "entry_post",
)


class Occupations(Table):
    """State of every occupation; the names of families and sectors stand beside the columns.

    Parameters
    ----------
    table : str
        Path of a table of one's own, pinned or not; empty for ``data/occupations.csv``.
    mobility : str
        Path of a table of ease of moving between them; empty for none.

    Raises
    ------
    TableError
        With every mistake of the files, one line each.
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
    growth = column("float32", "ratio", "growth of its share beside all else", empty=1)
    boom = column("float32", "log", "demand above its trend in a technology boom")
    markdown = column("float32", "share", "part of the wage that platforms keep back")
    desired = column("float64", "posts", "posts that the market would carry now")
    posts = column("int32", "posts", "posts there are, filled or vacant")
    shut = column("float32", "share", "share of its posts shut for as long as an emergency lasts")
    departed = column("float32", "share", "share of its demand that went with an anchor employer")
    following = column("float32", "share", "share of its demand that is still to follow the anchor")
    displaced = column("float32", "share", "share of its posts taken by machines so far")
    previous_demand = column("float32", "0-1", "ability asked last month", width=len(SKILLS))
    redesigned = column("int16", "count", "skill dimensions redesigned this month")
    novelty = column("float32", "1/year", "skill dimensions redesigned a year, averaged lately")

    def __init__(self, table: str = "", mobility: str = "") -> None:
        file = read_occupations(table or str(DATA / "occupations.csv"))
        super().__init__(len(file["occupation"]))
        self.names: tuple[str, ...] = file["occupation"]
        self.titles: tuple[str, ...] = file["title"]
        self.families = tuple(dict.fromkeys(file["family"]))
        self.sectors = tuple(dict.fromkeys(file["sector"]))
        self.design[:] = file["demand"]
        self.weight[:] = file["weight"]
        self.supply[:] = file["supply"]
        self.base_wage[:] = file["wage"]
        for name in AS_GIVEN:
            getattr(self, name)[:] = file[name]
        self.education_asked[:] = [EDUCATIONS.index(level) for level in file["education_asked"]]
        self.family[:] = [self.families.index(name) for name in file["family"]]
        self.sector[:] = [self.sectors.index(name) for name in file["sector"]]
        self.birth_share[:] = np.where(self.emerging, self.employment, 0.0)
        self.demand[:] = self.design
        self.previous_demand[:] = self.design
        self.staffing = self._staffing()
        #: Ease of moving from (row) to (column) an occupation, 0-1; all 0 when none is given.
        self.mobility = read_mobility(mobility, self.names)
        #: Share of posts by education asked.
        self.asked_shares = self._asked_shares()
        #: Shares by education asked that posts are kept to, if the job mix must not be skewed.
        self.level_shares: np.ndarray | None = None
        #: What keeps people of one occupation (row) out of another (column), 0–1.
        self.barrier = self._barrier()
        #: For each education, the established occupations that ask it, by ICT demand.
        self.goals = [self._goals(level) for level in range(len(EDUCATIONS))]

    def _asked_shares(self) -> tuple[float, ...]:
        share = np.bincount(
            self.education_asked, weights=self.employment.astype(float), minlength=3
        )
        return tuple(share / share.sum())

    def describe_again(self) -> None:
        """Work out anew what follows from the shares of employment."""
        self.birth_share[:] = np.where(self.emerging, self.employment, 0.0)
        self.asked_shares = self._asked_shares()
        self.staffing = self._staffing()

    @cached_property
    def on_platforms(self) -> np.ndarray:
        """Whether each occupation is platform work."""
        if PLATFORM_FAMILY not in self.families:
            return np.zeros(self.rows, dtype=bool)
        return self.family == self.families.index(PLATFORM_FAMILY)

    @cached_property
    def platform_sectors(self) -> np.ndarray:
        """Whether each sector is home to platform work."""
        homes = np.zeros(len(self.sectors), dtype=bool)
        homes[self.sector[self.on_platforms]] = True
        return homes

    def offered_wage(self) -> np.ndarray:
        """Gross wage of a good match as employers offer it now, euro per month."""
        return self.base_wage * (1.0 - self.markdown)

    def _barrier(self) -> np.ndarray:
        """1 between occupations of different families, less the share that moves with ease."""
        apart = (self.family[:, None] != self.family[None, :]).astype(np.float32)
        return np.asarray(apart * (1.0 - self.mobility), dtype=np.float32)

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
