"""Measures: numbers computed from the city each month, with unit, formula and reference.

A measure is declared with :func:`measure` on a function of the world, or with
:func:`means_by_education` if it is the mean of a stratified sum. It has one value, or one per
label, each of which becomes a column. A measure of total fit may have twins: the same measure of
realised and of potential fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np

from simulation.core.vocabulary import EDUCATIONS, EXPECTED, FIT_COLUMNS, FIT_VARIANTS

Summary = Literal["mean", "last", "sum"]
#: When a measure is taken; every year means in the last month of each year after burn-in and in the
#: last month, at the end means in the last month if that is after burn-in.
Taken = Literal["every month", "every year", "at the end"]
#: Whose realised and potential fit the twins of a measure are computed from.
People = Literal["residents", "people followed"]


#: Package whose modules list their measures.
PACKAGE = __name__.partition(".")[0]
#: Measures that were declared elsewhere, in the order of their declaration.
OUTSIDE: list[Measure] = []


class NoTwinError(LookupError):
    """A measure is not taken on a variant of fit."""


@dataclass(frozen=True)
class Measure:
    """Declaration of a measure.

    Attributes
    ----------
    name : str
        Name of the column, or its prefix if there are labels.
    subject : str
        Subject: unbalance, permanence, volatility, causes, market, …
    unit : str
        Unit in words.
    labels : tuple of str
        One column ``name_label`` per label, ``name`` for an empty label; without labels a single
        column.
    summary : {"mean", "last", "sum"}
        How the measured months become one number: their mean, the last of them (for statistics
        that accumulate over the run) or their sum.
    meaning : str
        First line of the docstring.
    compute : callable
        Takes the world, returns a float or as many floats as there are labels.
    twins : tuple of Measure
        The same of realised and of potential fit, named ``name_realised`` and ``name_potential``.
    taken : {"every month", "every year", "at the end"}
        When it is taken; it is nan in other months. See :data:`Taken`.
    """

    name: str
    subject: str
    unit: str
    labels: tuple[str, ...]
    summary: Summary
    meaning: str
    compute: Callable[[Any], Any]
    twins: tuple[Measure, ...] = ()
    taken: Taken = "every month"

    @property
    def module(self) -> str:
        """Name of the module of its function."""
        return str(getattr(getattr(self.compute, "func", self.compute), "__module__", ""))

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns this measure fills."""
        if not self.labels:
            return (self.name,)
        return tuple(f"{self.name}_{label}" if label else self.name for label in self.labels)

    def read(self, world: Any) -> np.ndarray:
        """The values of this month, one per column, whether or not it is taken this month."""
        return np.asarray(self.compute(world), dtype=np.float64).reshape(-1)


def measure(
    *,
    subject: str,
    unit: str,
    labels: tuple[str, ...] = (),
    summary: Summary = "mean",
    taken: Taken = "every month",
    twins: People | None = None,
) -> Callable[[Callable[..., Any]], Measure]:
    """Declare the decorated function of the world as a measure; see :class:`Measure`.

    With `twins` the function takes the world and the column of fit, one of
    :data:`simulation.core.vocabulary.FIT_COLUMNS`; the text says whose fit the twins measure.

    Every city that a notebook or script creates takes the measures that it declared before. A
    measure of another module is taken where the module is an extension
    (:mod:`simulation.core.extension`).
    """

    def declare(function: Callable[..., Any]) -> Measure:
        # without docstrings (python -OO) a measure has no meaning in words
        meaning = (function.__doc__ or "\n").strip().partition("\n")[0]
        declared = Measure(function.__name__, subject, unit, labels, summary, meaning, function)
        declared = replace(declared, taken=taken)
        if twins is not None:
            declared = _with_twins(declared, twins)
        if declared.module.partition(".")[0] != PACKAGE:
            OUTSIDE.append(declared)
            _use_in_notebook(declared)
        return declared

    return declare


def _use_in_notebook(declared: Measure) -> None:
    """Take a measure of a notebook or script in every city that it creates from now on."""
    from simulation.core import extension  # which knows measures

    if declared.module == extension.NOTEBOOK:
        extension.always_use(extension.add(extension.of_object(declared)))


def _with_twins(declared: Measure, people: People) -> Measure:
    """A measure whose function takes a column of fit, on expected fit and with its twins.

    Statistics of the people followed that accumulate over the run are computed at its end.
    """
    at_end = people == "people followed" and declared.summary == "last"
    function: Callable[..., Any] = declared.compute
    on = {variant: partial(function, fit=column) for variant, column in FIT_COLUMNS.items()}
    twins = tuple(
        replace(
            declared,
            name=f"{declared.name}_{variant}",
            meaning=f"{declared.meaning.rstrip('.')} ({variant} fit of {people}).",
            compute=on[variant],
            taken="at the end" if at_end else declared.taken,
        )
        for variant in FIT_VARIANTS
    )
    return replace(declared, compute=on[EXPECTED], twins=twins)


def means_by_education(
    name: str, *, subject: str, unit: str, meaning: str, column: str = ""
) -> Measure:
    """Declare the mean of a stratified sum over residents, by education.

    Parameters
    ----------
    name : str
        Name of the measure.
    subject, unit : str
        See :class:`Measure`.
    meaning : str
        One sentence, to which "by education" is added.
    column : str
        Name of the sum (:data:`simulation.measures.stratified_sums.BY_STRATUM` and
        ``BY_EDUCATION``); that of the measure if left out.

    Examples
    --------
    >>> health = means_by_education("health", subject="city", unit="0-1", meaning="Mean health")
    >>> health.columns
    ('health_low', 'health_mid', 'health_high')
    """
    key = column or name

    def compute(world: Any) -> np.ndarray:
        means: np.ndarray = world.strata.means(key)
        return means

    return Measure(name, subject, unit, EDUCATIONS, "mean", f"{meaning}, by education.", compute)
