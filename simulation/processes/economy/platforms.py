"""Platforms: platform work grows and concentrates; concentration gives market power."""

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
    """Platform work spreads and concentrates; platforms then use their power (constructs 1.6, 1.7).

    The share of posts that are platform work follows a logistic path from its share ``s₀`` at month
    0 to the ceiling ``c``: ``s = s₀ c / (s₀ + (c − s₀) exp(−g t))``. The share `displacing` of new
    platform posts replaces other posts; the rest are additional. A new post goes to a platform with
    chance ``∝ (1 + posts)^a``: a = 1 is preferential attachment (Yule 1925; Simon 1955; Barabási &
    Albert 1999), a = 0 equal growth of all platforms. With the Herfindahl index ``H = Σ q²`` of the
    platforms' shares q of their posts, and a threshold θ, power is ``(H − θ)₊ / (1 − θ)``. Wages of
    platform work fall by ``wage_markdown · power``; full use of digital services costs
    ``access_price · power``, charged in :class:`simulation.processes.economy.pay.Pay`. A hinge is
    the simplest form of a service that is free until somebody controls it.

    Platforms are all employers of the sectors of platform work.
    """

    section: ClassVar[str] = "platforms"
    reads: ClassVar[tuple[str, ...]] = (
        "employers.present", "employers.elsewhere", "employers.sector", "employers.posts",
        "occupations.employment", "occupations.family", "occupations.sector",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "employers.weight", "occupations.growth", "occupations.markdown",
    )  # fmt: skip

    growth: float = parameter(
        0.05, unit="1/year", low=0, high=2, status="assumed",
        meaning="initial growth rate of platform work",
        source="assumption; 1.4 % of EU adults had it as their main job in 2018 (COLLEEM II)",
    )  # fmt: skip
    ceiling: float = parameter(
        0.06, unit="share", low=0, high=0.9, status="assumed",
        meaning="share of all posts towards which platform work grows; .02, its share at month 0, "
        "means no growth",
        source="assumption; 11 % of EU adults had ever done some in 2018 (COLLEEM II)",
    )  # fmt: skip
    displacing: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of new platform posts that replace other posts; the rest are additional",
        source="assumption: between new options and unfair competition; no estimate was found",
    )  # fmt: skip
    initial_platforms: int = parameter(
        5, unit="employers", low=1, high=1000, status="assumed",
        meaning="least number of platforms at month 0", source="assumption",
    )  # fmt: skip
    attachment_exponent: float = parameter(
        1.0, unit="exponent", low=0, high=3, status="assumed",
        meaning="elasticity of a platform's chance to gain a post with respect to its posts",
        source="assumption: proportional growth, as in firms and networks (Simon 1955)",
    )  # fmt: skip
    threshold: float = parameter(
        0.5, unit="0-1", low=0, high=0.99, status="assumed",
        meaning="Herfindahl index above which platforms use their power",
        source="assumption: two equal platforms; merger guidelines call .25 highly concentrated",
    )  # fmt: skip
    wage_markdown: float = parameter(
        0.2, unit="share", low=0, high=0.9, status="assumed",
        meaning="share of the wage of platform work that a single platform keeps",
        source="assumption; order of mark-downs in concentrated labour markets",
    )  # fmt: skip
    access_price: float = parameter(
        40.0, unit="euro/month", low=0, high=1000, status="assumed",
        meaning="price of full use of digital services from a single platform",
        source="assumption; free as long as platforms compete (constructs 5.8)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        occupations, employers, conditions = world.occupations, world.employers, world.conditions
        platform = occupations.on_platforms
        start = float(occupations.employment[platform].sum(dtype=np.float64))
        if start <= 0.0:
            return
        left = (self.ceiling - start) * math.exp(-self.growth * world.month / 12.0)
        occupations.growth[platform] = self.ceiling / (start + left)
        owners = employers.present & ~employers.elsewhere
        owners &= occupations.platform_sectors[employers.sector]
        posts = employers.posts[owners].astype(float)
        employers.weight[owners] = (1.0 + posts) ** self.attachment_exponent
        conditions.concentration = 1.0 if world.levers.one_platform else herfindahl(posts)
        power = max(0.0, conditions.concentration - self.threshold) / (1.0 - self.threshold)
        conditions.platform_power = power
        occupations.markdown[platform] = self.wage_markdown * power
        conditions.access_price = self.access_price * power


def herfindahl(sizes: np.ndarray) -> float:
    """Herfindahl index, the sum of squared shares (Hirschman 1945); 0 if the total is 0.

    Parameters
    ----------
    sizes : ndarray
        Size of each, 0 or more.

    Returns
    -------
    float
        From 1 / n for n equal sizes to 1 for a single one.
    """
    total = sizes.sum()
    return float(((sizes / total) ** 2).sum()) if total > 0 else 0.0
