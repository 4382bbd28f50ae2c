"""The measured table of occupations, column by column."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.data.build import rules
from simulation.data.build.content import (
    ELEMENTS,
    exposure_by_soc,
    group_content,
    mixture,
    onet_content,
)
from simulation.data.build.raw_files import assumed, measured
from simulation.data.build.sectors import sectors
from simulation.data.build.survey import (
    MANAGING,
    manage,
    means_by_row,
    members,
    sizes,
    survey_groups,
)
from simulation.tables.occupation_file import USUAL

DIMENSIONS = list(ELEMENTS)
LEVEL = [f"L_{name}" for name in DIMENSIONS]
IMPORTANCE = [f"im_{name}" for name in DIMENSIONS]
#: O*NET occupation of general managers, part of whose work own-account work is.
GENERAL_MANAGER = "11-1021.00"
#: Green demand: half knowledge, half the share of tasks about the environment, times 1.5.
GREEN_TASKS, GREEN_FACTOR = 0.5, 1.5
#: Tasks that are hard to automate.
HARD_TASKS = [
    f"task_{name}"
    for name in (
        *("teach", "present", "sell", "advise", "plan_others"),
        *("persuade", "negotiate", "solve_simple", "solve_complex", "hands"),
    )
]
REQUIRED, OWN = ([f"{kind}_{level}" for level in rules.LEVELS] for kind in ("req", "own"))
ICT_USE = [f"ict_{use}" for use in ("none", "simple", "moderate", "complex")]
#: Notes: columns that the model does not read, and what they are called before.
NOTES = [*OWN, "lnwage", "bottleneck", "ai_applicability", "remote_index", "us_bachelor_required",
         *LEVEL]  # fmt: skip
FIRST = ["occupation", "title", "family", "sector", "spread", "employment", "eventual_share",
         "emerging", "entry_post", "education_asked"]  # fmt: skip
SUPPLIES = ["security", "challenge", "meaning", "balance"]
LAST = ["wage", "automation", "language_models", "pace", "turnover", "temporary", "licence",
        "remote", "external"]  # fmt: skip
#: Shares of posts, which coded rows do not have.
POSTS = [f"asked_{level}" for level in rules.LEVELS] + ICT_USE
#: Decimals of each column; two if it is not named.
DECIMALS = {"employment": 5, "pace": 5, "turnover": 5, "eventual_share": 4, "wage": 0, "x_n": 0}
#: Decimals of the notes.
NOTE_DECIMALS = 4


def occupation_table() -> pd.DataFrame:
    """The table in the order of its rows: measured ones, then platforms and emerging ones."""
    groups = survey_groups()
    parts = members(groups)
    rows = means_by_row(parts, groups, "group").join(sizes(parts))
    rows = rows.join(_content_of_rows(parts)).join(assumed("rows").set_index("occupation"))
    manage(rows, groups)
    coded = assumed("coded_rows").set_index("occupation")
    coded = coded.join(_content_of_mixtures(coded))
    for table in (rows, coded):
        _add_green_tasks(table)
    _fill_measured(rows, coded)
    _fill_demands(rows, coded)
    _fill_rules(rows, coded)
    coded["pace"] = rules.pace(coded["ict"], pd.Series(0.0, coded.index))
    return _written(pd.concat([rows, coded]))


def _content_of_rows(parts: pd.DataFrame) -> pd.DataFrame:
    """Content of work by row; own-account work is one quarter that of general managers."""
    content = means_by_row(parts, group_content(sorted(set(parts["content"]))), "content")
    status = assumed("rows").set_index("occupation")["status"]
    own_account = content.index[status[content.index] == "self_employed"]
    manager = onet_content().loc[GENERAL_MANAGER, LEVEL + IMPORTANCE]
    mixed = content.loc[own_account, LEVEL + IMPORTANCE] * (1.0 - MANAGING) + manager * MANAGING
    content.loc[own_account, LEVEL + IMPORTANCE] = mixed
    return content


def _content_of_mixtures(coded: pd.DataFrame) -> pd.DataFrame:
    """Content of the rows that are mixtures of O*NET occupations."""
    content = onet_content()[LEVEL + IMPORTANCE]
    return pd.DataFrame(
        {row.Index: mixture(content, row.onet_soc.split(), row.mixture)
         for row in coded.itertuples()}
    ).T  # fmt: skip


def _add_green_tasks(table: pd.DataFrame) -> None:
    tasks = measured("green_tasks").set_index("occupation")["green_tasks"][table.index]
    about = (GREEN_FACTOR * tasks).clip(upper=1.0)
    table["L_green"] = (1.0 - GREEN_TASKS) * table["L_green"] + GREEN_TASKS * about


def _fill_measured(rows: pd.DataFrame, coded: pd.DataFrame) -> None:
    """ICT demand, education asked, wage and sector, from answers of the survey."""
    own_account = rows["status"] == "self_employed"
    # self-employed persons are not asked what education their work requires
    rows.loc[own_account, REQUIRED] = rows.loc[own_account, OWN].to_numpy()
    rows["ict"] = rules.ict_demand(rows[ICT_USE])
    posts = rows["employment"]
    score = rows["req_high"] + 0.5 * rows["req_mid"]
    platforms = coded[~coded["emerging"].astype(bool)]
    by_level = platforms.groupby("education_asked")["employment"].sum()
    low, mid = (
        (share - by_level.get(level, 0.0)) / posts.sum()
        for share, level in zip(rules.ASKED_SHARES, rules.LEVELS, strict=False)
    )
    rows["education_asked"] = rules.education_asked(score, posts, low, mid)
    rows["wage"] = rules.wage(rows["lnwage"], posts)
    employees = rows[~own_account]
    shares = employees[[name for name in rows if name.startswith("sec_")]]
    found = sectors(shares, employees["employment"])
    rows["sector"] = found["sector"].reindex(rows.index, fill_value="own_account")
    rows["spread"] = found["spread"].reindex(rows.index, fill_value=0.0)


def _fill_demands(rows: pd.DataFrame, coded: pd.DataFrame) -> None:
    """Six demands on the scale of ``assumed/scales.csv``, ICT of mixtures, and the weights."""
    scales = assumed("scales").set_index("column")
    everyone = pd.concat([rows, coded[~coded["emerging"].astype(bool)]])
    for dimension in DIMENSIONS[1:]:
        level = f"L_{dimension}"
        mean, spread = scales.at[dimension, "mean"], scales.at[dimension, "sd"]
        constant, slope = rules.scale(everyone[level], everyone["employment"], mean, spread)
        for table in (rows, coded):
            table[dimension] = (constant + slope * table[level]).clip(*rules.SHARE_RANGE)
    coefficients = np.linalg.lstsq(_predictors(rows), rows["ict"].to_numpy(), rcond=None)[0]
    predicted = pd.Series(_predictors(coded) @ coefficients, coded.index)
    coded["ict"] = coded["ict"].fillna(predicted.clip(*rules.SHARE_RANGE))
    for table in (rows, coded):
        weights = rules.importance_weights(table[IMPORTANCE], table[DIMENSIONS])
        table[[f"weight_{name}" for name in DIMENSIONS]] = weights.to_numpy()


def _predictors(table: pd.DataFrame) -> np.ndarray:
    """What ICT use of a job is predicted from where the survey has none: levels of O*NET."""
    ict = table["L_ict"].to_numpy(dtype=float)
    others = table[["L_analytical", "L_technical"]].to_numpy(dtype=float)
    return np.column_stack([np.ones(len(ict)), ict, ict**2, others])


def _fill_rules(rows: pd.DataFrame, coded: pd.DataFrame) -> None:
    """Supplies, both exposures, pace, turnover, remote work and outside applicants."""
    posts, own_account = rows["employment"], rows["status"] == "self_employed"
    rows["bottleneck"] = rows[HARD_TASKS].mean(axis=1)
    rows["automation"] = rules.automation(rows["bottleneck"], posts)
    rows["language_models"] = rows["gpt_tools_model"]
    exposed = exposure_by_soc()["gpt_tools_model"]
    coded["language_models"] = [
        exposed[[code[:7] for code in codes.split()]].mean() for codes in coded["onet_soc"]
    ]
    rows["pace"] = rules.pace(rows["ict"], rules.standardised(rows["new_products"], posts))
    platforms = coded[~coded["emerging"].astype(bool)]
    ended = float((platforms["turnover"] * platforms["employment"]).sum())
    rows["turnover"] = rules.turnover(_newcomers(rows), ~own_account, posts, ended)
    rows["temporary"] = (1.0 - rows["permanent"]).where(~own_account, 0.0)
    coded["temporary"] = USUAL["temporary"] * coded["emerging"].astype(bool)
    licences = assumed("licences").set_index("occupation")["licence"]
    for table in (rows, coded):
        table["licence"] = licences.reindex(table.index).fillna(0.0)
    rows["remote"] = rules.remote(rows["remote_index"], rows["ict"])
    rows["external"] = rules.external(rows["remote"], rows["analytical"], rows["education_asked"])

    def z(values: pd.Series) -> pd.Series:
        return rules.standardised(values, posts)

    achievement = z(rows["wv_achievement"])
    supplies = {
        "security": z(rows["permanent"]) - z(-np.log(1.0 - rows["tenure_le1"])),
        "challenge": z(rows["task_discretion"]) + z(rows["learning"]) + achievement,
        "meaning": z(rows["wv_relationships"]) + z(rows["ws_concern_for_others"])
        + achievement / 2,
        "balance": z(1.0 - rows["hours_over45"]) + z(rows["flexible_hours"]),
    }  # fmt: skip
    security = supplies["security"]
    security[own_account] = np.percentile(security[~own_account], rules.OWN_ACCOUNT_SECURITY)
    scales = assumed("scales").set_index("column")
    for name in SUPPLIES:
        mean, spread = scales.at[name, "mean"], scales.at[name, "sd"]
        constant, slope = rules.scale(supplies[name], posts, mean, spread)
        rows[name] = (constant + slope * supplies[name]).clip(*rules.SHARE_RANGE)


def _newcomers(rows: pd.DataFrame) -> pd.Series:
    """Share who began within two calendar years; of own-account work, by the self-employed."""
    own = measured("piaac_own_account").set_index("occupation")["tenure_le1"]
    return own.reindex(rows.index).fillna(rows["tenure_le1"])


def _note(name: str) -> str:
    return "x_" + name.replace("L_", "level_")


def _written(table: pd.DataFrame) -> pd.DataFrame:
    """The columns as they stand in the file, rounded."""
    table = table.rename_axis("occupation").reset_index()
    table = table.rename(columns=dict(zip(REQUIRED, POSTS, strict=False)))
    for name in ("eventual_share", "emerging", "entry_post", *POSTS):
        table[name] = table[name].fillna(0)
    table["x_isco"] = table["isco"].where(table["status"] == "employees")
    table["x_n"] = table["n"]
    weights = [f"weight_{name}" for name in DIMENSIONS]
    notes = table[NOTES].rename(columns=_note)
    columns = [*FIRST, *DIMENSIONS, *weights, *SUPPLIES, *LAST, *POSTS, "x_isco", "x_n"]
    table = table[columns].join(notes)
    numbers = table.select_dtypes("number").columns
    usual = {name: NOTE_DECIMALS if name.startswith("x_") else 2 for name in numbers}
    table = table.round(usual | DECIMALS | dict.fromkeys(POSTS, NOTE_DECIMALS))
    for name in ("emerging", "entry_post", "wage", "x_n"):
        table[name] = table[name].astype("Int64")
    return table
