"""Recognition: assessments make informal skill visible to the employers that take part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, to_uniform, uniforms
from simulation.core.vocabulary import INACTIVE
from simulation.fit import SKILL_COUNT
from simulation.interventions.budget import started
from simulation.interventions.recognition.lines import LINES, recognises
from simulation.interventions.training.lottery_assignment import lottery_assigned
from simulation.kernels.compiled import compiled
from simulation.world import World


@compiled
def _waiting_times(seed, month, citizens, line, mark, waiting):
    """Draw when each person's turn would come, ``−ln(u) / hidden ability``; infinite if never.

    The people with the shortest times are a weighted random sample without replacement (Efraimidis
    & Spirakis 2006, "Weighted random sampling with a reservoir").
    """
    resident, status, person = citizens.resident, citizens.status, citizens.person
    skills, evident = citizens.skills, citizens.evident
    attested, assessed = citizens.attested, citizens.assessed
    for row in range(citizens.rows):
        waiting[row] = np.inf
        if not resident[row] or status[row] == INACTIVE:
            continue
        known = assessed[row] & mark != 0
        hidden = 0.0
        for k in range(SKILL_COUNT):
            shown = evident[row, k]
            if known:
                shown = max(shown, attested[row, k])
            hidden += max(0.0, skills[row, k] - shown)
        if hidden > 0.0:
            bits = random_bits(seed, Decision.ASSESSMENT, month, person[row], line)
            waiting[row] = -math.log(to_uniform(bits[0])) / hidden


@dataclass(frozen=True)
class Recognition(Process):
    """Assessments attest skill that people acquired informally (constructs 1.17, 7.1, 7.3).

    Two budget lines pay for assessments at `assessment_cost` each, one out of the money of
    training, one out of that of the network. Fractions of an assessment are carried over to the
    next month. Those concerned are residents in the labour force with hidden ability,
    ``h = Σ_k (a_k − known_k)₊``, where known is what is evident or was attested before. Who is
    assessed is drawn without replacement with chances in proportion to h. The assessment attests
    all of the person's ability at that time. If the places of training are assigned by lottery
    (`lottery_share`), so are the assessments of its line.

    Only employers that take part accept it: for the line of training a share
    `participating_share` of employers, the same for good; for the line of the network its members.
    What it changes in hiring is in :class:`simulation.processes.labour_market.hiring.Hiring`.
    Nothing is assessed where no ability is hidden (``informal_skill.active`` off), while the
    network is set up, and without money.
    """

    section: ClassVar[str] = "interventions.recognition"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person", "citizens.resident", "citizens.status", "citizens.education",
        "citizens.skills", "citizens.evident", "citizens.attested", "citizens.assessed",
        "employers.identity", "employers.present", "employers.member", "employers.recognises",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.attested", "citizens.assessed", "employers.recognises",
    )  # fmt: skip

    training_budget: float = parameter(
        0.0, unit="euro/month", low=0, high=400, status="policy",
        meaning="money of the training programme for assessments, per resident and month",
        source="policy; 0 is the baseline",
    )  # fmt: skip
    network_budget: float = parameter(
        0.0, unit="euro/month", low=0, high=400, status="policy",
        meaning="money of the network for assessments, per resident and month",
        source="policy; 0 is the baseline",
    )  # fmt: skip
    assessment_cost: float = parameter(
        1250.0, unit="euro", low=10, high=20_000, status="measured",
        meaning="cost of assessing one person",
        source="1000 to 1500 euro for a certificate of experience in the Netherlands (Nationaal "
        "Kenniscentrum EVC)",
    )  # fmt: skip
    participating_share: float = parameter(
        0.3, unit="share", low=0, high=1, status="assumed",
        meaning="share of employers that accept assessments paid by the training programme",
        source="assumption: as large a part of the posts as that with which the network is "
        "complete (full_coverage)",
    )  # fmt: skip
    replaced_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of the weight of certificate and qualification that an assessment replaces "
        "where it is accepted",
        source="assumption; assessments that job-seekers can show raise their employment (Carranza "
        "et al. 2022, size not used)",
    )  # fmt: skip

    def run(self, world: World) -> None:
        self._mark_employers(world)
        for line, (payer, lever, mark) in enumerate(LINES):
            rows = self._assess(world, line, getattr(world.levers, lever), mark)
            if rows.size:
                paid = rows.size * self.assessment_cost
                world.accounts.pay(payer, paid)
                world.accounts.recognition += paid

    def _mark_employers(self, world: World) -> None:
        """Mark the employers that accept the assessments of each line."""
        employers = world.employers
        training = world.settings["interventions.training"]
        by_training = self.training_budget > 0.0 and training.active and started(world, training)
        by_network = self.network_budget > 0.0 and world.network.alive
        if not recognises(world) or not (by_training or by_network):
            employers.recognises[:] = 0
            return
        accepted = np.zeros(employers.rows, dtype=np.uint8)
        if by_training:
            key = (world.seed, Decision.RECOGNISING_EMPLOYER, 0, employers.identity)
            takes_part = employers.present & (uniforms(*key) < self.participating_share)
            accepted[takes_part] |= LINES[0].mark
        if by_network:
            accepted[employers.present & employers.member] |= LINES[1].mark
        employers.recognises[:] = accepted

    def _assess(self, world: World, line: int, money: float, mark: int) -> np.ndarray:
        """Assess as many people as a line's `money` pays for; return their rows."""
        citizens, carried = world.citizens, world.programmes.carried_assessments
        affordable = money / self.assessment_cost + carried[line] if money > 0.0 else 0.0
        number = int(affordable)
        if money > 0.0:
            carried[line] = affordable - number
        if number == 0:
            return np.zeros(0, dtype=np.int64)
        waiting = np.empty(citizens.rows)
        _waiting_times(world.seed, world.month, citizens, line, mark, waiting)
        rows = np.flatnonzero(np.isfinite(waiting))
        training = world.settings["interventions.training"]
        if mark == LINES[0].mark and training.lottery_share < 1.0:
            rows = rows[lottery_assigned(world, rows)]
        if number < rows.size:
            rows = np.sort(rows[np.argpartition(waiting[rows], number)[:number]])
        citizens.attested[rows] = citizens.skills[rows]
        citizens.assessed[rows] |= mark
        levels = citizens.education[rows]
        world.flows["assessed"] += np.bincount(levels, minlength=world.flows["assessed"].size)
        return rows
