"""A factor: a parameter that a design varies, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

#: What a factor is to the question: something nobody knows, something somebody decides, or either.
Role = Literal["uncertainty", "lever", "factor"]
#: What its values are.
Nature = Literal["number", "whole", "switch", "word"]

#: Lets 2/3 of three values be the third in floating point, too.
_HAIR = 1e-9


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
        As the parameter declares it.
    low, high : float or None
        Ends of the range, both included; None for words and switches.
    values : tuple or None
        The values taken, where the design names them; None where it names a range.
    log : bool
        Whether the range is gone through in equal ratios rather than equal steps.
    levels : int or None
        Levels of this factor alone, in designs of levels.
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
        """The value at a place in [0, 1] of the range.

        Values that are named, and whole numbers, have equal parts of [0, 1] each.
        """
        if self.values is not None:
            return self.values[min(int(place * len(self.values) + _HAIR), len(self.values) - 1)]
        low, high = self.ends
        if self.nature == "whole" and not self.log:
            return min(int(low + np.floor(place * (high - low + 1) + _HAIR)), int(high))
        return self._smooth(place)

    def stepped(self, levels: int) -> list[Any]:
        """Equally spaced levels from end to end, or the values that are named.

        A whole number has no more levels than there are whole numbers in its range.
        """
        if self.values is not None:
            return list(self.values)
        places = np.linspace(0.0, 1.0, self.levels or levels)
        return list(dict.fromkeys(self._smooth(float(place)) for place in places))

    def ends_of(self) -> tuple[Any, Any]:
        """The two ends, or the first and the last of the values that are named."""
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
        value = min(max(value, low), high)  # the last bit must not leave the range
        return round(value) if self.nature == "whole" else float(value)

    def to_document(self) -> dict[str, Any]:
        """The factor as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Factor:
        """What :meth:`to_document` gave."""
        values = document["values"]
        return cls(**document | {"values": None if values is None else tuple(values)})
