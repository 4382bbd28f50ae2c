"""Columns of the tables and scratch arrays, bundled by meaning for the loops of fit.

A compiled entry takes whole tables. Its inner loops take arrays, because only arguments are known
to lie apart in memory (:func:`simulation.kernels.compiled.columnwise`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.core.vocabulary import CAUSES
from simulation.fit import PACKED, SKILL_COUNT
from simulation.fit.needs_supply import NEED_COUNT
from simulation.fit.open_demand import OpenDemand, Outlook
from simulation.tables.citizens import TIES

#: Whom people are compared with: their contacts, the people of their district, their colleagues.
DISTRICT, STAFF = TIES, TIES + 1
COMPARED = TIES + 2
#: Rows of :attr:`Inputs.supplies` (security, challenge, meaning, balance).
WORK_SUPPLIES = 4
#: Rows of :attr:`Inputs.home`.
AMENITIES, INFRASTRUCTURE, AMENITIES_BEFORE, INFRASTRUCTURE_BEFORE = range(4)
HOME_VALUES = 4


class Person(NamedTuple):
    """Columns of the citizens that say who they are and where they live."""

    person: np.ndarray
    resident: np.ndarray
    education: np.ndarray
    age: np.ndarray
    district: np.ndarray
    skills: np.ndarray
    currency: np.ndarray
    needs: np.ndarray
    digital_use: np.ndarray
    previous_digital_use: np.ndarray


class Group(NamedTuple):
    """Columns of the citizens by which sums are grouped."""

    resident: np.ndarray
    education: np.ndarray
    skills: np.ndarray
    first_ict: np.ndarray
    dismissed: np.ndarray
    loss_cause: np.ndarray


class Work(NamedTuple):
    """Columns of the citizens that say where they work and what they earn."""

    post: np.ndarray
    employer: np.ndarray
    occupation: np.ndarray
    ict_above: np.ndarray
    last_occupation: np.ndarray
    origin: np.ndarray
    income: np.ndarray


class Contacts(NamedTuple):
    """Columns of the citizens that say whom each is compared with."""

    ties: np.ndarray
    district: np.ndarray
    employer: np.ndarray


class Fits(NamedTuple):
    """Columns of the citizens that hold fit; ``known`` is false before the first fit."""

    known: np.ndarray
    demand_ability: np.ndarray
    needs_supply: np.ndarray
    supplementary: np.ndarray
    complementary: np.ndarray
    fit: np.ndarray
    fit_realised: np.ndarray
    fit_potential: np.ndarray
    potential: np.ndarray
    colleagues: np.ndarray
    neighbours: np.ndarray


class Perception(NamedTuple):
    """Columns of the citizens that hold perceived fit and what it depends on."""

    known: np.ndarray
    demand_ability: np.ndarray
    supplementary: np.ndarray
    perceived: np.ndarray
    aspiration: np.ndarray
    mood: np.ndarray


class Reach(NamedTuple):
    """Columns of the citizens that hold the best demand–ability fit they could have."""

    reach: np.ndarray
    potential: np.ndarray


class LastMonth(NamedTuple):
    """Columns of the citizens that keep the values of last month."""

    known: np.ndarray
    skills: np.ndarray
    currency: np.ndarray
    occupation: np.ndarray
    ict_above: np.ndarray
    post: np.ndarray
    employer: np.ndarray
    income: np.ndarray
    district: np.ndarray
    stage: np.ndarray


class RunningSums(NamedTuple):
    """Columns of the citizens that accumulate fit since the end of burn-in."""

    months: np.ndarray
    changes: np.ndarray
    large_changes: np.ndarray
    total: np.ndarray
    squares: np.ndarray
    products: np.ndarray
    first: np.ndarray
    change_squares: np.ndarray
    fall_squares: np.ndarray
    misfit_history: np.ndarray
    misfit_months: np.ndarray
    misfit_spell: np.ndarray


class Traits(NamedTuple):
    """Packed traits of people, districts and staffs: float32 arrays of shape (rows, 8)."""

    people: np.ndarray
    districts: np.ndarray
    staffs: np.ndarray


class Jobs(NamedTuple):
    """Columns of the occupations, and the open demand; demand and weight have shape (rows, 8)."""

    demand: np.ndarray
    weight: np.ndarray
    supply: np.ndarray
    open_demand: OpenDemand


class Homes(NamedTuple):
    """Columns of the districts, this month and last month."""

    amenities: np.ndarray
    previous_amenities: np.ndarray
    infrastructure: np.ndarray
    previous_infrastructure: np.ndarray


class Conditions(NamedTuple):
    """What needs–supply fit depends on that is the same for everybody.

    Attributes
    ----------
    median_income : float
        Euro per month.
    prices : float
        Price of leisure in median incomes.
    digital_only, services : float
        See :meth:`simulation.world.CityConditions.services_now`.
    discount : float
        Gain in purchasing power with full digital access, as a share of income.
    """

    median_income: float
    prices: float
    digital_only: float
    services: float
    discount: float


class LifeStages(NamedTuple):
    """Mean needs and their importance by stage of life, and when the stages begin.

    Attributes
    ----------
    needs, weights : ndarray of shape (stages, 7)
    second, third : int
        Age in months at which the second and third stages begin.
    differ : bool
        If false, everybody is in the first stage.
    """

    needs: np.ndarray
    weights: np.ndarray
    second: int
    third: int
    differ: bool


class City(NamedTuple):
    """What fit depends on that is the same for everybody, this month and last month.

    Attributes
    ----------
    shortage, scarce, past_shortage, past_scarce : ndarray of shape (K,)
        What the city lacks of each skill, and the mean demand of vacancies that stay open.
    redesigned : bool
        Whether any occupation was redesigned this month.
    balance_without_work, surroundings_weight : float
        Parameters of fit; see :class:`simulation.core.city_parameters.Fit`.
    """

    stages: LifeStages
    now: Conditions
    past: Conditions
    shortage: np.ndarray
    scarce: np.ndarray
    past_shortage: np.ndarray
    past_scarce: np.ndarray
    redesigned: bool
    balance_without_work: float
    surroundings_weight: float


class Surroundings(NamedTuple):
    """Packed traits of people, jobs, districts and conditions."""

    traits: np.ndarray
    jobs: Jobs
    homes: Homes
    city: City


class Distances(NamedTuple):
    """Scratch arrays of the comparison with others.

    Attributes
    ----------
    own_level : ndarray of shape (size,)
        Level of education.
    levels : ndarray of shape (COMPARED, size)
        Mean level of education of those compared with, or ``NOBODY``.
    apart : ndarray of shape (COMPARED, size)
        Sum of absolute differences in skills and in level of education.
    """

    own_level: np.ndarray
    levels: np.ndarray
    apart: np.ndarray


class Inputs(NamedTuple):
    """Scratch arrays of what the fits are made of, and of steps that concern only a few people.

    Attributes
    ----------
    skills, needs : ndarray of shape (size, K) and (size, 7)
    effective : ndarray of shape (size, K)
        Effective abilities.
    able, able_before : ndarray of shape (size, 8)
        The same as packed rows, and those after redesigns but before learning.
    transition : ndarray of shape (size,)
        What happened to the job; see :data:`simulation.core.vocabulary.TRANSITIONS`.
    supplies : ndarray of shape (4, size)
        What work supplies.
    home : ndarray of shape (4, size)
        Amenities and infrastructure of the district, this month and last month.
    stage, aged : ndarray of shape (size,)
        Stage of life last month, and whether it has changed.
    da_redesigned, da_moved, da_learned, da_new : ndarray of shape (size,)
        Demand–ability fit after redesigns, the change of job, and learning, and now.
    co_redesigned : ndarray of shape (size,)
        Complementary fit after redesigns.
    ns_moved, su_moved : ndarray of shape (size,)
        Needs–supply and supplementary fit after the change of job.
    ns_aged : ndarray of shape (size,)
        Needs–supply fit in a new stage of life.
    pay : ndarray of shape (size,)
        Income before pay changed within the job.
    at_work, around : ndarray of shape (size,)
        Likeness to colleagues, and to neighbours and ties.
    outlook : Outlook
        How all occupations look to one person.
    """

    skills: np.ndarray
    needs: np.ndarray
    effective: np.ndarray
    able: np.ndarray
    able_before: np.ndarray
    transition: np.ndarray
    supplies: np.ndarray
    home: np.ndarray
    stage: np.ndarray
    aged: np.ndarray
    da_redesigned: np.ndarray
    da_moved: np.ndarray
    da_learned: np.ndarray
    da_new: np.ndarray
    co_redesigned: np.ndarray
    ns_moved: np.ndarray
    su_moved: np.ndarray
    ns_aged: np.ndarray
    pay: np.ndarray
    at_work: np.ndarray
    around: np.ndarray
    outlook: Outlook


class Outcome(NamedTuple):
    """Scratch arrays of the results.

    Attributes
    ----------
    total, before : ndarray of shape (size,)
        Total fit this month and last month; for newcomers both are this month's.
    causes : tuple of ndarray of shape (size,)
        Change of fit by cause, in the order of :data:`simulation.core.vocabulary.CAUSES`.
    jobless_causes : tuple of ndarray of shape (size,)
        Part of these changes that is the expected fit of people without a job; what remains is the
        change of realised fit.
    work_change, realised_change, potential_change : ndarray of shape (size,)
        Change of demand–ability fit, of realised and of potential total fit since last month.
    """

    total: np.ndarray
    before: np.ndarray
    causes: tuple[np.ndarray, ...]
    jobless_causes: tuple[np.ndarray, ...]
    work_change: np.ndarray
    realised_change: np.ndarray
    potential_change: np.ndarray


class Workspace(NamedTuple):
    """Scratch arrays of the decomposition for one block of residents."""

    inputs: Inputs
    outcome: Outcome


class Scratch(NamedTuple):
    """All scratch arrays for one block of residents.

    Attributes
    ----------
    distances : Distances
    workspace : Workspace
    facet_fit, affect : ndarray of shape (size,)
        See :mod:`simulation.fit.perceived`.
    """

    distances: Distances
    workspace: Workspace
    facet_fit: np.ndarray
    affect: np.ndarray


def new_scratch(size: int, occupations: int) -> Scratch:
    """Allocate scratch arrays for `size` residents in a city with so many occupations."""

    def column(dtype: type = np.float64) -> np.ndarray:
        return np.zeros(size, dtype=dtype)

    def wide(width: int) -> np.ndarray:
        # values of one kind side by side, so that several people fit into one register
        return np.zeros((width, size), dtype=np.float32).T

    def packed() -> np.ndarray:
        return np.zeros((size, PACKED), dtype=np.float32)

    distances = Distances(
        column(np.float32),
        np.zeros((COMPARED, size), dtype=np.float32),
        np.zeros((COMPARED, size)),
    )
    inputs = Inputs(
        wide(SKILL_COUNT), wide(NEED_COUNT), wide(SKILL_COUNT), packed(), packed(),
        column(np.uint8), np.zeros((WORK_SUPPLIES, size)), np.zeros((HOME_VALUES, size)),
        column(np.uint8), column(np.bool_), column(), column(), column(), column(), column(),
        column(), column(), column(), column(), column(), column(),
        Outlook(*np.zeros((len(Outlook._fields), occupations))),
    )  # fmt: skip
    outcome = Outcome(
        column(), column(), tuple(column() for _ in CAUSES), tuple(column() for _ in CAUSES),
        column(), column(), column(),
    )  # fmt: skip
    return Scratch(distances, Workspace(inputs, outcome), column(), column())
