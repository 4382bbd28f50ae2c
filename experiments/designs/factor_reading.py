"""The factors of a design file: their values, or their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import ValidationError

from experiments.designs.document import Document
from experiments.designs.factor import Factor, Role, nature_of
from experiments.designs.kinds import Flag, FromTwo, Table, checked
from simulation.checks.parameters import allowed, check_changes, shown
from simulation.core.errors import nearest

#: Parameters of the size of a run; nobody runs their whole range.
SIZE = ("city.citizens", "city.months", "city.burn_in")


class FactorTable(Table):
    """What stands beside a parameter: a range, or `values` alone."""

    low: Any = None
    high: Any = None
    log: Flag = False
    levels: FromTwo | None = None
    range: Annotated[
        str,
        checked(lambda v: v in ("allowed", "uncertainty"), 'must be "allowed" or "uncertainty"'),
    ] = "allowed"
    values: Any = None


def read_factor(
    document: Document, name: str, said: Any, role: Role, table: str
) -> Factor | None:  # fmt: skip
    """The factor that a line of a table describes; None if it has problems, which are added.

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
        The table that holds the line.
    """
    line = _Line(document, name, f"{table}.{name}")
    default, declared = document.declared[name]
    plain = Factor(name, role, nature_of(default), declared.unit)
    content = {} if said is True else {"values": said} if isinstance(said, list) else said
    if not isinstance(content, dict):
        line.wrong(
            "",
            "must be true for its whole range, a list of values, or { low = …, high = … }; "
            "one value for all points belongs in [set]",
            said,
        )
        return None
    before = len(document.problems)
    good = content
    try:
        FactorTable.model_validate(content)
    except ValidationError as error:
        bad = document.invalid(error, FactorTable, prefix=f"{line.where}.")
        good = {key: value for key, value in content.items() if key not in bad}
    options = FactorTable.model_validate(good)
    if "values" in content:
        for key in content.keys() - {"values"}:
            line.wrong(f".{key}", "values stands alone", content[key])
        factor = replace(plain, values=line.values(content["values"]))
    elif plain.nature in ("switch", "word"):
        factor = replace(plain, values=line.all_values(content, plain))
    else:
        low, high = line.ends(options, content)
        if options.log and low is not None and low <= 0:
            line.wrong(".log", f"needs a low above 0, not {low:g}", True)
        if low is None or high is None:
            return None
        ends = replace(plain, low=float(low), high=float(high))
        factor = replace(ends, log=options.log, levels=options.levels)
    return factor if len(document.problems) == before else None


@dataclass(frozen=True)
class _Line:
    """The line of a factor, and its key in the file."""

    document: Document
    name: str
    where: str

    def wrong(self, key: str, what: str, *value: Any) -> None:
        """Add a problem of a key below the line."""
        self.document.wrong(self.where + key, what, *value)

    def checked(self, value: Any, key: str) -> Any:
        """A value with the type of the parameter; None if it is not allowed."""
        good, problems = check_changes({self.name: value}, "")
        if not problems:
            return good[self.name]
        default, declared = self.document.declared[self.name]
        near = nearest(value, declared.choices or ()) if isinstance(value, str) else None
        what = f"must be {allowed(declared, type(default))}"
        self.wrong(key, what + (f"; nearest: {near}" if near else ""), value)
        return None

    def values(self, values: Any) -> tuple[Any, ...]:
        """Listed values."""
        if not isinstance(values, list) or not values:
            self.wrong("", "must be a list of at least one value", values)
            return ()
        good = [self.checked(value, "") for value in values]
        accepted = [shown(value) for value in good if value is not None]
        if len(set(accepted)) < len(accepted):
            self.wrong("", "has a value twice", values)
        return tuple(good)

    def all_values(self, content: Mapping[str, Any], factor: Factor) -> tuple[Any, ...]:
        """All values of a switch or a word, which have no range."""
        choices = self.document.declared[self.name][1].choices
        if content:
            self.wrong("", "has no range; list the values, or give true for all", content)
        elif factor.nature == "switch":
            return (False, True)
        elif choices is None:
            self.wrong("", "has no range; list the values", True)
        return choices or ()

    def ends(
        self, options: FactorTable, content: Mapping[str, Any]
    ) -> tuple[float | None, float | None]:
        """Both ends of a range; by default those of the parameter."""
        declared = self.document.declared[self.name][1]
        usual = declared.low, declared.high
        if options.range == "uncertainty" and declared.uncertainty is None:
            what = "it was not calibrated, so its uncertainty is not known; give low and high"
            self.wrong(".range", what, options.range)
        elif options.range == "uncertainty":
            usual = declared.uncertainty or usual
        if self.name in SIZE and not {"low", "high"} <= content.keys():
            self.wrong("", "needs low and high: its whole range is no size to run")
        low, high = (
            self.checked(content[key], f".{key}") if key in content else end
            for key, end in zip(("low", "high"), usual, strict=True)
        )
        for key, end in (("low", low), ("high", high)):
            if end is None and key not in content:
                self.wrong(f".{key}", "is missing; the parameter has no such end")
        if low is not None and high is not None and low >= high:
            self.wrong("", f"low {low:g} must be less than high {high:g}")
        return low, high
