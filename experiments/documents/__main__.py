"""``python -m experiments.documents``: regenerate the generated parts of ``docs/model/``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from experiments.documents.blocks import BLOCKS, DOCUMENTS, process_blocks
from experiments.documents.markers import DocumentError, filled

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Regenerate every document; returns the exit code."""
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
        click.echo(f"{name}: {'unchanged' if new == old else 'written'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
