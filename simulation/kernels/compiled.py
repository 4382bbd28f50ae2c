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
from typing import Any

PACKAGE = Path(__file__).parents[1]


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
from numba.core.compiler import Compiler as _Compiler  # noqa: E402
from numba.core.cpu import CPUTargetOptions as _CPUTargetOptions  # noqa: E402

from simulation.kernels.compile_notice import say_when_compiling  # noqa: E402

__all__ = ["columnwise", "compiled", "inlined", "uint32", "uint64"]


say_when_compiling(PACKAGE.name)


def compiled(function):
    """Compile a function of numbers and arrays; strict floating point, cached on disk.

    Threads may run it side by side.
    """
    return _njit(cache=True, nogil=True)(function)


# Neither is a public option of Numba; a version without them compiles the same, only slower.
_UNCOUNTED: dict[str, Any] = {"_nrt": False} if hasattr(_CPUTargetOptions, "_nrt") else {}


class _Apart(_Compiler):
    """Numba's usual compiler, told that no two arrays of a function overlap."""

    def define_pipelines(self):
        if hasattr(self.state.flags, "noalias"):
            self.state.flags.noalias = True
        return super().define_pipelines()


def columnwise(function):
    """Compile a loop over rows of many columns, in which the processor takes several rows at once.

    It must not be given two arrays that overlap unless it only reads both, and must not make arrays
    of its own: without counting references, small functions that take arrays cost nothing. A
    division by zero gives infinity instead of an error. Threads may run it side by side.
    """
    return _njit(cache=True, nogil=True, error_model="numpy", pipeline_class=_Apart, **_UNCOUNTED)(
        function
    )


def inlined(function):
    """Compile a small function that its callers take in whole."""
    return _njit(cache=True, inline="always")(function)
