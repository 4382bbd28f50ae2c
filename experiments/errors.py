"""What a user can get wrong outside a scenario file, and what can come in between."""

from __future__ import annotations


class RequestError(Exception):
    """A request that cannot be met as it stands; its message is one line that says why."""


class StoppedError(Exception):
    """A batch that could not go on; its message is one line that says why and how to go on."""
