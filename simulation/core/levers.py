"""Levers: the named values through which interventions act.

An intervention sets levers and never writes an outcome; the processes of the month read the levers.
All levers return to their neutral values at the start of each month. With neutral levers, results
are bit-identical to those without the intervention.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.core.vocabulary import ICT
from simulation.kernels.records import Record


@dataclass
class Levers(Record):
    """Levers of one month; the defaults are neutral.

    Attributes
    ----------
    training_places : float
        Places in public courses that the city offers this month.
    training_targeting : float
        Share of these places reserved for the lowest ICT tercile.
    training_outreach : float
        Share of the unperceived need for training that outreach makes people perceive.
    training_place_cost : float
        Price that the city pays for each place taken, euro.
    training_months : int
        Duration of a public course.
    training_subject : int
        Skill that public courses teach; −1 is each learner's largest skill gap.
    training_formats : int
        Number of formats in which public courses are taught.
    training_follow_up : float
        Share of the people due this month whose needs an adviser assesses in person.
    training_follow_up_interval : int
        Months between two such assessments of one person; 0 is never.
    training_assessments, network_assessments : float
        Money of training and of the network for assessments of skill, euro.
    community_reach : float
        Vacancies that a community at full capacity passes on to each searching member.
    community_renewal : float
        Share of the lag in currency behind members at work made up per month at full capacity.
    community_support : float
        Share of the costs of joblessness to energy and health avoided at full capacity.
    community_paths : float
        Share of the cost of crossing to another occupation avoided at full capacity and bridging.
    community_motivation : float
        Rise of the search effort of members without a job at full capacity, as a share.
    coproduction : float
        Rise of the quality of public services because members of civic communities help to produce
        them, relative to their quality.
    communities_teams, network_teams : float
        Money of communities and of the network for work teams, euro.
    bridging : float
        Share of homophily and boundary costs that contacts made in communities avoid, 0–1.
    network_reach : float
        Vacancies of member employers that the network passes on to each searcher.
    transfer : float
        Chance that somebody dismissed by a member is introduced to another member in that month.
    curriculum : float
        Share of public courses that the network aligns with the demand to come.
    one_platform : bool
        Whether all platform employers belong to one owner.
    disinformation : float
        Disinformation of a campaign, 0–1.
    funding : float
        Share of every intervention's money, and of that for public smart-city posts, that is paid
        out, 0–1.
    private_funding : float
        Share of private money for smart-city posts that is paid out, 0–1.
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
    training_assessments: float = 0.0
    network_assessments: float = 0.0
    community_reach: float = 0.0
    community_renewal: float = 0.0
    community_support: float = 0.0
    community_paths: float = 0.0
    community_motivation: float = 0.0
    coproduction: float = 0.0
    communities_teams: float = 0.0
    network_teams: float = 0.0
    bridging: float = 0.0
    network_reach: float = 0.0
    transfer: float = 0.0
    curriculum: float = 0.0
    one_platform: bool = False
    disinformation: float = 0.0
    funding: float = 1.0
    private_funding: float = 1.0
