"""Designs: which points of which parameters to run.

A design file names a base scenario, the kind of design and the parameters that it varies. Every
point is an ordinary scenario, run with the same seeds as all others, so that points are paired.
"""

from experiments.designs.design import Design, is_there, read
from experiments.designs.factor import Factor

__all__ = ["Design", "Factor", "is_there", "read"]
