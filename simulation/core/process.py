"""Processes: what happens every month, each with its parameters and its rule.

A process is a frozen dataclass. Its fields are its parameters; :meth:`Process.run` reads and writes
columns of the world. One of an extension says in ``after`` where it stands in the month. ``reads``
and ``writes`` name columns as ``table.column``; tests check that both are complete
(``tests/simulation/processes/test_process_contract.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from simulation.core.calibrated_values import Section
from simulation.core.parameter import switch

if TYPE_CHECKING:
    from simulation.world import World


@dataclass(frozen=True)
class Process(Section):
    """One submodel. Subclasses set ``section``, ``reads`` and ``writes``."""

    section: ClassVar[str]
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    #: Section that it comes after in the month; only for processes that no schedule lists.
    after: ClassVar[str] = ""

    active: bool = switch("whether this process acts at all")

    def run(self, world: World) -> None:
        """Do this month's work."""
        raise NotImplementedError
