"""Calibrated values: defaults from ``cityfit calibrate``, with interval and date.

They are stored in ``data/calibration.toml``, the only file that a calibration writes. The declared
default of a parameter is the start of the calibration; the value in the file replaces it in
scenarios, tables and documentation. A parameter without a value in the file keeps its declared
default.
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
        Interval of the value, given the facts it was calibrated to.
    on : datetime.date
        Day of the calibration.
    """

    value: float
    low: float
    high: float
    on: date


def read(path: Path = DATA) -> dict[str, Calibrated]:
    """The calibrated values in a file, keyed ``section.key``; none if the file does not exist."""
    if not path.is_file():
        return {}
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    on = document["calibration"]["date"]
    return {
        name: Calibrated(float(entry["value"]), float(entry["low"]), float(entry["high"]), on)
        for name, entry in document["parameters"].items()
    }


@cache
def calibrated() -> Mapping[str, Calibrated]:
    """The calibrated defaults of the model."""
    return read()


class Section(Record):
    """Parameters under one name in scenario files; subclasses are frozen dataclasses.

    A subclass that sets ``section`` takes its calibrated defaults from the file.
    """

    section: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        apply_calibration(cls, calibrated())


def apply_calibration(owner: type, values: Mapping[str, Calibrated]) -> None:
    """Replace the declared defaults of a class by calibrated values.

    Must be called before the class becomes a dataclass.

    Parameters
    ----------
    owner : type
        A class with ``section`` and fields made with :func:`simulation.core.parameter.parameter`.
    values : mapping of str to Calibrated
    """
    section = getattr(owner, "section", None)
    for key, field in list(vars(owner).items()):
        value = values.get(f"{section}.{key}")
        if value is None or not isinstance(field, dataclasses.Field):
            continue
        declared: Declaration = dataclasses.replace(
            field.metadata[KEY],
            status="calibrated",
            uncertainty=(value.low, value.high),
            calibrated_on=value.on,
        )
        setattr(owner, key, dataclasses.field(default=value.value, metadata={KEY: declared}))
