"""History matching: which part of the searched ranges can meet the facts, and what forbids it.

Trials come in waves (Craig et al. 1997; Vernon, Goldstein & Bower 2010, Bayesian Analysis 5). The
first is spread over the whole ranges; every other one over the points that the trials before it do
not rule out. A Gaussian process for each fact, with a linear trend, tells from these trials what
the fact would be anywhere, and how surely. A point is ruled out if a fact would lie outside its
range by more than :data:`CUT` standard deviations, the noise of the seeds included. What is not
ruled out may still be wrong; what is ruled out needs no trial.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibration import starts
from experiments.calibration.acceptable import apart
from experiments.calibration.trial import Trial
from experiments.errors import RequestError

if TYPE_CHECKING:
    from experiments.calibration.targets import Range, Target, Targets

#: Standard deviations from its range at which a fact rules a point out: for any distribution with
#: one peak they hold 95 % of it (Pukelsheim 1994, The American Statistician 48).
CUT = 3.0
#: Points at which the emulators are asked: 2 to this power.
POINTS = 14
#: Fewest trials with a value from which a fact is emulated.
ENOUGH = 12
#: Points where two facts should be possible by chance, before it is told that they never are.
OFTEN = 10.0
#: Parameters that are named for each fact.
STRONGEST = 3


def points(ranges: Sequence[Range], power: int, *seed: int) -> np.ndarray:
    """Points of a scrambled Sobol' sequence; (2 ** power, ranges) shares of the ranges, 0 to 1."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(ranges), scramble=True, rng=np.random.default_rng(seed))
    return np.asarray(sequence.random_base2(power))


def shares(ranges: Sequence[Range], trials: Sequence[Trial]) -> np.ndarray:
    """Where trials lie in the ranges; (trials, ranges), 0 to 1."""
    return np.array([
        [starts.share(searched, trial.values[searched.name]) for searched in ranges]
        for trial in trials
    ])  # fmt: skip


@dataclass(frozen=True)
class Emulator:
    """What a fact would be at any point, from its values in trials.

    Attributes
    ----------
    target : Target
    places : ndarray
        Where the trials lie, 0 to 1; (trials, ranges).
    values : ndarray
        The fact there.
    """

    target: Target
    places: np.ndarray
    values: np.ndarray

    @cached_property
    def _process(self) -> Any:
        """The fitted Gaussian process."""
        try:
            from sklearn.gaussian_process import GaussianProcessRegressor, kernels
        except ImportError:
            raise RequestError(
                "history matching needs scikit-learn, which is not installed: "
                "pip install 'cityfit[calibrate]'"
            ) from None
        trend, bend = kernels.DotProduct(1.0, (1e-3, 1e3)), kernels.Matern(2.0, (0.2, 50.0), nu=2.5)
        kernel = (
            kernels.ConstantKernel(0.1, (1e-5, 1e3)) * trend
            + kernels.ConstantKernel(0.5, (1e-5, 1e3)) * bend
            + kernels.WhiteKernel(0.1, (1e-6, 1e1))
        )
        process = GaussianProcessRegressor(kernel, normalize_y=True, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a scale at the end of its range is an answer, too
            return process.fit(2.0 * self.places - 1.0, self.values)

    def effects(self, places: np.ndarray) -> np.ndarray:
        """Change of the fact over the whole range of each parameter, the others spread evenly."""
        mean = self._process.predict(2.0 * places - 1.0)
        away = places - places.mean(axis=0)
        return np.asarray(away.T @ mean / (away**2).sum(axis=0))

    def outside(self, places: np.ndarray) -> np.ndarray:
        """By how many standard deviations the fact would lie outside its range; 0 within."""
        mean, deviation = self._process.predict(2.0 * places - 1.0, return_std=True)
        away = np.maximum(np.maximum(self.target.low - mean, mean - self.target.high), 0.0)
        return np.asarray(away / np.maximum(deviation, np.finfo(float).tiny))

    @property
    def explained(self) -> float:
        """Share of the variance of the trials that the others explain, each left out in turn."""
        from scipy.linalg import cho_solve

        process = self._process
        inverse = cho_solve((process.L_, True), np.eye(len(self.values)))
        missed = process.alpha_ / np.diag(inverse)
        # the process is fitted to standardised values, whose variance is 1
        return float(1.0 - np.mean(missed**2))


def emulators(targets: Targets, trials: Sequence[Trial]) -> list[Emulator]:
    """An emulator for each fact with enough values among the trials, in the order of the facts."""
    made = []
    for target in targets.targets:
        known = [trial for trial in trials if math.isfinite(trial.facts.get(target.key, math.nan))]
        values = np.array([trial.facts[target.key] for trial in known])
        if len(known) >= ENOUGH and np.ptp(values) > 0.0:
            made.append(Emulator(target, shares(targets.ranges, known), values))
    return made


class Waves:
    """Proposals of history matching; a wave is made once.

    Parameters
    ----------
    targets : Targets
    """

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._made: dict[int, list[dict[str, float]]] = {}

    def propose(self, trials: Sequence[Trial], numbers: range) -> dict[int, dict[str, float]]:
        """Values of some trials, by number; the same whatever ran before in this process.

        Trial 0 has the current values. A wave is drawn from the points that the trials of earlier
        waves do not rule out; where these are too few, from those that are ruled out by least.

        Parameters
        ----------
        trials : sequence of Trial
            At least all of earlier waves.
        numbers : range
            The trials that are proposed together.
        """
        file = self._targets.file
        proposals: dict[int, dict[str, float]] = {}
        for number in numbers:
            which = number // file.wave
            if which not in self._made:
                # a batch that begins a wave is proposed before the wave before it has ended
                ended = which * file.wave // file.batch * file.batch
                known = [trial for trial in trials if trial.number < ended]
                self._made[which] = _wave(self._targets, known, which)
            proposals[number] = self._made[which][number % file.wave]
        if 0 in proposals:
            proposals[0] = starts.start(self._targets.ranges, file.seed, 1)
        return proposals


def _wave(targets: Targets, known: Sequence[Trial], which: int) -> list[dict[str, float]]:
    """The values of a whole wave, the first is number 0."""
    places = points(targets.ranges, POINTS, targets.file.seed, which)
    if which > 0:
        worst = np.zeros(len(places))
        for emulator in emulators(targets, known):
            np.maximum(worst, emulator.outside(places), out=worst)
        # those that are not ruled out stay in the order of the sequence, which fills space
        places = places[np.argsort(np.maximum(worst, CUT), kind="stable")]
    return [
        {
            searched.name: starts.at(searched, float(share))
            for searched, share in zip(targets.ranges, place, strict=True)
        }
        for place in places[: targets.file.wave]
    ]


@dataclass(frozen=True)
class Volume:
    """How much of the searched ranges is not ruled out.

    Attributes
    ----------
    trials : int
        Trials that the emulators were made from.
    explained : dict of str to float
        Fact → what its emulator explains, see :attr:`Emulator.explained`.
    possible : dict of str to ndarray of bool
        Fact → whether it does not rule a point out, over 2 ** :data:`POINTS` points.
    effects : dict of str to ndarray
        Fact → see :meth:`Emulator.effects`.
    """

    trials: int
    explained: dict[str, float]
    possible: dict[str, np.ndarray]
    effects: dict[str, np.ndarray]

    def share(self, without: str = "") -> float:
        """Share of the volume that no fact rules out, or none but one that is left out."""
        kept = [where for key, where in self.possible.items() if key != without]
        return float(np.logical_and.reduce(kept).mean()) if kept else 1.0

    @property
    def points(self) -> int:
        """Points that were asked about."""
        return len(next(iter(self.possible.values()), ()))

    @property
    def left(self) -> int:
        """Points that no fact rules out."""
        return round(self.share() * self.points)

    @property
    def never_both(self) -> list[tuple[str, str]]:
        """Pairs of facts that are each possible somewhere, but nowhere both."""
        return apart(self.possible, OFTEN)

    def moved_by(self, targets: Targets, key: str) -> str:
        """The parameters that move a fact most, with the change over their whole range."""
        effects = self.effects.get(key, np.zeros(0))
        strongest = np.argsort(-np.abs(effects))[:STRONGEST]
        return ", ".join(f"{targets.ranges[at].name} {effects[at]:+.2g}" for at in strongest)

    def rows(self, targets: Targets) -> list[dict[str, Any]]:
        """One row per fact: its range, what its emulator explains, and the volume it leaves."""
        return [
            {
                "fact": target.key,
                "low": target.low,
                "high": target.high,
                "explained": self.explained.get(target.key, math.nan),
                "possible_alone": float(self.possible[target.key].mean())
                                  if target.key in self.possible else math.nan,
                "possible_without_it": self.share(without=target.key),
                "moved_by": self.moved_by(targets, target.key),
            }
            for target in targets.targets
        ]  # fmt: skip


def volume(targets: Targets, trials: Sequence[Trial]) -> Volume:
    """How much of the searched ranges some trials do not rule out, and by which facts."""
    places = points(targets.ranges, POINTS, targets.file.seed, -1 % 2**32)
    made = emulators(targets, trials)
    return Volume(
        len(trials),
        {one.target.key: one.explained for one in made},
        {one.target.key: one.outside(places) <= CUT for one in made},
        {one.target.key: one.effects(places) for one in made},
    )
