"""All claims: their arms are scenarios, and their tests can have either result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.claims import claims
from experiments.claims.batch import FULL, QUICK, scenario
from experiments.claims.claim import ALL_THREE_EQUAL, After, Arm, Claim, Evidence, Part, arms_of
from experiments.claims.neutral import NEUTRAL
from experiments.claims.permanence import memoryless
from experiments.claims.robustness import draw, varied
from experiments.claims.statistics import chosen, ranked_by_other_seeds
from simulation.core.measure import NoTwinError
from simulation.core.parameter import declarations
from simulation.core.vocabulary import EXPECTED, FIT_VARIANTS, MARGINS
from simulation.measures import MEASURES
from simulation.measures.variants import ABOUT_FIT, FREE
from simulation.settings import SECTIONS

CLAIMS = claims()
NAMES = [claim.number for claim in CLAIMS]
#: Claims that are also read on each margin.
ON_MARGINS = ("H9", "H10", "H13", "H17")
#: Claims that rest on a constant that a parameter makes neutral.
WITH_NEUTRAL_RUNS = ("H5", "H16", "H19", "H21", "H22", "H27")
ABOUT_A_VARIANCE = [f"H{number}" for number in (1, 2, 3, 4, 9, 10, 11, 12, 13, 15, 17, 18, 24, 26)]
COLUMNS = [column for measure in MEASURES.values() for column in measure.columns]


class Histories(dict):
    """Months of an arm, built on demand: every month has the values of the summary."""

    def __init__(self, summaries):
        self.summaries = summaries

    def __missing__(self, arm):
        table = self.summaries[arm]
        months = pd.DataFrame(np.repeat(table.to_numpy(), QUICK.months, axis=0), columns=COLUMNS)
        months.insert(0, "seed", np.repeat(table.index, QUICK.months))
        months.insert(1, "month", np.tile(np.arange(1, QUICK.months + 1), len(table)))
        self[arm] = months
        return months


def made_up(claim: Claim, seed: int, seeds: int = 6) -> Evidence:
    """Evidence in which every measure of every arm is random: small and large, of either sign."""
    generator = np.random.default_rng(seed)
    summaries = {}
    for arm in claim.arms:
        level = np.exp(generator.uniform(np.log(0.001), np.log(30.0), len(COLUMNS)))
        if seed % 2:
            level = generator.uniform(-1.0, 1.0, len(COLUMNS))
        if seed % 3 == 2:
            # arms that are nearly alike
            level = generator.uniform(0.49, 0.51, len(COLUMNS))
        table = level * (1 + 0.02 * generator.normal(size=(seeds, len(COLUMNS))))
        summaries[arm.name] = pd.DataFrame(table, range(1, seeds + 1), COLUMNS)
    return Evidence(list(range(1, seeds + 1)), QUICK.burn_in, summaries, Histories(summaries))


def test_claims_stand_in_order_and_are_numbered_once():
    assert len(set(NAMES)) == len(NAMES)
    order = [int(name[1:].rstrip("r")) for name in NAMES]
    assert order == sorted(order)
    assert {int(name[1:]) for name in NAMES if name[-1] != "r"} == set(range(1, 28))


def test_a_claim_says_what_it_is():
    for claim in CLAIMS:
        assert all((claim.title, claim.statement, claim.statistic, claim.reference, claim.arms))
        assert claim.rule.startswith("fails unless")
        assert all(part.name in claim.rule for part in claim.parts)
        assert len({part.name for part in claim.parts}) == len(claim.parts)
        assert all(part.smallest > 0 for part in claim.parts)


def test_the_rule_says_null_and_smallest_effect():
    (rule,) = (claim.rule for claim in CLAIMS if claim.number == "H3")
    assert rule.endswith("in brackets): > 0.25 (0.05 share). A half is claimed")


@pytest.mark.parametrize("claim", CLAIMS, ids=NAMES)
def test_a_claim_reads_measures_that_there_are_and_can_come_out_either_way(claim):
    """With random evidence every part lies on either side of its null for some seed."""
    sides: dict[str, set[bool]] = {}
    for seed in range(36):
        with np.errstate(all="ignore"):
            findings = claim.test(made_up(claim, seed))
        for finding in findings:
            values = np.asarray(finding.values, dtype=float)
            assert values.shape == (6,)
            side = sides.setdefault(finding.part.name, set())
            if np.isfinite(values).all():
                side.add(bool(values.mean() > finding.part.null))
    assert all(side == {True, False} for side in sides.values()), sides


def test_claims_about_a_variance_are_also_read_on_other_variants_of_fit():
    read_on_variants = [claim.number for claim in CLAIMS if claim.variants]
    assert read_on_variants == ABOUT_A_VARIANCE
    for claim in CLAIMS:
        variants = FIT_VARIANTS if claim.variants else ()
        margins = MARGINS if claim.number in ON_MARGINS else ()
        neutral = [NEUTRAL] if claim.number in WITH_NEUTRAL_RUNS else []
        found = [reading.reading for reading in claim.readings]
        assert found == [EXPECTED, *variants, *margins, *neutral]
        assert claim.readings[0] is claim
        assert {reading.number for reading in claim.readings} == {claim.number}


def names_read(reading: Claim, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The columns that a reading of a claim asks for, and those that it gets."""
    asked = {}
    named = Evidence._named

    def record(evidence: Evidence, name: str) -> str:
        asked[name] = named(evidence, name)
        return asked[name]

    monkeypatch.setattr(Evidence, "_named", record)
    with np.errstate(all="ignore"):
        reading.test(made_up(reading, 1))
    return asked


@pytest.mark.parametrize("number", ABOUT_A_VARIANCE)
@pytest.mark.parametrize("variant", FIT_VARIANTS)
def test_a_claim_on_a_variant_reads_the_twins(number, variant, monkeypatch):
    """Each measure of fit is read on the variant; without one the claim has no verdict on it."""
    (claim,) = (one for one in CLAIMS if one.number == number)
    (reading,) = (one for one in claim.readings if one.reading == variant)
    if (number, variant) == ("H10", "potential"):
        with pytest.raises(NoTwinError, match="not measured on potential fit"):
            reading.test(made_up(reading, 1))
        return
    asked = names_read(reading, monkeypatch)
    assert set(asked.values()) <= set(COLUMNS)
    twins = {name for name, got in asked.items() if got != name}
    assert all(f"_{variant}" in asked[name] for name in twins)
    about_fit = {
        column for m in MEASURES.values() if m.subject in ABOUT_FIT for column in m.columns
    }
    free = {column for name in FREE for column in MEASURES[name].columns}
    assert twins == set(asked) & about_fit - free
    assert bool(twins) == (number != "H13")


def test_evidence_on_a_variant():
    names = ("volatility_of_fit_high", "volatility_of_fit_realised_high", "health_high")
    table = {
        arm: pd.DataFrame([[1.0 * dose, 2.0 * dose, 3.0 * dose]], [3], names)
        for arm, dose in (("baseline", 1), ("more", 2))
    }
    months = {arm: frame.assign(seed=3, month=5) for arm, frame in table.items()}
    evidence = Evidence([3], 4, table, months)
    realised = evidence.on("realised")
    for data, factor in ((evidence, 1.0), (realised, 2.0), (realised.on(EXPECTED), 1.0)):
        assert data.baseline(names[0]) == factor
        assert data.effect("more", names[0]) == factor
        assert data.slope({"baseline": 0.0, "more": 1.0}, names[0]) == factor
        assert data.window("more", names[0], 1, 1) == 2.0 * factor
        assert data.baseline("health_high") == 3.0


def test_a_further_reading_has_parts_and_a_function_of_its_own():
    """For instance on a margin: it is judged like the claim, and has no readings itself."""
    claim = CLAIMS[0]
    part = Part("within posts", smallest=0.0005)
    margin = claim.read("within_post", lambda evidence: [evidence.baseline("fit")], (part,))
    whole = replace(claim, others=(margin,))
    assert [one.reading for one in whole.readings] == [EXPECTED, *FIT_VARIANTS, "within_post"]
    assert margin.readings == (margin,)
    (finding,) = margin.test(Evidence([1], 0, {"baseline": pd.DataFrame({"fit": [0.8]}, [1])}))
    assert finding.part is part
    assert finding.values.tolist() == [0.8]


def test_chronic_misfit_is_compared_with_shuffled_shocks():
    (claim,) = (one for one in CLAIMS if one.number == "H4")
    evidence = made_up(claim, 1)
    finding = claim.test(evidence)[3]
    observed, shuffled, low = (
        evidence.baseline(f"panel_chronic_misfit_{path}")
        for path in ("seen", "shuffled", "low_seen")
    )
    assert finding.part.name == "beyond shuffled shocks"
    np.testing.assert_array_equal(finding.values, observed - shuffled)
    np.testing.assert_array_equal(finding.others["observed, low education"], low)


def test_arms_of_one_name_are_the_same_and_few_enough():
    arms = arms_of(CLAIMS)
    assert len(arms) <= 60
    settings = [tuple(sorted(map(str, arm.changes.items()))) for arm in arms.values()]
    assert len(set(settings)) == len(settings), "two names for one scenario are run twice"


def test_two_scenarios_of_one_name_are_refused():
    first, second = Arm("one", {"redesign.pace": 0.0}), Arm("one", {"redesign.pace": 1.0})
    base = CLAIMS[0].__dict__
    claims = [Claim(**{**base, "arms": (arm,)}) for arm in (first, second)]
    with pytest.raises(ValueError, match="'one' stands for two scenarios"):
        arms_of(claims)


@pytest.mark.parametrize("size", [FULL, QUICK], ids=lambda size: size.name)
def test_every_arm_is_a_scenario_of_each_size(size):
    for arm in arms_of(CLAIMS).values():
        settings = scenario(arm, size.citizens, size.months, size.burn_in).settings
        assert settings["city"].months == size.months
        assert settings["interventions.training"].start_month == size.burn_in


def test_months_count_from_the_end_of_the_burn_in():
    arm = Arm("late", {"interventions.training.start_month": After(12), "redesign.pace": 2.0})
    resolved = arm.resolved(24)
    assert resolved["interventions.training.start_month"] == 36
    assert resolved["interventions.network.start_month"] == 24
    assert resolved["redesign.pace"] == 2.0
    assert sum(ALL_THREE_EQUAL.changes.values()) == 120


def test_evidence_by_seed():
    table = {arm: pd.DataFrame({"y": [1.0, 2.0]}, [3, 5]) * dose for arm, dose in
             (("a", 0), ("b", 1), ("c", 2))}  # fmt: skip
    months = pd.DataFrame({"seed": [5, 5, 5, 3, 3, 3], "month": [1, 2, 3] * 2, "y": range(6)})
    evidence = Evidence([3, 5], 1, table, {"a": months})
    assert evidence.effect("c", "y", against="b").tolist() == [1.0, 2.0]
    assert evidence.slope({"a": 0.0, "b": 0.5, "c": 1.0}, "y") == pytest.approx([2.0, 4.0])
    assert evidence.window("a", "y", 1, 2).tolist() == [4.5, 1.5]
    assert np.isnan(evidence.window("a", "y", 3, 9)).all()


def test_the_choice_for_a_seed_is_made_by_the_others():
    table = [np.array([9.0, 0.0, 0.0]), np.array([1.0, 1.0, 1.0])]
    best = ranked_by_other_seeds(table, 0)
    assert best.tolist() == [1, 0, 0]
    assert chosen(table, best).tolist() == [1.0, 0.0, 0.0]
    noise = np.random.default_rng(0).normal(size=(5, 4000))
    assert abs(chosen(noise, ranked_by_other_seeds(noise, 0)).mean()) < 0.05
    assert ranked_by_other_seeds([np.array([1.0]), np.array([2.0])], 0).tolist() == [1]


def test_a_chain_without_memory():
    table = pd.DataFrame({"misfit_share_low": [0.25, 0.25], "misfit_exit_low": [0.75, 0.0]}, [1, 2])
    chance = memoryless(Evidence([1, 2], 0, {"baseline": table}), "low")
    assert chance == pytest.approx([0.25, 1.0])


def test_parameter_sets_stay_in_range_and_leave_the_experiment_alone():
    arms = list(arms_of(CLAIMS).values())
    ranges = varied(arms)
    assert not set(ranges) & {key for arm in arms for key in arm.changes}
    sets = draw(arms, 8)
    assert sets == draw(arms, 8)
    for values in sets:
        assert set(values) == set(ranges)
        for name, value in values.items():
            section, _, key = name.rpartition(".")
            declared = declarations(SECTIONS[section])[key]
            assert declared.status in ("assumed", "calibrated")
            assert isinstance(value, (type(ranges[name][0]), float))
            assert declared.low is None or value >= declared.low
            assert declared.high is None or value <= declared.high
    spread = [values["ties.rate"] for values in sets]
    assert min(spread) < 0.12 < max(spread)
