"""Separations: posts end, outsiders go, people leave the labour force and come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, fill_uniforms, random_bits, to_uniform
from simulation.core.vocabulary import CLOSED, EMPLOYED, INACTIVE, OUTSIDER, UNEMPLOYED, VACANT
from simulation.kernels.compiled import compiled, inlined
from simulation.processes.labour_market.labour_demand import DISMISSAL
from simulation.tables.posts import leave_post
from simulation.world import World

#: Citizens looked at together, so few that what is drawn for them stays in the processor's cache.
BLOCK = 1024


@compiled
def _keep_time(resident, status, tenure, spell, recent_loss):
    """One more month in the job, without one, and since the last loss of one."""
    for row in range(resident.shape[0]):
        recent_loss[row] += resident[row] & (recent_loss[row] < 999)
    for row in range(resident.shape[0]):
        tenure[row] += resident[row] & (status[row] == EMPLOYED)
    for row in range(resident.shape[0]):
        spell[row] += resident[row] & (status[row] != EMPLOYED)


@compiled
def _hazards(
    occupation, tenure, demand_ability, productivity, turnover, rate, match_slope, coping, newness,
    hazard,
):  # fmt: skip
    """Chance of losing the job; means nothing for those without one."""
    for row in range(hazard.shape[0]):
        # no branch, since no processor can guess who has a job
        ends = rate * turnover[max(occupation[row], 0)]
        ends *= 1.0 + match_slope * (0.9 - demand_ability[row])
        ends *= 1.0 + coping * (0.6 - productivity[row])
        hazard[row] = ends * newness if tenure[row] <= 12 else ends


@compiled
def _separate(
    seed,
    month,
    resident,
    person,
    education,
    status,
    post,
    employer,
    occupation,
    tenure,
    spell,
    dismissed,
    recent_loss,
    demand_ability,
    productivity,
    holder,
    waiting,
    employer_posts,
    turnover,
    rate,
    match_slope,
    coping,
    newness,
    destroyed,
    lost,
):
    luck = np.empty(BLOCK)
    hazard = np.empty(BLOCK)
    for begin in range(0, resident.shape[0], BLOCK):
        end = min(begin + BLOCK, resident.shape[0])
        here = slice(begin, end)
        fill_uniforms(seed, Decision.SEPARATION, month, person[here], 0, luck[: end - begin])
        _keep_time(resident[here], status[here], tenure[here], spell[here], recent_loss[here])
        _hazards(
            occupation[here], tenure[here], demand_ability[here], productivity[here], turnover,
            rate, match_slope, coping, newness, hazard[: end - begin],
        )  # fmt: skip
        for row in range(begin, end):
            if luck[row - begin] >= hazard[row - begin]:
                continue
            if not resident[row] or status[row] != EMPLOYED:
                continue
            fate = random_bits(seed, Decision.SEPARATION, month, person[row], 0)[1]
            held = post[row]
            at = employer[row]
            leave_post(row, status, post, employer, occupation, tenure, spell, holder, waiting)
            dismissed[row] = True
            recent_loss[row] = 0
            lost[education[row]] += 1
            if to_uniform(fate) < destroyed:
                holder[held] = CLOSED
                employer_posts[at] -= 1


@compiled
def _wait(seed, month, identity, holder, waiting, leaving):
    """Outsiders leave their posts; every vacant post has been so for one more month."""
    for post in range(holder.shape[0]):
        if holder[post] == OUTSIDER:
            luck = random_bits(seed, Decision.EXTERNAL_DEPARTURE, month, identity[post], 0)[0]
            if to_uniform(luck) < leaving:
                holder[post] = VACANT
                waiting[post] = 0
        if holder[post] == VACANT:
            waiting[post] += 1


@dataclass(frozen=True)
class Separations(Process):
    """Jobs end with the occupation's turnover, more where the match or the person's state is bad.

    ``hazard = rate · turnover · (1 + m (0.9 − F_DA)) · (1 + c (0.6 − productivity)) · new``.
    Education does not enter; that the low educated lose jobs more often comes from the jobs they
    hold.
    """

    section: ClassVar[str] = "separations"
    reads: ClassVar[tuple[str, ...]] = (
        "occupations.turnover",
        "citizens.demand_ability",
        "citizens.productivity",
    )
    writes: ClassVar[tuple[str, ...]] = (*DISMISSAL, "employers.posts")

    rate: float = parameter(
        1.0, unit="ratio", low=0, high=10, status="calibrated",
        meaning="job loss relative to the occupations table",
        source="E to U flows of 0.3 to 1.2 % a month",
    )  # fmt: skip
    match_slope: float = parameter(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="how much a bad match raises the hazard", source="assumption",
    )  # fmt: skip
    low_productivity_slope: float = parameter(
        1.0, unit="ratio", low=0, high=10, status="assumed",
        meaning="how much low productivity, and so low health and energy, raises the hazard",
        source="loss spirals (constructs 4.15)",
    )  # fmt: skip
    new_job_hazard_ratio: float = parameter(
        1.5, unit="ratio", low=1, high=10, status="assumed",
        meaning="hazard in the first year relative to later years",
        source="separations fall with tenure in all labour-market data",
    )  # fmt: skip
    destroyed_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of these posts that end with the job rather than become vacant",
        source="assumption",
    )  # fmt: skip
    mean_outsider_stay: float = parameter(
        36.0, unit="months", low=1, high=480, status="assumed",
        meaning="mean stay of an outsider in a post", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, posts = world.citizens, world.posts
        lost = np.zeros(3, dtype=np.int64)
        _separate(
            world.seed,
            world.month,
            citizens.resident,
            citizens.person,
            citizens.education,
            citizens.status,
            citizens.post,
            citizens.employer,
            citizens.occupation,
            citizens.tenure,
            citizens.spell,
            citizens.dismissed,
            citizens.recent_loss,
            citizens.demand_ability,
            citizens.productivity,
            posts.holder,
            posts.waiting,
            world.employers.posts,
            world.occupations.turnover,
            self.rate,
            self.match_slope,
            self.low_productivity_slope,
            self.new_job_hazard_ratio,
            self.destroyed_share,
            lost,
        )
        world.flows["lost_job"] += lost
        _wait(
            world.seed,
            world.month,
            posts.identity,
            posts.holder,
            posts.waiting,
            1.0 / self.mean_outsider_stay,
        )


@inlined
def _ill(health, leaving):
    """Chance of leaving the labour force through ill health."""
    return leaving * (0.4 + 2.0 * (1.0 - health))


@compiled
def _changes(
    status, spell, energy, health, money, age, leaving, discouragement, returning, burnout,
    burnout_line, chance,
):  # fmt: skip
    """Chance of leaving the labour force or, outside it, of coming back."""
    for row in range(chance.shape[0]):
        # no branch, since no processor can guess who is in which state
        worn_out = burnout * max(0.0, 1.0 - energy[row] / burnout_line)
        leaves = _ill(health[row], leaving) + worn_out
        worn = (1.2 - energy[row]) * min(spell[row], 24) / 12.0
        gives_up = discouragement * (0.3 + worn)
        need = 1.0 if money[row] < 3000.0 else 0.5
        young = 1.0 if age[row] < 660 else 0.4
        returns = returning * need * young * (0.3 + energy[row]) * (0.3 + health[row])
        outside = gives_up if status[row] == UNEMPLOYED else returns
        chance[row] = leaves if status[row] == EMPLOYED else outside


@compiled
def _participate(
    seed,
    month,
    resident,
    person,
    education,
    status,
    spell,
    energy,
    health,
    money,
    age,
    post,
    employer,
    occupation,
    tenure,
    holder,
    waiting,
    leaving,
    discouragement,
    returning,
    burnout,
    burnout_line,
    left,
    burned_out,
    came_back,
):
    luck = np.empty(BLOCK)
    chance = np.empty(BLOCK)
    for begin in range(0, resident.shape[0], BLOCK):
        end = min(begin + BLOCK, resident.shape[0])
        here = slice(begin, end)
        fill_uniforms(seed, Decision.PARTICIPATION, month, person[here], 0, luck[: end - begin])
        _changes(
            status[here], spell[here], energy[here], health[here], money[here], age[here], leaving,
            discouragement, returning, burnout, burnout_line, chance[: end - begin],
        )  # fmt: skip
        for row in range(begin, end):
            if luck[row - begin] >= chance[row - begin] or not resident[row]:
                continue
            if status[row] == EMPLOYED:
                if luck[row - begin] >= _ill(health[row], leaving):
                    burned_out[education[row]] += 1
                leave_post(row, status, post, employer, occupation, tenure, spell, holder, waiting)
                status[row] = INACTIVE
                left[education[row]] += 1
            elif status[row] == UNEMPLOYED:
                status[row] = INACTIVE
                left[education[row]] += 1
            else:
                status[row] = UNEMPLOYED
                spell[row] = 0
                came_back[education[row]] += 1


@dataclass(frozen=True)
class Participation(Process):
    """People leave the labour force through ill health and discouragement and come back in need.

    A job-holder leaves with chance ``leaving · (0.4 + 2 (1 − health)) + burnout · (1 − energy /
    burnout_line)₊``: the second part is burnout, which only the exhausted are at risk of
    (constructs 5.7).
    """

    section: ClassVar[str] = "participation"
    reads: ClassVar[tuple[str, ...]] = ("citizens.health", "citizens.energy", "citizens.money")
    writes: ClassVar[tuple[str, ...]] = DISMISSAL

    burnout_active: bool = switch("exhausted job-holders leave the labour force")
    exit_rate: float = parameter(
        0.004, unit="1/month", low=0, high=0.2, status="calibrated",
        meaning="chance that a job-holder of middling health leaves the labour force",
        source="E to N of 2.4 % a quarter in the EU, much of it at ages the model leaves out",
    )  # fmt: skip
    discouragement_rate: float = parameter(
        0.04, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="chance scale that a job-seeker gives up, rising with spell and exhaustion",
        source="U to N of 24 % a quarter in the EU, much of it at ages the model leaves out",
    )  # fmt: skip
    return_rate: float = parameter(
        0.06, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="chance scale that somebody outside the labour force looks for work again",
        source="employment of 54/73/84 % by education (PIAAC), overall level only",
    )  # fmt: skip
    burnout_rate: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that a job-holder without any energy burns out and leaves",
        source="assumption (constructs 5.7)",
    )  # fmt: skip
    burnout_energy: float = parameter(
        0.5, unit="0-1", low=0.01, high=1, status="assumed",
        meaning="energy below which burnout begins",
        source="assumption: about the lowest twentieth of job-holders in the baseline",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, posts = world.citizens, world.posts
        left = np.zeros(3, dtype=np.int64)
        came_back = np.zeros(3, dtype=np.int64)
        _participate(
            world.seed,
            world.month,
            citizens.resident,
            citizens.person,
            citizens.education,
            citizens.status,
            citizens.spell,
            citizens.energy,
            citizens.health,
            citizens.money,
            citizens.age,
            citizens.post,
            citizens.employer,
            citizens.occupation,
            citizens.tenure,
            posts.holder,
            posts.waiting,
            self.exit_rate,
            self.discouragement_rate,
            self.return_rate,
            self.burnout_rate if self.burnout_active else 0.0,
            self.burnout_energy,
            left,
            world.burned_out,
            came_back,
        )
        world.flows["quit_labour_force"] += left
        world.flows["entered_labour_force"] += came_back
