"""Shocks: what strikes a city once, in a month that the scenario sets; month 0 is never.

A shock sets levers or hits what it is about (posts, trust, services that are open); what becomes
of people then is up to the processes of the month, and so is recovery.
"""
