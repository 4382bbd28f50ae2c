"""The world: all tables of one city, its month, seed, accounts and counts.

It does not depend on Mesa; :class:`simulation.city.SmartCity` wraps it as a Mesa model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.core.accounts import Accounts
from simulation.core.levers import Levers
from simulation.core.table import spare
from simulation.core.vocabulary import CHANNELS, EDUCATIONS, ICT_LEVELS, LOSS_CAUSES, SKILLS
from simulation.fit.running_sums import Totals
from simulation.interventions.network.state import NetworkOrganisation
from simulation.interventions.programmes import Programmes
from simulation.kernels.records import Record
from simulation.tables.applications import Applications
from simulation.tables.citizens import Citizens
from simulation.tables.communities import Communities
from simulation.tables.districts import Districts
from simulation.tables.employers import Employers
from simulation.tables.occupations import Occupations
from simulation.tables.posts import Posts

#: Flows that are counted each month, by education.
FLOWS = (
    "hired_from_unemployment",
    "hired_from_job",
    "lost_job",
    "quit_labour_force",
    "entered_labour_force",
    "retired",
    "entered",
    "migrated_in",
    "migrated_out",
    "courses_started",
    "public_courses_started",
    "assessed",
    "moved_district",
    "businesses_founded",
    "businesses_failed",
)


@dataclass
class CityConditions(Record):
    """Conditions of the month that are the same for everybody.

    Attributes
    ----------
    digitalisation : float
        Technology intensity of the city, 0–1.
    digital_only : float
        Share of services that can be reached only digitally and without a helper.
    services : float
        Quality of public services, 0–1.
    staff : float
        Share of the city's digital work for which it has the staff, 0–1.
    data_standards : float
        Share of the data of the city and its partners in common formats, 0–1.
    digital_quality : float
        Quality of digital-only services relative to that of all public services.
    cohesion : float
        Social cohesion, 0–1; falls as groups live and meet apart.
    safety : float
        Factor by which low cohesion reduces the quality of services, 0–1.
    counters : float
        Share of face-to-face services that are open, 0–1.
    cycle : float
        Logarithm of labour demand relative to trend.
    prices : float
        Price of leisure in median incomes of the month.
    median_income : float
        Median income after tax and rent and before any price of access, euro per month.
    technology_cycle, technology_turn : float
        Cycle of demand for ICT-heavy occupations, in logs, and its second state variable.
    concentration : float
        Herfindahl index of the platforms' shares of posts, 0–1; 1 is a single owner.
    platform_power : float
        Power of the platforms over prices and pay, 0–1; 1 with a single owner.
    access_price : float
        Price of full use of digital services, euro per month.
    shortage : ndarray of shape (7,)
        Shortage of each skill in the city, ``(D − A)₊``, averaged over a year.
    scarce : ndarray of shape (7,)
        Mean demand of vacancies that stay open, averaged over a year, 0–1.
    mean_fit, mean_facet_fit : float
        Means over residents last month, 0–1.
    """

    digitalisation: float = 0.5
    digital_only: float = 0.0
    services: float = 0.6
    staff: float = 1.0
    data_standards: float = 1.0
    digital_quality: float = 1.0
    cohesion: float = 1.0
    safety: float = 1.0
    counters: float = 1.0
    cycle: float = 0.0
    prices: float = 1.0
    median_income: float = 1500.0
    technology_cycle: float = 0.0
    technology_turn: float = 0.0
    concentration: float = 0.0
    platform_power: float = 0.0
    access_price: float = 0.0
    shortage: NDArray[np.float64] = field(default_factory=lambda: np.zeros(7))
    scarce: NDArray[np.float64] = field(default_factory=lambda: np.zeros(7))
    mean_fit: float = 0.6
    mean_facet_fit: float = 0.6

    def services_now(self) -> tuple[float, float]:
        """Digital-only share of the open services, and their quality.

        With a share c of the counters open, a quality q, a share d that is digital only and its
        relative quality g, the supply ``q ((1 − d) c + d g · access)`` is that of a city with
        quality ``q ((1 − d) c + d g)`` of which ``d g / ((1 − d) c + d g)`` is digital only. Low
        cohesion reduces the quality of all services.
        """
        quality = self.services * self.safety
        if self.counters == 1.0 and self.digital_quality == 1.0:
            return self.digital_only, quality
        working = self.digital_only * self.digital_quality
        reachable = (1.0 - self.digital_only) * self.counters + working
        digital = working / reachable if reachable > 0.0 else 0.0
        return digital, quality * reachable


class World:
    """All state of one city.

    Parameters
    ----------
    settings : mapping of str to section
        Resolved parameters.
    seed : int
        Seed of this run, 0 or more and below 2**64.
    """

    def __init__(self, settings: Mapping[str, Any], seed: int) -> None:
        self.settings = settings
        self.seed = np.uint64(seed)
        self.month = 0
        size = settings["city"].citizens
        self.citizens = Citizens(size + spare(size))
        data = settings["occupations"]
        mobility = data.mobility if data.mobility_active else None
        country = settings["city"].country if data.country_jobs else ""
        self.occupations = Occupations(data.table, mobility, data.mobility_scale, country)
        self.employers = Employers(0)
        self.posts = Posts(0)
        self.employer_births = np.zeros(len(self.occupations.sectors), dtype=np.int64)
        self.districts = Districts(int(min(settings["city"].districts, max(2, size // 20))))
        self.communities = Communities(0)
        self.network = NetworkOrganisation()
        self.programmes = Programmes()
        self.conditions = CityConditions()
        self.past = CityConditions()
        self.levers = Levers()
        self.accounts = Accounts()
        self.flows = {name: np.zeros(len(EDUCATIONS), dtype=np.int64) for name in FLOWS}
        self.channels = np.zeros(len(CHANNELS), dtype=np.int64)
        self.event_counts: dict[str, float] = {}
        self.losses_by_cause = np.zeros((len(EDUCATIONS), len(LOSS_CAUSES)), dtype=np.int64)
        #: Sums of changes of fit, and spells of misfit, since burn-in.
        self.changes = Totals.zeros()

        #: Cumulated shares that new people are drawn from, see
        #: :func:`simulation.initialisation.population.cumulate_shares`.
        self.shares: Any = None
        self.typical_skills = np.zeros((len(EDUCATIONS), len(SKILLS)))
        self.packed_traits = np.zeros((0, 8), dtype=np.float32)  # see simulation.fit.supplementary
        self.applications = Applications.empty()
        self.members_before = np.zeros(0, dtype=bool)

        # state of measures
        self.strata: Any = None  # see simulation.measures.stratified_sums
        self.losses: Any = None  # see simulation.measures.labour_market.loss_spirals
        self.burned_out = np.zeros(len(EDUCATIONS), dtype=np.int64)
        #: By education and ICT level: applications good enough for an employer, and those of them
        #: that automated screening turned down.
        self.screened = np.zeros((2, len(EDUCATIONS), len(ICT_LEVELS)), dtype=np.int64)
        self.cohort: Any = None  # see simulation.measures.labour_market.cohort
        self.states_before = np.zeros((len(EDUCATIONS), 3), dtype=np.int64)
        self.reading_year = False
        self.reading_end = False
        self.followed: Any = None  # see simulation.panel
        self.memory: dict[str, Any] = {}  # state of single measures, by name
        self.residents = size
        self.placed_by_network = 0
        self.member_vacancies = 0

    @property
    def measuring(self) -> bool:
        """Whether burn-in is over."""
        return self.month > self.settings["city"].burn_in

    def count_losses(self, lost: np.ndarray) -> None:
        """Count involuntary job losses of this month, and by cause since the end of burn-in.

        Parameters
        ----------
        lost : ndarray of int64, shape (levels, causes)
            Losses by education and cause (:data:`simulation.core.vocabulary.LOSS_CAUSES`).
        """
        self.flows["lost_job"] += lost.sum(axis=1)
        if self.measuring:
            self.losses_by_cause += lost

    def begin_month(self) -> None:
        """Advance the month, and reset what is counted or decided anew each month."""
        self.month += 1
        self.residents = int(np.count_nonzero(self.citizens.resident))
        for counts in self.flows.values():
            counts[:] = 0
        self.channels[:] = 0
        self.burned_out[:] = 0
        self.screened[:] = 0
        self.event_counts.clear()
        self.employer_births[:] = 0
        self.citizens.dismissed[:] = False
        self.citizens.keep_skills()
        self.applications = Applications.empty()
        self.levers = Levers()
        self.accounts = Accounts()
        self.members_before = self.employers.member.copy()
