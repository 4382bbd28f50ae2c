"""Trust in local government: it rises with delivery and falls with failure and surveillance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.fit.needs_supply import digital_access, services_supply
from simulation.kernels.compiled import compiled
from simulation.kernels.records import Record
from simulation.kernels.threads import over_chunks
from simulation.world import World

#: Openness, and exposure to digitalisation, at which surveys of trust are taken to hold.
USUAL_OPENNESS, USUAL_EXPOSURE = 0.5, 0.25
#: Bounds of the level towards which trust moves: nobody trusts fully or not at all.
LEAST, MOST = 0.02, 0.98


@dataclass
class Conditions(Record):
    """Terms of the level of trust that are the same for all citizens in a month.

    Attributes
    ----------
    services, digital_only : float
        Quality of services, and the share of them that is digital only.
    common : float
        Effects of openness and of the network's delivery.
    surveillance : float
        Loss of those concerned about privacy.
    up, down : float
        Share of the gap closed in a month where trust rises and where it falls.
    """

    services: float
    digital_only: float
    common: float
    surveillance: float
    up: float
    down: float


@compiled
def _adjust(first, end, citizens, districts, communities, conditions, rule):
    resident, skills, district = citizens.resident, citizens.skills, citizens.district
    disposition, concerned = citizens.disposition, citizens.privacy_concerned
    course, course_public = citizens.course, citizens.course_public
    community, trust = citizens.community, citizens.trust
    infrastructure, voice_share = districts.infrastructure, communities.voice_share
    for row in range(first, end):
        if not resident[row]:
            continue
        access = digital_access(skills[row, ICT]) * infrastructure[district[row]]
        supply = services_supply(conditions.services, conditions.digital_only, access)
        level = disposition[row] + conditions.common
        level += rule.services_weight * (supply - rule.expected_services)
        if concerned[row]:
            level -= conditions.surveillance
        if course[row] > 0 and course_public[row]:
            level += rule.course_weight
        mine = community[row]
        if mine >= 0:
            level += rule.community_weight * voice_share[mine]
        gap = min(max(level, LEAST), MOST) - trust[row]
        trust[row] += (conditions.up if gap > 0.0 else conditions.down) * gap


@dataclass(frozen=True)
class Trust(Process):
    """Trust moves from a personal disposition towards a level that the city's actions justify.

    ``level = disposition + s (services reached − expected) + o (openness − ½)
    − p · concerned · (τ (1 − openness) − ¼) + c · on a public course
    + m · voice of one's community + n · openness · delivery of the network``, and
    ``trust += adjustment_rate · (opaque_pace + openness) · (level − trust)``, faster where trust
    falls. Services are counted as far as a person can reach them, so people without ICT experience
    worse services. τ is the city's digitalisation, which people perceive as surveillance unless its
    rules are open. Visible success counts in proportion to openness, and an open city regains trust
    faster (seed studies on trust in smart cities; constructs §10). Trust affects participation in
    public courses (below `reluctance_threshold`) and in communities (`trust_slope` there).
    """

    section: ClassVar[str] = "trust"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.skills", "citizens.district", "citizens.disposition",
        "citizens.privacy_concerned", "citizens.course", "citizens.course_public",
        "citizens.community", "citizens.trust", "districts.infrastructure",
        "communities.voice_share",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.trust",)

    initial_mean: float = parameter(
        0.47, unit="0-1", low=0.05, high=0.95, status="measured",
        meaning="mean initial trust in countries without a survey figure of their own",
        source="OECD Trust Survey 2021: 46.9 % trust their local government (45 % in 2023)",
    )  # fmt: skip
    country_differences: bool = switch(
        "whether the Nordic countries, Singapore and the USA begin with more trust"
    )
    concentration: float = parameter(
        10.0, unit="1", low=1, high=1000, status="assumed",
        meaning="concentration of the Beta distribution of initial trust",
        source="assumption: standard deviation of .15 between people",
    )  # fmt: skip
    privacy_concern: float = parameter(
        0.88, unit="share", low=0, high=1, status="measured",
        meaning="share of people concerned about their privacy in a smart city",
        source="88 % of Canadians (ICTC study of smart-city occupations)",
    )  # fmt: skip
    transparency: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="policy",
        meaning="openness of the city about its data, rules and plans", source="policy",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.04, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to its level that trust closes in a month, per unit of "
        "(opaque_pace + openness)",
        source="assumption: half-life of a year and a half",
    )  # fmt: skip
    loss_weight: float = parameter(
        1.5, unit="ratio", low=0.2, high=10, status="assumed",
        meaning="pace of falling trust relative to rising trust",
        source="assumption: trust is lost faster than earned (asymmetry principle, Slovic 1993)",
    )  # fmt: skip
    services_weight: float = parameter(
        0.5, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of the services that a person can reach on trust", source="assumption",
    )  # fmt: skip
    expected_services: float = parameter(
        0.63, unit="0-1", low=0, high=1, status="assumed",
        meaning="reachable services that neither raise nor lower trust",
        source="assumption: about the mean of the baseline",
    )  # fmt: skip
    openness_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="effect of full openness on trust", source="assumption",
    )  # fmt: skip
    privacy_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="loss of trust of those concerned to full digitalisation without open rules",
        source="assumption; two thirds would not live in a smart city (poll by Vrge, cited in "
        "Goldsmith & Leger 2019)",
    )  # fmt: skip
    course_weight: float = parameter(
        0.3, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of the level of trust of people on a public course",
        source="assumption: visible delivery",
    )  # fmt: skip
    community_weight: float = parameter(
        0.15, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of the level of trust of members of a community with full voice",
        source="assumption; those with a say trust government far more (43 points, OECD)",
    )  # fmt: skip
    placement_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of everybody's level of trust if the network delivers and the city is open",
        source="assumption: small visible successes",
    )  # fmt: skip
    reluctance_slope: float = parameter(
        3.0, unit="logit/trust", low=0, high=50, status="assumed",
        meaning="reluctance to take a public course per unit of trust below reluctance_threshold",
        source="assumption (constructs §10: participation follows trust)",
    )  # fmt: skip
    reluctance_threshold: float = parameter(
        0.4, unit="0-1", low=0, high=1, status="assumed",
        meaning="trust below which people are reluctant to take what the city offers",
        source="assumption",
    )  # fmt: skip
    opaque_pace: float = constant(
        0.5, unit="ratio", low=0, high=5, status="assumed",
        meaning="pace of trust in a city without openness, relative to adjustment_rate",
        source="assumption: full openness makes trust three times as fast",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, conditions = world.citizens, world.conditions
        openness = self.transparency
        exposure = conditions.digitalisation * (1.0 - openness)
        common = self.openness_weight * (openness - USUAL_OPENNESS)
        common += self.placement_weight * openness * world.network.delivered
        pace = self.adjustment_rate * (self.opaque_pace + openness)
        digital_only, services = conditions.services_now()
        terms = Conditions(
            services=services,
            digital_only=digital_only,
            common=common,
            surveillance=self.privacy_weight * (exposure - USUAL_EXPOSURE),
            up=min(1.0, pace),
            down=min(1.0, pace * self.loss_weight),
        )
        over_chunks(
            _adjust, citizens.rows, citizens, world.districts, world.communities, terms, self
        )
