"""Lists of names that arrays and tables are indexed by."""

from __future__ import annotations

#: Levels of education: ISCED 0–2, 3–4 and 5–8.
EDUCATIONS = ("low", "mid", "high")

#: Levels of ICT literacy in PIAAC's problem solving in technology-rich environments, lowest first:
#: no score (never used a computer, failed or refused the test), below level 1, levels 1, 2 and 3.
ICT_LEVELS = ("none", "below1", "level1", "level2", "level3")

#: Skill dimensions, the seven of the ICTC coding (see ``docs/model/sources.md``).
SKILLS = ("ict", "analytical", "governance", "social", "business", "technical", "green")

#: What a job supplies.
JOB_NEEDS = ("pay", "security", "challenge", "meaning", "balance")

#: Needs of citizens: five from work, two from the city.
NEEDS = (*JOB_NEEDS, "leisure", "services")

#: States of a citizen in the labour market.
EMPLOYED, UNEMPLOYED, INACTIVE = 0, 1, 2
STATUSES = ("employed", "unemployed", "inactive")

#: Holder of a post that no citizen holds.
VACANT, OUTSIDER, CLOSED = -1, -2, -3

#: Causes of a change of fit.
CAUSES = (
    "redesign",
    "job_loss",
    "job_move",
    "learning",
    "services_prices",
    "surroundings",
    "ageing",
)

#: What happens to a person's job from one month to the next; each month is exactly one of them.
TRANSITIONS = ("same_post", "other_post", "lost", "found", "without")
SAME_POST, OTHER_POST, LOST, FOUND, WITHOUT = range(len(TRANSITIONS))

#: Margins of volatility, and the transitions that belong to each.
MARGINS = {
    "within_post": (SAME_POST,),
    "moves": (OTHER_POST,),
    "access": (LOST, FOUND),
    "without": (WITHOUT,),
}

#: Causes of an involuntary job loss: technology displaced the post; the employer left the city;
#: total demand fell; the post closed for another reason; the holder was dismissed from a post that
#: stays open.
LOSS_CAUSES = ("automation", "relocation", "cycle", "closure", "dismissal")
BY_AUTOMATION, BY_RELOCATION, BY_CYCLE, BY_CLOSURE, BY_DISMISSAL = range(len(LOSS_CAUSES))

#: Search channels: how a citizen found the job that he or she took.
CHANNELS = ("online", "ties", "community", "network", "transfer")
ONLINE, BY_TIES, BY_COMMUNITY, BY_NETWORK, BY_TRANSFER = range(len(CHANNELS))

ICT = SKILLS.index("ict")

#: Total fit is recorded in three variants, which differ in demand-ability fit: expected or realised
#: without a job (0), or the potential of the best post within reach. Variant → column of citizens.
FIT_COLUMNS = {"expected": "fit", "realised": "fit_realised", "potential": "fit_potential"}
EXPECTED = "expected"
EXPECTED_FIT = FIT_COLUMNS[EXPECTED]
#: The variants beside expected fit.
FIT_VARIANTS = tuple(variant for variant in FIT_COLUMNS if variant != EXPECTED)
