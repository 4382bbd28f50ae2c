"""Parameters of a scenario by attribute, with completion and help."""

from __future__ import annotations

from typing import Any

from simulation.cards import card, shown
from simulation.core.errors import hint
from simulation.core.parameter import declarations
from simulation.settings import Settings


class Parameters:
    """The parameters below one heading: ``scenario.interventions.training.targeting``.

    Parameters
    ----------
    settings : Settings
    path : str
        The heading, such as ``"interventions"`` or ``"interventions.training"``.
    """

    _settings: Settings
    _path: str

    def __init__(self, settings: Settings, path: str) -> None:
        vars(self).update(_settings=settings, _path=path)
        # what `scenario.interventions.training?` shows in a notebook
        lines = [
            f"{name} = {shown(value)}  [{unit}] {text}" for name, value, unit, text in self._rows()
        ]
        vars(self)["__doc__"] = "\n".join([f"Parameters of {path}.", "", *lines])

    def _rows(self) -> list[tuple[str, Any, str, str]]:
        """Name, value, unit and help of each parameter of this section."""
        if self._path not in self._settings:
            return []
        values = self._settings[self._path]
        return [
            (key, getattr(values, key), declared.unit, f"{declared.meaning} ({declared.allowed})")
            for key, declared in declarations(type(values)).items()
        ]

    def _below(self) -> list[str]:
        """Headings directly below this one."""
        prefix = f"{self._path}."
        rest = [name.removeprefix(prefix) for name in self._settings if name.startswith(prefix)]
        return list(dict.fromkeys(name.partition(".")[0] for name in rest))

    def __getattr__(self, name: str) -> Any:
        if name in self._below():
            return Parameters(self._settings, f"{self._path}.{name}")
        values = {key: value for key, value, _, _ in self._rows()}
        if name in values:
            return values[name]
        near = "" if name.startswith("_") else hint(name, self.__dir__())
        raise AttributeError(f"{self._path} has no parameter {name!r}{near}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            f"a scenario does not change; use "
            f'scenario.but({{"{self._path}.{name}": {value!r}}}), which is another one'
        )

    def __dir__(self) -> list[str]:
        return [*self._below(), *(key for key, *_ in self._rows())]

    def __repr__(self) -> str:
        return f"<Parameters of {self._path}: {', '.join(self.__dir__())}>"

    def _repr_html_(self) -> str:
        below = [(name, "…", "") for name in self._below()]
        own = [(key, value, unit) for key, value, unit, _ in self._rows()]
        return card(self._path, [*below, *own])
