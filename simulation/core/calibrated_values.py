"""Calibrated values: defaults that ``cityfit calibrate`` found, with their uncertainty and date.

They stand in ``data/calibration.toml``, the one file that a calibration writes. What a parameter's
declaration gives as its default is where calibration begins; the value in the file takes its place
in scenarios, tables and documentation alike. Without the file, or for a parameter that is not in
it, the declared default holds.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from simulation.core.parameter import KEY, Declaration
from simulation.kernels.records import Record

DATA = Path(__file__).parents[1] / "data" / "calibration.toml"


@dataclass(frozen=True)
class Calibrated:
    """A calibrated value.

    Attributes
    ----------
    value : float
    low, high : float
        What the value lies between, as far as the facts tell.
    on : datetime.date
        Day of the calibration.
    """

    value: float
    low: float
    high: float
    on: date


def read(path: Path = DATA) -> dict[str, Calibrated]:
    """The calibrated values in a file, keyed ``section.key``; none when there is no such file."""
    if not path.is_file():
        return {}
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    on = document["calibration"]["date"]
    return {
        name: Calibrated(float(found["value"]), float(found["low"]), float(found["high"]), on)
        for name, found in document["parameters"].items()
    }


@cache
def calibrated() -> Mapping[str, Calibrated]:
    """The values that the model's defaults come from."""
    return read()


class Section(Record):
    """Parameters under one name in scenario files; subclasses are frozen dataclasses.

    A subclass that sets ``section`` takes its calibrated defaults from the file.
    """

    section: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        take_over(cls, calibrated())


def take_over(owner: type, values: Mapping[str, Calibrated]) -> None:
    """Put calibrated values in the place of the defaults that a class declares.

    To be called before the class becomes a dataclass.

    Parameters
    ----------
    owner : type
        A class with ``section`` and fields made with :func:`simulation.core.parameter.parameter`.
    values : mapping of str to Calibrated
    """
    section = getattr(owner, "section", None)
    for key, field in list(vars(owner).items()):
        found = values.get(f"{section}.{key}")
        if found is None or not isinstance(field, dataclasses.Field):
            continue
        declared: Declaration = dataclasses.replace(
            field.metadata[KEY],
            status="calibrated",
            uncertainty=(found.low, found.high),
            calibrated_on=found.on,
        )
        setattr(owner, key, dataclasses.field(default=found.value, metadata={KEY: declared}))
