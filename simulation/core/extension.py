"""Extensions: processes, measures and kinds of city that enter the model from outside its package.

An extension is a module, or one class or measure of a module or notebook. It is named in a scenario
under ``[extensions]`` by an *entry*:

    my_city.laptops                                   a module: all its processes and measures
    my_city.laptops:LaptopLoans>interventions.training   a class, and the section it comes after
    __main__:laptop_share                             a measure that was declared in a notebook

A scenario pins each entry to the source, as it pins files: ``my_city.laptops#0123456789abcdef``. A
changed source then makes another scenario, and a change between plan and run is detected. The same
functions place the processes of the model itself (:func:`arrange`) and collect its measures
(:func:`measures_in`).
"""

from __future__ import annotations

import hashlib
import inspect
import marshal
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from simulation.core.measure import OUTSIDE, Measure
from simulation.core.model_version import fingerprint, without_comments
from simulation.core.process import Process
from simulation.core.snapshot import PACKAGES

#: Name of the setting that lists the extensions of a scenario.
SETTING = "extensions.modules"
#: Group of the entry points of installed extensions.
GROUP = "cityfit.extensions"
#: Module of a notebook or a script, which other processes cannot import.
NOTEBOOK = "__main__"
#: Beginning of the sections of interventions.
INTERVENTION = "interventions."


class ExtensionError(ValueError):
    """An extension that cannot be used; the message is one line."""


@dataclass(frozen=True)
class Extension:
    """What one entry brings into the model.

    Attributes
    ----------
    entry : str
        Its name, without the fingerprint.
    fingerprint : str
        Fingerprint of its source, 16 hexadecimal digits.
    processes : tuple of type
        Processes; `after` says where each stands in the month.
    after : str
        Section that the processes come after; empty if each class says it by itself.
    measures : tuple of Measure
    city : type or None
        A kind of city, a subclass of :class:`simulation.city.SmartCity`.
    """

    entry: str
    fingerprint: str
    processes: tuple[type[Process], ...] = ()
    after: str = ""
    measures: tuple[Measure, ...] = ()
    city: type | None = None

    @property
    def pinned(self) -> str:
        """The entry with the fingerprint."""
        return f"{self.entry}#{self.fingerprint}"

    @property
    def module(self) -> str:
        """Name of its module."""
        return self.entry.partition(">")[0].partition(":")[0]

    @property
    def placed(self) -> Iterator[tuple[type[Process], str]]:
        """Each process with the section that it comes after."""
        for process in self.processes:
            after = self.after or process.after
            yield process, getattr(after, "section", after)


#: Every extension that was loaded in this process, by its pinned entry.
_loaded: dict[str, Extension] = {}
#: Sections of the model itself, which no extension may take; set by :mod:`simulation.settings`.
_own_sections: set[str] = set()
#: Measures of the model itself; set by :mod:`simulation.measures`.
_own_measures: dict[str, Measure] = {}
#: Pinned entries of extensions that every city of this process uses.
_always: dict[str, None] = {}


def arrange(
    order: Iterable[type[Process]], placed: Iterable[tuple[type[Process], str]]
) -> tuple[type[Process], ...]:
    """Processes in order, with others at the places that they name.

    Parameters
    ----------
    order : iterable of type
    placed : iterable of (type, str)
        Processes and the sections that they come after.

    Raises
    ------
    ExtensionError
        If there is no such section.
    """
    arranged = list(order)
    for process, after in placed:
        sections = [known.section for known in arranged]
        if after not in sections:
            what = f"{after!r} is no section of a process" if after else "set its `after`"
            raise ExtensionError(
                f"{process.__name__}: where does it stand in the month? {what}, as in "
                'after = "interventions.training"'
            )
        arranged.insert(sections.index(after) + 1, process)
    return tuple(arranged)


def processes_in(module: ModuleType) -> list[type[Process]]:
    """Processes that a module or package defines, in the order of their definition."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Process)
        and "section" in vars(value)
        and f"{value.__module__}.".startswith(f"{module.__name__}.")
    ]


def measures_in(*modules: ModuleType) -> dict[str, Measure]:
    """Measures in modules by name, in the order of the modules and lines; twins come last."""
    declared = [
        value for module in modules for value in vars(module).values() if isinstance(value, Measure)
    ]
    twins = [twin for value in declared for twin in value.twins]
    return {value.name: value for value in (*declared, *twins)}


def own(sections: Iterable[str] = (), measures: dict[str, Measure] | None = None) -> None:
    """Note the sections and measures of the model itself."""
    _own_sections.update(sections)
    _own_measures.update(measures or {})


def load(entry: str) -> Extension:
    """Load an extension; once loaded, its parameters and measures are known.

    Parameters
    ----------
    entry : str
        See the module; also the name of an entry point, or the path of a Python file.

    Raises
    ------
    ExtensionError
        If it cannot be imported, brings nothing, takes a name that is taken, or is not the one that
        the entry pins.
    """
    plain, _, pin = entry.partition("#")
    known = _loaded.get(entry) if pin else None
    if known is not None:
        return known
    base, _, after = plain.partition(">")
    name, _, part = base.partition(":")
    if name == NOTEBOOK:
        where = "it was defined in a notebook or script: run its cell, or put it into a module"
        if not hasattr(sys.modules[NOTEBOOK], part):
            raise ExtensionError(f"{plain}: {where}")
    module = _module(name)
    if part:
        if not hasattr(module, part):
            raise ExtensionError(f"{plain}: {module.__name__} has no {part}")
        extension = of_object(getattr(module, part), after)
    else:
        extension = _whole(module)
    if pin and pin != extension.fingerprint:
        raise ExtensionError(
            f"{plain}: its source has changed since the scenario that names it was read"
        )
    return add(extension)


def add(extension: Extension) -> Extension:
    """Make the parameters and measures of an extension known.

    Raises
    ------
    ExtensionError
        If the model has a section or measure of one of its names.
    """
    for process in extension.processes:
        if process.section in _own_sections:
            raise ExtensionError(f"{extension.entry}: the model has a section {process.section}")
    for measure in extension.measures:
        if measure.name in _own_measures:
            raise ExtensionError(f"{extension.entry}: the model has a measure {measure.name}")
    _loaded[extension.pinned] = extension
    PACKAGES.add(extension.module.partition(".")[0])
    return extension


def of_object(value: Any, after: str = "") -> Extension:
    """The extension that consists of one class of processes or of cities, or of one measure.

    Raises
    ------
    ExtensionError
        If it is something else.
    """
    if isinstance(value, Measure):
        entry = f"{value.module}:{value.name}"
        return Extension(entry, _source_hash(value.compute), measures=(value, *value.twins))
    if isinstance(value, type):
        entry = f"{value.__module__}:{value.__qualname__}"
        if issubclass(value, Process) and hasattr(value, "section"):
            mark = f"{entry}>{after}" if after else entry
            return Extension(
                mark, _source_hash(value), (value,), after, tuple(_cost_measures((value,)))
            )
        if any(base.__name__ == "SmartCity" for base in value.__mro__[1:]):
            return Extension(entry, _source_hash(value), city=value)
    raise ExtensionError(f"{value!r}: must be a process, a measure or a subclass of SmartCity")


def _whole(module: ModuleType) -> Extension:
    """The extension that a whole module is."""
    processes = tuple(processes_in(module))
    taken = {id(measure) for measure in _own_measures.values()}
    measures = [value for value in measures_in(module).values() if id(value) not in taken]
    if not processes and not measures:
        raise ExtensionError(f"{module.__name__}: defines no process and no measure")
    folder = Path(module.__file__ or "")
    package = module.__name__ if hasattr(module, "__path__") else module.__package__ or ""
    if package:  # of a package the whole counts, because its files use each other
        source = fingerprint(Path(sys.modules[package].__path__[0]))
    else:
        source = _hash(without_comments(folder.read_text(encoding="utf-8")))
    measures += _cost_measures(processes)
    return Extension(module.__name__, source, processes, measures=tuple(measures))


def _cost_measures(processes: Iterable[type[Process]]) -> Iterator[Measure]:
    """A measure of the cost of each intervention, as the model has for its own."""
    for process in processes:
        if process.section.startswith(INTERVENTION):
            name = process.section.removeprefix(INTERVENTION)
            yield Measure(
                f"cost_{name}", "cost", "euro/year", (), "mean",
                f"Cost of {name}, per resident and year at this month's rate.", _Cost(name),
            )  # fmt: skip


@dataclass(frozen=True)
class _Cost:
    """Computes the cost of one intervention."""

    name: str

    def __call__(self, world: Any) -> float:
        return 12.0 * float(world.accounts.spending.get(self.name, 0.0)) / world.residents


def _module(name: str) -> ModuleType:
    """Import a module: by name, by the name of an entry point, or by the path of its file."""
    for point in entry_points(group=GROUP, name=name):
        name = point.value.partition(":")[0]
    path = Path(name)
    if path.suffix == ".py":
        if not path.is_file():
            raise ExtensionError(f"{name}: there is no such file")
        _search(path.resolve().parent)
        name = path.stem
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name.partition(".")[0] or str(Path.cwd()) in sys.path:
            raise ExtensionError(f"{name}: cannot be imported: {error}") from None
    except Exception as error:
        raise ExtensionError(f"{name}: cannot be imported: {_one_line(error)}") from error
    # a command does not look for modules in the current folder by itself
    _search(Path.cwd())
    return _module(name)


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _search(folder: Path) -> None:
    """Look for modules in a folder, too."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _source_hash(value: Any) -> str:
    """Fingerprint of the source of a class or function and of what it uses of its module."""
    names = sorted(_sources(value, {}).items())
    return _hash("\n\n".join(source for _, source in names))


def _sources(value: Any, known: dict[str, str]) -> dict[str, str]:
    """Sources of a class or function, and of others of its module that it refers to, by name."""
    function = inspect.unwrap(getattr(value, "func", value))
    name = getattr(function, "__qualname__", "")
    if not name or name in known:
        return known
    try:
        known[name] = without_comments(inspect.cleandoc(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        # without source, as in an embedded interpreter
        codes = [marshal.dumps(code).hex() for code in _codes(function)]
        known[name] = " ".join((name, *codes))
    module = sys.modules.get(function.__module__)
    for used in _names_used(function):
        other = getattr(module, used, None)
        if getattr(other, "__module__", None) == function.__module__ and callable(other):
            _sources(getattr(other, "compute", other), known)
        elif isinstance(other, bool | int | float | str | tuple):
            known[used] = repr(other)
    return known


def _names_used(value: Any) -> Iterator[str]:
    """Global names that the code of a function, or of the methods of a class, uses."""
    for code in _codes(value):
        yield from code.co_names


def _codes(value: Any) -> Iterator[CodeType]:
    """Compiled code of a function, or of the methods of a class."""
    members = vars(value).values() if isinstance(value, type) else (value,)
    for member in members:
        code = getattr(inspect.unwrap(member) if callable(member) else member, "__code__", None)
        # methods that a dataclass has by itself are the same in every class
        if isinstance(code, CodeType) and code.co_filename != "<string>":
            yield code


# --- what this process knows and uses ------------------------------------------------------------


def loaded() -> list[Extension]:
    """Every extension that is known in this process; of two versions only the later."""
    return list({extension.entry: extension for extension in _loaded.values()}.values())


def is_loaded(entry: str) -> bool:
    """Whether a pinned entry was loaded in this process."""
    return entry in _loaded


def known_sections() -> dict[str, type[Process]]:
    """Sections of the known extensions and their processes."""
    return {process.section: process for known in loaded() for process in known.processes}


def known_measures() -> dict[str, Measure]:
    """Measures of the model and of the known extensions, by name."""
    load_installed()
    outside = {measure.name: measure for known in loaded() for measure in known.measures}
    return {**_own_measures, **outside}


def unused_measures(taken: Mapping[str, Measure]) -> list[str]:
    """A line for each measure that was declared outside, but is in no extension; each only once.

    Parameters
    ----------
    taken : mapping of str to Measure
        Measures that a city takes, by name.
    """
    known = {**known_measures(), **taken}
    lines = [
        f"the measure {one.name} of {one.module} is not taken in this city; "
        f'use load(...).with_extension("{one.module}")'
        for one in OUTSIDE
        if one.name not in known
    ]
    OUTSIDE.clear()
    return lines


def extension_of(section: str) -> Extension | None:
    """The known extension that has a section; None if there is none."""
    owners = [known for known in loaded() if section in {p.section for p in known.processes}]
    return owners[-1] if owners else None


def always_use(extension: Extension) -> None:
    """Use an extension in every city that is created in this process from now on."""
    for other in list(_always):
        if _loaded[other].entry == extension.entry:
            del _always[other]
    _always[extension.pinned] = None


def always_used() -> list[Extension]:
    """Extensions that every city of this process uses."""
    return [_loaded[entry] for entry in _always]


def load_installed() -> None:
    """Load the extensions that are installed, once; their parameters and measures become known."""
    if _searched:
        return
    _searched.append(True)
    for point in entry_points(group=GROUP):
        try:
            load(point.value)
        except ExtensionError as error:
            warnings.warn(f"extension {point.name}: {error}", stacklevel=2)


#: Whether installed extensions were looked for.
_searched: list[bool] = []
