"""One number that a benchmark gives, and how processes hand their numbers over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Reading:
    """One number of the benchmark.

    Attributes
    ----------
    part : str
        Part of the benchmark.
    what : str
        What was timed.
    citizens : int
        Citizens or agents of it; 0 where there are none.
    threads : int
        Threads or processes that worked at once.
    value : float
    unit : str
    """

    part: str
    what: str
    citizens: int
    threads: int
    value: float
    unit: str

    @property
    def row(self) -> dict[str, Any]:
        """As a row of a table."""
        return asdict(self)


def apart(
    module: str, *arguments: object, threads: int = 1, python: str = sys.executable, **names: str
) -> Any:
    """What a module of this package prints as JSON, run in a process of its own.

    A process of its own starts with nothing compiled or allocated, and its peak of memory is its
    own.

    Parameters
    ----------
    module : str
        Name of the module in this package.
    *arguments : object
        Its arguments.
    threads : int
        Threads it may use.
    python : str
        Interpreter.
    **names : str
        Further environment variables.

    Raises
    ------
    RuntimeError
        If it ends in an error; with the last line that it wrote.
    """
    surroundings = os.environ | {"NUMBA_NUM_THREADS": str(threads)} | names
    program = ROOT / "experiments" / "benchmark" / f"{module}.py"
    command: Sequence[str] = (
        [python, str(program)]
        if python != sys.executable
        else [python, "-m", f"experiments.benchmark.{module}"]
    )
    answer = subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=ROOT, env=surroundings,
    )  # fmt: skip
    if answer.returncode != 0:
        last = (answer.stderr.strip().splitlines() or ["no message"])[-1]
        raise RuntimeError(f"{module} {' '.join(map(str, arguments))}: {last}")
    return json.loads(answer.stdout.strip().splitlines()[-1])
