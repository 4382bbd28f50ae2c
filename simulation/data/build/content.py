"""What work asks for, out of O*NET: levels and importance of elements, averaged to ISCO-08.

The level of a dimension is ``L = Σ im² lv / Σ im²`` over its elements, with level and importance
both scaled to 0–1. O*NET occupations are averaged to SOC codes, these to ISCO-08 unit groups by
the crosswalk, and these to the codes asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from simulation.data.build.raw_files import measured

#: Elements of each dimension; sk skill, kn knowledge, ab ability. A name may count twice.
ELEMENTS = {
    "ict": "kn_computers_electronics kn_telecommunications sk_programming sk_technology_design",
    "analytical": "sk_mathematics kn_mathematics sk_science sk_critical_thinking "
    "sk_complex_problems sk_systems_analysis sk_systems_evaluation sk_judgment "
    "ab_deductive_reasoning ab_inductive_reasoning ab_mathematical_reasoning ab_number_facility",
    "governance": "kn_law_government kn_law_government kn_public_safety_security",
    "social": "sk_social_perceptiveness sk_service_orientation sk_instructing sk_persuasion "
    "sk_negotiation sk_active_listening sk_speaking kn_customer_service kn_psychology "
    "kn_therapy_counseling kn_education_training",
    "business": "kn_management kn_economics_accounting kn_sales_marketing kn_personnel "
    "sk_mgmt_financial sk_mgmt_material sk_mgmt_personnel ab_originality ab_fluency_of_ideas",
    "technical": "sk_operations_monitoring sk_operation_control sk_equipment_maintenance "
    "sk_equipment_selection sk_installation sk_troubleshooting sk_repairing "
    "sk_quality_control_analysis kn_mechanical kn_building_construction "
    "kn_engineering_technology kn_production_processing kn_food_production ab_manual_dexterity "
    "ab_finger_dexterity ab_arm_hand_steadiness ab_control_precision ab_multilimb_coordination",
    "green": "kn_biology kn_geography kn_chemistry kn_physics",
}
#: Highest O*NET level; importance runs from 1 to 5.
TOP_LEVEL, LOW_IMPORTANCE, IMPORTANCE_RANGE = 7.0, 1.0, 4.0
#: Elements whose importance makes the weight of a dimension.
MOST_IMPORTANT = 3
#: Answers on required education from a bachelor's degree up.
BACHELOR_UP = [f"ed_{answer:02d}" for answer in range(6, 13)]
OTHERS = ["wv_achievement", "wv_relationships", "ws_concern_for_others"]
#: Persons added to each SOC code, so that codes without US employment count a little.
ADDED_PERSONS = 200.0
#: Power of US employment where the survey says nothing on unit groups (assumed: half-way to alike).
US_POWER = 0.5
#: Weight of US employment beside the survey's proportions.
US_WEIGHT = 0.1
#: Characters that two occupations share: of one SOC code, broad group, minor group, major group.
SOC_KINSHIP = (7, 6, 4, 2)


def onet_content() -> pd.DataFrame:
    """Level `L_*` and importance `im_*` of each dimension, and others, by O*NET occupation.

    Occupations without ratings take the mean of their SOC code, or of its broad group.
    """
    raw = measured("onet_content").set_index("onet_soc")
    columns = {}
    for dimension, names in ELEMENTS.items():
        elements = names.split()
        level = raw[[f"{name}_lv" for name in elements]].to_numpy() / TOP_LEVEL
        importance = _importance(raw, elements)
        columns[f"L_{dimension}"] = (importance**2 * level).sum(1) / (importance**2).sum(1)
        single = _importance(raw, list(dict.fromkeys(elements)))
        columns[f"im_{dimension}"] = np.sort(single, axis=1)[:, -MOST_IMPORTANT:].mean(1)
    content = pd.DataFrame(columns, index=raw.index).join(raw[OTHERS])
    content["us_bachelor_required"] = raw[BACHELOR_UP].sum(axis=1, min_count=1)
    return _filled(content)


def group_content(keys: Iterable[str]) -> pd.DataFrame:
    """Content of work by key: one or several codes of ISCO-08, of any number of digits."""
    by_soc = onet_content()
    by_soc = by_soc.groupby(by_soc.index.str[:7]).mean()
    by_soc = by_soc.join(exposure_by_soc(), how="outer")
    links = measured("isco_soc")
    by_soc = _filled(by_soc.reindex(sorted(set(by_soc.index) | set(links["soc2018"]))))
    units = _weighted_means(by_soc.loc[links["soc2018"]], links["share_of_isco"], links["isco"])
    remote = measured("isco_remote").set_index("isco")["remote_labor_index"]
    units = units.join(remote.rename("remote_index"))
    weights = unit_weights()
    found = {}
    for key in keys:
        inside = units.index[units.index.str.startswith(tuple(key.split()))]
        label = np.full(len(inside), key)
        found[key] = _weighted_means(units.loc[inside], weights[inside], label).loc[key]
    return pd.DataFrame(found).T


def exposure_by_soc() -> pd.DataFrame:
    """Exposure to language models by SOC code."""
    return measured("soc_exposure").set_index("soc2018")


def unit_weights() -> pd.Series:
    """Relative size of the ISCO-08 unit groups.

    The crosswalk divides a SOC code among unit groups in proportion to their persons in the
    survey, so it holds ratios of their sizes. Least squares finds the logarithms of the sizes
    from these ratios; US employment, with a small weight, links those that no ratio links.
    """
    links = measured("isco_soc")
    people = (links["us_employment"].fillna(0.0) + ADDED_PERSONS) * links["share_of_soc"]
    prior = np.log(people.groupby(links["isco"]).sum()) * US_POWER
    number = {code: place for place, code in enumerate(prior.index)}
    equations, values = [], []
    for _, part in links[links["share_of_soc"] > 0].groupby("soc2018"):
        first = part.iloc[0]
        for code, share in zip(part["isco"].iloc[1:], part["share_of_soc"].iloc[1:], strict=True):
            equation = np.zeros(len(number))
            equation[number[code]], equation[number[first["isco"]]] = 1.0, -1.0
            equations.append(equation)
            values.append(np.log(share / first["share_of_soc"]))
    matrix = np.vstack([*equations, np.eye(len(number)) * US_WEIGHT])
    target = np.append(values, prior * US_WEIGHT)
    return pd.Series(np.exp(np.linalg.lstsq(matrix, target, rcond=None)[0]), prior.index)


def mixture(content: pd.DataFrame, codes: list[str], rule: str) -> pd.Series:
    """Content of several O*NET occupations: their mean, or with `top2` that of the two highest."""
    part = content.loc[codes]
    return part.mean() if rule == "mean" else part.apply(lambda column: column.nlargest(2).mean())


def _importance(raw: pd.DataFrame, elements: list[str]) -> np.ndarray:
    scores = raw[[f"{name}_im" for name in elements]].to_numpy()
    return np.asarray((scores - LOW_IMPORTANCE) / IMPORTANCE_RANGE)


def _filled(content: pd.DataFrame) -> pd.DataFrame:
    """Missing values replaced by the mean of the nearest group of SOC that has one."""
    known = content
    for length in SOC_KINSHIP:
        content = content.fillna(known.groupby(known.index.str[:length]).transform("mean"))
    return content


def _weighted_means(values: pd.DataFrame, weights: pd.Series, labels: object) -> pd.DataFrame:
    """Means of the rows of each label; a missing value does not count."""
    weight = values.notna().mul(np.asarray(weights), axis=0)
    label = np.asarray(labels)
    return (values.fillna(0.0) * weight).groupby(label).sum() / weight.groupby(label).sum()
