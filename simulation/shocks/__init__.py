"""Shocks: what befalls a city in a month that the scenario names."""
