"""Experiments: run scenarios over seeds, store the results, compare them.

Examples
--------
>>> from scenarios import load
>>> from experiments import compare, run
>>> small = {"city.citizens": 300, "city.months": 24, "city.burn_in": 6,
...          "interventions.training.start_month": 6}
>>> cities = [load(name).but(small) for name in ("baseline", "training")]
>>> results = run(cities, seeds=2, jobs=1)
>>> table = compare(results, against="baseline")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.batch.runner import run
    from experiments.comparison import Comparison, compare
    from experiments.designs.sweep import sweep
    from experiments.storage.results import Results

__all__ = ["Comparison", "Results", "compare", "run", "sweep"]

# Pandas and the model take seconds to import; `cityfit --help` must not wait for them.
_MODULES = {
    "Comparison": "experiments.comparison",
    "Results": "experiments.storage.results",
    "compare": "experiments.comparison",
    "run": "experiments.batch.runner",
    "sweep": "experiments.designs.sweep",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
