"""All commands, with their options and arguments."""

from __future__ import annotations

import click

from experiments.command_line import cityfit


def all_commands(
    group: click.Group = cityfit, above: tuple[str, ...] = ()
) -> dict[str, click.Command]:
    """Return each command by what a user types for it."""
    found: dict[str, click.Command] = {}
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            found |= all_commands(command, (*above, name))
        elif command is not None:
            found[" ".join((*above, name))] = command
    return found
