"""Training: the city pays places in courses, seeks people out, and recognises skill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.interventions.budget import monthly_budget, started
from simulation.parameter import parameter
from simulation.process import Process
from simulation.world import World


@dataclass(frozen=True)
class Training(Process):
    """Continuous development of ICT literacy, knowledge and skills (Solution 1 of the paper).

    The budget pays three things: places in courses, outreach to people who see no need, and the
    recognition of skill acquired informally. What is not taken up is not spent. Whether anybody
    comes is decided in :class:`simulation.processes.courses.Courses`.
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
    lottery: float = parameter(
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

    def run(self, world: World) -> None:
        if not started(world, self):
            return
        money = monthly_budget(world, self)
        residents = world.residents
        levers = world.levers
        recognition = self.recognition_share * money
        outreach = self.outreach_share * money
        places = money - recognition - outreach
        levers.training_places = places / self.place_cost
        levers.training_place_cost = self.place_cost
        levers.training_targeting = self.targeting
        levers.training_months = self.months
        levers.training_outreach = saturating(12.0 * outreach / residents, self.outreach_cost)
        levers.recognition = saturating(12.0 * recognition / residents, self.recognition_cost)
        # places are paid for when they are taken; see Courses
        world.ledger.spending["training"] += recognition + outreach


def saturating(money: float, scale: float) -> float:
    """Share of a task done with `money`, ``1 − exp(−1.1 money / scale)``: two thirds at `scale`."""
    return 1.0 - 2.718281828459045 ** (-1.1 * money / scale)
