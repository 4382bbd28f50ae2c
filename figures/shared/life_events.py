"""Citizens whose life courses are shown as examples, chosen by a rule, and their events."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from simulation.core.vocabulary import EDUCATIONS

#: Citizens shown: at these quantiles of volatility within each level of education.
QUANTILES = {"median": 0.5, "90th percentile": 0.9}

#: A redesign counts as an event if it changes fit by at least this much.
NOTICEABLE = 0.005

EVENTS = ("lost job", "new job", "redesigned", "course begun", "joined community")


def volatility(panel: pd.DataFrame) -> pd.DataFrame:
    """Volatility of fit of each citizen who is observed in every month.

    Parameters
    ----------
    panel : DataFrame
        One row per citizen and month, sorted by both.

    Returns
    -------
    DataFrame
        By person: education in the first month, and the root mean square change of fit from
        month to month.
    """
    people = panel.groupby("person", sort=True)
    fit = people["fit"]
    squares = fit.diff() ** 2
    frame = pd.DataFrame(
        {
            "education": people["education"].first(),
            "months": people.size(),
            "volatility": np.sqrt(squares.groupby(panel["person"]).mean()),
        }
    )
    return frame[frame["months"] == panel["month"].nunique()]


def chosen(panel: pd.DataFrame) -> Iterator[tuple[str, str, int, float]]:
    """Education, quantile, person and volatility of the citizens shown.

    Citizens of one level of education who are observed in every month are ordered by volatility;
    the one at the quantile, to the nearest rank, is chosen.
    """
    citizens = volatility(panel)
    for education in EDUCATIONS:
        group = citizens[citizens["education"] == education]
        group = group.sort_values("volatility", kind="stable")
        for name, quantile in QUANTILES.items():
            if len(group):
                place = round(quantile * (len(group) - 1))
                yield education, name, int(group.index[place]), float(group.iloc[place, -1])


def events(life: pd.DataFrame) -> dict[str, np.ndarray]:
    """Months of the events of a citizen, by kind of event.

    Parameters
    ----------
    life : DataFrame
        The citizen's rows of the panel, sorted by month.
    """
    month = life["month"].to_numpy()
    occurred = {
        "lost job": life["change_job_loss"].to_numpy() < 0,
        "new job": (life["change_job_move"] != 0).to_numpy()
        & (life["status"] == "employed").to_numpy(),
        "redesigned": life["change_redesign"].abs().to_numpy() >= NOTICEABLE,
        "course begun": _begun(life["course"]),
        "joined community": _begun(life["community"]),
    }
    return {name: month[occurred[name]] for name in EVENTS}


def _begun(state: pd.Series) -> np.ndarray:
    """Whether a state begins in each month."""
    now = state.to_numpy(dtype=bool)
    before = np.concatenate([now[:1], now[:-1]])
    return np.asarray(now & ~before)


def spells_without_job(life: pd.DataFrame) -> list[tuple[int, int]]:
    """First and last month of each spell without a job."""
    month = life["month"].to_numpy()
    out = np.concatenate([[False], (life["status"] != "employed").to_numpy(), [False]])
    change = np.diff(out.astype(int))
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1) - 1
    return [(int(month[a]), int(month[b])) for a, b in zip(starts, ends, strict=True)]
