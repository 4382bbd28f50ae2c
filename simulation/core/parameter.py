"""A parameter: a value that says its unit, its range, where it comes from and how sure we are.

Every number a user may change is a field of a frozen dataclass, declared with :func:`parameter`.
The declaration travels with the field, so that the scenario checker, the tables in the
documentation and the command ``cityfit parameters`` all read the same words.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Status = Literal["measured", "calibrated", "assumed", "policy"]

#: What the metadata of a field keep its declaration under.
KEY = "parameter"

#: Unit of a parameter that names a file; see :mod:`simulation.core.file_reference`.
FILE = "file"
#: Unit of a parameter that names a sector of the table of occupations, whichever is used.
SECTOR = "sector"


@dataclass(frozen=True)
class Declaration:
    """What is known about a parameter beside its value.

    Attributes
    ----------
    unit : str
        Unit in words, ``"1"`` for a pure number, ``"share"`` for a number in [0, 1].
    meaning : str
        One plain sentence.
    source : str
        Where the default comes from.
    status : {"measured", "calibrated", "assumed", "policy"}
        How sure the default is; ``policy`` marks what a city decides.
    low, high : float or None
        Allowed range, both ends included.
    choices : tuple of str or None
        Allowed words, for a parameter that is a word.
    uncertainty : (float, float) or None
        What a calibrated default lies between, as far as the facts tell; see
        :mod:`simulation.core.calibrated_values`.
    calibrated_on : datetime.date or None
        Day on which the default was calibrated; None when nobody but a hand set it.
    """

    unit: str
    meaning: str
    source: str
    status: Status
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] | None = None
    uncertainty: tuple[float, float] | None = None
    calibrated_on: date | None = None

    @property
    def allowed(self) -> str:
        """The allowed values in words, as error messages say them."""
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
        The value when a scenario says nothing.
    unit, meaning, source, status, low, high, choices
        See :class:`Declaration`.

    Returns
    -------
    dataclasses.Field
        A field that carries its declaration.
    """
    declaration = Declaration(unit, meaning, source, status, low, high, choices)
    return dataclasses.field(default=default, metadata={KEY: declaration})


def switch(meaning: str, *, default: bool = True) -> Any:
    """Declare the switch of a mechanism: true lets it act, false takes it out of the month."""
    return parameter(
        default, unit="yes or no", meaning=meaning, source="model switch", status="policy"
    )


def declarations(owner: type) -> dict[str, Declaration]:
    """Name → declaration of every parameter of a dataclass, in the order written."""
    return {
        field.name: field.metadata[KEY]
        for field in dataclasses.fields(owner)
        if KEY in field.metadata
    }
