"""About fifty inputs that are no CSV file: door, what is written, what happens."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from experiments import compare, run, sweep
from experiments.batch.arguments import job_number, scenario_list, seed_list
from experiments.command_line import main
from experiments.errors import RequestError
from experiments.storage.results import Results
from scenarios import load
from simulation import SmartCity
from simulation.agents.mesa_versions import chosen_seed

REFUSALS = (ValueError, TypeError, AttributeError, RuntimeError, RequestError)
SMALL = {"city.citizens": 150, "city.months": 4, "city.burn_in": 1}


class RefusedError(ValueError):
    """What the command line said when it refused its arguments."""


@dataclass(frozen=True)
class Input:
    """An input and what is expected.

    Attributes
    ----------
    door : str
        Where it enters.
    written : str
        What somebody writes.
    call : Callable
        Takes a folder; gives True if what was written is understood.
    says : str
        Words of the refusal; empty if the input works.
    """

    door: str
    written: str
    call: Callable[[Path], Any]
    says: str = ""

    @property
    def name(self) -> str:
        """Name of its test."""
        return f"{self.door}-{self.written}"


def cityfit(*arguments: Any) -> str:
    """Output of a command; raises what it said when it refused its arguments."""
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        code = main([str(argument) for argument in arguments])
    if code:
        lines = [line.removeprefix("error: ") for line in said.getvalue().splitlines()]
        raise RefusedError("\n".join(lines))
    return out.getvalue()


@cache
def results() -> Results:
    """Two seeds of two small cities."""
    # no intervention begins within the few months: what is compared does not matter here
    base = load("baseline").but(SMALL)
    cities = [base, base.but({"city.tax": 0.4}, name="taxed")]
    return run(cities, seeds=np.array([1, 2]), jobs=1, show=False, say=lambda _: None)


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    """A file with a text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _city(**changes: Any) -> SmartCity:
    return SmartCity(**{"citizens": 150, "months": 4, **changes})


GRID = 'kind = "grid"\n[factors]\n"city.tax" = [0.2, 0.3]\n'
_BAD_RUN = ("--set", "city.tax=3", "--set", "nonsense", "--seeds", 1)
_BAD_OPTIONS = ("--set", "city.tax=3", "--shard", "9/3", "--precision", "fit=wide", "--sedes", 2)

INPUTS = (
    # the model
    Input("`SmartCity`", '`SmartCity("baseline")`', lambda _: SmartCity("baseline").month == 0),
    Input("`SmartCity`", "`citizens=150`", lambda _: len(_city().citizens) == 150),
    Input("`SmartCity`", "`citizens=np.int64(150)`",
          lambda _: len(_city(citizens=np.int64(150)).citizens) == 150),
    Input("`SmartCity`", "`citizens=50`", lambda _: _city(citizens=50), "city.citizens = 50"),
    Input("`SmartCity`", "`city__tax=3`", lambda _: _city(city__tax=3), "city.tax = 3"),
    Input("`SmartCity`", '`search__active="false"`', lambda _: _city(search__active="false"),
          "search.active"),
    Input("`SmartCity`", "`city__citizns=150`", lambda _: _city(city__citizns=150),
          "nearest: citizens"),
    Input("`SmartCity`", '`["baseline"]`', lambda _: SmartCity(["baseline"]), "SmartCity("),
    Input("`SmartCity`", "`seed=3`", lambda _: _city(seed=3).seed == 3),
    Input("`SmartCity`", "`rng=3`", lambda _: _city(rng=3).seed == 3),
    Input("`SmartCity`", "`seed=1, rng=2`", lambda _: _city(seed=1, rng=2), "give one of them"),
    Input("`SmartCity`", "`seed=1.5`", lambda _: chosen_seed(1.5, None), "whole number"),
    Input("`SmartCity`", "`city.agents = []`", lambda _: setattr(_city(), "agents", []),
          "set of all residents"),
    Input("`SmartCity`", "`city.remove_all_agents()`", lambda _: _city().remove_all_agents(),
          "cannot be removed"),
    # run, sweep
    Input("`run`", '`"baseline"`', lambda _: scenario_list("baseline") == [load("baseline")]),
    Input("`run`", '`["baseline", load("training")]`',
          lambda _: len(scenario_list(["baseline", load("training")])) == 2),
    Input("`run`", '`"basline"`', lambda _: run("basline"), "nearest: baseline"),
    Input("`run`", '`{"city.tax": 0.3}`', lambda _: run({"city.tax": 0.3}),
          'load("baseline").but('),
    Input("`run`", "`3`", lambda _: run(3), 'run(["baseline", "training"])'),
    Input("`run`", "`seeds=np.array([3, 4])`", lambda _: seed_list(np.array([3, 4])) == [3, 4]),
    Input("`run`", "`seeds=np.int64(2)`", lambda _: seed_list(np.int64(2)) == [1, 2]),
    Input("`run`", "`seeds=0`", lambda _: run("baseline", 0), "at least one seed"),
    Input("`run`", "`seeds=[]`", lambda _: run("baseline", []), "at least one seed"),
    Input("`run`", "`seeds=[-1]`", lambda _: run("baseline", [-1]), "-1 is no whole number"),
    Input("`run`", "`seeds=[1.5]`", lambda _: run("baseline", [1.5]), "1.5 is no whole number"),
    Input("`run`", "`seeds=True`", lambda _: run("baseline", True), "must be a number of seeds"),
    Input("`run`", '`seeds="3"`', lambda _: run("baseline", "3"), "must be a number of seeds"),
    Input("`run`", "`seeds=2.0`", lambda _: run("baseline", 2.0), "must be a number of seeds"),
    Input("`run`", "`jobs=-1`", lambda _: job_number(-1) is None),
    Input("`run`", "`jobs=0`", lambda _: run("baseline", jobs=0), "-1 for all processors"),
    Input("`run`", "`jobs=1.5`", lambda _: run("baseline", jobs=1.5), "-1 for all processors"),
    Input("`sweep`", "`jobs=0`", lambda _: sweep("mine.toml", jobs=0), "-1 for all processors"),
    Input("`sweep`", "`seeds=1.5`", lambda f: sweep(written(f, GRID), seeds=1.5),
          "seeds = 1.5"),
    # results
    Input("`compare`", '`measures="fit"`',
          lambda _: set(compare(results(), measures="fit").frame["measure"]) == {"fit"}),
    Input("`compare`", '`measures=["unbalanse"]`',
          lambda _: compare(results(), measures=["unbalanse"]), "nearest: unbalance"),
    Input("`compare`", '`measures="turbulence"`',
          lambda _: compare(results(), measures="turbulence"), "renamed: fit_change_rms"),
    Input("`compare`", '`against="basline"`', lambda _: compare(results(), "basline"),
          "nearest: baseline"),
    Input("`Comparison.plot`", '`"nonsense"`',
          lambda _: compare(results(), measures="fit").plot("nonsense"), "no such measure"),
    Input("`Results.summary`", '`"fit"`', lambda _: "fit" in results().summary("fit")),
    Input("`Results.frame`", '`["turbulence"]`', lambda _: results().frame(["turbulence"]),
          "renamed: fit_change_rms"),
    # files
    Input("scenario file", "`mön.toml`",
          lambda f: load(written(f, "[city]\ncitizens = 300\n", "mön.toml")).name == "mön"),
    Input("scenario file", "`citizens == 3`", lambda f: load(written(f, "[city]\ncitizens == 3\n")),
          "this is not TOML"),
    Input("scenario file", "`base` below `[city]`",
          lambda f: load(written(f, '[city]\nbase = "baseline"\n')), "above the first table"),
    Input("scenario file", "a design", lambda f: load(written(f, 'kind = "grid"\n[factors]\n')),
          "this is a design"),
    Input("scenario file", "`fit.misfit`", lambda f: load(written(f, "[fit]\nmisfit = 0.5\n")),
          "renamed: fit.misfit_threshold"),
    # commands
    Input("`cityfit`", "`--version`", lambda _: cityfit("--version").startswith("cityfit")),
    Input("`cityfit run`", '`-o ""`', lambda _: cityfit("run", "baseline", "-o", ""),
          "an empty path"),
    Input("`cityfit run`", "`--jobs 0`", lambda _: cityfit("run", "baseline", "--jobs", 0),
          "-1 is all processors"),
    Input("`cityfit run`", "`--precision unbalanse=0.1`",
          lambda _: cityfit("run", "baseline", "--precision", "unbalanse=0.1"),
          "nearest: unbalance"),
    Input("`cityfit run`", "`--precision turbulence=0.1`",
          lambda _: cityfit("run", "baseline", "--precision", "turbulence=0.1"),
          "renamed: fit_change_rms"),
    Input("`cityfit run`", "`basline --set city.tax=3 --set nonsense`",
          lambda f: cityfit("run", "basline", "training", *_BAD_RUN, "-o", f / "runs"),
          "nearest: baseline"),
    Input("`cityfit run`", "`baseline --set city.tax=3 --shard 9/3 --precision fit=wide --sedes 2`",
          lambda f: cityfit("run", "baseline", *_BAD_OPTIONS, "-o", f / "runs"), "'9/3'"),
    Input("`cityfit run`", "`baseline --jobs 2 --seeds`",
          lambda _: cityfit("run", "baseline", "--jobs", 2, "--seeds"), "requires an argument"),
    Input("`cityfit compare`", "`--against basline --measure turbulence`",
          lambda _: cityfit("compare", results().directory, "--against", "basline", "--measure",
                            "turbulence"), "renamed: fit_change_rms"),
    Input("`cityfit scenarios`", "`diff basline trainig`",
          lambda _: cityfit("scenarios", "diff", "basline", "trainig"), "nearest: training"),
    Input("`cityfit measures`", "`turbulence`", lambda _: cityfit("measures", "turbulence"),
          "renamed: fit_change_rms"),
    Input("`cityfit parameters`", "`search.ties`", lambda _: cityfit("parameters", "search.ties"),
          "renamed: search.contacts_asked"),
    Input("`cityfit scenarios`", "`lst`", lambda _: cityfit("scenarios", "lst"), "nearest: list"),
)  # fmt: skip


def outcome(entry: Input, folder: Path) -> str:
    """What happens to an input: "works", or the lines of its refusal without the folder."""
    try:
        answer = entry.call(folder)
    except REFUSALS as error:
        return str(error).replace(f"{folder}/", "")
    return "works" if answer is True else f"is taken without a check: {answer!r}"
