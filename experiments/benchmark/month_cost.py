"""A program that prints the processor time of a month: ``month_cost.py MONTHS CITIZENS…``.

It uses only what every version of this project has, so that it can be run with another checkout
first in ``PYTHONPATH``.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from scenarios import load
from simulation import SmartCity

#: Months before the burn-in ends; as many more until everything is measured and loaded.
BURN_IN = 12
#: Months that are timed together, so that one of them has a yearly reading.
YEAR = 12


def month_cost(citizens: int, months: int) -> float:
    """Processor time of a month of the baseline on one thread, in milliseconds.

    The median over years, after two years.
    """
    size = {
        "city.citizens": citizens, "city.months": 2 * BURN_IN + months, "city.burn_in": BURN_IN
    }  # fmt: skip
    city = SmartCity(load("baseline").but(size), seed=1)
    city.run(2 * BURN_IN, progress=False)
    spent = []
    for _ in range(months // YEAR):
        began = time.process_time()
        city.run(YEAR, progress=False)
        spent.append((time.process_time() - began) / YEAR)
    return 1000.0 * statistics.median(spent)


if __name__ == "__main__":
    months, *sizes = map(int, sys.argv[1:])
    sys.stdout.write(json.dumps([month_cost(citizens, months) for citizens in sizes]) + "\n")
