"""Plain Mesa agents and models that hold the values of a city."""

from __future__ import annotations

import mesa

from simulation.agents import Citizen, Employer

SIZE = {"city.citizens": 150, "city.months": 6, "city.burn_in": 2}


def values_of(handle):
    """All values of a handle by their names."""
    names = ["unique_id", "row", *handle.values]
    if isinstance(handle, Citizen):
        names.append("occupation_name")
    return {name: getattr(handle, name) for name in names}


class Plain(mesa.Agent):
    """A plain agent with the values of a handle."""

    def __init__(self, model, values):
        super().__init__(model)
        self.__dict__.update(values)


class Person(Plain):
    """A plain citizen."""


class Firm(Plain):
    """A plain employer."""


#: Kind of handle → kind of plain agent.
PLAIN = {Citizen: Person, Employer: Firm}


class Mirror(mesa.Model):
    """A plain model that has the agents of a city, each step with their present values."""

    def __init__(self, city, kinds=(Citizen,)):
        super().__init__(rng=city.seed)
        self.city, self.kinds = city, kinds
        self.month = 0
        self._fill()

    def _fill(self):
        for kind in self.kinds:
            for handle in self.city.agents_by_type[kind]:
                PLAIN[kind](self, values_of(handle))

    def step(self):
        """Take over the state of the city."""
        self.remove_all_agents()
        self._fill()
        self.month = self.city.month
