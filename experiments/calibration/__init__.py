"""Calibration: parameters chosen so that facts of the baseline lie in their range."""
