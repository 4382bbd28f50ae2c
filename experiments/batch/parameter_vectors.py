"""Scenarios run with many parameter vectors, to report an effect over all of them.

A table of vectors is a CSV file with a column for each parameter, named in full
(``section.key``), such as the ``acceptable.csv`` of ``cityfit calibrate``. Other columns, such as
the loss of a trial, are ignored; ``trial`` numbers the vectors if present, otherwise they count
from 1. Every scenario is run with every vector, under the name ``scenario.v17``, and
``vectors.csv`` in the folder of results lists the vectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.output_tables import render

if TYPE_CHECKING:
    import pandas as pd

    from experiments.storage.results import Results
    from scenarios import Scenario

#: File in a folder of results that lists the vectors that were run.
FILE = "vectors.csv"
#: Separates the name of a scenario from the number of a vector.
MARK = ".v"


@dataclass(frozen=True)
class Vector:
    """A parameter vector.

    Attributes
    ----------
    number : int
    values : dict
        Parameter → value.
    line : int
        Line of its file.
    """

    number: int
    values: dict[str, Any]
    line: int

    def name(self, scenario: str) -> str:
        """Name of a scenario with this vector."""
        return f"{scenario}{MARK}{self.number}"


def read(path: Path) -> list[Vector]:
    """Read the vectors of a file, in its order.

    Raises
    ------
    RequestError
        If the file cannot be read.
    ScenarioError
        With every mistake in the file.
    """
    from scenarios import ScenarioError
    from simulation.checks.parameters import parameter_names, suggested_parameter
    from simulation.core.csv_rows import read_csv_rows
    from simulation.core.file_reference import TableError, read_text

    known = set(parameter_names())
    try:
        _, text = read_text(str(path))
        table = read_csv_rows(str(path), text, known)
    except TableError as error:
        raise ScenarioError(error.problems) from None
    names = [name for name in table.header if name in known]
    problems = [
        f"{path}: column {name}: unknown parameter; {suggested_parameter(name)}"
        for name in table.header
        if name not in known and "." in name
    ]
    if not names and not problems:
        problems.append(
            f"{path}: its first line names no parameter; name columns in full, "
            "for instance search.contacts_asked"
        )
    vectors: list[Vector] = []
    for line, row in zip(table.lines, table.rows, strict=True):
        where, cells = f"{path}: line {line}", dict(zip(table.header, row, strict=True))
        values: dict[str, Any] = {}
        for name in names:
            try:
                values[name] = _value(name, cells[name])
            except ValueError as error:
                problems.append(f"{where}: {name} = {cells[name]!r}: {error}")
        trial = cells.get("trial", str(len(vectors) + 1))
        if not trial.removesuffix(".0").isdecimal():
            problems.append(f"{where}: trial = {trial!r}: must be a whole number")
        else:
            vectors.append(Vector(int(trial.removesuffix(".0")), values, line))
    return _distinct(vectors, path, problems)


def _distinct(vectors: list[Vector], path: Path, problems: list[str]) -> list[Vector]:
    """Return the vectors; raise if there are none, one occurs twice, or there are problems."""
    from scenarios import ScenarioError

    numbers: dict[int, int] = {}
    contents: dict[tuple[Any, ...], int] = {}
    # a vector with a mistake has fewer values, which say nothing about the row
    most = max((len(vector.values) for vector in vectors), default=0) or 1
    for vector in vectors:
        where = f"{path}: line {vector.line}"
        first = numbers.setdefault(vector.number, vector.line)
        if first != vector.line:
            problems.append(f"{where}: trial {vector.number} is on line {first} already")
        first = contents.setdefault(tuple(vector.values.items()), vector.line)
        if first != vector.line and len(vector.values) == most:
            problems.append(f"{where}: has the values of line {first}; delete one of them")
    if not vectors and not problems:
        problems.append(f"{path}: has no vector, only a first line")
    if problems:
        raise ScenarioError(problems)
    return vectors


def _value(name: str, text: str) -> Any:
    """A value as TOML or a spreadsheet writes it; words need no quotation marks.

    Raises
    ------
    ValueError
        If it is none; the message says what to do.
    """
    from typing import get_type_hints

    from simulation.core.csv_rows import number, truth
    from simulation.settings import SECTIONS

    section, _, key = name.rpartition(".")
    kind = get_type_hints(SECTIONS[section])[key]
    if not text:
        raise ValueError("is empty; every row needs a value")
    if kind is str:
        return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if kind is bool:
        flag = truth(text)
        if flag is None:
            raise ValueError("must be true or false")
        return flag
    value = number(text)
    return int(value) if kind is int and value.is_integer() else value


def combine(scenarios: Sequence[Scenario], vectors: Sequence[Vector], path: Path) -> list[Scenario]:
    """Combine every scenario with every vector.

    Parameters
    ----------
    scenarios : sequence of Scenario
    vectors : sequence of Vector
    path : Path
        Name of their file in messages.

    Raises
    ------
    ScenarioError
        With every value that is not allowed, and every scenario that sets one of the parameters
        itself: the vector would undo that.
    """
    from scenarios import ScenarioError, load

    defaults = load("baseline").settings.flat()
    problems = []
    for scenario in scenarios:
        own = scenario.settings.flat()
        problems += [
            f"{path}: column {name}: scenario {scenario.name} sets it to {own[name]} itself; leave "
            "one of them out"
            for name in vectors[0].values
            if own[name] != defaults[name]
        ]
    if problems:
        raise ScenarioError(problems)
    combined = []
    for vector in vectors:
        for scenario in scenarios:
            try:
                combined.append(
                    scenario.but(
                        vector.values, name=vector.name(scenario.name),
                        title=f"{scenario.title}, vector {vector.number}",
                        source=f"{path}: line {vector.line}",
                    )
                )  # fmt: skip
            except ScenarioError as error:
                problems += error.problems
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return combined


def text_of(vectors: Iterable[Vector]) -> str:
    """Content of the file that lists the vectors."""
    rows = [{"trial": vector.number, **vector.values} for vector in vectors]
    return render(rows, "csv") + "\n"


def numbers_in(directory: Path) -> list[int]:
    """Numbers of the vectors that were run in a folder, in their order."""
    path = directory / FILE
    return [vector.number for vector in read(path)] if path.is_file() else []


def without_vectors(names: Iterable[str], numbers: Iterable[int]) -> list[str]:
    """Names of the scenarios that were run with vectors."""
    ends = tuple(f"{MARK}{number}" for number in numbers)
    return list(dict.fromkeys(name.rpartition(MARK)[0] for name in names if name.endswith(ends)))


def effects(
    results: Results, numbers: Sequence[int], against: str, measures: Iterable[str] | None
) -> list[dict[str, Any]]:
    """Compute the effect of each scenario on each measure over the vectors.

    The effect with one vector is the mean difference from the scenario `against`, paired by seed.
    A row gives the mean, minimum and maximum of these effects; the effect with the first vector,
    the best of a calibration; and the shares of vectors with the sign of the mean, and with their
    95 % interval entirely on that side.

    Parameters
    ----------
    results : Results
    numbers : sequence of int
        Vectors.
    against : str
        Scenario to compare with, without a vector.
    measures : iterable of str, optional
        As :func:`experiments.comparison.compare` takes them.

    Raises
    ------
    RequestError
        If a scenario or measure is unknown, or there is nothing to compare.
    """
    from experiments.comparison import chosen_columns, others_than

    columns = chosen_columns(results, measures)
    others = others_than(against, without_vectors(results.scenarios, numbers))
    summary = results.summary(columns)
    by_name = {name: rows.set_index("seed") for name, rows in summary.groupby("scenario")}
    rows = []
    for column in columns:
        unit = results.columns[column]["unit"]
        for name in others:
            pairs = [
                (by_name.get(f"{name}{MARK}{number}"), by_name.get(f"{against}{MARK}{number}"))
                for number in numbers
            ]
            by_vector = _by_vector(pairs, column)
            if by_vector:
                row = {"measure": column, "scenario": name}
                rows.append(row | _summarise(by_vector) | {"unit": unit})
    return rows


#: Effect of a scenario with one vector: mean, ends of the interval, seeds.
Effect = tuple[float, float, float, int]


def _by_vector(
    pairs: Iterable[tuple[pd.DataFrame | None, pd.DataFrame | None]], column: str
) -> list[Effect]:
    """Effect with each vector that both scenarios were run with, in the order of the vectors."""
    from experiments.comparison import mean_interval

    by_vector = []
    for mine, theirs in pairs:
        if mine is None or theirs is None:
            continue
        differences = (mine[column] - theirs[column]).dropna()
        if len(differences):
            by_vector.append((*mean_interval(differences), len(differences)))
    return by_vector


def _summarise(by_vector: Sequence[Effect]) -> dict[str, Any]:
    effects = [effect for effect, _, _, _ in by_vector]
    mean = sum(effects) / len(effects)
    sign = 1.0 if mean > 0 else -1.0
    return {
        "effect": mean,
        "least": min(effects),
        "greatest": max(effects),
        "first_vector": effects[0],
        "same_sign": sum(sign * effect > 0 for effect in effects) / len(by_vector),
        "sure_of_sign": sum(min(sign * low, sign * high) > 0 for _, low, high, _ in by_vector)
        / len(by_vector),
        "vectors": len(by_vector),
        "seeds": min(seeds for _, _, _, seeds in by_vector),
    }
