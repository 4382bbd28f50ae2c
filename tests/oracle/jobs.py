"""Leaving and taking posts."""

from __future__ import annotations

from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED, VACANT


def vacate(post):
    """A post becomes vacant."""
    post.holder = VACANT
    post.waiting = 0


def leave_post(city, citizen):
    """Somebody without a job from now on, and the post vacant."""
    vacate(city.posts[citizen.post])
    citizen.post = citizen.employer = citizen.occupation = -1
    citizen.tenure = citizen.spell = 0
    citizen.status = UNEMPLOYED


def take_post(citizen, post):
    """Somebody at work in a post that was vacant."""
    post.holder = citizen.row
    citizen.post = post.row
    citizen.employer = post.employer
    citizen.occupation = post.occupation
    citizen.tenure = citizen.spell = 0
    citizen.status = EMPLOYED
