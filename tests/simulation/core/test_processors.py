"""Processors: affinity and the quota of a container, whichever version of control groups."""

from __future__ import annotations

import os

import pytest

from simulation.core import processors as module
from simulation.core.processors import container_quota, processors


def group(root, line: str, files: dict[str, str]) -> None:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(line + "\n")
    for name, text in files.items():
        path = root / "sys/fs/cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")


@pytest.mark.parametrize(
    ("line", "files", "quota"),
    [
        ("0::/", {"cpu.max": "150000 100000"}, 1.5),
        ("0::/", {"cpu.max": "max 100000"}, None),
        ("0::/docker/x", {"docker/x/cpu.max": "max 100000", "docker/cpu.max": "50000 100000"}, 0.5),
        ("4:cpu,cpuacct:/x", {"cpu/x/cpu.cfs_quota_us": "300000",
                              "cpu/x/cpu.cfs_period_us": "100000"}, 3.0),
        ("4:cpu:/", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None),
        ("3:memory:/", {"cpu.max": "150000 100000"}, None),
    ],
)  # fmt: skip
def test_quota_of_a_container(tmp_path, line, files, quota):
    group(tmp_path, line, files)
    assert container_quota(tmp_path) == quota


def test_without_control_groups_there_is_no_quota(tmp_path):
    assert container_quota(tmp_path) is None


@pytest.mark.parametrize(("quota", "most"), [(0.2, 1), (1.0, 1), (1.5, 2), (1e6, 10**6)])
def test_a_quota_limits_processors(monkeypatch, quota, most):
    monkeypatch.setattr(module, "container_quota", lambda: quota)
    assert processors() == min(most, len(os.sched_getaffinity(0)))
