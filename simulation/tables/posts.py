"""Posts: every place of work, filled by a citizen, held by an outsider, or vacant.

``identity`` is made from the employer and a running number of that employer, so that a vacancy
keeps its luck when other vacancies come and go.
"""

from __future__ import annotations

import numpy as np

from simulation.column import Table, column, spare
from simulation.compiled import compiled
from simulation.luck import identities, rank_within
from simulation.tables.employers import Employers
from simulation.vocabulary import CLOSED, EMPLOYED, UNEMPLOYED, VACANT


class Posts(Table):
    """State of every post; a row whose holder is -3 is free to be used again."""

    identity = column("uint32", "id", "identity, the key of this post's luck")
    employer = column("int32", "row", "employer", empty=-1)
    occupation = column("int16", "row", "occupation", empty=-1)
    holder = column("int32", "row", "citizen; -1 vacant, -2 an outsider, -3 closed", empty=CLOSED)
    waiting = column("int16", "months", "months vacant")


@compiled
def leave_post(row, status, post, employer, occupation, tenure, spell, holder, waiting):
    """Take citizen `row` out of his or her post, which becomes vacant."""
    held = post[row]
    holder[held] = VACANT
    waiting[held] = 0
    post[row] = -1
    employer[row] = -1
    occupation[row] = -1
    tenure[row] = 0
    spell[row] = 0
    status[row] = UNEMPLOYED


@compiled
def take_post(
    row,
    taken,
    status,
    post,
    employer,
    occupation,
    tenure,
    spell,
    holder,
    post_employer,
    post_occupation,
):
    """Put citizen `row` into the vacant post `taken`."""
    holder[taken] = row
    post[row] = taken
    employer[row] = post_employer[taken]
    occupation[row] = post_occupation[taken]
    tenure[row] = 0
    spell[row] = 0
    status[row] = EMPLOYED


def open_posts(
    posts: Posts, employers: Employers, employer: np.ndarray, occupation: np.ndarray
) -> np.ndarray:
    """Open vacant posts, one per entry of `employer` and `occupation`; gives back their rows.

    Free rows are taken lowest first; the table grows when there are too few.
    """
    wanted = employer.size
    free = np.flatnonzero(posts.holder == CLOSED)
    if free.size < wanted:
        before = posts.rows
        posts.grow(before + wanted - free.size + (spare(before) if before else 0))
        free = np.concatenate([free, np.arange(before, posts.rows)])
    rows = free[:wanted]
    posts.employer[rows] = employer
    posts.occupation[rows] = occupation
    posts.holder[rows] = VACANT
    posts.waiting[rows] = 0
    serial = employers.serial[employer] + rank_within(employer)
    posts.identity[rows] = identities(employers.identity[employer], serial)
    opened = np.bincount(employer, minlength=employers.rows)
    employers.serial += opened.astype(np.uint32)
    employers.posts += opened.astype(np.int32)
    return rows
