"""Trust in local government and in firms."""

from __future__ import annotations

from simulation.core.vocabulary import ICT
from simulation.initialisation.trust import TRUST_BY_COUNTRY
from tests.oracle.fits import services_supply, use_at_home
from tests.oracle.state import rounded

#: Openness, and exposure to digitalisation, at which surveys of trust are taken to hold.
USUAL_OPENNESS, USUAL_EXPOSURE = 0.5, 0.25
#: Bounds of the level towards which trust moves.
LEAST, MOST = 0.02, 0.98


def run(city, parameters):
    """``trust += rate · (opaque_pace + openness) · (target − trust)``, faster where trust falls.

    People use the share ``1 − avoidance · (1 − trust / threshold)₊`` of digital services.
    """
    before = [citizen.digital_use for citizen in city.citizens]
    gaining = parameters.adjustment_rate * (parameters.opaque_pace + parameters.transparency)
    for citizen in city.people:
        target = _target(city, parameters, citizen)
        citizen.trust = _moved(parameters, citizen.trust, target, gaining)
        if parameters.firms:
            target = _target_for_firms(city, parameters, citizen)
            citizen.trust_firms = _moved(parameters, citizen.trust_firms, target, gaining)
            if parameters.firms_clamp >= 0.0:
                citizen.trust_firms = rounded(parameters.firms_clamp)
            trust = trust_in_provider(city, citizen)
            lacking = max(0.0, 1.0 - trust / max(parameters.reluctance_threshold, LEAST))
            citizen.digital_use = rounded(1.0 - parameters.avoidance * lacking)
    if parameters.firms:
        for citizen, used in zip(city.citizens, before, strict=True):
            citizen.previous_digital_use = used


def _moved(parameters, trust, target, gaining):
    """Trust after a month."""
    target = min(max(target, LEAST), MOST)
    pace = min(1.0, gaining * (parameters.loss_weight if target <= trust else 1.0))
    return rounded(trust + pace * (target - trust))


def run_by_firms(city):
    """Share of services and programmes that firms run, if trust in firms matters."""
    rule = city.settings["trust"]
    return rule.firms_share if rule.active and rule.firms else 0.0


def trust_in_provider(city, citizen):
    """Trust in the city and in firms, by what each runs."""
    share = run_by_firms(city)
    return (1.0 - share) * citizen.trust + share * citizen.trust_firms


def _disinformation(city, parameters, citizen):
    """Disinformation as far as it misleads somebody."""
    level = min(1.0, parameters.disinformation + city.levers.disinformation)
    return level * (1.0 - parameters.literacy_protection * citizen.skills[ICT])


def _target_for_firms(city, parameters, citizen):
    """``r · disposition − p · concerned · (τ (1 − openness) − ¼) + v · voice of one's community
    − w · power of platforms − d · disinformation``, and ``n · openness · delivery`` for a firm
    that leads the network.
    """
    openness, mean = parameters.transparency, parameters.initial_mean
    if parameters.country_differences:
        mean = TRUST_BY_COUNTRY.get(city.settings["city"].country, mean)
    target = min(1.0, parameters.firms_mean / mean) * citizen.disposition
    target -= parameters.firms_monopoly_weight * city.conditions.platform_power
    target -= parameters.firms_disinformation_weight * _disinformation(city, parameters, citizen)
    if _firm_leads(city):
        target += parameters.placement_weight * openness * city.network.delivered
    if citizen.privacy_concerned:
        exposure = city.conditions.digitalisation * (1.0 - openness)
        target -= parameters.firms_privacy_weight * (exposure - USUAL_EXPOSURE)
    if citizen.community >= 0:
        voice = city.communities[citizen.community].voice_share
        target += parameters.firms_community_weight * voice
    return target


def _firm_leads(city):
    """Whether one firm leads the network."""
    return city.settings["interventions.network"].governance_mode == "lead_organisation"


def _target(city, parameters, citizen):
    """``disposition + s (services reached − expected) + o (openness − ½) − p · concerned ·
    (τ (1 − openness) − ¼) + c · on a public course + m · voice of one's community
    + n · openness · delivery of the network − w · power of platforms − d · disinformation``.
    """
    openness = parameters.transparency
    reached = services_supply(city.conditions, use_at_home(city, citizen))
    target = citizen.disposition
    target += parameters.services_weight * (reached - parameters.expected_services)
    target += parameters.openness_weight * (openness - USUAL_OPENNESS)
    target -= parameters.disinformation_weight * _disinformation(city, parameters, citizen)
    if parameters.firms:
        target -= parameters.monopoly_weight * city.conditions.platform_power
    if not (parameters.firms and _firm_leads(city)):
        target += parameters.placement_weight * openness * city.network.delivered
    if citizen.privacy_concerned:
        exposure = city.conditions.digitalisation * (1.0 - openness)
        target -= parameters.privacy_weight * (exposure - USUAL_EXPOSURE)
    if citizen.course > 0 and citizen.course_public:
        target += parameters.course_weight
    if citizen.community >= 0:
        voice = city.communities[citizen.community].voice_share
        target += parameters.community_weight * voice
    return target
