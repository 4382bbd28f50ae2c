"""Fit between person and city: four kinds, each a plain formula on numbers between 0 and 1."""

from simulation.core.vocabulary import SKILLS

#: Number of skills, K in the formulas. Loops over skills take it from here and not from the shape
#: of an array: a length known beforehand lets the compiler unroll them.
SKILL_COUNT = len(SKILLS)
