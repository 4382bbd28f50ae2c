"""How many processors this process may use: affinity, and the quota of a container."""

from __future__ import annotations

import math
import os
from pathlib import Path


def processors() -> int:
    """Processors that this process may use, at least 1.

    A container with a quota of 1.5 processors on a machine of 64 may use 2.
    """
    if hasattr(os, "sched_getaffinity"):
        allowed = len(os.sched_getaffinity(0))
    else:
        allowed = os.cpu_count() or 1
    quota = container_quota()
    return allowed if quota is None else max(1, min(allowed, math.ceil(quota)))


def container_quota(root: Path = Path("/")) -> float | None:
    """Processors that the control groups of this process allow; None without a limit.

    Parameters
    ----------
    root : Path
        Root of the file system, another one in tests.
    """
    quotas = []
    groups = _read(root / "proc/self/cgroup").splitlines()
    for line in groups:
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        unified = not controllers
        if not unified and "cpu" not in controllers.split(","):
            continue
        base = root / "sys/fs/cgroup" if unified else root / "sys/fs/cgroup/cpu"
        folder = base / path.strip("/")
        # a limit of any group above holds as well
        for group in (folder, *folder.parents):
            quotas.append(_unified_quota(group) if unified else _older_quota(group))
            if group == base:
                break
    limits = [quota for quota in quotas if quota is not None]
    return min(limits) if limits else None


def _unified_quota(group: Path) -> float | None:
    """Quota of a group of version 2: ``cpu.max`` holds quota and period in microseconds."""
    return _ratio(*(_read(group / "cpu.max").split() or ["max"])[:2])


def _older_quota(group: Path) -> float | None:
    """Quota of a group of version 1; a quota of -1 is no limit."""
    return _ratio(_read(group / "cpu.cfs_quota_us"), _read(group / "cpu.cfs_period_us"))


def _ratio(quota: str, period: str = "") -> float | None:
    try:
        ratio = float(quota) / float(period)
    except (ValueError, ZeroDivisionError):
        return None
    return ratio if ratio > 0 else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
