"""The month of the reference city: section and function of each process, in order.

The order is that of ``simulation/month.py``; a test holds that both are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MONTH: dict[str, Callable[..., Any]] = {}
