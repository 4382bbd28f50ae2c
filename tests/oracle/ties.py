"""Ties: contacts are lost and made."""

from __future__ import annotations

import math
from typing import NamedTuple

from simulation.core.randomness import Decision
from tests.oracle.randomness import share, words

#: Item that decides whether and which contact is renewed; first item, and items, of each contact.
RENEWAL, MEETING, ITEMS = 100, 200, 8


class Acquaintances(NamedTuple):
    """Rows of residents by community, employer and district, and everybody's contacts before."""

    fellows: dict[int, list[int]]
    colleagues: dict[int, list[int]]
    neighbours: dict[int, list[int]]
    contacts: list[list[int]]


def run(city, parameters):
    """Lost contacts are replaced, and sometimes another; newcomers make all of theirs."""
    people = Acquaintances(
        _group(city, "community"),
        _group(city, "employer"),
        _group(city, "district"),
        [list(citizen.ties) for citizen in city.citizens],
    )
    for citizen in city.people:
        bits = words(city.seed, Decision.TIE_RENEWAL, city.month, citizen.person, RENEWAL)
        slots = len(citizen.ties)
        renewed = int(share(bits[1]) * slots) if share(bits[0]) < parameters.rate else None
        for slot, contact in enumerate(people.contacts[citizen.row]):
            gone = contact < 0 or _is_new(city, citizen) or _is_lost(city, city.citizens[contact])
            if gone or slot == renewed:
                chosen, anybody = _meet_people(city, parameters, citizen, slot, people)
                if chosen < 0 and gone:
                    chosen = anybody
                if chosen >= 0 or gone:
                    citizen.ties[slot] = chosen


def _group(city, name):
    groups = {}
    for citizen in city.people:
        groups.setdefault(getattr(citizen, name), []).append(citizen.row)
    return groups


def _is_new(city, citizen):
    return citizen.arrival == city.month


def _is_lost(city, contact):
    """Whether a contact has left; a newcomer in the same row is another person."""
    return _is_new(city, contact) or not contact.resident


def _meet_people(city, parameters, citizen, slot, people):
    """The first person met who is accepted, and the last one met; −1 for nobody."""
    last = -1
    for attempt in range(parameters.meetings):
        item = MEETING + ITEMS * slot + attempt
        bits = words(city.seed, Decision.TIE_RENEWAL, city.month, citizen.person, item)
        row, fellow = _meet(city, parameters, citizen, bits, people)
        if row < 0 or row == citizen.row or not city.citizens[row].resident:
            continue
        last = row
        distance = _distance(city, parameters, citizen, city.citizens[row])
        if fellow:
            distance *= 1.0 - city.levers.bridging
        if share(bits[3]) < math.exp(-distance):
            return row, last
    return -1, last


def _meet(city, parameters, citizen, bits, people):
    """Row of somebody met, −1 for nobody, and whether it is a fellow member."""
    occasion, which = share(bits[0]), share(bits[1])
    if citizen.community >= 0 and occasion < parameters.meet_members:
        return _one_of(people.fellows[citizen.community], which), True
    if citizen.employer >= 0 and occasion < parameters.meet_members + parameters.meet_colleagues:
        return _one_of(people.colleagues[citizen.employer], which), False
    neighbour = parameters.meet_members + parameters.meet_colleagues + parameters.meet_neighbours
    if occasion < neighbour:
        return _one_of(people.neighbours[citizen.district], which), False
    friend = _one_of(people.contacts[citizen.row], which)
    if friend < 0 or _is_lost(city, city.citizens[friend]):
        return -1, False
    other = _one_of(people.contacts[friend], share(bits[2]))
    # a newcomer is nobody's contact yet
    return (-1 if other >= 0 and _is_new(city, city.citizens[other]) else other), False


def _one_of(rows, draw):
    return rows[int(draw * len(rows))]


def _distance(city, parameters, citizen, other):
    """``homophily · |difference of education level| + boundary_cost · boundaries between``."""
    boundaries = 0
    if citizen.district != other.district:
        boundaries += 1
    if citizen.occupation >= 0 and other.occupation >= 0:
        mine, theirs = city.occupations[citizen.occupation], city.occupations[other.occupation]
        if mine.family != theirs.family:
            boundaries += 1
    distance = 0.0
    if parameters.homophilous:
        distance += parameters.homophily * abs(citizen.education - other.education)
    if parameters.boundaries:
        distance += parameters.boundary_cost * boundaries
    return distance
