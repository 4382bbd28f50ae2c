"""Trust in local government and in firms that run digital services.

Both fall with surveillance, breaches, disinformation and monopoly, and rise with a voice. Only the
city earns trust by its services and courses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.fit.needs_supply import digital_access, services_supply
from simulation.fit.trust import trust_in_provider
from simulation.initialisation.trust import mean_trust
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
    common, common_firms : float
        Effects of openness, monopoly and the network's delivery on trust in the city and in firms.
    surveillance, surveillance_firms : float
        Loss of those concerned about privacy.
    misled, misled_firms : float
        Loss of people without ICT skill to disinformation.
    up, down : float
        Share of the gap closed in a month where trust rises and where it falls.
    run_by_firms : float
        Share of digital services and programmes that firms run.
    firms_ratio : float
        Mean disposition to trust firms, relative to that to trust the city.
    """

    services: float
    digital_only: float
    common: float
    common_firms: float
    surveillance: float
    surveillance_firms: float
    misled: float
    misled_firms: float
    up: float
    down: float
    run_by_firms: float
    firms_ratio: float


@compiled
def _adjust(first, end, citizens, districts, communities, conditions, rule):
    resident, skills, district = citizens.resident, citizens.skills, citizens.district
    disposition, concerned = citizens.disposition, citizens.privacy_concerned
    course, course_public = citizens.course, citizens.course_public
    community, trust = citizens.community, citizens.trust
    infrastructure, voice_share = districts.infrastructure, communities.voice_share
    digital_use = citizens.digital_use
    for row in range(first, end):
        if not resident[row]:
            continue
        ict = skills[row, ICT]
        access = digital_access(ict) * infrastructure[district[row]] * digital_use[row]
        supply = services_supply(conditions.services, conditions.digital_only, access)
        level = disposition[row] + conditions.common
        level += rule.services_weight * (supply - rule.expected_services)
        if concerned[row]:
            level -= conditions.surveillance
        level -= conditions.misled * (1.0 - rule.literacy_protection * ict)
        if course[row] > 0 and course_public[row]:
            level += rule.course_weight
        mine = community[row]
        if mine >= 0:
            level += rule.community_weight * voice_share[mine]
        gap = min(max(level, LEAST), MOST) - trust[row]
        trust[row] += (conditions.up if gap > 0.0 else conditions.down) * gap


@compiled
def _adjust_firms(first, end, citizens, communities, conditions, rule):
    """Trust in firms, and the use of digital services that follows from trust in both."""
    resident, skills, disposition = citizens.resident, citizens.skills, citizens.disposition
    concerned, community = citizens.privacy_concerned, citizens.community
    trust, trust_firms, voice_share = citizens.trust, citizens.trust_firms, communities.voice_share
    digital_use, previous = citizens.digital_use, citizens.previous_digital_use
    for row in range(first, end):
        previous[row] = digital_use[row]
        if not resident[row]:
            continue
        level = conditions.firms_ratio * disposition[row] + conditions.common_firms
        if concerned[row]:
            level -= conditions.surveillance_firms
        level -= conditions.misled_firms * (1.0 - rule.literacy_protection * skills[row, ICT])
        mine = community[row]
        if mine >= 0:
            level += rule.firms_community_weight * voice_share[mine]
        gap = min(max(level, LEAST), MOST) - trust_firms[row]
        trust_firms[row] += (conditions.up if gap > 0.0 else conditions.down) * gap
        if rule.firms_clamp >= 0.0:
            trust_firms[row] = rule.firms_clamp
        offered = trust_in_provider(trust[row], trust_firms[row], conditions.run_by_firms)
        lacking = max(0.0, 1.0 - offered / max(rule.reluctance_threshold, LEAST))
        digital_use[row] = 1.0 - rule.avoidance * lacking


@dataclass(frozen=True)
class Trust(Process):
    """Trust moves from a personal disposition towards a level that city and firms justify.

    ``level = disposition + s (services reached − expected) + o (openness − ½)
    − p · concerned · (τ (1 − openness) − ¼) + c · on a public course
    + m · voice of one's community + n · openness · delivery of the network``, and
    ``trust += adjustment_rate · (opaque_pace + openness) · (level − trust)``, faster where trust
    falls. Services are counted as far as a person can reach them, so people without ICT experience
    worse services. τ is the city's digitalisation, which people perceive as surveillance unless its
    rules are open. Visible success counts in proportion to openness, and an open city regains trust
    faster (constructs §10).

    Trust in firms follows ``r · disposition − p_f · concerned · (τ (1 − openness) − ¼)
    + m_f · voice`` at the same pace, with r the ratio of `firms_mean` to the mean trust in the
    city. The power of platforms and disinformation lower both. Disinformation acts less on people
    with ICT skill. The network's delivery counts for firms where one of them leads the network.

    Participation depends on trust in who offers: ``(1 − s) · city + s · firms``, with s the share
    that firms run. Below `reluctance_threshold` people are reluctant to take public courses and use
    fewer digital services; communities have `trust_slope`.
    """

    section: ClassVar[str] = "trust"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.skills", "citizens.district", "citizens.disposition",
        "citizens.privacy_concerned", "citizens.course", "citizens.course_public",
        "citizens.community", "citizens.trust", "citizens.trust_firms", "citizens.digital_use",
        "districts.infrastructure", "communities.voice_share",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.trust", "citizens.trust_firms", "citizens.digital_use",
        "citizens.previous_digital_use",
    )  # fmt: skip

    initial_mean: float = parameter(
        0.47, unit="0-1", low=0.05, high=0.95, status="measured",
        meaning="mean initial trust in countries without a survey figure of their own",
        source="OECD Trust Survey 2021: 46.9 % trust their local government (45 % in 2023)",
    )  # fmt: skip
    country_differences: bool = switch(
        "whether the Nordic countries, Singapore and the USA begin with more trust"
    )
    firms: bool = switch(
        "trust in firms matters beside trust in the city: for participation, for the use of "
        "digital services and for a network that a firm leads"
    )
    firms_mean: float = parameter(
        0.34, unit="0-1", low=0.02, high=0.95, status="assumed",
        meaning="mean initial trust in firms that run digital services, in every country",
        source="assumption: 34 % would live in a smart city (poll by Vrge, cited in Goldsmith & "
        "Leger 2019); no survey of trust in such firms was found",
    )  # fmt: skip
    firms_share: float = parameter(
        0.3, unit="share", low=0, high=1, status="policy",
        meaning="share of digital services, courses and communities that firms run for the city",
        source="policy; public procurement is 29.9 % of government expenditure (OECD, Government "
        "at a Glance 2025)",
    )  # fmt: skip
    firms_clamp: float = parameter(
        -1.0, unit="0-1", low=-1, high=1, status="policy",
        meaning="value at which an experiment holds trust in firms; below 0 it is free",
        source="model switch, for experiments on mediation",
    )  # fmt: skip
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
    firms_privacy_weight: float = parameter(
        0.12, unit="0-1", low=0, high=1, status="assumed",
        meaning="the same loss of trust in firms",
        source="assumption: privacy_weight times 81/66, the shares who see more risk than benefit "
        "in data collection by companies and by government (Pew Research Center 2019)",
    )  # fmt: skip
    monopoly_weight: float = parameter(
        0.05, unit="0-1", low=0, high=1, status="assumed",
        meaning="loss of trust in the city to platforms of full power, which it lets happen",
        source="assumption: half of that in firms",
    )  # fmt: skip
    firms_monopoly_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="loss of trust in firms to platforms of full power", source="assumption",
    )  # fmt: skip
    disinformation: float = parameter(
        0.0, unit="0-1", low=0, high=1, status="policy",
        meaning="level of disinformation in all months, beside that of the shock",
        source="scenario; 0 is the baseline",
    )  # fmt: skip
    disinformation_weight: float = parameter(
        0.15, unit="0-1", low=0, high=1, status="assumed",
        meaning="loss of trust in the city of people without ICT skill to full disinformation",
        source="assumption, to be swept",
    )  # fmt: skip
    firms_disinformation_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="the same loss of trust in firms",
        source="assumption: campaigns are more about government than about firms",
    )  # fmt: skip
    literacy_protection: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of the effect of disinformation that full ICT skill prevents",
        source="assumption; a short course in digital literacy improved discernment by 26.5 % in "
        "the USA (Guess et al. 2020)",
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
    firms_community_weight: float = parameter(
        0.05, unit="0-1", low=0, high=1, status="assumed",
        meaning="the same rise of trust in firms",
        source="assumption: a third of that in the city; communities speak to the city first",
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
    avoidance: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of the digital services within reach that people without any trust in who "
        "runs them do not use",
        source="assumption, to be swept; trust in government and in the medium predicts the use of "
        "e-government (Bélanger & Carter 2008)",
    )  # fmt: skip
    opaque_pace: float = constant(
        0.5, unit="ratio", low=0, high=5, status="assumed",
        meaning="pace of trust in a city without openness, relative to adjustment_rate",
        source="assumption: full openness makes trust three times as fast",
    )  # fmt: skip

    @property
    def run_by_firms(self) -> float:
        """Weight of trust in firms in trust in who offers services and programmes."""
        return self.firms_share if self.active and self.firms else 0.0

    def run(self, world: World) -> None:
        citizens, conditions = world.citizens, world.conditions
        openness = self.transparency
        exposure = conditions.digitalisation * (1.0 - openness)
        common = self.openness_weight * (openness - USUAL_OPENNESS)
        delivered = self.placement_weight * openness * world.network.delivered
        power = conditions.platform_power if self.firms else 0.0
        misleading = min(1.0, self.disinformation + world.levers.disinformation)
        led = self.firms and world.settings["interventions.network"].led_by_firm
        pace = self.adjustment_rate * (self.opaque_pace + openness)
        digital_only, services = conditions.services_now()
        terms = Conditions(
            services=services,
            digital_only=digital_only,
            common=common + (0.0 if led else delivered) - self.monopoly_weight * power,
            common_firms=(delivered if led else 0.0) - self.firms_monopoly_weight * power,
            surveillance=self.privacy_weight * (exposure - USUAL_EXPOSURE),
            surveillance_firms=self.firms_privacy_weight * (exposure - USUAL_EXPOSURE),
            misled=self.disinformation_weight * misleading,
            misled_firms=self.firms_disinformation_weight * misleading,
            up=min(1.0, pace),
            down=min(1.0, pace * self.loss_weight),
            run_by_firms=self.run_by_firms,
            firms_ratio=min(1.0, self.firms_mean / mean_trust(world)),
        )
        over_chunks(
            _adjust, citizens.rows, citizens, world.districts, world.communities, terms, self
        )
        if self.firms:
            over_chunks(_adjust_firms, citizens.rows, citizens, world.communities, terms, self)
