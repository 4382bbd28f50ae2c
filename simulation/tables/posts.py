"""Posts: every place of work, filled by a citizen, held by an outsider, or vacant.

``identity`` is made from the employer and a running number of that employer, so that a vacancy
keeps its luck when other vacancies come and go.
"""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import identity_of_two
from simulation.core.table import Table, column, spare
from simulation.core.vocabulary import CLOSED, EMPLOYED, UNEMPLOYED, VACANT
from simulation.kernels.compiled import compiled
from simulation.tables.employers import Employers


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


@compiled
def _free(holder, number):
    """The lowest rows of posts that are closed, at most `number` of them."""
    rows = np.empty(number, dtype=np.int64)
    found = 0
    row = 0
    while found < number and row < holder.shape[0]:
        if holder[row] == CLOSED:
            rows[found] = row
            found += 1
        row += 1
    return rows[:found]


@compiled
def _open(rows, own_employer, own_occupation, columns_posts, columns_employers):
    """Open vacant posts; each has the number that its employer's posts have come to."""
    identity, employer, occupation, holder, waiting = columns_posts
    employer_identity, serial, posts = columns_employers
    for index in range(rows.shape[0]):
        row, e = rows[index], own_employer[index]
        employer[row] = e
        occupation[row] = own_occupation[index]
        holder[row] = VACANT
        waiting[row] = 0
        identity[row] = identity_of_two(employer_identity[e], serial[e])
        serial[e] += 1
        posts[e] += 1


def open_posts(
    posts: Posts, employers: Employers, employer: np.ndarray, occupation: np.ndarray
) -> np.ndarray:
    """Open vacant posts, one per entry of `employer` and `occupation`; gives back their rows.

    Free rows are taken lowest first; the table grows when there are too few.
    """
    wanted = employer.size
    rows = _free(posts.holder, wanted)
    if rows.size < wanted:
        before, missing = posts.rows, wanted - rows.size
        posts.grow(before + missing + (spare(before) if before else 0))
        rows = np.concatenate([rows, np.arange(before, before + missing)])
    _open(
        rows,
        employer,
        occupation,
        (posts.identity, posts.employer, posts.occupation, posts.holder, posts.waiting),
        (employers.identity, employers.serial, employers.posts),
    )
    return np.asarray(rows)
