"""A group of commands that proposes the nearest right name."""

from __future__ import annotations

import difflib

import click


class Group(click.Group):
    """Commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names as added, not as sorted."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was perhaps meant."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            close = difflib.get_close_matches(name, self.commands, n=1)
            right = f"nearest: {close[0]}" if close else "known: " + ", ".join(self.commands)
            ctx.fail(f"no such command {name!r}; {right}")
        return super().resolve_command(ctx, args)
