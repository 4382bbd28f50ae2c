"""The server of the page: a few fixed addresses, none on other servers.

A page sends the settings of a city in the query of an address. The runs of the city return as a
stream of server-sent events. When a slider is moved or the page is closed, the stream ends and its
runs are stopped. The server stores nothing about a page.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from experiments.explore import answer
from experiments.explore.controls import BUDGETS, CONTROLS, COUNTRIES, GROUPS, described
from experiments.explore.live_run import RunRequest, RunResult
from experiments.explore.people import SAMPLE, content
from experiments.explore.scheduler import Scheduler
from experiments.explore.settings import (
    BURN_IN,
    FIRST_CASE,
    MONTHS,
    OTHER_CASE,
    OWN_KEYS,
    City,
    case,
    link,
    read,
)
from experiments.explore.settings import python as as_python
from experiments.explore.settings import toml as as_toml
from experiments.explore.story import stories
from experiments.explore.tiles import TILES
from scenarios import Scenario, ScenarioError, names
from simulation.core.model_version import model_version

PAGE = Path(__file__).parent / "page"
#: Pairs of runs for each setting.
SEEDS = 10
#: Citizens of the first pair who are followed for the stories.
FOLLOWED = 60
#: Longest query in characters.
LONGEST = 4000


def headers(frames: Sequence[str] = ()) -> dict[str, str]:
    """Security headers of every response.

    Parameters
    ----------
    frames : sequence of str
        Host names of pages that may show this page in a frame, such as a notebook; none by default.
    """
    sources = [f"{scheme}://{name}:*" for name in frames for scheme in ("http", "https")]
    ancestors = " ".join(["'self'", *sources]) if frames else "'none'"
    return {
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; "
            f"frame-ancestors {ancestors}"
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }


FILES = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/texts.js": ("texts.js", "text/javascript"),
    "/charts.js": ("charts.js", "text/javascript"),
    "/people.js": ("people.js", "text/javascript"),
    "/tour.js": ("tour.js", "text/javascript"),
    "/page.js": ("page.js", "text/javascript"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}

Handler = Callable[[Request], Any]


class Guarded:
    """Adds security headers to every response and refuses queries that are too long.

    It also takes a path prefix away, for a proxy that leaves it in place. A proxy that takes it
    away itself works as well, because all addresses in the page are relative.
    """

    def __init__(self, app: ASGIApp, prefix: str = "", frames: Sequence[str] = ()) -> None:
        self.app = app
        self.prefix = prefix.rstrip("/")
        self.extra = [(name.encode(), text.encode()) for name, text in headers(frames).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.extra]}
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length, path = len(scope["query_string"]), scope["path"]
        if length > LONGEST:
            problem = f"link: {length} characters; {LONGEST} are allowed"
            await refusal([problem], 414)(scope, receive, with_headers)
            return
        if self.prefix and path == self.prefix:
            query = scope["query_string"].decode("latin-1")
            target = f"{self.prefix}/{'?' if query else ''}{query}"
            await RedirectResponse(target)(scope, receive, with_headers)
            return
        if self.prefix and path.startswith(f"{self.prefix}/"):
            scope = {**scope, "path": path.removeprefix(self.prefix)}
        await self.app(scope, receive, with_headers)


def refusal(problems: list[str], status: int = 400) -> JSONResponse:
    """Response to a refused request, one line per problem."""
    return JSONResponse({"problems": problems}, status)


def application(
    scheduler: Scheduler,
    seeds: int = SEEDS,
    hosts: list[str] | None = None,
    *,
    prefix: str = "",
    frames: Sequence[str] = (),
) -> Starlette:
    """Make the application that serves the page.

    Parameters
    ----------
    scheduler : Scheduler
        Opened when the server starts.
    seeds : int
        Pairs of runs for each setting.
    hosts : list of str, optional
        Host names under which the server responds; any by default.
    prefix : str
        Path under which a proxy serves the page.
    frames : sequence of str
        Host names of pages that may show this page in a frame.
    """
    facts = page_facts(seeds)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        scheduler.open()
        try:
            yield
        finally:
            scheduler.close()

    async def controls(_: Request) -> Response:
        return JSONResponse(facts)

    async def runs(request: Request) -> Response:
        try:
            city = read(request.query_params.multi_items())
        except ScenarioError as error:
            return _events(_once("refused", {"problems": error.problems}))
        if scheduler.full:
            text = (
                f"This server serves {scheduler.most} pages at a time, and all are in use. "
                "Wait a moment and reload, or start your own: cityfit explore."
            )
            return _events(_once("busy", {"problems": [text]}))
        return _events(_stream(scheduler, city, seeds, request))

    def text(make: Callable[[City, int], str], name: str, kind: str) -> Handler:
        async def handler(request: Request) -> Response:
            try:
                city = read(request.query_params.multi_items())
            except ScenarioError as error:
                return refusal(error.problems)
            header = {"content-disposition": f'attachment; filename="{name}"'}
            return PlainTextResponse(make(city, seeds), headers=header, media_type=kind)

        return handler

    routes = [
        Route("/controls.json", controls),
        Route("/runs", runs),
        Route("/people.json", _people(scheduler)),
        Route("/scenario.toml", text(as_toml, "my_city.toml", "application/toml")),
        Route("/scenario.py", text(as_python, "my_city.py", "text/x-python")),
        *(Route(address, _file(*what)) for address, what in FILES.items()),
    ]
    middleware = [Middleware(Guarded, prefix=prefix, frames=frames)]
    if hosts:
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=hosts))
    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan)


def _file(name: str, kind: str) -> Handler:
    async def handler(_: Request) -> Response:
        return Response((PAGE / name).read_bytes(), media_type=kind)

    return handler


def _people(scheduler: Scheduler) -> Handler:
    async def handler(request: Request) -> Response:
        # it shows what the page has run, and runs nothing itself
        try:
            city = read(request.query_params.multi_items())
        except ScenarioError as error:
            return refusal(error.problems)
        first = (scheduler.result(run_request(side, 1)) for side in (city.mine, city.other))
        mine, other = (None if result is None else result.lives for result in first)
        if mine is None or other is None or not city.paired:
            return refusal(["people: the first pair of these cities is not stored"], 404)
        return JSONResponse(content(mine, other))

    return handler


def page_facts(seeds: int) -> dict[str, Any]:
    """Content of the page: cases, groups of controls, the calendar."""
    cases = {}
    for name in names():
        scenario = case(name)
        flat = scenario.settings.flat()
        cases[name] = {
            "title": scenario.title,
            "question": scenario.question,
            "values": {control: flat[control] for control in CONTROLS},
        }
    return {
        "cases": cases,
        "first_case": FIRST_CASE,
        "other_case": OTHER_CASE,
        "keys": OWN_KEYS,
        "countries": list(COUNTRIES.items()),
        "tiles": TILES,
        "version": model_version(),
        "groups": [
            {
                "title": group.title,
                "help": group.help,
                "controls": [described(control) for control in group.controls],
            }
            for group in GROUPS
        ],
        "budgets": BUDGETS,
        "months": MONTHS,
        "burn_in": BURN_IN,
        "seeds": seeds,
    }


def told(city: City) -> dict[str, Any]:
    """What a page says about its settings."""
    return {
        "link": link(city),
        "title": city.mine.title,
        "other_title": city.other.title,
        "versus": city.versus,
        "paired": city.paired,
        "alike": city.mine.settings.flat() == city.other.settings.flat(),
    }


def _events(source: AsyncIterator[bytes]) -> StreamingResponse:
    # a proxy may not collect events before it passes them on
    unbuffered = {"x-accel-buffering": "no"}
    return StreamingResponse(source, media_type="text/event-stream", headers=unbuffered)


def _event(kind: str, content: dict[str, Any]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(content, allow_nan=False)}\n\n".encode()


async def _once(kind: str, content: dict[str, Any]) -> AsyncIterator[bytes]:
    yield _event(kind, content)


def run_request(scenario: Scenario, seed: int) -> RunRequest:
    """The run of a page with a seed; citizens of the first one are followed."""
    first = seed == 1
    return RunRequest(scenario.settings, seed, FOLLOWED * first, SAMPLE * first)


class PairResults:
    """Results of the pairs of runs of a page, as they arrive.

    Parameters
    ----------
    city : City
    seeds : int
        Pairs of runs.
    """

    def __init__(self, city: City, seeds: int) -> None:
        self.city = city
        self.requests: dict[tuple[int, str], RunRequest] = {
            (seed, side): run_request(scenario, seed)
            for seed in range(1, seeds + 1)
            for side, scenario in (("other", city.other), ("mine", city.mine))
        }
        self.pairs: dict[int, answer.Pair] = {}
        self.failures: list[str] = []
        self._keys = {pair: request.key for pair, request in self.requests.items()}
        self._results: dict[Any, RunResult] = {}
        self._series: dict[Any, dict[str, list[float]]] = {}

    def events(self, kind: str, request: RunRequest, message: Any) -> Iterator[bytes]:
        """Events that follow from a message of the scheduler."""
        if kind == "failed":
            self.failures.append(f"seed {request.seed}: {message}")
            yield _event("failed", {"problems": self.failures})
        elif kind == "progress":
            self._series[request.key] = message
            yield from self._first_look(request)
        else:
            self._results[request.key] = message
            self._series[request.key] = message.series
            yield from self._new_pairs()

    def _pair(self, of: dict[Any, Any], seed: int) -> tuple[Any, Any]:
        mine, other = (of.get(self._keys[seed, side]) for side in ("mine", "other"))
        return mine, other

    def _first_look(self, request: RunRequest) -> Iterator[bytes]:
        mine, other = self._pair(self._series, 1)
        if request.seed == 1 and not self.pairs and mine and other:
            yield _event("partial", answer.partial(mine, other, BURN_IN))

    def _new_pairs(self) -> Iterator[bytes]:
        for seed in sorted({seed for seed, _ in self.requests} - self.pairs.keys()):
            mine, other = self._pair(self._results, seed)
            if mine is not None and other is not None:
                self.pairs[seed] = (seed, mine, other)
                yield _event("answer", answer.complete(list(self.pairs.values()), self.city, seed))
                if seed == 1 and self.city.paired:
                    yield _event("lives", {"stories": _stories(mine, other)})


async def _stream(
    scheduler: Scheduler, city: City, seeds: int, request: Request
) -> AsyncIterator[bytes]:
    """Events of a page: progress, results so far, stories, the end."""
    yield _event(
        "begun",
        {**told(city), "ready": scheduler.ready, "before": scheduler.unfinished},
    )
    results = PairResults(city, seeds)
    async with aclosing(scheduler.serve(list(results.requests.values()))) as messages:
        async for kind, run, message in messages:
            if await request.is_disconnected():
                return
            if run is None:
                yield _event("waiting", {"ready": scheduler.ready, "broken": scheduler.broken})
                if scheduler.broken:
                    return
                continue
            for event in results.events(kind, run, message):
                yield event
    yield _event("done", {"seeds": len(results.pairs), "failed": len(results.failures)})


def _stories(mine: RunResult, other: RunResult) -> list[dict[str, Any]]:
    """Lives of citizens of the first pair."""
    if mine.panel is None or other.panel is None:
        return []
    return stories(mine.panel, other.panel)


@dataclass(frozen=True)
class Address:
    """Where a page is served.

    Attributes
    ----------
    host, port : str and int
        Address to listen at.
    prefix : str
        Path under which a proxy serves the page.
    trusted : tuple of str
        Further host names under which it responds, and whose pages may show it in a frame.
    """

    host: str
    port: int
    prefix: str = ""
    trusted: tuple[str, ...] = ()

    @property
    def hosts(self) -> list[str] | None:
        """Host names under which the server responds; None for any."""
        local = self.host in ("127.0.0.1", "localhost", "::1")
        return ["127.0.0.1", "localhost", "[::1]", *self.trusted] if local or self.trusted else None

    @property
    def page(self) -> str:
        """Address of the page without a proxy."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.prefix.rstrip('/')}/"


def serve(address: Address, workers: int, sessions: int, started: Callable[[str], None]) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    address : Address
    workers : int
        Processes that run cities.
    sessions : int
        Pages served at a time.
    started : callable
        Called with the address of the page when it can be opened.
    """
    import uvicorn

    app = application(
        Scheduler(workers, sessions), hosts=address.hosts, prefix=address.prefix,
        frames=address.trusted,
    )  # fmt: skip
    settings = uvicorn.Config(
        app, host=address.host, port=address.port, log_level="warning", ws="none",
        timeout_graceful_shutdown=1,
    )  # fmt: skip

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                started(address.page)

    Server(settings).run()
