"""Types of options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class UserPath(click.Path):
    """A path as a user types it: not empty, with ``~`` for the home."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; a blank one is refused."""
        if not str(value).strip():
            self.fail("an empty path: name a file or folder", param, ctx)
        return Path(value).expanduser()


class Jobs(click.ParamType):
    """Processes at a time: 1 or more, or -1 for all processors, which is None."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; None for all processors."""
        number = click.INT.convert(value, param, ctx)
        if number != -1 and number < 1:
            self.fail(f"{value} is less than 1; -1 is all processors", param, ctx)
        return None if number == -1 else number
