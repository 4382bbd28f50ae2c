"""The hypotheses of the paper as code: one file each, collected here in order.

A file ``hNN_….py`` in this folder defines ``CLAIM``; nothing has to be listed twice. The rival of a
claim, which the paper does not make but must be weighed against, is in a file ``hNNr_….py``.
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
    names = sorted(path.stem for path in folder.glob("h[0-9][0-9]*_*.py"))
    found = tuple(import_module(f"{__name__}.{name}").CLAIM for name in names)
    for name, claim in zip(names, found, strict=True):
        if claim.number != number(name):
            raise ValueError(f"{name}.py defines {claim.number}")
    return found


def number(module: str) -> str:
    """Number of the claim that a module of this folder defines: ``h08r_…`` is H8r."""
    digits, rival = re.fullmatch(r"h(\d\d)(r?)_\w+", module).groups()  # type: ignore[union-attr]
    return f"H{int(digits)}{rival}"
