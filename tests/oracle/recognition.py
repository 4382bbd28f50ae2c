"""Recognition of skill: assessments within two budget lines, and who accepts them."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import INACTIVE
from tests.oracle.budget import started
from tests.oracle.randomness import uniform

#: Payer and mark of each line, in the order of the draws.
LINES = (("training", 1), ("network", 2))


def set_aside(city, payer, money):
    """Part of a programme's money that its line takes: the same part of any amount."""
    rule = city.settings["interventions.recognition"]
    if not (rule.active and city.settings["informal_skill"].active):
        return 0.0
    line = {"training": rule.training_budget, "network": rule.network_budget}[payer]
    whole = city.settings[f"interventions.{payer}"].annual_budget_per_citizen
    return money * min(1.0, 12.0 * line / whole)


def recognition(city, parameters):
    """Employers that take part are marked; people with hidden ability are assessed."""
    mark_employers(city, parameters)
    money = (city.levers.training_assessments, city.levers.network_assessments)
    for line, (payer, mark) in enumerate(LINES):
        number = 0
        if money[line] > 0.0:
            affordable = money[line] / parameters.assessment_cost
            affordable += city.programmes.carried_assessments[line]
            number = int(affordable)
            city.programmes.carried_assessments[line] = affordable - number
        waiting = {}
        if number > 0:
            waiting = {citizen.row: wait(city, citizen, line, mark) for citizen in city.people}
        concerned = [row for row, months in waiting.items() if months < math.inf]
        lottery = city.settings["interventions.training"].lottery_share
        if payer == "training" and lottery < 1.0:
            concerned = [row for row in concerned if is_assigned(city, row, lottery)]
        chosen = sorted(concerned, key=waiting.get)[:number]
        for row in chosen:
            citizen = city.citizens[row]
            citizen.attested = list(citizen.skills)
            citizen.assessed |= mark
            city.flows["assessed"][citizen.education] += 1
        city.accounts.spending[payer] += len(chosen) * parameters.assessment_cost
        city.accounts.recognition += len(chosen) * parameters.assessment_cost


def is_assigned(city, row, lottery):
    """Whether the lottery of training assigns somebody, for life."""
    person = city.citizens[row].person
    return uniform(city.seed, Decision.TRAINING_LOT, 0, person) < lottery


def mark_employers(city, parameters):
    """Training's line counts at a share of employers, the network's at members."""
    training = city.settings["interventions.training"]
    by_training = parameters.training_budget > 0.0 and training.active and started(city, training)
    by_network = parameters.network_budget > 0.0 and city.network.alive
    hides = city.settings["informal_skill"].active
    for employer in city.employers:
        draw = uniform(city.seed, Decision.RECOGNISING_EMPLOYER, 0, employer.identity)
        employer.recognises = 0
        if employer.present and hides:
            takes_part = by_training and draw < parameters.participating_share
            employer.recognises = 1 * takes_part + 2 * (by_network and employer.member)


def wait(city, citizen, line, mark):
    """Exponential waiting time at the rate of hidden ability; the shortest are assessed."""
    if citizen.status == INACTIVE:
        return math.inf
    hidden = 0.0
    for able, evident, attested in zip(
        citizen.skills, citizen.evident, citizen.attested, strict=True
    ):
        known = max(evident, attested) if citizen.assessed & mark else evident
        hidden += max(0.0, able - known)
    if hidden <= 0.0:
        return math.inf
    draw = uniform(city.seed, Decision.ASSESSMENT, city.month, citizen.person, line)
    return -math.log(draw) / hidden
