"""``cityfit sensitivity``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.drawing import INDICES, load
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from experiments.sensitivity.answers import Answers

#: Looked at when neither the command nor the design names an outcome.
USUAL = ("unbalance", "volatility")
#: Endings of pictures.
PICTURES = (".pdf", ".svg", ".png")


@click.command(
    epilog="Example:  cityfit sensitivity runs/screening --measure unbalance --format csv"
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "measures", "--measure", multiple=True,
    help="An outcome; may be repeated.  [default: those of the design]",
)  # fmt: skip
@click.option("--second-order", is_flag=True, help="Sobol' indices of pairs of parameters instead.")
@click.option(
    "lever", "--without-help", metavar="SECTION.KEY",
    help="Instead, boxes of everything else in which this lever does not help.",
)  # fmt: skip
@click.option("--against", metavar="VALUE", help="The lever's value compared with.  "
              "[default: its least]")  # fmt: skip
@click.option("--wanted", type=click.Choice(("down", "up")), default="down", show_default=True,
              help="Which way the lever is to move the outcome.")  # fmt: skip
@click.option(
    "plot", "--plot", type=click.Path(path_type=Path), metavar="FILE",
    help="Draw the indices into a file as well: .pdf, .svg or .png.",
)  # fmt: skip
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_context
def sensitivity(
    ctx: click.Context,
    directory: Path,
    measures: tuple[str, ...],
    second_order: bool,
    lever: str | None,
    against: str | None,
    wanted: str,
    plot: Path | None,
    how: str,
) -> None:
    """Say what the outcomes of a sweep hang on.

    DIR is a folder that cityfit sweep made. The kind of its design says what is given, each with
    95 % intervals: Morris' mu_star, mu and sigma, over the whole range of a parameter, beside the
    mu_star that the luck of the seeds alone would give; Sobol' first and total indices; for Latin
    hypercubes, Sobol' sequences, grids and factorials the partial rank correlation and the
    standardised regression coefficient. Outcomes are means over the seeds; how much of the variance
    of single runs is luck is said beside. A sweep with missing runs or undefined outcomes is
    refused.

    --without-help asks where a lever stops helping: a small tree divides the space of everything
    else into boxes, with the share of points in each (support), the share of these without help
    (density), and the share of all points without help (coverage).
    """
    if against is not None and lever is None:
        raise click.UsageError("--against goes with --without-help", ctx)
    if second_order and lever is not None:
        raise click.UsageError("--second-order does not go with --without-help", ctx)
    if plot is not None:
        if lever is not None:
            raise click.UsageError("--plot does not go with --without-help", ctx)
        # asked for before anything is computed
        refuse_ending(plot)

    from experiments.batch.progress import say
    from experiments.designs import read
    from experiments.sensitivity.answers import answers

    outcomes = measures or read(directory).outcomes or USUAL
    found = answers(directory, outcomes)
    rows: list[dict[str, Any]] = []
    for one in found:
        rows += without_help(one, lever, wanted, against) if lever else indices(one, second_order)
    for one in found:
        say(luck(one))
    click.echo(render(rows, how))
    if plot is not None:
        write = load(INDICES)
        say(f"drawn: {write(rows, plot, found[0].design, directory)}")


def refuse_ending(plot: Path) -> None:
    """Refuse a file whose ending is that of no picture."""
    from experiments.errors import RequestError

    if plot.suffix.lower() not in PICTURES:
        raise RequestError(f"--plot {plot}: must end in {', '.join(PICTURES)}")


def indices(answers: Answers, second_order: bool) -> Sequence[dict[str, Any]]:
    """The indices that the kind of the design allows."""
    from experiments.errors import RequestError
    from experiments.sensitivity.answers import refuse
    from experiments.sensitivity.indices import morris, sobol
    from experiments.sensitivity.regression import KINDS, regression

    design = answers.design
    if second_order:
        refuse(design, ("sobol",), "--second-order")
    refuse(design, ("morris", "sobol", *KINDS), "sensitivity")
    if answers.flat:
        raise RequestError(f"{answers.column} is the same at all points: it hangs on none of the "
                           "parameters, or these were not switched on")  # fmt: skip
    if design.kind == "morris":
        return morris(answers)
    if design.kind != "sobol":
        return regression(answers)
    rows, pairs = sobol(answers)
    if second_order and not pairs:
        raise RequestError("this design has no second order; make one with second_order = true")
    return pairs if second_order else rows


def without_help(
    answers: Answers, lever: str, wanted: str, against: str | None
) -> Sequence[dict[str, Any]]:
    """Boxes in which a lever does not help; how far they can be trusted is said."""
    from experiments.batch.progress import say
    from experiments.sensitivity.regions import regions

    found = regions(answers, lever, wanted, against)
    told = (
        "too few pairs of either kind to check the boxes"
        if found.right != found.right
        else f"trees that have not seen a pair tell {found.right:.0%} of them rightly"
    )
    say(f"{answers.column}: {lever} does not help in {found.without:.0%} of {found.pairs} pairs of "
        f"points; {told}")  # fmt: skip
    return found.rows


def luck(answers: Answers) -> str:
    """How much of an outcome is luck, in words."""
    seeds = len(answers.design.seeds)
    if seeds < 2:
        return f"{answers.column}: one seed at each point does not tell how much of it is luck"
    return (
        f"{answers.column}: luck makes {answers.noise.share:.0%} of the variance of single runs; "
        f"means are over {seeds} seeds"
    )
