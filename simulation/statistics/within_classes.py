"""Slopes among people who are alike in something else, and comparisons of matched groups.

References: Kitagawa (1955), Journal of the American Statistical Association 50; Frisch and Waugh
(1933), Econometrica 1; Iacus, King and Porro (2012), Political Analysis 20.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def slope_within_classes(fit: ArrayLike, rank: ArrayLike, weight: ArrayLike) -> float:
    """Slope of fit on rank among people of one class, over all classes at once.

    ``Σ_c Σ_g n (R − R_c)(F − F_c) / Σ_c Σ_g n (R − R_c)²`` with the means R_c and F_c of class c:
    the least-squares slope with a constant for every class (Frisch and Waugh 1933). The slope
    without classes less this one is what the different classes of high and low ranks account for,
    the composition part of Kitagawa's decomposition of the additive model.

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
    n = np.asarray(weight, dtype=np.float64)
    f = np.where(n > 0, np.asarray(fit, dtype=np.float64), 0.0)
    r = np.asarray(rank, dtype=np.float64)
    in_class = np.maximum(n.sum(axis=0), 1e-300)
    apart = np.where(n > 0, r - (n * r).sum(axis=0) / in_class, 0.0)
    spread = (n * apart**2).sum()
    if spread <= 1e-12 * n.sum():
        return float("nan")
    return float((n * apart * (f - (n * f).sum(axis=0) / in_class)).sum() / spread)


def matched_difference(values: ArrayLike, treated: ArrayLike, stratum: ArrayLike) -> float:
    """Mean of a group less that of the others in its strata (coarsened exact matching).

    ``Σ_s m_s (mean_treated,s − mean_other,s) / Σ_s m_s`` over strata with both, m_s treated in s.

    Parameters
    ----------
    values : array_like of shape (people,)
        nan leaves somebody out.
    treated : array_like of bool
    stratum : array_like of int, 0 or more

    Returns
    -------
    float
        nan if no stratum holds both.
    """
    v = np.asarray(values, dtype=np.float64)
    seen = ~np.isnan(v)
    v, group, inside = v[seen], np.asarray(treated)[seen], np.asarray(stratum)[seen]
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
