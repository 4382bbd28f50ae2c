"""Portfolios: one budget divided over training, communities and the network in many ways.

:mod:`~experiments.studies.portfolios.design` says which divisions are run, :mod:`.surface` fits a
surface over them, :mod:`.results` says which division is best and which do as well.
"""

from __future__ import annotations

from experiments.studies.portfolios.design import scenarios
from experiments.studies.study import Study

FULL = Study("portfolios", seeds=30, citizens=2_000, months=180, burn_in=60, cast=scenarios)
QUICK = Study("portfolios-quick", seeds=2, citizens=500, months=60, burn_in=24, cast=scenarios)
