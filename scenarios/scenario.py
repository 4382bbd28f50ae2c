"""A scenario: a named set of parameters, given as what differs from its base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scenarios.attributes import Parameters
from scenarios.reading import NAME_RULE, RIGHT_NAME, read
from scenarios.writing import write
from simulation.cards import CardRow, card
from simulation.checks import checked_changes
from simulation.checks.files import problems_of_files, warn_of_files
from simulation.checks.parameters import contradictions, shown
from simulation.core import extension
from simulation.core.errors import ScenarioError, hint
from simulation.core.extension import SETTING, Extension, ExtensionError
from simulation.core.measure import Measure
from simulation.core.parameter import declarations
from simulation.core.process import Process
from simulation.settings import Settings, parameter_table

__all__ = ["Scenario", "check", "diff", "load"]


@dataclass(frozen=True)
class Scenario:
    """A scenario that has been read and checked; made by :func:`load` and :meth:`but`.

    Two scenarios are equal when their names, texts and resolved settings are, however their
    files divide these between base and differences. Parameters can be read by attribute:
    ``scenario.interventions.training.targeting``.

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

    Examples
    --------
    >>> from scenarios import load
    >>> scenario = load("training")
    >>> scenario.interventions.training.annual_budget_per_citizen
    120.0
    >>> scenario.changes["interventions.training.start_month"]
    60
    """

    name: str
    title: str
    question: str
    base: str | None = field(compare=False)
    changes: dict[str, Any] = field(compare=False)
    settings: Settings = field(repr=False)

    def __getattr__(self, name: str) -> Any:
        # called only if no other attribute has this name
        settings: Settings = vars(self).get("settings", {})
        tops = {section.partition(".")[0] for section in settings}
        if name in tops:
            return Parameters(settings, name)
        near = "" if name.startswith("_") else hint(name, [*tops, *vars(self)])
        raise AttributeError(f"Scenario has no attribute {name!r}{near}")

    def __dir__(self) -> list[str]:
        return [
            *super().__dir__(),
            *dict.fromkeys(name.partition(".")[0] for name in self.settings),
        ]

    def _repr_html_(self) -> str:
        base = self.base or "the model's defaults"
        rows: list[CardRow] = [("question", self.question, ""), ("base", base, "")]
        units = {name: declared.unit for name, _, declared in parameter_table()}
        rows += [(name, value, units.get(name, "")) for name, value in self.changes.items()]
        return card(f"{self.name}: {self.title}", rows)

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

        Examples
        --------
        >>> from scenarios import load
        >>> doubled = load("training").but(
        ...     {"interventions.training.annual_budget_per_citizen": 240}, name="doubled"
        ... )
        >>> doubled.name, doubled.interventions.training.annual_budget_per_citizen
        ('doubled', 240.0)
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

    def with_process(
        self, process: Process, *, after: type[Process] | str = "", name: str | None = None
    ) -> Scenario:
        """The same scenario with one more process, written outside the model.

        Parameters
        ----------
        process : Process
            An instance of a class with a ``section`` of its own; its parameters have the values of
            the instance.
        after : type or str
            The process, or its section, that it comes after in the month; by default what its class
            says.
        name : str, optional
            Name of the new scenario.

        Raises
        ------
        ScenarioError
            With every problem.

        Examples
        --------
        >>> from dataclasses import dataclass
        >>> from scenarios import load
        >>> from simulation import SmartCity
        >>> from simulation.extending import Process
        >>> @dataclass(frozen=True)
        ... class Festival(Process):
        ...     section = "festival"
        ...     after = "pay"
        ...     def run(self, world):
        ...         world.citizens.happiness[:] = 1
        >>> scenario = load("baseline").with_process(Festival())
        >>> city = SmartCity(scenario.but({"city.citizens": 300}), seed=1).run(1, progress=False)
        >>> city.settings["festival"]
        Festival(active=True)
        """
        section = after if isinstance(after, str) else after.section
        kind = type(process)
        given = {f"{kind.section}.{key}": getattr(process, key) for key in declarations(kind)}
        return self._with(extension.of_object, kind, section, changes=given, name=name)

    def with_measure(self, measure: Measure, *, name: str | None = None) -> Scenario:
        """The same scenario with one more measure, declared outside the model with ``@measure``.

        Examples
        --------
        >>> from scenarios import load
        >>> from simulation import SmartCity
        >>> from simulation.extending import measure
        >>> @measure(subject="wages", unit="euro/month")
        ... def highest_wage(world):
        ...     'Highest wage.'
        ...     return float(world.citizens.wage.max())
        >>> scenario = load("baseline").but({"city.citizens": 300}).with_measure(highest_wage)
        >>> city = SmartCity(scenario, seed=1).run(2, progress=False)
        >>> bool(city.measures["highest_wage"].gt(1_000).all())
        True
        """
        return self._with(extension.of_object, measure, name=name)

    def with_city(self, kind: type, *, name: str | None = None) -> Scenario:
        """The same scenario in a city of another kind, a subclass of ``SmartCity``.

        Examples
        --------
        >>> from experiments import run
        >>> from scenarios import load
        >>> from simulation import SmartCity
        >>> class Patient(SmartCity):
        ...     'A city with a month of its own.'
        >>> size = {"city.citizens": 300, "city.months": 2, "city.burn_in": 1}
        >>> run(load("baseline").but(size).with_city(Patient), seeds=1, jobs=1).seeds
        [1]
        """
        return self._with(extension.of_object, kind, name=name)

    def with_extension(self, module: str, *, name: str | None = None) -> Scenario:
        """The same scenario with all processes and measures of a module.

        Parameters
        ----------
        module : str
            Name of a module, of an installed extension, or path of a Python file.
        name : str, optional
            Name of the new scenario.

        Examples
        --------
        >>> from scenarios import load
        >>> laptops = "experiments/example_extension/cityfit_laptops/__init__.py"
        >>> scenario = load("training").with_extension(laptops)
        >>> "interventions.laptops.start_month" in scenario.settings.flat()
        True
        """
        return self._with(extension.load, module, name=name)

    def _with(
        self,
        find: Callable[..., Extension],
        *what: Any,
        changes: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> Scenario:
        try:
            found = extension.add(find(*what))
            return self.but({SETTING: [found.pinned], **(changes or {})}, name=name, source="with")
        except ExtensionError as error:
            raise ScenarioError([str(error)]) from None

    def to_toml(self, *, resolved: bool = True) -> str:
        """The scenario as the text of a scenario file.

        Parameters
        ----------
        resolved : bool
            True writes every parameter and no base; False writes the base and the differences.

        Examples
        --------
        >>> from scenarios import load
        >>> text = load("training").but({"city.citizens": 500}).to_toml(resolved=False)
        >>> print(text.splitlines()[0])
        base = "baseline"
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

    Examples
    --------
    >>> from scenarios import load
    >>> load("nordic").city.country
    'nordic'
    >>> load("trainning")
    Traceback (most recent call last):
        ...
    simulation.core.errors.ScenarioError: ...
    """
    found = read(name_or_path)
    try:
        settings = Settings(found.resolved)
    except ExtensionError as error:
        raise ScenarioError([f"{found.label}: {error}"]) from None
    problems = contradictions(settings, found.label) + problems_of_files(settings, found.label)
    if problems:
        raise ScenarioError(problems)
    warn_of_files(settings)
    return Scenario(found.name, found.title, found.question, found.base, found.changes, settings)


def check(name_or_path: str | Path) -> list[str]:
    r"""Every problem of a scenario, one line each; empty when there is none.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from scenarios import check
    >>> check("baseline")
    []
    >>> mine = Path(tempfile.mkdtemp(), "mine.toml")
    >>> _ = mine.write_text('base = "baseline"\n[city]\ncitizen = 500\n', encoding="utf-8")
    >>> [line] = check(mine)
    >>> "citizens" in line
    True
    """
    try:
        load(name_or_path)
    except ScenarioError as error:
        return error.problems
    return []


def diff(first: Scenario, second: Scenario) -> dict[str, tuple[Any, Any]]:
    """The parameters in which two scenarios differ: ``section.key`` → (first, second).

    Examples
    --------
    >>> from scenarios import diff, load
    >>> diff(load("baseline"), load("baseline").but({"city.citizens": 500}))["city.citizens"][1]
    500
    """
    ours, theirs = first.settings.flat(), second.settings.flat()
    names = dict.fromkeys((*ours, *theirs))  # extensions have parameters that others lack
    pairs = {name: (ours.get(name), theirs.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
