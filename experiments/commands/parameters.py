"""``cityfit parameters`` and ``cityfit measures``."""

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
    """Tell what can be set: all of it, or what has a NAME in its name.

    Every parameter with its value, unit, range, status, meaning and source; where the value comes
    from a calibration, also what it lies between as far as the facts tell, and the day.
    """
    from simulation.settings import parameter_table

    rows = [
        {
            "parameter": name,
            "value": str(default).lower() if isinstance(default, bool) else default,
            "unit": declared.unit,
            "allowed": "true, false" if isinstance(default, bool) else declared.allowed,
            "status": declared.status,
            "uncertainty": between(declared.uncertainty),
            "calibrated": None if declared.calibrated_on is None else str(declared.calibrated_on),
            "meaning": declared.meaning,
            "source": declared.source,
        }
        for name, default, declared in parameter_table()
    ]
    click.echo(render(narrowed(rows, ("parameter",), names, ctx), how))


def narrowed(
    rows: Sequence[dict[str, Any]], keys: Iterable[str], names: Sequence[str], ctx: click.Context
) -> list[dict[str, Any]]:
    """Rows that have one of some names in one of their keys; all rows when there are no names.

    Raises
    ------
    click.UsageError
        If a name is nowhere; the message proposes the nearest one.
    """
    from simulation.core.errors import nearest

    texts = [[str(row[key]) for key in keys] for row in rows]
    known = {word for row in texts for text in row for word in (text, *text.split("."))}
    for name in names:
        if not any(name in text for row in texts for text in row):
            best = nearest(name, known)
            hint = f"; nearest: {best}" if best else ""
            raise click.UsageError(f"{name}: nothing has that in its name{hint}", ctx)
    return [
        row
        for row, found in zip(rows, texts, strict=True)
        if not names or any(name in text for name in names for text in found)
    ]


def between(ends: tuple[float, float] | None) -> str | None:
    """Both ends of an interval in words."""
    return None if ends is None else f"{ends[0]:g} to {ends[1]:g}"


@click.command(epilog="Example:  cityfit measures unbalance volatility --format json")
@NAMES
@click.pass_context
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
def measures(ctx: click.Context, names: tuple[str, ...], how: str) -> None:
    """Tell what is measured: all of it, or what has a NAME in its name or subject.

    Every column of the results with its measure, its unit, how its months become one number
    (their mean, their sum or the last of them) and its meaning.
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
    click.echo(render(narrowed(rows, ("column", "measure", "subject"), names, ctx), how))
