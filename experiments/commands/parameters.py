"""``cityfit parameters`` and ``cityfit measures``."""

from __future__ import annotations

import click

from experiments.tables import FORMATS, render


@click.command(epilog="Example:  cityfit parameters --format csv > parameters.csv")
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
def parameters(how: str) -> None:
    """Tell what can be set.

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
    click.echo(render(rows, how))


def between(ends: tuple[float, float] | None) -> str | None:
    """Both ends of an interval in words."""
    return None if ends is None else f"{ends[0]:g} to {ends[1]:g}"


@click.command(epilog="Example:  cityfit measures --format json")
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
def measures(how: str) -> None:
    """Tell what is measured.

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
    click.echo(render(rows, how))
