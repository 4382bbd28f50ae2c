"""Agents of the reference city, and their comparison with the tables of a world.

An agent has an attribute for every column of its table, under the same name: a number or a yes or
no, or a list of numbers where the column is wide. What a column means stands with its declaration,
for example :class:`simulation.tables.citizens.Citizens`. As in the tables, a row number stands for
an agent: ``citizen.post`` is the place of a post in ``city.posts``, −1 is none. Places that nobody
holds are kept, with ``citizen.resident``, ``employer.present`` and ``community.alive`` false and
``post.holder`` −3, and are given to newcomers, lowest first.

Most columns hold numbers of 32 bits. So that both cities stay in step for years, what is written
into such an attribute is rounded in the same way, with :func:`rounded`.
"""

from __future__ import annotations

import math
from ctypes import c_float
from dataclasses import fields, is_dataclass, replace
from operator import attrgetter
from typing import Any, ClassVar

import mesa
import numpy as np

from simulation.core.table import Table
from simulation.tables.citizens import Citizens
from simulation.tables.communities import Communities
from simulation.tables.districts import Districts
from simulation.tables.employers import Employers
from simulation.tables.occupations import Occupations
from simulation.tables.posts import Posts
from simulation.world import FLOWS, World

#: How far numbers may differ, relative to the larger of them and 1.
TOLERANCE = 1e-5


def rounded(value: float) -> float:
    """A number rounded to 32 bits, as in a column."""
    return c_float(value).value


class Row:
    """One row of a table."""

    table: ClassVar[type[Table]]

    def __init__(self, model: ReferenceCity, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.clear()

    def clear(self) -> None:
        """Reset all attributes to the empty row."""
        for name, column in self.table.columns.items():
            empty = np.dtype(column.dtype).type(column.empty).item()
            setattr(self, name, empty if column.width == 1 else [empty] * column.width)


class Thing:
    """An object of a city that is not an agent."""

    def __init__(self, model: ReferenceCity) -> None:
        self.model = model


class Citizen(Row, mesa.Agent):
    """A person."""

    table = Citizens

    @property
    def previous_skills(self) -> list[float]:
        """Ability last month; shares its attribute with the causes, which are written later."""
        return self.causes

    @previous_skills.setter
    def previous_skills(self, skills: list[float]) -> None:
        self.causes = skills


class Employer(Row, mesa.Agent):
    """An employer."""

    table = Employers


class CareerCommunity(Row, mesa.Agent):
    """A career community."""

    table = Communities


class Post(Row, Thing):
    """A place of work."""

    table = Posts


class Occupation(Row, Thing):
    """An occupation; beside its columns:

    Attributes
    ----------
    name : str
        Its name.
    staffing : list of float
        Chance that a new post lies in each sector.
    mobility, barrier : list of float
        Ease of moving to each occupation, and what keeps people out of it.
    asked, cells : list
        Shares of its posts by education asked, and by that and ICT use.
    usual_ict : float
        ICT demand in the file.
    """

    table = Occupations


class District(Row, Thing):
    """A district."""

    table = Districts


AGENTS = {
    "citizens": Citizen,
    "employers": Employer,
    "communities": CareerCommunity,
    "posts": Post,
    "occupations": Occupation,
    "districts": District,
}


class Application:
    """One application: applicant, post, channel, utility and match."""

    def __init__(self, row: int, post: int, channel: int, utility: float, match: float) -> None:
        self.row = row
        self.post = post
        self.channel = channel
        self.utility = utility
        self.match = match


class CityConditions:
    """Conditions of the month; see :class:`simulation.world.CityConditions`."""


class NetworkOrganisation:
    """The network; see :class:`simulation.interventions.network.state.NetworkOrganisation`."""


class Programmes:
    """State of the programmes; see :mod:`simulation.interventions.programmes`."""


class Levers:
    """Levers at their neutral values; see :mod:`simulation.core.levers`."""

    def __init__(self) -> None:
        self.training_places = 0.0
        self.training_targeting = 0.0
        self.training_outreach = 0.0
        self.training_place_cost = 0.0
        self.training_months = 3
        self.training_subject = 0  # ICT
        self.training_formats = 4
        self.training_follow_up = 0.0
        self.training_follow_up_interval = 0
        self.training_assessments = 0.0
        self.network_assessments = 0.0
        self.community_reach = 0.0
        self.community_renewal = 0.0
        self.community_support = 0.0
        self.community_motivation = 0.0
        self.community_paths = 0.0
        self.coproduction = 0.0
        self.communities_teams = 0.0
        self.network_teams = 0.0
        self.bridging = 0.0
        self.network_reach = 0.0
        self.transfer = 0.0
        self.curriculum = 0.0
        self.one_platform = False
        self.disinformation = 0.0
        self.funding = 1.0
        self.private_funding = 1.0


class Accounts:
    """Accounts of a month; see :class:`simulation.core.accounts.Accounts`."""

    def __init__(self) -> None:
        self.wages = 0.0
        self.taxes = 0.0
        self.benefits = 0.0
        self.rent = 0.0
        self.consumption = 0.0
        self.access = 0.0
        self.debts = 0.0
        self.savings_in = 0.0
        self.savings_out = 0.0
        self.savings_before = 0.0
        self.savings_after = 0.0
        self.outsider_wages = 0.0
        self.recognition = 0.0
        self.teams = 0.0
        self.inclusion = 0.0
        self.services = 0.0
        self.spending = {"training": 0.0, "communities": 0.0, "network": 0.0}


class Kept:
    """A table at the last synchronisation of both cities: attributes and bytes."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.bits: dict[str, bytes] = {}

    def keep(self, name: str, rows: list[Any], column: np.ndarray) -> None:
        """Store one column, in which both cities are equal."""
        self.bits[name] = column.tobytes()
        self.rows += [dict(vars(row)) for row in rows[len(self.rows) :]]
        for kept, row in zip(self.rows, rows, strict=True):
            value = getattr(row, name)
            # the numbers of a wide column are changed in place
            kept[name] = list(value) if isinstance(value, list) else value


#: Parts of a world that are no tables, compared field by field.
HOLDERS = {
    "conditions": CityConditions,
    "past": CityConditions,
    "levers": Levers,
    "accounts": Accounts,
    "network": NetworkOrganisation,
    "programmes": Programmes,
}
#: Single facts about the city: counts by sector or education, and what processes remember.
FACTS = (
    "month",
    "employer_births",
    "flows",
    "channels",
    "event_counts",
    "losses_by_cause",
    "changes",
    "typical_skills",
    "members_before",
    "burned_out",
    "residents",
    "placed_by_network",
    "member_vacancies",
)
#: Facts that are lists by row, and what stands there for a row that nobody has filled.
EMPTY_ROW = {"members_before": False}
#: Facts about occupations that never change.
OCCUPATION_FACTS = ("staffing", "mobility", "barrier", "asked", "cells", "usual_ict")
CONSTANTS = (
    *("names", "families", "sectors", "asked_shares", "level_shares", "goals"),
    "with_mobility",
)


class ReferenceCity(mesa.Model):
    """A city of agents.

    Parameters
    ----------
    settings : mapping of str to section
        Resolved parameters.
    seed : int
        Seed of this run.

    Attributes
    ----------
    citizens, employers, communities, posts, occupations, districts : list
        Agents and things by row.
    applications : list of Application
        The applications of the month.
    conditions, past, levers, accounts, network, programmes
        As in a world.
    families, sectors : list of str
        Names of families of occupations and of sectors.
    asked_shares : list of float
        Share of posts by education asked.
    level_shares : list of float or None
        Shares by education asked that posts are kept to.
    goals : list of list of int
        For each education, the established occupations that ask it, by ICT demand.
    with_mobility : list of bool
        Whether the table of mobility names each occupation.

    and every name in :data:`FACTS`, as numbers, lists and dictionaries.
    """

    def __init__(self, settings: Any, seed: int) -> None:
        super().__init__(rng=int(seed))
        self.settings = settings
        self.seed = int(seed)
        for name in AGENTS:
            setattr(self, name, [])
        for name, holder in HOLDERS.items():
            setattr(self, name, holder())
        self.applications: list[Application] = []
        self.kept = {name: Kept() for name in AGENTS}

    @property
    def people(self) -> list[Citizen]:
        """The residents."""
        return [citizen for citizen in self.citizens if citizen.resident]

    def append(self, table: str) -> Any:
        """One empty row more in a table; gives it back."""
        rows = getattr(self, table)
        rows.append(AGENTS[table](self, len(rows)))
        return rows[-1]

    def begin_month(self) -> None:
        """Advance the month, and reset what is counted or decided anew each month."""
        self.month += 1
        self.residents = sum(citizen.resident for citizen in self.citizens)
        self.flows = {name: [0, 0, 0] for name in FLOWS}
        self.channels = [0] * len(self.channels)
        self.burned_out = [0, 0, 0]
        self.event_counts = {}
        self.employer_births = [0] * len(self.sectors)
        for citizen in self.citizens:
            citizen.dismissed = False
            citizen.previous_skills = list(citizen.skills)
        self.applications = []
        self.levers = Levers()
        self.accounts = Accounts()
        self.members_before = [employer.member for employer in self.employers]

    def step(self) -> None:
        """One month."""
        from tests.oracle.schedule import MONTH  # the processes know the agents, not the reverse

        self.begin_month()
        for section, run in MONTH.items():
            parameters = self.settings[section]
            if parameters.active:
                run(self, parameters)
        self.accounts.savings_after = sum(
            citizen.money for citizen in self.citizens if citizen.resident
        )


def plain(value: Any) -> Any:
    """A value of a world as plain Python: numbers, lists, dictionaries."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def read(world: World) -> ReferenceCity:
    """A reference city in the state of a world."""
    city = ReferenceCity(world.settings, int(world.seed))
    for name in CONSTANTS:
        setattr(city, name, plain(getattr(world.occupations, name)))
    load(city, world)
    for occupation in city.occupations:
        occupation.name = city.names[occupation.row]
        for name in OCCUPATION_FACTS:
            setattr(occupation, name, plain(getattr(world.occupations, name)[occupation.row]))
    return city


def load(city: ReferenceCity, world: World) -> None:
    """Set a reference city to the state of a world."""
    differences(city, world, adopt=True)


def write(city: ReferenceCity, world: World) -> None:
    """Set a world to the state of a reference city, so that measures can be computed."""
    for table_name in AGENTS:
        table, rows = getattr(world, table_name), getattr(city, table_name)
        table.grow(len(rows))
        for name, column in table.arrays():
            column[: len(rows)] = [getattr(row, name) for row in rows]
    for name in HOLDERS:
        holder = getattr(world, name)
        for field, old in _fields(holder).items():
            setattr(holder, field, _back(getattr(getattr(city, name), field), old, field))
    for name in FACTS:
        setattr(world, name, _back(getattr(city, name), getattr(world, name), name))
    columns = {
        field: np.array([getattr(one, field) for one in city.applications], dtype=old.dtype)
        for field, old in _fields(world.applications).items()
    }
    world.applications = replace(world.applications, **columns)


def differences(
    city: ReferenceCity, world: World, *, adopt: bool = False, tolerance: float = TOLERANCE
) -> list[str]:
    """Everything in which a reference city and a world differ, one line each.

    Every row counts, also those that nobody fills. A world makes room for several rows at once;
    those that the reference city does not have yet must be empty.

    Parameters
    ----------
    city : ReferenceCity
    world : World
    adopt : bool
        Whether the reference city afterwards is in the state of the world to the last bit.
    tolerance : float
        How far numbers with a fraction may differ, relative to the larger of them and 1.
    """
    found: list[str] = []
    for table_name in AGENTS:
        _compare_table(city, table_name, getattr(world, table_name), found, adopt, tolerance)
    for name in HOLDERS:
        holder = getattr(city, name)
        for field, value in _fields(getattr(world, name)).items():
            _compare(
                f"{name}.{field}", getattr(holder, field, None), plain(value), found, tolerance
            )
            if adopt:
                setattr(holder, field, plain(value))
    for name in FACTS:
        ours, theirs = getattr(city, name, None), plain(getattr(world, name))
        if name in EMPTY_ROW and isinstance(ours, list):
            ours = ours + [EMPTY_ROW[name]] * (len(theirs) - len(ours))
        _compare(name, ours, theirs, found, tolerance)
        if adopt:
            setattr(city, name, plain(getattr(world, name)))
    columns = {field: plain(values) for field, values in _fields(world.applications).items()}
    for field, theirs in columns.items():
        ours = [getattr(application, field) for application in city.applications]
        _compare(f"applications.{field}", ours, theirs, found, tolerance)
    if adopt:
        rows = zip(*columns.values(), strict=True)
        city.applications = [Application(*values) for values in rows]
    return found


def _compare_table(
    city: ReferenceCity, name: str, table: Table, found: list[str], adopt: bool, tolerance: float
) -> None:
    """Add a line for each number in which agents differ from the columns of a table."""
    rows, kept = getattr(city, name), city.kept[name]
    if len(rows) > table.rows:
        found.append(f"{name}: {len(rows)} rows in the reference, {table.rows} in the columns")
        return
    touched = _touched(rows, kept, table)
    while adopt and len(rows) < table.rows:
        city.append(name)
    for column_name in touched:
        column = getattr(table, column_name)
        ours, theirs = list(map(attrgetter(column_name), rows)), column.tolist()
        if len(ours) < len(theirs):
            ours += table.columns[column_name].allocate(table.rows - len(rows)).tolist()
        for row, (our, their) in enumerate(zip(ours, theirs, strict=True)):
            if our != their:
                _compare(f"{name}.{column_name}[{row}]", our, their, found, tolerance)
                if adopt:
                    setattr(rows[row], column_name, their)
        if adopt:
            kept.keep(column_name, rows, column)


def _touched(rows: list[Any], kept: Kept, table: Table) -> list[str]:
    """Columns that either city has changed since both were last made the same.

    There are many columns and a process changes few, so this is what makes comparing quick.
    """
    if len(rows) != len(kept.rows) or not kept.bits:
        return list(table.columns)
    touched = {name for name, column in table.arrays() if kept.bits[name] != column.tobytes()}
    for row, before in zip(rows, kept.rows, strict=True):
        now = vars(row)
        if now != before:
            touched.update(name for name in table.columns if now[name] != before[name])
    return [name for name in table.columns if name in touched]


def _compare(name: str, our: Any, their: Any, found: list[str], tolerance: float) -> None:
    """Add a line for each number in which two values differ."""
    if our == their and type(our) is type(their):
        return
    if isinstance(our, list) and isinstance(their, list) and len(our) == len(their):
        for place, (one, other) in enumerate(zip(our, their, strict=True)):
            _compare(f"{name}[{place}]", one, other, found, tolerance)
    elif isinstance(our, dict) and isinstance(their, dict) and our.keys() == their.keys():
        for key in our:
            _compare(f"{name}[{key}]", our[key], their[key], found, tolerance)
    elif isinstance(our, list) and isinstance(their, list):
        found.append(f"{name}: {len(our)} in the reference, {len(their)} in the columns")
    elif not alike(our, their, tolerance):
        found.append(f"{name}: {our!r} in the reference, {their!r} in the columns")


def alike(our: Any, their: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether two values agree: numbers with a fraction within the tolerance, all else exactly."""
    if isinstance(their, float) and isinstance(our, float | int) and not isinstance(our, bool):
        if math.isnan(our) or math.isnan(their):
            return math.isnan(our) and math.isnan(their)
        return abs(our - their) <= tolerance * max(1.0, abs(our), abs(their))
    return type(our) is type(their) and our == their


def _fields(holder: Any) -> dict[str, Any]:
    """Every field of a data class and its value."""
    assert is_dataclass(holder)
    return {field.name: getattr(holder, field.name) for field in fields(holder)}


def _back(value: Any, old: Any, name: str) -> Any:
    """Convert a plain value to the type of the world's present value."""
    if hasattr(old, "_fields"):
        return type(old)(*(_back(part, kept, name) for part, kept in zip(value, old, strict=True)))
    if isinstance(old, np.ndarray):
        return np.array(value, dtype=old.dtype).reshape(-1, *old.shape[1:])
    if isinstance(value, dict):
        return {
            key: np.array(part, dtype=np.int64) if isinstance(part, list) else part
            for key, part in value.items()
        }
    if isinstance(value, list) and name != "gaps":
        return [np.array(part) for part in value] if name == "shortages" else np.array(value)
    return value
