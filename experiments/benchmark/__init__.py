"""How fast a city lives, told in ratios: against plain agents, against memory, against peers.

Each part of the benchmark compares things in one run on one machine, since a nanosecond of
another machine, or of a busy one, says little. ``make bench`` does all parts; see
:mod:`experiments.benchmark.__main__` for doing some of them.
"""
