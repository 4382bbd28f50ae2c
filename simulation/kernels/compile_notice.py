"""A notice to the user when the model is compiled, which happens once per machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from numba.core.event import Event, Listener, register

#: Seconds within which the notice is not repeated, however many processes compile.
INTERVAL = 120.0
LINE = "compiling the model for this machine: about a minute, this once"


class CompileNotice(Listener):
    """Writes a line to the error stream when a loop of this package is compiled.

    Parameters
    ----------
    folder : Path
        Cache of compiled code. A file in it shows other processes that the line was written.
    package : str
        Compilation of other packages is ignored.
    """

    def __init__(self, folder: Path, package: str) -> None:
        self.marker = folder / "said"
        self.package = package
        self.silent = False

    def on_start(self, event: Event) -> None:
        """Write the line unless this or another process has written it recently."""
        module = event.data["dispatcher"].py_func.__module__
        if self.silent or module.partition(".")[0] != self.package:
            return
        self.silent = True
        try:
            self.marker.parent.mkdir(parents=True, exist_ok=True)
            if self.marker.exists() and time.time() - self.marker.stat().st_mtime >= INTERVAL:
                self.marker.unlink(missing_ok=True)
            # of several simultaneous processes only one creates the file
            self.marker.touch(exist_ok=False)
        except FileExistsError:
            return
        except OSError:
            # the notice matters even if the folder is not writable
            pass
        if sys.stderr is not None:
            sys.stderr.write(LINE + "\n")
            sys.stderr.flush()

    def on_end(self, event: Event) -> None:
        """Do nothing after compilation."""


def announce_compilation(package: str) -> None:
    """Write the notice when loops of a package are compiled from now on."""
    register("numba:compile", CompileNotice(Path(os.environ["NUMBA_CACHE_DIR"]), package))
