"""``make`` in a checkout of its own, in a folder whose path has spaces and non-ASCII letters."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
FILES = ("Makefile", "pyproject.toml", "requirements.lock", ".python-version")
FOLDER = Path("città, élan & 城市") / "city fit"


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def test_make_is_called_from_another_folder(tmp_path: Path) -> None:
    """Targets run their command in the checkout, with a path that needs quoting."""
    checkout = tmp_path.resolve() / FOLDER
    checkout.mkdir(parents=True)
    for name in FILES:
        shutil.copy2(ROOT / name, checkout / name)
    # what the Makefile takes for an environment that is set up
    script(checkout / ".venv" / "bin" / "python", f'exec {sys.executable} "$@"')
    script(checkout / ".venv" / "bin" / "cityfit", 'pwd; echo "$@"')
    script(checkout / ".uv" / "bin" / "uv", "exit 1")
    (checkout / ".venv" / ".ready").write_text(f"{checkout}\n", encoding="utf-8")
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(checkout), "LC_ALL": "C.UTF-8",
    }  # fmt: skip

    def make(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "-C", str(checkout), "--silent", *arguments], cwd="/", env=environment,
            capture_output=True, text=True, check=True,
        )  # fmt: skip

    assert "make figures" in make("help").stdout
    setup = make("setup")
    assert "Setting up" not in setup.stdout
    assert not setup.stderr
    for target, command in (("figures", "figures --quick"), ("check", "figures --check --quick")):
        assert f"{checkout}\n{command}\n" in make(target, "QUICK=1").stdout


@pytest.mark.long
def test_an_environment_is_set_up_in_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    """From the files under version control only; the model is compiled and runs."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout of git")
    checkout = tmp_path / FOLDER
    for name in listed.stdout.rstrip("\0").split("\0"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, checkout / name)
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # uv is among them
    settings = {**os.environ, "PATH": programs}
    settings.pop("NUMBA_CACHE_DIR")
    for command in (
        ["make", "-C", str(checkout), "setup"],
        ["make", "-C", str(checkout), "setup"],
        [checkout / ".venv/bin/cityfit", "run", "baseline", "--citizens", "300", "-o", "runs"],
    ):
        done = subprocess.run(
            command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert "compiling" not in done.stderr
    assert (checkout / ".venv" / ".ready").read_text().strip() == str(checkout.resolve())
    assert (tmp_path / "runs" / "manifest.jsonl").is_file()
