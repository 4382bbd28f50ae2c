"""What a design file says of a factor: its values, or its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from experiments.designs.document import Document
from experiments.designs.factor import Factor, Nature, Role
from simulation.checks.parameters import allowed, check_changes, shown
from simulation.core.errors import nearest, suggestion

#: Parameters that are the size of a run: their whole range is nothing to run.
SIZE = ("city.citizens", "city.months", "city.burn_in")
RANGES = ("allowed", "uncertainty")
_KEYS = ("low", "high", "levels", "log", "range")


def nature_of(default: Any) -> Nature:
    """What the values of a parameter are, told by its default."""
    if isinstance(default, bool):
        return "switch"
    if isinstance(default, str):
        return "word"
    return "whole" if isinstance(default, int) else "number"


def read_factor(document: Document, name: str, said: Any, role: Role, table: str) -> Factor | None:
    """The factor that a line of a table asks for, or None with problems noted.

    Parameters
    ----------
    document : Document
    name : str
        A parameter.
    said : Any
        True or ``{}`` for all it may be, a list of values, or a table with `low`, `high`, `log`,
        `levels` and `range`, or with `values`.
    role : {"uncertainty", "lever", "factor"}
    table : str
        Where it stands.
    """
    line = _Line(document, name, f"{table}.{name}")
    default, declared = document.declared[name]
    plain = Factor(name, role, nature_of(default), declared.unit)
    if said is True:
        said = {}
    if isinstance(said, list):
        said = {"values": said}
    if not isinstance(said, dict):
        document.wrong(
            line.where,
            "must be true for its whole range, a list of values, or { low = …, high = … }; "
            "one value for all points stands in [set]",
            said,
        )
        return None
    before = len(document.problems)
    line.keys(said)
    if "values" in said or plain.nature in ("switch", "word"):
        values = line.values(said) if "values" in said else line.all_values(said, plain.nature)
        return replace(plain, values=values) if len(document.problems) == before else None
    low, high = line.ends(said)
    log, levels = said.get("log", False), said.get("levels")
    if not isinstance(log, bool):
        document.wrong(f"{line.where}.log", "must be true or false", log)
    if levels is not None and (type(levels) is not int or levels < 2):
        document.wrong(f"{line.where}.levels", "must be a whole number, 2 or more", levels)
    if log is True and low is not None and low <= 0:
        document.wrong(f"{line.where}.log", f"needs a low above 0, not {low:g}", log)
    if low is None or high is None or len(document.problems) > before:
        return None
    return replace(plain, low=float(low), high=float(high), log=log, levels=levels)


@dataclass(frozen=True)
class _Line:
    """A line that names a factor, and where it stands."""

    document: Document
    name: str
    where: str

    def keys(self, said: Mapping[str, Any]) -> None:
        """Refuse keys that mean nothing."""
        for key, value in said.items():
            if key in _KEYS and "values" in said:
                self.document.wrong(f"{self.where}.{key}", "values stands alone", value)
            elif key not in (*_KEYS, "values"):
                right = suggestion(key, (*_KEYS, "values"))
                self.document.wrong(f"{self.where}.{key}", f"unknown key; {right}", value)

    def checked(self, value: Any, key: str) -> Any:
        """A value with the type of the parameter; None if it is not allowed."""
        good, problems = check_changes({self.name: value}, "")
        if not problems:
            return good[self.name]
        default, declared = self.document.declared[self.name]
        what = f"must be {allowed(declared, type(default))}"
        near = nearest(value, declared.choices or ()) if isinstance(value, str) else None
        self.document.wrong(self.where + key, what + (f"; nearest: {near}" if near else ""), value)
        return None

    def values(self, said: Mapping[str, Any]) -> tuple[Any, ...]:
        """Values that are named."""
        values = said["values"]
        if not isinstance(values, list) or not values:
            self.document.wrong(self.where, "must be a list of at least one value", values)
            return ()
        good = [self.checked(value, "") for value in values]
        if len({shown(one) for one in good if one is not None}) < len(good) - good.count(None):
            self.document.wrong(self.where, "holds a value twice", values)
        return tuple(good)

    def all_values(self, said: Mapping[str, Any], nature: Nature) -> tuple[Any, ...]:
        """All values of a switch or a word, which have no range."""
        choices = self.document.declared[self.name][1].choices
        if said:
            self.document.wrong(
                self.where, "has no range; list the values, or say true for all", said
            )
        elif nature == "switch":
            return (False, True)
        elif choices is None:
            self.document.wrong(self.where, "has no range; list the values", True)
        return choices or ()

    def ends(self, said: Mapping[str, Any]) -> tuple[float | None, float | None]:
        """Both ends of a range; those that are not named are the parameter's own."""
        declared = self.document.declared[self.name][1]
        usual = declared.low, declared.high
        named = said.get("range", RANGES[0])
        if named not in RANGES:
            self.document.wrong(f"{self.where}.range", f'must be "{RANGES[0]}" or "{RANGES[1]}"',
                                named)  # fmt: skip
        elif named == "uncertainty" and declared.uncertainty is None:
            self.document.wrong(
                f"{self.where}.range", "it was not calibrated, so its uncertainty is not known; "
                "say low and high", named,
            )  # fmt: skip
        elif named == "uncertainty":
            usual = declared.uncertainty or usual
        if self.name in SIZE and not {"low", "high"} <= said.keys():
            self.document.wrong(self.where, "say low and high: its whole range is no size to run")
        low, high = (
            self.checked(said[key], f".{key}") if key in said else end
            for key, end in zip(("low", "high"), usual, strict=True)
        )
        for key, end in (("low", low), ("high", high)):
            if end is None and key not in said:
                self.document.wrong(f"{self.where}.{key}", "is missing; the parameter has no such "
                                    "end")  # fmt: skip
        if low is not None and high is not None and low >= high:
            self.document.wrong(self.where, f"low {low:g} must be less than high {high:g}")
        return low, high
