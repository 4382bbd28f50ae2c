"""What is wrong with a scenario, said once and for all of its mistakes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping


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


class TableWarning(UserWarning):
    """A table that can be used, but hardly as it was meant."""


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


def hint(word: str, right: Iterable[str], renamed: Mapping[str, str] | None = None) -> str:
    """End of a message about an unknown name, with its semicolon; empty when nothing is near.

    Parameters
    ----------
    word : str
        The unknown name.
    right : iterable of str
        Names that are known.
    renamed : mapping of str to str, optional
        Names that there were in an earlier version, and what they are called now.
    """
    if renamed and word in renamed:
        return f"; renamed: {renamed[word]}"
    best = nearest(word, right)
    return f"; nearest: {best}" if best else ""
