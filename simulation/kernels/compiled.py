"""Compiled loops: Numba with a cache that cannot become stale.

Numba's cache depends only on the file of a function, not on the functions it calls in other files.
The cache is therefore stored in a folder named after a hash of all sources of the package, so that
any change of a source makes a new cache.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]


def cache_folder(package: Path = PACKAGE) -> Path:
    """Folder of the compiled model, which exists or can be made.

    It lies in the package. If that is read-only, as in a shared installation, it lies in the
    temporary folder of the user; compiled code that is in the package is copied there first,
    because Numba reads only from folders that it can write to.
    """
    digest = hashlib.sha256()
    for source in sorted(package.rglob("*.py")):
        digest.update(source.read_bytes())
    name = f"compiled-{digest.hexdigest()[:16]}"
    shared = package / "__pycache__"
    with suppress(OSError):
        shared.mkdir(exist_ok=True)
    if os.access(shared, os.W_OK):
        return shared / name
    own = Path(tempfile.gettempdir()) / f"cityfit-{os.getuid()}" / name
    if (shared / name).is_dir() and not own.exists():
        _copy_whole(shared / name, own)
    return own


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a folder so that other processes see all of it or nothing."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        shutil.copytree(source, part / source.name)
        (part / source.name).rename(target)
    except OSError:  # another process was first, or the disk is full: then Numba compiles
        pass
    finally:
        shutil.rmtree(part, ignore_errors=True)


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())

import numpy as np  # noqa: E402
from numba import config, njit, uint32, uint64  # noqa: E402  (the cache folder must be set first)
from numba.core.compiler import Compiler as _Compiler  # noqa: E402
from numba.core.cpu import CPUTargetOptions as _CPUTargetOptions  # noqa: E402
from numba.extending import intrinsic as _intrinsic  # noqa: E402

from simulation.kernels.compile_notice import announce_compilation  # noqa: E402

__all__ = ["columnwise", "compiled", "inlined", "intrinsic", "uint32", "uint64", "zeros_by_name"]

#: Whether Python runs what is otherwise compiled (``NUMBA_DISABLE_JIT=1``).
_PLAIN = bool(config.DISABLE_JIT)  # type: ignore[attr-defined]

announce_compilation(PACKAGE.name)


def _njit(**options):
    """Numba's decorator; with ``NUMBA_DISABLE_JIT=1`` one for Python that ignores the same errors.

    Unsigned integers wrap around in compiled code; NumPy warns that they do.
    """
    return np.errstate(all="ignore") if _PLAIN else njit(**options)


def compiled(function):
    """Compile a function of numbers, arrays, tables and records, with strict floating point.

    It is cached on disk and may run on several threads.
    """
    return _njit(cache=True, nogil=True)(function)


# Not public options of Numba; a version without them compiles the same code, only slower.
_UNCOUNTED: dict[str, Any] = {"_nrt": False} if hasattr(_CPUTargetOptions, "_nrt") else {}


class _Apart(_Compiler):
    """Numba's compiler, with the flag that no two array arguments of a function overlap."""

    def define_pipelines(self):
        if hasattr(self.state.flags, "noalias"):
            self.state.flags.noalias = True
        return super().define_pipelines()


def columnwise(function):
    """Compile a loop over rows of many columns so that it vectorises.

    Its array arguments must not overlap unless they are only read, and it must not allocate arrays:
    references are not counted, so that small functions that take arrays cost nothing. Division by
    zero returns infinity instead of raising an error. The function may run on several threads.
    """
    return _njit(cache=True, nogil=True, error_model="numpy", pipeline_class=_Apart, **_UNCOUNTED)(
        function
    )


def inlined(function):
    """Compile a small function that is inlined into its callers."""
    return _njit(cache=True, inline="always")(function)


def intrinsic(generator, plain):
    """Declare a function whose instructions we write ourselves.

    Parameters
    ----------
    generator : callable
        Returns its signature and what writes its instructions, as Numba's ``intrinsic`` expects.
    plain : callable
        The same function in Python, for ``NUMBA_DISABLE_JIT=1``, where nothing is compiled.
    """
    return plain if _PLAIN else _intrinsic(generator)


def zeros_by_name(shape, dtype):
    """Allocate an array of records of zeros, whose fields compiled loops read by name.

    With ``NUMBA_DISABLE_JIT=1`` Python runs these loops, which reads fields by name only from
    NumPy's record arrays; they are slow elsewhere.
    """
    zeros = np.zeros(shape, dtype)
    return zeros.view(np.recarray) if _PLAIN else zeros
