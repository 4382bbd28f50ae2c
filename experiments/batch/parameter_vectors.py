"""Scenarios over many parameter vectors, so that an effect is told for all of them and not for one.

A table of vectors is a CSV file with a column for each parameter, named in full
(``section.key``), such as the ``acceptable.csv`` of ``cityfit calibrate``. Columns whose name is no
parameter's (a trial's number, its loss) stay out of it; ``trial`` numbers the vectors if it is
there, otherwise they count from 1. Every scenario is run with every vector, under the name
``scenario.v17``, and ``vectors.csv`` in the folder of results says what was run.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from experiments.output_tables import render

if TYPE_CHECKING:
    import pandas as pd

    from experiments.storage.results import Results
    from scenarios import Scenario

#: File in a folder of results that says which vectors were run.
FILE = "vectors.csv"
#: Stands between the name of a scenario and the number of a vector.
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
        Where it stands in its file.
    """

    number: int
    values: dict[str, Any]
    line: int

    def name(self, scenario: str) -> str:
        """What a scenario with this vector is called."""
        return f"{scenario}{MARK}{self.number}"


def read(path: Path) -> list[Vector]:
    """The vectors of a file, in its order.

    Raises
    ------
    RequestError
        If there is no such file, or it holds no parameters.
    ScenarioError
        With every value that cannot be used.
    """
    from simulation.checks.parameters import parameter_names, suggested_parameter

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RequestError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise RequestError(f"{path}: is no CSV file in UTF-8") from None
    reader = csv.DictReader(io.StringIO(text))
    head = reader.fieldnames or []
    known = set(parameter_names())
    names = [name for name in head if name in known]
    problems = [
        f"{path}: column {name}: unknown parameter; {suggested_parameter(name)}"
        for name in head
        if name not in known and "." in name
    ]
    if not names and not problems:
        problems.append(
            f"{path}: names no parameter in its first line; columns are to be named in full, "
            "for instance search.contacts_asked"
        )
    vectors: list[Vector] = []
    for row in reader:
        where = f"{path} line {reader.line_num}"
        values = {name: _value(row[name]) for name in names}
        problems += [
            f"{where}: {name} = {row[name]!r}: must be a value of TOML"
            for name, value in values.items()
            if value is None
        ]
        number = _value(row["trial"]) if "trial" in head else len(vectors) + 1
        if not isinstance(number, int) or number < 0:
            problems.append(f"{where}: trial = {row['trial']!r}: must be a whole number")
        else:
            vectors.append(Vector(number, values, reader.line_num))
    return _distinct(vectors, path, problems)


def _distinct(vectors: list[Vector], path: Path, problems: list[str]) -> list[Vector]:
    """The vectors, if there are any, no number is there twice, and nothing else is wrong."""
    from scenarios import ScenarioError

    numbers = [one.number for one in vectors]
    if len(set(numbers)) < len(numbers):
        double = next(number for number in numbers if numbers.count(number) > 1)
        problems.append(f"{path}: trial {double} stands there twice")
    if not vectors and not problems:
        problems.append(f"{path}: holds no vector, only a first line")
    if problems:
        raise ScenarioError(problems)
    return vectors


def _value(text: str | None) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return None


def over(scenarios: Sequence[Scenario], vectors: Sequence[Vector], path: Path) -> list[Scenario]:
    """Every scenario with every vector.

    Parameters
    ----------
    scenarios : sequence of Scenario
    vectors : sequence of Vector
    path : Path
        What to call their file in messages.

    Raises
    ------
    ScenarioError
        With every value that is not allowed, and every scenario that sets one of the parameters
        itself: the vector would undo what it is about.
    """
    from scenarios import ScenarioError, load

    usual = load("baseline").settings.flat()
    problems = []
    for scenario in scenarios:
        own = scenario.settings.flat()
        problems += [
            f"{path}: column {name}: scenario {scenario.name} sets it to {own[name]} itself; leave "
            "one of them out"
            for name in vectors[0].values
            if own[name] != usual[name]
        ]
    if problems:
        raise ScenarioError(problems)
    found = []
    for vector in vectors:
        for scenario in scenarios:
            try:
                found.append(
                    scenario.but(
                        vector.values, name=vector.name(scenario.name),
                        title=f"{scenario.title}, vector {vector.number}",
                        source=f"{path} line {vector.line}",
                    )
                )  # fmt: skip
            except ScenarioError as error:
                problems += error.problems
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return found


def text_of(vectors: Iterable[Vector]) -> str:
    """Content of the file that says which vectors were run."""
    return render([{"trial": one.number, **one.values} for one in vectors], "csv") + "\n"


def numbers_in(directory: Path) -> list[int]:
    """Numbers of the vectors that were run in a folder, in their order; none where none were."""
    path = directory / FILE
    return [one.number for one in read(path)] if path.is_file() else []


def effects(
    results: Results, numbers: Sequence[int], against: str, measures: Iterable[str] | None
) -> list[dict[str, Any]]:
    """Effect of each scenario on each measure, over the vectors.

    With every vector the effect is the mean difference from the scenario compared with, paired by
    seed. A row gives the mean, the least and the greatest of these effects, the effect with the
    first vector, which is the best of a calibration, and the shares of vectors with the sign of the
    mean, and with their 95 % interval wholly on that side.

    Parameters
    ----------
    results : Results
    numbers : sequence of int
        Vectors.
    against : str
        Name of the scenario compared with, without a vector.
    measures : iterable of str, optional
        As :func:`experiments.comparison.compare` takes them.

    Raises
    ------
    RequestError
        If a scenario or measure is unknown, or there is nothing to compare.
    """
    from experiments.comparison import chosen_columns
    from simulation.core.errors import suggestion

    columns = chosen_columns(results, measures)
    summary = results.summary(columns)
    arms = {name: arm.set_index("seed") for name, arm in summary.groupby("scenario")}
    ends = tuple(f"{MARK}{number}" for number in numbers)
    bare = list(dict.fromkeys(name.rpartition(MARK)[0] for name in arms if name.endswith(ends)))
    if against not in bare:
        raise RequestError(f"{against!r}: no runs of such a scenario; {suggestion(against, bare)}")
    others = [name for name in bare if name != against]
    if not others:
        raise RequestError(f"nothing to compare: there are only runs of {against!r}")
    rows = []
    for column in columns:
        unit = results.columns[column]["unit"]
        for name in others:
            found = _by_vector(arms, numbers, name, against, column)
            if found:
                rows.append(
                    {"measure": column, "scenario": name, **_summed_up(found), "unit": unit}
                )
    return rows


#: Effect of a scenario with one vector: mean, ends of the interval, seeds.
Effect = tuple[float, float, float, int]


def _by_vector(
    arms: Mapping[str, pd.DataFrame], numbers: Sequence[int], name: str, against: str, column: str
) -> list[Effect]:
    """Effect with each vector that both scenarios were run with, in the order of the vectors."""
    from experiments.comparison import mean_interval

    found = []
    for number in numbers:
        mine, theirs = arms.get(f"{name}{MARK}{number}"), arms.get(f"{against}{MARK}{number}")
        if mine is None or theirs is None:
            continue
        differences = (mine[column] - theirs[column]).dropna()
        if len(differences):
            found.append((*mean_interval(differences), len(differences)))
    return found


def _summed_up(found: Sequence[Effect]) -> dict[str, Any]:
    effects = [effect for effect, _, _, _ in found]
    mean = sum(effects) / len(effects)
    sign = 1.0 if mean > 0 else -1.0
    return {
        "effect": mean,
        "least": min(effects),
        "greatest": max(effects),
        "first_vector": effects[0],
        "same_sign": sum(sign * effect > 0 for effect in effects) / len(found),
        "sure_of_sign": sum(min(sign * low, sign * high) > 0 for _, low, high, _ in found)
        / len(found),
        "vectors": len(found),
        "seeds": min(seeds for _, _, _, seeds in found),
    }
