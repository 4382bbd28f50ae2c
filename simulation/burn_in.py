"""Shared burn-in: several runs continue from one stored city.

Random draws are keyed by seed, decision, month and person, so a copy of a city continues exactly as
the original would. Runs of one seed that differ only in interventions are identical until the first
intervention acts, so a batch of scenarios simulates that time once.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulation.interventions.communities.communities import Communities
from simulation.interventions.network.network import Network
from simulation.interventions.recognition.recognition import Recognition
from simulation.interventions.training.training import Training

if TYPE_CHECKING:
    from simulation.core.snapshot import Snapshot
    from simulation.engine import CityRun

INTERVENTIONS = (Training.section, Communities.section, Network.section)
#: Sections whose parameters act only while one of the interventions does.
DEPENDENT = (*INTERVENTIONS, Recognition.section)
#: Parameters of interventions that are read in every month, here by the lottery measures.
ALWAYS_READ = frozenset(
    {f"{Training.section}.lottery_share", f"{Communities.section}.invitation_share"}
)
#: Largest number of citizens of a stored city; two larger ones would take too much memory.
LARGEST = 200_000
#: Number of cities stored at a time.
MOST = 2


def burn_in_key(parameters: Mapping[str, Any]) -> str | None:
    """Fingerprint of all parameters that affect the burn-in.

    Interventions act in the months after their `start_month`; before that only
    :data:`ALWAYS_READ` of their parameters are read.

    Parameters
    ----------
    parameters : mapping of str to value
        Every parameter, keyed ``"section.key"``; files are pinned
        (:mod:`simulation.core.file_reference`).

    Returns
    -------
    str or None
        Equal for settings under which cities of one seed are equal at the end of burn-in. None if
        there is no burn-in, if an intervention acts in it, or if the city is too large to store.
    """
    burn_in = parameters["city.burn_in"]
    if burn_in < 1 or parameters["city.citizens"] > LARGEST:
        return None
    for section in INTERVENTIONS:
        pays = parameters[f"{section}.active"] and (
            parameters[f"{section}.annual_budget_per_citizen"] > 0
        )
        if pays and parameters[f"{section}.start_month"] < burn_in:
            return None
    # 120 and 120.0 are the same number
    deciding = [
        (name, float(value) if isinstance(value, int) and type(value) is not bool else value)
        for name, value in sorted(parameters.items())
        if name.rpartition(".")[0] not in DEPENDENT or name in ALWAYS_READ
    ]
    return hashlib.sha256(repr(deciding).encode()).hexdigest()[:16]


class BurnIns:
    """Cities at the end of burn-in, from which other runs continue.

    Parameters
    ----------
    most : int
        Cities that are stored at a time.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._snapshots: OrderedDict[tuple[str, int], Snapshot] = OrderedDict()

    def __len__(self) -> int:
        return len(self._snapshots)

    def find(self, settings: Mapping[str, Any], seed: int) -> Snapshot | None:
        """The snapshot of a stored run with the same burn-in; None if there is none.

        Parameters
        ----------
        settings : Settings
        seed : int
        """
        return self._snapshots.get((_key(settings), seed))  # type: ignore[arg-type]

    def store(self, run: CityRun, seed: int) -> None:
        """Store the state of a run that has just ended its burn-in, if others can continue from it.

        Parameters
        ----------
        run : CityRun
        seed : int
        """
        settings = run.world.settings
        key = _key(settings)
        if key is None or run.world.month != settings["city"].burn_in:
            return
        while len(self._snapshots) >= self._most:
            self._snapshots.popitem(last=False)
        self._snapshots[key, seed] = run.snapshot()


def _key(settings: Any) -> str | None:
    return burn_in_key(settings.flat())
