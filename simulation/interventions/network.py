"""Network-centric organising: a network organisation that lives on trust and funding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.interventions.budget import monthly_budget, started
from simulation.interventions.training import saturating
from simulation.luck import Decision, uniforms
from simulation.parameter import parameter
from simulation.process import Process
from simulation.world import World

MODES = ("shared", "lead_organisation", "administrative_organisation")
PATHS = ("continuous", "declining", "interrupted")

#: Members and trust at which each mode works best, and how quickly it works worse away from there
#: (Provan & Kenis 2008: shared governance suits few members who trust each other; a network
#: administrative organisation many members and moderate trust; a lead organisation lies between).
BEST_MEMBERS = {"shared": 8.0, "lead_organisation": 25.0, "administrative_organisation": 60.0}
BEST_TRUST = {"shared": 0.75, "lead_organisation": 0.45, "administrative_organisation": 0.5}


def mode_efficiency(mode: str, members: float, trust: float) -> float:
    """Share of its money and trust that a mode turns into work, 0–1.

    ``exp(−½ (ln(members / best) / 1.5)²) · exp(−½ ((trust − best) / 0.35)²)`` where having more
    members than is best for a mode, or less trust than it needs, costs; fewer members or more trust
    does not.

    Parameters
    ----------
    mode : str
        One of :data:`MODES`.
    members : float
        Member employers.
    trust : float
        Their mean trust, 0–1.
    """
    crowd = max(0.0, math.log(max(members, 1.0) / BEST_MEMBERS[mode])) / 1.5
    lacking = max(0.0, BEST_TRUST[mode] - trust) / 0.35
    overhead = {"shared": 0.9, "lead_organisation": 0.85, "administrative_organisation": 0.8}
    return overhead[mode] * math.exp(-0.5 * crowd**2) * math.exp(-0.5 * lacking**2)


@dataclass(frozen=True)
class Network(Process):
    """Network-centric organising of careers (Solution 3 of the paper).

    Employers join a network for which the city pays. It pools their vacancies so that one hears of
    them without ICT, introduces people dismissed by one member to others, aligns courses with what
    the city lacks and vouches for ability without degrees. What it can do is funding times trust
    times the efficiency of its mode. Trust is earned by placements that come about and lost by
    promises that do not; transparency and reflection make it learn faster from good than from
    bad. It collapses when trust or money stays too low.
    """

    section: ClassVar[str] = "interventions.network"
    writes: ClassVar[tuple[str, ...]] = (
        "employers.member",
        "employers.trust",
        "employers.months_member",
    )

    annual_budget_per_citizen: float = parameter(
        0.0, unit="euro/year", low=0, high=5000, status="policy",
        meaning="money for the network per resident and year",
        source="policy; 0 is the baseline",
    )  # fmt: skip
    start_month: int = parameter(
        60, unit="month", low=0, high=2000, status="policy",
        meaning="month after which the network is funded", source="policy",
    )  # fmt: skip
    governance_mode: str = parameter(
        "administrative_organisation", unit="mode", choices=MODES, status="policy",
        meaning="who steers the network", source="policy; Provan & Kenis 2008",
    )  # fmt: skip
    funding_path: str = parameter(
        "continuous", unit="path", choices=PATHS, status="policy",
        meaning="how funding goes on after the start", source="policy",
    )  # fmt: skip
    funding_change_after: int = parameter(
        60, unit="months", low=1, high=1000, status="policy",
        meaning="months from start to the end of full funding on the other two paths",
        source="policy",
    )  # fmt: skip
    interruption: int = parameter(
        24, unit="months", low=1, high=1000, status="policy",
        meaning="months without money on the interrupted path, and to nothing on the declining one",
        source="policy; PlanIT Valley lost its funding within two years",
    )  # fmt: skip
    transparency: float = parameter(
        0.6, unit="0-1", low=0, high=1, status="policy",
        meaning="how openly the network works", source="policy",
    )  # fmt: skip
    reflection_interval: int = parameter(
        6, unit="months", low=1, high=120, status="policy",
        meaning="months between joint reviews of process and outcomes", source="policy",
    )  # fmt: skip
    cost: float = parameter(
        60.0, unit="euro/year", low=1, high=5000, status="assumed",
        meaning="money per resident and year at which two thirds of the work is funded",
        source="assumption",
    )  # fmt: skip
    reach: float = parameter(
        3.0, unit="vacancies/month", low=0, high=8, status="assumed",
        meaning="pooled vacancies a searcher hears of at full capacity", source="assumption",
    )  # fmt: skip
    transfer: float = parameter(
        0.8, unit="share", low=0, high=1, status="assumed",
        meaning="share of people dismissed by members who are introduced at full capacity",
        source="assumption",
    )  # fmt: skip
    curriculum: float = parameter(
        0.6, unit="share", low=0, high=1, status="assumed",
        meaning="share of public courses aligned with what the city lacks at full capacity",
        source="assumption",
    )  # fmt: skip
    recognition: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of the weight of certificates that members' vouching replaces at full "
        "capacity",
        source="assumption",
    )  # fmt: skip
    join: float = parameter(
        0.04, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that an employer with full trust joins in a month", source="assumption",
    )  # fmt: skip
    smallest: float = parameter(
        4.0, unit="posts", low=0, high=1000, status="assumed",
        meaning="posts below which employers do not join", source="assumption",
    )  # fmt: skip
    trust_threshold: float = parameter(
        0.25, unit="0-1", low=0, high=1, status="assumed",
        meaning="trust below which a member leaves, and the network collapses",
        source="assumption",
    )  # fmt: skip
    funding_threshold: float = parameter(
        0.15, unit="share", low=0, high=1, status="assumed",
        meaning="share of the work funded below which the network cannot go on",
        source="assumption",
    )  # fmt: skip
    endurance: int = parameter(
        9, unit="months", low=1, high=120, status="assumed",
        meaning="months that a network survives below that",
        source="7.7 % of coalitions a year dissolve after grants end (NORC/ASPE), assumed shorter",
    )  # fmt: skip
    trust_speed: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way from trust to what delivery deserves made in a month",
        source="assumption",
    )  # fmt: skip

    def funding(self, month: int) -> float:
        """Share of full funding in a month."""
        since = month - self.start_month - self.funding_change_after
        if self.funding_path == "continuous" or since <= 0:
            return 1.0
        if self.funding_path == "declining":
            return max(0.0, 1.0 - since / self.interruption)
        return 0.0 if since <= self.interruption else 1.0

    def run(self, world: World) -> None:
        if not started(world, self):
            return
        state, employers = world.network, world.employers
        money = monthly_budget(world, self) * self.funding(world.month)
        funded = saturating(12.0 * money / world.residents, self.cost)
        if not state.alive:
            # a network that collapsed needs a year before anybody tries again
            rested = state.collapsed < 0 or world.month - state.collapsed > 12
            if funded < self.funding_threshold or not rested:
                return
            state.alive, state.founded, state.collapsed = True, world.month, -1
            state.poor_months = 0
        self._trust(world)
        self._membership(world, funded)
        members = employers.member & employers.present
        number = int(members.sum())
        state.trust = float(employers.trust[members].mean()) if number else 0.45
        state.poor_months = state.poor_months + 1 if funded < self.funding_threshold else 0
        distrusted = number > 0 and state.trust < self.trust_threshold
        if state.poor_months > self.endurance or distrusted:
            self._collapse(world)
            return
        efficiency = mode_efficiency(self.governance_mode, number, state.trust)
        # a network needs members before it can do anything: its work grows with its coverage
        posts = max(1, int(employers.posts[employers.present].sum()))
        coverage = float(employers.posts[members].sum()) / posts
        state.capacity = funded * state.trust * efficiency * min(1.0, coverage / 0.3)
        capacity = min(1.0, 2.0 * state.capacity)
        levers = world.levers
        levers.network_reach = self.reach * capacity
        levers.transfer = self.transfer * capacity
        levers.curriculum = self.curriculum * capacity
        levers.recognition = 1.0 - (1.0 - levers.recognition) * (1.0 - self.recognition * capacity)
        state.promised = capacity
        world.ledger.spending["network"] += money

    def _trust(self, world: World) -> None:
        """Members compare last month's placements with what the network set out to do."""
        state, employers = world.network, world.employers
        members = employers.member & employers.present
        if not members.any():
            return
        placed = float(world.placed_by_network)
        vacancies = max(1.0, float(world.member_vacancies))
        # delivery of one in five vacancies through the network is as much as one can hope for
        state.delivered = 0.85 * state.delivered + 0.15 * min(1.0, placed / (0.2 * vacancies))
        reflecting = world.month % self.reflection_interval == 0
        deserved = 0.25 + 0.55 * state.delivered + 0.15 * self.transparency
        speed = self.trust_speed * (0.5 + self.transparency)
        gap = deserved - employers.trust[members]
        # joint review lets members see why something failed: it softens losses of trust
        soft = 0.5 if reflecting else 1.0
        employers.trust[members] += speed * np.where(gap > 0, gap, soft * gap)
        if reflecting:
            employers.trust[members] += 0.02 * self.transparency
        employers.trust[members] = np.clip(employers.trust[members], 0.0, 1.0)
        employers.months_member[members] += 1

    def _membership(self, world: World, funded: float) -> None:
        employers = world.employers
        luck = uniforms(world.seed, Decision.NETWORK_CHOICE, world.month, employers.identity)
        chance = self.join * funded * employers.trust * 2.0
        able = employers.present & ~employers.member & (employers.posts >= self.smallest)
        joining = able & (luck < chance)
        employers.member[joining] = True
        employers.months_member[joining] = 0
        leaving = employers.member & (employers.trust < self.trust_threshold)
        employers.member[leaving] = False

    def _collapse(self, world: World) -> None:
        """The network ends; what members remember of it is less trust."""
        state, employers = world.network, world.employers
        members = employers.member
        employers.trust[members] *= 0.7
        employers.member[:] = False
        state.alive = False
        state.collapsed = world.month
        state.capacity = 0.0
        state.delivered = 0.0
        world.turmoil["network_collapsed"] = 1.0
