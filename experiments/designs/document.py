"""A design file as a document whose mistakes are gathered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simulation.checks.parameters import shown, suggested_parameter
from simulation.core.errors import ScenarioError, nearest
from simulation.core.parameter import Declaration
from simulation.settings import SECTIONS, parameter_table


class DesignError(ScenarioError):
    """A design file that cannot be used; see :class:`scenarios.ScenarioError`."""


class Document:
    """What a file says, and every problem of it.

    Parameters
    ----------
    label : str
        What error lines begin with.
    content : mapping
        As TOML gives it.
    """

    def __init__(self, label: str, content: Mapping[str, Any]) -> None:
        self.label = label
        self.content = content
        self.problems: list[str] = []
        #: Name of a parameter → default and declaration.
        self.declared: dict[str, tuple[Any, Declaration]] = {
            name: (default, declared) for name, default, declared in parameter_table()
        }

    def wrong(self, key: str, what: str, *value: Any) -> None:
        """Note a problem of a key, and the value it has if it has one."""
        said = "".join(f" = {shown(one)}" for one in value)
        self.problems.append(f"{self.label}: {key}{said}: {what}")

    def table(self, name: str) -> Mapping[str, Any]:
        """A table of the file; an empty one where there is none."""
        found = self.content.get(name, {})
        return found if isinstance(found, dict) else {}

    def word(self, key: str, usual: str) -> str:
        """A text."""
        value = self.content.get(key, usual)
        if isinstance(value, str):
            return value
        self.wrong(key, "must be text in quotation marks", value)
        return usual

    def whole(self, key: str, usual: int, least: int, table: str = "") -> int:
        """A whole number, of the head or of a table."""
        value = (self.table(table) if table else self.content).get(key, usual)
        if type(value) is int and value >= least:
            return value
        where = f"{table}.{key}" if table else key
        self.wrong(where, f"must be a whole number, {least} or more", value)
        return max(usual, least)

    def flag(self, key: str, usual: bool, table: str = "") -> bool:
        """True or false, of the head or of a table."""
        value = (self.table(table) if table else self.content).get(key, usual)
        if isinstance(value, bool):
            return value
        self.wrong(f"{table}.{key}" if table else key, "must be true or false", value)
        return usual

    def parameters(self, table: str) -> Iterator[tuple[str, Any]]:
        """Full name → what is said of it, of the parameters of a table, and of what is none.

        They may stand there as "section.key" or in tables of their sections. What is no parameter
        is noted as a problem; it is not among those that are `declared`.
        """

        def visit(path: str, value: Any) -> Iterator[tuple[str, Any]]:
            deeper = path in SECTIONS or any(one.startswith(path + ".") for one in SECTIONS)
            if path not in self.declared and isinstance(value, dict) and deeper:
                for key, more in value.items():
                    yield from visit(f"{path}.{key}", more)
                return
            if path not in self.declared:
                right = suggested_parameter(path)
                self.wrong(f"{table}.{path}", f"unknown parameter; {right}", value)
            yield path, value

        for key, value in self.table(table).items():
            yield from visit(key, value)


def one_of(value: Any, right: Iterable[str]) -> str:
    """What is allowed instead of a value: some words, and the one that looks most like it."""
    known = list(right)
    best = nearest(str(value), known)
    return f"must be one of {', '.join(known)}" + (f"; nearest: {best}" if best else "")


def is_number(value: Any) -> bool:
    """Whether it is a number, whole or not."""
    return isinstance(value, int | float) and not isinstance(value, bool)
