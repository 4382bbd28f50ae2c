"""Network-centric organising: a network organisation that depends on trust and funding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import constant, parameter
from simulation.core.process import Process
from simulation.interventions.budget import money_for_teams, saturating, started
from simulation.interventions.network import membership, trust
from simulation.interventions.network.funding import PATHS, funding_share, network_money
from simulation.interventions.network.governance_modes import (
    ADMINISTRATIVE,
    MODES,
    coordination_cost,
    has_lead,
    visible_work,
)
from simulation.interventions.recognition.lines import set_aside
from simulation.world import World

__all__ = ["MODES", "PATHS", "Network"]


@dataclass(frozen=True)
class Network(Process):
    """Network-centric organising of careers (Solution 3 of the paper).

    Employers join a network that the city funds. The network pools their vacancies, so that people
    learn of them without ICT; introduces people dismissed by one member to other members; and
    aligns courses with the demand to come (redesigns that the digitalisation of the city announces,
    growth of emerging occupations). A line of its money can pay for assessments of skill that
    its members accept (:class:`simulation.interventions.recognition.recognition.Recognition`). Its
    capacity is
    ``funded · trust · min(1, coverage / full_coverage) · staff``, where `funded` is the share of
    the work that money pays for after coordination. Modes of governance differ in what coordination
    costs, and in what members see of the work and therefore trust
    (:mod:`simulation.interventions.network.governance_modes`). Staff and data standards are those
    of the city (:class:`simulation.interventions.government.Government`). Standards scale
    vacancies, introductions and aligned courses, which need common formats. During set-up the
    network costs money and has no capacity.

    Trust rises with placements and falls without them; it responds faster with transparency. The
    network collapses when trust is too low; without the money to continue it has a chance to
    dissolve each month, which falls with trust. Part of its money can facilitate communities, or
    pay for the time of work teams. Where one firm leads the network, residents must consent: it is
    given up if their mean trust in firms stays below `consent_threshold` for `consent_months`.
    Funding, membership, trust and governance have modules of their own.
    """

    section: ClassVar[str] = "interventions.network"
    after: ClassVar[str] = "interventions.communities"
    reads: ClassVar[tuple[str, ...]] = (
        "employers.identity", "employers.present", "employers.posts", "employers.member",
        "employers.months_member", "employers.trust", "citizens.resident", "citizens.trust_firms",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "employers.member", "employers.trust", "employers.months_member",
    )  # fmt: skip

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
        ADMINISTRATIVE, unit="mode", choices=MODES, status="policy",
        meaning="who steers the network", source="policy; Provan & Kenis 2008",
    )  # fmt: skip
    funding_path: str = parameter(
        "continuous", unit="path", choices=PATHS, status="policy",
        meaning="path of funding after the start", source="policy",
    )  # fmt: skip
    funding_change_after: int = parameter(
        60, unit="months", low=1, high=1000, status="policy",
        meaning="months of full funding on the declining and the interrupted path",
        source="policy",
    )  # fmt: skip
    interruption: int = parameter(
        24, unit="months", low=1, high=1000, status="policy",
        meaning="months without money on the interrupted path; months of decline on the other",
        source="policy; PlanIT Valley lost its funding within two years",
    )  # fmt: skip
    transparency: float = parameter(
        0.6, unit="0-1", low=0, high=1, status="policy",
        meaning="transparency of the network's work", source="policy",
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
        meaning="pooled vacancies passed on to each searcher at full capacity", source="assumption",
    )  # fmt: skip
    transfer_share: float = parameter(
        0.8, unit="share", low=0, high=1, status="assumed",
        meaning="share of people dismissed by members who are introduced at full capacity",
        source="assumption",
    )  # fmt: skip
    curriculum_share: float = parameter(
        0.6, unit="share", low=0, high=1, status="assumed",
        meaning="share of public courses aligned with the demand to come at full capacity",
        source="assumption",
    )  # fmt: skip
    join_rate: float = parameter(
        0.04, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that an employer with trust .5 joins a fully funded network in a month",
        source="assumption",
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
    consent_threshold: float = parameter(
        0.25, unit="0-1", low=0, high=1, status="assumed",
        meaning="mean trust of residents in firms below which they resist a network led by a firm",
        source="assumption: the threshold at which members leave, trust_threshold",
    )  # fmt: skip
    consent_months: int = parameter(
        6, unit="months", low=1, high=240, status="assumed",
        meaning="months of resistance after which such a network is given up", source="assumption",
    )  # fmt: skip
    funding_threshold: float = parameter(
        0.15, unit="share", low=0, high=1, status="assumed",
        meaning="share of the work funded below which the network cannot continue",
        source="assumption",
    )  # fmt: skip
    dissolution_rate: float = parameter(
        0.0064, unit="1/month", low=0, high=1, status="measured",
        meaning="chance that a network with trust .5 and without the money to continue dissolves "
        "in a month",
        source="68 % of 165 coalitions lived on five years or more after their grant ended "
        "(NORC/ASPE): 7.7 % a year",
    )  # fmt: skip
    hour_price: float = parameter(
        31.8, unit="euro/hour", low=1, high=1000, status="measured",
        meaning="cost of an hour of coordination",
        source="mean hourly labour cost in the EU, 2023 (Eurostat)",
    )  # fmt: skip
    pair_hours: float = parameter(
        2.0, unit="hours/month", low=0, high=160, status="assumed",
        meaning="hours that two members who do not trust each other spend on coordination in "
        "shared governance",
        source="assumption: an hour for each of the two",
    )  # fmt: skip
    link_hours: float = parameter(
        2.0, unit="hours/month", low=0, high=160, status="assumed",
        meaning="hours that a lead or administrative organisation spends on each member",
        source="assumption: as those of a pair",
    )  # fmt: skip
    office_hours: float = parameter(
        160.0, unit="hours/month", low=0, high=10_000, status="assumed",
        meaning="hours of an administrative organisation that do not depend on its members",
        source="assumption: one person; it may be a single individual (Provan & Kenis 2008)",
    )  # fmt: skip
    partners: float = parameter(
        7.0, unit="employers", low=0, high=1000, status="assumed",
        meaning="other members whose work a member sees in shared governance",
        source="assumption: shared governance suits fewer than six to eight (Provan & Kenis 2008)",
    )  # fmt: skip
    curriculum_horizon: float = parameter(
        36.0, unit="months", low=0, high=240, status="policy",
        meaning="months of emerging demand that aligned courses look ahead; 0 follows the "
        "shortage of today",
        source="policy; a study programme lasts about three years",
    )  # fmt: skip
    trust_adjustment: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap between trust and its target closed in a month, per unit of "
        "(opaque_pace + transparency)",
        source="assumption",
    )  # fmt: skip
    setup_months: int = parameter(
        6, unit="months", low=0, high=120, status="assumed",
        meaning="months after foundation in which the network costs money and has no capacity",
        source="assumption; early phases bring no net benefit (constructs 7.3)",
    )  # fmt: skip
    initial_trust: float = parameter(
        0.45, unit="0-1", low=0, high=1, status="policy",
        meaning="trust of employers in a network that is new to them",
        source="policy; 45 to 47 % trust local government (OECD Trust Survey)",
    )  # fmt: skip
    trust_clamp: float = parameter(
        -1.0, unit="0-1", low=-1, high=1, status="policy",
        meaning="value at which an experiment holds employers' trust; below 0 trust is free",
        source="model switch, for experiments on mediation",
    )  # fmt: skip
    matched_funding: float = parameter(
        0.0, unit="share", low=0, high=0.9, status="policy",
        meaning="share of the network's money that facilitates communities",
        source="policy; constructs 7.3",
    )  # fmt: skip
    team_share: float = parameter(
        0.0, unit="share", low=0, high=0.9, status="policy",
        meaning="share of the network's money for the time that work teams cost",
        source="policy",
    )  # fmt: skip
    rest_months: int = constant(
        12, unit="months", low=0, high=240, status="assumed",
        meaning="months after a collapse before a network can be founded again",
        source="assumption",
    )  # fmt: skip
    full_coverage: float = constant(
        0.3, unit="share", low=0.01, high=1, status="assumed",
        meaning="members' share of all posts at which coverage no longer limits capacity",
        source="assumption",
    )  # fmt: skip
    full_capacity: float = constant(
        0.5, unit="share", low=0.01, high=1, status="assumed",
        meaning="capacity at which the levers reach their full values", source="assumption",
    )  # fmt: skip
    kept_trust: float = constant(
        0.7, unit="share", low=0, high=1, status="assumed",
        meaning="share of their trust that members keep after a collapse", source="assumption",
    )  # fmt: skip
    base_trust: float = constant(
        0.25, unit="0-1", low=0, high=1, status="assumed",
        meaning="target of members' trust without delivery and transparency", source="assumption",
    )  # fmt: skip
    delivery_slope: float = constant(
        0.55, unit="ratio", low=0, high=1, status="assumed",
        meaning="effect of full delivery on the target of trust", source="assumption",
    )  # fmt: skip
    transparency_slope: float = constant(
        0.15, unit="ratio", low=0, high=1, status="assumed",
        meaning="effect of full transparency on the target of trust", source="assumption",
    )  # fmt: skip
    opaque_pace: float = constant(
        0.5, unit="ratio", low=0, high=5, status="assumed",
        meaning="pace of trust in a network without transparency, relative to trust_adjustment",
        source="assumption: full transparency makes trust three times as fast",
    )  # fmt: skip
    delivery_weight: float = constant(
        0.15, unit="1/month", low=0.001, high=1, status="assumed",
        meaning="weight of this month's placements in smoothed delivery",
        source="assumption: a memory of about half a year",
    )  # fmt: skip
    expected_placements: float = constant(
        0.2, unit="share", low=0.01, high=1, status="assumed",
        meaning="share of member vacancies filled through the network that counts as full delivery",
        source="assumption",
    )  # fmt: skip
    review_loss: float = constant(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of a loss of trust that remains in a month of joint review",
        source="assumption; constructs 7.3",
    )  # fmt: skip
    review_gain: float = constant(
        0.02, unit="0-1", low=0, high=1, status="assumed",
        meaning="trust gained by a joint review under full transparency", source="assumption",
    )  # fmt: skip

    @property
    def led_by_firm(self) -> bool:
        """Whether one member firm leads the network."""
        return self.governance_mode == "lead_organisation"

    def funding(self, month: int) -> float:
        """Share of full funding in a month."""
        since = month - self.start_month - self.funding_change_after
        return funding_share(self.funding_path, since, self.interruption)

    def run(self, world: World) -> None:
        if not started(world, self):
            return
        state, employers = world.network, world.employers
        assessments, teams = self._set_aside(world)
        money = network_money(world, self) - world.programmes.matched - assessments - teams
        trust.set_initial_trust(world, self)
        given_up = membership.given_up(world, self)
        if not state.alive and not self._found(world, money):
            return
        setting_up = world.month - state.founded < self.setup_months
        if not trust.clamp_trust(world, self):
            trust.update_trust(world, self, setting_up, visible_work(world, self))
        self._describe(world)
        state.coordination = self._coordination(world, money)
        funded = self._funded(world, money - state.coordination)
        membership.change_members(world, self, funded)
        self._describe(world)
        distrusted = state.members > 0 and state.trust < self.trust_threshold
        poor = self._funded(world, money) < self.funding_threshold
        if distrusted or given_up or (poor and membership.dissolves(world, self)):
            membership.collapse(world, self)
            return
        # the network's work grows with the posts of its members
        members = employers.member & employers.present
        posts = max(1, int(employers.posts[employers.present].sum()))
        coverage = float(employers.posts[members].sum()) / posts / self.full_coverage
        able = has_lead(world, self) and not setting_up
        state.capacity = funded * state.trust * min(1.0, coverage) if able else 0.0
        state.capacity *= world.conditions.staff
        self._set_levers(world)
        world.levers.network_assessments, world.levers.network_teams = assessments, teams
        world.accounts.spending["network"] += money

    def _funded(self, world: World, money: float) -> float:
        """Share of the work that `money`, euro, pays for."""
        return saturating(12.0 * money / world.residents, self.cost)

    def _coordination(self, world: World, money: float) -> float:
        """Money for coordination; if it is short, coordination and work share it by their needs."""
        state = world.network
        needed = coordination_cost(self, state.members, state.trust)
        return needed * min(1.0, money / (needed + self.cost * world.residents / 12.0))

    def _describe(self, world: World) -> None:
        """Number of members and their mean trust."""
        state, employers = world.network, world.employers
        members = employers.member & employers.present
        state.members = int(members.sum())
        state.trust = self.initial_trust
        if state.members:
            state.trust = float(employers.trust[members].mean())

    def _set_aside(self, world: World) -> tuple[float, float]:
        """Money for assessments of skill and for work teams, euro: none until it is set up."""
        state = world.network
        if not state.alive or world.month - state.founded < self.setup_months:
            return 0.0, 0.0
        money = network_money(world, self)
        left = money - world.programmes.matched
        assessments = min(left, set_aside(world, "network", self, money))
        teams = money_for_teams(world, self.team_share, money)
        return assessments, min(left - assessments, teams)

    def _found(self, world: World, money: float) -> bool:
        """Found the network if it has the money and the last one collapsed long enough ago."""
        state = world.network
        rested = state.collapsed < 0 or world.month - state.collapsed > self.rest_months
        rested = rested and state.resisted_months == 0
        if self._funded(world, money) < self.funding_threshold or not rested:
            return False
        state.alive, state.founded, state.collapsed = True, world.month, -1
        return True

    def _set_levers(self, world: World) -> None:
        levers = world.levers
        capacity = min(1.0, world.network.capacity / self.full_capacity)
        capacity *= world.conditions.data_standards
        levers.network_reach = self.reach * capacity
        levers.transfer = self.transfer_share * capacity
        levers.curriculum = self.curriculum_share * capacity
