"""The environment in which a run was made: versions, commit and processor."""

from __future__ import annotations

import os
import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "numba", "scipy", "pandas", "pyarrow", "mesa")


def _git(*arguments: str) -> str | None:
    """Run git in the folder of this package; None without git or repository."""
    folder = Path(__file__).parent
    try:
        answer = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def processor_features() -> list[str]:
    """Instruction sets that NumPy uses; they determine the last bits of exp and log."""
    import numpy as np

    config: Any = np.show_config(mode="dicts")
    return sorted(config.get("SIMD Extensions", {}).get("found", []))


@cache
def environment() -> dict[str, Any]:
    """Versions, commit and host facts, the same for all runs of one process."""
    changed = _git("status", "--porcelain", "--untracked-files=no")
    features = processor_features()
    return {
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted_changes": None if changed is None else bool(changed),
        "python": platform.python_version(),
        "packages": {"cityfit": _version("cityfit")} | {name: _version(name) for name in PACKAGES},
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "processor_features": features,
        "avx512": any(name.startswith("AVX512") or name == "X86_V4" for name in features),
    }
