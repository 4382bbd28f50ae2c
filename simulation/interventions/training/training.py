"""Training: the city pays for places in courses and for outreach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.interventions.budget import monthly_budget, saturating, started
from simulation.interventions.recognition.lines import set_aside
from simulation.interventions.training.costs import divide_budget, place_cost
from simulation.interventions.training.curriculum import FORMATS, SUBJECTS
from simulation.world import World


@dataclass(frozen=True)
class Training(Process):
    """Continuous development of ICT literacy, knowledge and skills (Solution 1 of the paper).

    The budget pays for places in courses and for outreach to people who perceive no need, after a
    line for the recognition of informally acquired skill
    (:class:`simulation.interventions.recognition.recognition.Recognition`). More formats suit more
    people and raise the price of a place. Follow-up is paid first from the money for outreach: an
    adviser assesses the share ``min(1, outreach / (residents / interval · cost))`` of the people
    due in person. The rest is outreach to everybody. Money for empty places is not spent.

    :mod:`simulation.interventions.training.costs` divides the budget. Participation is decided in
    :class:`simulation.processes.learning.courses.Courses`, the subject of courses in
    :mod:`simulation.interventions.training.curriculum`.
    """

    section: ClassVar[str] = "interventions.training"

    annual_budget_per_citizen: float = parameter(
        0.0, unit="euro/year", low=0, high=5000, status="policy",
        meaning="money for the programme per resident and year",
        source="policy; 0 is the baseline",
    )  # fmt: skip
    start_month: int = parameter(
        60, unit="month", low=0, high=2000, status="policy",
        meaning="month after which the programme runs", source="policy",
    )  # fmt: skip
    targeting: float = parameter(
        0.5, unit="share", low=0, high=1, status="policy",
        meaning="share of places reserved for the lowest ICT tercile", source="policy",
    )  # fmt: skip
    lottery_share: float = parameter(
        1.0, unit="share", low=0, high=1, status="policy",
        meaning="share of people, assigned by lottery, who may take public courses and be assessed "
        "with the money of training; 1 is everybody",
        source="policy; lottery assignment allows an evaluation of the programme",
    )  # fmt: skip
    place_cost: float = parameter(
        900.0, unit="euro", low=10, high=20_000, status="assumed",
        meaning="cost of a place in a public course",
        source="assumption: some 60 taught hours at 15 euro per learner",
    )  # fmt: skip
    months: int = parameter(
        3, unit="months", low=1, high=24, status="policy",
        meaning="duration of a course, during which job-seekers search less",
        source="assumption; lock-in is usual in training programmes",
    )  # fmt: skip
    outreach_share: float = parameter(
        0.2, unit="share", low=0, high=0.9, status="policy",
        meaning="share of the budget for outreach and follow-up", source="policy",
    )  # fmt: skip
    outreach_cost: float = parameter(
        30.0, unit="euro/year", low=1, high=1000, status="assumed",
        meaning="outreach money per resident and year at which people perceive two thirds of the "
        "need that they do not perceive by themselves",
        source="assumption",
    )  # fmt: skip
    subject: str = parameter(
        "own_gap", unit="subject", choices=tuple(SUBJECTS), status="policy",
        meaning="subject of public courses; own_gap is each learner's largest skill gap at work",
        source="policy; ICT, entrepreneurial, green and governance skills (constructs 7.1), social "
        "and technical ones because most posts ask for them",
    )  # fmt: skip
    formats: int = parameter(
        2, unit="formats", low=1, high=FORMATS, status="policy",
        meaning="formats in which courses are taught, the classroom first", source="policy",
    )  # fmt: skip
    format_cost: float = parameter(
        0.1, unit="share", low=0, high=2, status="assumed",
        meaning="rise of the cost of a place with each further format", source="assumption",
    )  # fmt: skip
    follow_up_interval: int = parameter(
        0, unit="months", low=0, high=240, status="policy",
        meaning="months between two assessments of everybody's needs; 0 is never, 12 the Nordic "
        "practice",
        source="policy; unions and employers follow up continuously (constructs 7.1)",
    )  # fmt: skip
    follow_up_cost: float = parameter(
        15.0, unit="euro", low=0.1, high=1000, status="assumed",
        meaning="cost of assessing one person", source="assumption: half an hour of an adviser",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if not started(world, self):
            return
        residents, levers = world.residents, world.levers
        money = monthly_budget(world, self)
        levers.training_assessments = set_aside(world, "training", self, money)
        spending = divide_budget(self, money - levers.training_assessments, residents)
        cost = place_cost(self)
        levers.training_places = spending.places / cost
        levers.training_place_cost = cost
        levers.training_subject = SUBJECTS[self.subject]
        levers.training_formats = self.formats
        levers.training_targeting = world.programmes.reserve(self.targeting)
        levers.training_months = self.months
        levers.training_follow_up = spending.followed_up
        levers.training_follow_up_interval = self.follow_up_interval
        levers.training_outreach = saturating(
            12.0 * spending.outreach / residents, self.outreach_cost
        )
        # Courses pays for the places when they are taken
        world.accounts.spending["training"] += spending.fixed
