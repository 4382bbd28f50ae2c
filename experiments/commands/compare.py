"""``cityfit compare``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from experiments.commands.options import UserPath
from experiments.output_tables import FORMATS, render

#: Compared when no measure is named.
USUAL = (
    "fit",
    "unbalance",
    "volatility",
    "misfit_exit_ratio",
    "chronic_misfit",
    "unemployment",
    "well_being",
    "wealth",
    "cost",
)


@click.command(epilog="Example:  cityfit compare runs --measure unbalance --format csv")
@click.argument("directory", metavar="DIR", type=UserPath())
@click.option("--against", default="baseline", show_default=True, help="Scenario to compare with.")
@click.option(
    "measures", "--measure", multiple=True,
    help="A measure; may be repeated.  [default: the usual ones]",
)  # fmt: skip
@click.option("everything", "--all", is_flag=True, help="Every measure there is.")
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
def compare(
    directory: Path, against: str, measures: tuple[str, ...], everything: bool, how: str
) -> None:
    """Compare scenarios seed by seed.

    Gives, for every scenario with results in DIR, the mean difference between runs of the same
    seed and its 95 % interval, each measure taken over the months after the burn-in. Where the
    scenarios were run with many parameter vectors (cityfit run --parameters), it gives the mean,
    the least and the greatest effect over the vectors, the effect with the first of them, and the
    shares of vectors with the sign of the mean, and with an interval wholly on that side.
    """
    from experiments.batch.parameter_vectors import effects, numbers_in
    from experiments.comparison import compare as compared
    from experiments.storage.results import Results

    chosen = None if everything else measures or USUAL
    results = Results.open(directory)
    vectors = numbers_in(directory)
    if vectors:
        rows = effects(results, vectors, against, chosen)
        short = min((row["vectors"] for row in rows), default=0)
        if short < len(vectors):
            click.echo(
                f"left out, not run with both: up to {len(vectors) - short} of {len(vectors)} "
                "vectors", err=True,
            )  # fmt: skip
        click.echo(render(rows, how))
        return
    table = compared(results, against, chosen)
    for name, seeds in table.unpaired.items():
        numbers = ", ".join(map(str, seeds))
        click.echo(f"left out, not in both {name} and {against}: seeds {numbers}", err=True)
    for name, place in elsewhere(directory, against, sorted(set(table.frame["scenario"]))).items():
        click.echo(
            f"{name} is in another country ({place}): its differences are also those of the "
            "people who live there; --set city.country makes them the same",
            err=True,
        )
    click.echo(render(table.frame.to_dict("records"), how))


def elsewhere(directory: Path, against: str, names: Iterable[str]) -> dict[str, str]:
    """Scenarios with another country than the one they are compared with, and that country."""
    from scenarios import load

    def country(name: str) -> str:
        return str(load(directory / "scenarios" / f"{name}.toml").settings["city"].country)

    home = country(against)
    return {name: country(name) for name in names if country(name) != home}
