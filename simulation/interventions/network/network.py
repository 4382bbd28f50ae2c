"""Network-centric organising: a network organisation that lives on trust and funding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.interventions.budget import started
from simulation.interventions.network import membership, trust
from simulation.interventions.network.funding import PATHS, funding_share, network_money
from simulation.interventions.network.governance_modes import MODES, mode_efficiency
from simulation.interventions.network.staff import staff_shortage
from simulation.interventions.training.training import saturating
from simulation.world import World

__all__ = ["MODES", "PATHS", "Network", "mode_efficiency"]


@dataclass(frozen=True)
class Network(Process):
    """Network-centric organising of careers (Solution 3 of the paper).

    Employers join a network for which the city pays. It pools their vacancies so that one hears of
    them without ICT, introduces people dismissed by one member to others, aligns courses with what
    the city lacks and vouches for ability without degrees. What it can do is funding times trust
    times the efficiency of its mode, times the staff that the city could hire for it: ``capacity =
    funded · trust · efficiency · min(1, coverage / .3) · (1 − dependence · shortage)``.
    Pooled vacancies and introductions need common formats, so interoperability scales them.
    While it is being set up it costs and does nothing. Trust is earned by placements that come
    about and lost where they stay few; transparency and reflection make it learn faster from
    good than from bad. It collapses when trust or money stays too low. Part of its money can go
    to the facilitation of communities. Money, members, trust and staff have files of their own
    beside this one.
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
    transfer_share: float = parameter(
        0.8, unit="share", low=0, high=1, status="assumed",
        meaning="share of people dismissed by members who are introduced at full capacity",
        source="assumption",
    )  # fmt: skip
    curriculum_share: float = parameter(
        0.6, unit="share", low=0, high=1, status="assumed",
        meaning="share of public courses aligned with what the city lacks at full capacity",
        source="assumption",
    )  # fmt: skip
    recognition_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of the weight of certificates that members' vouching replaces at full "
        "capacity",
        source="assumption",
    )  # fmt: skip
    join_rate: float = parameter(
        0.04, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that an employer with full trust joins in a month", source="assumption",
    )  # fmt: skip
    minimum_posts: float = parameter(
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
    trust_adjustment: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way from trust to what delivery deserves made in a month",
        source="assumption",
    )  # fmt: skip
    interoperability: float = parameter(
        0.8, unit="0-1", low=0, high=1, status="policy",
        meaning="how far members' data can be pooled (ι); scales vacancies and introductions",
        source="policy; common formats are a condition of sharing data (constructs §10)",
    )  # fmt: skip
    staff_dependence: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="assumed",
        meaning="part of capacity that a full shortage of data staff takes away",
        source="assumption; governments lack data scientists (constructs §10)",
    )  # fmt: skip
    setup_months: int = parameter(
        6, unit="months", low=0, high=120, status="assumed",
        meaning="months from foundation in which the network costs money and does nothing yet",
        source="assumption; early phases bring no net benefit (constructs 7.3)",
    )  # fmt: skip
    initial_trust: float = parameter(
        0.45, unit="0-1", low=0, high=1, status="policy",
        meaning="trust of employers in a network that they do not know yet",
        source="policy; 45 to 47 % trust local government (OECD Trust Survey)",
    )  # fmt: skip
    trust_clamp: float = parameter(
        -1.0, unit="0-1", low=-1, high=1, status="policy",
        meaning="value at which employers' trust is held for an experiment; below 0 it is free",
        source="model switch, for experiments on mediation",
    )  # fmt: skip
    matched_funding: float = parameter(
        0.0, unit="share", low=0, high=0.9, status="policy",
        meaning="share of the network's money that facilitates communities",
        source="policy; constructs 7.3",
    )  # fmt: skip

    def funding(self, month: int) -> float:
        """Share of full funding in a month."""
        since = month - self.start_month - self.funding_change_after
        return funding_share(self.funding_path, since, self.interruption)

    def run(self, world: World) -> None:
        if not started(world, self):
            return
        state, employers = world.network, world.employers
        money = network_money(world, self) - world.programmes.matched
        funded = saturating(12.0 * money / world.residents, self.cost)
        trust.welcome(world, self)
        if not state.alive:
            # a network that collapsed needs a year before anybody tries again
            rested = state.collapsed < 0 or world.month - state.collapsed > 12
            if funded < self.funding_threshold or not rested:
                return
            state.alive, state.founded, state.collapsed = True, world.month, -1
            state.poor_months = 0
        setting_up = world.month - state.founded < self.setup_months
        if not trust.clamp(world, self):
            trust.update(world, self, setting_up)
        membership.change(world, self, funded)
        members = employers.member & employers.present
        number = int(members.sum())
        state.trust = float(employers.trust[members].mean()) if number else self.initial_trust
        state.poor_months = state.poor_months + 1 if funded < self.funding_threshold else 0
        distrusted = number > 0 and state.trust < self.trust_threshold
        if state.poor_months > self.endurance or distrusted:
            membership.collapse(world)
            return
        efficiency = mode_efficiency(self.governance_mode, number, state.trust)
        # a network needs members before it can do anything: its work grows with its coverage
        posts = max(1, int(employers.posts[employers.present].sum()))
        coverage = min(1.0, float(employers.posts[members].sum()) / posts / 0.3)
        state.staff = 1.0 - self.staff_dependence * staff_shortage(world)
        state.capacity = 0.0
        if not setting_up:
            state.capacity = funded * state.trust * efficiency * coverage * state.staff
        capacity = min(1.0, 2.0 * state.capacity)
        levers = world.levers
        levers.network_reach = self.reach * self.interoperability * capacity
        levers.transfer = self.transfer_share * self.interoperability * capacity
        levers.curriculum = self.curriculum_share * capacity
        levers.recognition = 1.0 - (1.0 - levers.recognition) * (
            1.0 - self.recognition_share * capacity
        )
        world.accounts.spending["network"] += money
