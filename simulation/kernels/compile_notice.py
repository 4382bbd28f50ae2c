"""A line for the user when the model is compiled, which takes its time once on a machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from numba.core.event import Event, Listener, register

#: Seconds within which one line is enough, whatever the number of processes that compile.
ENOUGH = 120.0
LINE = "compiling the model for this machine: about a minute, this once"


class CompileNotice(Listener):
    """Says a line on the error stream when a loop of this package is compiled, not when loaded.

    Parameters
    ----------
    folder : Path
        Where compiled code is kept. A file in it tells other processes that the line was said.
    package : str
        Loops of other packages are compiled in silence.
    """

    def __init__(self, folder: Path, package: str) -> None:
        self.said = folder / "said"
        self.package = package
        self.silent = False

    def on_start(self, event: Event) -> None:
        """Say the line unless this process or another has said it just now."""
        module = event.data["dispatcher"].py_func.__module__
        if self.silent or module.partition(".")[0] != self.package:
            return
        self.silent = True
        try:
            self.said.parent.mkdir(parents=True, exist_ok=True)
            if self.said.exists() and time.time() - self.said.stat().st_mtime >= ENOUGH:
                self.said.unlink(missing_ok=True)
            # of several that come in the same instant one makes the file
            self.said.touch(exist_ok=False)
        except FileExistsError:
            return
        except OSError:
            # a folder that cannot be written is no reason to keep silent
            pass
        if sys.stderr is not None:
            sys.stderr.write(LINE + "\n")
            sys.stderr.flush()

    def on_end(self, event: Event) -> None:
        """Nothing is to be said when it is done."""


def say_when_compiling(package: str) -> None:
    """Say a line when loops of a package are compiled from now on."""
    register("numba:compile", CompileNotice(Path(os.environ["NUMBA_CACHE_DIR"]), package))
