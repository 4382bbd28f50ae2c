"""Rules that turn measured numbers into columns of the table; their numbers are assumed.

``columns.csv`` states each rule and its source.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LEVELS = ("low", "mid", "high")
#: Shares of posts that ask low and mid education (PIAAC, mean of 21 countries); the rest high.
ASKED_SHARES = (0.237, 0.395)
#: Bands of ICT demand: none, straightforward, moderate, complex.
ICT_BANDS = (0.0, 0.15, 0.45, 0.75, 1.0)
#: Automation at the share of posts that are less exposed (Nedelkoska & Quintini 2018).
AUTOMATION_RANKS = (0.0, 0.26, 0.54, 0.86, 1.0)
AUTOMATION_LEVELS = (0.12, 0.30, 0.50, 0.70, 0.86)
#: Five-year turnover of skills: at no ICT use, its rise with ICT use, the power of that rise.
TURNOVER_OF_SKILLS = (0.152, 0.78, 1.45)
#: How much more ICT use counts per standard deviation of keeping up with new products.
NEW_PRODUCTS = 0.01
MEDIAN_WAGE, WAGE_STEP = 2900.0, 50.0
MEAN_TURNOVER, TURNOVER_RANGE = 0.0082, (0.002, 0.022)
#: Share of employees who begin in a job that come from another one; assumed.
MOVES_SHARE = 0.5
#: Remote labour index at and below which no post, and range above which every post, is remote.
REMOTE_FROM, REMOTE_RANGE = 0.30, 0.55
#: Outside applicants per vacancy at full remoteness and full analytical demand, and its range.
EXTERNAL_MOST, EXTERNAL_FROM, EXTERNAL_RANGE = 2.2, 0.45, 0.4
#: Power of importance × demand in the weights: about 3.5 dimensions count.
WEIGHT_POWER = 1.4
#: Security of own-account work, as a percentile of employees'.
OWN_ACCOUNT_SECURITY = 12.0
#: Range of demands and supplies.
SHARE_RANGE = (0.02, 0.98)


def standardised(values: pd.Series, posts: pd.Series) -> pd.Series:
    """Values less their mean over posts, in standard deviations over posts."""
    mean = np.average(values, weights=posts)
    return (values - mean) / np.sqrt(np.average((values - mean) ** 2, weights=posts))


def scale(values: pd.Series, posts: pd.Series, mean: float, spread: float) -> tuple[float, float]:
    """Constant and slope of the line that gives values a mean and a spread over posts."""
    now = np.average(values, weights=posts)
    slope = spread / np.sqrt(np.average((values - now) ** 2, weights=posts))
    return mean - slope * now, slope


def ranks(values: pd.Series, posts: pd.Series) -> pd.Series:
    """Share of posts below each value, half its own included; ties keep the order of rows."""
    order = values.sort_values(kind="stable").index
    share = posts[order] / posts.sum()
    return (share.cumsum() - share / 2).reindex(values.index)


def education_asked(required: pd.Series, posts: pd.Series, low: float, mid: float) -> pd.Series:
    """Rows ranked by the education they require and cut at the shares of posts."""
    place = ranks(required, posts)
    level = np.digitize(place, [low, low + mid])
    return pd.Series(np.array(LEVELS)[level], required.index)


def ict_demand(shares: pd.DataFrame) -> pd.Series:
    """Median of ICT use, interpolated within the bands of its four answers."""
    edges = np.concatenate([np.zeros((len(shares), 1)), shares.cumsum(axis=1).to_numpy()], axis=1)
    edges /= edges[:, -1:]
    medians = [np.interp(0.5, edge, ICT_BANDS) for edge in edges]
    return pd.Series(medians, shares.index)


def automation(bottleneck: pd.Series, posts: pd.Series) -> pd.Series:
    """Exposure by the rank of tasks that are hard to automate, spread over published shares."""
    exposed = 1.0 - ranks(bottleneck, posts)
    return pd.Series(np.interp(exposed, AUTOMATION_RANKS, AUTOMATION_LEVELS), bottleneck.index)


def pace(ict: pd.Series, new_products: pd.Series) -> pd.Series:
    """Chance of redesign a month, from the five-year turnover of skills."""
    level, rise, power = TURNOVER_OF_SKILLS
    use = (ict + NEW_PRODUCTS * new_products).clip(0.0, 1.0)
    return 1.0 - (1.0 - (level + rise * use**power)) ** (1.0 / 60.0)


def turnover(
    newcomers: pd.Series, employees: pd.Series, posts: pd.Series, platforms: float
) -> pd.Series:
    """Hazard in proportion to that of having begun within the last two calendar years.

    Who begins may come from another job. These moves, alike in all occupations of employees, are
    taken off. `platforms` is the sum over platform rows of turnover times posts, which is part of
    the mean.
    """
    hazard = -np.log(1.0 - newcomers)
    moves = MOVES_SHARE * np.average(hazard[employees], weights=posts[employees])
    hazard = (hazard - moves * employees).clip(lower=0.0)
    level = (MEAN_TURNOVER - platforms) / (hazard * posts).sum()
    return (hazard * level).clip(*TURNOVER_RANGE)


def wage(log_wage: pd.Series, posts: pd.Series) -> pd.Series:
    """Euro a month: relative hourly wages, 2,900 at the median post."""
    order = log_wage.sort_values(kind="stable").index
    reached = posts[order].cumsum() >= posts.sum() / 2
    median = log_wage[order][reached].iloc[0]
    return (MEDIAN_WAGE * np.exp(log_wage - median) / WAGE_STEP).round() * WAGE_STEP


def remote(index: pd.Series, ict: pd.Series) -> pd.Series:
    """Share of posts that can be done from anywhere; none where hardly any ICT is used."""
    share = ((index - REMOTE_FROM) / REMOTE_RANGE).clip(0.0, 1.0)
    return share.where(ict > ICT_BANDS[1], 0.0)


def external(away: pd.Series, analytical: pd.Series, asked: pd.Series) -> pd.Series:
    """Outside applicants per vacancy: for work that is remote, analytical and asks a degree."""
    skilled = ((analytical - EXTERNAL_FROM) / EXTERNAL_RANGE).clip(0.0, 1.0)
    return (EXTERNAL_MOST * away * skilled).where(asked == LEVELS[-1], 0.0)


def importance_weights(importance: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    """Weights in proportion to a power of importance × demand, in hundredths that sum to 1."""
    raw = (importance.to_numpy() * demand.to_numpy()) ** WEIGHT_POWER
    hundredths = raw / raw.sum(axis=1, keepdims=True) * 100.0
    whole = np.floor(hundredths)
    left = (100 - whole.sum(axis=1)).astype(int)
    # the largest remainders get the hundredths that rounding down leaves
    place = np.argsort(np.argsort(whole - hundredths, axis=1, kind="stable"), axis=1)
    whole += place < left[:, None]
    return pd.DataFrame(whole / 100.0, demand.index, demand.columns)
