"""History matching: what is ruled out is where it must be, and waves avoid it."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from experiments.calibration import history_matching as matching
from experiments.calibration import outcome, starts
from experiments.calibration import study as studies
from experiments.calibration.targets import checked_targets
from experiments.calibration.trial import Trial
from experiments.designs.document import Document
from experiments.validation.facts import BY_KEY

pytest.importorskip("optuna")

X, Y = "search.contacts_asked", "search.on_the_job"
WAVE = 40
FILE = {
    "method": "history_matching",
    "targets": {"contacts": {"low": 0.4, "high": 0.6}, "vacancies": {"low": 0.9, "high": 1.1}},
    "parameters": {X: {"low": 2.0, "high": 8.0}, Y: {"low": 0.05, "high": 0.45, "log": True}},
    "wave": WAVE, "trials": 2 * WAVE, "batch": 8, "finalists": 1,
    "citizens": 200, "months": 8, "burn_in": 4,
}  # fmt: skip


def targets(**changes):
    return checked_targets(Document("made up", {**FILE, **changes}))


def place(one, values):
    """Where values lie in the ranges, 0 to 1."""
    return [starts.share(searched, values[searched.name]) for searched in one.ranges]


def facts(one, values):
    """Contacts rise with the first parameter; vacancies bend with the second."""
    x, y = place(one, values)
    return {"contacts": x, "vacancies": 2.0 * y - y**2}


def carried_on(one, trials):
    """The trials after another wave."""
    numbers = range(len(trials), len(trials) + WAVE)
    found, waves = list(trials), matching.Waves(one)
    for first in range(numbers.start, numbers.stop, one.file.batch):
        batch = range(first, first + one.file.batch)
        proposals = waves.propose(found, batch)
        found += [
            Trial(number, 1, proposals[number], facts(one, proposals[number]), 1.0)
            for number in batch
        ]
    return found


@pytest.fixture(scope="module")
def first_wave():
    return carried_on(targets(), [])


def test_the_first_wave_begins_with_the_city_as_it_is_and_fills_the_ranges(first_wave):
    one = targets()
    assert first_wave[0].values == starts.start(one.ranges, one.file.seed, 1)
    places = matching.shares(one.ranges, first_wave[1:])
    for column in places.T:
        assert np.ptp(column) > 0.9
        assert abs(column.mean() - 0.5) < 0.05


def test_the_volume_is_that_of_the_points_that_meet_the_facts(first_wave):
    """Contacts leave a fifth of the ranges; vacancies of .9 need the upper third."""
    one = targets()
    found = matching.volume(one, first_wave)
    assert all(explained > 0.99 for explained in found.explained.values())
    rows = {row["fact"]: row for row in found.rows(one)}
    assert rows["contacts"]["possible_alone"] == pytest.approx(0.2, abs=0.02)
    assert rows["vacancies"]["possible_alone"] == pytest.approx(np.sqrt(0.1), abs=0.03)
    assert found.share() == pytest.approx(0.2 * np.sqrt(0.1), abs=0.02)
    assert (found.left, found.points) == (round(found.share() * found.points), 2**matching.POINTS)
    assert rows["contacts"]["possible_without_it"] == rows["vacancies"]["possible_alone"]
    assert found.never_both == []
    # contacts rise by 1 over the first range; vacancies, 2y - y², by 1 over the second
    assert rows["contacts"]["moved_by"].startswith(f"{X} +1, ")
    assert rows["vacancies"]["moved_by"].startswith(f"{Y} +1, ")


def test_a_fact_that_is_noise_rules_nothing_out():
    """Its emulator explains nothing, so that its whole spread is uncertainty."""
    one = targets()
    draw = np.random.default_rng(3)
    trials = [
        Trial(trial.number, 1, trial.values, {"contacts": draw.normal(0.7, 0.2)}, 1.0)
        for trial in carried_on(one, [])
    ]
    found = matching.volume(one, trials)
    assert found.explained["contacts"] < 0.3
    assert found.share() > 0.98


def test_facts_that_exclude_each_other_are_named():
    """Contacts need a high first parameter, vacancies here a low one."""
    one = targets()
    trials = [
        Trial(number, 1, trial.values,
              {"contacts": (x := place(one, trial.values)[0]), "vacancies": 1.2 - x}, 1.0)
        for number, trial in enumerate(carried_on(one, []))
    ]  # fmt: skip
    found = matching.volume(one, trials)
    assert found.share() == 0.0
    assert found.never_both == [("contacts", "vacancies")]
    assert found.share(without="contacts") > 0.1


def test_a_further_wave_lies_where_the_facts_can_hold(first_wave):
    one = targets()
    second = carried_on(one, first_wave)[WAVE:]
    near = [0.35 < trial.facts["contacts"] < 0.65 and trial.facts["vacancies"] > 0.8
            for trial in second]  # fmt: skip
    assert np.mean(near) > 0.95


def test_a_wave_is_the_same_after_an_interruption(first_wave):
    """A batch across two waves, and more trials than the earlier waves have, change nothing."""
    one = targets(batch=16)
    batch = range(32, 48)
    whole = matching.Waves(one).propose(carried_on(targets(batch=WAVE), first_wave), batch)
    assert whole == matching.Waves(one).propose(first_wave[:32], batch)


def test_the_command_tells_the_volume(cityfit, tmp_path, monkeypatch):
    one = targets()

    def tried(points, seeds, keys, executor):
        return [{**dict.fromkeys(keys, 0.5), **facts(one, point)} for point in points]

    for module in (studies, outcome):
        monkeypatch.setattr(module, "tried", tried)
    file = tmp_path / "targets.toml"
    file.write_text(
        "trials = 40\nwave = 40\nmonths = 8\nburn_in = 4\ncitizens = 200\n"
        "[targets.contacts]\nlow = 0.4\nhigh = 0.6\n[targets.vacancies]\nlow = 0.9\nhigh = 1.1\n"
        f'[parameters]\n"{X}" = {{ low = 2.0, high = 8.0 }}\n'
        f'"{Y}" = {{ low = 0.05, high = 0.45, log = true }}\n'
    )  # fmt: skip
    code, rows, messages = cityfit(
        "calibrate", file, "--method", "history-matching", "--jobs", "1", "-o", tmp_path / "s"
    )
    assert code == 0, messages
    told = next(line for line in messages if "of the searched volume is not ruled out" in line)
    assert f"of {2**matching.POINTS} points), after 40 trials" in told
    assert any(row.split()[:3] == ["fact", "low", "high"] for row in rows)
    with (tmp_path / "s" / "volume.csv").open(newline="") as kept:
        assert [row["fact"] for row in csv.DictReader(kept)] == ["contacts", "vacancies"]
    assert {"contacts", "vacancies"} <= BY_KEY.keys()
    refused = cityfit("calibrate", file, "--jobs", "1", "-o", tmp_path / "s")
    assert refused[0] == 2
    assert "another method" in refused[2][-1]
