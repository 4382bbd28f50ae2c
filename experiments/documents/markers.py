"""Markers in a document: text between two markers is generated, all other text is hand-written.

``<!-- name -->`` and ``<!-- /name -->`` enclose one block. ``<!-- processes -->`` and
``<!-- /processes -->`` enclose the processes of the month, each a block
``<!-- process: section -->``. Hand-written text after such a block belongs to that process and
moves with it. A new process gets a block at its position in the month.
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
    """The markers of a document do not match its blocks."""


def between(text: str, name: str) -> tuple[str, str, str]:
    """Text before, between and after the markers of a block.

    Raises
    ------
    DocumentError
        If the block does not have exactly one start and one end marker.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise DocumentError(f"needs {begin.strip()} and {end} once each")
    before, rest = text.split(begin)
    inside, after = rest.split(end)
    return before + begin, inside, end + after


def filled(text: str, blocks: Mapping[str, Callable[[], str]], processes: Mapping[str, str]) -> str:
    """The document with every marked block regenerated.

    Parameters
    ----------
    text : str
    blocks : mapping of str to callable
        Name of a block → function that returns its text.
    processes : mapping of str to str
        Section of a process → text of its block, in the order of the month.

    Raises
    ------
    DocumentError
        If a marker has no partner, or a removed process still has hand-written text.
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
                f"{', '.join(gone)}: not a process of the month, but has hand-written text; "
                "remove that text first"
            )
        parts = [
            f"<!-- process: {name} -->\n{block.strip()}\n<!-- /process -->\n"
            f"\n{hand.get(name, '').strip()}".rstrip("\n")
            for name, block in processes.items()
        ]
        text = before + "\n\n".join(parts) + "\n\n" + after
    return text


def written_by_hand(inside: str) -> dict[str, str]:
    """Section of a process → its hand-written text."""
    return {match["name"]: match["hand"].strip() for match in _PROCESS.finditer(inside)}
