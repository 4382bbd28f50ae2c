"""What the page shows: columns of measures, their labels, and which direction is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulation.core.accounts import INTERVENTIONS
from simulation.core.vocabulary import CAUSES, EDUCATIONS, ICT_LEVELS, MARGINS
from simulation.measures import MEASURES

#: The two main measures.
HEADLINES = ("unbalance", "volatility")
#: The same on other kinds of fit.
KINDS = {
    "unbalance": {
        "unbalance_realised": "realised fit (0 without a job)",
        "unbalance_potential": "potential fit (the best within reach)",
    },
    "volatility": {
        "volatility_realised": "realised fit (0 without a job)",
        "volatility_potential": "potential fit (the best within reach)",
    },
}
UNITS = {column: measure.unit for measure in MEASURES.values() for column in measure.columns}


@dataclass(frozen=True)
class Row:
    """A number on the page.

    Attributes
    ----------
    column : str
    label : str
    better : int
        1 if more of it is better for people, -1 if less is, 0 if neither.
    group : str
        Level of education, empty for all.
    """

    column: str
    label: str
    better: int = 0
    group: str = ""


def _by_education(measure: str, label: str, better: int = 0) -> Iterator[Row]:
    for education in EDUCATIONS:
        yield Row(f"{measure}_{education}", label, better, education)


#: Label of the fit of the same persons.
SAME = "fit of those who lived here at the start"
#: What the policy changes for each level of education.
GROUPS = (
    *_by_education("fit_same_persons_by_education", SAME, 1),
    *_by_education("employment", "residents with a job", 1),
    *_by_education("earnings", "earnings per resident", 1),
)

#: The parts of volatility, by what happened to the job in the month.
MARGIN_LABELS = {
    "within_post": "in the same post",
    "moves": "between posts",
    "access": "losing or finding a job",
    "without": "without a job",
}
MARGIN_ROWS = {
    margin: (
        *_by_education(f"volatility_{margin}", MARGIN_LABELS[margin], -1),
        Row(f"volatility_{margin}", MARGIN_LABELS[margin], -1),
    )
    for margin in MARGINS
}

#: How a policy acts, step by step: title → numbers. The order is that of the model.
STEPS: dict[str, tuple[Row, ...]] = {
    "money": tuple(
        Row(f"cost_{name}", f"spent on {name}", 0) for name in INTERVENTIONS
    ),
    "people": (
        *_by_education("public_courses", "public courses begun"),
        *_by_education("community_members", "in a career community"),
        *_by_education("assessments", "assessments of skill"),
        Row("invitations", "invitations to communities"),
        Row("network_members", "employers in the network"),
    ),
    "change": (
        *_by_education("ict_skill", "ICT skill", 1),
        *_by_education("unseen_skill", "skill that employers do not see", -1),
        Row("recognising_posts", "posts that accept assessments"),
        Row("network_placements", "hires by way of the network"),
        Row("community_placements", "hires by way of communities"),
        Row("hires_through_ties", "hires through contacts"),
    ),
    "jobs": (
        *_by_education("job_finding", "finding a job, unemployed", 1),
        *_by_education("job_loss", "losing a job", -1),
        *_by_education("employment", "residents with a job", 1),
    ),
    "fit": (
        *_by_education("demand_ability", "ability against what the job asks", 1),
        *_by_education("fit_same_persons_by_education", SAME, 1),
    ),
}  # fmt: skip

#: The rest of the city.
MARKET = (
    *_by_education("unemployment", "unemployed, of the labour force", -1),
    Row("employed_same_persons_ict_none", "with a job, no ICT skill at first", 1),
    Row("employed_same_persons_ict_level2", "with a job, ICT level 2 at first", 1),
    Row("vacancies", "vacant posts"),
    Row("qualification_mismatch_over", "over-qualified job-holders", -1),
    Row("wage_premium_high_mid", "wage of high over mid education, less 1"),
    Row("platform_share", "posts of platform work"),
    Row("network_trust", "trust in the network"),
    Row("tie_assortativity", "likeness of contacts in education"),
    *_by_education("energy", "energy", 1),
    *_by_education("digital_access", "digital services that people can use", 1),
    Row("well_being", "well-being", 1),
)

CELLS = tuple(f"{education}_{level}" for education in EDUCATIONS for level in ICT_LEVELS)
#: Changes whose causes are shown: each margin, and all together.
CAUSE_SHARES = {
    **{margin: f"cause_share_by_margin_{margin}" for margin in MARGINS},
    "all": "cause_share",
}


def _columns() -> Iterator[str]:
    yield from HEADLINES
    for kinds in KINDS.values():
        yield from kinds
    for rows in (GROUPS, *MARGIN_ROWS.values(), *STEPS.values(), MARKET):
        yield from (row.column for row in rows)
    yield from (f"fit_same_persons_{cell}" for cell in CELLS)
    for shares in CAUSE_SHARES.values():
        for education in EDUCATIONS:
            yield from (f"{shares}_{education}_{cause}" for cause in CAUSES)


#: Columns of the file of results, one row per run.
COLUMNS = tuple(dict.fromkeys(_columns()))
