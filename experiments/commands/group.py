"""A command group that suggests the nearest name and imports some commands only when used."""

from __future__ import annotations

import ast
import difflib
import inspect
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from experiments.commands.command import Command
from experiments.commands.drawing import load


def restore_help(command: click.Command) -> None:
    """Read the help of a command from its source where Python has dropped it (``python -OO``)."""
    if sys.flags.optimize < 2 or command.help is not None or command.callback is None:
        return
    function = inspect.unwrap(command.callback)
    try:
        tree = ast.parse(Path(function.__code__.co_filename).read_text(encoding="utf-8"))
    except (OSError, SyntaxError):  # installed without sources
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            command.help = ast.get_docstring(node)


class Group(click.Group):
    """A command group that lists its commands in the order of definition.

    Attributes
    ----------
    lazy : mapping of str to str
        Further commands, name → ``module:attribute``; imported when the command is used.
    """

    lazy: Mapping[str, str] = {}
    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands in the order of definition."""
        return [*self.commands, *self.lazy]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command with a name, or None if it does not exist."""
        if name in self.lazy:
            command: click.Command | None = load(self.lazy[name])
        else:
            command = super().get_command(ctx, name)
        if command is not None:
            restore_help(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; raise a usage error with the nearest name if it does not exist."""
        name = args[0]
        known = self.list_commands(ctx)
        if not name.startswith("-") and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"nearest: {close[0]}" if close else f"known: {', '.join(known)}"
            ctx.fail(f"no such command {name!r}; {hint}")
        return super().resolve_command(ctx, args)
