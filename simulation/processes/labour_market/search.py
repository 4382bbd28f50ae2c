"""Search: who looks for work; the vacancies that they sample; their applications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, fill_uniforms
from simulation.core.vocabulary import INACTIVE, UNEMPLOYED
from simulation.fit.open_demand import OpenDemand, by_skill, shares_of_posts
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import side_by_side
from simulation.processes.labour_market.directed_search import (
    hearing_chance,
    near_vacancies,
)
from simulation.processes.labour_market.licences import licence_skills, unlicensed_share
from simulation.processes.labour_market.motivation import motivation
from simulation.processes.labour_market.search_channels import Searchers, sample_vacancies
from simulation.processes.labour_market.vacancies import (
    group_by_employer,
    sampling_frame,
    vacant_posts,
)
from simulation.processes.labour_market.vacancy_choice import Offers, choose_vacancies
from simulation.tables.applications import Applications
from simulation.tables.occupation_file import SUPPLIES
from simulation.tables.occupations import Occupations, kept
from simulation.world import World

#: Citizens and searchers per block; what is drawn for a block stays in the processor's cache.
BLOCK = 1024
SEARCHER_BLOCK = 4096
CHALLENGE = SUPPLIES.index("challenge")


@compiled
def _dissatisfaction(begin, end, citizens, rule, chance):
    """Chance of each job-holder to search, from what is missing in each component of fit."""
    demand_ability, needs_supply = citizens.demand_ability[begin:end], citizens.needs_supply
    needs_supply, supplementary = needs_supply[begin:end], citizens.supplementary[begin:end]
    job, belonging = rule.job_slope, rule.belonging_slope
    for row in range(chance.shape[0]):
        missing = (1.0 - demand_ability[row]) + (1.0 - needs_supply[row])
        chance[row] = job * missing + belonging * (1.0 - supplementary[row])


@compiled
def _discontent(begin, end, citizens, rule, chance):
    """Chance of each job-holder to search: a flat one, and more if perceived fit is low."""
    perceived, contentment = citizens.perceived[begin:end], rule.contentment_fit
    on_the_job, slope = rule.on_the_job, rule.dissatisfaction_slope
    for row in range(chance.shape[0]):
        chance[row] = on_the_job + slope * max(0.0, contentment - perceived[row])


@compiled
def _decide_to_search(chance_drawn, begin, citizens, motivated, rule, searches):
    """Decide for a block of citizens, from row `begin` on, who searches this month."""
    end = begin + chance_drawn.shape[0]
    resident, status = citizens.resident[begin:end], citizens.status[begin:end]
    course, energy = citizens.course[begin:end], citizens.energy[begin:end]
    community = citizens.community[begin:end]
    effort_base, effort_slope = rule.effort_base, rule.effort_energy_slope
    course_effort = rule.course_effort
    at_work = np.empty(chance_drawn.shape[0])
    if rule.by_components:
        _dissatisfaction(begin, end, citizens, rule, at_work)
    else:
        _discontent(begin, end, citizens, rule, at_work)
    for row in range(chance_drawn.shape[0]):
        effort = effort_base + effort_slope * energy[row]
        effort *= course_effort if course[row] > 0 else 1.0
        effort += motivated[community[row] + 1] * max(0.0, 1.0 - effort)
        chance = effort if status[row] == UNEMPLOYED else at_work[row]
        searches[row] = resident[row] & (status[row] != INACTIVE) & (chance_drawn[row] < chance)


@compiled
def _choose_searchers(seed, month, citizens, motivated, rule):
    """Rows of the citizens who search this month."""
    person = citizens.person
    drawn = np.empty(BLOCK)
    searches = np.empty(BLOCK, dtype=np.bool_)
    rows = np.empty(citizens.rows, dtype=np.int32)
    count = 0
    for begin in range(0, citizens.rows, BLOCK):
        end = min(begin + BLOCK, citizens.rows)
        block = drawn[: end - begin]
        fill_uniforms(seed, Decision.SEARCH_EFFORT, month, person[begin:end], 0, block)
        _decide_to_search(block, begin, citizens, motivated, rule, searches)
        for i in range(end - begin):
            rows[count] = begin + i
            count += searches[i]
    return rows[:count]


@compiled
def _appeal(occupations):
    """Mean of what each occupation supplies to needs, and its challenge."""
    supply = occupations.supply
    appeal = np.empty(supply.shape[0], dtype=np.float32)
    challenge = np.empty(supply.shape[0], dtype=np.float32)
    for o in range(supply.shape[0]):
        total = np.float32(0.0)
        for n in range(supply.shape[1]):
            total += supply[o, n]
        appeal[o] = total / np.float32(supply.shape[1])
        challenge[o] = supply[o, CHALLENGE]
    return appeal, challenge


@kept
def _barrier(occupations: Occupations, scale: float) -> np.ndarray:
    """Barrier from each occupation (row) to each (column) for directed search, 0–1."""
    return np.asarray(1.0 - occupations.ease(scale))


@dataclass(frozen=True)
class Search(Process):
    """Job-seekers and dissatisfied job-holders sample vacancies and apply to the best of them.

    Search channels are online (limited by ICT skill and the district's infrastructure), offline,
    contacts (for vacancies at their employers), the career community and the pool of the network
    organisation. Effort draws on energy. A searcher applies to at most three attainable posts whose
    utility exceeds the reservation value. Work of another family of occupations must offer more, by
    the cost of crossing that boundary. Career communities raise the effort of members without a
    job, ``p + m (1 − p)`` of the chance p to search and ``1 + m`` of the vacancies found, and lower
    the cost of crossing.

    Search is directed (:mod:`simulation.processes.labour_market.directed_search`): on the market
    people hear of vacancies near to their last occupation, contacts name the vacancy nearest to
    their own work, and the cost of crossing a boundary falls with ease instead of counting
    families. What job-seekers hold out for follows the pay to expect: ``x E ln w + (1 − x) ln(last
    wage)``, where E is over the posts near to their last occupation at which their shortfall of
    skill is forgiven (:func:`simulation.fit.open_demand.expected_log_wage`). Job-holders search
    with the chance ``j ((1 − F_DA) + (1 − F_NS)) + b (1 − F_S)``.
    """

    section: ClassVar[str] = "search"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person",
        "citizens.resident",
        "citizens.status",
        "citizens.spell",
        "citizens.wage",
        "citizens.occupation",
        "citizens.ict_above",
        "citizens.last_occupation",
        "citizens.origin",
        "citizens.trained",
        "citizens.studied",
        "citizens.employer",
        "citizens.previous_employer",
        "citizens.dismissed",
        "citizens.skills",
        "citizens.currency",
        "citizens.needs",
        "citizens.perceived",
        "citizens.demand_ability",
        "citizens.needs_supply",
        "citizens.supplementary",
        "citizens.course",
        "citizens.energy",
        "citizens.district",
        "citizens.ties",
        "citizens.community",
        "districts.infrastructure",
        "communities.family",
        "communities.vacancy_information",
        "communities.coaching",
        "communities.path",
        "communities.support",
        "communities.venture",
        "employers.member",
        "posts.holder",
        "posts.identity",
        "posts.employer",
        "posts.occupation",
        "posts.waiting",
        "posts.ict_above",
        "posts.pay_ratio",
        "occupations.demand",
        "occupations.design",
        "occupations.licence",
        "occupations.weight",
        "occupations.supply",
        "occupations.posts",
        "occupations.family",
        "occupations.base_wage",
        "occupations.markdown",
        "occupations.premium",
    )
    writes: ClassVar[tuple[str, ...]] = ()

    directed: bool = switch(
        "people hear of vacancies near to their occupation, contacts name those near to theirs, "
        "and crossing a boundary costs more the farther the occupation; false samples all "
        "vacancies alike and counts families"
    )
    far_share: float = parameter(
        0.02, unit="share", low=0, high=1, status="assumed",
        meaning="chance to hear of a vacancy in the most distant occupation relative to one in the "
        "own occupation; 1 makes search undirected",
        source="unemployment and job finding by education; one in five or six changes occupation "
        "in a year (Kambourov & Manovskii 2009)",
    )  # fmt: skip
    distance_scale: float = parameter(
        0.08, unit="0-1", low=0.005, high=2, status="assumed",
        meaning="distance of demands over which the ease of moving falls to 37 %, where no table "
        "of mobility names both occupations",
        source="assumption; people move to occupations with similar tasks (Gathmann & Schönberg "
        "2010)",
    )  # fmt: skip
    expected_pay_weight: float = parameter(
        0.7, unit="share", low=0, high=1, status="assumed",
        meaning="weight of the pay to expect of the posts open to them, beside the last wage, in "
        "what job-seekers hold out for",
        source="unemployment and job finding by education; reservation wages rise by .3 to .5 % "
        "with a last wage 1 % higher, which a weight of .5 to .7 gives",
    )  # fmt: skip
    by_components: bool = switch(
        "job-holders search by what is missing in the components of fit; false makes it a flat "
        "chance that rises when perceived fit is low"
    )
    job_slope: float = parameter(
        0.4, unit="1/month", low=0, high=5, status="calibrated",
        meaning="rise of the chance that a job-holder searches per unit missing in demand-ability "
        "or needs-supply fit",
        source="by hand: job-to-job moves of 0.8 to 2.6 % a month",
    )  # fmt: skip
    belonging_slope: float = parameter(
        0.3, unit="1/month", low=0, high=5, status="calibrated",
        meaning="rise of that chance per unit missing in supplementary fit",
        source="job_slope times .35/.46: correlations of person-organisation and person-job fit "
        "with the intent to quit",
    )  # fmt: skip
    on_the_job: float = parameter(
        0.12, unit="1/month", low=0, high=1, status="calibrated",
        meaning="chance that a contented job-holder searches in a month, without by_components",
        source="job-to-job moves of 0.8 to 2.6 % a month",
    )  # fmt: skip
    dissatisfaction_slope: float = parameter(
        0.5, unit="1/month", low=0, high=5, status="assumed",
        meaning="rise of that chance per unit of perceived fit below ``contentment_fit``",
        source="intent to quit and person-job fit correlate −.46",
    )  # fmt: skip
    contentment_fit: float = constant(
        0.65, unit="0-1", low=0, high=1, status="assumed",
        meaning="perceived fit from which job-holders are content", source="assumption",
    )  # fmt: skip
    effort_base: float = constant(
        0.5, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that a job-seeker without energy searches in a month", source="assumption",
    )  # fmt: skip
    effort_energy_slope: float = constant(
        0.6, unit="1/month", low=0, high=2, status="assumed",
        meaning="rise of that chance per unit of energy",
        source="assumption; search effort draws on energy (constructs 4.15)",
    )  # fmt: skip
    course_effort: float = constant(
        0.5, unit="ratio", low=0, high=1, status="assumed",
        meaning="search effort during a course relative to that without one",
        source="assumption; the lock-in effect of training (Card et al. 2018)",
    )  # fmt: skip
    intensity_base: float = constant(
        0.4, unit="ratio", low=0, high=2, status="assumed",
        meaning="search intensity without energy; vacancies sampled on the market grow with this "
        "plus energy",
        source="assumption",
    )  # fmt: skip
    online_vacancies: float = parameter(
        5.0, unit="vacancies/month", low=0, high=30, status="calibrated",
        meaning="vacancies found online by a person with full digital access and middling energy",
        source="U to E flows of 6 to 15 % a month",
    )  # fmt: skip
    offline_vacancies: float = parameter(
        3.7, unit="vacancies/month", low=0, high=30, status="calibrated",
        meaning="vacancies found without ICT: employment office, notices, asking at the door",
        source="U to E flows of 6 to 15 % a month, about equal by education",
    )  # fmt: skip
    contacts_asked: float = parameter(
        5.0, unit="contacts/month", low=0, high=8, status="calibrated",
        meaning="contacts asked in a month", source="30 to 55 % of hires through contacts",
    )  # fmt: skip
    transfer_vacancies: int = constant(
        4, unit="vacancies/month", low=0, high=8, status="assumed",
        meaning="additional vacancies of member employers for people in a transfer of the network",
        source="assumption",
    )  # fmt: skip
    venture_samples: int = constant(
        12, unit="vacancies/month", low=0, high=100, status="assumed",
        meaning="vacancies sampled in search of a business of one's own", source="assumption",
    )  # fmt: skip
    value_match: float = parameter(
        1.0, unit="log wage", low=0, high=10, status="assumed",
        meaning="utility of a perfect match (fit 1) beside none (fit 0)", source="assumption",
    )  # fmt: skip
    value_appeal: float = parameter(
        0.5, unit="log wage", low=0, high=10, status="assumed",
        meaning="utility of security, challenge, meaning and balance all at 1 beside all at 0",
        source="assumption",
    )  # fmt: skip
    value_challenge: float = parameter(
        0.7, unit="log wage", low=0, high=10, status="calibrated",
        meaning="utility of a met need for challenge, so that able people avoid simple work",
        source="by hand, with job finding by education and over-qualification (PIAAC) in view",
    )  # fmt: skip
    initial_concession: float = parameter(
        0.26, unit="log wage", low=-2, high=5, status="calibrated",
        meaning="how far the reservation value of new job-seekers lies below a usual post at the "
        "last wage",
        source="U to E flows of 6 to 15 % a month",
    )  # fmt: skip
    usual_match: float = constant(
        0.9, unit="0-1", low=0, high=1, status="assumed",
        meaning="match of the usual post that job-seekers compare with", source="assumption",
    )  # fmt: skip
    usual_appeal: float = constant(
        0.5, unit="0-1", low=0, high=1, status="assumed",
        meaning="appeal of the usual post that job-seekers compare with", source="assumption",
    )  # fmt: skip
    minimum_expected_wage: float = constant(
        800.0, unit="euro/month", low=1, high=10_000, status="assumed",
        meaning="wage that job-seekers without higher earnings before expect",
        source="assumption",
    )  # fmt: skip
    taste_spread: float = parameter(
        0.25, unit="log wage", low=0, high=2, status="assumed",
        meaning="half-width of the idiosyncratic taste for a post", source="assumption",
    )  # fmt: skip
    reservation_decline: float = parameter(
        0.025, unit="log wage/month", low=0, high=0.5, status="assumed",
        meaning="fall of the reservation value per month without a job",
        source="reservation wages fall with duration",
    )  # fmt: skip
    decline_months: int = constant(
        24, unit="months", low=0, high=480, status="assumed",
        meaning="months without a job after which the reservation value falls no further",
        source="assumption",
    )  # fmt: skip
    switching_gain: float = parameter(
        0.08, unit="log wage", low=0, high=2, status="assumed",
        meaning="gain in utility that a job-holder requires before moving", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        vacancies = vacant_posts(world)
        world.member_vacancies = 0
        if vacancies.size == 0:
            return
        rows = _choose_searchers(world.seed, world.month, world.citizens, motivation(world), self)
        market = sampling_frame(world, vacancies)
        by_employer = group_by_employer(world, vacancies)
        members = vacancies[world.employers.member[world.posts.employer[vacancies]]]
        world.member_vacancies = members.size
        pool = sampling_frame(world, members) if members.size > 0 else None
        chance = hearing_chance(world.occupations, self.far_share, self.distance_scale)
        near = near_vacancies(market, world.posts, chance) if self.directed else None
        offers = self._offers(world, chance)

        def search(begin: int) -> Applications:
            searchers = Searchers.of(world, rows[begin : begin + SEARCHER_BLOCK])
            sample = sample_vacancies(world, searchers, market, pool, by_employer, near)
            return choose_vacancies(world, searchers, sample, offers)

        blocks = range(0, max(rows.size, 1), SEARCHER_BLOCK)
        world.applications = Applications.joined(side_by_side(search, blocks))

    def _offers(self, world: World, chance: np.ndarray) -> Offers:
        """What posts offer and ask this month."""
        occupations, hiring = world.occupations, world.settings["hiring"]
        boundaries = world.settings["boundaries"]
        log_wage = np.log(occupations.offered_wage(), dtype=np.float64)
        near = shares_of_posts(chance, occupations.posts)
        wait = world.settings["fit"].usual_wait
        ventures = world.settings["ventures"]
        independence = np.zeros(occupations.rows)
        if ventures.active:
            independence[occupations.on_own_account] = ventures.independence
        appeal, challenge = _appeal(occupations)
        needed = hiring.licence_ratio * occupations.licence.astype(float)
        return Offers(
            log_wage=log_wage,
            appeal=appeal,
            challenge=challenge,
            independence=independence,
            barrier=_barrier(occupations, self.distance_scale)
            if self.directed
            else occupations.barrier,
            path=np.append(
                0.0, world.levers.community_paths * world.communities.path.astype(float)
            ),
            open_demand=OpenDemand(
                by_skill(occupations.demand),
                by_skill(occupations.weight),
                near,
                near,
                unlicensed_share(occupations, hiring),
                hiring.minimum_fit - hiring.minimum_decline * wait,
                hiring.evaluation_error,
            ),
            crossing_cost=boundaries.occupation_cost if boundaries.active else 0.0,
            match_slope=world.settings["pay"].match_slope,
            minimum_match=hiring.minimum_fit - hiring.application_slack,
            minimum_decline=hiring.minimum_decline,
            decline_months=hiring.decline_months,
            licence_share=needed if hiring.licences else np.zeros(occupations.rows),
            licence_match=hiring.licence_match,
            licence_months=hiring.licence_months,
            licence_skills=licence_skills(occupations),
            applications=hiring.applications,
        )
