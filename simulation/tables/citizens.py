"""Citizens: one row per person, for as long as he or she lives in the city.

Newcomers reuse the rows of leavers, so memory does not grow with the months. The column ``person``
is the key of random draws and is never reused.
"""

from __future__ import annotations

import numpy as np

from simulation.core.table import Table, column
from simulation.core.vocabulary import CAUSES, INACTIVE, LOSS_CAUSES, NEEDS, SKILLS

TIES = 8


class Citizens(Table):
    """State of every citizen."""

    # identity
    person = column("uint32", "id", "identity for life, the key of random draws")
    resident = column("bool", "yes or no", "lives in the city now")
    education = column("uint8", "level", "0 low (ISCED 0-2), 1 mid (3-4), 2 high (5-8)")
    age = column("int16", "months", "age")
    district = column("int16", "row", "district of residence", empty=-1, of="districts")
    arrival = column("int16", "month", "month of arrival in the city")
    origin = column(
        "int16", "row", "occupation that schooling and early career prepared for", of="occupations"
    )
    last_occupation = column(
        "int16",
        "row",
        "occupation of the last post, at first the one prepared for",
        of="occupations",
    )

    # abilities and needs
    skills = column("float32", "0-1", "ability", width=len(SKILLS), names=SKILLS)
    currency = column(
        "float32", "share", "part of the ability that is up to date", width=len(SKILLS),
        names=SKILLS, empty=1,
    )  # fmt: skip
    evident = column(
        "float32", "0-1", "ability that employers can see", width=len(SKILLS), names=SKILLS
    )
    attested = column(
        "float32", "0-1", "ability that an assessment attested", width=len(SKILLS), names=SKILLS
    )
    assessed = column(
        "uint8", "marks", "who assessed the ability: 1 training, 2 the network, 3 both; 0 nobody",
        bounds=(0, 3),
    )  # fmt: skip
    aptitude = column("float32", "ratio", "speed of learning relative to the average", empty=1)
    needs = column(
        "float32", "0-1", "wanted supplies, as a deviation from the mean of the stage of life",
        width=len(NEEDS), names=NEEDS, bounds=(-np.inf, np.inf),
    )  # fmt: skip

    # work
    status = column("uint8", "state", "0 employed, 1 unemployed, 2 inactive", empty=INACTIVE)
    post = column("int32", "row", "post held", empty=-1, of="posts")
    employer = column("int32", "row", "employer of that post", empty=-1, of="employers")
    occupation = column("int16", "row", "occupation of that post", empty=-1, of="occupations")
    ict_above = column(
        "float32", "0-1", "ICT demand of that post above that of its occupation", bounds=(-1, 1)
    )
    pay_ratio = column(
        "float32", "ratio", "pay of that post relative to that of its occupation", empty=1
    )
    tenure = column("int16", "months", "months in this post")
    temporary = column(
        "bool", "yes or no", "has a temporary contract; decided after the first month in a post"
    )
    spell = column("int16", "months", "months without a job")
    dismissed = column(
        "bool",
        "yes or no",
        "lost the job involuntarily this month and has no other yet",
    )
    loss_cause = column(
        "int8",
        "cause",
        "cause of the last involuntary job loss: 0 automation, 1 relocation, 2 cycle, 3 closure, "
        "4 dismissal; -1 before the first; kept when the citizen finds another job",
        empty=-1,
        bounds=(-1, len(LOSS_CAUSES) - 1),
    )
    recent_loss = column("int16", "months", "months since the last involuntary job loss", empty=999)
    wage = column("float32", "euro/month", "gross wage, or the last one earned")

    # resources and well-being
    income = column("float32", "euro/month", "income after tax and rent")
    money = column("float32", "euro", "savings")
    energy = column("float32", "0-1", "energy", empty=0.5)
    health = column("float32", "0-1", "health", empty=0.7)
    happiness = column("float32", "0-1", "happiness", empty=0.6)
    productivity = column("float32", "0-1", "output relative to the best possible in any post")
    trust = column("float32", "0-1", "trust in local government", empty=0.45)
    trust_firms = column("float32", "0-1", "trust in firms that run digital services", empty=0.34)
    digital_use = column(
        "float32", "share", "digital services used, of those within reach, out of trust", empty=1
    )
    previous_digital_use = column("float32", "share", "that share last month", empty=1)
    backing = column("float32", "0-1", "demand-ability fit added by the work team")
    disposition = column("float32", "0-1", "trust in local government on arrival", empty=0.45)
    privacy_concerned = column("bool", "yes or no", "is concerned about privacy in a smart city")

    # learning
    course = column("uint8", "months", "months left of a course")
    course_public = column("bool", "yes or no", "that course is paid by the city")
    trained = column("int16", "months", "months since the last course began", empty=999)
    studied = column(
        "int8", "skill", "skill that the last course taught; -1 before it has ended", empty=-1,
        bounds=(-1, len(SKILLS) - 1),
    )  # fmt: skip

    # ties
    ties = column("int32", "row", "instrumental contacts", width=TIES, empty=-1, of="citizens")
    community = column("int16", "row", "career community", empty=-1, of="communities")

    # fit this month
    demand_ability = column(
        "float32", "0-1",
        "demand-ability fit with the post held; without one, that to expect of the open demand",
    )  # fmt: skip
    needs_supply = column("float32", "0-1", "needs-supply fit")
    supplementary = column("float32", "0-1", "supplementary fit")
    complementary = column("float32", "0-1", "complementary fit")
    fit = column("float32", "0-1", "total fit")
    fit_realised = column(
        "float32", "0-1", "total fit with a demand-ability fit of 0 without a post"
    )
    fit_potential = column("float32", "0-1", "total fit with the demand-ability fit within reach")
    perceived = column("float32", "0-1", "perceived fit")
    potential = column("float32", "0-1", "demand-ability fit of the best post within reach")
    reach = column("float32", "0-1", "best demand-ability fit among the vacancies sampled last")
    aspiration = column("float32", "0-1", "facet fit that the citizen is used to", empty=0.5)
    mood = column(
        "float32", "sd", "affect apart from its trait, in standard deviations",
        bounds=(-np.inf, np.inf),
    )  # fmt: skip
    colleagues = column("float32", "0-1", "likeness to colleagues; -1 without any", bounds=(-1, 1))
    neighbours = column("float32", "0-1", "likeness to neighbours and ties")
    causes = column(
        "float32", "0-1",
        "change of fit by cause; before this month's fits are computed, ability last month",
        width=len(CAUSES), names=CAUSES, bounds=(-1, 1),
    )  # fmt: skip

    # last month, for the decomposition of changes
    known = column("bool", "yes or no", "had a fit last month")
    previous_occupation = column(
        "int16", "row", "occupation last month", empty=-1, of="occupations"
    )
    previous_ict_above = column(
        "float32", "0-1", "ICT demand of the post above that of its occupation, last month",
        bounds=(-1, 1),
    )  # fmt: skip
    previous_post = column("int32", "row", "post last month", empty=-1, of="posts")
    previous_employer = column("int32", "row", "employer last month", empty=-1, of="employers")
    previous_income = column("float32", "euro/month", "income last month")
    previous_district = column("int16", "row", "district last month", empty=-1, of="districts")
    previous_stage = column("uint8", "stage", "life stage last month")
    previous_currency = column(
        "float32", "share", "currency after the redesigns of this month, before learning",
        width=len(SKILLS), names=SKILLS, empty=1,
    )  # fmt: skip

    # running sums of fit since the end of burn-in
    first_ict = column("uint8", "level", "ICT level in the first month observed")
    months = column("uint16", "months", "months observed")
    changes = column("uint16", "months", "successive differences observed")
    large_changes = column("uint16", "months", "months with a change of 0.10 or more")
    total = column("float64", "sum", "sum of fit")
    squares = column("float64", "sum", "sum of squared fit")
    products = column("float64", "sum", "sum of fit times fit of the month before")
    change_squares = column("float64", "sum", "sum of squared changes")
    fall_squares = column("float64", "sum", "sum of squared falls")
    first = column("float32", "0-1", "fit in the first month observed")
    misfit_history = column("uint64", "bits", "misfit in the last 64 months, newest in bit 0")
    misfit_months = column("uint8", "months", "months in that history, at most 64")
    misfit_spell = column("int16", "months", "months in misfit without a break")

    @property
    def previous_skills(self) -> np.ndarray:
        """Ability at the end of last month, until this month's fits are computed.

        It shares memory with ``causes``, which is written then: no process reads causes earlier in
        the month or last month's ability later. There are as many skills as causes.
        """
        return self.causes

    def keep_skills(self) -> None:
        """Store everybody's ability at the start of the month; see :attr:`previous_skills`."""
        np.copyto(self.previous_skills, self.skills)
