"""Leaving and taking posts."""

from __future__ import annotations

from simulation.core.vocabulary import EMPLOYED, LOSS_CAUSES, UNEMPLOYED, VACANT


def vacate(post):
    """A post becomes vacant."""
    post.holder = VACANT
    post.waiting = 0


def leave_post(city, citizen):
    """Somebody without a job from now on, and the post vacant."""
    vacate(city.posts[citizen.post])
    citizen.post = citizen.employer = citizen.occupation = -1
    citizen.ict_above, citizen.pay_ratio = 0.0, 1.0
    citizen.tenure = citizen.spell = 0
    citizen.temporary = False
    citizen.status = UNEMPLOYED


def dismiss(city, citizen, cause):
    """Somebody dismissed, by a cause that is remembered and counted; the post vacant."""
    leave_post(city, citizen)
    citizen.dismissed = True
    citizen.loss_cause = LOSS_CAUSES.index(cause)
    citizen.recent_loss = 0
    city.flows["lost_job"][citizen.education] += 1
    if city.month > city.settings["city"].burn_in:
        city.losses_by_cause[citizen.education][citizen.loss_cause] += 1


def take_post(citizen, post):
    """Somebody at work in a post that was vacant."""
    post.holder = citizen.row
    citizen.post = post.row
    citizen.employer = post.employer
    citizen.occupation = post.occupation
    citizen.ict_above, citizen.pay_ratio = post.ict_above, post.pay_ratio
    citizen.tenure = citizen.spell = 0
    citizen.status = EMPLOYED
