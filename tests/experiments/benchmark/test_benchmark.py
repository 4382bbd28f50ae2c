"""The benchmark gives numbers of the right things; how large they are is the machine's business."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from experiments.benchmark import __main__ as command
from experiments.benchmark import memory_traffic, month, overhead, peers, plain_agents, scale
from experiments.benchmark.plain_peers import PEERS
from experiments.benchmark.reading import Reading, in_process
from figures.plots.speed import KEPT
from simulation.core.model_version import model_version
from simulation.schedule import MONTH

ROOT = Path(__file__).parents[3]


def test_a_city_tells_of_its_time_and_memory():
    found = in_process("city_run", 300, 14, 2)
    assert set(found["processes"]) <= {one.__name__ for one in MONTH} | {"Measures and books"}
    assert {"Fitting", "Search"} <= set(found["processes"])
    assert sum(found["processes"].values()) == pytest.approx(found["month"], rel=0.5)
    assert 200 < found["table_bytes"] < 1_000
    assert found["peak"] > found["peak_bytes"] * 300 >= 0
    assert found["later_over_earlier"] > 0


def test_a_month_is_compared_with_that_of_another_checkout(tmp_path):
    """The other one counts by its own code: here a city whose months do nothing."""
    for package, code in {
        "scenarios": "class load:\n def __init__(self, name): pass\n def but(self, size): return 0",
        "simulation": "class SmartCity:\n def __init__(self, *_, **__): pass\n"
        " def run(self, months, progress):\n  for _ in range(10_000 * months): pass",
    }.items():
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(code, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.1.0"', encoding="utf-8")
    rows = {(one.what, one.citizens): one for one in month.readings(12, (100, 200), 1, tmp_path)}
    assert {citizens for _, citizens in rows} == {0, 100, 200}
    for citizens in (100, 200):
        assert rows["month", citizens].value > 0
        ratio = rows["month over that of version 0.1.0", citizens]
        assert (ratio.unit, ratio.value > 1.0) == ("ratio", True)


def test_bad_input_times_nothing(tmp_path):
    answer = CliRunner().invoke(command.main, ["--against", str(tmp_path), "-o", str(tmp_path)])
    assert answer.exit_code == 2
    assert f"--against {tmp_path}: no checkout" in answer.output
    assert not (tmp_path / "benchmark.csv").exists()


def test_the_largest_city_is_told_with_the_memory_of_its_process(monkeypatch):
    monkeypatch.setattr(scale, "TOKYO", 200)
    rows = {reading.what: reading.row for reading in scale.largest()}
    assert {row["part"] for row in rows.values()} == {scale.LARGEST}
    assert {row["citizens"] for row in rows.values()} == {200}
    assert 0.05 < rows["memory of the whole process"]["value"] < 2
    assert not any(what.startswith("process: ") for what in rows)


def test_the_month_in_columns_is_timed_more_often_than_the_slow_one():
    found = plain_agents.compare(100, 1)
    assert found["plain"] > 0
    assert found["columns"] > 0


def test_memory_is_touched_and_left_as_it_was():
    found = memory_traffic.compare(300)
    assert found["bytes"] / 2 == pytest.approx(
        in_process("city_run", 300, 4, 1)["table_bytes"], rel=0.2
    )
    assert found["bandwidth"] > 0
    assert found["month"] > found["touch"]


def test_peers_are_measured_where_they_are_and_left_out_where_not():
    assert in_process("plain_peers", "mesa: Schelling", 100) > 0
    for name in PEERS:
        if name.startswith("starsim") and "starsim" not in sys.modules:
            speed = in_process("plain_peers", name, 100)
            assert speed is None or speed > 0


def test_what_the_given_interpreter_lacks_is_measured_with_ours(monkeypatch):
    def found(module, *arguments, python=sys.executable):
        if module == "city_run":
            return {"month": 0.5}
        theirs = arguments[0].startswith("starsim")
        if arguments[0].startswith("mesa-frames"):
            return None
        return 1.0 if theirs == (python == "theirs") else None

    monkeypatch.setattr(peers, "in_process", found)
    whats = [reading.what for reading in peers.readings([100], "theirs")]
    expected = [name for name in PEERS if not name.startswith("mesa-frames")]
    assert whats == ["this city: a whole month", *expected]


def test_the_overhead_of_a_batch_is_that_of_every_run_of_it(monkeypatch):
    found = overhead.overhead(30)
    assert found["first"] > found["again"] > 0
    assert 0 < found["again_processor"] < found["first_processor"]
    assert found["files"] < 30
    assert in_process("overhead", 4, 2)["first"] > 0
    seconds = {(1000, 1): 2.0, (1000, 2): 7.0, (2, 2): 3.0}
    monkeypatch.setattr(
        overhead, "in_process",
        lambda _, runs, jobs: {"first": seconds[runs, jobs], "again": 0.5, "files": 7},
    )  # fmt: skip
    rows = [reading.row for reading in overhead.readings(1000)]
    assert [(row["threads"], row["value"], row["unit"]) for row in rows] == [
        (2, 4.0, "ms"), (1, 2.0, "ms"), (1, 0.5, "s"), (1, 7, "files"),
    ]  # fmt: skip


#: What a batch may cost beside the city: milliseconds per run, and seconds until ten thousand runs
#: are seen to be there.
MOST_PER_RUN, MOST_FOR_LOOKING = 5.0, 5.0


def test_the_kept_benchmark_holds_what_a_batch_may_cost_and_the_page_lists_it():
    found = pd.read_csv(KEPT)
    found = found[found["part"] == overhead.PART]
    per_run = found[found["what"].str.startswith("beside the city, per run of 10,000 runs")]
    assert set(per_run["threads"]) == {1, 2}
    assert set(per_run["unit"]) == {"ms"}
    assert (per_run["value"] < MOST_PER_RUN).all()
    (looking,) = found[found["what"].str.startswith("resume check of 10,000")].itertuples()
    assert (looking.citizens, looking.unit) == (100, "s")
    assert looking.value < MOST_FOR_LOOKING
    text = (ROOT / "docs" / "results" / "speed.md").read_text(encoding="utf-8")
    block = text.split("<!-- speed -->")[1].split("<!-- /speed -->")[0]
    for row in (*per_run.itertuples(), looking):
        cells = f"| {row.what} | {row.citizens} | {row.threads} | {row.value:.3g} {row.unit} |"
        assert cells in block


@pytest.mark.long
def test_a_batch_costs_little_beside_its_cities_here_too():
    """In seconds of the processor, with three times as much allowed: others may be at work."""
    found = overhead.overhead(10_000)
    assert 1e3 * found["first_processor"] / 10_000 < 3 * MOST_PER_RUN
    assert found["again_processor"] < 3 * MOST_FOR_LOOKING
    print(found)


def test_a_failing_program_is_told_with_its_last_line():
    with pytest.raises(RuntimeError, match="city_run nonsense: ValueError"):
        in_process("city_run", "nonsense")


def test_parts_are_kept_when_others_are_timed_anew(tmp_path, monkeypatch):
    def part(name, value):
        return lambda wanted: iter([Reading(name, "thing", 10, 1, value, "ns")])

    monkeypatch.setattr(
        command, "PARTS", {"scale": part("scale", 1.0), "peers": part("peers", 2.0)}
    )
    folder = ["-o", str(tmp_path)]
    assert CliRunner().invoke(command.main, folder).exit_code == 0
    monkeypatch.setattr(
        command, "PARTS", {"scale": part("scale", 3.0), "peers": part("peers", 4.0)}
    )
    monkeypatch.setattr(command, "model_version", lambda: "a later one")
    answer = CliRunner().invoke(command.main, ["peers", *folder])
    assert answer.exit_code == 0, answer.output
    kept = pd.read_csv(tmp_path / "benchmark.csv").set_index("part")
    assert kept["value"].to_dict() == {"scale": 1.0, "peers": 4.0}
    assert kept["model_version"].to_dict() == {"scale": model_version(), "peers": "a later one"}


def test_what_is_timed_only_when_named_is_kept_by_the_rest(tmp_path, monkeypatch):
    def part(name, value):
        return lambda wanted: iter([Reading(name, "thing", 10, 1, value, "ns")])

    monkeypatch.setattr(command, "PARTS", {"scale": part("scale", 1.0)})
    monkeypatch.setattr(command, "NAMED_ONLY", {scale.LARGEST: part(scale.LARGEST, 2.0)})
    for words, parts in (
        ([], {"scale"}),
        ([scale.LARGEST], {"scale", scale.LARGEST}),
        ([], {"scale", scale.LARGEST}),
    ):
        answer = CliRunner().invoke(command.main, [*words, "-o", str(tmp_path)])
        assert answer.exit_code == 0, answer.output
        assert set(pd.read_csv(tmp_path / "benchmark.csv")["part"]) == parts


def test_waiting_times_of_the_page_are_taken_in_a_browser(browser, tmp_path):
    # of another process, because one that drives a browser already cannot begin anew
    command = [sys.executable, "-m", "experiments.benchmark", "page", "--quick", "-o"]
    subprocess.run([*command, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    rows = pd.read_csv(tmp_path / "benchmark.csv")
    assert rows["what"].tolist() == ["first picture, median of 1", "first answer, median of 1"]
    assert (rows["citizens"] == 500).all()
    assert (rows["unit"] == "s").all()
    assert (rows["value"] > 0).all()
