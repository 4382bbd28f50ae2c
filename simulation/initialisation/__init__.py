"""Initialisation: the city at month 0, and the people and employers that come later."""
