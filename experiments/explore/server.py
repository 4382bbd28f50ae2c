"""The server of the page: a few fixed addresses, no outside ones.

Everything a page sends is in the query of an address: the settings of a city. The runs of a city
come back as a stream of server-sent events; when the page moves a slider or is closed, the stream
ends and so does its work. The server keeps nothing of a page.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from experiments.explore import answer
from experiments.explore.controls import BUDGETS, CONTROLS, GROUPS, described
from experiments.explore.live_run import RunRequest, RunResult
from experiments.explore.scheduler import Scheduler
from experiments.explore.settings import BURN_IN, FIRST_CASE, MONTHS, City, case, link, read
from experiments.explore.settings import python as as_python
from experiments.explore.settings import toml as as_toml
from experiments.explore.story import stories
from scenarios import ScenarioError, names

PAGE = Path(__file__).parent / "page"
#: Pairs of runs of a page.
SEEDS = 10
#: Citizens of the first pair who are followed for the stories.
FOLLOWED = 60
#: Characters of a query that are read.
LONGEST = 4000

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
FILES = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/charts.js": ("charts.js", "text/javascript"),
    "/page.js": ("page.js", "text/javascript"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}

Handler = Callable[[Request], Any]


class Guarded:
    """Puts the headers of security on every answer and refuses what is too long."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        if scope["type"] == "http" and len(scope["query_string"]) > LONGEST:
            problem = f"link: {len(scope['query_string'])} characters; {LONGEST} are allowed"
            await refusal([problem], 414)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def refusal(problems: list[str], status: int = 400) -> JSONResponse:
    """An answer to what is refused, one line per problem."""
    return JSONResponse({"problems": problems}, status)


def application(
    scheduler: Scheduler, seeds: int = SEEDS, hosts: list[str] | None = None
) -> Starlette:
    """The page's server.

    Parameters
    ----------
    scheduler : Scheduler
        Opened when the server starts.
    seeds : int
        Pairs of runs for each setting.
    hosts : list of str, optional
        Names under which the server answers; any when left out.
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
                f"This server works for {scheduler.most} pages at a time and all are taken. "
                "Wait a moment and reload, or start one of your own: cityfit explore."
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
        Route("/scenario.toml", text(as_toml, "my_city.toml", "application/toml")),
        Route("/scenario.py", text(as_python, "my_city.py", "text/x-python")),
        *(Route(address, _file(*what)) for address, what in FILES.items()),
    ]
    middleware = [Middleware(Guarded)]
    if hosts:
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=hosts))
    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan)


def _file(name: str, kind: str) -> Handler:
    async def handler(_: Request) -> Response:
        return Response((PAGE / name).read_bytes(), media_type=kind)

    return handler


def page_facts(seeds: int) -> dict[str, Any]:
    """What the page is built from: cases, groups of controls, the calendar."""
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


def _events(source: AsyncIterator[bytes]) -> StreamingResponse:
    return StreamingResponse(source, media_type="text/event-stream")


def _event(kind: str, content: dict[str, Any]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(content, allow_nan=False)}\n\n".encode()


async def _once(kind: str, content: dict[str, Any]) -> AsyncIterator[bytes]:
    yield _event(kind, content)


class Telling:
    """What a page is told of its runs as they come in.

    Parameters
    ----------
    city : City
    seeds : int
        Pairs of runs.
    """

    def __init__(self, city: City, seeds: int) -> None:
        self.city = city
        self.seeds = range(1, seeds + 1)
        self.orders: dict[tuple[int, str], RunRequest] = {
            (seed, side): RunRequest(scenario.settings, seed, FOLLOWED if seed == 1 else 0)
            for seed in self.seeds
            for side, scenario in (("without", city.without), ("mine", city.mine))
        }
        self.pairs: dict[int, answer.Pair] = {}
        self.failures: list[str] = []
        self._keys = {place: order.key for place, order in self.orders.items()}
        self._lives: dict[Any, RunResult] = {}
        self._parts: dict[Any, dict[str, list[float]]] = {}

    def heard(self, kind: str, order: RunRequest, word: Any) -> Iterator[bytes]:
        """Events that follow from a word of the scheduler."""
        if kind == "failed":
            self.failures.append(f"seed {order.seed}: {word}")
            yield _event("failed", {"problems": self.failures})
        elif kind == "part":
            self._parts[order.key] = word
            yield from self._first_look(order)
        else:
            self._lives[order.key] = word
            self._parts[order.key] = word.series
            yield from self._new_pairs()

    def _first_look(self, order: RunRequest) -> Iterator[bytes]:
        mine, without = (self._parts.get(self._keys[1, side]) for side in ("mine", "without"))
        if order.seed == 1 and not self.pairs and mine and without:
            yield _event("part", answer.partly(mine, without, BURN_IN))

    def _new_pairs(self) -> Iterator[bytes]:
        scenarios = (self.city.mine.name, self.city.without.name)
        for seed in self.seeds:
            mine = self._lives.get(self._keys[seed, "mine"])
            without = self._lives.get(self._keys[seed, "without"])
            if seed not in self.pairs and mine is not None and without is not None:
                self.pairs[seed] = (seed, mine, without)
                yield _event("answer", answer.whole(list(self.pairs.values()), scenarios))
                if seed == 1:
                    yield _event("closer", _closer(mine, without))


async def _stream(
    scheduler: Scheduler, city: City, seeds: int, request: Request
) -> AsyncIterator[bytes]:
    """Events of a page: how far it is, what is known so far, the stories, the end."""
    yield _event(
        "begun", {"link": link(city), "ready": scheduler.ready, "before": scheduler.under_way}
    )
    telling = Telling(city, seeds)
    async with aclosing(scheduler.serve(list(telling.orders.values()))) as serving:
        async for kind, order, word in serving:
            if await request.is_disconnected():
                return
            if order is None:
                yield _event("waiting", {"ready": scheduler.ready, "broken": scheduler.broken})
                if scheduler.broken:
                    return
                continue
            for event in telling.heard(kind, order, word):
                yield event
    yield _event("done", {"seeds": len(telling.pairs), "failed": len(telling.failures)})


def _closer(mine: RunResult, without: RunResult) -> dict[str, Any]:
    """What is shown of the first pair alone: the map and the stories."""
    told = []
    if mine.panel is not None and without.panel is not None:
        told = stories(mine.panel, without.panel)
    return {"districts": answer.districts(mine, without), "stories": told}


def serve(
    host: str, port: int, workers: int, sessions: int, started: Callable[[str], None]
) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    host, port : str and int
        Where to listen.
    workers : int
        Processes that run cities.
    sessions : int
        Pages served at a time.
    started : callable
        Called with the page's address when it can be opened.
    """
    import uvicorn

    local = host in ("127.0.0.1", "localhost", "::1")
    names_of_host = ["127.0.0.1", "localhost", "[::1]"] if local else None
    app = application(Scheduler(workers, sessions), hosts=names_of_host)
    settings = uvicorn.Config(
        app, host=host, port=port, log_level="warning", ws="none", timeout_graceful_shutdown=1
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                started(f"http://{'[' + host + ']' if ':' in host else host}:{port}/")

    Server(settings).run()
