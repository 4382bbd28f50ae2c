"""The one place where the version of Mesa matters: seeds, replicates of a batch, steps.

Mesa 3 runs batches with ``mesa.batch_run`` and counts the steps of a model; Mesa 4 does neither.
Nothing else of the model depends on the version.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import mesa
import numpy as np

#: Name of the function in which Mesa's batch runner makes a model.
_BATCH_RUNNER = "_model_run_func"
#: Whether a model of the installed Mesa counts its steps.
_MESA_COUNTS = int(mesa.__version__.partition(".")[0]) < 4


class MonthlyModel(mesa.Model):
    """A model whose steps are months, and that has ``steps`` with every Mesa."""

    _user_step: Callable[[], None]

    if not _MESA_COUNTS:

        @property
        def steps(self) -> int:
            """Months gone by."""
            return int(self.time)

    def set_clock(self, month: int) -> None:
        """Set the clock of a new model to a month that was simulated before.

        Mesa schedules the next step when it does one, so it does steps in which nothing happens.
        """
        step, self._user_step = self._user_step, _nothing
        try:
            for _ in range(month):
                self.step()
        finally:
            self._user_step = step


def _nothing() -> None:
    pass


def batch_iteration() -> int | None:
    """Number of the replicate that Mesa's batch runner is making; None outside of a batch.

    ``batch_run`` hands the number of an iteration to nobody, and without seeds of the user's it
    hands every replicate the same ``rng=None``. So the number is read off its call.
    """
    caller: FrameType | None = sys._getframe(1)
    while caller is not None:
        if caller.f_code.co_name == _BATCH_RUNNER and "mesa" in caller.f_code.co_filename:
            return caller.f_locals.get("iteration")
        caller = caller.f_back
    return None


def chosen_seed(seed: Any, rng: Any) -> int:
    """The seed of a city, from the two names that Mesa knows it by.

    Parameters
    ----------
    seed, rng : int or None
        At most one of them. Without either the seed is 0, and in a batch of Mesa's the number of
        the iteration. A seed given as a parameter of such a batch is used as it is in iteration 0;
        later iterations get seeds of their own that follow from it.

    Raises
    ------
    ValueError
        If both are given, or one that is no whole number from 0 to 2**64 - 1.
    """
    iteration = batch_iteration()
    if seed is not None and rng is not None:
        if iteration is None:
            raise ValueError("seed and rng both name the seed: give one of them")
        return _mixed(whole_seed(seed), whole_seed(rng))
    if seed is None and rng is None:
        return iteration or 0
    given = whole_seed(rng if seed is None else seed)
    return _mixed(given, iteration) if seed is not None and iteration else given


def _mixed(seed: int, replicate: int) -> int:
    """A seed that follows from two numbers and is shared by no other two, but by chance."""
    digest = hashlib.sha256(f"{seed} {replicate}".encode()).digest()
    return int.from_bytes(digest[:8], "little")


def whole_seed(seed: Any) -> int:
    """A seed as a whole number; NumPy's whole numbers are among them.

    Raises
    ------
    ValueError
        If it is no whole number from 0 to 2**64 - 1.
    """
    if isinstance(seed, np.ndarray) and seed.ndim == 0:
        seed = seed.item()
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed!r}: a whole number from 0 to 2**64 - 1 is allowed")
    return int(seed)
