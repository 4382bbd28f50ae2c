"""Cases: the cities that the paper names, each beside the same city without its policy."""

from __future__ import annotations

from experiments.studies.cases.pairs import scenarios
from experiments.studies.study import Study

FULL = Study("cases", seeds=10, citizens=2_000, months=180, burn_in=60, cast=scenarios)
QUICK = Study("cases-quick", seeds=2, citizens=500, months=84, burn_in=24, cast=scenarios)
