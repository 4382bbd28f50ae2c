"""Histories of single citizens with and without the policy, with the same random draws."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from simulation.core.vocabulary import CAUSES, EDUCATIONS

#: Citizens shown at each level of education.
EACH = 4
#: Descriptions of the causes of a change of fit.
CAUSE_WORDS = {
    "redesign": "a redesign of the job",
    "job_loss": "the loss of the job",
    "job_move": "a new job",
    "learning": "learning or forgetting",
    "services_prices": "services and prices",
    "surroundings": "the surroundings",
    "ageing": "getting older",
}
#: Smallest change of fit that is listed.
NOTICEABLE = 0.02


def stories(mine: pd.DataFrame, without: pd.DataFrame) -> list[dict[str, Any]]:
    """Compare citizens who were followed in both runs from the first month to the last.

    At each level of education those are selected whose mean fit differs most between the runs, in
    either direction, because most citizens differ little. The page says so.

    Parameters
    ----------
    mine, without : DataFrame
        Citizens followed with the policy and without it; see :mod:`simulation.panel`.
    """
    if mine.empty or without.empty:
        return []
    ours, theirs = _by_person(mine), _by_person(without)
    both = [_story(person, ours[person], theirs[person]) for person in ours if person in theirs]
    selected = []
    for education in EDUCATIONS:
        group = [story for story in both if story["education"] == education]
        group.sort(key=lambda story: -abs(story["difference"]))
        selected += group[:EACH]
    return selected


def _by_person(panel: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Person → the months of those who were followed throughout."""
    months = panel["month"].nunique()
    persons = panel.groupby("person")
    return {int(person): rows for person, rows in persons if len(rows) == months}


def _story(person: int, mine: pd.DataFrame, without: pd.DataFrame) -> dict[str, Any]:
    first = without.iloc[0]
    work = first["occupation"] if first["status"] == "employed" else first["status"]
    return {
        "person": person,
        "education": str(first["education"]),
        "age": int(first["age"]),
        "work": str(work).replace("_", " "),
        "months": [int(month) for month in without["month"]],
        "difference": float(mine["fit"].mean() - without["fit"].mean()),
        "mine": _history(mine),
        "other": _history(without),
    }


def _history(months: pd.DataFrame) -> dict[str, Any]:
    return {
        "fit": [round(float(value), 4) for value in months["fit"]],
        "status": [str(status) for status in months["status"]],
        "events": [[month, text] for month, text in _events(months)],
    }


def _events(months: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Month → text of the changes since the month before."""
    for before, now in pairwise(months.to_dict("records")):
        changes = list(_changes(before, now))
        change = now["fit"] - before["fit"]
        if abs(change) >= NOTICEABLE:
            cause = CAUSES[int(np.argmax([abs(now[f"change_{name}"]) for name in CAUSES]))]
            changes.append(
                f"fit {'rises' if change > 0 else 'falls'} by {100 * abs(change):.0f} points, "
                f"mainly through {CAUSE_WORDS[cause]}"
            )
        if changes:
            yield int(now["month"]), "; ".join(changes)


def _changes(before: dict[Any, Any], now: dict[Any, Any]) -> Iterator[str]:
    work = str(now["occupation"]).replace("_", " ")
    if now["status"] != before["status"]:
        if now["status"] == "employed":
            yield f"starts a job: {work}"
        elif now["status"] == "unemployed":
            yield "becomes unemployed" if before["status"] == "employed" else "looks for work again"
        else:
            yield "leaves the labour force"
    elif now["status"] == "employed" and now["occupation"] != before["occupation"]:
        yield f"changes occupation: {work}"
    if now["course"] and not before["course"]:
        yield "starts a course"
    if now["community"] and not before["community"]:
        yield "joins a career community"
    if before["community"] and not now["community"]:
        yield "leaves the career community"
