"""Shocks: single events in a month that the scenario sets; month 0 is never.

A shock sets levers or changes its direct targets (posts, trust, open services). Consequences for
people and recovery follow from the processes of the month.
"""
