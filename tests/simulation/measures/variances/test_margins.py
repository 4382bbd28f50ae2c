"""Volatility by margin: the parts add up, and are those of the recorded changes."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import (
    CAUSES,
    EDUCATIONS,
    FOUND,
    LOSS_CAUSES,
    LOST,
    MARGINS,
    OTHER_POST,
    SAME_POST,
    WITHOUT,
)
from simulation.measures import MEASURES
from simulation.measures.same_persons import GROUPS

MONTHS = 40


@pytest.fixture(scope="module")
def recorded(small_run):
    """A city, and sums of squared changes by transition, from its columns month by month."""
    run = small_run({"city.months": MONTHS, "city.burn_in": 6, "relocation.rate": 0.1})
    squares, people, dismissed = np.zeros((5, 3)), np.zeros(5), 0.0
    for _ in range(MONTHS):
        citizens = run.world.citizens
        before = {
            int(citizens.person[row]): (
                int(citizens.post[row]), citizens.fit[row], citizens.fit_realised[row],
                citizens.fit_potential[row],
            )
            for row in np.flatnonzero(citizens.resident & citizens.known)
        }  # fmt: skip
        run.step()
        citizens = run.world.citizens
        for row in np.flatnonzero(citizens.resident) if run.world.measuring else ():
            person = int(citizens.person[row])
            if person not in before:
                continue
            then, *fits = before[person]
            now = int(citizens.post[row])
            if then >= 0:
                kind = SAME_POST if now == then else (OTHER_POST if now >= 0 else LOST)
            else:
                kind = FOUND if now >= 0 else WITHOUT
            after = (citizens.fit[row], citizens.fit_realised[row], citizens.fit_potential[row])
            people[kind] += 1
            change = (np.array(after, dtype=float) - np.array(fits, dtype=float)) ** 2
            squares[kind] += change
            dismissed += change[0] * (kind == LOST and citizens.dismissed[row])
    return run, squares, people, dismissed


def test_sums_are_those_of_the_recorded_changes(recorded):
    """Person-months and squared changes by transition are those counted month by month."""
    run, squares, people, _ = recorded
    changes = run.world.changes
    np.testing.assert_array_equal(changes.people.sum(axis=(0, 1)), people)
    np.testing.assert_allclose(changes.squares.sum(axis=(0, 1)), squares, rtol=1e-3, atol=1e-6)
    assert (people > 0).all()


def test_causes_add_up_on_every_margin(recorded):
    """In every group and transition the parts by cause are the squared changes, exactly."""
    changes = recorded[0].world.changes
    np.testing.assert_allclose(changes.causes.sum(axis=-1), changes.squares[..., 0], atol=1e-9)
    np.testing.assert_allclose(
        changes.realised_causes.sum(axis=-1), changes.squares[..., 1], rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("group", GROUPS)
def test_squares_of_the_parts_add_up(recorded, group):
    """Within everybody, each education and each ICT level, to 1e-9."""
    ending = f"_{group}" if group else ""
    last = recorded[0].measures.iloc[-1]
    parts = [last[f"volatility_{margin}{ending}"] for margin in MARGINS]
    whole = last[f"volatility_rms{ending}"]
    if np.isnan(whole):  # nobody of this level in a small city
        assert np.isnan(parts).all()
        return
    assert sum(part**2 for part in parts) == pytest.approx(whole**2, abs=1e-9)
    for margin, part in zip(MARGINS, parts, strict=True):
        assert last[f"falls_{margin}{ending}"] <= part + 1e-12


def test_shares_of_causes_on_a_margin_add_up_to_1(recorded):
    """Each margin's squared changes are attributed in full, and without job loss within a post."""
    last = recorded[0].measures.iloc[-1]
    for margin in MARGINS:
        for education in EDUCATIONS:
            name = f"cause_share_by_margin_{margin}_{education}"
            shares = last[[f"{name}_{cause}" for cause in CAUSES]]
            if not shares.isna().all():
                assert shares.sum() == pytest.approx(1.0, abs=1e-6)
    for education in EDUCATIONS:
        assert last[f"cause_share_by_margin_within_post_{education}_job_loss"] == 0.0
    assert last["redesign_share_within_post"] > 0.0


def test_same_persons_are_followed(recorded):
    """Groups of the first measured month lose leavers and gain nobody, whatever anybody learns."""
    measures = recorded[0].measures
    people = measures[list(MEASURES["same_persons"].columns)].to_numpy()[6:]
    assert people[0].sum() > 0
    assert (np.diff(people, axis=0) <= 0).all()
    assert people[-1].sum() < people[0].sum()


def test_same_persons_by_education_are_those_of_their_cells(recorded):
    """The mean by education weights the cells by their people."""
    last = recorded[0].measures.iloc[-1]
    for education in EDUCATIONS:
        cells = [name for name in MEASURES["same_persons"].columns if f"_{education}_" in name]
        people = last[cells].to_numpy()
        fit = last[[f"fit_{name}" for name in cells]].to_numpy()
        there = people > 0
        mean = (fit[there] * people[there]).sum() / people.sum()
        assert last[f"fit_same_persons_by_education_{education}"] == pytest.approx(mean, rel=1e-9)


def test_without_redesign_nothing_of_it_is_left(small_city):
    """Without redesign its share is 0 on every margin."""
    last = small_city({"redesign.pace": 0.0, "city.months": 36}).measures.iloc[-1]
    shares = [
        last[f"cause_share_by_margin_{margin}_{education}_redesign"]
        for margin in MARGINS
        for education in EDUCATIONS
    ]
    assert np.abs(shares).max() < 1e-9
    assert last["redesign_share_within_post"] == pytest.approx(0.0, abs=1e-9)


def test_changes_within_posts_follow_the_pace_of_redesign(small_city):
    """Squared changes of fit at work rise 2 to 4.5 times from pace 1 to 3; hardly any without."""
    squares = {
        pace: np.mean(
            [
                small_city(
                    {"redesign.pace": pace, "city.months": 108, "city.burn_in": 48,
                     "city.citizens": 1000}, seed=seed
                ).measures["volatility_within_post_fit_at_work"].iloc[-1] ** 2
                for seed in (1, 2, 3)
            ]
        )
        for pace in (0.0, 1.0, 3.0)
    }  # fmt: skip
    assert 2.0 < squares[3.0] / squares[1.0] < 4.5
    assert squares[0.0] <= 0.1 * squares[1.0]


def test_job_losses_are_told_apart_by_what_caused_them(recorded):
    """Their causes have the share of those who lost their job; the rest gave theirs up."""
    run, squares, _, dismissed = recorded
    changes = run.world.changes
    lost = changes.causes[:, :, LOST, CAUSES.index("job_loss")].sum()
    assert changes.losses.sum() / lost == pytest.approx(dismissed / squares[LOST, 0], abs=0.03)
    last = run.measures.iloc[-1]
    for education in EDUCATIONS:
        whole = last[f"cause_share_by_margin_access_{education}_job_loss"]
        parts = [last[f"job_loss_share_by_cause_{education}_{cause}"] for cause in LOSS_CAUSES]
        assert 0.0 < sum(parts) < whole + 1e-6
    assert last["job_loss_share_by_cause_mid_relocation"] > 0.0
