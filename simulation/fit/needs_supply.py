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
def challenge_need(skills, wanted):
    """Need for challenge: one's own wish, raised by one's two best skills (constructs 2.5)."""
    best = 0.0
    second = 0.0
    for k in range(skills.shape[0]):
        if skills[k] > best:
            second = best
            best = skills[k]
        elif skills[k] > second:
            second = skills[k]
    return 0.5 * wanted + 0.25 * (best + second)


@inlined
def needs_supply(
    needs,
    stage_needs,
    stage_weights,
    skills,
    employed,
    job_supply,
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
    needs : array of shape (7,)
        How far each need lies above or below the mean of the life stage.
    stage_needs, stage_weights : array of shape (7,)
        Mean needs and importances of the life stage; importances sum to 1.
    skills : array of shape (K,)
        Abilities; the first is ICT.
    employed : bool
    job_supply : array of shape (4,)
        Security, challenge, meaning and balance of the occupation; unused without a job.
    income, median_income, prices : float
        Euro per month after tax and rent; the price of leisure relative to median income.
    discount, digital_only, services, amenities, infrastructure : float
        See :class:`simulation.world.Climate` and the districts table.

    Returns
    -------
    float
        0–1.
    """
    access = digital_access(skills[0]) * infrastructure
    gap = 0.0
    for m in range(needs.shape[0]):
        wanted = min(max(stage_needs[m] + needs[m], 0.0), 1.0)
        if m == 0:
            supply = pay_supply(income, median_income, access, discount)
        elif m == 5:
            affordable = min(1.0, max(income, 0.0) / (prices * median_income))
            supply = amenities * affordable
        elif m == 6:
            supply = services * (1.0 - digital_only + digital_only * access)
        elif not employed:
            supply = 0.5 if m == 4 else 0.0
        else:
            supply = job_supply[m - 1]
        if m == 2:
            wanted = challenge_need(skills, wanted)
        if wanted > supply:
            gap += stage_weights[m] * (wanted - supply)
    return 1.0 - gap
