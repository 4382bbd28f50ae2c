"""Settings: the value of every parameter, section by section.

A section is one frozen dataclass: a process, an intervention, or a group of parameters of the city
as a whole. Its name is the heading in brackets in a scenario file. Settings also say which
extensions a city uses (:mod:`simulation.core.extension`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simulation.core import extension
from simulation.core.city_parameters import BASICS
from simulation.core.extension import SETTING, Extension
from simulation.core.parameter import Declaration, declarations
from simulation.schedule import MONTH

#: Sections of the model itself.
SECTIONS: dict[str, type] = {**BASICS, **{process.section: process for process in MONTH}}
extension.own(sections=SECTIONS)


def known_sections() -> dict[str, type]:
    """Sections of the model and of the known extensions, whether a scenario uses them or not."""
    extension.load_installed()
    return {**SECTIONS, **extension.known_sections()}


def with_extensions(entries: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """Entries of extensions, of each the last given, in the order of their names."""
    by_name = {entry.partition("#")[0]: entry for entry in (*entries, *more)}
    return tuple(by_name[name] for name in sorted(by_name))


class Settings(Mapping[str, Any]):
    """The resolved parameters of one city.

    Parameters
    ----------
    changes : mapping of str to value, optional
        Values that differ from the defaults, keyed ``"section.key"``. Ranges are not checked here
        but in :mod:`simulation.checks`. ``"extensions.modules"`` lists extensions; one whose
        parameter is among the changes is used without being listed.

    Attributes
    ----------
    extensions : tuple of Extension
        Extensions that the city uses.

    Raises
    ------
    KeyError
        If a key is not a parameter.
    ExtensionError
        If an extension cannot be used.
    """

    def __init__(self, changes: Mapping[str, Any] | None = None) -> None:
        values = dict(changes or {})
        self.extensions = _used(values)
        sections = _sections(self.extensions) if self.extensions else SECTIONS
        by_section: dict[str, dict[str, Any]] = {name: {} for name in sections}
        for name, value in values.items():
            section, _, key = name.rpartition(".")
            if section not in sections or key not in declarations(sections[section]):
                raise KeyError(name)
            by_section[section][key] = value
        self._sections = {name: sections[name](**given) for name, given in by_section.items()}

    def __getitem__(self, section: str) -> Any:
        return self._sections[section]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sections)

    def __len__(self) -> int:
        return len(self._sections)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Settings):
            return self._entries == other._entries and self._sections == other._sections
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as of any mapping

    def __deepcopy__(self, _: Any) -> Settings:
        return self  # settings do not change

    def __reduce__(self) -> tuple[Any, ...]:
        # classes and measures of extensions are found again by their entries
        return Settings, (self.flat(),)

    @property
    def _entries(self) -> tuple[str, ...]:
        return tuple(used.pinned for used in self.extensions)

    @property
    def city_class(self) -> type | None:
        """Kind of city that an extension brings; None for the usual one."""
        kinds = [used.city for used in self.extensions if used.city is not None]
        return kinds[-1] if kinds else None

    def flat(self) -> dict[str, Any]:
        """Every parameter's value, keyed ``"section.key"``, and the extensions, if any."""
        flat = {
            f"{section}.{key}": getattr(values, key)
            for section, values in self._sections.items()
            for key in declarations(type(values))
        }
        return {**flat, SETTING: self._entries} if self.extensions else flat

    def but(self, changes: Mapping[str, Any]) -> Settings:
        """A copy with some values changed; extensions add to those that are used."""
        more = changes.get(SETTING)
        if more is not None and self.extensions:
            changes = {**changes, SETTING: with_extensions(self._entries, more)}
        return Settings({**self.flat(), **changes})


def _used(values: dict[str, Any]) -> tuple[Extension, ...]:
    """Extensions that are listed in values, have one of them, or are always used.

    The list is taken out of the values.
    """
    used = [extension.load(entry) for entry in values.pop(SETTING, ())]
    owned = {process.section for each in used for process in each.processes}
    for name in values:
        section = name.rpartition(".")[0]
        if section not in SECTIONS and section not in owned:
            found = extension.extension_of(section)
            if found is not None:
                used.append(found)
                owned |= {process.section for process in found.processes}
    used += extension.always_used()
    by_name = {each.entry: each for each in reversed(used)}
    return tuple(by_name[name] for name in sorted(by_name))


def _sections(extensions: tuple[Extension, ...]) -> dict[str, type]:
    """Sections of the model and of extensions, in the order of the month."""
    placed = [pair for used in extensions for pair in used.placed]
    month = extension.arrange(MONTH, placed)
    sections = {**BASICS, **{process.section: process for process in month}}
    if len(sections) < len(BASICS) + len(month):
        raise extension.ExtensionError(
            "two extensions have a section of the same name: "
            + ", ".join(e.entry for e in extensions)
        )
    return sections


def parameter_table() -> list[tuple[str, Any, Declaration]]:
    """Name, default value and declaration of every known parameter, section by section."""
    return [
        (f"{section}.{field.name}", field.default, declarations(owner)[field.name])
        for section, owner in known_sections().items()
        for field in dataclasses.fields(owner)
        if field.name in declarations(owner)
    ]
