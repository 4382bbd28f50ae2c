"""Ablation: what each mechanism makes of unbalance and of volatility.

:mod:`~experiments.studies.ablation.games` says which mechanisms are switched, :mod:`.shapley`
shares an outcome out over them, :mod:`.results` puts both together.
"""

from __future__ import annotations

from experiments.studies.ablation.games import scenarios
from experiments.studies.study import Study

FULL = Study("ablation", seeds=6, citizens=2_000, months=180, burn_in=60, cast=scenarios)
QUICK = Study("ablation-quick", seeds=1, citizens=200, months=40, burn_in=16, cast=scenarios)
