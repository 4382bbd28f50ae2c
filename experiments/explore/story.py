"""One citizen's life in two worlds: the same person, the same luck, another policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from simulation.core.vocabulary import CAUSES, EDUCATIONS

#: Citizens to choose from at each level of education.
EACH = 4
#: Words of the causes of a change of fit.
CAUSE_WORDS = {
    "redesign": "the job was redesigned",
    "job_loss": "the job was lost",
    "job_move": "a new job",
    "learning": "learning or forgetting",
    "services_prices": "services and prices",
    "surroundings": "the surroundings",
    "ageing": "getting older",
}
#: A change of fit that is worth a line.
NOTICEABLE = 0.02


def stories(mine: pd.DataFrame, without: pd.DataFrame) -> list[dict[str, Any]]:
    """Lives of citizens who were followed in both worlds from the first month to the last.

    Of each level of education those are taken whose mean fit differs most between the worlds,
    either way: the page is about what a policy does, and to most it does little. It says so.

    Parameters
    ----------
    mine, without : DataFrame
        Citizens followed with the policy and without it; see :mod:`simulation.panel`.
    """
    if mine.empty or without.empty:
        return []
    worlds = [_whole_lives(mine), _whole_lives(without)]
    both = [person for person in worlds[0] if person in worlds[1]]
    told = [_story(person, worlds[0][person], worlds[1][person]) for person in both]
    answer = []
    for education in EDUCATIONS:
        group = [story for story in told if story["education"] == education]
        group.sort(key=lambda story: -abs(story["difference"]))
        answer += group[:EACH]
    return answer


def _whole_lives(panel: pd.DataFrame) -> dict[int, pd.DataFrame]:
    months = panel["month"].nunique()
    return {
        int(person): life for person, life in panel.groupby("person") if len(life) == months
    }  # fmt: skip


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
        "mine": _world(mine),
        "without": _world(without),
    }


def _world(life: pd.DataFrame) -> dict[str, Any]:
    return {
        "fit": [round(float(value), 4) for value in life["fit"]],
        "status": [str(word) for word in life["status"]],
        "events": [[month, text] for month, text in _events(life)],
    }


def _events(life: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """What happened from one month to the next, in words."""
    rows = life.to_dict("records")
    for before, now in pairwise(rows):
        words = list(_between(before, now))
        change = now["fit"] - before["fit"]
        if abs(change) >= NOTICEABLE:
            cause = CAUSES[int(np.argmax([abs(now[f"change_{name}"]) for name in CAUSES]))]
            words.append(
                f"fit {'rises' if change > 0 else 'falls'} by {abs(change):.2f}, "
                f"most of all through {CAUSE_WORDS[cause]}"
            )
        if words:
            yield int(now["month"]), "; ".join(words)


def _between(before: dict[Any, Any], now: dict[Any, Any]) -> Iterator[str]:
    work = str(now["occupation"]).replace("_", " ")
    if now["status"] != before["status"]:
        if now["status"] == "employed":
            yield f"begins to work: {work}"
        elif now["status"] == "unemployed":
            yield "out of work" if before["status"] == "employed" else "looks for work again"
        else:
            yield "leaves the labour force"
    elif now["status"] == "employed" and now["occupation"] != before["occupation"]:
        yield f"changes occupation: {work}"
    if now["course"] and not before["course"]:
        yield "begins a course"
    if now["community"] and not before["community"]:
        yield "joins a career community"
    if before["community"] and not now["community"]:
        yield "leaves the career community"
