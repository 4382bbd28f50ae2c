"""What is wrong with a scenario, said once and for all of its mistakes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ScenarioError(ValueError):
    """A scenario that cannot be used.

    Parameters
    ----------
    problems : iterable of str
        One line per mistake, in the order found.

    Attributes
    ----------
    problems : list of str
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type, tuple[list[str]]]:
        return type(self), (self.problems,)


def nearest(word: str, right: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The right name that looks most like `word`, or None when none looks like it."""
    found = difflib.get_close_matches(word, list(right), n=1, cutoff=cutoff)
    return found[0] if found else None


def suggestion(word: str, right: Iterable[str]) -> str:
    """End of an error line about an unknown name: the nearest right one, or all of them."""
    known = list(right)
    best = nearest(word, known)
    if best is not None:
        return f"nearest: {best}"
    return "known: " + ", ".join(known) if known else "there are none"
