"""Training: the city pays places in courses, seeks people out, and recognises skill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.interventions.budget import monthly_budget, started
from simulation.interventions.training.curriculum import FORMATS, SUBJECTS
from simulation.world import World


@dataclass(frozen=True)
class Training(Process):
    """Continuous development of ICT literacy, knowledge and skills (Solution 1 of the paper).

    The budget pays three things: places in courses, outreach to people who see no need, and the
    recognition of skill acquired informally. Every further format makes a place dearer and suits
    more people. Follow-up is paid from the money for outreach first: as many of those whose turn
    it is are asked about their needs in person as the money reaches, ``min(1, outreach / (residents
    / interval · cost))``; the rest is outreach to everybody. What is not taken up is not spent.
    Whether anybody comes is decided in :class:`simulation.processes.learning.courses.Courses`; what
    is taught in :mod:`simulation.interventions.training.curriculum`.
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
        meaning="share of people, drawn by lot, that public courses are open to; 1 is everybody",
        source="policy; places by lot let the programme be evaluated",
    )  # fmt: skip
    place_cost: float = parameter(
        900.0, unit="euro", low=10, high=20_000, status="assumed",
        meaning="cost of a place in a public course",
        source="assumption: some 60 taught hours at 15 euro per learner",
    )  # fmt: skip
    months: int = parameter(
        3, unit="months", low=1, high=24, status="policy",
        meaning="length of a course, during which job-seekers search less",
        source="assumption; lock-in is usual in training programmes",
    )  # fmt: skip
    outreach_share: float = parameter(
        0.2, unit="share", low=0, high=0.9, status="policy",
        meaning="share of the budget for seeking people out and following up", source="policy",
    )  # fmt: skip
    outreach_cost: float = parameter(
        30.0, unit="euro/year", low=1, high=1000, status="assumed",
        meaning="outreach money per resident and year at which two thirds of the unseen need is "
        "brought home",
        source="assumption",
    )  # fmt: skip
    recognition_share: float = parameter(
        0.1, unit="share", low=0, high=0.9, status="policy",
        meaning="share of the budget for recognition of informally acquired skill",
        source="policy; constructs 1.17",
    )  # fmt: skip
    recognition_cost: float = parameter(
        20.0, unit="euro/year", low=1, high=1000, status="assumed",
        meaning="recognition money per resident and year at which two thirds of the weight of "
        "certificates moves to ability itself",
        source="assumption",
    )  # fmt: skip

    subject: str = parameter(
        "ict", unit="subject", choices=tuple(SUBJECTS), status="policy",
        meaning="what public courses teach; own_gap is what each learner lacks most for work",
        source="policy; ICT, entrepreneurial, green and governance skills (constructs 7.1)",
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
        meaning="months between two times that everybody is asked about needs; 0 is never, 12 the "
        "Nordic practice",
        source="policy; unions and employers follow up continuously (constructs 7.1)",
    )  # fmt: skip
    follow_up_cost: float = parameter(
        15.0, unit="euro", low=0.1, high=1000, status="assumed",
        meaning="cost of asking one person", source="assumption: half an hour of an adviser",
    )  # fmt: skip

    def run(self, world: World) -> None:
        if not started(world, self):
            return
        money = monthly_budget(world, self)
        residents = world.residents
        levers = world.levers
        recognition = self.recognition_share * money
        outreach = self.outreach_share * money
        places = money - recognition - outreach
        spent = recognition + outreach
        if self.follow_up_interval > 0:
            due = residents / self.follow_up_interval * self.follow_up_cost
            levers.training_follow_up = min(1.0, outreach / due)
            levers.training_follow_up_interval = self.follow_up_interval
            outreach -= levers.training_follow_up * due
        place_cost = self.place_cost * (1.0 + self.format_cost * (self.formats - 1))
        levers.training_places = places / place_cost
        levers.training_place_cost = place_cost
        levers.training_subject = SUBJECTS[self.subject]
        levers.training_formats = self.formats
        levers.training_targeting = world.programmes.reserve(self.targeting)
        levers.training_months = self.months
        levers.training_outreach = saturating(12.0 * outreach / residents, self.outreach_cost)
        levers.recognition = saturating(12.0 * recognition / residents, self.recognition_cost)
        # places are paid for when they are taken; see Courses
        world.accounts.spending["training"] += spent


def saturating(money: float, scale: float) -> float:
    """Share of a task done with `money`, ``1 − exp(−1.1 money / scale)``: two thirds at `scale`."""
    return 1.0 - 2.718281828459045 ** (-1.1 * money / scale)
