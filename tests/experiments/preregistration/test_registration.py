"""The frozen file is as it was frozen, and every mistake in it is named."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from experiments.bootstrap import RESAMPLES
from experiments.calibration import targets
from experiments.claims.verdict import LEVEL, VERDICTS
from experiments.errors import RequestError
from experiments.preregistration.registration import CHANGES_BELOW, FILE, read, sentence
from scenarios import load
from simulation.core.renames import PARAMETERS
from simulation.settings import parameter_table

#: SHA-256 of the part of the file above the changes. It never changes.
FROZEN = "b638123fd7f787fad55a077060f93a25aef051f9c03afae171c2ffa35e1ae687"
#: Claims about a variance, those judged on margins, and those that rest on a chosen constant.
VARIANCES = [f"H{number}" for number in (1, 2, 3, 4, 9, 10, 11, 12, 13, 15, 17, 18, 24, 26)]
MARGINS = [f"H{number}" for number in (9, 10, 13, 17)]
BUILT_IN = [f"H{number}" for number in (5, 16, 19, 21, 22, 27)]
CHANGE = """
[[change]]
date = 2026-12-24
what = "{what}"
reason = "{reason}"
old_verdict = "not supported"
"""


@pytest.fixture
def changed(tmp_path):
    """The file with a change after freezing."""

    def make(what: str, reason: str = "A reason.") -> Path:
        path = tmp_path / "changed.toml"
        added = CHANGE.format(what=what, reason=reason)
        path.write_text(FILE.read_text(encoding="utf-8") + added, encoding="utf-8")
        return path

    return make


def test_nothing_above_the_changes_was_edited():
    """A change belongs below that line, as a [[change]] with date, reason and old verdict."""
    registration = read()
    assert registration.frozen_sha256 == FROZEN
    assert registration.frozen == date(2026, 11, 29)
    assert FILE.read_text(encoding="utf-8").count(CHANGES_BELOW) == 1


def test_the_hash_is_that_of_the_file_however_a_checkout_ends_lines(tmp_path):
    content = FILE.read_bytes()
    assert read().sha256 == hashlib.sha256(content).hexdigest()
    other = tmp_path / "windows.toml"
    other.write_bytes(content.replace(b"\n", b"\r\n"))
    assert read(other).sha256 == read().sha256


def test_a_change_keeps_the_frozen_part_and_is_told(changed):
    registration = read(changed("H9.statistic"))
    assert registration.frozen_sha256 == FROZEN
    assert registration.sha256 != read().sha256
    told = "2026-12-24, H9.statistic: A reason (verdict before: not supported)"
    assert registration.changes_of_claim("H9")[-1] == told
    assert told not in registration.changes_of_claim("H1")
    assert sentence(registration.stamp, [told, told]) == (
        f"Pre-registered on 2026-11-29, SHA-256 {registration.sha256}. Differences: {told}."
    )
    assert sentence("2026-11-29", []) == (
        "Pre-registered on 2026-11-29. Nothing shown here has changed since."
    )


def test_a_change_of_a_rule_concerns_every_claim(changed):
    registration = read(changed("misfit_threshold"))
    assert all("misfit_threshold" in registration.changes_of_claim(n)[-1] for n in ("H1", "H27"))
    assert registration.changes_of_facts() == read().changes_of_facts()


def test_a_change_of_a_fact_is_told_with_the_facts(changed):
    registration = read(changed("contacts.low"))
    assert "contacts.low" in registration.changes_of_facts()[-1]
    assert registration.changes_of_claim("H1") == read().changes_of_claim("H1")


def test_a_change_without_a_reason_and_an_unknown_key_are_refused(changed, tmp_path):
    with pytest.raises(RequestError, match=r"reason"):
        read(changed("H9.statistic", ""))
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(FILE.read_text(encoding="utf-8") + "\n[rulez]\n", encoding="utf-8")
    with pytest.raises(RequestError, match=r"rulez"):
        read(wrong)


def test_the_protocol_is_that_of_the_verdicts():
    protocol = read().protocol
    assert (LEVEL, RESAMPLES) == (0.05, 10_000)
    assert "10,000 resamples" in protocol.interval
    for rule in (*protocol.part_verdict, *protocol.claim_verdict):
        assert rule.split(":")[0] in VERDICTS


def test_variants_margins_and_built_in_claims_are_those_listed():
    registration = read()
    rules = registration.rules
    assert rules.variants["claims"] == VARIANCES
    assert rules.margins["claims"] == MARGINS
    assert rules.built_in["claims"] == BUILT_IN
    assert [claim.number for claim in registration.claims if claim.on_a_margin] == MARGINS
    assert [claim.number for claim in registration.claims if claim.neutral] == BUILT_IN
    assert all(claim.seeds == registration.protocol.seeds for claim in registration.claims)


def test_neutral_constants_are_parameters_with_another_value():
    defaults = {name: default for name, default, _ in parameter_table()}
    registration = read()
    for number in BUILT_IN:
        claim = registration.claim(number)
        if claim is not None and claim.neutral:
            # the file keeps the names that parameters had when it was frozen
            changes = {PARAMETERS.get(name, name): v for name, v in claim.neutral.changes.items()}
            assert all(value != defaults[name] for name, value in changes.items())
            load("baseline").but(changes)


def test_every_margin_is_made_of_transitions():
    margins = read().rules.margins
    parts = [transition for margin in margins["margins"].values() for transition in margin]
    assert sorted(parts) == sorted(margins["transitions"])


def test_countries_are_predicted_by_columns_of_their_table():
    countries = read().countries
    assert len(set(countries.countries)) == len(countries.countries) == 20
    assert len({one.key for one in countries.predicted}) == len(countries.predicted) == 16
    outcomes = ("unemployment", "employment", "trained_job_related", "satisfied_low_share")
    for one in countries.predicted:
        assert all(column.startswith(outcomes) for column in one.columns)
        assert one.columns[0] != one.columns[1]


def test_nothing_is_fitted_to_but_calibrated_facts():
    root = Path(targets.__file__).parents[1]
    fitted = {target.key for target in targets.read(root / "targets.toml").targets}
    assert {read().role(key) for key in fitted} == {"calibrated"}


def test_a_change_can_replace_a_neutral_run_and_nothing_else():
    """The frozen one stays in the file; the claim is read with the new one."""
    registration = read()
    frozen = next(claim for claim in registration.claims if claim.number == "H22")
    present = registration.claim("H22")
    assert set(frozen.neutral.changes) == {"interventions.network.endurance"}
    assert set(present.neutral.changes) == {"interventions.network.dissolution_rate"}
    assert present.model_copy(update={"neutral": None}) == frozen.model_copy(
        update={"neutral": None}
    )
