"""Sensitivity: what the outcomes of a sweep hang on, and where in its space an intervention fails.

:mod:`.answers` reads the outcomes of a sweep and refuses those that are not complete,
:mod:`.indices` has SALib's Morris and Sobol' indices with intervals, :mod:`.regression` what can be
said of any other sample, :mod:`.regions` boxes in which a lever does not help.
"""
