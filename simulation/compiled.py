"""Compiled loops: Numba with a cache that cannot go stale.

Numba keeps compiled code on disk but looks only at the file in which a function stands, not at
the functions it calls in other files. The cache is therefore kept in a folder named after the
sources of the whole package: whatever changes, the old code is not found again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).parent


def _cache_folder() -> Path:
    digest = hashlib.sha256()
    for source in sorted(PACKAGE.rglob("*.py")):
        digest.update(source.read_bytes())
    name = digest.hexdigest()[:16]
    beside = PACKAGE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        if os.access(beside, os.W_OK):
            return beside / f"compiled-{name}"
    except OSError:
        pass
    return Path(tempfile.gettempdir()) / f"cityfit-{os.getuid()}" / f"compiled-{name}"


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_cache_folder())

from numba import njit as _njit  # noqa: E402  (the cache folder must be named first)
from numba import uint32, uint64  # noqa: E402

__all__ = ["compiled", "inlined", "uint32", "uint64"]


def compiled(function):
    """Compile a function of numbers and arrays; strict floating point, cached on disk."""
    return _njit(cache=True)(function)


def inlined(function):
    """Compile a small function that its callers take in whole."""
    return _njit(cache=True, inline="always")(function)
