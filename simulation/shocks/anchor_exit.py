"""Anchor exit: a large employer of a knowledge-intensive sector leaves the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import SECTOR, parameter
from simulation.core.process import Process
from simulation.core.vocabulary import CLOSED
from simulation.processes.labour_market.relocation import leave_city
from simulation.tables.posts import DISMISSAL
from simulation.world import World

#: Sectors that sell to residents.
LOCAL = ("retail_hospitality", "household_services", "construction_transport", "own_account")


@dataclass(frozen=True)
class AnchorExit(Process):
    """A large employer leaves with all its posts; dependent local demand follows (constructs 5.4).

    The anchor is chosen in the month of its exit: employers of the sector, in the order of their
    identities, until they hold about the share `size` of the sector's posts. Unlike other employers
    that leave, the anchor also removes the demand for its posts. Local services (the sectors of
    :data:`LOCAL`) lose `multiplier` posts for each post that left, with a mean delay of `delay`
    months. Each month the city recovers the share `recovery` of its lost demand. The rule does not
    use education: it affects whoever worked there.
    """

    section: ClassVar[str] = "shocks.anchor_exit"
    reads: ClassVar[tuple[str, ...]] = (
        "employers.present", "employers.sector", "employers.identity", "employers.posts",
        "posts.holder", "posts.employer", "posts.occupation", "citizens.education",
        "citizens.post", "occupations.sector", "occupations.departed", "occupations.following",
        "occupations.lagged_spared",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "employers.posts", "employers.present", "employers.member", "occupations.departed",
        "occupations.following", "occupations.lagged_spared", *DISMISSAL,
    )  # fmt: skip

    month: int = parameter(
        0, unit="month", low=0, high=2000, status="policy",
        meaning="month in which the anchor leaves; 0 is never",
        source="scenario; 0 is the baseline",
    )  # fmt: skip
    sector: str = parameter(
        "information_finance", unit=SECTOR, status="policy",
        meaning="sector of the anchor", source="scenario",
    )  # fmt: skip
    size: float = parameter(
        0.4, unit="share", low=0, high=1, status="assumed",
        meaning="share of the sector's posts that the anchor holds",
        source="assumption: one employer dominates its sector in a company town",
    )  # fmt: skip
    multiplier: float = parameter(
        1.0, unit="posts/post", low=0, high=10, status="assumed",
        meaning="posts of local services lost for each post that left",
        source="assumption, cautious: about 5 local jobs per high-tech job, 3 of them in services "
        "that ask for little schooling, in the long run in the US (Moretti 2010)",
    )  # fmt: skip
    delay: float = parameter(
        12.0, unit="months", low=1, high=240, status="assumed",
        meaning="mean delay until local services lose these posts", source="assumption",
    )  # fmt: skip
    recovery: float = parameter(
        0.01, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the lost demand that the city recovers in a month",
        source="assumption: half of it after six years",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if self.month == 0 or world.month < self.month:
            return
        if world.month == self.month:
            self._leave(world)
        occupations = world.occupations
        arriving = occupations.following / self.delay
        occupations.following -= arriving
        occupations.departed *= 1.0 - self.recovery
        occupations.departed += arriving * (1.0 - occupations.departed)

    def anchor(self, world: World) -> np.ndarray:
        """Rows of the employers that make up the anchor."""
        employers, names = world.employers, world.occupations.sectors
        of_sector = employers.present & (employers.sector == names.index(self.sector))
        rows = np.flatnonzero(of_sector & (employers.posts > 0))
        rows = rows[np.argsort(employers.identity[rows], kind="stable")]
        held = np.cumsum(employers.posts[rows])
        # an employer belongs to the anchor if at least half of its posts are needed to reach the
        # size; the first always does, so that an employer leaves in a small city, too
        needed = held - 0.5 * employers.posts[rows] <= self.size * held[-1:].sum()
        needed[:1] = self.size > 0.0
        return rows[needed]

    def _leave(self, world: World) -> None:
        occupations, posts = world.occupations, world.posts
        open_rows = posts.holder != CLOSED
        before = np.bincount(posts.occupation[open_rows], minlength=occupations.rows)
        leaving = self.anchor(world)
        if leaving.size == 0:
            return
        rows = leave_city(world, leaving)
        left = np.bincount(posts.occupation[rows], minlength=occupations.rows)
        occupations.departed[:] = left / np.maximum(before, 1)
        # the posts have left with their demand: the others have nothing to adjust to
        occupations.lagged_spared *= 1.0 - occupations.departed
        names = occupations.sectors
        local = np.isin(occupations.sector, [names.index(name) for name in LOCAL if name in names])
        local_posts = float((before - left)[local].sum())
        follow = min(1.0, self.multiplier * rows.size / max(local_posts, 1.0))
        occupations.following[:] = np.where(local, follow, 0.0)
