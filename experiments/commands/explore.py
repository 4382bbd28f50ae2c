"""``cityfit explore``: an interactive page in the browser."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.options import Jobs, UserPath

if TYPE_CHECKING:
    from experiments.explore.edition import Lever
    from experiments.explore.settings import City


def check_edition(ctx: click.Context, mistakes: Mistakes) -> Callable[[], None]:
    """Check the levers and cities of a static edition; return what writes it."""
    from experiments.errors import RequestError
    from experiments.explore.edition import cities, lever

    levers = []
    with mistakes:
        if not ctx.params["levers"]:
            raise RequestError("--export needs --levers, such as --levers redesign.pace=1,2")
    for text in ctx.params["levers"]:
        with mistakes:
            levers.append(lever(text))
    with mistakes:
        if len({one.name for one in levers}) < len(levers):
            raise RequestError("--levers: a parameter occurs twice")
    found: dict[str, City] = {}
    if len(levers) == len(ctx.params["levers"]):
        with mistakes:
            found = cities(ctx.params["link"], levers)
    return partial(write, ctx.params, levers, found)


def check(ctx: click.Context, mistakes: Mistakes) -> Callable[[], None]:
    """Check that the server can listen, or what a static edition holds; return what to do."""
    from experiments.errors import RequestError

    host, port = ctx.params["host"], ctx.params["port"]
    with mistakes:
        try:
            import starlette  # noqa: F401
            import uvicorn  # noqa: F401
        except ImportError:
            raise RequestError(
                "the page needs the extra 'explore': pip install cityfit[explore]"
            ) from None
    if ctx.params["export"] is not None:
        return check_edition(ctx, mistakes)
    with mistakes:
        if ctx.params["levers"]:
            raise RequestError("--levers is for --export")
    check_address(host, port, mistakes)
    return partial(serve, ctx.params)


def check_address(host: str, port: int | None, mistakes: Mistakes) -> None:
    """Check that the server can listen on its address; a port that was refused is None."""
    from experiments.errors import RequestError

    with mistakes:
        try:
            socket.getaddrinfo(host, None)
        except OSError as error:
            reason = error.strerror or str(error)
            raise RequestError(f"--host {host}: cannot listen on this address: {reason}") from None
        if port is None:
            return
        try:
            with socket.create_server((host, port), family=_family(host)):
                pass
        except OSError as error:
            reason = error.strerror or str(error)
            raise RequestError(
                f"--host {host} --port {port}: cannot listen on this address: {reason}; "
                "try another --port"
            ) from None


def check_prefix(_: click.Context, __: click.Parameter, path: str) -> str:
    """Check that a path prefix is one: it begins with a slash and has only plain characters."""
    if path and not re.fullmatch(r"(/[\w.~-]+)+/?", path):
        raise click.BadParameter(f"{path!r} is no path; for example /city")
    return path.rstrip("/")


def check_names(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """Check that host names are plain names, since they become part of a header."""
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9.-]+", name):
            raise click.BadParameter(f"{name!r} is no host name; for example hub.example.org")
    return names


@click.command(cls=Command, prepare=check, epilog="Example:  cityfit explore --port 8000")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Address to listen on; 0.0.0.0 accepts connections from other computers.",
)  # fmt: skip
@click.option(
    "--sessions", type=click.IntRange(1, 1000), default=20, show_default=True,
    help="Maximum number of open pages that are served at the same time.",
)  # fmt: skip
@click.option(
    "--root-path", metavar="PATH", default="", callback=check_prefix,
    help="Path under which a proxy serves the page, such as /city.",
)  # fmt: skip
@click.option(
    "trusted", "--trusted-host", multiple=True, metavar="NAME", callback=check_names,
    help="A further host name under which the page can be opened, and whose pages may show it in "
    "a frame, such as that of a proxy or notebook; may be repeated.",
)  # fmt: skip
@click.option(
    "--export", type=UserPath(), metavar="FILE",
    help="Write a static edition of the page, one HTML file without a server, and end.",
)  # fmt: skip
@click.option(
    "levers", "--levers", multiple=True, metavar="NAME=VALUE,VALUE",
    help="With --export: a parameter of the page and the values that the file has of it; may be "
    "repeated, and all combinations are run.",
)  # fmt: skip
@click.option(
    "--link",
    default="case=training",
    show_default=True,
    metavar="SETTINGS",
    help="With --export: all other settings, as in a link of the page behind its question mark.",
)
@click.option(
    "--seeds", type=click.IntRange(2, 100), default=10, show_default=True,
    help="With --export: pairs of runs for each setting.",
)  # fmt: skip
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
@click.pass_obj
def explore(act: Callable[[], None]) -> None:
    """Serve an interactive page with sliders.

    One side of the page has the levers of the three interventions and of the environment. The other
    shows effects by group, compared with the same city without interventions, with the same city in
    another world, or with another city. The intervals narrow as runs finish. The server stores
    nothing and loads nothing from other hosts. Ctrl-C stops it.

    With --export, the page and the results of chosen settings are written to one file instead.
    """
    act()


def serve(options: dict[str, Any]) -> None:
    """Serve the page."""
    from experiments.batch.progress import say
    from experiments.explore import server
    from simulation.core.processors import processors

    names = ("host", "port", "root_path", "trusted")
    server.serve(
        server.Address(*(options[name] for name in names)),
        options["jobs"] or processors(), options["sessions"],
        lambda address: say(f"open {address} in a browser; Ctrl-C stops the server"),
    )  # fmt: skip


def write(options: dict[str, Any], levers: list[Lever], found: dict[str, City]) -> None:
    """Run the settings of a static edition and write its file."""
    from experiments.batch.progress import say
    from experiments.explore.edition import export
    from simulation.core.processors import processors

    def report(done: int, runs: int) -> None:
        if done == runs or done % max(1, runs // 10) == 0:
            say(f"{done} of {runs} runs")

    path, jobs = options["export"], options["jobs"] or processors()
    size = export(path, found, levers, options["seeds"], jobs, report)
    say(f"{path}: {len(found)} settings, {size / 1e6:.1f} MB; open it in a browser")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
