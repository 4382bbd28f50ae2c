"""``cityfit parameters`` and ``cityfit measures``: reference tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from experiments.commands.command import Command, Mistakes
from experiments.output_tables import FORMATS, render

NAMES = click.argument("names", nargs=-1, metavar="[NAME]...")
Rows = list[dict[str, Any]]


def parameter_rows(ctx: click.Context, mistakes: Mistakes) -> Rows:
    """Return the rows of the parameters whose names contain one of the texts."""
    from simulation.core.renames import renamed_parameter
    from simulation.settings import parameter_table

    rows = [
        {
            "parameter": name,
            "value": str(default).lower() if isinstance(default, bool) else default,
            "unit": declared.unit,
            "allowed": "true, false" if isinstance(default, bool) else declared.allowed,
            "status": declared.status,
            "uncertainty": interval_text(declared.uncertainty),
            "calibrated": None if declared.calibrated_on is None else str(declared.calibrated_on),
            "meaning": declared.meaning,
            "source": declared.source,
        }
        for name, default, declared in parameter_table()
    ]
    names = ctx.params["names"]
    mistakes.usage(ctx, unknown_names(rows, ("parameter",), names, renamed_parameter))
    return matching_rows(rows, ("parameter",), names)


@click.command(
    cls=Command, prepare=parameter_rows,
    epilog="Example:  cityfit parameters interventions.training --format csv",
)  # fmt: skip
@NAMES
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def parameters(rows: Rows, how: str) -> None:
    """List the parameters: all of them, or those whose names contain a NAME.

    Prints the value, unit, range, status, meaning and source of every parameter. Calibrated
    parameters also have their uncertainty range and the date of the calibration.
    """
    click.echo(render(rows, how))


def matching_rows(rows: Rows, keys: Sequence[str], names: Sequence[str]) -> Rows:
    """Return the rows in which a value of `keys` contains one of the names; all without names."""
    return [
        row for row in rows if not names or any(name in str(row[k]) for name in names for k in keys)
    ]


def unknown_names(
    rows: Rows, keys: Sequence[str], names: Iterable[str], renamed: Callable[[str], str]
) -> list[str]:
    """Return a line for each name without a row, with the present or the nearest name.

    Parameters
    ----------
    rows, keys, names
        As for :func:`matching_rows`.
    renamed : callable
        Returns the present name of a name of an earlier version, and an empty text for others.
    """
    from simulation.core.errors import hint

    texts = [str(row[key]) for row in rows for key in keys]
    known = {word for text in texts for word in (text, *text.split("."))}
    unknown = [name for name in names if not matching_rows(rows, keys, [name])]
    old = {name: renamed(name) for name in unknown if renamed(name)}
    return [f"{name}: no name contains this text{hint(name, known, old)}" for name in unknown]


def interval_text(interval: tuple[float, float] | None) -> str | None:
    """Format an interval as text."""
    return None if interval is None else f"{interval[0]:g} to {interval[1]:g}"


def measure_rows(ctx: click.Context, mistakes: Mistakes) -> Rows:
    """Return the rows of the measures with one of the texts in their name or subject."""
    from experiments.storage.measure_names import known_measures
    from simulation.core.renames import renamed_measure

    rows = [
        {
            "column": column,
            "measure": measure.name,
            "subject": measure.subject,
            "unit": measure.unit,
            "summary": measure.summary,
            "meaning": measure.meaning,
        }
        for measure in known_measures().values()
        for column in measure.columns
    ]
    keys, names = ("column", "measure", "subject"), ctx.params["names"]
    mistakes.usage(ctx, unknown_names(rows, keys, names, renamed_measure))
    return matching_rows(rows, keys, names)


@click.command(
    cls=Command, prepare=measure_rows,
    epilog="Example:  cityfit measures unbalance volatility --format json",
)  # fmt: skip
@NAMES
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def measures(rows: Rows, how: str) -> None:
    """List the measures: all of them, or those with a NAME in their name or subject.

    Prints every column of the results with its measure, unit, monthly summary (mean, sum or last
    month) and meaning.
    """
    click.echo(render(rows, how))
