"""Policy: what the city knows, how much it prescribes, whether it learns, and who has a say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.interventions.budget import started
from simulation.interventions.programmes import GROUPS
from simulation.kernels.compiled import compiled, inlined
from simulation.world import World


def thirds(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the residents and the third of ICT skill that each belongs to, lowest 0."""
    citizens = world.citizens
    people = np.flatnonzero(citizens.resident)
    ict = citizens.skills[people, ICT]
    third = np.zeros(people.size, dtype=np.int8)
    # one bound after the other, since NumPy takes far longer to find several at once
    ordered = ict.copy()
    for group in range(1, GROUPS):
        first = people.size * group // GROUPS
        ordered.partition(first)
        third += ict >= ordered[first]
    return people, third


def observed_gap(world: World) -> float:
    """How much worse the lowest third by ICT skill fits than the others, in mean fit."""
    people, third = thirds(world)
    fit = world.citizens.fit[people]
    low = third == 0
    return float(fit[~low].mean() - fit[low].mean()) if low.any() and not low.all() else 0.0


@inlined
def loudness(ict, energy):
    """How much somebody is heard in open participation, ``(½ + ICT) (½ + energy)``.

    An assumption of the order of PIAAC: 26, 33 and 45 % by education feel to have a say
    (constructs 4.18: participation follows skill and resources).
    """
    return (0.5 + ict) * (0.5 + energy)


@compiled
def _weigh(people, third, skills, energy, occupation, origin, family, total, count):
    """Loudness of each third, and its people by family of occupations."""
    for index in range(people.shape[0]):
        row, group = people[index], third[index]
        o = occupation[row] if occupation[row] >= 0 else origin[row]
        total[group] += loudness(skills[row, ICT], energy[row])
        count[group, family[o]] += 1.0


def families_of(world: World, people: np.ndarray) -> np.ndarray:
    """Family of occupations that people work in, or were prepared for when they have no job."""
    citizens = world.citizens
    occupation = citizens.occupation[people]
    occupation = np.where(occupation >= 0, occupation, citizens.origin[people])
    return world.occupations.family[occupation].astype(np.int64)


@dataclass(frozen=True)
class Policy(Process):
    """How the city governs its programmes; without a programme nothing of it matters.

    The city knows its shortage of skills `lag` months late. A share `prescription` of public
    courses teaches what that knowledge says (minimal critical specification, constructs 6.1); the
    others what the programme or the learner says. An adaptive city reviews its programme every
    `review_interval` months: the share of places reserved for the lowest ICT third is the planned
    one times the gap in fit now over the gap at the first review, at most twice, and the subject
    becomes what the city lacks most (incompletion, 6.2). Decisions weigh the thirds of residents
    by ICT skill: ``v_g = (1 − χ) loudness_g / Σ loudness + χ / 3``; places reserved and money
    for communities follow these weights (power, 6.3).
    """

    section: ClassVar[str] = "policy"
    reads: ClassVar[tuple[str, ...]] = ("citizens.skills", "citizens.energy", "citizens.fit")

    lag: int = parameter(
        6, unit="months", low=0, high=240, status="assumed",
        meaning="age of what the city knows of its shortage of skills and of gaps in fit",
        source="assumption: statistics and a budget round; bureaucracy is slow (constructs §10)",
    )  # fmt: skip
    adaptive: bool = parameter(
        False, unit="yes or no", status="policy",
        meaning="whether targeting and subject follow the gaps observed at each review",
        source="policy; constructs 6.2",
    )  # fmt: skip
    review_interval: int = parameter(
        12, unit="months", low=1, high=240, status="policy",
        meaning="months between reviews of an adaptive city", source="policy",
    )  # fmt: skip
    prescription: float = parameter(
        0.0, unit="share", low=0, high=1, status="policy",
        meaning="share of public courses whose subject is set centrally (π)",
        source="policy; constructs 6.1",
    )  # fmt: skip
    voice: float = parameter(
        0.5, unit="0-1", low=0, high=1, status="policy",
        meaning="share of programme decisions that follow the equal vote of groups rather than "
        "the louder voices (χ)",
        source="policy; constructs 6.3",
    )  # fmt: skip

    def run(self, world: World) -> None:
        self._observe(world)
        programmes = world.programmes
        programmes.prescription = self.prescription
        training = world.settings["interventions.training"]
        running = [
            world.settings[f"interventions.{name}"]
            for name in ("training", "communities", "network")
        ]
        if not any(one.active and started(world, one) for one in running):
            return
        if self.adaptive and training.active and started(world, training):
            since = world.month - training.start_month - 1
            if since % self.review_interval == 0:
                self._review(world)
        self._listen(world)

    def _observe(self, world: World) -> None:
        """Note this month's shortage and gap, and learn what they were `lag` months ago."""
        programmes = world.programmes
        if not world.conditions.shortage.any():
            return
        programmes.shortages.append(world.conditions.shortage.copy())
        if self.adaptive:
            programmes.gaps.append(observed_gap(world))
        for notes in (programmes.shortages, programmes.gaps):
            del notes[: max(0, len(notes) - self.lag - 1)]
        programmes.known_shortage = programmes.shortages[0]

    @staticmethod
    def _review(world: World) -> None:
        programmes = world.programmes
        if not programmes.gaps or programmes.known_shortage is None:
            return
        gap = programmes.gaps[0]
        if programmes.first_gap <= 0.0:
            programmes.first_gap = max(0.0, gap)
        if programmes.first_gap > 0.0:
            programmes.attention = min(2.0, max(0.0, gap / programmes.first_gap))
        programmes.subject = int(programmes.known_shortage.argmax())

    def _listen(self, world: World) -> None:
        """Weigh the thirds, and the families of occupations by who works in them."""
        programmes, citizens = world.programmes, world.citizens
        people, third = thirds(world)
        families = len(world.occupations.families)
        total, count = np.zeros(GROUPS), np.zeros((GROUPS, families))
        _weigh(
            people,
            third,
            citizens.skills,
            citizens.energy,
            citizens.occupation,
            citizens.origin,
            world.occupations.family,
            total,
            count,
        )
        size = count.sum(axis=1)
        loud = total / np.maximum(size, 1)
        programmes.decision_weight = (1.0 - self.voice) * loud / loud.sum() + self.voice / GROUPS
        wanted = (programmes.decision_weight[:, None] * count / np.maximum(size, 1)[:, None]).sum(
            axis=0
        )
        usual = count.sum(axis=0) / people.size
        programmes.family_say = wanted
        programmes.family_tilt = np.where(usual > 0, wanted / np.maximum(usual, 1e-12), 1.0)
