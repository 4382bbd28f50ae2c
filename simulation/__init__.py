"""The city, its month, its fits and its measures.

``from simulation import SmartCity`` gives the Mesa model; it is imported when first asked for, so
that batches, which do not need Mesa, start without it.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.2.0"
__all__ = ["SmartCity", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "SmartCity":
        from simulation.city import SmartCity

        return SmartCity
    raise AttributeError(f"module 'simulation' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
