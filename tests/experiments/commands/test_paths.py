"""Paths that users type: ``~`` is the home and an empty path is refused, by every command."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from experiments.command_line import cityfit, main
from experiments.commands.options import UserPath


def paths(group: click.Group = cityfit, above: tuple[str, ...] = ()) -> list:
    """Command and parameter of every path."""
    found = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            found += paths(command, (*above, name))
        else:
            found += [(" ".join((*above, name)), one) for one in command.params]
    return found


PATHS = [(name, one) for name, one in paths() if isinstance(one.type, UserPath | click.Path)]


@pytest.mark.parametrize(("command", "option"), PATHS, ids=str)
def test_a_tilde_is_the_home_and_an_empty_path_is_refused(monkeypatch, command, option):
    monkeypatch.setenv("HOME", "/home/ada")
    context = click.Context(click.Command(command))
    assert option.type.convert("~/runs", option, context) == Path("/home/ada/runs")
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
