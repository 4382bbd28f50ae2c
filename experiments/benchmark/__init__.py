"""Speed of a city in ratios: against plain agents, against memory, against other libraries.

Each part of the benchmark compares alternatives in one run on one machine, because times of
different or busy machines are not comparable. ``make bench`` runs all parts, ``python -m
experiments.benchmark`` some of them.
"""
