"""Policy: what the city knows, how much it prescribes, whether it learns, and who decides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from simulation.core.accounts import INTERVENTIONS
from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.interventions.budget import started
from simulation.interventions.programmes import GROUPS
from simulation.kernels.compiled import compiled, inlined
from simulation.world import World

#: Keeps 0 out of a division whose result is not used then.
TINY = 1e-12


def programmes_of(world: World) -> list[Any]:
    """Parameters of the city's programmes, in the order of :data:`INTERVENTIONS`."""
    return [world.settings[f"interventions.{name}"] for name in INTERVENTIONS]


def first_start(rules: list[Any]) -> float:
    """Month after which the first programme with money runs; infinite without one."""
    paid = (rule for rule in rules if rule.active and rule.annual_budget_per_citizen > 0.0)
    return min((rule.start_month for rule in paid), default=math.inf)


def ict_thirds(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the residents, and the third by ICT skill of each, 0 being the lowest."""
    citizens = world.citizens
    people = np.flatnonzero(citizens.resident)
    ict = citizens.skills[people, ICT]
    third = np.zeros(people.size, dtype=np.int8)
    # one bound at a time, because NumPy takes much longer to partition at several
    ordered = ict.copy()
    for group in range(1, GROUPS):
        first = people.size * group // GROUPS
        ordered.partition(first)
        third += ict >= ordered[first]
    return people, third


def observed_gap(world: World, people: np.ndarray, third: np.ndarray) -> float:
    """Mean fit of the upper two thirds by ICT skill less that of the lowest third."""
    fit = world.citizens.fit[people]
    low = third == 0
    return float(fit[~low].mean() - fit[low].mean()) if low.any() and not low.all() else 0.0


@inlined
def influence(ict, energy, base):
    """Influence of a person in open participation, ``(base + ICT) (base + energy)``."""
    return (base + ict) * (base + energy)


@compiled
def _sum_by_third(people, third, citizens, family, base, total, count):
    """Add up the influence of each third, and count its people by family of occupations."""
    skills, energy = citizens.skills, citizens.energy
    occupation, origin = citizens.occupation, citizens.origin
    for index in range(people.shape[0]):
        row, group = people[index], third[index]
        o = occupation[row] if occupation[row] >= 0 else origin[row]
        total[group] += influence(skills[row, ICT], energy[row], base)
        count[group, family[o]] += 1.0


def families_of(world: World, people: np.ndarray) -> np.ndarray:
    """Family of people's occupation or, without a job, of the one schooling prepared for."""
    citizens = world.citizens
    occupation = citizens.occupation[people]
    occupation = np.where(occupation >= 0, occupation, citizens.origin[people])
    return world.occupations.family[occupation].astype(np.int64)


@dataclass(frozen=True)
class Policy(Process):
    """How the city governs its programmes; it has no effect without a programme.

    The city knows its skill shortages and gaps in fit with a lag of `lag` months. At a review,
    every `review_interval` months, the money of each programme becomes the planned sum times the
    known gap relative to the mean of those known so far, between `least_budget` and
    `largest_budget`. A programme spends more than planned only as far as it spent less before, so
    that it never costs more than a fixed one; what is left is saved. The share `prescription` of
    public courses teaches the skill with the largest known shortage (minimal critical
    specification, constructs 6.1), as far as staff and data standards allow. An
    adaptive city reviews its training programme every `review_interval` months (incompletion, 6.2):
    the reserved share of places is the planned one
    times the ratio of the gap in fit now to the gap at the first review, at most
    `largest_attention`; the subject becomes the skill with the largest known shortage.

    Decisions weigh the thirds of residents by ICT skill, ``v_g = (1 − χ) influence_g / Σ influence
    + χ / 3``. Reserved places and money for communities follow these weights (power, 6.3).
    Influence is ``(base_influence + ICT) (base_influence + energy)``, because participation follows
    skill and resources (constructs 4.18).
    """

    section: ClassVar[str] = "policy"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.skills", "citizens.energy", "citizens.fit",
        "citizens.occupation", "citizens.origin", "occupations.family",
    )  # fmt: skip

    lag: int = parameter(
        6, unit="months", low=0, high=240, status="assumed",
        meaning="age of the city's knowledge of skill shortages and gaps in fit",
        source="assumption: statistics and a budget round; bureaucracy is slow (constructs §10)",
    )  # fmt: skip
    adaptive: bool = parameter(
        False, unit="yes or no", status="policy",
        meaning="whether targeting and subject follow the gaps observed at each review",
        source="policy; constructs 6.2",
    )  # fmt: skip
    budgets_follow: bool = switch(
        "money of the programmes follows the known gap in fit; false spends the planned sum each "
        "month"
    )
    least_budget: float = parameter(
        0.5, unit="ratio", low=0, high=1, status="policy",
        meaning="smallest ratio of a programme's money to the plan after a review",
        source="policy; programmes have fixed costs",
    )  # fmt: skip
    largest_budget: float = parameter(
        1.5, unit="ratio", low=1, high=10, status="policy",
        meaning="largest ratio of a programme's money to the plan after a review",
        source="policy; as far as money was saved before",
    )  # fmt: skip
    review_interval: int = parameter(
        12, unit="months", low=1, high=240, status="policy",
        meaning="months between reviews of budgets, targeting and subject",
        source="policy; a budget year",
    )  # fmt: skip
    largest_attention: float = constant(
        2.0, unit="ratio", low=1, high=10, status="policy",
        meaning="largest ratio of reserved places after a review to those planned",
        source="policy",
    )  # fmt: skip
    prescription: float = parameter(
        0.0, unit="share", low=0, high=1, status="policy",
        meaning="share of public courses whose subject is set centrally (π)",
        source="policy; constructs 6.1",
    )  # fmt: skip
    voice: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="policy",
        meaning="weight of equal votes of the groups against their influence in decisions (χ)",
        source="policy; constructs 6.3",
    )  # fmt: skip
    base_influence: float = constant(
        0.5, unit="0-1", low=0.01, high=10, status="assumed",
        meaning="influence that does not depend on ICT skill or energy",
        source="assumption; 26, 33 and 45 % by education feel they have a say (PIAAC)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        conditions, rules = world.conditions, programmes_of(world)
        training = rules[INTERVENTIONS.index("training")]
        # observed whether or not a programme is planned: all share the months before it
        thirds = ict_thirds(world) if self.adaptive or self.budgets_follow else None
        self._observe(world, thirds)
        world.programmes.prescription = (
            self.prescription * conditions.staff * conditions.data_standards
        )
        running = np.array([rule.active and started(world, rule) for rule in rules])
        if not running.any():
            return
        if self.budgets_follow:
            self._set_budgets(world, running, first_start(rules))
        if self.adaptive and training.active and started(world, training):
            since = world.month - training.start_month - 1
            if since % self.review_interval == 0:
                self._review(world)
        self._weigh_groups(world, *(thirds or ict_thirds(world)))

    def _set_budgets(self, world: World, running: np.ndarray, start: float) -> None:
        """Money of each programme relative to the plan; see :class:`Policy`."""
        programmes = world.programmes
        if (world.month - start - 1) % self.review_interval == 0 and programmes.gaps:
            gap = max(0.0, programmes.gaps[0])
            programmes.gap_total += gap
            programmes.reviews += 1
            mean = programmes.gap_total / programmes.reviews
            ratio = gap / mean if mean > 0.0 else 1.0
            programmes.budget_target = min(self.largest_budget, max(self.least_budget, ratio))
        affordable = np.minimum(programmes.budget_target, 1.0 + programmes.budget_saved)
        programmes.budget_ratio = np.where(running, affordable, 1.0)
        programmes.budget_saved += 1.0 - programmes.budget_ratio

    def _observe(self, world: World, thirds: tuple[np.ndarray, np.ndarray] | None) -> None:
        """Record this month's shortage and gap; the city knows those of `lag` months ago."""
        programmes = world.programmes
        if not world.conditions.shortage.any():
            return
        programmes.shortages.append(world.conditions.shortage.copy())
        if thirds is not None:
            programmes.gaps.append(observed_gap(world, *thirds))
        for record in (programmes.shortages, programmes.gaps):
            del record[: max(0, len(record) - self.lag - 1)]
        programmes.known_shortage = programmes.shortages[0]

    def _review(self, world: World) -> None:
        programmes = world.programmes
        if not programmes.gaps or programmes.known_shortage is None:
            return
        gap = programmes.gaps[0]
        if programmes.first_gap <= 0.0:
            programmes.first_gap = max(0.0, gap)
        if programmes.first_gap > 0.0:
            ratio = max(0.0, gap / programmes.first_gap)
            programmes.attention = min(self.largest_attention, ratio)
        programmes.subject = int(programmes.known_shortage.argmax())

    def _weigh_groups(self, world: World, people: np.ndarray, third: np.ndarray) -> None:
        """Set the decision weights of the thirds and of the families of occupations."""
        programmes = world.programmes
        family = world.occupations.family
        total = np.zeros(GROUPS)
        count = np.zeros((GROUPS, len(world.occupations.families)))
        _sum_by_third(people, third, world.citizens, family, self.base_influence, total, count)
        size = np.maximum(count.sum(axis=1), 1)
        mean = total / size
        weight = (1.0 - self.voice) * mean / mean.sum() + self.voice / GROUPS
        votes = (weight[:, None] * count / size[:, None]).sum(axis=0)
        share = count.sum(axis=0) / people.size
        programmes.decision_weight = weight
        programmes.family_votes = votes
        programmes.family_influence = np.where(share > 0, votes / np.maximum(share, TINY), 1.0)
