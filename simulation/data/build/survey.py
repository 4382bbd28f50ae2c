"""Jobs as workers of the survey (PIAAC) describe them: size and means of every row."""

from __future__ import annotations

import pandas as pd

from simulation.data.build.raw_files import assumed, measured

#: Persons with whose weight a three-digit group is drawn to its two-digit group (assumed).
PRIOR_PERSONS = 40.0
#: Share of posts on platforms (assumed); the survey does not ask for them.
PLATFORM_SHARE = 0.02
#: Group of managing directors, and its part in the tasks of own-account work (assumed).
MANAGERS, MANAGING = "112", 0.25
#: Items of the survey in which own-account work is in part that of managers.
MANAGED = ("task_", "learning")
#: Columns of the survey that describe the group itself, not its jobs.
ABOUT_THE_GROUP = ("level", "n", "countries", "share")


def survey_groups() -> pd.DataFrame:
    """Three-digit groups of ISCO-08 (rows): means of items, and shares of employed persons.

    A mean is drawn to that of its two-digit group with the weight of 40 persons. The share of a
    group is the share of its two-digit group in 21 countries times its share of that group in 17.
    """
    raw = measured("piaac_groups").set_index("isco")
    two, three = raw[raw["level"] == "2"], raw[raw["level"] == "3"]
    parent = three.index.str[:2]
    above = two.loc[parent].set_index(three.index)
    items = [name for name in raw if name not in ABOUT_THE_GROUP]
    own = three[items].where(three[items].notna(), above[items])
    persons = three["n"].to_numpy()[:, None]
    groups = (own * persons + above[items] * PRIOR_PERSONS) / (persons + PRIOR_PERSONS)
    for status, part, part_above in (
        ("employees", 1.0 - own["self_employed"], 1.0 - above["self_employed"]),
        ("self_employed", own["self_employed"], above["self_employed"]),
    ):
        size = three["share"] * part
        within = size / size.groupby(parent).transform("sum")
        groups[f"share_{status}"] = above["share"] * part_above * within
        groups[f"n_{status}"] = three["n"] * part
    return groups


def members(groups: pd.DataFrame) -> pd.DataFrame:
    """The groups that make each row: columns occupation, group, content, mass and n.

    `group` is a three-digit group, `content` the codes whose content of work it has, `mass` its
    share of employed persons and `n` its persons in the survey.
    """
    lines = []
    for row in assumed("rows").fillna({"content": ""}).itertuples():
        for group in groups.index[groups.index.str.startswith(tuple(row.isco.split()))]:
            mass = groups.at[group, f"share_{row.status}"] * row.part
            persons = groups.at[group, f"n_{row.status}"] * row.part
            lines.append((row.occupation, group, row.content or group, mass, persons))
    return pd.DataFrame(lines, columns=["occupation", "group", "content", "mass", "n"])


def means_by_row(parts: pd.DataFrame, values: pd.DataFrame, key: str) -> pd.DataFrame:
    """Means of `values` over the members of each row, weighted by mass.

    Parameters
    ----------
    parts : DataFrame
        As :func:`members` returns it.
    values : DataFrame
        Values by the codes of the column `key` of `parts`.
    key : str
    """
    by_part = values.loc[parts[key]].set_index(parts.index)
    # a group without a value does not count
    mass = by_part.notna().mul(parts["mass"], axis=0)
    names = parts["occupation"]
    total = (by_part.fillna(0.0) * mass).groupby(names, sort=False).sum()
    return total / mass.groupby(names, sort=False).sum()


def manage(rows: pd.DataFrame, groups: pd.DataFrame) -> None:
    """Make own-account work one quarter that of managers, in tasks, discretion and learning.

    The means of a group hold its employees as well, who do not run a business.
    """
    items = [name for name in rows if name.startswith(MANAGED)]
    own_account = rows["status"] == "self_employed"
    managers = groups.loc[MANAGERS, items] * MANAGING
    rows.loc[own_account, items] = rows.loc[own_account, items] * (1.0 - MANAGING) + managers


def sizes(parts: pd.DataFrame) -> pd.DataFrame:
    """Share of posts and persons of the survey by row; platforms hold the rest of the posts."""
    found = parts.groupby("occupation", sort=False)[["mass", "n"]].sum()
    found["employment"] = found["mass"] / found["mass"].sum() * (1.0 - PLATFORM_SHARE)
    return found
