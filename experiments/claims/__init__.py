"""The hypotheses of the paper as code: a few files by theme, collected here in order.

A theme is a module that defines claims with :func:`experiments.claims.claim.claim`. The rival of a
claim, which the paper does not assert but which must be weighed against it, has the same number
with an ``r``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from experiments.claims.claim import Claim
from experiments.claims.margins import with_margins
from experiments.claims.neutral import with_neutral

THEMES = (
    "unbalance", "permanence", "volatility", "technology", "training", "communities", "network",
    "portfolios",
)  # fmt: skip


@cache
def themes() -> dict[str, str]:
    """Number of each claim → its theme, the module that tests it."""
    return {
        value.number: theme
        for theme in THEMES
        for value in vars(import_module(f"{__name__}.{theme}")).values()
        if isinstance(value, Claim)
    }


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim, H1 first, each rival after its claim."""
    modules = [import_module(f"{__name__}.{theme}") for theme in THEMES]
    found = {
        value.number: with_neutral(with_margins(value))
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Claim)
    }
    return tuple(sorted(found.values(), key=lambda one: (int(one.number[1:].rstrip("r")),
                                                         one.number)))  # fmt: skip
