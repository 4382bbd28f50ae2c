"""``cityfit compare``: paired differences between scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.options import UserPath
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from experiments.storage.results import Results

#: Measures that are compared by default.
USUAL = (
    "fit",
    "fit_same_persons_by_education",
    "fit_same_persons_by_ict",
    "unbalance",
    "volatility",
    "misfit_exit_ratio",
    "chronic_misfit",
    "unemployment",
    "employed_same_persons",
    "well_being",
    "wealth",
    "cost",
)


def opened(ctx: click.Context, mistakes: Mistakes) -> tuple[Results, list[int]] | None:
    """Open the results and check that they have the scenario and the measures.

    Returns
    -------
    results : Results
    vectors : list of int
        Numbers of the parameter vectors, if the scenarios were run with some.
    """
    from experiments.batch.parameter_vectors import numbers_in, without_vectors
    from experiments.comparison import chosen_columns, others_than
    from experiments.errors import RequestError
    from experiments.storage.results import Results

    directory = ctx.params["directory"]
    if directory is None:
        return None
    with mistakes:
        results = Results.open(directory)
        vectors = numbers_in(directory)
        if vectors and not ctx.params["pair"]:
            raise RequestError("--no-pair: runs with parameter vectors are compared in pairs only")
        names = results.scenarios
        for measure in ctx.params["measures"]:
            with mistakes:
                chosen_columns(results, measure)
        others_than(ctx.params["against"], without_vectors(names, vectors) if vectors else names)
        return results, vectors
    return None


@click.command(
    cls=Command, prepare=opened,
    epilog="Example:  cityfit compare runs --measure unbalance --format csv",
)  # fmt: skip
@click.argument("directory", metavar="DIR", type=UserPath())
@click.option("--against", default="baseline", show_default=True, help="Scenario to compare with.")
@click.option(
    "measures", "--measure", multiple=True,
    help="A measure; may be repeated.  [default: a short list of main measures]",
)  # fmt: skip
@click.option("everything", "--all", is_flag=True, help="Compare all measures.")
@click.option(
    "pair", "--pair/--no-pair", default=True, show_default=True,
    help="Pair runs by seed; not for cities with different people, such as two countries.",
)  # fmt: skip
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def compare(
    found: tuple[Results, list[int]],
    directory: Path,
    against: str,
    measures: tuple[str, ...],
    everything: bool,
    pair: bool,
    how: str,
) -> None:
    """Compare scenarios seed by seed.

    For every scenario with results in DIR, prints the mean difference between runs of the same
    seed and its 95 % interval. Each measure is summarised over the months after the burn-in.

    If the scenarios were run with many parameter vectors (cityfit run --parameters), prints the
    mean, minimum and maximum effect over the vectors and the effect with the first vector. It also
    prints the share of vectors whose effect has the sign of the mean, and the share whose interval
    excludes zero on that side.
    """
    from experiments.batch.parameter_vectors import effects
    from experiments.comparison import compare as compared

    chosen = None if everything else measures or USUAL
    results, vectors = found
    if vectors:
        rows = effects(results, vectors, against, chosen)
        fewest = min((row["vectors"] for row in rows), default=0)
        if fewest < len(vectors):
            click.echo(
                f"omitted, because one of the two runs is missing: up to "
                f"{len(vectors) - fewest} of {len(vectors)} vectors", err=True,
            )  # fmt: skip
        click.echo(render(rows, how))
        return
    table = compared(results, against, chosen, pair=pair)
    for name, seeds in table.unpaired.items():
        numbers = ", ".join(map(str, seeds))
        click.echo(f"omitted, because {name} or {against} lacks them: seeds {numbers}", err=True)
    for name, country in other_countries(
        directory, against, sorted(set(table.frame["scenario"]))
    ).items():
        click.echo(
            f"{name} is in another country ({country}): its differences include those between the "
            "two populations; use --set city.country to give both the same country",
            err=True,
        )
    click.echo(render(table.frame.to_dict("records"), how))


def other_countries(directory: Path, against: str, names: Iterable[str]) -> dict[str, str]:
    """Return the country of each scenario whose country differs from that of the reference."""
    from scenarios import load

    def country(name: str) -> str:
        return str(load(directory / "scenarios" / f"{name}.toml").settings["city"].country)

    reference = country(against)
    return {name: country(name) for name in names if country(name) != reference}
