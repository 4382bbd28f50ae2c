"""A scenario: a named set of parameters, given as what differs from its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scenarios.reading import NAME_RULE, RIGHT_NAME, read
from scenarios.writing import write
from simulation.checks import checked_changes
from simulation.checks.files import problems_of_files, warn_of_files
from simulation.checks.parameters import contradictions, shown
from simulation.core.errors import ScenarioError
from simulation.settings import Settings

__all__ = ["Scenario", "check", "diff", "load"]


@dataclass(frozen=True)
class Scenario:
    """A scenario that has been read and checked; made by :func:`load` and :meth:`but`.

    Two scenarios are equal when their names, texts and resolved settings are, however their
    files divide these between base and differences.

    Attributes
    ----------
    name : str
        What results are filed under.
    title, question : str
        What it is and what it asks.
    base : str or None
        The scenario it differs from; None for the model's own defaults.
    changes : dict
        ``section.key`` → value: what differs from the base.
    settings : simulation.settings.Settings
        Every parameter, resolved.
    """

    name: str
    title: str
    question: str
    base: str | None = field(compare=False)
    changes: dict[str, Any] = field(compare=False)
    settings: Settings = field(repr=False)

    def __hash__(self) -> int:
        return hash((self.name, self.title, tuple(sorted(self.settings.flat().items()))))

    def but(
        self,
        changes: Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
        title: str | None = None,
        source: str = "but",
    ) -> Scenario:
        """The same scenario with some parameters changed.

        Parameters
        ----------
        changes : mapping of str to value
            Keyed ``"section.key"``.
        name, title : str, optional
            Those of the new scenario; the old ones when left out. Two scenarios of one batch
            that differ need names that differ.
        source : str
            What error lines begin with.

        Raises
        ------
        ScenarioError
            With every problem of the changes.
        """
        problems = []
        if name is not None and not RIGHT_NAME.fullmatch(name):
            problems = [f"{source}: name = {shown(name)}: {NAME_RULE}"]
        label = f"{source}: scenario {name or self.name}"
        try:
            settings, good = checked_changes(self.settings, changes or {}, source, label)
        except ScenarioError as error:
            raise ScenarioError([*error.problems, *problems]) from None
        if problems:
            raise ScenarioError(problems)
        return replace(
            self,
            name=name or self.name,
            title=title if title is not None else self.title,
            changes={**self.changes, **good},
            settings=settings,
        )

    def to_toml(self, *, resolved: bool = True) -> str:
        """The scenario as the text of a scenario file.

        Parameters
        ----------
        resolved : bool
            True writes every parameter and no base; False writes the base and the differences.
        """
        header = {"title": self.title, "question": self.question}
        if resolved:
            return write(header, self.settings.flat())
        return write({"base": self.base, **header}, self.changes)


def load(name_or_path: str | Path) -> Scenario:
    """Read and check a scenario.

    Parameters
    ----------
    name_or_path : str or Path
        A name from :func:`names`, or a path to a TOML file.

    Raises
    ------
    ScenarioError
        With one line per problem: file, key, value, what is allowed, the nearest right name.

    Warns
    -----
    TableWarning
        If a table of the user's own hardly acts as it is meant to.
    """
    found = read(name_or_path)
    settings = Settings(found.resolved)
    problems = contradictions(settings, found.label) + problems_of_files(settings, found.label)
    if problems:
        raise ScenarioError(problems)
    warn_of_files(settings)
    return Scenario(found.name, found.title, found.question, found.base, found.changes, settings)


def check(name_or_path: str | Path) -> list[str]:
    """Every problem of a scenario, one line each; empty when there is none."""
    try:
        load(name_or_path)
    except ScenarioError as error:
        return error.problems
    return []


def diff(first: Scenario, second: Scenario) -> dict[str, tuple[Any, Any]]:
    """The parameters in which two scenarios differ: ``section.key`` → (first, second)."""
    ours, theirs = first.settings.flat(), second.settings.flat()
    return {name: (ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]}
