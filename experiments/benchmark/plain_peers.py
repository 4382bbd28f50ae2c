"""A program with models of other libraries, from their examples or guides.

``python plain_peers.py NAME AGENTS`` prints one line of JSON: agent-steps per second. It imports
nothing of this project, so that it also runs where only the other library is installed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable


def steps_per_second(step: Callable[[], object], agents: int, least: float = 3.0) -> float:
    """Agent-steps per second: one step to warm up, then steps for some seconds."""
    step()
    began, count = time.perf_counter(), 0
    while count < 2 or time.perf_counter() - began < least:
        step()
        count += 1
    return agents * count / (time.perf_counter() - began)


def mesa_boltzmann(agents: int) -> float:
    """Mesa's own Boltzmann wealth model, one agent per cell of a square."""
    from mesa.examples import BoltzmannWealth
    from mesa.examples.basic.boltzmann_wealth_model.model import BoltzmannScenario

    side = round(agents**0.5)
    model = BoltzmannWealth(BoltzmannScenario(n=side * side, width=side, height=side, rng=1))
    return steps_per_second(model.step, len(model.agents))


def mesa_schelling(agents: int) -> float:
    """Mesa's own Schelling model at its usual density."""
    from mesa.examples import Schelling
    from mesa.examples.basic.schelling.model import SchellingScenario

    side = round((agents / 0.8) ** 0.5)
    model = Schelling(SchellingScenario(width=side, height=side, density=0.8, rng=1))
    return steps_per_second(model.step, len(model.agents))


def mesa_frames_boltzmann(agents: int) -> float:
    """Boltzmann wealth as in the guide of mesa-frames, on polars."""
    import polars as pl
    from mesa_frames import AgentSetPolars, ModelDF

    class Money(AgentSetPolars):
        def __init__(self, model):
            super().__init__(model)
            ids = pl.arange(agents, eager=True)
            self.add(pl.DataFrame({"unique_id": ids, "wealth": pl.ones(agents, eager=True)}))

        def step(self):
            self.do("give")

        def give(self):
            self.select(self.wealth > 0)
            others = self.agents.sample(n=len(self.active_agents), with_replacement=True)
            self["active", "wealth"] -= 1
            gained = others.group_by("unique_id").len()
            self[gained, "wealth"] += gained["len"]

    model = ModelDF()
    model.agents += Money(model)
    return steps_per_second(lambda: model.agents.do("step"), agents)


def starsim_sir(agents: int) -> float:
    """Starsim's SIR on its random network."""
    import starsim

    def simulation(years: int) -> float:
        sim = starsim.Sim(n_agents=agents, diseases="sir", networks="random", start=2000,
                          stop=2000 + years, verbose=0)  # fmt: skip
        sim.init()
        began = time.perf_counter()
        sim.run()
        return time.perf_counter() - began

    simulation(2)  # compiles
    return agents * 31 / simulation(30)


PEERS: dict[str, Callable[[int], float]] = {
    "mesa: Boltzmann wealth": mesa_boltzmann,
    "mesa: Schelling": mesa_schelling,
    "mesa-frames: Boltzmann wealth": mesa_frames_boltzmann,
    "starsim: SIR": starsim_sir,
}

if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(PEERS[sys.argv[1]](int(sys.argv[2]))) + "\n")
    except ModuleNotFoundError:
        sys.stdout.write(json.dumps(None) + "\n")
