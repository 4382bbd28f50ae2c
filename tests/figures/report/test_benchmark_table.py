"""The tables of the benchmark."""

from __future__ import annotations

import pandas as pd

from figures.report.benchmark_table import markdown

COLUMNS = ("part", "what", "citizens", "threads", "value", "unit")
RESULTS = pd.DataFrame(
    [
        ("reference city", "plain agents", 1000, 1, 4e5, "ns per citizen-month"),
        ("reference city", "plain agents over columns", 1000, 1, 103.4, "ratio"),
        ("month", "month", 2_000, 1, 7.512, "ms"),
        ("month", "month over that of version 0.1.0", 2_000, 1, 1.712, "ratio"),
        ("month", "fixed cost of a month", 0, 1, 5.0, "ms"),
        ("scale", "month", 10_000, 1, 1066.6, "ns per citizen-month"),
        ("scale", "month", 10_000, 2, 800.4, "ns per citizen-month"),
        ("scale", "peak of memory", 10_000, 1, 900.0, "bytes per citizen"),
        ("scale", "peak of memory", 10_000, 2, 950.0, "bytes per citizen"),
        ("largest city", "month", 37_000_000, 2, 1000.0, "ns per citizen-month"),
        ("largest city", "peak of memory", 37_000_000, 2, 480.0, "bytes per citizen"),
        ("peers", "mesa: Schelling", 100_000, 1, 40_000.4, "agent-steps per second"),
        ("batch", "first step of a new process", 300, 1, 2.345, "s"),
    ],
    columns=COLUMNS,
)


def test_every_table_has_its_lines():
    lines = markdown(RESULTS).splitlines()
    assert "| plain agents over columns | 1,000 | 103 |" in lines
    assert "| month | 2,000 | 7.51 ms |" in lines
    assert "| month over that of version 0.1.0 | 2,000 | 1.71 |" in lines
    assert "| fixed cost of a month |  | 5 ms |" in lines
    assert "| 10,000 | 1,067 | 800 | 950 |" in lines
    assert "| 37,000,000 |  | 1,000 | 480 |" in lines
    assert "| mesa: Schelling | 100,000 | 40,000 |" in lines
    assert "| first step of a new process | 300 | 1 | 2.35 s |" in lines
    assert not any("| plain agents |" in line for line in lines)


def test_parts_that_were_not_timed_leave_their_table_empty():
    lines = markdown(RESULTS[RESULTS["part"] == "scale"]).splitlines()
    assert "| 10,000 | 1,067 | 800 | 950 |" in lines
    assert sum(line.startswith("|---") for line in lines) == 5


def test_it_names_day_system_and_model():
    same = {"model_version": "abc", "day": "2026-01-02", "system": "Linux, 2 processors"}
    lines = markdown(RESULTS.assign(**same)).splitlines()
    assert lines[-1] == "Timed on 2026-01-02 (Linux, 2 processors) with model abc."


def test_a_part_of_an_earlier_version_is_named():
    old = {"largest city": "old", "batch": None}
    version = [old.get(part, "new") for part in RESULTS["part"]]
    mixed = RESULTS.assign(model_version=version, day="2026-01-02", system="Linux, 2 processors")
    lines = markdown(mixed).splitlines()
    where = "Timed on 2026-01-02 (Linux, 2 processors) with model"
    assert lines[-3:] == [
        f"{where} new: reference city, month, scale, peers.",
        f"{where} old: largest city.",
        "Timed with an earlier version: batch.",
    ]
