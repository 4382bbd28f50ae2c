"""A design from its file to its table: kept, resumed, added to, read back."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from conftest import contents, runs_in

from experiments import sweep
from experiments.batch.executors import Workforce
from experiments.designs import Factor, read
from experiments.designs.sweep import carried_out, prepare
from experiments.errors import RequestError

TEXT = """
title = "Tax and training in a small city"
base = "training"
kind = "grid"
citizens = 100
months = 8
burn_in = 3
seeds = 2

[set]
"interventions.training.start_month" = 4

[levers]
"interventions.training.annual_budget_per_citizen" = [60, 120]

[uncertainties]
"city.tax" = { low = 0.2, high = 0.4, levels = 2 }

[outcomes]
measures = ["unbalance", "cost_training"]
"""


@pytest.fixture
def file(tmp_path):
    """Write a design file."""

    def write(text=TEXT, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_sweep_keeps_its_design_prints_its_points_and_goes_on(cityfit, file, tmp_path):
    output = tmp_path / "Ergebnisse für alle"
    call = ("sweep", file(), "-o", output, "--jobs", 1)
    code, lines, messages = cityfit(*call, "--format", "csv")
    assert code == 0, messages
    assert "grid: 2 factors, 4 points, 2 seeds: 8 runs" in messages
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert [row["point"] for row in rows] == [f"point_000{one}" for one in range(1, 5)]
    assert [row["city.tax"] for row in rows] == ["0.2", "0.4"] * 2
    assert all(row["seeds"] == "2" for row in rows)
    for row in rows:
        assert float(row["unbalance_low"]) <= float(row["unbalance"])
        assert float(row["unbalance"]) <= float(row["unbalance_high"])
    assert float(rows[2]["cost_training"]) > float(rows[0]["cost_training"])
    assert runs_in(output) == [(row["point"], seed) for row in rows for seed in (1, 2)]
    assert (output / "design.toml").read_text() == TEXT

    before = contents(output)
    code, lines, messages = cityfit(*call, "--format", "json")
    assert code == 0
    assert "8 of 8 runs are there already; 0 to do" in messages
    assert [row["point"] for row in json.loads("\n".join(lines))] == [r["point"] for r in rows]
    assert contents(output) == before


def test_more_seeds_and_more_levels_leave_old_rows_as_they_were(cityfit, file, tmp_path):
    output = tmp_path / "runs"
    assert cityfit("sweep", file(), "-o", output, "--jobs", 1)[0] == 0
    old, design = contents(output), read(output)
    more = TEXT.replace("levels = 2", "levels = 3").replace("[60, 120]", "[30, 60, 120]")
    code, _, messages = cityfit("sweep", file(more), "-o", output, "--seeds", 3, "--jobs", 1)
    assert code == 0
    assert "8 of 27 runs are there already; 19 to do" in messages
    new = contents(output)
    assert {key: new[key] for key in old} == old
    larger = read(output)
    assert (len(larger.points), larger.seeds) == (9, (1, 2, 3))
    values = {point: larger.values(row) for row, point in enumerate(larger.table["point"])}
    for row, point in enumerate(design.table["point"]):
        assert values[point] == design.values(row)


def test_a_folder_of_another_design_is_refused_before_anything_is_written(cityfit, file, tmp_path):
    output = tmp_path / "runs"
    assert cityfit("sweep", file(), "-o", output, "--seeds", 1, "--jobs", 1)[0] == 0
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    fewer = file(TEXT.replace("[60, 120]", "[60, 240]"), "other.toml")
    code, lines, messages = cityfit("sweep", fewer, "-o", output, "--jobs", 1)
    assert (code, lines, len(messages)) == (2, [], 1)
    assert "holds another design; 2 of its 4 points are not in" in messages[0]
    assert "other.toml" in messages[0]
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


def test_a_dry_run_prints_the_points_and_writes_nothing(cityfit, file, tmp_path):
    code, lines, _ = cityfit(
        "sweep", file(), "-o", tmp_path / "runs", "--dry-run", "--format", "json"
    )
    assert code == 0
    rows = json.loads("\n".join(lines))
    assert [row["city.tax"] for row in rows] == [0.2, 0.4, 0.2, 0.4]
    assert not (tmp_path / "runs").exists()


def test_shards_are_done_apart_merged_and_read_as_one_sweep(cityfit, file, tmp_path):
    parts = [tmp_path / f"shard-{one}" for one in (1, 2)]
    for number, part in enumerate(parts, start=1):
        call = ("sweep", file(), "-o", part, "--jobs", 1, "--shard", f"{number}/2")
        assert cityfit(*call)[0] == 0
        assert len(runs_in(part)) == 4
    whole, alone = tmp_path / "whole", tmp_path / "alone"
    assert cityfit("merge", *parts, "-o", whole)[0] == 0
    code, lines, messages = cityfit("sweep", file(), "-o", whole, "--jobs", 1)
    assert code == 0
    assert "8 of 8 runs are there already; 0 to do" in messages
    assert cityfit("sweep", file(), "-o", alone, "--jobs", 1)[:2] == (0, lines)
    assert contents(whole) == contents(alone)


def test_a_failed_run_is_left_out_and_told(cityfit, file, tmp_path):
    call = ("sweep", file(), "-o", tmp_path / "runs", "--jobs", 1, "--seeds", 1)
    code, lines, messages = cityfit(*call, "--run-timeout", 0.0001, "--format", "csv")
    assert code == 1
    assert any("4 runs failed" in line and "--rerun-failed" in line for line in messages)
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert [row["seeds"] for row in rows] == ["0"] * 4


def test_in_python_a_sweep_gives_a_table_and_its_results(file, tmp_path):
    swept = sweep(file(), seeds=1, jobs=1, say=lambda _: None)
    frame = swept.frame()
    assert list(frame["point"]) == swept.design.points
    summary = swept.results.summary().set_index("scenario")
    assert list(frame["unbalance"]) == list(summary.loc[frame["point"], "unbalance"])
    assert np.isnan(frame["unbalance_low"]).all()  # one seed has no spread
    folder = swept.results.directory
    assert read(folder).points == swept.design.points
    del swept, summary, frame
    assert not folder.exists()


KINDS = {
    "morris": 'kind = "morris"\ntrajectories = 3\n',
    "sobol": 'kind = "sobol"\nsamples = 2\nsecond_order = true\n',
    "latin_hypercube": 'kind = "latin_hypercube"\nsamples = 3\ncross_levers = true\n',
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_read_back_to_the_last_bit(file, tmp_path, kind):
    text = KINDS[kind] + (
        '[uncertainties]\n"city.tax" = true\n"city.employer_size" = { low = 5, high = 50, '
        'log = true }\n"city.districts" = { low = 3, high = 9 }\n'
        '[levers]\n"redesign.active" = true\n"interventions.training.subject" = true\n'
    )
    design = prepare(file(text)).design
    output = tmp_path / "kept"
    output.mkdir()
    for name, content in design.to_files().items():
        (output / name).write_bytes(content)
    again = read(output)
    assert again.table.equals(design.table)
    assert [type(one) for one in again.table.iloc[0]] == [type(o) for o in design.table.iloc[0]]
    assert (again.places() == design.places()).all()
    assert (again.factors, again.kind, again.options) == (
        design.factors, design.kind, design.options,
    )  # fmt: skip
    assert (again.problem is None) == (kind == "latin_hypercube")
    if again.problem:
        assert again.problem["names"] == [factor.name for factor in again.factors]
    assert isinstance(again.factors[0], Factor)


def test_rows_of_the_same_values_share_a_point(file):
    text = (
        'kind = "morris"\ntrajectories = 8\n'
        '[factors]\n"redesign.active" = true\n"relocation.active" = true\n'
    )
    prepared = prepare(file(text))
    table = prepared.design.table
    assert len(table) == 24
    assert len(prepared.scenarios) == len(prepared.design.points) == 4
    shared = table.groupby("point")[prepared.design.names].nunique()
    assert (shared == 1).all(axis=None)


@pytest.mark.parametrize("name", ["design.csv", "design.json"])
def test_a_design_that_was_edited_is_known(file, tmp_path, name):
    output = tmp_path / "kept"
    output.mkdir()
    for one, content in prepare(file()).design.to_files().items():
        (output / one).write_bytes(content)
    text = (output / name).read_text()
    (output / name).write_text(text.replace("0.4", "0.5") if name == "design.csv" else text[:-9])
    with pytest.raises(RequestError, match="edited or damaged"):
        read(output)


def test_a_folder_without_a_design_says_how_to_make_one(tmp_path):
    with pytest.raises(RequestError, match=r"holds no design; make one with: cityfit sweep"):
        read(tmp_path)
    with pytest.raises(RequestError, match="no such folder"):
        read(tmp_path / "nowhere")


def test_a_latin_hypercube_of_another_size_says_that_it_cannot_be_added_to(file, tmp_path):
    text = 'kind = "latin_hypercube"\nsamples = 3\n[factors]\n"city.tax" = true\n'
    output = tmp_path / "kept"
    output.mkdir()
    for one, content in prepare(file(text)).design.to_files().items():
        (output / one).write_bytes(content)
    with pytest.raises(RequestError, match="cannot be added to; a sobol_sequence can"):
        prepare(file(text.replace("3", "5")), output)


def test_two_sweeps_begun_at_once_in_one_new_folder_do_not_mix(file, tmp_path):
    """Both find the folder empty; the second to get at it finds that it no longer is."""
    output = tmp_path / "runs"
    larger = file(TEXT.replace("[60, 120]", "[30, 60, 120]"), "larger.toml")
    late = prepare(larger, output)
    sweep(file(), output=output, jobs=1, show=False, say=lambda _: None)
    before = contents(output)
    with pytest.raises(RequestError, match="runs: another sweep has used this folder meanwhile"):
        carried_out(late, late.plan(), output, Workforce(jobs=1), say=lambda _: None, show=False)
    assert contents(output) == before
    # made anew, it numbers its points after those that are there
    again = sweep(larger, output=output, jobs=1, show=False, say=lambda _: None)
    assert len(again.frame()) == 6
    new = contents(output)
    assert {key: new[key] for key in before} == before
