"""The notice is written once on compilation, and not when cached code is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from simulation.kernels.compile_notice import INTERVAL, LINE

ONE_LOOP = "from simulation.statistics.market import rate; rate(1.0, 2.0)"


def notices(folder, code: str = ONE_LOOP) -> list[str]:
    """What a new process says on its error stream with its compiled code in a folder."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stderr.splitlines()


def test_said_once_and_not_again(tmp_path):
    """The second process finds what the first one compiled."""
    assert notices(tmp_path / "new") == [LINE]
    # even if it were long ago
    long_ago = time.time() - 10 * INTERVAL
    os.utime(tmp_path / "new" / "said", (long_ago, long_ago))
    assert notices(tmp_path / "new") == []


def test_several_processes_at_once_say_it_once(tmp_path):
    """The workers of a batch compile side by side; a line of each would be a crowd."""
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "said").touch()
    assert notices(folder) == []


def test_it_is_said_again_after_a_while(tmp_path):
    """A compile that was cut short is taken up by a later one, and that takes its time too."""
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "said").touch()
    long_ago = time.time() - 10 * INTERVAL
    os.utime(folder / "said", (long_ago, long_ago))
    assert notices(folder) == [LINE]


def test_loops_of_others_are_compiled_in_silence(tmp_path):
    """It is about the model, not about whatever else somebody compiles."""
    code = "import simulation.kernels.compiled, numba; numba.njit(lambda x: x + 1)(1)"
    assert notices(tmp_path / "new", code) == []
