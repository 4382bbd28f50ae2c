"""Currency of skills: redesigns make knowledge obsolete; practice and colleagues renew it.

What a person can do with a skill is the *effective ability* ``e_k = level_k · currency_k``. The
level is what tests measure and training builds up over years (``citizens.skills``). The currency is
the part of it that is up to date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import asked_ict
from simulation.kernels.compiled import columnwise, compiled, uint32
from simulation.kernels.threads import over_chunks
from simulation.world import World


@columnwise
def _make_obsolete(first, end, citizens, left):
    """Multiply currency by what the redesigns of the month have left of it."""
    currency, previous_currency = citizens.currency, citizens.previous_currency
    resident, occupation = citizens.resident, citizens.occupation
    for row in range(first, end):
        if not resident[row]:
            continue
        job = uint32(occupation[row] + 1)
        for k in range(SKILL_COUNT):
            currency[row, k] *= left[job, k]
            previous_currency[row, k] = currency[row, k]


@dataclass(frozen=True)
class Obsolescence(Process):
    """A redesign makes part of what people know of a skill obsolete.

    A redesign of skill k in an occupation replaces the share `share` of what its holders knew of
    it, ``c_k ← c_k (1 − share)``. Everybody else loses by the same formula, in proportion to the
    part of the city's demand for this skill that was redesigned,
    ``r_k = Σ_o n_o ω_ok d_ok [redesigned] / Σ_o n_o ω_ok d_ok`` with n posts: ``c_k ← c_k (1 −
    share · r_k)``. With a share of 0, or switched off, all skills stay current.

    Vintages of skill: Chari & Hopenhayn (1991), Journal of Political Economy 99; Deming & Noray
    (2020), Quarterly Journal of Economics 135.
    """

    section: ClassVar[str] = "obsolescence"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.occupation", "citizens.currency", "occupations.demand",
        "occupations.weight", "occupations.posts", "occupations.previous_demand",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.currency", "citizens.previous_currency")

    share: float = parameter(
        0.3, unit="share", low=0, high=1, status="calibrated",
        meaning="share of what people know of a skill that its redesign makes obsolete",
        source="by hand: with five-year turnover of 37 % of skills (up to 80 %) knowledge loses "
        "about 3 % a year, and up to 9 % in the fastest jobs; reviews find 1 to 4 % a year, more "
        "in technical work (De Grip & van Loo 2002)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        over_chunks(_make_obsolete, citizens.rows, citizens, self.left(world))

    def left(self, world: World) -> np.ndarray:
        """Share of currency that the month leaves, without a job (first row) and by occupation."""
        occupations = world.occupations
        redesigned = occupations.demand != occupations.previous_demand
        asked = occupations.posts[:, None] * occupations.weight.astype(float) * occupations.demand
        whole = asked.sum(axis=0)
        renewed = np.where(redesigned, asked, 0.0).sum(axis=0) / np.where(whole > 0, whole, 1.0)
        left = np.empty((occupations.rows + 1, SKILL_COUNT))
        left[0] = 1.0 - self.share * renewed
        left[1:] = np.where(redesigned, 1.0 - self.share, left[0])
        return left


@columnwise
def _renew(first, end, citizens, employers, occupations, rule):
    resident, occupation, employer = citizens.resident, citizens.occupation, citizens.employer
    currency, demand, above = citizens.currency, occupations.demand, citizens.ict_above
    staff, usual = employers.staff, employers.currency
    for row in range(first, end):
        if not resident[row] or occupation[row] < 0:
            continue
        o = uint32(occupation[row])
        e = uint32(max(employer[row], 0))
        colleagues = rule.colleagues if staff[e] > 1 else 0.0
        for k in range(SKILL_COUNT):
            own = currency[row, k]
            asked = asked_ict(demand, o, above[row]) if k == ICT else demand[o, k]
            gain = rule.practice * asked * (1.0 - own)
            gain += colleagues * max(0.0, usual[e, k] - own)
            currency[row, k] = min(own + gain, 1.0)


@compiled
def _renew_in_communities(citizens, communities, rate):
    """Members make up a part of the lag behind the members at work."""
    resident, community, currency = citizens.resident, citizens.community, citizens.currency
    pool, skill_transfer = communities.pool, communities.skill_transfer
    for row in range(citizens.rows):
        mine = community[row]
        if mine < 0 or not resident[row]:
            continue
        pace = rate * skill_transfer[mine]
        for k in range(SKILL_COUNT):
            currency[row, k] += pace * max(0.0, pool[mine, k] - currency[row, k])


@dataclass(frozen=True)
class Renewal(Process):
    """Work, colleagues and communities bring skills up to date again.

    For job-holders, ``c_k += practice · d_k (1 − c_k) + colleagues · (c̄_k − c_k)₊`` with d the
    demand of the job and c̄ the mean currency of the employer's staff last month. Members of a
    career community, with or without a job, make up a share of the lag behind its members at work.
    Courses renew their subject (:class:`simulation.processes.learning.courses.Courses`).
    """

    section: ClassVar[str] = "renewal"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.occupation", "citizens.ict_above", "citizens.employer",
        "citizens.currency", "citizens.community", "communities.pool", "communities.skill_transfer",
        "employers.staff", "employers.currency", "occupations.demand",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.currency",)

    practice: float = parameter(
        0.08, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of what is obsolete that work renews in a month, at full demand",
        source="assumption: at middling demand half of it in about 17 months",
    )  # fmt: skip
    colleagues: float = parameter(
        0.02, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the lag behind colleagues that is made up in a month",
        source="assumption; people learn from more productive colleagues (Nix 2020; Jarosch, "
        "Oberfield & Rossi-Hansberg 2021)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        over_chunks(_renew, citizens.rows, citizens, world.employers, world.occupations, self)
        if world.levers.community_renewal > 0.0:
            _renew_in_communities(citizens, world.communities, world.levers.community_renewal)
