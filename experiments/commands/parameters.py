"""``cityfit parameters`` and ``cityfit measures``: reference tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from experiments.output_tables import FORMATS, render

NAMES = click.argument("names", nargs=-1, metavar="[NAME]...")


@click.command(epilog="Example:  cityfit parameters interventions.training --format csv")
@NAMES
@click.pass_context
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
def parameters(ctx: click.Context, names: tuple[str, ...], how: str) -> None:
    """List the parameters: all of them, or those whose names contain a NAME.

    Prints the value, unit, range, status, meaning and source of every parameter. Calibrated
    parameters also have their uncertainty range and the date of the calibration.
    """
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
    click.echo(render(matching_rows(rows, ("parameter",), names, ctx), how))


def matching_rows(
    rows: Sequence[dict[str, Any]], keys: Iterable[str], names: Sequence[str], ctx: click.Context
) -> list[dict[str, Any]]:
    """Return the rows in which a value of `keys` contains one of the names; all without names.

    Raises
    ------
    click.UsageError
        If no row matches a name; the message suggests the nearest one.
    """
    from simulation.core.errors import nearest

    texts = [[str(row[key]) for key in keys] for row in rows]
    known = {word for row in texts for text in row for word in (text, *text.split("."))}
    for name in names:
        if not any(name in text for row in texts for text in row):
            suggestion = nearest(name, known)
            hint = f"; nearest: {suggestion}" if suggestion else ""
            raise click.UsageError(f"{name}: no name contains this text{hint}", ctx)
    return [
        row
        for row, row_texts in zip(rows, texts, strict=True)
        if not names or any(name in text for name in names for text in row_texts)
    ]


def interval_text(interval: tuple[float, float] | None) -> str | None:
    """Format an interval as text."""
    return None if interval is None else f"{interval[0]:g} to {interval[1]:g}"


@click.command(epilog="Example:  cityfit measures unbalance volatility --format json")
@NAMES
@click.pass_context
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
def measures(ctx: click.Context, names: tuple[str, ...], how: str) -> None:
    """List the measures: all of them, or those with a NAME in their name or subject.

    Prints every column of the results with its measure, unit, monthly summary (mean, sum or last
    month) and meaning.
    """
    from simulation.measures import MEASURES

    rows = [
        {
            "column": column,
            "measure": measure.name,
            "subject": measure.subject,
            "unit": measure.unit,
            "summary": measure.summary,
            "meaning": measure.meaning,
        }
        for measure in MEASURES.values()
        for column in measure.columns
    ]
    click.echo(render(matching_rows(rows, ("column", "measure", "subject"), names, ctx), how))
