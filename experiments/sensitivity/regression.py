"""Sensitivity in a sample of any design: standardised regression and partial rank correlation.

For Latin hypercubes, Sobol' sequences, grids and factorials. The standardised regression
coefficient is valid if the outcome is linear in the parameters (see ``r_squared``), the partial
rank correlation (PRCC; Marino et al. 2008) if it is monotonic.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import ndtri, stdtrit
from scipy.stats import rankdata

from experiments.errors import RequestError
from experiments.sensitivity.answers import Answers

#: Kinds of designs for a regression.
KINDS = ("latin_hypercube", "sobol_sequence", "grid", "factorial", "fractional_factorial")
#: Points needed beyond the number of parameters.
SPARE = 5


def matrix(answers: Answers) -> tuple[list[str], np.ndarray]:
    """Varying parameters that are numbers or switches, and rows by parameters.

    Raises
    ------
    RequestError
        If there are too few points, or the parameters are collinear.
    """
    design = answers.design
    factors = [
        factor for factor in design.factors
        if factor.nature != "word" and design.table[factor.name].nunique() > 1
    ]  # fmt: skip
    names = [factor.name for factor in factors]
    if len(design.points) < len(names) + SPARE or not names:
        raise RequestError(
            f"{len(design.points)} points are too few to regress on {len(names)} parameters that "
            f"vary; {len(names) + SPARE} or more are needed"
        )
    data = design.table[names].to_numpy(dtype=np.float64)
    for column, factor in enumerate(factors):
        if factor.log:
            data[:, column] = np.log(data[:, column])
    if np.linalg.matrix_rank(standardised(data)) < len(names):
        raise RequestError(
            "the parameters of this design cannot be told apart: in all of its points one is a "
            "linear combination of others"
        )
    return names, data


def standardised(data: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and standard deviation 1."""
    scaled: np.ndarray = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    return scaled


def regression(answers: Answers) -> list[dict[str, Any]]:
    """Both coefficients of each parameter with 95 % intervals, the largest rank correlation first.

    The intervals are Student's for the regression and Fisher's for the rank correlation.
    """
    names, data = matrix(answers)
    outcome = answers.means
    rows, number = data.shape
    scaled, aim = standardised(data), standardised(outcome[:, None])[:, 0]
    coefficients = np.linalg.lstsq(scaled, aim, rcond=None)[0]
    rest = aim - scaled @ coefficients
    free = rows - 1 - number
    errors = np.sqrt(rest @ rest / free * np.diag(np.linalg.inv(scaled.T @ scaled)))
    half = stdtrit(free, 0.975) * errors
    squared = 1.0 - (rest @ rest) / (aim @ aim)
    ranks = rankdata(np.column_stack([data, outcome]), axis=0)
    inverse = np.linalg.pinv(np.corrcoef(ranks, rowvar=False))
    partial = -inverse[:-1, -1] / np.sqrt(np.diag(inverse)[:-1] * inverse[-1, -1])
    partial = np.clip(partial, -1.0, 1.0)
    spread = ndtri(0.975) / math.sqrt(max(rows - number - 2, 1))
    with np.errstate(divide="ignore"):
        fisher = np.arctanh(partial)
    coefficient_rows = [
        {
            "measure": answers.column,
            "parameter": name,
            "rank_correlation": float(partial[index]),
            "rank_low": float(np.tanh(fisher[index] - spread)),
            "rank_high": float(np.tanh(fisher[index] + spread)),
            "coefficient": float(coefficients[index]),
            "low": float(coefficients[index] - half[index]),
            "high": float(coefficients[index] + half[index]),
            "r_squared": float(squared),
        }
        for index, name in enumerate(names)
    ]
    return sorted(
        coefficient_rows, key=lambda row: (-abs(row["rank_correlation"]), row["parameter"])
    )
