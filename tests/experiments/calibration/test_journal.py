"""The journal is what a calibration goes on from, wherever it was cut off."""

from __future__ import annotations

import csv
import json
import math

import pytest

from experiments.calibration import study as studies
from experiments.calibration.journal import Journal
from experiments.calibration.targets import checked_targets
from experiments.designs.document import Document
from experiments.errors import RequestError
from simulation.settings import Settings

pytest.importorskip("optuna")

#: Where the search begins, in the middle of its range, whatever the default is.
BEGIN = Settings()["labour_demand"].adjustment_rate
SEARCHED = {"low": BEGIN - 0.2, "high": BEGIN + 0.2}
DOCUMENT = {
    "targets": {"contacts": {}},
    "citizens": 120, "months": 8, "burn_in": 4, "batch": 4, "starts": 2, "trials": 40,
    "parameters": {"labour_demand.adjustment_rate": SEARCHED},
}  # fmt: skip
TOTAL = 36


@pytest.fixture(autouse=True)
def quiet():
    """As the command has it."""
    with studies.optuna_at_hand():
        yield


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Trials that take no time; those in one corner fail."""

    def tried(points, seeds, keys, executor):
        rates = [point["labour_demand.adjustment_rate"] for point in points]
        return [
            "ValueError: corner" if x > BEGIN + 0.15 else dict.fromkeys(keys, (x - BEGIN) ** 2)
            for x in rates
        ]

    monkeypatch.setattr(studies, "tried", tried)


def study(folder, said=None, **changes):
    folder.mkdir(exist_ok=True)
    targets = checked_targets(Document("made up", {**DOCUMENT, **changes}))
    return studies.Study(
        targets, folder, pytest.importorskip("optuna"), print if said is None else said.append
    )


def carried_on(folder, total=TOTAL, said=None):
    one = study(folder, said)
    one.carry_on(total, None, lambda _: None)
    return one.path.read_text()


@pytest.fixture
def whole(tmp_path):
    """The table of a study that nothing happened to."""
    return carried_on(tmp_path / "whole")


def test_the_journal_is_only_added_to_and_the_table_comes_from_it(tmp_path, whole):
    folder = tmp_path / "s"
    carried_on(folder, 12)
    before = (folder / "optuna.journal").read_bytes()
    (folder / "trials.csv").write_text("trial,loss\n0,nonsense\n")
    assert carried_on(folder) == whole
    assert (folder / "optuna.journal").read_bytes().startswith(before)


@pytest.mark.parametrize("finished", [1, 3, 6, 21, 23])
def test_cut_off_within_a_batch_it_gives_the_same_trials(tmp_path, whole, monkeypatch, finished):
    real, written = Journal.add, []

    def add(self, trial):
        if len(written) == finished:
            raise KeyboardInterrupt
        written.append(trial)
        real(self, trial)

    monkeypatch.setattr(Journal, "add", add)
    with pytest.raises(KeyboardInterrupt):
        carried_on(tmp_path / "s")
    monkeypatch.setattr(Journal, "add", real)
    assert len(study(tmp_path / "s").trials) == finished
    assert carried_on(tmp_path / "s") == whole


def test_half_a_line_at_the_end_is_left_out_wherever_it_was_cut(tmp_path, whole):
    journal = tmp_path / "whole" / "optuna.journal"
    content = journal.read_bytes()
    middle = len(content) // 2
    for cut in (1, 60, 200, 400, 700, middle, middle + 150, len(content) - 1):
        journal.write_bytes(content[:cut])
        said = []
        assert carried_on(journal.parent, said=said) == whole
        half = "is incomplete; removed"
        assert any(half in line for line in said) == (content[cut - 1 : cut] != b"\n")


def test_a_lock_that_a_killed_one_left_stops_nobody(tmp_path, whole):
    carried_on(tmp_path / "s", 8)
    (tmp_path / "s" / "optuna.journal.lock").write_text("")
    assert carried_on(tmp_path / "s") == whole


def test_a_damaged_line_is_named(tmp_path, whole):
    journal = tmp_path / "whole" / "optuna.journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[9] = lines[9].replace(b"{", b"", 1)
    journal.write_bytes(b"".join(lines))
    with pytest.raises(RequestError, match=r"optuna\.journal: line 10 is damaged; put a copy"):
        study(journal.parent)


def test_a_changed_digit_is_named(tmp_path, whole):
    journal = tmp_path / "whole" / "optuna.journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    for number, line in enumerate(lines):
        document = json.loads(line)
        if "params" in document and (document.get("user_attrs") or {}).get("number") == 7:
            document["params"]["labour_demand.adjustment_rate"] += 1e-9
            lines[number] = json.dumps(document).encode() + b"\n"
    assert b"".join(lines) != journal.read_bytes()
    journal.write_bytes(b"".join(lines))
    with pytest.raises(RequestError, match="trial 4 of start 2 is damaged"):
        study(journal.parent)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"targets": {"contacts": {"low": 0.1}}}, "other targets"),
        (
            {"parameters": {"labour_demand.adjustment_rate": {**SEARCHED, "low": BEGIN - 0.15}}},
            "other ranges of parameters",
        ),
        ({"seeds": [1, 5]}, "other seeds"),
        ({"seed": 9}, "another seed of the optimiser"),
        ({"batch": 8}, "another size of batches"),
        ({"starts": 4}, "another number of starts"),
        ({"citizens": 130}, "other settings of the city"),
    ],
)
def test_what_has_changed_is_named(tmp_path, changes, words):
    carried_on(tmp_path / "s", 4)
    before = (tmp_path / "s" / "optuna.journal").read_bytes()
    with pytest.raises(RequestError, match=f"holds a calibration with {words}; choose another"):
        study(tmp_path / "s", **changes)
    assert (tmp_path / "s" / "optuna.journal").read_bytes() == before
    study(tmp_path / "s", trials=99, tolerance=0.5, finalists=3)


def test_a_journal_of_another_program_is_left_alone(tmp_path):
    optuna = pytest.importorskip("optuna")
    (tmp_path / "s").mkdir()
    path = str(tmp_path / "s" / "optuna.journal")
    storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(path))
    optuna.create_study(study_name="mine", storage=storage)
    with pytest.raises(RequestError, match="holds a calibration with another program"):
        study(tmp_path / "s")


def test_chains_begin_apart_and_keep_to_themselves(tmp_path, whole):
    """What a chain proposes does not depend on how the trials of another one ended."""
    rows = list(csv.DictReader(whole.splitlines()))
    first = {row["start"]: float(row["labour_demand.adjustment_rate"]) for row in reversed(rows)}
    assert first["1"] != first["2"]
    assert any(not row["loss"] for row in rows), "one in the corner should fail"
    one = study(tmp_path / "whole")
    proposals = one._proposed(range(24, 28))
    one.trials = [
        trial if trial.start == 2 else type(trial)(trial.number, 1, trial.values, {}, math.nan)
        for trial in one.trials
    ]
    others = one._proposed(range(24, 28))
    assert [others[n] == proposals[n] for n in (25, 27)] == [True, True]
    assert [others[n] == proposals[n] for n in (24, 26)] == [False, False]
