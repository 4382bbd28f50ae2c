"""Levers: the named values through which interventions act.

An intervention never writes an outcome. It sets levers; the processes of the month read them. All
levers are neutral at the start of each month, so nothing ever has to be undone, and a lever at
its neutral value leaves every number bit for bit as if the intervention did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.core.vocabulary import ICT
from simulation.kernels.records import Record


@dataclass
class Levers(Record):
    """One month's levers, at their neutral values.

    Attributes
    ----------
    training_places : float
        Courses that the city can start this month.
    training_targeting : float
        Share of these places reserved for the lowest ICT tercile.
    training_outreach : float
        How much of a person's unseen need for training is brought home to him or her, 0–1.
    training_place_cost : float
        What the city pays for a place that is taken, euro.
    training_months : int
        Length of a course.
    training_subject : int
        Skill that public courses teach; −1 is each learner's own largest gap.
    training_formats : int
        Formats in which public courses are taught.
    training_follow_up : float
        Share of those whose turn it is that are asked about their needs in person.
    training_follow_up_interval : int
        Months from one such turn to the next; 0 is never.
    recognition : float
        Share of the weight of certificates, and of what is seen of ability, that moves to ability
        itself in hiring, 0–1.
    community_reach : float
        Vacancies that a member hears of through the community at full capacity.
    community_learning : float
        Share of the gap to the community's pool that a member closes each month at full capacity.
    community_support : float
        Energy that a member gains each month at full capacity.
    bridging : float
        How far ties made in communities cross levels of education and boundaries, 0–1.
    network_reach : float
        Vacancies of member employers that a searcher hears of through the network.
    transfer : float
        Chance that somebody dismissed by a member is introduced to another member at once.
    curriculum : float
        Share of public courses that the network aligned with what the city lacks most.
    one_platform : bool
        Whether all platform employers belong to one owner.
    funding : float
        Share of every intervention's money that is paid out, 0–1.
    """

    training_places: float = 0.0
    training_targeting: float = 0.0
    training_outreach: float = 0.0
    training_place_cost: float = 0.0
    training_months: int = 3
    training_subject: int = ICT
    training_formats: int = 4
    training_follow_up: float = 0.0
    training_follow_up_interval: int = 0
    recognition: float = 0.0
    community_reach: float = 0.0
    community_learning: float = 0.0
    community_support: float = 0.0
    bridging: float = 0.0
    network_reach: float = 0.0
    transfer: float = 0.0
    curriculum: float = 0.0
    one_platform: bool = False
    funding: float = 1.0
