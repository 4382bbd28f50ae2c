"""Claims and facts in the code are those pre-registered, but for declared changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.claims import batch
from experiments.claims import claims as all_claims
from experiments.preregistration.comparison import all_deviations, deviations, notes_on
from experiments.preregistration.registration import Change, read
from experiments.validation import baseline, country_runs
from experiments.validation.facts import FACTS
from simulation.core.vocabulary import MARGINS

CLAIMS = {claim.number: claim for claim in all_claims()}
SIZES = {
    "protocol": batch.FULL, "fact_protocol": baseline.FULL, "countries": country_runs.FULL,
}  # fmt: skip


def with_claim(number: str, **changes):
    """All claims, one of them changed."""
    return [replace(claim, **changes) if claim.number == number else claim
            for claim in CLAIMS.values()]  # fmt: skip


def with_fact(key: str, **changes):
    """All facts, one of them changed."""
    return [replace(fact, **changes) if fact.key == key else fact for fact in FACTS]


def found(claims=None, facts=FACTS, sizes=SIZES, registration=None):
    """Undeclared differences by name."""
    claims = all_claims() if claims is None else claims
    return [one.what for one in deviations(claims, facts, sizes, registration)]


def declaring(*what: str):
    """The pre-registration with a declared change."""
    change = Change(date="2026-12-24", what=what, reason="r", old_verdict="supported")
    return read().model_copy(update={"changes": (*read().changes, change)})


def test_the_code_differs_from_the_file_only_where_a_change_says_so():
    """If this fails: undo the change, or declare it at the end of the file."""
    assert [str(one) for one in deviations(all_claims(), FACTS, SIZES)] == []


def test_only_what_the_file_calls_new_may_be_pending():
    registration = read()
    new = {fact.key for fact in registration.facts if fact.new}
    new |= {f"{c.number}.parts.{p.name}" for c in registration.claims for p in c.parts if p.new}
    new |= {f"{c.number}.{f}" for c in registration.claims for f in c.before.model_fields_set}
    assert new == {
        "perceived_objective", "perceived_fit_icc", "H4.statement", "H4.statistic",
        "H4.parts.beyond shuffled shocks",
    }  # fmt: skip
    pending = {one.what for one in all_deviations(all_claims(), FACTS) if one.pending}
    assert pending <= new


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"statistic": "another"}, "H9.statistic"),
        ({"statement": "another"}, "H9.statement"),
        ({"title": "another"}, "H9.title"),
        ({"note": "an excuse"}, "H9.note"),
        ({"parts": CLAIMS["H9"].parts[:2]}, "H9.parts.no less than that of the low educated"),
        ({"parts": (*CLAIMS["H9"].parts, replace(CLAIMS["H9"].parts[0], name="more"))},
         "H9.parts.more"),
    ],
)  # fmt: skip
def test_a_changed_claim_is_found_unless_it_is_declared(changes, what):
    claims = with_claim("H9", **changes)
    assert found(claims) == [what]
    assert found(claims, registration=declaring(what)) == []
    assert found(claims, registration=declaring("H9.parts.other", what)) == []
    assert found(claims, registration=declaring("H9")) == [what]


@pytest.mark.parametrize(
    ("field", "value"), [("null", 0.01), ("smallest", 0.001), ("unit", "shares")]
)
def test_a_changed_part_is_found(field, value):
    first, *others = CLAIMS["H9"].parts
    parts = (replace(first, **{field: value}), *others)
    what = f"H9.parts.{first.name}.{field}"
    assert found(with_claim("H9", parts=parts)) == [what]


def test_a_claim_with_one_part_is_named_without_it():
    (part,) = CLAIMS["H8"].parts
    assert found(with_claim("H8", parts=(replace(part, smallest=0.5),))) == ["H8.parts.smallest"]


def test_new_words_that_are_not_the_frozen_ones_are_found():
    """Pending means the words at freezing, not any words."""
    assert "H4.statement" in found(with_claim("H4", statement="The low educated are unlucky"))
    frozen = read().claim("H4")
    assert "H4.statement" not in found(with_claim("H4", statement=frozen.statement))


@pytest.mark.parametrize("field", ["low", "high", "unit", "name", "number"])
def test_a_changed_fact_is_found(field):
    value = {"unit": "x", "name": "x"}.get(field, 99)
    what = {f"contacts.{field}"}
    assert set(found(facts=with_fact("contacts", **{field: value}))) == what


def test_claims_and_facts_that_are_dropped_or_added_are_found():
    assert found(claims=[c for c in CLAIMS.values() if c.number != "H12"]) == ["H12"]
    assert found(claims=[*CLAIMS.values(), replace(CLAIMS["H12"], number="H28")]) == ["H28"]
    assert found(facts=[f for f in FACTS if f.key != "contacts"]) == ["contacts"]
    added = replace(FACTS[0], key="more")
    assert found(facts=[*FACTS, added]) == ["more"]


def test_other_runs_than_those_frozen_are_found():
    sizes = {"protocol": replace(batch.FULL, seeds=10, months=60)}
    assert found(sizes=sizes) == ["protocol.seeds", "protocol.months"]


def test_notes_on_a_claim_list_changes_and_differences():
    claim = replace(CLAIMS["H9"], statistic="another")
    (*_, note) = notes_on(claim)
    assert note == "H9.statistic: UNDECLARED CHANGE"
    (*_, declared) = notes_on(claim, declaring("H9.statistic"))
    assert declared == "2026-12-24, H9.statistic: r (verdict before: supported)"
    assert notes_on(replace(claim, number="H99")) == ["H99: not pre-registered"]


@pytest.mark.parametrize("claim", [reading for c in CLAIMS.values() for reading in c.readings])
def test_each_reading_is_compared_with_its_own_rule(claim):
    """Also those on margins, which have statistics and parts of their own."""
    assert not any("UNDECLARED" in note for note in notes_on(claim))
    if claim.reading in MARGINS:
        (*_, note) = notes_on(replace(claim, statistic="another"))
        assert note == f"{claim.number}.on_a_margin.statistic: UNDECLARED CHANGE"


def test_a_claim_whose_neutral_run_cannot_be_made_says_so():
    as_frozen = read().model_copy(update={"changes": ()})
    notes = notes_on(CLAIMS["H21"], as_frozen)
    assert notes[-1] == "H21: no parameter makes its constant neutral"
    assert notes_on(CLAIMS["H21"])[-1] != notes[-1]
    assert not any("neutral" in note for note in notes_on(CLAIMS["H5"]))
