"""``cityfit sensitivity``: sensitivity indices of a sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.drawing import INDICES, PICTURES, load
from experiments.commands.options import UserPath
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from experiments.sensitivity.answers import Answers

#: Outcomes that are analysed by default.
USUAL = ("unbalance", "volatility")


def outcomes_of(ctx: click.Context, mistakes: Mistakes) -> Sequence[str]:
    """Check the options and what they name in the sweep; return the outcomes to analyse."""
    from experiments.comparison import chosen_columns
    from experiments.designs import read
    from experiments.sensitivity.answers import refuse
    from experiments.sensitivity.regions import reference_value
    from experiments.sensitivity.regression import KINDS
    from experiments.storage.results import Results

    options = ctx.params
    measures, lever = options["measures"], options["lever"]
    mistakes.usage(ctx, conflicts(options))
    if options["directory"] is None:
        return measures
    with mistakes:
        design, results = read(options["directory"]), Results(options["directory"])
        outcomes = measures or design.outcomes or USUAL
        for measure in outcomes if results.run_keys else ():
            with mistakes:
                chosen_columns(results, measure)
        if lever is not None:
            reference_value(design, lever, options["against"])
        elif options["second_order"]:
            refuse(design, ("sobol",), "--second-order")
        else:
            refuse(design, ("morris", "sobol", *KINDS), "sensitivity")
        return outcomes
    return ()


def conflicts(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each option that does not suit the others."""
    lever, plot = options["lever"], options["plot"]
    if options["against"] is not None and lever is None:
        yield "--against needs --without-help"
    if options["second_order"] and lever is not None:
        yield "--second-order cannot be combined with --without-help"
    if plot is not None and lever is not None:
        yield "--plot cannot be combined with --without-help"
    if plot is not None and plot.suffix.lower() not in PICTURES:
        yield f"--plot {plot}: must end in {', '.join(PICTURES)}"


@click.command(
    cls=Command, prepare=outcomes_of,
    epilog="Example:  cityfit sensitivity runs/screening --measure unbalance --format csv",
)  # fmt: skip
@click.argument("directory", metavar="DIR", type=UserPath())
@click.option(
    "measures", "--measure", multiple=True,
    help="An outcome; may be repeated.  [default: those of the design]",
)  # fmt: skip
@click.option(
    "--second-order",
    is_flag=True,
    help="Sobol' indices of pairs of parameters instead of single ones.",
)
@click.option(
    "lever", "--without-help", metavar="SECTION.KEY",
    help="Find regions of the other parameters in which this lever does not help.",
)  # fmt: skip
@click.option("--against", metavar="VALUE", help="Reference value of the lever.  "
              "[default: its minimum]")  # fmt: skip
@click.option("--wanted", type=click.Choice(("down", "up")), default="down", show_default=True,
              help="Desired direction of the outcome.")  # fmt: skip
@click.option(
    "plot", "--plot", type=UserPath(), metavar="FILE",
    help="Also plot the indices to a file: .pdf, .svg or .png.",
)  # fmt: skip
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def sensitivity(
    outcomes: Sequence[str],
    directory: Path,
    second_order: bool,
    lever: str | None,
    against: str | None,
    wanted: str,
    plot: Path | None,
    how: str,
) -> None:
    """Print which parameters the outcomes of a sweep depend on.

    DIR is an output folder of cityfit sweep. The indices depend on the kind of design; each has a
    95 % interval. Morris designs give mu_star, mu and sigma over the whole range of a parameter,
    and the mu_star expected from the noise of the seeds alone. Sobol' designs give first-order and
    total indices. Latin hypercubes, Sobol' sequences, grids and factorials give the partial rank
    correlation and the standardised regression coefficient. Outcomes are means over the seeds. A
    message gives the share of the variance of single runs that is due to the seeds. A sweep with
    missing runs or undefined outcomes is rejected.

    --without-help finds the conditions under which a lever does not help. A small decision tree
    divides the space of the other parameters into boxes. The table gives the share of points in
    each box (support), the share of these without help (density), and the share of all points
    without help that the box contains (coverage).
    """
    from experiments.batch.progress import say
    from experiments.sensitivity.answers import answers as answers_of

    all_answers = answers_of(directory, outcomes)
    rows: list[dict[str, Any]] = []
    for answers in all_answers:
        rows += (
            without_help(answers, lever, wanted, against)
            if lever
            else indices(answers, second_order)
        )
    for answers in all_answers:
        say(noise_text(answers))
    click.echo(render(rows, how))
    if plot is not None:
        write = load(INDICES)
        say(f"drawn: {write(rows, plot, all_answers[0].design, directory)}")


def indices(answers: Answers, second_order: bool) -> Sequence[dict[str, Any]]:
    """Compute the indices that the kind of the design allows."""
    from experiments.errors import RequestError
    from experiments.sensitivity.indices import morris, sobol
    from experiments.sensitivity.regression import regression

    design = answers.design
    if answers.flat:
        raise RequestError(f"{answers.column} is the same at all points: it depends on none of "
                           "the parameters, or their processes are inactive")  # fmt: skip
    if design.kind == "morris":
        return morris(answers)
    if design.kind != "sobol":
        return regression(answers)
    rows, pairs = sobol(answers)
    if second_order and not pairs:
        raise RequestError(
            "this design has no second-order indices; set second_order = true in the design"
        )
    return pairs if second_order else rows


def without_help(
    answers: Answers, lever: str, wanted: str, against: str | None
) -> Sequence[dict[str, Any]]:
    """Return boxes in which a lever does not help, and report their cross-validated accuracy."""
    from experiments.batch.progress import say
    from experiments.sensitivity.regions import regions

    result = regions(answers, lever, wanted, against)
    accuracy = (
        "too few pairs with or without help to check the boxes"
        if isnan(result.right)
        else f"cross-validated trees classify {result.right:.0%} of the pairs correctly"
    )
    say(f"{answers.column}: {lever} does not help in {result.without:.0%} of {result.pairs} pairs "
        f"of points; {accuracy}")  # fmt: skip
    return result.rows


def noise_text(answers: Answers) -> str:
    """Describe the share of an outcome's variance that is due to the seeds."""
    seeds = len(answers.design.seeds)
    if seeds < 2:
        return (
            f"{answers.column}: the noise of the seeds is unknown, because each point has one seed"
        )
    return (
        f"{answers.column}: the noise of the seeds makes up {answers.noise.share:.0%} of the "
        f"variance of single runs; means are over {seeds} seeds"
    )
