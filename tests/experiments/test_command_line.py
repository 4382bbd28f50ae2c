"""The command ``cityfit``: exit codes, single lines, formats, and what it imports."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys

import click
import pytest
from conftest import SET

from experiments.command_line import cityfit as group
from experiments.commands.options import Setting
from scenarios import names
from simulation.settings import parameter_table

COMMANDS = [
    [], ["run"], ["sweep"], ["merge"], ["compare"], ["claims"], ["validate"], ["calibrate"],
    ["sensitivity"], ["ablation"], ["portfolios"], ["parameters"], ["measures"], ["figures"],
    ["explore"], ["scenarios"],
    *(["scenarios", name] for name in ("list", "show", "diff", "check", "schema")),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(cityfit, command):
    code, lines, _ = cityfit(*command, "--help")
    assert code == 0
    assert any("Example:" in line and "cityfit" in line for line in lines)


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from experiments.command_line import main; code = main(['run', '--help']);"
        "heavy = {'numpy', 'pandas', 'numba', 'mesa', 'pyarrow', 'scipy', 'pydantic'};"
        "sys.exit(code or chr(32).join(heavy & set(sys.modules)) or 0)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_workers_begin_without_the_model():
    script = (
        "import sys, experiments.batch.worker_pool; "
        "sys.exit('numpy' in sys.modules or 'numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.fixture
def mine(tmp_path):
    """Write a scenario file of one's own."""

    def write(text):
        path = tmp_path / "mine.toml"
        path.write_text(text)
        return path

    return write


SECTION = "[interventions.training]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SECTION + "anual_budget_per_citizen = 5", "nearest: annual_budget_per_citizen"),
        (SECTION + "anual_budget = 5", "annual_budget_per_citizen"),
        (SECTION + "annual_budget_per_citizen = -5", "from 0"),
        (SECTION + "annual_budget_per_citizen = 'much'", "a number"),
        (SECTION + "annual_budget_per_citizen = ", "line 2"),
    ],
)
def test_a_wrong_scenario_is_one_line_and_nothing_is_written(cityfit, mine, tmp_path, text, words):
    output = tmp_path / "runs"
    code, lines, messages = cityfit("run", mine(text), "-o", output)
    assert (code, lines, len(messages)) == (2, [], 1)
    assert "mine.toml" in messages[0]
    assert words in messages[0]
    assert not output.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "no-such-scenario"], "no-such-scenario"),
        (["run", "trainig"], "nearest: training"),
        (["run"], "at least one scenario"),
        (["run", "baseline", "--set", "city.tax"], "SECTION.KEY=VALUE"),
        (["run", "baseline", "--set", "city.taxes=1"], "nearest: tax"),
        (["run", "baseline", "--set", "city.tax=much"], '"much"'),
        (["run", "baseline", "--citizens", "5"], "from 100"),
        (["run", "baseline", "--months", "12", "--set", "city.burn_in=12"], "burn_in"),
        (["run", "baseline", "--months", "many"], "many"),
        (["run", "baseline", "--seeds", "0"], "--seeds"),
        (["run", "baseline", "--jobs", "0"], "--jobs"),
        (["run", "baseline", "--sedes", "2"], "--seeds"),
        (["run", "--rerun-failed"], "no such folder"),
        (["rum", "baseline"], "nearest: run"),
        (["compare"], "DIR"),
        (["compare", "nowhere"], "no such folder"),
        (["compare", "."], "no results"),
        (["scenarios", "shwo"], "nearest: show"),
        (["scenarios", "show", "basline"], "nearest: baseline"),
        (["scenarios", "check", "nothing.toml"], "no such file"),
        (["parameters", "--format", "xml"], "csv"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_and_exit_code_two(cityfit, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, lines, messages = cityfit(*arguments)
    assert (code, lines, len(messages)) == (2, [], 1)
    assert words in messages[0]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_one_line(cityfit, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, messages = cityfit("run", "baseline", "-o", tmp_path / "file" / "runs")
    assert (code, len(messages)) == (2, 1)
    assert "cannot be written" in messages[0]


def test_all_problems_of_all_scenarios_are_told(cityfit, mine):
    code, _, messages = cityfit("run", "trainig", mine("[city]\ntax = 2\ncitizen = 1"))
    assert (code, len(messages)) == (2, 3)


def test_a_batch_is_run_and_compared(cityfit, tmp_path):
    run = ["run", "baseline", "training", "--seeds", "2", *SET, "--jobs", "1", "-o", tmp_path]
    code, lines, messages = cityfit(*run)
    assert (code, lines) == (0, [])
    assert "4 runs done" in messages[-1]
    assert "4 of 4 runs are there already; 0 to do" in cityfit(*run)[2][0]

    code, lines, _ = cityfit("compare", tmp_path, "--format", "csv")
    rows = list(csv.DictReader(lines))
    assert code == 0
    assert {row["scenario"] for row in rows} == {"training"}
    column = rows[0]["measure"]
    assert {"fit", "unbalance", "volatility", "cost_training"} <= {row["measure"] for row in rows}
    code, lines, _ = cityfit("compare", tmp_path, "--all", "--format", "csv")
    assert len(lines) > 2 * len(rows)
    code, lines, _ = cityfit("compare", tmp_path, "--format", "json", "--measure", column)
    (row,) = json.loads("\n".join(lines))
    assert row["seeds"] == 2
    assert column in cityfit("compare", tmp_path, "--measure", column)[1][1]
    code, _, messages = cityfit("compare", tmp_path, "--measure", column + "x")
    assert (code, len(messages)) == (2, 1)
    assert column in messages[0]

    path = next((tmp_path / "runs").iterdir())
    path.write_bytes(b"PAR1")
    code, _, messages = cityfit("compare", tmp_path)
    assert (code, len(messages)) == (2, 1)
    assert str(path) in messages[0]


def test_a_failed_run_gives_exit_code_one(cityfit, tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.batch.worker.run_city", lambda *_, **__: 1 / 0)
    command = ["run", "baseline", "--seeds", "1", *SET, "--jobs", 1, "-o", tmp_path]
    code, _, messages = cityfit(*command)
    assert code == 1
    assert "ZeroDivisionError" in messages[0]
    assert "--rerun-failed" in messages[-1]


def test_drawing_says_what_failed_and_how_to_go_on(cityfit, tmp_path, monkeypatch):
    from figures import catalogue

    monkeypatch.setattr(
        catalogue, "draw", lambda *_: catalogue.Drawn([], {"training, seed 1": "died"})
    )
    code, _, messages = cityfit("figures", "-o", tmp_path)
    assert (code, len(messages)) == (1, 1)
    assert "training, seed 1" in messages[0]

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(catalogue, "draw", interrupted)
    code, _, messages = cityfit("figures", "-o", tmp_path)
    assert (code, len(messages)) == (130, 1)
    assert "to go on" in messages[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("1.5", 1.5), ("true", True), ("fin", "fin"), ('"fin"', "fin"), ("1e-3", 0.001)],
)
def test_values_are_read_as_toml_or_as_words(text, value):
    name, read = Setting().convert(f"a.b={text}", None, None)
    assert (name, read) == ("a.b", value)
    assert type(read) is type(value)


def test_scenarios_are_listed_shown_compared_and_checked(cityfit, mine):
    assert cityfit("scenarios")[1] == cityfit("scenarios", "list")[1]
    assert all(any(name in line for line in cityfit("scenarios")[1]) for name in names())
    assert 'base = "baseline"' in cityfit("scenarios", "show", "training", "--changes")[1]
    shown = "\n".join(cityfit("scenarios", "show", "training")[1])
    assert cityfit("scenarios", "check", mine(shown))[0] == 0
    assert any(
        "interventions.training.annual_budget_per_citizen" in line
        for line in cityfit("scenarios", "diff", "baseline", "training")[1]
    )
    assert "same" in cityfit("scenarios", "diff", "baseline", "baseline")[1][0]
    json.loads("\n".join(cityfit("scenarios", "schema")[1]))


@pytest.mark.parametrize("command", ["parameters", "measures"])
def test_tables_come_in_three_formats(cityfit, command):
    rows = json.loads("\n".join(cityfit(command, "--format", "json")[1]))
    text = "\n".join(cityfit(command, "--format", "csv")[1])
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == [
        next(iter(row.values())) for row in rows
    ]
    lines = cityfit(command)[1]
    assert len(lines) == len(rows) + 1
    if command == "parameters":
        assert len(rows) == len(parameter_table())
    # in a process of its own nothing has loaded the model before; here other tests may have added
    # what extensions bring
    alone = [sys.executable, "-m", "experiments", command, "--format", "json"]
    fresh = json.loads(subprocess.run(alone, capture_output=True, text=True, check=True).stdout)
    assert len(fresh) > 400
    assert [row for row in rows if row in fresh] == fresh


def test_tables_are_narrowed_to_names(cityfit):
    rows = json.loads("\n".join(cityfit("parameters", "training", "city.", "--format", "json")[1]))
    names = [row["parameter"] for row in rows]
    assert "city.country" in names
    assert "interventions.training.targeting" in names
    assert all("training" in name or "city." in name for name in names)
    (row,) = json.loads("\n".join(cityfit("measures", "perceived_with_s", "--format", "json")[1]))
    assert row["unit"] == "correlation"
    code, _, errors = cityfit("measures", "volatilty")
    assert code == 2
    assert "nearest: volatility" in errors[0]


def test_compare_says_when_another_country_is_compared(cityfit, tmp_path):
    size = ("--seeds", "1", "--citizens", "200", "--months", "62", "--set", "city.burn_in=12")
    assert cityfit("run", "baseline", "songdo", "training", *size, "-o", str(tmp_path))[0] == 0
    _, _, errors = cityfit("compare", str(tmp_path), "--measure", "fit")
    assert [line for line in errors if "another country" in line and "songdo" in line]
    assert not [line for line in errors if line.startswith("training")]


def test_output_that_nobody_reads_to_its_end_is_no_error():
    python = shlex.quote(sys.executable)
    pipe = f"{python} -m experiments parameters | head -1; exit ${{PIPESTATUS[0]}}"
    answer = subprocess.run(["bash", "-c", pipe], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_commands_are_those_that_exist():
    assert group.list_commands(click.Context(group)) == [
        "run", "sweep", "merge", "compare", "claims", "validate", "calibrate", "sensitivity",
        "ablation", "portfolios", "scenarios", "parameters", "measures", "explore", "figures",
    ]  # fmt: skip
