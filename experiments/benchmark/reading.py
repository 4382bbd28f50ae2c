"""One number of the benchmark, and benchmarks that run in a process of their own."""

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
        Description.
    citizens : int
        Citizens or agents; 0 if there are none.
    threads : int
        Threads or processes in parallel.
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
        """The number as a row of a table."""
        return asdict(self)


def in_process(
    module: str,
    *arguments: object,
    threads: int = 1,
    python: str = sys.executable,
    code: Path = ROOT,
    **names: str,
) -> Any:
    """Run a module of this package in a new process and return the JSON that it prints.

    A new process has nothing compiled or allocated, and its own peak of memory.

    Parameters
    ----------
    module : str
        Name of the module in this package.
    *arguments : object
        Its arguments.
    threads : int
        Threads that it may use.
    python : str
        Interpreter.
    code : Path
        Checkout whose model is used.
    **names : str
        Further environment variables.

    Raises
    ------
    RuntimeError
        If it fails; with the last line of its error output.
    """
    environment = os.environ | {"NUMBA_NUM_THREADS": str(threads)} | names
    if code != ROOT:
        environment["PYTHONPATH"] = str(code)
    program = ROOT / "experiments" / "benchmark" / f"{module}.py"
    command: Sequence[str] = (
        [python, str(program)]
        if python != sys.executable or code != ROOT
        else [python, "-m", f"experiments.benchmark.{module}"]
    )
    finished = subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=code, env=environment,
    )  # fmt: skip
    if finished.returncode != 0:
        last = (finished.stderr.strip().splitlines() or ["no message"])[-1]
        raise RuntimeError(f"{module} {' '.join(map(str, arguments))}: {last}")
    return json.loads(finished.stdout.strip().splitlines()[-1])
