"""Calibration: parameter values for which the facts of the baseline lie in their ranges."""
