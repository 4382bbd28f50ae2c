"""Loops over residents and posts for :mod:`simulation.measures.stratified_sums`."""

from __future__ import annotations

from simulation.core.vocabulary import CAUSES, EMPLOYED, ICT, OUTSIDER, VACANT
from simulation.fit import SKILL_COUNT
from simulation.fit.running_sums import LARGE_CHANGE
from simulation.kernels.compiled import compiled, uint64

#: Causes, as a number that compiled loops know beforehand.
CAUSE_COUNT = len(CAUSES)
#: Months within which a course counts as recent.
YEAR = 12

# In the loops rows of small tables are unsigned: the compiler then need not ask of every one of
# them whether it is counted from the end.


@compiled
def add_people(resident, education, status, drawn, skills, evident, columns, misfit, cells,
                lot):  # fmt: skip
    """Sums of what people can, have and feel, by education and ICT class.

    Also those of whoever the lot draws, and the sum and the sum of squares of what ICT skills
    exceed that of the first resident by: where all are alike both are 0.
    """
    (fit, perceived, potential, demand_ability, needs_supply, supplementary, complementary,
     happiness, health, energy) = columns  # fmt: skip
    classes = cells.shape[1]
    centre, beyond, beyond_squares = -1.0, 0.0, 0.0
    people, employed, ict_sum = 0, 0, 0.0
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        ict = skills[row, ICT]
        place = uint64(min(int(ict * classes), classes - 1))
        # everything is looked up before anything is written, which lets the compiler bundle both
        fits = fit[row]
        felt = perceived[row]
        could = potential[row]
        able = demand_ability[row]
        served = needs_supply[row]
        alike = supplementary[row]
        missed = complementary[row]
        happy = happiness[row]
        sound = health[row]
        fresh = energy[row]
        working = status[row] == EMPLOYED
        unseen = 0.0
        for k in range(SKILL_COUNT):
            unseen += skills[row, k] - evident[row, k]
        luck = drawn[row]

        cell = cells[education[row], place]
        cell.fit += fits
        cell.perceived += felt
        cell.potential += could
        cell.demand_ability += able
        cell.needs_supply += served
        cell.supplementary += alike
        cell.complementary += missed
        cell.happiness += happy
        cell.health += sound
        cell.energy += fresh
        cell.people += 1.0
        cell.employed += working
        cell.at_work += able if working else 0.0
        cell.ict += ict
        cell.unseen_skill += unseen
        cell.fit_squares += fits * fits
        cell.misfit += fits < misfit

        people += luck
        employed += luck and working
        ict_sum += ict if luck else 0.0
        if centre < 0.0:
            centre = ict
        beyond += ict - centre
        beyond_squares += (ict - centre) * (ict - centre)
    half = lot[0]
    half.people, half.employed, half.ict = people, employed, ict_sum
    return beyond, beyond_squares


@compiled
def add_work(resident, education, status, occupation, employer, tenure, wage, productivity,
              happiness, energy, asked, base_wage, elsewhere, states, groups, started):  # fmt: skip
    """Sums over job-holders by education, and who has just begun in which occupation."""
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        g = education[row]
        states[g, status[row]] += 1
        if status[row] == EMPLOYED:
            o = uint64(occupation[row])
            group = groups[g]
            group.wage += wage[row]
            group.output += base_wage[o] * productivity[row]
            group.productivity += productivity[row]
            group.over += g > asked[o]
            group.under += g < asked[o]
            group.happiness_at_work += happiness[row]
            group.energy_at_work += energy[row]
            group.remote += employer[row] >= 0 and elsewhere[uint64(employer[row])]
            if tenure[row] == 0:
                started[g, o] += 1


@compiled
def add_life(resident, education, skills, district, trust, trained, community, course,
              course_public, cells, groups, homes):  # fmt: skip
    """Who lives where, trusts the city, learns and belongs to a community."""
    classes = cells.shape[1]
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        g = education[row]
        homes[g, uint64(district[row])] += 1
        group = groups[g]
        group.trust += trust[row]
        group.trained += trained[row] < YEAR
        member = community[row] >= 0
        learner = course_public[row] and course[row] > 0
        if member or learner:
            cell = cells[g, uint64(min(int(skills[row, ICT] * classes), classes - 1))]
            cell.members += member
            cell.learners += learner


@compiled
def add_changes(resident, education, causes, occupation, origin, groups, falls):
    """Squared changes of fit this month, large ones by education, and falls by occupation."""
    change_squares = 0.0
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        change = 0.0
        for cause in range(CAUSE_COUNT):
            change += causes[row, cause]
        change_squares += change * change
        groups[education[row]].acute += abs(change) >= LARGE_CHANGE
        lower = min(change, 0.0)
        fall = falls[uint64(occupation[row] if occupation[row] >= 0 else origin[row])]
        fall.squares += lower * lower
        fall.people += 1.0
    return change_squares


@compiled
def add_posts(holder, occupation, outsiders):
    """Posts that stand empty, and those that citizens hold; those of outsiders by occupation."""
    vacant, filled = 0, 0
    for row in range(holder.shape[0]):
        if holder[row] >= 0:
            filled += 1
        elif holder[row] == VACANT:
            vacant += 1
        elif holder[row] == OUTSIDER:
            outsiders[occupation[row]] += 1
    return vacant, filled
