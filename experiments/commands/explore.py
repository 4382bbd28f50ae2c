"""``cityfit explore``: an interactive page in the browser."""

from __future__ import annotations

import re
import socket

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.options import Jobs


def check_server(ctx: click.Context, mistakes: Mistakes) -> None:
    """Check that the server can be imported and can listen on its address."""
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


@click.command(cls=Command, prepare=check_server, epilog="Example:  cityfit explore --port 8000")
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
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
def explore(
    port: int, host: str, sessions: int, root_path: str, trusted: tuple[str, ...], jobs: int | None
) -> None:
    """Serve an interactive page with sliders.

    One side of the page has the levers of the three interventions and of the environment. The other
    shows their effects by group, compared with the same city without interventions and paired by
    seed. The intervals narrow as runs finish. The server stores nothing and loads nothing from
    other hosts. Ctrl-C stops it.
    """
    from experiments.batch.progress import say
    from experiments.explore.server import Address, serve
    from simulation.core.processors import processors

    serve(
        Address(host, port, root_path, trusted), jobs or processors(), sessions,
        lambda address: say(f"open {address} in a browser; Ctrl-C stops the server"),
    )  # fmt: skip


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
