"""Permanence: whether the same citizens stay in misfit, and one group leaves it more slowly.

Misfit is yes or no per citizen and month. Arguments of one name mean the same throughout:

``history`` : uint64, shape (citizens,)
    Bit 0 is misfit this month, bit 12 twelve months ago; advanced by ``(history << 1) | misfit``.
``months_observed`` : int, shape (citizens,)
    Months the history records, this one included.
``exits``, ``at_risk`` : numbers of one shape, 0 <= exits <= at_risk
    Citizen-months in misfit, and those that ended it; by months since the spell began where there
    is an axis of durations.

Undefined values are nan; arguments out of range raise a ``ValueError``.

References: Greenland and Robins (1985), Biometrics 41; Kaplan and Meier (1958), JASA 53; Katz et
al. (1978), Biometrics 34; Shorrocks (1978), Econometrica 46.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.kernels.compiled import compiled, uint64
from simulation.statistics.market import rate
from simulation.statistics.unbalance import individual_mid_rank

NORMAL_QUANTILE = 1.959963984540054  # two-sided 95 %


class HazardRatio(NamedTuple):
    """Ratio of two monthly hazards with the ends of its 95 % interval."""

    estimate: float
    low: float
    high: float


def chronic_share(
    history: ArrayLike,
    months_observed: ArrayLike,
    window: int = 60,
    share: float = 0.8,
    group: ArrayLike | None = None,
    groups: int = 1,
) -> NDArray[np.float64]:
    """Share of citizens in misfit for at least ``share`` of the last ``window`` months.

    ``mean(popcount(last window bits) >= share * window)`` over those observed that long.

    Parameters
    ----------
    history, months_observed : array_like
    window : int, months, 1-64
    share : float, in (0, 1]
    group : array_like of int, shape (citizens,), optional
        Group of each citizen, 0 to `groups` − 1; those below 0 count nowhere.
    groups : int

    Returns
    -------
    ndarray of shape (1 + groups,), or of no dimension without groups
        For all and for each group, in [0, 1]; nan if nobody has been observed for the whole window.
    """
    if not (1 <= window <= 64 and 0 < share <= 1):
        raise ValueError(f"no window of {window} months in 1-64 with a share of {share} in (0, 1]")
    # 0.56 * 25 is 14.000000000000002: without the tolerance, 14 months would not reach it.
    enough = share * window - 1e-9
    bits, seen, member = _grouped(history, months_observed, group)
    shares = _of_all_and_each(*_chronic(bits, seen, member, groups, window, enough))
    return shares if group is not None else shares[0]


def _grouped(
    history: ArrayLike, months_observed: ArrayLike, group: ArrayLike | None
) -> tuple[NDArray[np.uint64], NDArray[np.integer], NDArray[np.integer]]:
    """Histories, months and groups as flat arrays; one group if none are given."""
    bits = np.asarray(history, dtype=np.uint64).ravel()
    member = np.zeros(bits.size, dtype=np.int8) if group is None else np.asarray(group)
    return bits, np.asarray(months_observed).ravel(), member


def _of_all_and_each(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """Shares of all and of each group, from counts by group."""
    return rate(*(np.concatenate([[count.sum()], count]) for count in (part, whole)))


@compiled
def _chronic(history, months_observed, group, groups, window, enough):
    """Citizens with `enough` months of misfit in the window, and all seen throughout, by group."""
    chronic, seen = np.zeros(groups, dtype=np.int64), np.zeros(groups, dtype=np.int64)
    for row in range(history.size):
        if group[row] >= 0 and months_observed[row] >= window:
            months = 0
            bits = history[row] << np.uint64(64 - window)
            # each pass clears the lowest bit that is set
            while bits:
                bits &= bits - np.uint64(1)
                months += 1
            seen[group[row]] += 1
            chronic[group[row]] += months >= enough
    return chronic, seen


def persistence(
    history: ArrayLike,
    months_observed: ArrayLike,
    lag: int = 12,
    group: ArrayLike | None = None,
    groups: int = 1,
) -> NDArray[np.float64]:
    """Probability of misfit now, given misfit ``lag`` months ago (not necessarily in between).

    ``P(M_t | M_{t-lag}) = Σ bit_0 bit_lag / Σ bit_lag`` over citizens observed both times.

    Parameters
    ----------
    history, months_observed : array_like
    lag : int, months, 1-63
    group, groups
        See :func:`chronic_share`.

    Returns
    -------
    ndarray of shape (1 + groups,), or of no dimension without groups
        For all and for each group, in [0, 1]; nan if nobody observed was in misfit then.
    """
    if not 1 <= lag <= 63:
        raise ValueError(f"lag must be 1-63 months, not {lag}")
    bits, seen, member = _grouped(history, months_observed, group)
    shares = _of_all_and_each(*_persisting(bits, seen, member, groups, lag))
    return shares if group is not None else shares[0]


@compiled
def _persisting(history, months_observed, group, groups, lag):
    """Citizens in misfit now and `lag` months ago, and those who were so then, by group."""
    both, before = np.zeros(groups, dtype=np.int64), np.zeros(groups, dtype=np.int64)
    for row in range(history.size):
        if group[row] >= 0 and months_observed[row] > lag:
            then = (history[row] >> np.uint64(lag)) & np.uint64(1)
            before[group[row]] += np.int64(then)
            both[group[row]] += np.int64(then & history[row])
    return both, before


def exit_hazard(exits: ArrayLike, at_risk: ArrayLike) -> NDArray[np.float64]:
    """Monthly probability of leaving misfit, ``exits / at_risk``; nan where nobody is at risk."""
    return rate(exits, at_risk)


def hazard_ratio(exits_a: float, at_risk_a: float, exits_b: float, at_risk_b: float) -> HazardRatio:
    """Exit hazard of group a over that of group b (Katz et al. 1978).

    ``HR = h_a / h_b``, ``se(ln HR)² = 1/exits_a - 1/at_risk_a + 1/exits_b - 1/at_risk_b`` as exits
    are yes or no; the interval ``HR exp(± 1.96 se)`` takes citizen-months as independent.

    Returns
    -------
    HazardRatio
        < 1 if a leaves more slowly; all nan without exits in b, interval nan without exits in a.
    """
    return discrete_time_hazard_ratio([[exits_a], [exits_b]], [[at_risk_a], [at_risk_b]])


def discrete_time_hazard_ratio(exits: ArrayLike, at_risk: ArrayLike) -> HazardRatio:
    """Exit hazard of the first group over the second's at equal duration.

    The Mantel-Haenszel ratio over strata of duration, so as not to mistake "long spells end more
    slowly" for "this group leaves more slowly". With ``N_d = n_1d + n_2d``,
    ``HR = Σ_d (e_1d n_2d / N_d) / Σ_d (e_2d n_1d / N_d)``, and ``se(ln HR)²`` is
    ``Σ_d [(e_1d + e_2d) n_1d n_2d / N_d² - e_1d e_2d / N_d]`` over the product of the two sums
    (Greenland and Robins 1985). With one duration it is :func:`hazard_ratio`.

    Parameters
    ----------
    exits, at_risk : array_like, shape (2, durations)
    """
    e = np.asarray(exits, dtype=np.float64)
    n = np.asarray(at_risk, dtype=np.float64)
    if e.ndim != 2 or e.shape[0] != 2 or e.shape != n.shape or (e < 0).any() or (e > n).any():
        raise ValueError("exits and at_risk need shape (2, durations) and 0 <= exits <= at_risk")
    both = n.sum(axis=0)
    e, n, both = e[:, both > 0], n[:, both > 0], both[both > 0]
    first, second = (e[0] * n[1] / both).sum(), (e[1] * n[0] / both).sum()
    if first == 0 or second == 0:
        return HazardRatio(0.0 if second > 0 else float("nan"), float("nan"), float("nan"))
    spread = (e.sum(axis=0) * n[0] * n[1] / both**2 - e[0] * e[1] / both).sum()
    # When everybody leaves at once the spread is 0 up to rounding, which may fall below 0.
    margin = np.exp(NORMAL_QUANTILE * np.sqrt(max(spread, 0.0) / (first * second)))
    ratio = first / second
    return HazardRatio(float(ratio), float(ratio / margin), float(ratio * margin))


def survival(exits: ArrayLike, at_risk: ArrayLike) -> NDArray[np.float64]:
    """Share of misfit spells that outlast each duration (Kaplan and Meier 1958).

    ``S_d = Π_{s <= d} (1 - exits_s / at_risk_s)``, for any shape (..., durations).

    Returns
    -------
    ndarray, shape (..., durations)
        Non-increasing, in [0, 1]; nan from the first duration at which nobody is at risk.
    """
    return np.cumprod(1 - exit_hazard(exits, at_risk), axis=-1)


def shuffled_shock_null(panel: ArrayLike, bits: ArrayLike) -> NDArray[np.float64]:
    """Null paths of fit in which the order of a citizen's shocks is random.

    Each citizen keeps his or her first value and monthly changes, whose order is drawn anew:
    ``x_0 = F_0`` and ``x_t = reflect(x_{t-1} + Δ_t)``, with ``reflect(y)`` equal to -y below 0, to
    2 - y above 1, and to y otherwise. Reflection acts month by month on the level and never on the
    later changes, so a fall stays a fall unless it reaches 0. A path that meets no bound ends
    where the observed path ended. If observed changes undo each other, as around a stable mean,
    shuffled paths drift away, so the null can be more persistent than the observed paths.

    Parameters
    ----------
    panel : array_like, shape (months, citizens), fit in [0, 1] without gaps
    bits : array_like of uint32, shape (months, citizens)
        Random bits; those of the first month are not used.

    Returns
    -------
    ndarray, shape (months, citizens), in [0, 1]

    References
    ----------
    Durstenfeld (1964), Algorithm 235: Random permutation, Communications of the ACM 7.
    """
    fit = np.asarray(panel, dtype=np.float64)
    if fit.ndim != 2 or not (fit.min(initial=0) >= 0 and fit.max(initial=1) <= 1):
        raise ValueError("the panel needs shape (months, citizens) and values in [0, 1]")
    null = np.array(fit, order="F")
    _shuffle_changes(null, np.asfortranarray(bits))
    return null


@compiled
def _shuffle_changes(paths, bits):
    """Replace each column of fit by a path with the same changes in random order."""
    changes = np.empty(max(paths.shape[0] - 1, 0))
    for citizen in range(paths.shape[1]):
        for month in range(changes.size):
            changes[month] = paths[month + 1, citizen] - paths[month, citizen]
        for last in range(changes.size - 1, 0, -1):
            drawn = (uint64(bits[last, citizen]) * uint64(last + 1)) >> uint64(32)
            changes[last], changes[drawn] = changes[drawn], changes[last]
        for month in range(changes.size):
            # no change exceeds 1, so one reflection is enough
            level = abs(paths[month, citizen] + changes[month])
            paths[month + 1, citizen] = 2 - level if level > 1 else level


def memoryless_null(misfit: ArrayLike, bits: ArrayLike) -> NDArray[np.bool_]:
    """Null paths of misfit in which all citizens are alike and duration has no effect.

    Each citizen starts as observed. Then all follow one two-state Markov chain: they leave misfit
    with the mean exit hazard of all citizens and months, and enter it with the mean entry hazard.
    More permanence than in these paths means that citizens differ or that misfit reinforces itself;
    month-to-month persistence alone is part of the null.

    Parameters
    ----------
    misfit : array_like of bool, shape (months, citizens)
    bits : array_like of uint32, shape (months, citizens)
        Random bits; those of the first month are not used.

    Returns
    -------
    ndarray of bool, shape (months, citizens)

    References
    ----------
    Anderson and Goodman (1957), Statistical inference about Markov chains, Annals of Mathematical
    Statistics 28. Blumen, Kogan and McCarthy (1955), The industrial mobility of labor as a
    probability process, on people who stay where such a chain would have them move.
    """
    poor = np.asarray(misfit)
    if poor.ndim != 2 or poor.dtype != np.bool_:
        raise ValueError("the panel needs shape (months, citizens) and yes or no everywhere")
    before, after = poor[:-1], poor[1:]
    unfit, stayed, became = (
        np.count_nonzero(months) for months in (before, before & after, after & ~before)
    )
    # without anybody at risk there is nothing to draw
    stay = np.nan_to_num(float(rate(stayed, unfit)), nan=1.0)
    enter = np.nan_to_num(float(rate(became, before.size - unfit)))
    null = np.array(poor, order="F")
    limits = np.uint64(stay * 2.0**32), np.uint64(enter * 2.0**32)
    _follow_chain(null, np.asfortranarray(bits), limits)
    return null


@compiled
def _follow_chain(misfit, bits, limits):
    """Replace each column of misfit by a path of a chain; bits below a limit mean misfit."""
    stay, enter = limits
    for citizen in range(misfit.shape[1]):
        poor = misfit[0, citizen]
        for month in range(1, misfit.shape[0]):
            # both comparisons and no branch, because a processor cannot predict it
            draw = bits[month, citizen]
            poor = (poor & (draw < stay)) | (~poor & (draw < enter))
            misfit[month, citizen] = poor


def shorrocks_mobility(before: ArrayLike, after: ArrayLike, groups: int = 5) -> float:
    """Mobility of citizens between ``groups`` equal parts of the ranking by fit.

    ``M = (K - trace P) / (K - 1)``, P the transition matrix among the K groups occupied before
    (Shorrocks 1978). Groups come from mid-ranks, so equal fits share a group: many jobless people
    have fit 0, and random tie-breaking would create spurious mobility. Both arrays are of shape
    (citizens,).

    Returns
    -------
    float
        0 if nobody changes group, 1 if the group after is independent of that before, at most
        K / (K - 1); nan if fewer than two groups are occupied.
    """
    if np.shape(before) != np.shape(after) or groups < 2:
        raise ValueError("before and after must be equally long, and groups at least 2")
    # A mid-rank lies below 1, hence its group below the number of groups.
    start = (individual_mid_rank(before) * groups).astype(np.int64)
    end = (individual_mid_rank(after) * groups).astype(np.int64)
    size = np.bincount(start, minlength=groups)
    stayed = np.bincount(start[start == end], minlength=groups)
    count = np.count_nonzero(size)
    return float(rate(count - np.nansum(rate(stayed, size)), count - 1 if count > 1 else 0))
