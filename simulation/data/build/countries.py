"""Job mix, ICT use and education asked of single countries, where the survey has them."""

from __future__ import annotations

import pandas as pd

from simulation.data.build import rules
from simulation.data.build.raw_files import assumed, measured
from simulation.data.build.survey import (
    PRIOR_PERSONS,
    means_by_row,
    members,
    sizes,
    survey_groups,
)

#: Means over countries that a city can name, by those of their members that have groups of jobs.
MEANS = {"nordic": ("nor", "swe")}
REQUIRED, OWN = ([f"{kind}_{level}" for level in rules.LEVELS] for kind in ("req", "own"))
ICT_USE = [f"ict_{use}" for use in ("none", "simple", "moderate", "complex")]
ITEMS = [*REQUIRED, *OWN, *ICT_USE, "self_employed"]
ASKED = [f"asked_{level}" for level in rules.LEVELS]
#: Least share of a group in all jobs.
LEAST = 1e-9
#: Decimals of the shares of posts; the others as in the table of occupations.
DECIMALS = {"employment": 5, "ict": 2, "covered": 3}


def country_table() -> pd.DataFrame:
    """Columns of the table of occupations that depend on the country, by country and occupation."""
    raw = measured("piaac_countries")
    countries = {name: _rows(part) for name, part in raw.groupby("country", sort=True)}
    for name, own in MEANS.items():
        countries[name] = sum(countries[member] for member in own) / len(own)
        countries[name]["ict"] = rules.ict_demand(countries[name][ICT_USE])
    table = pd.concat(countries, names=["country", "occupation"]).reset_index()
    return table.round(dict.fromkeys([*ASKED, *ICT_USE], 4) | DECIMALS)


def _rows(raw: pd.DataFrame) -> pd.DataFrame:
    """One country: employment, ICT demand and shares of posts, by row of the table.

    The survey publishes groups with 50 persons or more. What it does not publish is filled: groups
    without a size divide the posts that are left in the proportions of all countries; groups
    without answers have those of the two-digit group, or of all countries.
    """
    groups = fill(survey_groups(), raw)
    parts = members(groups)
    rows = means_by_row(parts, groups[ITEMS], "group").join(sizes(parts))
    status = assumed("rows").groupby("occupation", sort=False)["status"].first()
    own_account = status[rows.index] == "self_employed"
    # as for all countries: self-employed persons are not asked what their work requires
    rows.loc[own_account, REQUIRED] = rows.loc[own_account, OWN].to_numpy()
    rows = rows.rename(columns=dict(zip(REQUIRED, ASKED, strict=True)))
    rows["ict"] = rules.ict_demand(rows[ICT_USE])
    rows["covered"] = raw.loc[raw["level"] == "2", "share"].sum()
    return rows[["employment", "ict", *ASKED, *ICT_USE, "covered"]]


def fill(pooled: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """Groups of one country, filled from those of all countries.

    Parameters
    ----------
    pooled : DataFrame
        Three-digit groups of all countries, as :func:`survey_groups` returns them.
    raw : DataFrame
        Rows of the country; ``level`` 2 and 3, ``share`` and answers.
    """
    two, three = (raw[raw["level"] == level].set_index("isco") for level in ("2", "3"))
    parent = pooled.index.str[:2]
    weight = pooled[["share_employees", "share_self_employed"]].fillna(0.0).sum(axis=1)
    by_parent = weight.groupby(parent).sum()
    size = _filled(two["share"], by_parent, pd.Series("all", by_parent.index), {"all": 1.0})
    share = _filled(three["share"], weight, pd.Series(parent, weight.index), size.to_dict())
    # a group that nothing is left for still has answers
    share = share.clip(lower=LEAST)
    filled = pooled.copy()
    above = two[ITEMS].reindex(parent).set_index(pooled.index)
    own = three[ITEMS].reindex(pooled.index)
    persons = three["n"].reindex(pooled.index).fillna(0.0)
    shrunk = (
        own.mul(persons, axis=0).add(above * PRIOR_PERSONS).div(persons + PRIOR_PERSONS, axis=0)
    )
    means = pooled[ITEMS[:-1]].assign(
        self_employed=pooled["share_self_employed"] / weight.where(weight > 0.0)
    )
    # a group without answers of its own has those above it, without these those of all countries
    filled[ITEMS] = shrunk.fillna(own).fillna(above).fillna(means)
    filled["share_employees"] = share * (1.0 - filled["self_employed"].fillna(0.0))
    filled["share_self_employed"] = share * filled["self_employed"].fillna(0.0)
    return filled


def _filled(
    given: pd.Series, pooled: pd.Series, parent: pd.Series, total: dict[str, float]
) -> pd.Series:
    """Sizes of groups that sum to the total of their parent, from those given and the pooled.

    Groups without a size divide what is left in pooled proportions. If nothing is missing, or more
    is given than there is, the sizes are scaled to the total.
    """
    sizes = given.reindex(pooled.index)
    missing = sizes.isna()
    target = parent.map(total)
    left = (target - sizes.fillna(0.0).groupby(parent).transform("sum")).clip(lower=0.0)
    pool = pooled.where(missing, 0.0).groupby(parent).transform("sum")
    sizes = sizes.fillna(left * pooled / pool.where(pool > 0.0)).fillna(0.0)
    whole = sizes.groupby(parent).transform("sum")
    return sizes * target / whole.where(whole > 0.0, 1.0)
