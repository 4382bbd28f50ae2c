"""Paths that users type: ``~`` is the home and an empty path is refused, by every command."""

from __future__ import annotations

import click
import pytest
from all_commands import all_commands

from experiments.command_line import main
from experiments.commands.options import UserPath

PATHS = [
    (name, option)
    for name, command in all_commands().items()
    for option in command.params
    if isinstance(option.type, UserPath | click.Path)
]


@pytest.mark.parametrize(("command", "option"), PATHS, ids=str)
def test_a_tilde_is_the_home_and_an_empty_path_is_refused(monkeypatch, tmp_path, command, option):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "runs").mkdir()
    context = click.Context(click.Command(command))
    assert option.type.convert("~/runs", option, context) == tmp_path / "runs"
    for empty in ("", " "):
        with pytest.raises(click.BadParameter, match="an empty path"):
            option.type.convert(empty, option, context)


def test_the_main_commands_have_paths():
    assert {"run", "sweep", "compare", "merge", "calibrate", "sensitivity"} <= {
        name for name, _ in PATHS
    }


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("cityfit, version ")
