"""Occupations: their demands, supplies and pay, and how they change."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import numpy as np

from simulation.core.table import Table, column
from simulation.core.vocabulary import EDUCATIONS, ICT, SKILLS
from simulation.tables.job_mix import with_job_mix
from simulation.tables.mobility_file import EASE
from simulation.tables.occupation_file import SUPPLIES, read_files
from simulation.tables.posts_within import CELLS, cells_of_posts, pay_of_cells

DATA = Path(__file__).parents[1] / "data"
#: Tables that come with the model.
DEFAULT_TABLE, DEFAULT_MOBILITY = DATA / "occupations.csv", DATA / "mobility.csv"
#: Sectors without posts of general occupations: who works there has no employer.
WITHOUT_EMPLOYER = ("own_account", "platforms")
#: Family of the occupations that platforms offer.
PLATFORM_FAMILY = "platform_work"
#: Family of people on their own account.
SELF_EMPLOYMENT = "self_employment"
#: Columns of the file with the same name in the table.
SAME_NAME = (
    "automation",
    "language_models",
    "automation_midpoint",
    "automation_duration",
    "pace",
    "turnover",
    "temporary",
    "licence",
    "remote",
    "external",
    "spread",
    "employment",
    "eventual_share",
    "emerging",
    "entry_post",
)


def kept(make: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Keep the arrays that a function of occupations and numbers makes; no month changes them."""

    @wraps(make)
    def found(occupations: Any, *numbers: float) -> np.ndarray:
        key = (make.__name__, *numbers)
        if key not in occupations.kept:
            occupations.kept[key] = make(occupations, *numbers)
        return occupations.kept[key]

    return found


def sum_by_level(shares: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Shares of all posts by education asked.

    Parameters
    ----------
    shares : ndarray of shape (occupations,)
        Share of each occupation in all posts.
    asked : ndarray of shape (occupations, levels)
        See :attr:`Occupations.asked`.
    """
    levels = np.broadcast_to(np.arange(asked.shape[1]), asked.shape)
    return np.bincount(levels.ravel(), weights=(shares[:, None] * asked).ravel())


class Occupations(Table):
    """State of every occupation; names of families and sectors are attributes.

    Parameters
    ----------
    table : str
        Path of a table of occupations, pinned or not; empty for ``data/occupations.csv``.
    mobility : str or None
        Path of a table of the ease of moving between occupations. Empty for ``data/mobility.csv``
        if `table` is empty, and for none otherwise. None for none.
    scale : {"ease", "observed"}
        What the weights of the table of mobility are, if `mobility` names one.
    country : str
        Country whose job mix and ICT use the model's own table takes, if the survey has them.

    Raises
    ------
    TableError
        With one line per mistake in both files.
    """

    demand = column("float32", "0-1", "demanded ability", width=len(SKILLS), names=SKILLS)
    design = column(
        "float32", "0-1", "demanded ability at month 0", width=len(SKILLS), names=SKILLS
    )
    weight = column("float32", "share", "importance", width=len(SKILLS), names=SKILLS)
    supply = column("float32", "0-1", "supplies to needs", width=len(SUPPLIES), names=SUPPLIES)
    base_wage = column("float32", "euro/month", "gross wage of a good match")
    automation = column("float32", "0-1", "exposure to automation")
    language_models = column("float32", "0-1", "exposure to language models")
    automation_midpoint = column(
        "float32", "months", "months of an automation wave to the steepest point of its path"
    )
    automation_duration = column(
        "float32", "months", "scale of the logistic path of the loss; 0 is none"
    )
    pace = column("float32", "1/month", "chance that one skill dimension is redesigned")
    turnover = column("float32", "1/month", "chance that a filled post ends")
    temporary = column("float32", "share", "share of holders with a temporary contract")
    licence = column("float32", "share", "share of posts that need a licence")
    remote = column("float32", "share", "share of posts that can be done from anywhere")
    external = column("float32", "applicants", "outside applicants per vacancy and month")
    education_asked = column("uint8", "level", "education that employers usually require")
    emerging = column("bool", "yes or no", "emerging in smart cities")
    entry_post = column("bool", "yes or no", "doorway into an emerging family")
    family = column("int16", "row", "occupation family")
    sector = column("int16", "row", "sector where most of its posts are")
    spread = column("float32", "share", "share of its posts in all sectors")
    employment = column("float32", "share", "share of posts at month 0")
    eventual_share = column("float32", "share", "share of posts when fully grown")
    birth_share = column(
        "float32", "share", "share of posts that an emerging occupation has grown to"
    )
    growth = column("float32", "ratio", "growth factor of its share beyond other causes", empty=1)
    boom = column("float32", "log", "demand above its trend in a technology boom")
    markdown = column("float32", "share", "part of the wage that platforms retain")
    desired = column("float64", "posts", "posts that the market would carry now")
    posts = column("int32", "posts", "posts, filled or vacant")
    shut = column("float32", "share", "share of its posts shut during an emergency")
    unfilled = column("float32", "share", "posts that stay vacant, moving average")
    withdrawn = column("float32", "log", "demand that employers gave up because posts stay vacant")
    departed = column("float32", "share", "share of its demand lost with an anchor employer")
    following = column(
        "float32", "share", "share of its demand that will still follow the anchor employer"
    )
    displaced = column("float32", "share", "share of its posts taken by machines so far")
    lagged_share = column(
        "float64", "share", "share of all posts that its posts have adjusted to; 0 before month 1"
    )
    lagged_volume = column(
        "float64",
        "posts",
        "posts of all occupations that its posts have adjusted to; 0 before month 1",
    )
    lagged_spared = column(
        "float64",
        "ratio",
        "factor of its posts, by shocks and by what is given up because posts stay vacant, that "
        "they have adjusted to; 0 before month 1",
    )
    previous_demand = column("float32", "0-1", "demanded ability last month", width=len(SKILLS))
    redesigned = column("int16", "count", "skill dimensions redesigned this month")
    digitalised = column("float32", "0-1", "digitalisation when its ICT demand was last redesigned")
    premium = column("float32", "log", "rise of its pay since month 0 with what it asks")
    usual_posts = column("float64", "posts", "posts, moving average")
    previous_usual_posts = column("float64", "posts", "that average last month")
    novelty = column("float32", "1/year", "skill dimensions redesigned per year, moving average")

    def __init__(
        self, table: str = "", mobility: str | None = "", scale: str = EASE, country: str = ""
    ) -> None:
        if mobility == "" and not table:
            mobility, scale = str(DEFAULT_MOBILITY), EASE
        file, moves = read_files(table or str(DEFAULT_TABLE), mobility or "", scale)
        if not table:
            file = with_job_mix(file, country)
        super().__init__(len(file["occupation"]))
        self.names: tuple[str, ...] = file["occupation"]
        self.titles: tuple[str, ...] = file["title"]
        self.families = tuple(dict.fromkeys(file["family"]))
        self.sectors = tuple(dict.fromkeys(file["sector"]))
        self.design[:] = file["demand"]
        self.weight[:] = file["weight"]
        self.supply[:] = file["supply"]
        self.base_wage[:] = file["wage"]
        for name in SAME_NAME:
            getattr(self, name)[:] = file[name]
        self.education_asked[:] = [EDUCATIONS.index(level) for level in file["education_asked"]]
        self.family[:] = [self.families.index(name) for name in file["family"]]
        self.sector[:] = [self.sectors.index(name) for name in file["sector"]]
        self.birth_share[:] = np.where(self.emerging, self.employment, 0.0)
        self.demand[:] = self.design
        self.previous_demand[:] = self.design
        self.staffing = self._staffing()
        #: Ease of moving from (row) to (column) an occupation, 0-1; all 0 when none is given.
        self.mobility = moves.ease
        #: Occupations that the table of mobility names.
        self.with_mobility = moves.named
        #: ICT demand in the file, to which the ICT demand of single posts is relative.
        self.usual_ict = self.design[:, ICT].astype(float)
        #: Shares of posts by education asked (second axis) and ICT use (third axis) within each
        #: occupation; all 0 where posts do not differ.
        self.cells = cells_of_posts(file["asked"], file["uses"])
        #: Share of posts by required education.
        self.asked_shares = self._asked_shares()
        #: Target shares of posts by required education; None if the job mix may differ.
        self.level_shares: np.ndarray | None = None
        #: Barrier from one occupation (row) to another (column), 0–1.
        self.barrier = self._barrier()
        #: Arrays that depend on the table and on parameters alone, see :func:`kept`.
        self.kept: dict[tuple[Any, ...], np.ndarray] = {}
        #: For each education, the established occupations that require it, by ICT demand.
        self.goals = [self._goals(level) for level in range(len(EDUCATIONS))]

    @property
    def asked(self) -> np.ndarray:
        """Shares of the posts of each occupation (row) by education asked (column)."""
        usual = np.eye(len(EDUCATIONS))[self.education_asked]
        shares = self.cells.sum(axis=2)
        return np.where(shares.sum(axis=1, keepdims=True) > 0.0, shares, usual)

    def _asked_shares(self) -> tuple[float, ...]:
        share = sum_by_level(self.employment.astype(float), self.asked)
        return tuple(share / share.sum())

    def describe_again(self) -> None:
        """Update what depends on the shares of employment and of posts within occupations."""
        self.birth_share[:] = np.where(self.emerging, self.employment, 0.0)
        self.asked_shares = self._asked_shares()
        self.staffing = self._staffing()
        self.goals = [self._goals(level) for level in range(len(EDUCATIONS))]
        self.kept.clear()

    @kept
    def cumulated_cells(self) -> np.ndarray:
        """Cumulated shares of posts by cell, shape (occupations, 12); 0 if posts do not differ."""
        return np.cumsum(self.cells.reshape(self.rows, CELLS), axis=1)

    @kept
    def pay_of_cells(self) -> np.ndarray:
        """Log pay of each cell relative to its occupation, shape (occupations, 12)."""
        return pay_of_cells(self.cells).reshape(self.rows, CELLS)

    @cached_property
    def on_platforms(self) -> np.ndarray:
        """Whether each occupation is platform work."""
        return self._in_family(PLATFORM_FAMILY)

    @cached_property
    def on_own_account(self) -> np.ndarray:
        """Whether each occupation is work on own account."""
        return self._in_family(SELF_EMPLOYMENT)

    def _in_family(self, name: str) -> np.ndarray:
        if name not in self.families:
            return np.zeros(self.rows, dtype=bool)
        return self.family == self.families.index(name)

    @cached_property
    def platform_sectors(self) -> np.ndarray:
        """Whether each sector has platform work."""
        with_platforms = np.zeros(len(self.sectors), dtype=bool)
        with_platforms[self.sector[self.on_platforms]] = True
        return with_platforms

    @kept
    def nearness(self, far: float) -> np.ndarray:
        """Nearness of every occupation (column) to each (row), from `far` to 1.

        It rises from `far` to 1 with the ease of moving between two occupations that a table of
        mobility names. For all others it is 1 within a family and `far` between families.
        """
        return np.asarray(far + (1.0 - far) * (1.0 - self.barrier), dtype=np.float64)

    @kept
    def ease(self, scale: float) -> np.ndarray:
        """Ease of moving from each occupation (row) to each (column), whatever their families.

        Between two occupations that a table of mobility names, the ease that it gives. For all
        others ``exp(−distance / scale)``, where distance is the root mean square difference of
        what they demand at month 0.

        Parameters
        ----------
        scale : float
            Above 0.

        Returns
        -------
        ndarray of float32, shape (occupations, occupations)
            From 0 to 1, with 1 on the diagonal.
        """
        squares = np.zeros((self.rows, self.rows))
        for asked in self.design.T.astype(float):
            squares += (asked[:, None] - asked[None, :]) ** 2
        near = np.exp(-np.sqrt(squares / len(SKILLS)) / scale).astype(np.float32)
        both = self.with_mobility[:, None] & self.with_mobility[None, :]
        return np.where(both, self.mobility, near)

    def offered_wage(self) -> np.ndarray:
        """Gross wage of a good match that employers offer now, euro per month."""
        return self.base_wage * np.exp(self.premium) * (1.0 - self.markdown)

    def family_barrier(self) -> np.ndarray:
        """1 between occupations of different families, 0 within a family."""
        return (self.family[:, None] != self.family[None, :]).astype(np.float32)

    def _barrier(self) -> np.ndarray:
        """1 less the ease of moving where a table gives it, otherwise that of families."""
        both = self.with_mobility[:, None] & self.with_mobility[None, :]
        return np.where(both, np.float32(1.0) - self.mobility, self.family_barrier())

    def _goals(self, level: int) -> np.ndarray:
        rows = np.flatnonzero((self.asked[:, level] > 0.0) & ~self.emerging)
        return rows[np.argsort(self.design[rows, ICT], kind="stable")]

    def _staffing(self) -> np.ndarray:
        """Chance that a new post of each occupation is in each sector (rows sum to 1)."""
        own = np.zeros((self.rows, len(self.sectors)))
        own[np.arange(self.rows), self.sector] = 1.0
        size = self.employment.astype(float) @ own
        size[[name in WITHOUT_EMPLOYER for name in self.sectors]] = 0.0
        if not size.any():
            return own
        spread = self.spread[:, None]
        return (1.0 - spread) * own + spread * size / size.sum()
