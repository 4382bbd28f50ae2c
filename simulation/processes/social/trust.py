"""Trust in local government: earned by what the city delivers, lost where it fails or snoops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.fit.needs_supply import digital_access, services_supply
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import over_rows
from simulation.world import World

#: State in which survey figures of trust are taken to hold: middling technology and openness.
USUAL_OPENNESS = 0.5
USUAL_EXPOSURE = 0.25


@compiled
def _follow(
    resident,
    skills,
    district,
    disposition,
    privacy_concerned,
    course,
    course_public,
    community,
    trust,
    infrastructure,
    voice_share,
    services,
    digital_only,
    expected,
    services_weight,
    course_weight,
    community_weight,
    common,
    watched,
    up,
    down,
):
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        access = digital_access(skills[row, 0]) * infrastructure[district[row]]
        lived = services_supply(services, digital_only, access)
        level = disposition[row] + common + services_weight * (lived - expected)
        if privacy_concerned[row]:
            level -= watched
        if course[row] > 0 and course_public[row]:
            level += course_weight
        mine = community[row]
        if mine >= 0:
            level += community_weight * voice_share[mine]
        gap = min(max(level, 0.02), 0.98) - trust[row]
        trust[row] += (up if gap > 0.0 else down) * gap


@dataclass(frozen=True)
class Trust(Process):
    """Trust moves from what one brought along towards what the city's doings deserve.

    ``target = disposition + s (services as lived − expected) + o (openness − ½)
    − p · concerned · (τ (1 − openness) − ¼) + c · on a public course
    + m · capacity of one's community to be heard + n · openness · delivery of the network``, and
    ``trust += adjustment_rate · (½ + openness) · (target − trust)``, faster where trust falls.
    Services as lived are the city's services as far as one reaches them, so that those without ICT
    live through worse ones; τ is the city's digitalisation, which watches people unless its rules
    are open. Visible wins count in proportion to openness, and an open city regains trust faster
    (seed studies on trust in smart cities; constructs §10). Trust gates taking up public courses
    (here: below `gate_below`) and joining communities (`pull_trust` there).
    """

    section: ClassVar[str] = "trust"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.disposition",
        "citizens.privacy_concerned",
        "citizens.course_public",
        "communities.voice_share",
    )
    writes: ClassVar[tuple[str, ...]] = ("citizens.trust",)

    initial_mean: float = parameter(
        0.47, unit="0-1", low=0.05, high=0.95, status="measured",
        meaning="mean trust that people bring along, in countries without a figure of their own",
        source="OECD Trust Survey 2021: 46.9 % trust their local government (45 % in 2023)",
    )  # fmt: skip
    country_differences: bool = switch(
        "whether the Nordic countries, Singapore and the USA begin with more trust"
    )
    concentration: float = parameter(
        10.0, unit="1", low=1, high=1000, status="assumed",
        meaning="concentration of the Beta distribution that trust is drawn from",
        source="assumption: standard deviation of .15 between people",
    )  # fmt: skip
    privacy_concern: float = parameter(
        0.88, unit="share", low=0, high=1, status="measured",
        meaning="share of people privacy_concerned about their privacy in a smart city",
        source="88 % of Canadians (ICTC study of smart-city occupations)",
    )  # fmt: skip
    transparency: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="policy",
        meaning="openness of the city about its data, rules and plans", source="policy",
    )  # fmt: skip
    adjustment_rate: float = parameter(
        0.04, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way to what the city deserves that trust makes in a month",
        source="assumption: half-life of a year and a half",
    )  # fmt: skip
    loss_weight: float = parameter(
        1.5, unit="ratio", low=0.2, high=10, status="assumed",
        meaning="speed of losing trust relative to gaining it",
        source="assumption: trust is lost faster than earned (asymmetry principle, Slovic 1993)",
    )  # fmt: skip
    services_weight: float = parameter(
        0.5, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of services as lived on trust", source="assumption",
    )  # fmt: skip
    expected_services: float = parameter(
        0.63, unit="0-1", low=0, high=1, status="assumed",
        meaning="services as lived that neither raise nor lower trust",
        source="assumption: about the mean of the baseline",
    )  # fmt: skip
    openness_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="trust that full openness gains over none", source="assumption",
    )  # fmt: skip
    privacy_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="trust that the privacy_concerned lose to full digitalisation without open rules",
        source="assumption; two thirds would not live in a smart city (poll by Vrge, cited in "
        "Goldsmith & Leger 2019)",
    )  # fmt: skip
    course_weight: float = parameter(
        0.3, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of what the city deserves in the eyes of those on a public course",
        source="assumption: visible delivery",
    )  # fmt: skip
    community_weight: float = parameter(
        0.15, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of it among members of a community that is fully heard",
        source="assumption; those with a say trust government far more (43 points, OECD)",
    )  # fmt: skip
    placement_weight: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="rise of it for everybody when the network fully delivers and the city is open",
        source="assumption: small visible wins",
    )  # fmt: skip
    reluctance_slope: float = parameter(
        3.0, unit="logit/trust", low=0, high=50, status="assumed",
        meaning="reluctance to take up a public course per unit of trust below the gate",
        source="assumption (constructs §10: participation follows trust)",
    )  # fmt: skip
    reluctance_threshold: float = parameter(
        0.4, unit="0-1", low=0, high=1, status="assumed",
        meaning="trust below which people shy away from what the city offers", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, conditions = world.citizens, world.conditions
        openness = self.transparency
        exposure = conditions.digitalisation * (1.0 - openness)
        common = self.openness_weight * (openness - USUAL_OPENNESS)
        common += self.placement_weight * openness * world.network.delivered
        pace = self.adjustment_rate * (0.5 + openness)
        digital_only, services = conditions.services_now()
        over_rows(
            _follow,
            (
                citizens.resident,
                citizens.skills,
                citizens.district,
                citizens.disposition,
                citizens.privacy_concerned,
                citizens.course,
                citizens.course_public,
                citizens.community,
                citizens.trust,
            ),
            world.districts.infrastructure,
            world.communities.voice_share,
            services,
            digital_only,
            self.expected_services,
            self.services_weight,
            self.course_weight,
            self.community_weight,
            common,
            self.privacy_weight * (exposure - USUAL_EXPOSURE),
            float(np.minimum(1.0, pace)),
            float(np.minimum(1.0, pace * self.loss_weight)),
        )
