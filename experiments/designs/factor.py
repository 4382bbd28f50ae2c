"""A factor: a parameter that a design varies, and its range or values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np

from experiments.errors import RequestError

#: Role of a factor: uncertain, decided by somebody, or either.
Role = Literal["uncertainty", "lever", "factor"]
#: Type of its values.
Nature = Literal["number", "whole", "switch", "word"]

#: Tolerance, so that 2/3 of three values is the third in floating point as well.
_TOLERANCE = 1e-9


def nature_of(default: Any) -> Nature:
    """Type of the values of a parameter with this default."""
    if isinstance(default, bool):
        return "switch"
    if isinstance(default, str):
        return "word"
    return "whole" if isinstance(default, int) else "number"


def require_salib() -> None:
    """Raise a RequestError if SALib is not installed."""
    if find_spec("SALib") is None:
        raise RequestError(
            "sensitivity needs SALib, which is not installed: pip install 'cityfit[sensitivity]'"
        )


def salib_problem(names: Sequence[str]) -> dict[str, Any]:
    """SALib's description of factors, each from 0 to 1."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


@dataclass(frozen=True)
class Factor:
    """A parameter that a design varies.

    Attributes
    ----------
    name : str
        ``section.key``.
    role : {"uncertainty", "lever", "factor"}
    nature : {"number", "whole", "switch", "word"}
        A number with decimals, a whole one, true or false, or one of some words.
    unit : str
        Of the parameter.
    low, high : float or None
        Ends of the range, both included; None for words and switches.
    values : tuple or None
        The values, if the design lists them; None if it gives a range.
    log : bool
        Whether levels have equal ratios rather than equal differences.
    levels : int or None
        Number of levels of this factor, if it has its own.
    """

    name: str
    role: Role
    nature: Nature
    unit: str
    low: float | None = None
    high: float | None = None
    values: tuple[Any, ...] | None = None
    log: bool = False
    levels: int | None = None

    def at(self, place: float) -> Any:
        """The value at a position in [0, 1] of the range.

        Listed values, and whole numbers, have equal parts of [0, 1].
        """
        if self.values is not None:
            return self.values[
                min(int(place * len(self.values) + _TOLERANCE), len(self.values) - 1)
            ]
        low, high = self.ends
        if self.nature == "whole" and not self.log:
            return min(int(low + np.floor(place * (high - low + 1) + _TOLERANCE)), int(high))
        return self._smooth(place)

    def stepped(self, levels: int) -> list[Any]:
        """Equally spaced levels from end to end, or the listed values.

        A whole number has no more levels than there are whole numbers in its range.
        """
        if self.values is not None:
            return list(self.values)
        places = np.linspace(0.0, 1.0, self.levels or levels)
        return list(dict.fromkeys(self._smooth(float(place)) for place in places))

    def ends_of(self) -> tuple[Any, Any]:
        """The two ends, or the first and the last of the listed values."""
        steps = self.stepped(2) if self.values is None else list(self.values)
        return steps[0], steps[-1]

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends of a range."""
        if self.low is None or self.high is None:
            raise ValueError(f"{self.name} has no range")
        return self.low, self.high

    def _smooth(self, place: float) -> Any:
        low, high = self.ends
        value = low * (high / low) ** place if self.log else low + place * (high - low)
        value = min(max(value, low), high)  # rounding must not leave the range
        return round(value) if self.nature == "whole" else float(value)

    def to_document(self) -> dict[str, Any]:
        """The factor for JSON."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Factor:
        """The factor that :meth:`to_document` described."""
        values = document["values"]
        return cls(**document | {"values": None if values is None else tuple(values)})
