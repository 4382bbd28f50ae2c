"""Parameters: values with a unit, a range, a source and a status.

Every number that a user may change is a field of a frozen dataclass, declared with
:func:`parameter`. The declaration is stored with the field, so that the scenario checker, the
tables in the documentation and the command ``cityfit parameters`` all use the same text.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Status = Literal["measured", "calibrated", "assumed", "policy"]

#: Key of the declaration in the metadata of a field.
KEY = "parameter"

#: Unit of a parameter that names a file; see :mod:`simulation.core.file_reference`.
FILE = "file"
#: Unit of a parameter that names a sector of the table of occupations in use.
SECTOR = "sector"


@dataclass(frozen=True)
class Declaration:
    """Declaration of a parameter.

    Attributes
    ----------
    unit : str
        Unit in words, ``"1"`` for a pure number, ``"share"`` for a number in [0, 1].
    meaning : str
        One plain sentence.
    source : str
        Source of the default.
    status : {"measured", "calibrated", "assumed", "policy"}
        Evidence for the default; ``policy`` marks a decision of the city.
    low, high : float or None
        Allowed range, both ends included.
    choices : tuple of str or None
        Allowed values of a parameter that is a string.
    uncertainty : (float, float) or None
        Interval of a calibrated default; see :mod:`simulation.core.calibrated_values`.
    varied : bool
        Whether analyses of uncertainty vary it of their own accord. False for a constant of a
        functional form, such as an intercept or a scale, which a user varies by name.
    calibrated_on : datetime.date or None
        Day on which the default was calibrated; None if it was set by hand.
    """

    unit: str
    meaning: str
    source: str
    status: Status
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] | None = None
    uncertainty: tuple[float, float] | None = None
    varied: bool = True
    calibrated_on: date | None = None

    @property
    def allowed(self) -> str:
        """The allowed values in words, for error messages."""
        if self.unit == FILE:
            return "the path of a CSV file, or nothing"
        if self.unit == SECTOR:
            return "a sector of the table of occupations"
        if self.choices is not None:
            return "one of " + ", ".join(self.choices)
        if self.low is not None and self.high is not None:
            return f"from {self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"{self.low:g} or more"
        if self.high is not None:
            return f"{self.high:g} or less"
        return "any value of this type"


def parameter(
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    status: Status,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] | None = None,
) -> Any:
    """Declare a parameter as a field of a frozen dataclass.

    Parameters
    ----------
    default : bool, int, float or str
        The value if a scenario does not set one.
    unit, meaning, source, status, low, high, choices
        See :class:`Declaration`.

    Returns
    -------
    dataclasses.Field
        A field that carries its declaration.
    """
    declaration = Declaration(unit, meaning, source, status, low, high, choices)
    return dataclasses.field(default=default, metadata={KEY: declaration})


def constant(
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    status: Status,
    low: float | None = None,
    high: float | None = None,
) -> Any:
    """Declare a constant of a functional form, such as an intercept or a scale.

    It is a parameter that analyses of uncertainty do not vary of their own accord; a user varies
    it by name. Parameters and return value are those of :func:`parameter`.
    """
    declaration = Declaration(unit, meaning, source, status, low, high, varied=False)
    return dataclasses.field(default=default, metadata={KEY: declaration})


def switch(meaning: str, *, default: bool = True) -> Any:
    """Declare the switch of a mechanism; false removes the mechanism from the month."""
    return parameter(
        default, unit="yes or no", meaning=meaning, source="model switch", status="policy"
    )


def declarations(owner: type) -> dict[str, Declaration]:
    """Name → declaration of every parameter of a dataclass, in the order of declaration."""
    return {
        field.name: field.metadata[KEY]
        for field in dataclasses.fields(owner)
        if KEY in field.metadata
    }
