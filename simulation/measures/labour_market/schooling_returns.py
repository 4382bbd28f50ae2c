"""Returns to schooling: wage per year of required, surplus and missing schooling."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EMPLOYED
from simulation.statistics import schooling
from simulation.world import World

#: Years of schooling behind the three levels of education (assumption: the usual lengths in Europe
#: of lower secondary, of upper secondary and of a first degree).
YEARS = np.array([9.0, 12.0, 16.0])


@measure(
    subject="market", unit="1/year", labels=("required", "surplus", "missing"), taken="every year"
)
def schooling_returns(world: World) -> np.ndarray:
    """Rise of the wage per year of schooling required, in surplus and missing; once a year.

    Least squares of log wages of job-holders, age held; see
    :func:`simulation.statistics.schooling.schooling_returns` (Duncan and Hoffman 1981).
    """
    citizens = world.citizens
    paid = citizens.resident & (citizens.status == EMPLOYED) & (citizens.wage > 0)
    required = world.posts.education_asked[citizens.post[paid]]
    return schooling.schooling_returns(
        citizens.wage[paid], YEARS[citizens.education[paid]], YEARS[required], citizens.age[paid]
    )
