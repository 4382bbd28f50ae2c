"""Channels: the ways in which interventions act, each of which can be closed by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.levers import Levers
from simulation.core.parameter import switch
from simulation.core.process import Process
from simulation.world import World

#: Channel → levers through which it acts.
LEVERS: dict[str, tuple[str, ...]] = {
    "courses": ("training_places",),
    "outreach": ("training_outreach", "training_follow_up"),
    "recognition": ("training_assessments", "network_assessments"),
    "work_teams": ("communities_teams", "network_teams"),
    "community_vacancies": ("community_reach",),
    "community_renewal": ("community_renewal",),
    "community_support": ("community_support",),
    "community_motivation": ("community_motivation",),
    "community_paths": ("community_paths",),
    "coproduction": ("coproduction",),
    "bridging": ("bridging",),
    "pooled_vacancies": ("network_reach",),
    "transfer": ("transfer",),
    "curriculum": ("curriculum",),
}


@dataclass(frozen=True)
class Channels(Process):
    """Closes channels of interventions, for experiments; by default all are open.

    A closed channel's levers return to their neutral values before any process reads them, so the
    intervention acts as without it. Its money is spent as before, except what is paid for each
    place taken, assessment made or hour of a team. The effect of a channel is the difference of two
    runs of one seed, with all channels open and with all but this one.
    """

    section: ClassVar[str] = "interventions.channels"

    courses: bool = switch("whether the city's courses take place")
    outreach: bool = switch("whether training reaches out to people who perceive no need")
    recognition: bool = switch("whether assessments of skill are paid")
    work_teams: bool = switch("whether work teams are paid")
    community_vacancies: bool = switch("whether communities pass on vacancies")
    community_renewal: bool = switch("whether members of a community bring skills up to date")
    community_support: bool = switch("whether members of a community support each other")
    community_motivation: bool = switch("whether communities encourage their members to search")
    community_paths: bool = switch("whether communities open paths to other occupations")
    coproduction: bool = switch("whether civic communities help to produce public services")
    bridging: bool = switch("whether contacts made in communities cross levels and occupations")
    pooled_vacancies: bool = switch("whether the network passes on vacancies of its members")
    transfer: bool = switch("whether the network introduces the dismissed to other members")
    curriculum: bool = switch("whether the network aligns the city's courses with shortages")

    def run(self, world: World) -> None:
        for channel, levers in LEVERS.items():
            if not getattr(self, channel):
                for lever in levers:
                    setattr(world.levers, lever, getattr(NEUTRAL, lever))


#: Levers without any intervention.
NEUTRAL = Levers()
