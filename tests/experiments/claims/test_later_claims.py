"""H14 to H27 hold in cities where they should, and fail where they should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.claims import claims
from experiments.claims.claim import BUDGET, Claim, Evidence
from experiments.claims.portfolios import EDGES, MIXES, SINGLES, standardised
from experiments.claims.statistics import pseudo_values
from experiments.claims.verdict import CONTRADICTED, NOT_SUPPORTED, NULL, SUPPORTED, judge

CLAIMS = {claim.number: claim for claim in claims() if claim.number[1:].isdigit()}
LATER = [f"H{number}" for number in range(14, 28)]

EDUCATION = ("low", "mid", "high")
#: What every city shows in every month unless a test says otherwise.
USUAL: dict[str, Any] = {
    **{f"needs_supply_{e}": 0.8 for e in EDUCATION},
    **{f"education_shares_{e}": 1 / 3 for e in EDUCATION},
    **{f"community_members_{e}": 0.5 for e in EDUCATION},
    **{f"job_finding_{g}": 0.2 for g in ("all", "low", "high")},
    **{
        f"{name}_by_lottery_{g}": 0.5
        for name in ("employment", "ict")
        for g in ("assigned", "others")
    },
    **{f"falls_of_fit_{g}": 0.02 for g in ("knowledge", "other")},
    **{f"misfit_spell_{g}": 10.0 for g in ("median", "mean")},
    "platform_share": 0.03,
    "platform_concentration": 0.2,
    "fit": 0.8,
    "unbalance": 0.05,
    "volatility": 0.03,
    "downside_volatility_all": 0.015,
    "employment_all": 0.5,
    "ict_spread": 0.2,
    "cost_training": 100.0,
    "cost_network": 120.0,
    "communities_alive": 20.0,
    "community_concentration": 0.0,
    "network_placements": 0.1,
    "network_members": 30.0,
    "network_trust": 0.5,
    "network_capacity": 0.4,
    "wealth": 2000.0,
    "well_being": 0.7,
    "slope_index_education": 0.05,
    "slope_perceived": 0.02,
    "slope_happiness": 0.02,
}
BURN_IN, MONTHS = 6, 120
Worlds = Mapping[str, Mapping[str, float | Callable[[np.ndarray], np.ndarray]]]


def evidence(claim: Claim, worlds: Worlds, luck: float = 0.001, seeds: int = 12) -> Evidence:
    """Evidence for a claim.

    Parameters
    ----------
    claim : Claim
    worlds : mapping of str to mapping
        Arm → measure column → its value, or its value by month since the burn-in; what is left
        out is as usual. The key ``"all"`` holds for every arm that does not say otherwise.
    luck : float
        How far a seed's value in an arm lies from that, as a share of the usual value.
    seeds : int
    """
    arms = {arm.name for arm in claim.arms}
    assert set(worlds) - {"all"} <= arms
    month = np.arange(1, BURN_IN + MONTHS + 1)
    histories, summaries = {}, {}
    for place, arm in enumerate(sorted(arms)):
        said = {**worlds.get("all", {}), **worlds.get(arm, {})}
        assert set(said) <= set(USUAL)
        frames = []
        for seed in range(seeds):
            frame = {"seed": seed, "month": month}
            for number, (column, usual) in enumerate(USUAL.items()):
                value = said.get(column, usual)
                level = value(month - BURN_IN) if callable(value) else np.full(month.size, value)
                error = np.random.default_rng([place, seed, number]).normal()
                frame[column] = level + luck * error * (usual or 0.1)
            frames.append(pd.DataFrame(frame))
        histories[arm] = pd.concat(frames, ignore_index=True)
        measured = histories[arm][histories[arm]["month"] > BURN_IN]
        summaries[arm] = measured.groupby("seed").mean().drop(columns="month")
    return Evidence(list(range(seeds)), BURN_IN, summaries, histories)


def verdict(claim: Claim, worlds: Worlds, luck: float = 0.001, seeds: int = 12) -> str:
    """What the claim amounts to in such cities."""
    return judge([(claim, list(claim.test(evidence(claim, worlds, luck, seeds))))])[0].verdict


def by_education(name, value):
    """The same value for every level of education."""
    return {f"{name}_{level}": value for level in EDUCATION}


def from_month(first, before, after):
    """A measure that changes in one month after the end of the burn-in."""
    return lambda month: np.where(month < first, before, after)


def gap(before, between, after, begins=24, ends=48):
    """A measure that has one level before, in and after a gap."""
    return lambda month: np.select([month <= begins, month <= ends], [before, between], after)


def mixes(**values):
    """The same for all mixes."""
    return {arm.name: values for arm in MIXES}


#: Claim → what holds it, and what turns it round.
HOLDS = {
    "H14": {
        "platforms_many": {"job_finding_low": 0.25, "volatility": 0.04, "platform_share": 0.2,
                           **by_education("needs_supply", 0.78)},
        "platforms_one_owner": {"job_finding_all": 0.17, **by_education("needs_supply", 0.75)},
    },
    "H15": {"training_universal": {"fit": 0.82, "unbalance": 0.052},
            "training": {"unbalance": 0.03}},
    "H16": {"training_by_lot": {"ict_by_lottery_assigned": 0.6,
                                "employment_by_lottery_assigned": from_month(20, 0.5, 0.54),
                                "employment_all": from_month(20, 0.5, 0.505)}},
    "H17": {"communities": {"downside_volatility_all": 0.012, "misfit_spell_median": 7.0,
                            "falls_of_fit_knowledge": 0.015, "falls_of_fit_other": 0.019}},
    "H18": {"communities_bridging": {"unbalance": 0.03},
            "communities_bonding": {"unbalance": 0.07}},
    "H19": {"communities_rising": {"communities_alive": from_month(60, 5.0, 6.0)},
            "communities_declining": {"communities_alive": from_month(60, 20.0, 12.0)}},
    "H20": {"communities_unheard": {"community_concentration": 0.2, "unbalance": 0.055},
            "communities_heard": {"unbalance": 0.03}},
    "H21": {"network_shared": {"network_placements": 0.05},
            "network_few_shared": {"network_placements": 0.12},
            "network_few_administered": {"network_placements": 0.08}},
    "H22": {"network_interrupted": {"network_placements": gap(0.12, 0.0, 0.06),
                                    "cost_network": 120.0}},
    "H23": {"baseline": {"network_placements": 0.0},
            "network_trust_held": {"network_placements": 0.05}},
    "H24": {**mixes(wealth=2100.0, well_being=0.74, unbalance=0.04, volatility=0.025),
            "training": {"wealth": 2020.0, "well_being": 0.71}},
    "H25": {"training_half_prescribed": {"fit": 0.83},
            "training_prescribed": {"misfit_spell_mean": 14.0, "fit": 0.81},
            "training_prescribed_turbulent": {"fit": 0.78}},
    "H27": {"all": {"slope_perceived": 0.005}},
}  # fmt: skip
REVERSED = {
    "H14": {"platforms_many": by_education("needs_supply", 0.83)},
    "H15": {"training_universal": {"fit": 0.82, "unbalance": 0.03},
            "training": {"unbalance": 0.04}},
    "H16": {"training_by_lot": {"ict_by_lottery_assigned": 0.51,
                                "employment_by_lottery_assigned": 0.56, "employment_all": 0.53}},
    "H17": {"communities": {"downside_volatility_all": 0.02, "misfit_spell_median": 13.0}},
    "H18": {"communities_bridging": {"unbalance": 0.07},
            "communities_bonding": {"unbalance": 0.03}},
    "H19": {"communities_rising": {"communities_alive": 18.0},
            "communities_declining": {"communities_alive": 10.0}},
    "H20": {"communities_unheard": {"community_concentration": -0.2, "unbalance": 0.03},
            "communities_heard": {"unbalance": 0.06}},
    "H21": {"network_few_administered": {"network_placements": 0.15}},
    "H22": {"network_interrupted": {"network_placements": gap(0.1, 0.1, 0.16)}},
    "H23": {"baseline": {"network_placements": 0.0},
            "network_trust_held": {"network_placements": 0.095}},
    "H24": {**mixes(wealth=1900.0, unbalance=0.07), "training": {"wealth": 2050.0,
                                                                 "well_being": 0.72}},
    "H25": {"training_half_prescribed": {"fit": 0.77}},
    "H27": {"all": {"slope_perceived": 0.045}},
}  # fmt: skip
#: What a claim amounts to in cities that are all alike. Where there has to be an effect before
#: anything can be said of it, or the claim is that something is at least so large, none is less.
ALIKE = {
    **dict.fromkeys(LATER, NULL),
    "H15": NOT_SUPPORTED,
    "H16": CONTRADICTED,
    "H20": NOT_SUPPORTED,
    "H22": CONTRADICTED,
    "H24": NULL,
}


@pytest.mark.parametrize("number", HOLDS)
def test_a_claim_holds_where_it_should(number):
    """In a city made as the claim says it is supported."""
    assert verdict(CLAIMS[number], HOLDS[number]) == SUPPORTED


@pytest.mark.parametrize("number", REVERSED)
def test_a_claim_fails_where_it_should(number):
    """In a city made the other way round it is contradicted."""
    assert verdict(CLAIMS[number], REVERSED[number]) == CONTRADICTED


@pytest.mark.parametrize("number", HOLDS)
def test_luck_alone_supports_nothing(number):
    """Where luck is far greater than any effect, the claim is not supported."""
    assert verdict(CLAIMS[number], {}, luck=0.5) == NOT_SUPPORTED


@pytest.mark.parametrize("number", [n for n in HOLDS if n not in ("H23", "H27")])
def test_cities_that_are_alike(number):
    """Where nothing differs the claim is practically null, or fails as its rule says."""
    assert verdict(CLAIMS[number], {}, luck=1e-5) == ALIKE[number]


def test_trust_needs_an_effect_to_run_through():
    """Without any effect of the network there is no share of it, and so no result."""
    assert verdict(CLAIMS["H23"], {"all": {"network_placements": 0.0}}, luck=0.0) == "no result"


@pytest.mark.parametrize("number", LATER)
def test_every_claim_reads_its_arms_only(number):
    """With one seed, as in a parameter set, each finding has a number."""
    found = CLAIMS[number].test(evidence(CLAIMS[number], HOLDS.get(number, {}), seeds=1))
    for finding in found:
        assert np.shape(finding.values) == (1,)
        assert np.isfinite(finding.values).all() or number == "H26"


def test_portfolios_cost_the_same():
    """The lattice has ten points; each spends one budget, and no two spend it alike."""
    points = (*SINGLES, *MIXES)
    budgets = [tuple(sorted(arm.changes.items())) for arm in points]
    assert len(set(budgets)) == 10
    assert len(EDGES) == 6
    assert all(sum(arm.changes.values()) == pytest.approx(BUDGET) for arm in points)


def test_the_best_single_one_beats_mixes_that_differ():
    """One mix that is far better than the others leaves no choice among mixes."""
    worlds = {
        **mixes(wealth=2020.0, well_being=0.71, unbalance=0.04, volatility=0.025),
        "all_three_equal": {"wealth": 2200.0, "well_being": 0.78, "unbalance": 0.04,
                            "volatility": 0.025},
    }  # fmt: skip
    assert verdict(CLAIMS["H24"], worlds) == CONTRADICTED


def test_choosing_the_best_mix_is_not_rewarded():
    """Where all portfolios differ by luck only, the best mix is not better than the best single."""
    values = CLAIMS["H24"].test(evidence(CLAIMS["H24"], {}, luck=0.02, seeds=40))[0].values
    error = values.std() / np.sqrt(values.size)
    assert abs(values.mean()) < 3 * error


def across(number, direction, luck=0.02):
    """Evidence of H26 in which luck of a seed moves both variances, and these the aims."""
    claim = CLAIMS[number]
    found = evidence(claim, {}, luck=luck, seeds=12)
    for arm in claim.arms:
        if arm.name != "baseline":
            table = found.summaries[arm.name]
            aims = direction * (
                4.0 * (table["unbalance"] - 0.05) + 9.0 * (table["volatility"] - 0.03)
            )
            table["wealth"] = 2000.0 * (1.0 + aims)
            table["well_being"] = 0.7 * (1.0 + aims)
    found.summaries["baseline"][["wealth", "well_being"]] = 2000.0, 0.7
    return found


@pytest.mark.parametrize(("direction", "sign"), [(-1.0, 1.0), (1.0, -1.0)])
def test_aims_that_fall_with_the_variances(direction, sign):
    """H26 finds the side on which the aims were made, within scenarios and across them."""
    for finding in CLAIMS["H26"].test(across("H26", direction)):
        assert (sign * finding.values).mean() > 0.2
        assert (sign * finding.others["across scenarios"]).mean() > 0.2


def test_standardised_coefficients_by_hand():
    """With uncorrelated variances of equal spread they are the correlations with the aims."""
    one = np.array([[1.0, -1.0, 1.0, -1.0]])
    other = np.array([[1.0, 1.0, -1.0, -1.0]])
    aims = 3.0 * one - 4.0 * other + 7.0
    np.testing.assert_allclose(standardised(aims, np.stack([one, other])), [0.6, -0.8])
    assert np.isnan(standardised(aims, np.stack([one, 0.0 * other]))).all()


def test_pseudo_values_of_a_mean_are_the_values():
    """The jackknife gives back the values when the statistic is their mean."""
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    found = pseudo_values(lambda kept: float(values[kept].mean()), values.size)
    np.testing.assert_allclose(found, values)


def test_a_lag_that_wears_off_is_no_hysteresis():
    """H19 looks at the last year only: money that fell keeps more alive for a while, then not."""
    worlds = {
        "communities_rising": {"communities_alive": 6.0},
        "communities_declining": {"communities_alive": lambda m: 6.0 + 14.0 * (m < 80)},
    }
    assert verdict(CLAIMS["H19"], worlds) == NOT_SUPPORTED


def test_first_year_counts_from_the_end_of_the_burn_in():
    """H16 is not supported when jobs follow at once."""
    worlds = {
        "training_by_lot": {
            **HOLDS["H16"]["training_by_lot"],
            "employment_by_lottery_assigned": from_month(1, 0.5, 0.54),
        }
    }
    assert BURN_IN > 0
    assert verdict(CLAIMS["H16"], worlds) == CONTRADICTED
