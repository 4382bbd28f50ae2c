"""Types of options: each reads a text as a user types it, or refuses it in one line."""

from __future__ import annotations

import tomllib
from math import inf, nan
from pathlib import Path
from typing import Any

import click


class UserPath(click.Path):
    """A path as a user types it: not empty, with ``~`` for the home.

    Parameters
    ----------
    folder : bool, optional
        Whether it must be an existing folder.
    """

    def __init__(self, *, folder: bool = False) -> None:
        super().__init__(path_type=Path)
        self._folder = folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; a blank one is refused."""
        if not str(value).strip():
            self.fail("an empty path: name a file or folder", param, ctx)
        path = Path(value).expanduser()
        if self._folder and not path.is_dir():
            self.fail(f"{path}: there is no such folder", param, ctx)
        return path


class Jobs(click.ParamType):
    """Processes at a time: 1 or more, or -1 for all processors, which is None."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; None for all processors."""
        number = click.INT.convert(value, param, ctx)
        if number != -1 and number < 1:
            self.fail(f"{value} is less than 1; -1 is all processors", param, ctx)
        return None if number == -1 else number


class Shard(click.ParamType):
    """``I/N``: the I-th of N parts of a batch."""

    name = "shard"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Return the two numbers."""
        part, slash, total = value.partition("/")
        if not (slash and part.isdecimal() and total.isdecimal() and 1 <= int(part) <= int(total)):
            self.fail(f"{value!r}: must be I/N with I from 1 to N", param, ctx)
        return int(part), int(total)


class Setting(click.ParamType):
    """``SECTION.KEY=VALUE``: a parameter and its value."""

    name = "setting"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Any]:
        """Return name and value; a value that is not valid TOML is a string."""
        name, equals, text = (part.strip() for part in value.partition("="))
        if not equals or not name:
            self.fail(f"{value!r}: must be SECTION.KEY=VALUE", param, ctx)
        try:
            return name, tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return name, text


class Width(click.ParamType):
    """``MEASURE=WIDTH``: the largest width of an interval for each column of a measure."""

    name = "width"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, float]:
        """Return the width by column."""
        from experiments.storage.measure_names import columns_of, right_measure

        name, _, text = (part.strip() for part in value.partition("="))
        try:
            width = float(text)
        except ValueError:
            width = nan
        columns = columns_of(name)
        if not columns:
            problem = f"there is no such measure; {right_measure(name)}"
            self.fail(f"{value!r}: {problem}", param, ctx)
        if not 0 < width < inf:
            self.fail(f"{value!r}: must be MEASURE=WIDTH with a width above 0", param, ctx)
        return dict.fromkeys(columns, width)
