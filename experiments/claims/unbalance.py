"""Unbalance (variance 1): fit rises with education. H1, H2, H3, H7 and H27."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, Arm, Evidence, Part, Result, claim, on_variants
from experiments.claims.statistics import SHARE, relative

#: Employers ignore certificates; likeness and ties do not depend on education.
BLIND = Arm(
    "no_education_terms",
    {
        "hiring.credential_weight": 0.0,
        "hiring.over_qualification_signal": 0.0,
        "hiring.under_qualification_signal": 0.0,
        "fit.likeness_education_weight": 0.0,
        "ties.homophily": 0.0,
    },
)
#: Years 5 to 10, or to the end of a shorter run.
FIRST, LAST = 49, 120


@on_variants
@claim(
    "H1",
    "Unbalanced fit",
    statement="Fit rises with education and with ICT rank, although no rule of matching, likeness "
    "or ties depends on education",
    statistic="slope index of inequality of total fit by education and by ICT rank, mean of years "
    "5 to 10, with every weight of education itself set to 0; also Erreygers' index",
    reference="Wagstaff et al. 1991; Erreygers 2009; paper, Variance 1; constructs 4.1",
    arms=(BLIND,),
    parts=(Part("by education"), Part("by ICT skill")),
)
def unbalanced_fit(evidence: Evidence) -> Sequence[Result]:
    """Slope index of fit by education and by ICT rank, in years 5 to 10."""

    def index(name: str) -> np.ndarray:
        return evidence.window(BLIND.name, name, FIRST, LAST)

    return [
        (index(f"slope_index_{rank}"), {"Erreygers' index": index(f"erreygers_{rank}")})
        for rank in ("education", "ict")
    ]


@on_variants
@claim(
    "H2",
    "Margins differ",
    statement="Education matters most for having a job, less for needs-supply fit, least for "
    "demand-ability fit at work",
    statistic="slope indices by education: holding a job minus needs-supply fit; needs-supply fit "
    "minus demand-ability fit of the employed; share of each fit in the slope of total fit",
    reference="decomposition of the slope index (covariance is linear); constructs §0.1, 3.2, 3.3",
    arms=(BASELINE,),
    parts=(Part("access over needs-supply"), Part("needs-supply over fit at work")),
)
def margins_differ(evidence: Evidence) -> Sequence[Result]:
    """Paired contrasts of slope indices by education."""
    access, supply, at_work = (
        evidence.baseline(f"slope_{name}") for name in ("access", "needs_supply", "at_work")
    )
    shares = {
        f"share of {name.replace('_', '-')} in the slope of total fit, both ranks": (
            evidence.baseline(f"slope_part_{name}") / evidence.baseline("slope_index_both")
        )
        for name in ("demand_ability", "needs_supply", "supplementary", "complementary")
    }
    return [
        (
            access - supply,
            {"slope of access": access, "slope of needs-supply fit": supply, **shares},
        ),
        (supply - at_work, {"slope of demand-ability fit at work": at_work}),
    ]


@on_variants
@claim(
    "H3",
    "ICT is the active ingredient",
    statement="At equal ICT skill at least half of the educational gradient of fit disappears",
    statistic="1 − slope of fit on education rank within classes of ICT skill / slope without "
    "classes; in the additive model of both, the composition part of Kitagawa's decomposition and "
    "ICT's Shapley value",
    reference="Kitagawa 1955, JASA 50; Shorrocks 2013, J. Econ. Inequality 11; constructs 4.1",
    arms=(BASELINE,),
    parts=(Part(null=0.25, smallest=0.05, unit="share"),),
    note="A half is claimed",
)
def ict_makes_the_gradient(evidence: Evidence) -> Sequence[Result]:
    """Share of the slope by education that disappears within classes of ICT skill."""
    whole = evidence.baseline("slope_index_education")
    within = evidence.baseline("slope_within_ict")
    # without a gradient ICT has nothing to explain
    share = np.where(whole > 0, 1.0 - within / np.where(whole > 0, whole, 1.0), 0.0)
    return [(share, {"slope by education": whole, "slope at equal ICT skill": within})]


NO_LIKENESS = Arm("likeness_none", {"moves.value_likeness": 0.0, "ties.homophily": 0.0})
DOUBLE_LIKENESS = Arm("likeness_double", {"moves.value_likeness": 2.4, "ties.homophily": 1.0})
#: The weight of likeness from 0 to twice the baseline, as a dose of 0 to 1.
LIKENESS = {NO_LIKENESS.name: 0.0, BASELINE.name: 0.5, DOUBLE_LIKENESS.name: 1.0}


@claim(
    "H7",
    "Segregation from homophily",
    statement="The more people seek others like themselves, the more districts, ties and "
    "workplaces segregate, and the lower the fit of the low educated",
    statistic="slopes of residential dissimilarity, tie assortativity, workplace dissimilarity and "
    "the fit of the low educated on the weight of likeness in moves and ties, over its range from "
    "0 to twice the default; the last divided by the first is the effect of dissimilarity with the "
    "weight as instrument",
    reference="Duncan & Duncan 1955; Newman 2003; Wald 1940; constructs 3.6, 4.9-4.12",
    arms=(NO_LIKENESS, BASELINE, DOUBLE_LIKENESS),
    parts=(
        Part("districts sort"),
        Part("ties sort"),
        Part("workplaces sort"),
        Part("fit of the low educated falls"),
    ),
)
def segregation(evidence: Evidence) -> Sequence[Result]:
    """Slopes of segregation, and of the fit of the low educated, on the weight of likeness."""
    districts, ties, workplaces, fit, supply = (
        evidence.slope(LIKENESS, name)
        for name in ("residential_dissimilarity", "tie_assortativity", "workplace_dissimilarity",
                     "fit_by_education_low", "needs_supply_low")
    )  # fmt: skip
    first_stage = float(np.mean(districts))
    by_instrument = float(np.mean(fit)) / first_stage if first_stage else float("nan")
    others = {
        "their fit per unit of dissimilarity, by instrument": np.array([by_instrument]),
        "needs-supply fit of the low educated": supply,
    }
    return [districts, ties, workplaces, (-fit, others)]


@claim(
    "H27",
    "Perceived against objective fit",
    statement="Because aspirations adapt, perceived fit rises with education by less than half of "
    "what objective fit does",
    statistic="slope index of perceived fit by education divided by that of fit, as its negative",
    reference="constructs §0.5; Wagstaff et al. (1991), Social Science & Medicine 33 (slope index)",
    arms=(BASELINE,),
    parts=(Part(null=-0.5, smallest=SHARE, unit="ratio"),),
    note="In PIAAC the slope is .04 for satisfaction, against .37 to .51",
)
def perceived_fit(evidence: Evidence) -> Sequence[Result]:
    """Compare the slope of perceived fit by education with that of fit."""
    objective = evidence.baseline("slope_index_education")
    perceived = evidence.baseline("slope_perceived")
    others = {
        "slope of fit": objective,
        "slope of perceived fit": perceived,
        "slope of happiness": evidence.baseline("slope_happiness"),
    }
    return [(-relative(perceived, objective), others)]
