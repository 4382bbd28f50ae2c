"""Slopes within classes of a second variable, and comparisons of matched groups.

References: Kitagawa (1955), Journal of the American Statistical Association 50; Frisch and Waugh
(1933), Econometrica 1; Iacus, King and Porro (2012), Political Analysis 20.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simulation.kernels.compiled import compiled


def slope_within_classes(fit: ArrayLike, rank: ArrayLike, weight: ArrayLike) -> float:
    """Slope of fit on rank among people of one class, over all classes at once.

    ``Σ_c Σ_g n (R − R_c)(F − F_c) / Σ_c Σ_g n (R − R_c)²`` with the means R_c and F_c of class c:
    the least-squares slope with a constant for every class (Frisch and Waugh 1933). The slope
    without classes less this one is the composition part of Kitagawa's decomposition of the
    additive model.

    Parameters
    ----------
    fit, weight : array_like of shape (groups, classes)
        Mean fit and number of people; the fit of an empty cell is ignored.
    rank : array_like of shape (groups, classes)
        Rank of the group, 0-1.

    Returns
    -------
    float
        In units of fit; nan if no class holds two ranks.
    """
    return _within_classes(
        np.ascontiguousarray(fit, dtype=np.float64),
        np.ascontiguousarray(rank, dtype=np.float64),
        np.ascontiguousarray(weight, dtype=np.float64),
    )


@compiled
def _within_classes(f, r, n):
    spread, both, people = 0.0, 0.0, 0.0
    for c in range(n.shape[1]):
        in_class, r_mean, f_mean = 0.0, 0.0, 0.0
        for g in range(n.shape[0]):
            if n[g, c] > 0:
                in_class += n[g, c]
                r_mean += n[g, c] * r[g, c]
                f_mean += n[g, c] * f[g, c]
        if in_class == 0.0:
            continue
        r_mean, f_mean = r_mean / in_class, f_mean / in_class
        for g in range(n.shape[0]):
            if n[g, c] > 0:
                deviation = r[g, c] - r_mean
                spread += n[g, c] * deviation * deviation
                both += n[g, c] * deviation * (f[g, c] - f_mean)
        people += in_class
    return both / spread if spread > 1e-12 * people else np.nan


def matched_difference(values: ArrayLike, treated: ArrayLike, stratum: ArrayLike) -> float:
    """Mean of a group less that of others in the same strata (coarsened exact matching).

    ``Σ_s m_s (mean_treated,s − mean_other,s) / Σ_s m_s`` over strata with both, m_s treated in s.

    Parameters
    ----------
    values : array_like of shape (people,)
        People with nan are left out.
    treated : array_like of bool
    stratum : array_like of int, 0 or more

    Returns
    -------
    float
        nan if no stratum holds both.
    """
    v = np.asarray(values, dtype=np.float64)
    observed = ~np.isnan(v)
    v, group, inside = v[observed], np.asarray(treated)[observed], np.asarray(stratum)[observed]
    if v.size == 0:
        return float("nan")
    strata = int(inside.max()) + 1
    counts = np.array([np.bincount(inside[group == side], minlength=strata) for side in (1, 0)])
    sums = np.array(
        [np.bincount(inside[group == side], v[group == side], strata) for side in (1, 0)]
    )
    both = (counts > 0).all(axis=0)
    if not both.any():
        return float("nan")
    means = sums[:, both] / counts[:, both]
    return float(np.average(means[0] - means[1], weights=counts[0, both]))
