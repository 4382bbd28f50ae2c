"""Curriculum: subjects of public courses, and the formats that suit each learner."""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import Decision, random_bits, to_uniform, uniforms
from simulation.core.vocabulary import ICT, SKILLS
from simulation.interventions.network.foresight import coming_subject
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Subject of a programme → skill that it teaches; −1 is each learner's largest skill gap.
SUBJECTS = {
    "own_gap": -1,
    "ict": ICT,
    "social": SKILLS.index("social"),
    "technical": SKILLS.index("technical"),
    "entrepreneurial": SKILLS.index("business"),
    "green": SKILLS.index("green"),
    "governance": SKILLS.index("governance"),
}
#: Number of formats: the classroom, at work, with a tutor, by doing.
FORMATS = 4
ANALYTICAL = SKILLS.index("analytical")


#: Items of the decision TRAINING_CHOICE that assign a public course to the network's subject and to
#: the city's.
ALIGNED, PRESCRIBED = 1, 3


@compiled
def suits(seed, citizens, row, formats, taste_weight):
    """Whether one of the formats on offer suits a citizen; see :func:`suited`."""
    skills = citizens.skills
    bits = random_bits(seed, Decision.LEARNING_FORMAT, 0, citizens.person[row], 0)
    taste = to_uniform(bits[0])
    schooled = 0.5 * (skills[row, ICT] + skills[row, ANALYTICAL])
    distance = taste_weight * taste + (1.0 - taste_weight) * (1.0 - schooled)
    return int(float(FORMATS) * distance) < formats


@compiled
def _suited(seed, citizens, rows, formats, taste_weight):
    result = np.empty(rows.shape[0], dtype=np.bool_)
    for index in range(rows.shape[0]):
        result[index] = suits(seed, citizens, rows[index], formats, taste_weight)
    return result


def suited(world: World, rows: np.ndarray, formats: int, taste_weight: float) -> np.ndarray:
    """Whether one of the first `formats` formats suits each person.

    Exactly one format suits a person, ``⌊4 (w u + (1 − w)(1 − s))⌋``, where 0 is the classroom, u
    is a lasting taste, uniform on (0, 1), w is `taste_weight`, and s is the mean of ICT and
    analytical skill. The classroom suits people with much of these skills. This is an assumption
    for "learning capacities and preferences differ" (constructs 7.1).
    """
    return _suited(world.seed, world.citizens, rows, formats, taste_weight)


def own_gaps(world: World, rows: np.ndarray) -> np.ndarray:
    """Weighted gaps in effective ability at work, ``ω_k (d_k − e_k)₊``; shape (people, 7).

    For people without a job, the gaps are those to the occupation that schooling prepared for.
    """
    citizens, occupations = world.citizens, world.occupations
    occupation = citizens.occupation[rows]
    occupation = np.where(occupation >= 0, occupation, citizens.origin[rows])
    able = citizens.skills[rows] * citizens.currency[rows]
    asked = occupations.demand[occupation]
    # the post held may ask more or less ICT than its occupation
    asked[:, ICT] = np.clip(asked[:, ICT] + citizens.ict_above[rows], 0.0, 1.0)
    lacking = np.maximum(asked - able, 0.0)
    return occupations.weight[occupation] * lacking


def public_subjects(world: World, rows: np.ndarray) -> np.ndarray:
    """Skill that each public course teaches.

    The default is the programme's subject or the learner's largest gap (ICT if there is no gap).
    Courses that the network aligns teach the skill that the demand to come lacks most
    (:func:`simulation.interventions.network.foresight.coming_subject`). Courses that the
    city prescribes teach the skill with the largest shortage that the city knows of, with a lag.

    Parameters
    ----------
    world : World
    rows : ndarray of int
        Learners whose public course has ended.

    Returns
    -------
    ndarray of int
    """
    levers, programmes, citizens = world.levers, world.programmes, world.citizens
    chosen = levers.training_subject
    if chosen >= 0 and programmes.subject >= 0:
        chosen = programmes.subject
    if chosen >= 0:
        subject = np.full(rows.size, chosen)
    else:
        gaps = own_gaps(world, rows)
        subject = np.where(gaps.max(axis=1) > 0.0, gaps.argmax(axis=1), ICT)
    learners = citizens.person[rows]
    if levers.curriculum > 0.0:
        draws = uniforms(world.seed, Decision.TRAINING_CHOICE, world.month, learners, ALIGNED)
        horizon = world.settings["interventions.network"].curriculum_horizon
        subject[draws < levers.curriculum] = coming_subject(world, horizon)
    if programmes.prescription > 0.0 and programmes.known_shortage is not None:
        draws = uniforms(world.seed, Decision.TRAINING_CHOICE, world.month, learners, PRESCRIBED)
        subject[draws < programmes.prescription] = int(programmes.known_shortage.argmax())
    return subject
