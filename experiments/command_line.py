"""The command ``cityfit``.

Exit codes: 0 done; 1 something failed, the rest is finished and kept; 2 bad input, nothing was
run; 130 interrupted, what was finished is kept.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable, Sequence

import click

from experiments.commands.calibrate import calibrate
from experiments.commands.claims import claims
from experiments.commands.command import mistake_lines
from experiments.commands.compare import compare
from experiments.commands.drawing import COMMANDS as DRAWING
from experiments.commands.explore import explore
from experiments.commands.group import Group, restore_help
from experiments.commands.merge import merge
from experiments.commands.parameters import measures, parameters
from experiments.commands.run import run
from experiments.commands.scenarios import scenarios
from experiments.commands.sensitivity import sensitivity
from experiments.commands.studies import ablation, portfolios
from experiments.commands.sweep import sweep
from experiments.commands.validate import validate
from simulation import __version__
from simulation.core.errors import TableWarning


@click.version_option(__version__, prog_name="cityfit")
@click.group(cls=Group, epilog="Example:  cityfit run baseline training --seeds 10 -o runs")
def cityfit() -> None:
    """Simulate how citizens fit a smart city, and what interventions do to it."""


for command in (
    run, sweep, merge, compare, claims, validate, calibrate, sensitivity, ablation, portfolios,
    scenarios, parameters, measures, explore,
):  # fmt: skip
    cityfit.add_command(command)
cityfit.lazy = DRAWING
restore_help(cityfit)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process when left out.
    """
    _replace_unknown_letters()
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _shown_as_a_line(warnings.showwarning)
            code = cityfit.main(
                args=None if arguments is None else list(arguments),
                prog_name="cityfit",
                standalone_mode=False,
            )
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # whoever read our output has seen enough; click makes a SystemExit of it, and of nothing
        # else outside its standalone mode
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from experiments.errors import StoppedError

        if isinstance(error, StoppedError):
            click.echo(f"error: {error}", err=True)
            return 1
        lines = mistake_lines(error)
        if lines is None:
            raise
        for line in lines:
            click.echo(f"error: {line}", err=True)
        return 2
    return code if isinstance(code, int) else 0


def _shown_as_a_line(usual: Callable[..., None]) -> Callable[..., None]:
    """Show what is doubtful about a user's table as one line, other warnings as usual."""

    def show(message: Warning | str, category: type[Warning], *where: object) -> None:
        if issubclass(category, TableWarning):
            click.echo(f"warning: {message}", err=True)
        else:
            usual(message, category, *where)

    return show


def _replace_unknown_letters() -> None:
    """Have terminals of other encodings show a question mark instead of an unknown letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
