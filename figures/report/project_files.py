"""Links from the page of figures to files of the project."""

from __future__ import annotations

from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]


def file_link(path: str, output: Path, text: str = "") -> str:
    """A file of the project as a link from the page, as HTML; its name alone from elsewhere.

    Parameters
    ----------
    path : str
        Relative to the project.
    output : Path
        Folder of the page. From outside the project a link would depend on where it lies.
    text : str
        Of the link; by default the path in the font of code.
    """
    words = escape(text) or f"<code>{escape(path)}</code>"
    file, folder = ROOT / path, output.resolve()
    if not folder.is_relative_to(ROOT) or not file.is_file():
        return words
    return f'<a href="{escape(file.relative_to(folder, walk_up=True).as_posix())}">{words}</a>'
