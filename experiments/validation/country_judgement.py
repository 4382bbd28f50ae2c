"""Predictions of countries compared with their outcomes, beside two rivals.

Criterion, quantities and the meaning of *dissatisfied* are pre-registered
(``experiments/preregistration/claims_and_facts.toml``, table ``countries``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from experiments.bootstrap import bootstrap_interval, percentile_interval, resampled
from experiments.comparison import mean_interval
from experiments.errors import RequestError
from experiments.preregistration.registration import Prediction, read
from experiments.validation.country_facts import country_facts
from experiments.validation.country_runs import JOB_HOLDERS, POOLED, scenario_name

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Outcome in the table of countries → quantity of a run.
OUTCOMES = {
    "unemployment": "unemployment",
    "employment": "employment",
    "trained_job_related_12_months": "trained",
}
DISSATISFIED = "satisfied_low_share"
#: Share of the job-holders of the pooled city that is dissatisfied, as pre-registered.
LOWEST = 0.10
#: Rivals: column of their prediction → name.
RIVALS = {"pooled_city": "the pooled city", "other_countries": "the mean of the other countries"}
BETTER, WORSE, NO_DIFFERENCE = "better", "worse", "no difference"


def outcomes_of_runs(rows: pd.DataFrame) -> pd.DataFrame:
    """Outcomes of each run, in the columns of the table of countries.

    Parameters
    ----------
    rows : DataFrame
        Of :func:`experiments.validation.country_runs.outcome_rows`, with scenario and seed.

    Returns
    -------
    DataFrame
        One row per scenario and seed; columns such as ``unemployment_low``.

    Raises
    ------
    RequestError
        If there is no run of the pooled city, which defines who is dissatisfied.
    """
    means = rows[rows["quantity"] != JOB_HOLDERS]
    by_run = means.pivot(
        index=["scenario", "seed"], columns=["quantity", "education"], values="value"
    )
    names = {quantity: outcome for outcome, quantity in OUTCOMES.items()}
    by_run.columns = [f"{names[quantity]}_{level}" for quantity, level in by_run.columns]
    holders = rows[rows["quantity"] == JOB_HOLDERS].pivot(
        index=["scenario", "seed", "education"], columns="happiness", values="value"
    )
    pooled = holders[holders.index.get_level_values("scenario") == scenario_name(POOLED)]
    if pooled.empty:
        raise RequestError("no run of the pooled city: nobody can be called dissatisfied")
    ends = np.concatenate([[0.0], holders.columns.to_numpy(dtype=float)])
    threshold = happiness_at(LOWEST, pooled.sum().to_numpy(), ends)
    shares = holders.apply(lambda row: share_below(threshold, row.to_numpy(), ends), axis=1)
    dissatisfied = shares.unstack("education").add_prefix(f"{DISSATISFIED}_")
    return by_run.join(dissatisfied)


def happiness_at(share: float, numbers: np.ndarray, ends: np.ndarray) -> float:
    """Happiness below which a share of people lie; linear within a class.

    Parameters
    ----------
    share : float
    numbers : ndarray of shape (n,)
        People in each class.
    ends : ndarray of shape (n + 1,)
        Ends of the classes, ascending.
    """
    return float(np.interp(share * numbers.sum(), np.concatenate([[0.0], numbers.cumsum()]), ends))


def share_below(happiness: float, numbers: np.ndarray, ends: np.ndarray) -> float:
    """Share of people below a happiness; linear within a class; nan without people."""
    if not numbers.sum():
        return float("nan")
    cumulative = np.concatenate([[0.0], numbers.cumsum()])
    return float(np.interp(happiness, ends, cumulative) / numbers.sum())


def contrast(quantity: Prediction, outcomes: pd.DataFrame) -> pd.Series:
    """The gap or ratio of two columns; a ratio to 0 is nan."""
    first, second = (outcomes[column] for column in quantity.columns)
    return first - second if quantity.kind == "gap" else first / second.where(second != 0)


def predictions(rows: pd.DataFrame) -> pd.DataFrame:
    """Prediction and outcome of each country and quantity, beside the rivals.

    Parameters
    ----------
    rows : DataFrame
        As in :func:`outcomes_of_runs`.

    Returns
    -------
    DataFrame
        Columns: quantity, country, unit; predicted with its 95 % interval over seeds and their
        number; observed; the rivals of :data:`RIVALS`; absolute errors ``error``,
        ``error_pooled_city`` and ``error_other_countries``. A country without a run has no
        prediction.
    """
    runs, facts = outcomes_of_runs(rows), country_facts()
    table = []
    for quantity in read().countries.predicted:
        values = contrast(quantity, runs)
        observed = contrast(quantity, facts)
        pooled = _of_scenario(values, POOLED).mean()
        for country in read().countries.countries:
            found = _of_scenario(values, country)
            mean, low, high = mean_interval(found)
            table.append({
                "quantity": quantity.key, "country": country, "unit": quantity.unit,
                "predicted": mean, "predicted_low": low, "predicted_high": high,
                "seeds": len(found), "observed": observed[country], "pooled_city": pooled,
                "other_countries": observed.drop(country).mean(),
            })  # fmt: skip
    frame = pd.DataFrame(table)
    for column in ("predicted", *RIVALS):
        name = "error" if column == "predicted" else f"error_{column}"
        frame[name] = (frame[column] - frame["observed"]).abs()
    return frame


def _of_scenario(values: pd.Series, country: str) -> pd.Series:
    return values[values.index.get_level_values("scenario") == scenario_name(country)]


def judge(table: pd.DataFrame) -> list[dict[str, Any]]:
    """One row per quantity: errors over countries, verdicts against rivals, rank correlation.

    Parameters
    ----------
    table : DataFrame
        Of :func:`predictions`.

    Returns
    -------
    list of dict
        Mean absolute errors over the countries with a prediction; for each rival the mean paired
        difference of absolute errors (below 0: the model errs less) with its interval, and the
        verdict; Spearman's correlation with its interval. Intervals are 95 % bootstrap intervals
        over countries.
    """
    rows = []
    for quantity in read().countries.predicted:
        part = table[(table["quantity"] == quantity.key) & table["predicted"].notna()]
        row: dict[str, Any] = {
            "quantity": label(quantity), "countries": len(part),
            "predicted": part["predicted"].mean(), "observed": part["observed"].mean(),
            "error": part["error"].mean(),
        }  # fmt: skip
        for rival in RIVALS:
            differences = (part["error"] - part[f"error_{rival}"]).to_numpy()
            low, high = bootstrap_interval(differences)
            row |= {
                f"error_{rival}": part[f"error_{rival}"].mean(),
                f"difference_{rival}": differences.mean() if len(part) else np.nan,
                f"difference_{rival}_low": low,
                f"difference_{rival}_high": high,
                f"than_{rival}": verdict(low, high),
            }
        row["rank_correlation"] = rank_correlation(part["predicted"], part["observed"])
        row["rank_low"], row["rank_high"] = rank_interval(part["predicted"], part["observed"])
        rows.append(row | {
            "key": quantity.key, "name": quantity.name, "unit": quantity.unit,
            "role": read().countries.role, "preregistration": read().stamp,
        })  # fmt: skip
    return rows


def label(quantity: Prediction) -> str:
    """Short name, such as ``unemployment low - high`` or ``training high / low``."""
    outcome, kind, first, second = quantity.key.split("_")
    return f"{outcome} {first} {'-' if kind == 'gap' else '/'} {second}"


def verdict(low: float, high: float) -> str:
    """Whether the model does better than a rival, by the interval of the difference of errors."""
    if high < 0:
        return BETTER
    return WORSE if low > 0 else NO_DIFFERENCE


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation, with mean ranks of ties; nan if one of them is constant."""
    return float(_rank_correlations(np.asarray(first)[None], np.asarray(second)[None])[0])


def rank_interval(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """95 % bootstrap interval of :func:`rank_correlation` over pairs.

    Resamples in which one of the two is constant are left out.
    """
    count = len(first)
    if count < 3:
        return np.nan, np.nan
    index = resampled(count)
    found = _rank_correlations(np.asarray(first)[index], np.asarray(second)[index])
    found = found[~np.isnan(found)]
    return percentile_interval(found, count) if found.size else (np.nan, np.nan)


def _rank_correlations(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Rank correlation of each row."""
    if first.shape[1] == 0:
        return np.full(len(first), np.nan)
    ranks = [rankdata(values, axis=1) for values in (first, second)]
    one, other = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    spread = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    return np.divide((one * other).sum(axis=1), spread, out=np.full(len(first), np.nan),
                     where=spread > 0)  # fmt: skip
