"""The outcome of a calibration: values with uncertainty, facts before and after, and files.

Three files hold the values. ``calibration.toml``, placed in ``simulation/data/``, sets the model's
defaults; ``calibrated.toml`` is a scenario that others can use as base; ``acceptable.csv`` holds
every acceptable vector, or the closest ones, for effects that are reported over all of them. After
history matching, ``volume.csv`` tells how much of the ranges each fact leaves.
"""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from experiments.calibration import acceptable as sets
from experiments.calibration.acceptable import Acceptable
from experiments.calibration.history_matching import Volume, volume
from experiments.calibration.study import Study
from experiments.calibration.targets import HISTORY_MATCHING, Range, Targets
from experiments.calibration.trial import Trial, total_loss, tried
from experiments.errors import RequestError
from experiments.output_tables import render
from experiments.validation.fact import BUILDING, CALIBRATED, CHECKED
from experiments.validation.facts import FACTS
from scenarios.listing import names
from scenarios.writing import toml_value, write
from simulation.settings import parameter_table

#: What each fact leaves of the searched ranges, after history matching.
VOLUME = "volume.csv"
#: Fewest trials for the uncertainty, however far their loss is from the best.
AT_LEAST = 10
#: Share of the searched range above which a value counts as loosely identified, and share of it
#: that counts as its end.
WIDE, END = 0.6, 0.02


@dataclass(frozen=True)
class Found:
    """A parameter's value.

    Attributes
    ----------
    searched : Range
    before, value : float
        In the scenario, and found.
    low, high : float
        Least and greatest value among the acceptable trials.
    """

    searched: Range
    before: float
    value: float
    low: float
    high: float

    @property
    def remark(self) -> str:
        """Remark on the value: at the end of its range, or loosely identified."""
        scale = math.log if self.searched.log else float
        start, end = scale(self.searched.low), scale(self.searched.high)
        place = (scale(self.value) - start) / (end - start)
        remarks = []
        if min(place, 1.0 - place) < END:
            remarks.append("at the end of its range")
        if (scale(self.high) - scale(self.low)) / (end - start) > WIDE:
            remarks.append("loosely identified by these facts")
        return "; ".join(remarks)


@dataclass(frozen=True)
class Outcome:
    """The outcome of a study.

    Attributes
    ----------
    targets : Targets
    best : Trial
        Winner among the finalists.
    acceptable : Acceptable
        The trials that fit the facts as well as the best.
    alike : int
        Trials used for the uncertainty.
    trials : int
        Trials that did not fail.
    start_loss : float
        Loss of the first trial, the current values (within the searched ranges).
    parameters : tuple of Found
    facts : list of dict
        All facts before and after, on seeds that had no part in the choice.
    check_before, check_after : float
        Loss on these seeds.
    on : datetime.date
    never_both : list of (str, str)
        Pairs of facts that no trial has in their ranges together.
    volume : Volume or None
        What the trials do not rule out; None without history matching.
    """

    targets: Targets
    best: Trial
    acceptable: Acceptable
    alike: int
    trials: int
    start_loss: float
    parameters: tuple[Found, ...]
    facts: list[dict[str, Any]]
    check_before: float
    check_after: float
    on: date
    never_both: list[tuple[str, str]]
    volume: Volume | None


def rounded(searched: Range, value: float) -> float:
    """A value to four significant digits, within its range."""
    return min(max(float(f"{value:.4g}"), searched.low), searched.high)


def winner(study: Study, executor: Executor | None) -> tuple[Trial, float]:
    """The best of the finalists, over the seeds of the trials and more of them together.

    The least loss of many trials is partly due to their seeds. The best few, and the current
    values, are therefore compared once more with other seeds.

    Returns
    -------
    best : Trial
    noise : float
        Of the difference of two losses, see
        :func:`experiments.calibration.acceptable.noise_of`.
    """
    targets = study.targets
    finalists = study.good[: targets.file.finalists]
    finalists += [trial for trial in study.good if trial.number == 0 and trial not in finalists]
    points = [study.settings_of(trial.values) for trial in finalists]
    ends = tried(points, targets.file.final_seeds, study.keys, executor)
    first, more = len(targets.file.seeds), len(targets.file.final_seeds)
    losses, alone = [], []
    for trial, end in zip(finalists, ends, strict=True):
        if isinstance(end, str):
            losses.append(math.inf)
            alone.append(math.nan)
            continue
        alone.append(total_loss(targets.targets, end))
        pooled = {
            key: (first * trial.facts.get(key, math.nan) + more * end[key]) / (first + more)
            for key in study.keys
        }
        losses.append(total_loss(targets.targets, pooled))
    noise = sets.noise_of([trial.loss for trial in finalists], alone, (first, more))
    return finalists[losses.index(min(losses))], noise


def outcome(study: Study, executor: Executor | None, on: date) -> Outcome:
    """Judge a study.

    Parameters
    ----------
    study : Study
        With at least one trial.
    executor : Executor or None
        Its processes run the trials; this process if None.
    on : datetime.date
        Day of the calibration.

    Raises
    ------
    RequestError
        If every trial, or the comparison of before and after, failed.
    """
    targets = study.targets
    good = study.good
    if not good:
        raise RequestError("every trial has failed; the lines above say why")
    best, noise = winner(study, executor)
    kept = sets.acceptable(targets, good, noise)
    alike = kept.trials if len(kept.trials) >= AT_LEAST else tuple(good[:AT_LEAST])
    settings = targets.scenario.settings.flat()
    parameters = []
    for searched in targets.ranges:
        value = rounded(searched, best.values[searched.name])
        near = [value, *(rounded(searched, trial.values[searched.name]) for trial in alike)]
        parameters.append(
            Found(searched, float(settings[searched.name]), value, min(near), max(near))
        )
    after = {found.searched.name: found.value for found in parameters}
    keys = [fact.key for fact in FACTS]
    ends = tried([settings, study.settings_of(after)], targets.file.check_seeds, keys, executor)
    for end in ends:
        if isinstance(end, str):
            raise RequestError(f"the comparison of before and after failed: {end}")
    then, now = (end for end in ends if isinstance(end, dict))
    facts = [
        {
            "number": fact.number or None,
            "fact": fact.name,
            "before": then[fact.key],
            "after": now[fact.key],
            "target_low": fact.low,
            "target_high": fact.high,
            "unit": fact.unit,
            "used": CALIBRATED if fact.key in study.keys else
                    BUILDING if fact.used == BUILDING else CHECKED,
            "was": "pass" if fact.holds(then[fact.key]) else "miss",
            "is": "pass" if fact.holds(now[fact.key]) else "miss",
        }
        for fact in FACTS
    ]  # fmt: skip
    first = next((trial.loss for trial in study.trials if trial.number == 0), math.nan)
    return Outcome(
        targets, best, kept, len(alike), len(good), first, tuple(parameters), facts,
        total_loss(targets.targets, then), total_loss(targets.targets, now), on,
        sets.never_both(targets.targets, good),
        volume(targets, good) if targets.file.method == HISTORY_MATCHING else None,
    )  # fmt: skip


def parameter_rows(found: Outcome) -> list[dict[str, Any]]:
    """Rows of the table of parameters."""
    return [
        {
            "parameter": parameter.searched.name,
            "before": parameter.before,
            "value": parameter.value,
            "low": parameter.low,
            "high": parameter.high,
            "searched_low": parameter.searched.low,
            "searched_high": parameter.searched.high,
            "remark": parameter.remark,
        }
        for parameter in found.parameters
    ]


def calibration_file(found: Outcome) -> str:
    """Text of the file with defaults for the model."""
    units = {name: declared.unit for name, _, declared in parameter_table()}
    head = {
        "title": found.targets.file.title,
        "fitted_to": ", ".join(target.key for target in found.targets.targets),
        "trials": found.trials,
        "loss_before": round(found.check_before, 4),
        "loss_after": round(found.check_after, 4),
        "trials_about_as_good": found.alike,
    }
    lines = [
        "# Written by `cityfit calibrate`. In simulation/data/ it sets the defaults of these",
        "# parameters. low and high: least and greatest value among the trials about as good as",
        "# the best; loss: on seeds that had no part in the choice.",
        "",
        "[calibration]",
        f"date = {found.on.isoformat()}",
        *(f"{key} = {toml_value(value)}" for key, value in head.items()),
    ]
    for parameter in found.parameters:
        name = parameter.searched.name
        lines += [
            "",
            f'[parameters."{name}"]',
            f"value = {toml_value(parameter.value)}  # {units[name]}; before: {parameter.before:g}",
            f"low = {toml_value(parameter.low)}",
            f"high = {toml_value(parameter.high)}",
        ]
    return "\n".join(lines) + "\n"


def scenario_file(found: Outcome) -> str:
    """Text of a scenario with the values found."""
    scenario = found.targets.scenario
    base = found.targets.file.base
    header = {
        "base": base if base in names() else str(Path(base).resolve()),
        "title": f"{scenario.title}, calibrated {found.on.isoformat()}",
        "question": scenario.question,
    }
    return write(
        header, {parameter.searched.name: parameter.value for parameter in found.parameters}
    )


def write_files(found: Outcome, study: Study) -> list[Path]:
    """Write the files of a calibration and return their paths."""
    folder = study.store.directory
    contents = {
        "parameters.csv": render(parameter_rows(found), "csv") + "\n",
        "facts.csv": render(found.facts, "csv") + "\n",
        sets.FILE: render(sets.rows(found.acceptable, found.targets), "csv") + "\n",
        "calibrated.toml": scenario_file(found),
        "calibration.toml": calibration_file(found),
    }
    if found.volume is not None:
        contents[VOLUME] = render(found.volume.rows(found.targets), "csv") + "\n"
    for name, text in contents.items():
        study.store.write(folder / name, text.encode())
    return [folder / name for name in contents]
