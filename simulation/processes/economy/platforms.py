"""Platforms: work through them grows, the large ones grow most, and large ones have power."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.world import World


@dataclass(frozen=True)
class Platforms(Process):
    """Platform work spreads, concentrates and, once concentrated, is priced (constructs 1.6, 1.7).

    The share of posts that are platform work follows a logistic path from its share ``s₀`` at month
    0 to the ceiling ``c``: ``s = s₀ c / (s₀ + (c − s₀) exp(−g t))``. Part of what they gain other
    work loses, the rest comes on top of what the economy carries. A new post goes to a platform
    with chance ``∝ (1 + posts)^a``: with a = 1 this is preferential attachment (Yule 1925; Simon
    1955; Barabási & Albert 1999), with a = 0 all platforms grow alike. With the Herfindahl index
    ``H = Σ q²`` of the platforms' shares q of their posts, and a threshold θ, power is
    ``(H − θ)₊ / (1 − θ)``; wages of platform work fall by ``wage_markdown · power``, and full use
    of digital services costs ``access_price · power``, which
    :class:`simulation.processes.economy.pay.Pay` charges. A hinge is the simplest form of "free
    until somebody controls it".

    Platforms are all employers of the sectors that platform work has its home in.
    """

    section: ClassVar[str] = "platforms"
    reads: ClassVar[tuple[str, ...]] = ("employers.posts", "occupations.employment")
    writes: ClassVar[tuple[str, ...]] = (
        "employers.weight",
        "occupations.growth",
        "occupations.markdown",
    )

    growth: float = parameter(
        0.05, unit="1/year", low=0, high=2, status="assumed",
        meaning="rate at which platform work first spreads",
        source="assumption; 1.4 % of EU adults had it as their main job in 2018 (COLLEEM II)",
    )  # fmt: skip
    ceiling: float = parameter(
        0.06, unit="share", low=0, high=0.9, status="assumed",
        meaning="share of all posts that platform work grows towards; at its share at month 0 "
        "(.02) it stays what it is",
        source="assumption; 11 % of EU adults had ever done some in 2018 (COLLEEM II)",
    )  # fmt: skip
    displacing: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of new platform posts that take the place of other posts; the rest come on "
        "top",
        source="assumption: the middle between new options and unfair competition; no estimate "
        "was found",
    )  # fmt: skip
    initial_platforms: int = parameter(
        5, unit="employers", low=1, high=1000, status="assumed",
        meaning="fewest platforms that a city begins with", source="assumption",
    )  # fmt: skip
    attachment_exponent: float = parameter(
        1.0, unit="exponent", low=0, high=3, status="assumed",
        meaning="how steeply the chance of a platform to gain a post rises with its posts",
        source="assumption: proportional growth, as of firms and networks (Simon 1955)",
    )  # fmt: skip
    threshold: float = parameter(
        0.5, unit="0-1", low=0, high=0.99, status="assumed",
        meaning="Herfindahl index past which platforms use their power",
        source="assumption: two equal platforms; merger guidelines call .25 highly concentrated",
    )  # fmt: skip
    wage_markdown: float = parameter(
        0.2, unit="share", low=0, high=0.9, status="assumed",
        meaning="part of the wage of platform work that a single platform keeps back",
        source="assumption; order of mark-downs in concentrated labour markets",
    )  # fmt: skip
    access_price: float = parameter(
        40.0, unit="euro/month", low=0, high=1000, status="assumed",
        meaning="what a single platform asks for full use of digital services",
        source="assumption; they are free as long as platforms compete (constructs 5.8)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations, employers, conditions = world.occupations, world.employers, world.conditions
        platform = occupations.on_platforms
        start = float(occupations.employment[platform].sum(dtype=np.float64))
        if start <= 0.0:
            return
        left = (self.ceiling - start) * math.exp(-self.growth * world.month / 12.0)
        occupations.growth[platform] = self.ceiling / (start + left)
        theirs = employers.present & ~employers.elsewhere
        theirs &= occupations.platform_sectors[employers.sector]
        posts = employers.posts[theirs].astype(float)
        employers.weight[theirs] = (1.0 + posts) ** self.attachment_exponent
        conditions.concentration = 1.0 if world.levers.one_platform else herfindahl(posts)
        power = max(0.0, conditions.concentration - self.threshold) / (1.0 - self.threshold)
        occupations.markdown[platform] = self.wage_markdown * power
        conditions.access_price = self.access_price * power


def herfindahl(sizes: np.ndarray) -> float:
    """Herfindahl index, the sum of squared shares (Hirschman 1945); 0 where there is nothing.

    Parameters
    ----------
    sizes : ndarray
        What each has, 0 or more.

    Returns
    -------
    float
        From 1 over the number of sizes, when they are equal, to 1, when one has all.
    """
    total = sizes.sum()
    return float(((sizes / total) ** 2).sum()) if total > 0 else 0.0
