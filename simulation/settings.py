"""Settings: the value of every parameter, section by section.

A section is one frozen dataclass: a process, an intervention, or a group of parameters of the city
as a whole. Its name is the heading in brackets in a scenario file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.core.city_parameters import BASICS
from simulation.core.parameter import Declaration, declarations
from simulation.schedule import MONTH

SECTIONS: dict[str, type] = {**BASICS, **{process.section: process for process in MONTH}}


class Settings(Mapping[str, Any]):
    """The resolved parameters of one city.

    Parameters
    ----------
    changes : mapping of str to value, optional
        Values that differ from the defaults, keyed ``"section.key"``. Ranges are not checked here
        but in :mod:`scenarios`.

    Raises
    ------
    KeyError
        If a key is not a parameter.
    """

    def __init__(self, changes: Mapping[str, Any] | None = None) -> None:
        by_section: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
        for name, value in (changes or {}).items():
            section, _, key = name.rpartition(".")
            if section not in SECTIONS or key not in declarations(SECTIONS[section]):
                raise KeyError(name)
            by_section[section][key] = value
        self._sections = {name: SECTIONS[name](**values) for name, values in by_section.items()}

    def __getitem__(self, section: str) -> Any:
        return self._sections[section]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sections)

    def __len__(self) -> int:
        return len(self._sections)

    def flat(self) -> dict[str, Any]:
        """Every parameter's value, keyed ``"section.key"``."""
        return {
            f"{section}.{key}": getattr(values, key)
            for section, values in self._sections.items()
            for key in declarations(type(values))
        }

    def but(self, changes: Mapping[str, Any]) -> Settings:
        """A copy with some values changed."""
        return Settings({**self.flat(), **changes})


def parameter_table() -> list[tuple[str, Any, Declaration]]:
    """Name, default value and declaration of every parameter, section by section."""
    return [
        (f"{section}.{field.name}", field.default, declarations(owner)[field.name])
        for section, owner in SECTIONS.items()
        for field in dataclasses.fields(owner)
        if field.name in declarations(owner)
    ]
