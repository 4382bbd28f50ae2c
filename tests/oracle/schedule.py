"""The month of the reference city: section and function of each process, in order.

The order is that of ``simulation/schedule.py``; a test holds that both are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle import (
    ageing,
    cohesion,
    communities,
    courses,
    currency,
    districts,
    fitting,
    government,
    hiring,
    labour_demand,
    learning,
    migration,
    moves,
    network,
    participation,
    pay,
    policy,
    prices,
    public_budget,
    recognition,
    resources,
    search,
    separations,
    shocks,
    technology,
    ties,
    trust,
    ventures,
    well_being,
)

MONTH: dict[str, Callable[..., Any]] = {
    # technology, digital services and occupations change
    "digitalisation": technology.digitalisation,
    "government": government.government,
    "services": technology.services,
    "redesign": technology.redesign,
    "obsolescence": currency.obsolescence,
    "automation": technology.automation,
    "emerging_occupations": technology.emerging_occupations,
    # shocks strike
    "shocks.automation_wave": shocks.automation_wave,
    "shocks.anchor_exit": shocks.anchor_exit,
    "shocks.pandemic": shocks.pandemic,
    "shocks.data_breach": shocks.data_breach,
    "shocks.disinformation": shocks.disinformation,
    "shocks.funding_cut": shocks.funding_cut,
    "shocks.platform_monopoly": shocks.platform_monopoly,
    # employers post, lay off, leave and arrive
    "business_cycle": labour_demand.business_cycle,
    "technology_cycle": technology.technology_cycle,
    "platforms": technology.platforms,
    "labour_demand": labour_demand.labour_demand,
    "relocation": labour_demand.relocation,
    # the city takes stock; interventions set their levers
    "policy": policy.policy,
    "interventions.training": policy.training,
    "interventions.communities": communities.communities,
    "interventions.network": network.network,
    "interventions.channels": policy.channels,
    "interventions.recognition": recognition.recognition,
    # people learn, practise and forget
    "courses": courses.courses,
    "practice": learning.practice,
    "peer_learning": learning.peer_learning,
    "work_teams": learning.work_teams,
    "renewal": currency.renewal,
    "decay": learning.decay,
    "informal_skill": learning.informal_skill,
    # jobs end; people search, apply and are hired
    "separations": separations.run,
    "participation": participation.run,
    "ventures": ventures.run,
    "search": search.run,
    "hiring": hiring.run,
    # pay, prices, resources
    "pay": pay.run,
    "public_budget": public_budget.run,
    "cohesion": cohesion.run,
    "prices": prices.run,
    "resources": resources.run,
    # places, comings and goings, ties, trust in the city
    "districts": districts.run,
    "moves": moves.run,
    "ageing": ageing.run,
    "migration": migration.run,
    "ties": ties.run,
    "trust": trust.run,
    # fit
    "fitting": fitting.run,
    # health, happiness and productivity follow from fit
    "well_being": well_being.run,
}
