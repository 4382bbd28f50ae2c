"""The Dockerfile names what is there; the image is built where a container tool answers."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
TEXT = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
LINES = [line.split(maxsplit=1) for line in TEXT.splitlines() if line and line[0].isupper()]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):.*## ", MAKEFILE, flags=re.MULTILINE)


def said(instruction: str) -> list[str]:
    return [rest for word, rest in LINES if word == instruction]


def test_it_is_the_python_of_the_project() -> None:
    wanted = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert re.fullmatch(rf"python:{re.escape(wanted)}-slim-\w+", said("FROM")[0])


def test_every_file_that_is_copied_is_there() -> None:
    copied = [source for rest in said("COPY") for source in shlex.split(rest)[:-1]]
    assert {"Makefile", "requirements.lock", "."} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists(), source


def test_what_setting_up_needs_is_copied_before_it() -> None:
    order = [(word, rest) for word, rest in LINES if word in ("COPY", "RUN")]
    setting_up = order.index(("RUN", "make setup"))
    before = {source for word, rest in order[:setting_up] if word == "COPY"
              for source in shlex.split(rest)[:-1]}  # fmt: skip
    rule = re.search(r"^\$\(ready\): (requirements.*?) \|", MAKEFILE, flags=re.MULTILINE)
    assert rule
    assert {
        *rule[1].split(),
        "Makefile",
        "simulation",
        "scenarios",
        "experiments",
        "figures",
    } <= before


@pytest.mark.parametrize("target", ["setup", "figures"])
def test_every_target_is_one_of_the_makefile(target: str) -> None:
    assert target in TARGETS
    asked = "\n".join([*said("RUN"), *said("CMD"), *said("ENTRYPOINT")])
    assert target in re.findall(r"[a-z]+", asked)


def test_it_runs_make() -> None:
    assert said("ENTRYPOINT") == ['["make"]']
    assert said("CMD") == ['["figures"]']
    assert "make git" in said("RUN")[0]


def test_nothing_that_is_needed_is_left_out() -> None:
    """The list of what is not copied names caches and results only."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    kept_by_git = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    left_out_by_git = {line.strip("/") for line in kept_by_git}
    for pattern in patterns:
        assert pattern.removeprefix("**/") in left_out_by_git, pattern


@pytest.mark.long
def test_the_image_is_built_and_runs() -> None:
    tool = next((name for name in ("docker", "podman") if shutil.which(name)), None)
    if tool is None or subprocess.run([tool, "info"], capture_output=True, check=False).returncode:
        pytest.skip("no container tool answers here")
    built = [tool, "build", "--quiet", "--tag", "cityfit-test", str(ROOT)]
    subprocess.run(built, check=True, capture_output=True)
    run = [tool, "run", "--rm", "--network", "none", "cityfit-test", "help"]
    said_help = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    assert "make figures" in said_help
