"""What public courses teach, and in which formats: whom a format suits."""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import Decision, random_bits, to_uniform, uniforms
from simulation.core.vocabulary import ICT, SKILLS
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Subject of a programme → skill that it teaches; −1 is each learner's own largest gap.
SUBJECTS = {
    "own_gap": -1,
    "ict": ICT,
    "entrepreneurial": SKILLS.index("business"),
    "green": SKILLS.index("green"),
    "governance": SKILLS.index("governance"),
}
#: Formats of teaching: the classroom, at work, with a tutor, by doing.
FORMATS = 4
ANALYTICAL = SKILLS.index("analytical")


@compiled
def suits(seed, person, skills, row, formats):
    """Whether one of the formats on offer suits somebody; see :func:`suited`."""
    taste = to_uniform(random_bits(seed, Decision.LEARNING_FORMAT, 0, person, 0)[0])
    schooled = 0.5 * (skills[row, 0] + skills[row, ANALYTICAL])
    return int(4.0 * (0.5 * taste + 0.5 * (1.0 - schooled))) < formats


@compiled
def _suited(seed, person, rows, skills, formats):
    result = np.empty(rows.shape[0], dtype=np.bool_)
    for index in range(rows.shape[0]):
        result[index] = suits(seed, person[rows[index]], skills, rows[index], formats)
    return result


def suited(world: World, rows: np.ndarray, formats: int) -> np.ndarray:
    """Whether one of the formats on offer suits each person.

    Everybody has one format that suits, ``⌊4 (½ u + ½ (1 − s))⌋`` from the classroom on, where u is
    a lasting taste drawn by luck and s the mean of ICT and analytical skill: the classroom suits
    those who are near to schooling in what they can do. An assumption for "learning capacities
    and preferences differ" (constructs 7.1).
    """
    citizens = world.citizens
    return _suited(world.seed, citizens.person, rows, citizens.skills, formats)


def own_gaps(world: World, rows: np.ndarray) -> np.ndarray:
    """What people lack for their work, ``ω_k (d_k − a_k)₊``; shape (people, 7).

    Without a job one looks at the occupation that schooling prepared for.
    """
    citizens, occupations = world.citizens, world.occupations
    occupation = citizens.occupation[rows]
    occupation = np.where(occupation >= 0, occupation, citizens.origin[rows])
    lacking = np.maximum(occupations.demand[occupation] - citizens.skills[rows], 0.0)
    return occupations.weight[occupation] * lacking


def public_subjects(world: World, rows: np.ndarray) -> np.ndarray:
    """Skill that each public course teaches.

    The programme's subject, or the learner's own largest gap (ICT where there is none). Courses
    that the network aligned teach what posts lack now, as its members know it; those that the
    city prescribes teach what it knows to be lacking, late as that is.

    Parameters
    ----------
    world : World
    rows : ndarray of int
        Learners whose public course is over.
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
        luck = uniforms(world.seed, Decision.TRAINING_CHOICE, world.month, learners, 1)
        subject[luck < levers.curriculum] = int(world.conditions.shortage.argmax())
    if programmes.prescription > 0.0 and programmes.known_shortage is not None:
        luck = uniforms(world.seed, Decision.TRAINING_CHOICE, world.month, learners, 3)
        subject[luck < programmes.prescription] = int(programmes.known_shortage.argmax())
    return subject
