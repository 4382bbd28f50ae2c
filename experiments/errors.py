"""Errors outside a scenario file: requests that cannot be met, and batches that had to stop."""

from __future__ import annotations


class RequestError(Exception):
    """A request that cannot be met; the message is one line that says why."""


class StoppedError(Exception):
    """A batch that could not go on; the message is one line that says why and how to go on."""
