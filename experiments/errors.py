"""What a user can get wrong outside a scenario file."""

from __future__ import annotations


class RequestError(Exception):
    """A request that cannot be met as it stands; its message is one line that says why."""
