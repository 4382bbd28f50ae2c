"""Streams of pages over real connections, and waiting."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

SESSIONS = 20
#: Seconds to wait before a test fails.
PATIENCE = 600


class Stream:
    """Events of one open page."""

    def __init__(self, address: str, query: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        self.connection.request("GET", f"/runs?{query}")
        self.answer = self.connection.getresponse()

    def __iter__(self) -> Iterator[tuple[str, dict]]:
        kind = ""
        for raw in self.answer:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield kind, json.loads(line.removeprefix("data: "))

    def until(self, *kinds: str) -> tuple[str, dict]:
        return next((kind, content) for kind, content in self if kind in kinds)

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def wait_until(true, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)
