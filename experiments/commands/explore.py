"""``cityfit explore``."""

from __future__ import annotations

import socket

import click


@click.command(epilog="Example:  cityfit explore --port 8000")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to use."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Address to listen at; 0.0.0.0 lets every computer that reaches this one in.",
)  # fmt: skip
@click.option(
    "--sessions", type=click.IntRange(1, 1000), default=20, show_default=True,
    help="Pages that are worked for at a time.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time.  [default: all cores]")
def explore(port: int, host: str, sessions: int, jobs: int | None) -> None:
    """Serve a page with sliders.

    Levers of the three interventions and of the world on one side; on the other what they do to
    whom, against the same city without the money, paired by seed, with intervals that narrow while
    runs come in. Nothing is kept, nothing is fetched from elsewhere. Ctrl-C ends it.
    """
    from experiments.batch.progress import say
    from experiments.errors import RequestError
    from simulation.core.processors import processors

    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        raise RequestError(
            "the page needs the extra 'explore': pip install cityfit[explore]"
        ) from None
    try:
        with socket.create_server((host, port), family=_family(host)):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise RequestError(
            f"--host {host} --port {port}: cannot listen there: {reason}; try another --port"
        ) from None
    from experiments.explore.server import serve

    serve(
        host, port, jobs or processors(), sessions,
        lambda address: say(f"open {address} in a browser; Ctrl-C ends it"),
    )  # fmt: skip


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
