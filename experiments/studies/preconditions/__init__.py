"""Preconditions: what communities and networks need to begin, and to last.

Communities with more and less facilitation, networks on three funding paths, with trust held, and
governed in three ways. :mod:`~experiments.studies.preconditions.arms` says which cities are run.
"""

from __future__ import annotations

from experiments.studies.preconditions.arms import scenarios
from experiments.studies.study import Study

FULL = Study("preconditions", seeds=10, citizens=2_000, months=180, burn_in=60, cast=scenarios)
#: Long enough for money that stops and comes back, see :mod:`experiments.claims.h22_continuity`.
QUICK = Study("preconditions-quick", seeds=2, citizens=500, months=84, burn_in=24, cast=scenarios)
