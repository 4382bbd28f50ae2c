"""Measures of the city as a whole."""
