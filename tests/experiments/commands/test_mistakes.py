"""All mistakes of a command line are reported together, each by the line it has alone."""

from __future__ import annotations

import click
import pytest
from all_commands import all_commands

import experiments
from experiments.command_line import main
from experiments.commands.command import Command
from experiments.commands.options import ExtensionName, Jobs, Setting, Shard, UserPath, Width

#: `figures` reports its first mistake only; what `scenarios check` finds in files is its result.
OTHERS = {"figures", "scenarios check"}
COMMANDS = {name: command for name, command in all_commands().items() if name not in OTHERS}
TARGETS = f"{experiments.__path__[0]}/targets.toml"
#: A text that an option refuses, by the type of the option.
WRONG_OF_TYPE = {
    click.IntRange: "many", click.FloatRange: "many", click.types.IntParamType: "many",
    click.Choice: "nonsense", UserPath: "", Jobs: "0", Shard: "9/3", Setting: "nonsense",
    Width: "nonsense=1", ExtensionName: "nowhere.at_all",
}  # fmt: skip
#: Texts that are checked with what other arguments name.
WRONG = {
    "run": {"names": "basline"},
    "compare": {"against": "point_9", "measures": "unbalanse"},
    "calibrate": {"names": "basline"},
    "sensitivity": {"lever": "city.taxes", "measures": "unbalanse", "against": "7"},
    "scenarios show": {"name": "basline"},
    "scenarios diff": {"first": "basline", "second": "trainig"},
    "parameters": {"names": "blah"},
    "measures": {"names": "blah"},
    "explore": {
        "host": "not a host",
        "root_path": "no slash",
        "trusted": "not a host",
        "levers": "nonsense",
    },
}
#: Texts that are checked only when a connection is made, or with another option.
UNCHECKED = {("run", "cluster"), ("sweep", "cluster"), ("explore", "link")}


def commands_with(condition):
    """Names of the commands with a parameter of some kind, to parametrise a test with."""
    names = [name for name, command in COMMANDS.items() if any(map(condition, command.params))]
    return pytest.mark.parametrize("name", names)


@pytest.fixture
def right(swept, tmp_path):
    """Arguments with which each command would run."""
    runs = str(swept / "runs")
    return {
        "run": ["baseline"],
        "sweep": [str(swept / "design.toml")],
        "merge": [runs, "-o", str(tmp_path / "merged")],
        "compare": [runs, "--against", "point_0001"],
        "calibrate": [TARGETS],
        "sensitivity": [runs],
        "scenarios show": ["baseline"],
        "scenarios diff": ["baseline", "training"],
    }


def wrong_text(name, option):
    """A text that an option of a command refuses; None if it takes any text."""
    return WRONG.get(name, {}).get(option.name, WRONG_OF_TYPE.get(type(option.type)))


def wrong_options(name):
    """Wrong arguments for each option of a command."""
    for option in COMMANDS[name].params:
        if isinstance(option, click.Argument):
            continue
        if getattr(option, "is_flag", False):
            yield [f"{option.opts[0]}=3"]
        elif (name, option.name) not in UNCHECKED:
            text = wrong_text(name, option)
            assert text is not None, f"no wrong text for {option.opts[0]} of {name}"
            yield [option.opts[0], text]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_collects_its_mistakes(name):
    assert isinstance(COMMANDS[name], Command)


@commands_with(lambda option: isinstance(option, click.Option))
def test_the_mistakes_of_all_options_are_reported_together(refused, right, name):
    """With right positional arguments, so that options which depend on these are checked."""
    if name == "explore":
        pytest.importorskip("uvicorn")
    if name == "sensitivity":
        pytest.importorskip("SALib")
    command, base = name.split(), right.get(name, [])
    if name == "sensitivity":  # --against needs a lever that exists
        base = [*base, "--without-help", "city.tax"]
    options = list(wrong_options(name))
    alone = [refused(*command, *base, *option) for option in options]
    assert all(alone)
    together = refused(*command, *base, *[word for option in options for word in option])
    if name == "sensitivity":  # of the two levers the last counts, and it does not exist
        alone = [lines for lines in alone if not any("city.tax = 7" in line for line in lines)]
    missing = {line for lines in alone for line in lines} - set(together)
    assert not missing


@commands_with(lambda option: isinstance(option, click.Argument))
def test_the_mistakes_of_arguments_are_reported_with_those_of_options(refused, right, name):
    command = COMMANDS[name]
    places = [option for option in command.params if isinstance(option, click.Argument)]
    words = [wrong_text(name, option) for option in places]
    required = right[name][1:] if name == "merge" else []
    alone = refused(*name.split(), *words, *required)
    assert len(alone) == len(words)
    options = [word for option in wrong_options(name) for word in option]
    together = refused(*name.split(), *words, *options)
    assert set(alone) < set(together)


@commands_with(lambda option: option.name == "how")
def test_unknown_options_and_missing_values_are_reported_with_the_others(refused, right, name):
    unknown = [*name.split(), *right.get(name, []), "--fromat", "nonsense"]
    lines = refused(*unknown, "--format")
    assert len(lines) == 3
    for words in ("No such option '--fromat'", "'nonsense' is not one of", "requires an argument"):
        assert sum(words in line for line in lines) == 1
    assert all(line.endswith(f"(see cityfit {name} --help)") for line in lines)


def test_an_option_that_is_like_none_is_reported_alone(refused):
    (line,) = refused("run", "baseline", "--xyzzy", "3", "--jobs", "0")
    assert "No such option '--xyzzy'" in line


def test_files_settings_and_options_of_a_run_are_reported_together(refused, tmp_path):
    (tmp_path / "set.csv").write_text("search.contacts_asked\n1;5\nmany\n")
    (tmp_path / "mine.toml").write_text("[city]\ntax = 2\ncitizen = 1\n")
    lines = refused(
        "run", "basline", f"{tmp_path}/mine.toml", "--set", "city.tax=3", "--set", "nonsense",
        "--parameters", f"{tmp_path}/set.csv", "--shard", "9/3", "--precision", "unbalanse=0.1",
        "--precision", "fit=wide", "--citizens", "50", "--sedes", "2",
    )  # fmt: skip
    for words in (
        "nearest: baseline", "city.tax = 2", "city.citizen = 1", "city.tax = 3", "'nonsense'",
        "line 2", "line 3", "9/3", "nearest: unbalance", "fit=wide", "city.citizens = 50",
        "'--sedes'", "omit --shard", "omit one of them",
    ):  # fmt: skip
        assert sum(words in line for line in lines) == 1, (words, lines)
    assert len(lines) == 14


def test_changes_are_checked_even_if_no_scenario_can_be_read(refused):
    assert len(refused("run", "basline", "--set", "city.tax=3")) == 2
    assert len(refused("run", "--set", "city.tax=3", "--months", "5000000")) == 3


def test_vectors_that_do_not_suit_a_scenario_are_reported_with_wrong_options(refused, tmp_path):
    (tmp_path / "set.csv").write_text("city.tax\n3\n0.2\n")
    lines = refused("run", "baseline", "--parameters", f"{tmp_path}/set.csv", "--jobs", "0")
    assert len(lines) == 2
    assert "line 2: city.tax = 3" in lines[1]


def test_two_scenarios_of_one_name_are_reported_with_wrong_options(refused, tmp_path):
    for folder, tax in (("one", 0.2), ("other", 0.3)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.toml").write_text(f"[city]\ntax = {tax}\n")
    paths = [f"{tmp_path}/{folder}/mine.toml" for folder in ("one", "other")]
    lines = refused("run", *paths, "--shard", "0/2")
    assert len(lines) == 2
    assert "two different scenarios are called 'mine'" in lines[1]


def test_failed_runs_keep_all_their_settings(refused):
    """Each option that would change them is named, and a missing folder as well."""
    lines = refused(
        "run", "--rerun-failed", "--seeds", "3", "--set", "city.tax=0.2", "--precision", "fit=1",
        "-o", "nowhere",
    )  # fmt: skip
    assert [line.partition(": omit ")[2].split()[0] for line in lines[:-1]] == [
        "--seeds", "--set", "--precision",
    ]  # fmt: skip
    assert "nowhere: there is no such folder" in lines[-1]


def test_of_two_widths_for_one_measure_the_last_counts(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "experiments.batch.precision.run_to_precision",
        lambda _scenarios, goal, *_, **__: asked.append(goal.widths) or 1 / 0,
    )
    widths = ("--precision", "unbalance=0.2", "--precision", "unbalance=0.1", "--precision=fit=1")
    with pytest.raises(ZeroDivisionError):
        main(["run", "baseline", *widths])
    assert set(asked[0].values()) == {0.1, 1.0}
