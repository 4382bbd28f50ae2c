"""Needs–supply fit: does the city, work included, give what the person needs?"""

from __future__ import annotations

from simulation.compiled import inlined

#: ICT skill at which somebody can use every digital service; PIAAC level 2 begins at 0.6.
FULL_ACCESS = 0.6


@inlined
def digital_access(ict):
    """Share of digital services somebody with this ICT skill can use, 0–1."""
    return min(1.0, ict / FULL_ACCESS)


@inlined
def pay_supply(income, median_income, access, discount):
    """Supply of pay: income relative to the median, half filled at the median.

    Digital goods are cheaper, so the same income buys more for those who can shop online
    (constructs 4.7).

    Parameters
    ----------
    income, median_income : float
        Euro per month after tax and rent.
    access : float
        Digital access, 0–1.
    discount : float
        Gain in purchasing power of somebody with full access.

    Returns
    -------
    float
        0–1.
    """
    relative = max(income, 0.0) * (1.0 + discount * access) / median_income
    return relative / (relative + 1.0)


@inlined
def challenge_need(skills, person, wanted):
    """Need for challenge: one's own wish, raised by one's two best skills (constructs 2.5)."""
    best = 0.0
    second = 0.0
    for k in range(skills.shape[1]):
        able = skills[person, k]
        if able > best:
            second = best
            best = able
        elif able > second:
            second = able
    return 0.5 * wanted + 0.25 * (best + second)


@inlined
def needs_supply(
    needs,
    person,
    stage_needs,
    stage_weights,
    stage,
    skills,
    supply,
    job,
    income,
    median_income,
    prices,
    discount,
    digital_only,
    services,
    amenities,
    infrastructure,
):
    """Fit of supplies to needs, ``1 − Σ_m ν_m (n_m − s_m)₊``.

    Needs are, in this order: pay, security, challenge, meaning, balance (from work), leisure (from
    the district, at a price) and services (from the city, partly digital only). Without a job,
    work supplies nothing but, for balance, time.

    Parameters
    ----------
    needs : array of shape (people, 7)
        How far each need lies above or below the mean of the life stage.
    person : int
        Row of the person.
    stage_needs, stage_weights : array of shape (stages, 7)
        Mean needs and importances by life stage; the importances of a stage sum to 1.
    stage : int
        Life stage.
    skills : array of shape (people, K)
        Abilities; the first is ICT.
    supply : array of shape (jobs, 4)
        Security, challenge, meaning and balance.
    job : int
        Row of the job, or −1 without one.
    income, median_income, prices : float
        Euro per month after tax and rent; the price of leisure relative to median income.
    discount, digital_only, services, amenities, infrastructure : float
        See :class:`simulation.world.Climate` and the districts table.

    Returns
    -------
    float
        0–1.
    """
    access = digital_access(skills[person, 0]) * infrastructure
    pay = pay_supply(income, median_income, access, discount)
    affordable = min(1.0, max(income, 0.0) / (prices * median_income))
    reached = services * (1.0 - digital_only + digital_only * access)
    security, challenge, meaning, balance = 0.0, 0.0, 0.0, 0.5
    if job >= 0:
        security = supply[job, 0]
        challenge = supply[job, 1]
        meaning = supply[job, 2]
        balance = supply[job, 3]
    gap = 0.0
    for m in range(needs.shape[1]):
        wanted = min(max(stage_needs[stage, m] + needs[person, m], 0.0), 1.0)
        given = pay
        if m == 1:
            given = security
        if m == 2:
            given = challenge
            wanted = challenge_need(skills, person, wanted)
        if m == 3:
            given = meaning
        if m == 4:
            given = balance
        if m == 5:
            given = amenities * affordable
        if m == 6:
            given = reached
        gap += stage_weights[stage, m] * max(0.0, wanted - given)
    return 1.0 - gap
