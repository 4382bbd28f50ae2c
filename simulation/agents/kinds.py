"""Kinds of agents: citizens, employers, career communities and the network organisation."""

from __future__ import annotations

from typing import Any, ClassVar

import mesa

from simulation.agents.handle import RowAgent
from simulation.core.vocabulary import EDUCATIONS, STATUSES
from simulation.tables.citizens import Citizens
from simulation.tables.communities import Communities
from simulation.tables.employers import Employers


class Citizen(RowAgent):
    """A citizen; see :class:`simulation.tables.citizens.Citizens` for the columns."""

    __slots__ = ()
    table = Citizens
    table_name = "citizens"
    identity_column = "person"
    in_use_column = "resident"
    headlines = (
        "education", "age", "status", "income", "fit", "perceived", "energy", "happiness",
    )  # fmt: skip
    words: ClassVar[dict[str, tuple[str, ...]]] = {"education": EDUCATIONS, "status": STATUSES}
    from_first_month = frozenset(
        {
            "demand_ability", "needs_supply", "supplementary", "complementary", "fit", "perceived",
            "potential", "reach",
        }
    )  # fmt: skip

    @property
    def occupation_name(self) -> str | None:
        """Name of the occupation; None without a job."""
        occupation = self.occupation
        return None if occupation < 0 else self.model.world.occupations.names[occupation]

    @property
    def contacts(self) -> list[Citizen]:
        """Residents to whom this citizen has ties."""
        citizens = self.model.world.citizens
        return [
            self.model.citizens[row]
            for row in self.ties.tolist()
            if row >= 0 and citizens.resident[row]
        ]


class Employer(RowAgent):
    """An employer; see :class:`simulation.tables.employers.Employers`."""

    __slots__ = ()
    table = Employers
    table_name = "employers"
    identity_column = "identity"
    in_use_column = "present"
    headlines = ("sector", "posts", "trust", "member")

    @property
    def sector_name(self) -> str | None:
        """Name of the sector; None for an employer outside the city."""
        sector = self.sector
        return None if sector < 0 else self.model.world.occupations.sectors[sector]


class CareerCommunity(RowAgent):
    """A career community; see :class:`simulation.tables.communities.Communities`.

    Its identity is its row. It keeps the row while it is inactive.
    """

    __slots__ = ()
    table = Communities
    table_name = "communities"
    identity_column = ""
    in_use_column = "alive"
    headlines = ("family", "members", "capacity")

    @property
    def family_name(self) -> str:
        """Name of the community's occupation family."""
        return self.model.world.occupations.families[self.family]


class NetworkOrganisation(mesa.Agent):
    """The network organisation; see :class:`simulation.interventions.network.state`."""

    current_action: Any = None

    def __init__(self, model: Any) -> None:
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "unique_id", 0)
        object.__setattr__(self, "pos", None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.model.world.network, name)
