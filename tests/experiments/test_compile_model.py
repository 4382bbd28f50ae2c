"""What set-up compiles is all that a run with every intervention needs."""

from __future__ import annotations

import subprocess
import sys

from experiments.compile_model import compile_model

#: Runs of another process, which tells every loop of the model that it had to compile.
RUNS = """
from numba.core.event import Listener, register

from scenarios import load
from simulation.engine import simulate


class Tell(Listener):
    def on_start(self, event):
        function = event.data["dispatcher"].py_func
        if function.__module__.startswith("simulation."):
            print(function.__module__, function.__qualname__)

    def on_end(self, event):
        pass


register("numba:compile", Tell())
size = {"city.citizens": 200, "city.months": 16, "city.burn_in": 2}
names = ("training", "communities", "network")
starts = {
    "all_three": [f"interventions.{name}.start_month" for name in names],
    "anchor_exit": ["shocks.anchor_exit.month"],
    "platform_monopoly": ["shocks.platform_monopoly.month"],
}
for scenario, keys in starts.items():
    changes = size | dict.fromkeys(keys, 3)
    simulate(load(scenario).but(changes).settings, 1, panel=2)
large = {"city.citizens": 20_000, "city.months": 2, "city.burn_in": 1}
simulate(load("all_three").but(large | dict.fromkeys(starts["all_three"], 1)).settings, 1, panel=2)
"""


def test_afterwards_nothing_is_left_to_compile():
    """Another process finds every loop on disk."""
    compile_model()
    done = subprocess.run([sys.executable, "-c", RUNS], capture_output=True, text=True, check=True)
    assert done.stdout == ""
