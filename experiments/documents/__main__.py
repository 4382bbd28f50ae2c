"""``python -m experiments.documents``: write the generated parts of the documents anew."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from experiments.documents.filling import DocumentError, filled
from experiments.documents.page import BLOCKS, DOCUMENTS, process_blocks

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Fill every document; says which ones changed."""
    for name in DOCUMENTS:
        path = ROOT / name
        old = path.read_text(encoding="utf-8")
        try:
            new = filled(old, BLOCKS, process_blocks())
        except DocumentError as error:
            click.echo(f"error: {name}: {error}", err=True)
            return 1
        if new != old:
            path.write_text(new, encoding="utf-8")
        click.echo(f"{name}: {'as it was' if new == old else 'written anew'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
