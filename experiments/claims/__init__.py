"""The hypotheses of the paper as code: one file each, collected here in order.

A file ``hNN_….py`` in this folder defines ``CLAIM``; nothing has to be listed twice.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

from experiments.claims.claim import Claim


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim, H1 first."""
    folder = Path(__file__).parent
    names = sorted(path.stem for path in folder.glob("h[0-9][0-9]_*.py"))
    found = tuple(import_module(f"{__name__}.{name}").CLAIM for name in names)
    for name, claim in zip(names, found, strict=True):
        if claim.number != "H" + str(int(re.match(r"h(\d\d)", name)[1])):  # type: ignore[index]
            raise ValueError(f"{name}.py defines {claim.number}")
    return found
