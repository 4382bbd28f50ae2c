"""Fit between person and city: four kinds, each a formula on numbers between 0 and 1."""

from simulation.core.vocabulary import SKILLS

#: Number of skills, K in the formulas. Loops over skills use this constant and not the shape of an
#: array, so that the compiler can unroll them.
SKILL_COUNT = len(SKILLS)
#: Values in a packed row: the skills and one more, which fills a vector register.
PACKED = SKILL_COUNT + 1
