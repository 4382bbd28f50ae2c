"""Two claims end to end on tiny cities: run, judged, written, resumed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import lose

from experiments.claims import batch, robustness
from experiments.claims.claim import BASELINE, Arm, Claim, Part
from experiments.claims.report import markdown, read, report, text
from experiments.claims.verdict import THE_SAME
from experiments.command_line import main
from experiments.errors import RequestError
from experiments.preregistration import registration
from experiments.storage.model_version import model_version
from experiments.storage.results import Results

TINY = batch.Size("tiny", 3, 200, 12, 4, 2, 150, 8, 2)
STILL = Arm("still", {"redesign.pace": 0.0})


ONE_PART = (Part(),)


def claim(number, compute, arms=(BASELINE,), parts=ONE_PART):
    return Claim(number, f"Title {number}", f"Statement | {number}", "x", "r", arms, parts, compute)


CLAIMS = (
    claim(
        "H1",
        lambda e: [e.baseline("fit"), -e.window("baseline", "fit", 1, 8)],
        parts=(Part("one"), Part("two")),
    ),
    claim(
        "H2",
        lambda e: [
            (-e.effect("still", "dimensions_redesigned"), {"level": e.column("still", "fit")})
        ],
        (BASELINE, STILL),
        (Part(unit="count/month"),),
    ),
)


def judged(directory, claims=CLAIMS, size=TINY, **other):
    said = []
    done = report(claims, size, directory, jobs=1, say=said.append, show=False, **other)
    return done, said


@pytest.fixture(scope="module", autouse=True)
def any_city_will_do():
    """Unemployment of cities as tiny as these is anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(robustness, "ADMISSIBLE", (0.0, 1.0))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    directory = tmp_path_factory.mktemp("claims")
    return directory, judged(directory)[0]


def test_every_part_is_a_row_with_effect_interval_and_verdict(folder):
    _, done = folder
    assert done.complete
    assert [(row["claim"], row["part"]) for row in done.rows] == [
        ("H1", "one"), ("H1", "two"), ("H2", "")]  # fmt: skip
    one, two, other = done.rows
    assert one["low"] < one["effect"] < one["high"]
    assert one["verdict"] == "supported"
    assert two["verdict"] == two["claim_verdict"] == one["claim_verdict"] == "contradicted"
    assert other["effect"] > 0
    assert [row["seeds"] for row in done.rows] == [3, 3, 3]
    assert all(row["rough"] for row in done.rows)


def test_robustness_counts_sets_of_the_same_sign(folder):
    _, done = folder
    one, two, other = done.rows
    assert one["share_of_sets"] == other["share_of_sets"] == 1.0
    assert two["share_of_sets"] == one["share_of_sets_all_parts"] == 0.0
    assert one["sets"] == 2


def test_a_set_that_is_no_plausible_city_is_left_out_and_told(folder, monkeypatch):
    directory, _ = folder
    monkeypatch.setattr(robustness, "ADMISSIBLE", (0.0, 0.0))
    done, said = judged(directory)
    assert {row["sets"] for row in done.rows} == {0}
    assert "2 of 2 parameter sets left out: no plausible unemployment" in said


def test_what_is_missing_is_made_again_with_the_same_numbers(folder):
    directory, done = folder
    lose(directory, ("still", 2))
    lose(directory / "robustness", ("set-0002", 1))
    again, said = judged(directory)
    assert again.rows == done.rows
    assert "5 of 6 runs are there already; 1 to do" in said
    assert "1 of 2 runs are there already; 1 to do" in said


def test_runs_and_sets_of_another_model_are_set_aside(folder, tmp_path, monkeypatch):
    said = []
    size = replace(TINY, seeds=2, sets=1)
    judged(tmp_path, size=size)
    for module in ("studies.study", "batch.runner", "claims.robustness"):
        monkeypatch.setattr(f"experiments.{module}.model_version", lambda: "another")
    done = report(CLAIMS, size, tmp_path, jobs=1, say=said.append, show=False)
    # the worker refuses a model that is not the one that runs, so nothing comes of it
    assert done.failed == 5
    assert {row["verdict"] for row in done.rows} == {"no result"}
    assert {row["made"] for row in done.rows} == {""}
    assert any("ModelChangedError" in line for line in said)
    assert any("the model has changed since 4 of the runs" in line for line in said)
    assert any("the model has changed since 1 of the runs" in line for line in said)
    assert (tmp_path / "robustness/outdated").is_dir()


def test_a_set_is_made_anew_when_an_arm_changes(folder, tmp_path):
    size = replace(TINY, seeds=2, sets=1)
    judged(tmp_path, size=size)
    slow = Arm("still", {"redesign.pace": 0.1})
    changed = (CLAIMS[0], replace(CLAIMS[1], arms=(BASELINE, slow)))
    _, said = judged(tmp_path, claims=changed, size=size)
    assert any("scenario still has changed since 2 of the runs" in line for line in said)
    assert any("scenario set-0001 has changed since 1 of the runs" in line for line in said)


def test_a_claim_whose_test_fails_is_told_and_takes_no_other_along(folder):
    directory, done = folder
    broken = claim("H3", lambda e: [e.baseline("no_such")])
    again, said = judged(directory, claims=(*CLAIMS, broken), size=replace(TINY, sets=0))
    assert [row["claim_verdict"] for row in again.rows][-1] == "no result"
    assert not again.complete
    assert any("H3: its test failed: KeyError: 'no_such'" in line for line in said)
    assert again.rows[0]["effect"] == done.rows[0]["effect"]
    judged(directory)


def test_the_file_and_the_block_of_markdown(folder):
    directory, done = folder
    judged(directory)
    table = read(directory / "claims.csv")
    assert list(table.columns) == list(done.rows[0])
    assert table["effect"].tolist() == [row["effect"] for row in done.rows]
    block = markdown(table)
    lines = block.splitlines()
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1
    assert "Statement / H1" in block
    assert "**contradicted**" in block
    count, model, registered = lines[-3:]
    assert count.startswith("Rough, a look and not a result: 2 claims: ")
    assert "3 seeds × 200 citizens × 12 months" in count
    days = set(Results(directory).records()["began"].str[:10])
    assert model == f"Judged on runs of model {model_version()}, made on {max(days)}."
    assert registered.startswith(f"Pre-registered on {registration.read().stamp}. Differences: ")
    assert "H1.statement: UNDECLARED CHANGE; " in registered


def test_claims_judged_before_the_pre_registration_say_so(folder, tmp_path):
    directory, _ = folder
    old = pd.read_csv(directory / "claims.csv").drop(columns=["preregistration", "changes"])
    old.to_csv(tmp_path / "claims.csv", index=False)
    block = markdown(read(tmp_path / "claims.csv"))
    assert block.splitlines()[-1] == "Made before claims and facts were pre-registered."


def test_other_readings_stand_beside(folder):
    """They are rows of their own in the file, a column of the table and further tables."""
    directory, _ = folder
    margin = CLAIMS[0].read(
        "within_post", lambda e: [e.baseline("fit")], (Part("within", null=0.5),)
    )
    about_fit = replace(
        CLAIMS[0],
        variants=True,
        compute=lambda e: [e.baseline("unbalance"), e.baseline("fit")],
        others=(margin,),
    )
    free = replace(CLAIMS[1], variants=True)
    causes = replace(claim("H3", lambda e: [e.baseline("cause_share_low_job_loss")]), variants=True)
    result, said = judged(directory, (about_fit, free, causes), replace(TINY, sets=0))
    by_reading = {
        reading: [row for row in result.rows if row["reading"] == reading]
        for reading in ("expected", "realised", "potential", "within_post")
    }
    assert result.rows == [row for rows in by_reading.values() for row in rows]
    assert [len(rows) for rows in by_reading.values()] == [4, 4, 4, 1]
    unbalance = [rows[0]["effect"] for rows in by_reading.values()]
    assert unbalance[0] != unbalance[2]
    assert [row["note"] for row in by_reading["potential"]] == [
        "", "", THE_SAME, "cause_share_low_job_loss is not measured on potential fit",
    ]  # fmt: skip
    assert by_reading["potential"][2]["verdict"] == by_reading["expected"][2]["verdict"]
    assert "H3 (potential): cause_share_low_job_loss is not measured on potential fit" in said
    assert result.complete
    block = markdown(read(directory / "claims.csv"))
    first, rest = block.split("The same statistics on realised")
    first, second, third = (part.splitlines() for part in (first, *rest.split("Claims about vol")))
    (row,) = (line for line in first if line.startswith("| H2 |"))
    assert f"| {THE_SAME} |" in row
    assert sum(line.startswith("| H") for line in second) == 3
    assert sum(line.startswith("| –") for line in second) == 2 + 1
    assert all(line.count("|") == 4 for line in second if line.startswith("|"))
    assert f"| H2 | {THE_SAME} | {THE_SAME} |" in second
    (part,) = (line for line in third if line.startswith("| – within |"))
    assert " against 0.5 supported |" in part
    assert sum(line.startswith("| H") for line in third) == 1
    judged(directory)


def test_formats(folder):
    _, done = folder
    assert text(done.rows, "table").splitlines()[0].split()[:3] == ["claim", "title", "part"]
    back = json.loads(text(done.rows, "json"))
    assert [row["effect"] for row in back] == [row["effect"] for row in done.rows]
    assert json.loads(back[2]["others"])["level"]
    assert text(done.rows, "csv").splitlines()[0].startswith("claim,title,part")


def test_a_folder_without_claims_is_named(tmp_path):
    with pytest.raises(RequestError, match="cityfit claims"):
        read(tmp_path / "claims.csv")
    (tmp_path / "claims.csv").write_text("claim,effect\nH1,2\n")
    with pytest.raises(RequestError, match="has no column"):
        read(tmp_path / "claims.csv")


def test_the_command_says_that_quick_is_rough(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("experiments.claims.claims", lambda: CLAIMS[1:])
    monkeypatch.setattr(batch, "QUICK", replace(TINY, sets=0))
    code = main(["claims", str(tmp_path), "--quick", "--format", "csv", "--jobs", "1"])
    written = capsys.readouterr()
    assert code == 0
    assert len(pd.read_csv(tmp_path / "claims.csv")) == 1
    assert written.out.splitlines()[1].startswith("H2,")
    assert "ROUGH: 3 seeds × 200 citizens × 12 months" in written.err
    assert np.isnan(pd.read_csv(tmp_path / "claims.csv")["share_of_sets"][0])
