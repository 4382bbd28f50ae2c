"""Burn-in that several runs have in common: lived through once, gone on from by each.

Luck is keyed by seed, decision, month and person, so a copy of a city goes on as the city itself
would. Runs of one seed that differ only in interventions are the same city until the first of
these acts; a batch of scenarios need not live through that time again and again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulation.interventions.communities.communities import Communities
from simulation.interventions.network.network import Network
from simulation.interventions.training.training import Training

if TYPE_CHECKING:
    from simulation.engine import CityRun

INTERVENTIONS = (Training.section, Communities.section, Network.section)
#: Parameters of interventions that are read in every month: measures look at the lot.
ALWAYS_READ = frozenset({f"{Training.section}.lottery_share"})
#: Cities larger than this are not remembered, so that no process holds two of them.
LARGEST = 200_000
#: Cities that are remembered at a time.
MOST = 2


def burn_in_key(parameters: Mapping[str, Any]) -> str | None:
    """What decides the burn-in of a city, but for its seed, as one word.

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
        there is no burn-in, an intervention acts in it, or the city is too large to be remembered.
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
        if name.rpartition(".")[0] not in INTERVENTIONS or name in ALWAYS_READ
    ]
    return hashlib.sha256(repr(deciding).encode()).hexdigest()[:16]


class BurnIns:
    """Cities as they stood at the end of burn-in, for other runs to go on from.

    Parameters
    ----------
    most : int
        Cities that are stored at a time.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._runs: OrderedDict[tuple[str, int], CityRun] = OrderedDict()

    def __len__(self) -> int:
        return len(self._runs)

    def begun(self, settings: Mapping[str, Any], seed: int, panel: int = 0) -> CityRun | None:
        """A run at the end of its burn-in, if one with the same burn-in is remembered.

        Parameters
        ----------
        settings : Settings
        seed : int
        panel : int
            Citizens whose lives are to be kept month by month.
        """
        found = self._runs.get((_key(settings), seed))  # type: ignore[arg-type]
        return None if found is None else found.continued(settings, panel)

    def remember(self, run: CityRun, seed: int) -> None:
        """Keep a run as it is now, if it has just ended its burn-in and others can go on from it.

        Parameters
        ----------
        run : Run
        seed : int
        """
        settings = run.world.settings
        key = _key(settings)
        if key is None or run.world.month != settings["city"].burn_in:
            return
        while len(self._runs) >= self._most:
            self._runs.popitem(last=False)
        self._runs[key, seed] = run.continued(settings)


def _key(settings: Any) -> str | None:
    return burn_in_key(settings.flat())
