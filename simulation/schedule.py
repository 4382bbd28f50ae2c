"""The month: all processes in order. The order is a scientific claim; read this file first.

A process of an extension is placed among them by the section that it comes after, as the network is
here.
"""

from __future__ import annotations

from simulation.core.extension import arrange, processes_in
from simulation.core.process import Process
from simulation.interventions.budget import PublicBudget
from simulation.interventions.channels import Channels
from simulation.interventions.communities.communities import Communities
from simulation.interventions.government import Government
from simulation.interventions.network import network
from simulation.interventions.policy import Policy
from simulation.interventions.recognition.recognition import Recognition
from simulation.interventions.training.training import Training
from simulation.processes.economy.pay import Pay, Prices
from simulation.processes.economy.platforms import Platforms
from simulation.processes.fitting import Fitting
from simulation.processes.labour_market.hiring import Hiring
from simulation.processes.labour_market.labour_demand import (
    BusinessCycle,
    EmergingOccupations,
    LabourDemand,
)
from simulation.processes.labour_market.participation import Participation
from simulation.processes.labour_market.relocation import Relocation
from simulation.processes.labour_market.search import Search
from simulation.processes.labour_market.separations import Separations
from simulation.processes.labour_market.ventures import Ventures
from simulation.processes.learning.courses import Courses
from simulation.processes.learning.currency import Obsolescence, Renewal
from simulation.processes.learning.informal_skill import InformalSkill
from simulation.processes.learning.skills import Decay, PeerLearning, Practice
from simulation.processes.learning.work_teams import WorkTeams
from simulation.processes.places.districts import Districts, Moves
from simulation.processes.social.cohesion import Cohesion
from simulation.processes.social.demography import Ageing, Migration
from simulation.processes.social.resources import Resources, WellBeing
from simulation.processes.social.ties import Ties
from simulation.processes.social.trust import Trust
from simulation.processes.technology.digital_services import Services
from simulation.processes.technology.technological_change import (
    Automation,
    Digitalisation,
    Redesign,
)
from simulation.processes.technology.technology_cycle import TechnologyCycle
from simulation.shocks.anchor_exit import AnchorExit
from simulation.shocks.automation_wave import AutomationWave
from simulation.shocks.data_breach import DataBreach
from simulation.shocks.disinformation import Disinformation
from simulation.shocks.funding_cut import FundingCut
from simulation.shocks.pandemic import Pandemic
from simulation.shocks.platform_monopoly import PlatformMonopoly

ORDER: tuple[type[Process], ...] = (
    # technology, digital services and occupations change
    Digitalisation,
    Government,
    Services,
    Redesign,
    Obsolescence,
    Automation,
    EmergingOccupations,
    # shocks, each in its month; 0 is never
    AutomationWave,
    AnchorExit,
    Pandemic,
    DataBreach,
    Disinformation,
    FundingCut,
    PlatformMonopoly,
    # labour demand: posts open and close, employers arrive and leave
    BusinessCycle,
    TechnologyCycle,
    Platforms,
    LabourDemand,
    Relocation,
    # policy and interventions set levers, which are neutral again next month
    Policy,
    Training,
    Communities,
    # the network comes after communities: it enters as an extension does, see its `after`
    Channels,
    Recognition,
    # learning, practice and forgetting
    Courses,
    Practice,
    PeerLearning,
    WorkTeams,
    Renewal,
    Decay,
    InformalSkill,
    # separations, businesses, job search and hiring
    Separations,
    Participation,
    Ventures,
    Search,
    Hiring,
    # pay, prices, resources
    Pay,
    PublicBudget,
    Cohesion,
    Prices,
    Resources,
    # districts, demography, ties and trust
    Districts,
    Moves,
    Ageing,
    Migration,
    Ties,
    Trust,
    # fit of every citizen with all of the above
    Fitting,
    # health, happiness and productivity follow from fit
    WellBeing,
)

#: All processes of the model in order.
MONTH = arrange(ORDER, ((process, process.after) for process in processes_in(network)))
