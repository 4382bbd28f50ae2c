"""A design file as a document whose problems are collected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from scenarios.reading import parse
from simulation.checks.parameters import shown, suggested_parameter
from simulation.core.errors import ScenarioError, suggestion
from simulation.core.parameter import Declaration
from simulation.settings import known_sections, parameter_table


class DesignError(ScenarioError):
    """A design file that cannot be used; see :class:`scenarios.ScenarioError`."""


class Document:
    """The content of a file, and its problems.

    Parameters
    ----------
    label : str
        Beginning of error lines.
    content : mapping
        As parsed from TOML.
    """

    def __init__(self, label: str, content: Mapping[str, Any]) -> None:
        self.label = label
        self.content = content
        self.problems: list[str] = []
        #: Name of a parameter → default and declaration.
        self.declared: dict[str, tuple[Any, Declaration]] = {
            name: (default, declared) for name, default, declared in parameter_table()
        }

    @classmethod
    def read(cls, path: Path, error: type[ScenarioError]) -> Document:
        """The document in a TOML file; raises `error` if it cannot be read."""
        if not path.is_file():
            beside = [str(other) for other in sorted(path.parent.glob("*.toml"))]
            raise error([f"{path}: no such file; {suggestion(str(path), beside)}"])
        try:
            return cls(str(path), parse(path, str(path)))
        except ScenarioError as problem:
            raise error(problem.problems) from None

    def wrong(self, key: str, what: str, *value: Any) -> None:
        """Add a problem of a key, with its value if it has one."""
        said = "".join(f" = {shown(one)}" for one in value)
        self.problems.append(f"{self.label}: {key}{said}: {what}")

    def invalid(
        self, error: ValidationError, model: type[BaseModel], *, prefix: str = "",
        tagged: bool = False, unknown: Callable[[str], str] | None = None,
    ) -> set[str]:  # fmt: skip
        """Add the problems that pydantic found, and return the keys that have them.

        Parameters
        ----------
        error : ValidationError
        model : type of BaseModel
            What was validated.
        prefix : str
            Written before each key.
        tagged : bool
            Whether locations begin with the tag of a discriminated union.
        unknown : callable, optional
            Takes a key at the top that the model does not have, returns what is wrong with it.
        """
        keys = set()
        for found in error.errors(include_url=False):
            path = [str(part) for part in found["loc"][tagged:] if isinstance(part, str)]
            keys.add(path[0])
            key, value = prefix + ".".join(path), found["input"]
            owner = _model_at(model, path[:-1])
            if found["type"] == "missing":
                needed = owner.model_fields[path[-1]].description
                self.wrong(key, f"is missing; give {needed}")
            elif found["type"] == "extra_forbidden":
                what = f"unknown key; {suggestion(path[-1], owner.model_fields)}"
                self.wrong(key, unknown(key) if unknown and len(path) == 1 else what, value)
            elif found["type"] == "value_error":
                self.wrong(key, str(found["ctx"]["error"]), value)
            else:
                self.wrong(key, f"must be a table: [{key}]", value)
        return keys

    def parameters(self, table: str) -> Iterator[tuple[str, Any]]:
        """Full name and value of each key of a table, written dotted or in tables of sections.

        A name that is not a parameter is added to the problems and is not among `declared`.
        """

        def visit(path: str, value: Any) -> Iterator[tuple[str, Any]]:
            deeper = path in known_sections() or any(
                name.startswith(path + ".") for name in known_sections()
            )
            if path not in self.declared and isinstance(value, dict) and deeper:
                for key, inner in value.items():
                    yield from visit(f"{path}.{key}", inner)
                return
            if path not in self.declared:
                self.wrong(f"{table}.{path}", f"unknown parameter; {suggested_parameter(path)}",
                           value)  # fmt: skip
            yield path, value

        content = self.content.get(table)
        for key, value in (content if isinstance(content, dict) else {}).items():
            yield from visit(key, value)


def _model_at(model: type[BaseModel], path: list[str]) -> type[BaseModel]:
    """The model of a table within a model."""
    for key in path:
        annotation = model.model_fields[key].annotation
        candidates = [annotation, *get_args(annotation)]
        model = next(
            one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)
        )
    return model
