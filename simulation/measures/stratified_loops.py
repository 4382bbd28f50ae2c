"""Loops over residents and posts for :mod:`simulation.measures.stratified_sums`."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import CAUSES, EMPLOYED, ICT, OUTSIDER, VACANT
from simulation.fit import SKILL_COUNT
from simulation.fit.running_sums import LARGE_CHANGE
from simulation.kernels.compiled import compiled, uint64

#: Number of causes, as a constant for compiled loops.
CAUSE_COUNT = len(CAUSES)
#: Months in a post from which somebody is settled.
SETTLED = 12
#: Months within which a course counts as recent.
YEAR = 12

# Row numbers of small tables are unsigned in these loops, so that the compiler does not check for
# negative indices.


@compiled
def add_people(citizens, assigned, misfit, strata, lottery):
    """Add abilities, fits and well-being by education and ICT class, and those of the assigned.

    Parameters
    ----------
    citizens : Citizens
    assigned : ndarray of bool, shape (rows,)
        Lottery assignment of each citizen.
    misfit : float32
        Fit below which a person is in misfit.
    strata, lottery : structured arrays
        Added to and written; see :class:`simulation.measures.stratified_sums.StratifiedSums`.

    Returns
    -------
    beyond, beyond_squares : float
        Sum and sum of squares of ICT skill less that of the first resident; both are exactly 0 if
        all residents have the same.
    """
    resident, education, status = citizens.resident, citizens.education, citizens.status
    skills, evident = citizens.skills, citizens.evident
    fit, perceived, potential = citizens.fit, citizens.perceived, citizens.potential
    fit_realised, fit_potential = citizens.fit_realised, citizens.fit_potential
    demand_ability, needs_supply = citizens.demand_ability, citizens.needs_supply
    supplementary, complementary = citizens.supplementary, citizens.complementary
    happiness, health, energy = citizens.happiness, citizens.health, citizens.energy
    classes = strata.shape[1]
    centre, beyond, beyond_squares = -1.0, 0.0, 0.0
    people, employed, ict_sum = 0, 0, 0.0
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        ict = skills[row, ICT]
        ict_class = uint64(min(int(ict * classes), classes - 1))
        # all values are read before any is written, so that the compiler can group both
        fit_value = fit[row]
        fit_realised_value = fit_realised[row]
        fit_potential_value = fit_potential[row]
        perceived_value = perceived[row]
        potential_value = potential[row]
        demand_ability_value = demand_ability[row]
        needs_supply_value = needs_supply[row]
        supplementary_value = supplementary[row]
        complementary_value = complementary[row]
        happiness_value = happiness[row]
        health_value = health[row]
        energy_value = energy[row]
        working = status[row] == EMPLOYED
        unseen = 0.0
        for k in range(SKILL_COUNT):
            unseen += skills[row, k] - evident[row, k]
        drawn = assigned[row]

        stratum = strata[education[row], ict_class]
        stratum.fit += fit_value
        stratum.fit_realised += fit_realised_value
        stratum.fit_potential += fit_potential_value
        stratum.perceived += perceived_value
        stratum.potential += potential_value
        stratum.demand_ability += demand_ability_value
        stratum.needs_supply += needs_supply_value
        stratum.supplementary += supplementary_value
        stratum.complementary += complementary_value
        stratum.happiness += happiness_value
        stratum.health += health_value
        stratum.energy += energy_value
        stratum.people += 1.0
        stratum.employed += working
        stratum.at_work += demand_ability_value if working else 0.0
        stratum.ict += ict
        stratum.unseen_skill += unseen
        stratum.fit_squares += fit_value * fit_value
        stratum.misfit += fit_value < misfit

        people += drawn
        employed += drawn and working
        ict_sum += ict if drawn else 0.0
        if centre < 0.0:
            centre = ict
        beyond += ict - centre
        beyond_squares += (ict - centre) * (ict - centre)
    winners = lottery[0]
    winners.people, winners.employed, winners.ict = people, employed, ict_sum
    return beyond, beyond_squares


@compiled
def add_work(citizens, posts, occupations, elsewhere, states, by_education, holders):
    """Add pay and well-being of job-holders by education; count states, and jobs by occupation.

    Parameters
    ----------
    citizens, posts, occupations : Citizens, Posts, Occupations
    elsewhere : ndarray of bool
        Whether each employer is outside the city.
    states, by_education, holders : ndarray
        Added to; `holders` counts all job-holders, and those in their first month.
    """
    resident, education, status = citizens.resident, citizens.education, citizens.status
    occupation, employer, tenure = citizens.occupation, citizens.employer, citizens.tenure
    wage, productivity = citizens.wage, citizens.productivity
    happiness, energy = citizens.happiness, citizens.energy
    post, asked, base_wage = citizens.post, posts.education_asked, occupations.base_wage
    skills, demand, above = citizens.skills, occupations.demand, citizens.ict_above
    none, whole = np.float32(0.0), np.float32(1.0)
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        g = education[row]
        states[g, status[row]] += 1
        if status[row] == EMPLOYED:
            o = uint64(occupation[row])
            sums = by_education[g]
            sums.wage += wage[row]
            sums.output += base_wage[o] * productivity[row]
            sums.productivity += productivity[row]
            sums.over += g > asked[post[row]]
            sums.under += g < asked[post[row]]
            sums.happiness_at_work += happiness[row]
            sums.energy_at_work += energy[row]
            sums.remote += employer[row] >= 0 and elsewhere[uint64(employer[row])]
            ict_asked = min(max(demand[o, ICT] + above[row], none), whole)
            sums.ict_shortfall += max(ict_asked - skills[row, ICT], none)
            holders[0, g, o] += 1
            holders[1, g, o] += tenure[row] == 0


@compiled
def add_life(citizens, strata, by_education, well_being, homes):
    """Add trust, courses, members, learners and well-being; count homes by district."""
    resident, education, skills = citizens.resident, citizens.education, citizens.skills
    district, trust, trained = citizens.district, citizens.trust, citizens.trained
    community, course = citizens.community, citizens.course
    trust_firms, digital_use = citizens.trust_firms, citizens.digital_use
    course_public, assessed = citizens.course_public, citizens.assessed
    status, tenure = citizens.status, citizens.tenure
    health, happiness = citizens.health, citizens.happiness
    classes = strata.shape[1]
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        g = education[row]
        homes[g, uint64(district[row])] += 1
        sums = by_education[g]
        sums.trust += trust[row]
        sums.trust_firms += trust_firms[row]
        sums.digital_use += digital_use[row]
        sums.trained += trained[row] < YEAR
        sums.assessed += assessed[row] != 0
        state = 2
        if status[row] == EMPLOYED:
            state = 0 if tenure[row] > SETTLED else 1
        well_being[0, g, state] += 0.5 * (health[row] + happiness[row])
        well_being[1, g, state] += 1.0
        member = community[row] >= 0
        learner = course_public[row] and course[row] > 0
        if member or learner:
            stratum = strata[g, uint64(min(int(skills[row, ICT] * classes), classes - 1))]
            stratum.members += member
            stratum.learners += learner


@compiled
def add_same_persons(citizens, burn_in, misfit, sums):
    """Add the state of those who were there when measuring began, by group at that time."""
    resident, arrival, months = citizens.resident, citizens.arrival, citizens.months
    education, level, fit = citizens.education, citizens.first_ict, citizens.fit
    health, happiness, wage = citizens.health, citizens.happiness, citizens.wage
    status, trained, skills = citizens.status, citizens.trained, citizens.skills
    for row in range(resident.shape[0]):
        if resident[row] and months[row] > 0 and arrival[row] <= burn_in:
            working = status[row] == EMPLOYED
            group = sums[education[row], level[row]]
            group.people += 1.0
            group.fit += fit[row]
            group.employed += working
            group.misfit += fit[row] < misfit
            group.well_being += 0.5 * (health[row] + happiness[row])
            group.trained += trained[row] < YEAR
            group.wage += wage[row] if working else 0.0
            group.ict += skills[row, ICT]


@compiled
def add_changes(citizens, by_education, falls):
    """Add squared changes of fit; count large ones by education; add falls by occupation."""
    resident, education, causes = citizens.resident, citizens.education, citizens.causes
    occupation, origin = citizens.occupation, citizens.origin
    change_squares = 0.0
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        change = 0.0
        for cause in range(CAUSE_COUNT):
            change += causes[row, cause]
        change_squares += change * change
        by_education[education[row]].acute += abs(change) >= LARGE_CHANGE
        lower = min(change, 0.0)
        fall = falls[uint64(occupation[row] if occupation[row] >= 0 else origin[row])]
        fall.squares += lower * lower
        fall.people += 1.0
    return change_squares


@compiled
def add_posts(posts, outsiders):
    """Count vacant posts and posts that citizens hold; add those of outsiders by occupation."""
    holder, occupation = posts.holder, posts.occupation
    vacant, filled = 0, 0
    for row in range(holder.shape[0]):
        if holder[row] >= 0:
            filled += 1
        elif holder[row] == VACANT:
            vacant += 1
        elif holder[row] == OUTSIDER:
            outsiders[occupation[row]] += 1
    return vacant, filled
