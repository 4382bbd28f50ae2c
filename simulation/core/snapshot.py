"""Snapshots: the state of a city as plain values and arrays, and back.

A snapshot is a tree of values that JSON can hold and a list of arrays that the tree refers to by
number. It is what is stored of a city in memory and in files. Reading one runs no code: classes are
looked up among those of this package, and objects get their attributes back without a call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from simulation.core.table import Table

#: Packages whose classes a snapshot may contain: this one, and those of extensions.
PACKAGES = {__name__.partition(".")[0]}


class NotStorableError(TypeError):
    """A value that a snapshot cannot hold."""


class Snapshot(NamedTuple):
    """State as plain values and arrays.

    Attributes
    ----------
    tree : object
        Values of JSON; see :class:`_Writer` for how others are written.
    arrays : list of ndarray
        Arrays in the order of their numbers.
    """

    tree: Any
    arrays: list[np.ndarray]


def take(
    value: Any, known: Mapping[str, Any] | None = None, *, copied: bool = True, name: str = "state"
) -> Snapshot:
    """Take a snapshot of a value.

    Parameters
    ----------
    value : object
        Numbers, texts, arrays, containers, tables, and objects of classes of this package.
    known : mapping of str to object, optional
        Objects that are not part of the snapshot; :func:`restore` gets others in their place.
    copied : bool
        Whether to copy the arrays. If not, the snapshot shares them with the value.
    name : str
        Name of the value in messages.

    Returns
    -------
    Snapshot

    Raises
    ------
    NotStorableError
        If a value is something else, such as a function; the message names it.

    Examples
    --------
    >>> snapshot = take({"months": 3, "fit": np.array([0.5, 0.75])})
    >>> restore(snapshot)["fit"].tolist()
    [0.5, 0.75]
    """
    writer = _Writer({id(found): key for key, found in (known or {}).items()}, copied)
    return Snapshot(writer.write(value, name), writer.arrays)


def restore(
    snapshot: Snapshot, known: Mapping[str, Any] | None = None, *, copied: bool = True
) -> Any:
    """Make the value of a snapshot again.

    Parameters
    ----------
    snapshot : Snapshot
    known : mapping of str to object, optional
        What stands in the place of the known objects of :func:`take`.
    copied : bool
        Whether to copy the arrays. If not, the value shares them with the snapshot.

    Raises
    ------
    LookupError, TypeError, ValueError
        If it is no snapshot that :func:`take` could have taken.
    """
    return _Reader(snapshot.arrays, known or {}, copied).read(snapshot.tree)


class _Writer:
    """Writes values as a tree.

    Numbers, texts, truth values and None stand for themselves, and a list for a list. Anything else
    is a list in a mapping with one key, which says what it is: ``{"array": 3}``.
    """

    def __init__(self, known: Mapping[int, str], copied: bool) -> None:
        self.arrays: list[np.ndarray] = []
        self._known = known
        self._copied = copied
        # numbers of objects that were written, by identity; kept alive, so that no identity recurs
        self._written: dict[int, tuple[int, Any]] = {}

    def write(self, value: Any, path: str) -> Any:
        """The tree of a value; `path` names it in messages."""
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            return value
        if id(value) in self._known:
            return {"known": self._known[id(value)]}
        if id(value) in self._written:
            return {"again": self._written[id(value)][0]}
        if isinstance(value, np.generic):
            return {"number": [value.dtype.str, value.item()]}
        if kind is np.ndarray:
            self._note(value)
            return {"array": self._array(value, path)}
        if kind in (dict, list, tuple):
            return self._container(value, path)
        title = f"{kind.__module__}:{kind.__qualname__}"
        if isinstance(value, tuple) and _class(title) is kind:
            return {"named": [title, *self._all(value, path)]}
        if _class(title) is kind and hasattr(value, "__dict__"):
            self._note(value)
            # without what is made from the rest again, such as the packed fields of a record
            state = getattr(value, "stored_state", value.__getstate__)() or {}
            written = [[name, self.write(of, f"{path}.{name}")] for name, of in state.items()]
            return {"object": [title, *written]}
        raise NotStorableError(f"{path}: a value of type {kind.__name__} cannot be stored")

    def _container(self, value: Any, path: str) -> Any:
        if type(value) is tuple:
            return {"tuple": self._all(value, path)}
        self._note(value)
        if type(value) is list:
            return {"list": self._all(value, path)}
        return {
            "dict": [
                [self.write(key, f"{path} key"), self.write(of, f"{path}[{key!r}]")]
                for key, of in value.items()
            ]
        }

    def _note(self, value: Any) -> None:
        self._written[id(value)] = (len(self._written), value)

    def _all(self, values: Any, path: str) -> list[Any]:
        return [self.write(value, f"{path}[{index}]") for index, value in enumerate(values)]

    def _array(self, array: np.ndarray, path: str) -> int:
        if array.dtype.hasobject:
            raise NotStorableError(f"{path}: an array of objects cannot be stored")
        # the order in memory is kept, because sums depend on it
        self.arrays.append(array.copy(order="K") if self._copied else array)
        return len(self.arrays) - 1


class _Reader:
    """Makes values from a tree that :class:`_Writer` wrote."""

    def __init__(self, arrays: list[np.ndarray], known: Mapping[str, Any], copied: bool) -> None:
        self._arrays = arrays
        self._known = known
        self._copied = copied
        self._read: list[Any] = []

    def read(self, tree: Any) -> Any:
        """The value of a tree."""
        if not isinstance(tree, dict):
            return tree
        ((kind, content),) = tree.items()
        methods: dict[str, Callable[[Any], Any]] = {
            "known": self._known.__getitem__,
            "again": self._read.__getitem__,
            "number": lambda pair: np.dtype(pair[0]).type(pair[1]),
            "array": self._array,
            "dict": self._dict,
            "list": self._list,
            "tuple": lambda items: tuple(map(self.read, items)),
            "named": self._named,
            "object": self._object,
        }
        return methods[kind](content)

    def _array(self, number: int) -> np.ndarray:
        array = self._arrays[number]
        self._read.append(array.copy(order="K") if self._copied else array)
        return self._read[-1]

    def _dict(self, items: list[list[Any]]) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        self._read.append(made)
        for key, value in items:
            name = self.read(key)
            made[name] = self.read(value)
        return made

    def _list(self, items: list[Any]) -> list[Any]:
        made: list[Any] = []
        self._read.append(made)
        made.extend(map(self.read, items))
        return made

    def _named(self, items: list[Any]) -> Any:
        kind = _known_class(items[0])
        if not issubclass(kind, tuple):
            raise TypeError(f"{items[0]} is no named tuple")
        return tuple.__new__(kind, map(self.read, items[1:]))

    def _object(self, items: list[Any]) -> Any:
        kind = _known_class(items[0])
        made: Any = object.__new__(kind)
        self._read.append(made)
        state = {name: self.read(value) for name, value in items[1:]}
        if isinstance(made, Table):
            made.__setstate__(state)
        else:
            made.__dict__.update(state)
        return made


def _class(title: str) -> type | None:
    """The class of one of these packages with a name ``module:class``; None for anything else."""
    module, _, name = title.partition(":")
    if module.partition(".")[0] not in PACKAGES:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, type) else None


def _known_class(title: str) -> type:
    """The class of a name; a LookupError if there is none."""
    found = _class(title)
    if found is None:
        raise LookupError(f"there is no class {title}")
    return found
