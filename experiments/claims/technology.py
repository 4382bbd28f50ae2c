"""Technology, the global market for talent, and platforms. H8, its rival H8r, H12 and H14."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import (
    BASELINE,
    After,
    Arm,
    Evidence,
    Part,
    Result,
    claim,
    on_variants,
)
from experiments.claims.statistics import FIT, VOLATILITY, mean_over_residents

LITTLE = Arm("technology_low", {"digitalisation.start": 0.25})
MUCH = Arm("technology_high", {"digitalisation.start": 0.75})
INTENSITY = {LITTLE.name: 0.25, BASELINE.name: 0.5, MUCH.name: 0.75}


@claim(
    "H8",
    "Technology intensity",
    statement="The more technology-intensive the city, the more fit depends on education and ICT",
    statistic="slope of the slope index of inequality (joint rank) on technology intensity τ at "
    "month 0, from .25 to .75, per unit of τ",
    reference="paper, Variance 1; constructs 4.13",
    arms=(LITTLE, BASELINE, MUCH),
    parts=(Part(),),
)
def technology_intensity(evidence: Evidence) -> Sequence[Result]:
    """Slope of unbalance on technology intensity."""
    by_rank = {
        f"by {r}": evidence.slope(INTENSITY, f"slope_index_{r}") for r in ("education", "ict")
    }
    return [(evidence.slope(INTENSITY, "unbalance"), by_rank)]


@claim(
    "H8r",
    "Rival of H8: local multiplier",
    statement="The more technology-intensive the city, the more of the low educated have a job",
    statistic="slope of the employment of the low educated on technology intensity τ at month 0, "
    "from .25 to .75, per unit of τ",
    reference="Moretti 2010, American Economic Review 100; constructs 4.13",
    arms=(LITTLE, BASELINE, MUCH),
    parts=(Part(unit="share"),),
    note="The model has the same number of posts at every τ, so only their holders can change and "
    "no multiplier of jobs can arise",
)
def local_multiplier(evidence: Evidence) -> Sequence[Result]:
    """Slope of the employment of the low educated on technology intensity."""
    low, everybody = (evidence.slope(INTENSITY, f"employment_{g}") for g in ("low", "all"))
    return [(low, {"employment of all": everybody})]


CLOSED = Arm("talent_closed", {"hiring.external_ratio": 0.0})
OPEN = Arm("talent_open", {"hiring.external_ratio": 2.0})


@on_variants
@claim(
    "H12",
    "Global market for talent",
    statement="Applicants from all over the world make it harder for the highly educated to find a "
    "job, make their fit less stable, and raise the city's output",
    statistic="many (external 2) minus none: job finding of the highly educated, lag-one "
    "autocorrelation of their fit, output of all filled posts per resident",
    reference="paper, Variance 2; constructs 5.5",
    arms=(CLOSED, OPEN),
    parts=(
        Part("job finding of the highly educated falls", smallest=0.005, unit="1/month"),
        Part("their fit becomes less stable", unit="correlation"),
        Part("output rises", smallest=0.005, unit="share"),
    ),
)
def global_talent(evidence: Evidence) -> Sequence[Result]:
    """From no applicants from elsewhere to many: job finding, stability, output."""
    closed, opened = CLOSED.name, OPEN.name
    employment = -evidence.effect(opened, "employment_high", closed)
    output, wealth = (
        evidence.effect(opened, name, closed) / evidence.column(closed, name)
        for name in ("output_of_posts", "wealth")
    )
    return [
        (
            evidence.effect(closed, "job_finding_high", opened),
            {"employment of the highly educated": employment},
        ),
        evidence.effect(closed, "autocorrelation_high", opened),
        (output, {"output of citizens alone": wealth}),
    ]


SPREAD = {"platforms.growth": 0.5, "platforms.ceiling": 0.25}
MANY = Arm("platforms_many", SPREAD)
ONE = MANY.but("platforms_one_owner", {"shocks.platform_monopoly.month": After(1)})
#: Smallest effect of interest on the monthly chance to find a job: a twentieth of 0.2.
JOB_FINDING = 0.01


@claim(
    "H14",
    "Platforms and monopoly",
    statement="More platform work raises job finding, above all of the low educated, but lowers "
    "needs-supply fit and raises volatility; above a threshold of concentration both fall",
    statistic="paired differences: platform work growing to a quarter of all posts against the "
    "baseline; one owner of all platforms against many, at equal platform work",
    reference="constructs 1.6, 1.7",
    arms=(BASELINE, MANY, ONE),
    parts=(
        Part("job finding of the low educated", smallest=JOB_FINDING, unit="1/month"),
        Part("needs-supply fit falls", smallest=FIT),
        Part("volatility rises", smallest=VOLATILITY),
        Part("one owner lowers needs-supply fit", smallest=FIT),
        Part("one owner lowers job finding", smallest=JOB_FINDING, unit="1/month"),
    ),
)
def platforms(evidence: Evidence) -> Sequence[Result]:
    """Compare a city of many platforms with the baseline, and one owner of them with many."""
    many, one = MANY.name, ONE.name
    needs = {
        arm: mean_over_residents(evidence, arm, "needs_supply")
        for arm in (BASELINE.name, many, one)
    }
    low, high = (evidence.effect(many, f"job_finding_{name}") for name in ("low", "high"))
    concentration = evidence.effect(one, "platform_concentration", many)
    return [
        (
            low,
            {
                "more than for the high educated": low - high,
                "rise of the share of platform work": evidence.effect(many, "platform_share"),
            },
        ),
        needs[BASELINE.name] - needs[many],
        evidence.effect(many, "volatility"),
        (
            needs[many] - needs[one],
            {
                "rise of the Herfindahl index": concentration,
                "fall for the high educated": evidence.effect(many, "needs_supply_high", one),
            },
        ),
        evidence.effect(many, "job_finding_all", one),
    ]
