"""``cityfit scenarios``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from experiments.commands.command import Mistakes
from experiments.commands.group import Group
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from scenarios import Scenario


def loaded(ctx: click.Context, mistakes: Mistakes) -> list[Scenario]:
    """Load the scenarios that the arguments name."""
    from scenarios import load

    found = []
    for argument in ctx.command.params:
        name = ctx.params[str(argument.name)]
        if isinstance(argument, click.Argument) and name is not None:
            with mistakes:
                found.append(load(name))
    return found


@click.group(
    cls=Group, invoke_without_command=True, epilog="Example:  cityfit scenarios show training"
)
@click.pass_context
def scenarios(ctx: click.Context) -> None:
    """List, show and check scenarios.

    Without a subcommand, list them.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed)


@scenarios.command("list", epilog="Example:  cityfit scenarios list")
def listed() -> None:
    """List the scenarios of the project, by kind."""
    from scenarios.listing import listing

    rows = [{"scenario": name, "kind": kind, "title": title} for name, kind, title in listing()]
    click.echo(render(rows, "table"))


@scenarios.command(
    prepare=loaded, epilog="Example:  cityfit scenarios show training --changes > mine.toml"
)
@click.argument("name")
@click.option("--changes", is_flag=True, help="Only what differs from the base, and why.")
@click.pass_obj
def show(found: list[Scenario], name: str, changes: bool) -> None:
    """Write a scenario as TOML, every parameter resolved.

    With --changes, the file as it is written, with its comments.
    """
    from scenarios.reading import find

    text = find(name).read_text(encoding="utf-8-sig") if changes else found[0].to_toml()
    click.echo(text, nl=not text.endswith("\n"))


@scenarios.command(prepare=loaded, epilog="Example:  cityfit scenarios diff baseline training")
@click.argument("first")
@click.argument("second")
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def diff(pair: list[Scenario], first: str, second: str, how: str) -> None:
    """Show in what two scenarios differ."""
    from scenarios import diff as differences

    found = differences(*pair)
    if not found and how == "table":
        click.echo(f"{first} and {second} are the same")
        return
    rows = [
        {"parameter": name, "first": ours, "second": theirs}
        for name, (ours, theirs) in found.items()
    ]
    click.echo(render(rows, how))


@scenarios.command(epilog="Example:  cityfit scenarios check mine.toml")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
def check(files: tuple[str, ...]) -> int:
    """Check files, one line per problem."""
    from scenarios import check as problems_of

    wrong = False
    for file in files:
        problems = problems_of(file)
        wrong = wrong or bool(problems)
        for line in problems:
            click.echo(f"error: {line}", err=True)
        if not problems:
            click.echo(f"{file}: right")
    return 2 if wrong else 0


@scenarios.command(epilog="Example:  cityfit scenarios schema > scenario.schema.json")
def schema() -> None:
    """Write the JSON Schema of scenario files."""
    from scenarios import schema as schema_of_scenarios

    click.echo(json.dumps(schema_of_scenarios(), indent=1, ensure_ascii=False))
