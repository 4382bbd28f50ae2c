"""Markers in a document: what stands between them is made from the code, all else is written.

``<!-- name -->`` and ``<!-- /name -->`` hold one block. Between ``<!-- processes -->`` and
``<!-- /processes -->`` stand the processes of the month, one ``<!-- process: section -->`` block
each; what follows such a block, up to the next one, is written by hand and moves with it. A process
that is new gets a block at its place, in the order of the month.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_PROCESS = re.compile(
    r"<!-- process: (?P<name>[\w.]+) -->\n.*?<!-- /process -->\n(?P<hand>.*?)"
    r"(?=<!-- process: |\Z)",
    re.DOTALL,
)


class DocumentError(ValueError):
    """A document whose markers cannot be followed."""


def between(text: str, name: str) -> tuple[str, str, str]:
    """What stands before, between and after the markers of a block."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise DocumentError(f"needs {begin.strip()} and {end} once each")
    before, rest = text.split(begin)
    inside, after = rest.split(end)
    return before + begin, inside, end + after


def filled(text: str, blocks: Mapping[str, Callable[[], str]], processes: Mapping[str, str]) -> str:
    """The document with every block it marks made anew.

    Parameters
    ----------
    text : str
    blocks : mapping of str to callable
        Name of a block → what gives its text.
    processes : mapping of str to str
        Section of a process → text of its block, in the order of the month.

    Raises
    ------
    DocumentError
        If a marker has no partner, or a process is gone that something was written about.
    """
    for name, make in blocks.items():
        if f"<!-- {name} -->" in text:
            before, _, after = between(text, name)
            text = f"{before}{make().strip()}\n{after}"
    if "<!-- processes -->" in text:
        before, inside, after = between(text, "processes")
        hand = written_by_hand(inside)
        gone = [name for name in hand if name not in processes and hand[name].strip()]
        if gone:
            raise DocumentError(
                f"{', '.join(gone)}: no process of the month any more, but something is written "
                "about it; take that out first"
            )
        parts = [
            f"<!-- process: {name} -->\n{block.strip()}\n<!-- /process -->\n"
            f"\n{hand.get(name, '').strip()}".rstrip("\n")
            for name, block in processes.items()
        ]
        text = before + "\n\n".join(parts) + "\n\n" + after
    return text


def written_by_hand(inside: str) -> dict[str, str]:
    """Section of a process → what is written about it by hand."""
    return {found["name"]: found["hand"].strip() for found in _PROCESS.finditer(inside)}
