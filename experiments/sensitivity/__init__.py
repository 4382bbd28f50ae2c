"""Sensitivity: which parameters the outcomes of a sweep depend on, and where a lever fails.

:mod:`.answers` reads the outcomes of a sweep and refuses incomplete ones, :mod:`.indices` has
SALib's Morris and Sobol' indices with intervals, :mod:`.regression` the coefficients of any other
sample, :mod:`.regions` boxes in which a lever does not help.
"""
