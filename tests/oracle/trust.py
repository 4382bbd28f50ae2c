"""Trust in local government."""

from __future__ import annotations

from tests.oracle.fits import access_at_home, services_supply
from tests.oracle.state import rounded

#: Openness, and exposure to digitalisation, at which surveys of trust are taken to hold.
USUAL_OPENNESS, USUAL_EXPOSURE = 0.5, 0.25
#: Bounds of the level towards which trust moves.
LEAST, MOST = 0.02, 0.98


def run(city, parameters):
    """``trust += rate · (opaque_pace + openness) · (target − trust)``, faster where trust falls."""
    gaining = parameters.adjustment_rate * (parameters.opaque_pace + parameters.transparency)
    for citizen in city.people:
        target = min(max(_target(city, parameters, citizen), LEAST), MOST)
        falls = target <= citizen.trust
        pace = min(1.0, gaining * (parameters.loss_weight if falls else 1.0))
        citizen.trust = rounded(citizen.trust + pace * (target - citizen.trust))


def _target(city, parameters, citizen):
    """``disposition + s (services reached − expected) + o (openness − ½) − p · concerned ·
    (τ (1 − openness) − ¼) + c · on a public course + m · voice of one's community
    + n · openness · delivery of the network``.
    """
    openness = parameters.transparency
    reached = services_supply(city.conditions, access_at_home(city, citizen))
    target = citizen.disposition
    target += parameters.services_weight * (reached - parameters.expected_services)
    target += parameters.openness_weight * (openness - USUAL_OPENNESS)
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
