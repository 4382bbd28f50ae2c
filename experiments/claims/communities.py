"""Career communities. H17, H18, H19 and H20."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import (
    BASELINE,
    COMMUNITIES,
    Evidence,
    Part,
    Result,
    claim,
    on_variants,
)
from experiments.claims.statistics import (
    MARGIN,
    SHARE,
    SLOPE,
    SPELL,
    VOLATILITY,
    mean_over_residents,
)

SECTION = "interventions.communities"


@on_variants
@claim(
    "H17",
    "Communities buffer volatility",
    statement="Career communities reduce the downside volatility of fit and the length of misfit, "
    "more so in knowledge-intensive industries",
    statistic="reduction of the downside RMSSD and of the median spell of misfit; reduction of the "
    "monthly root mean square fall of fit in knowledge-intensive families minus that in others",
    reference="constructs 7.2, P1; Sortino and Price (1994), Journal of Investing 3",
    arms=(BASELINE, COMMUNITIES),
    parts=(
        Part("smaller falls", smallest=VOLATILITY),
        Part("shorter misfit", smallest=SPELL, unit="months"),
        Part("more so in knowledge-intensive work", smallest=VOLATILITY),
    ),
)
def buffer(evidence: Evidence) -> Sequence[Result]:
    """Compare falls of fit and spells of misfit with and without communities."""
    downside, median, mean, knowledge, other = (
        -evidence.effect(COMMUNITIES.name, name)
        for name in ("downside_volatility_all", "misfit_spell_median", "misfit_spell_mean",
                     "falls_of_fit_knowledge", "falls_of_fit_other")
    )  # fmt: skip
    return [
        downside,
        (median, {"mean spell, cut at 60 months": mean}),
        (knowledge - other, {"knowledge-intensive": knowledge, "other": other}),
    ]


BONDING, BRIDGING = (
    COMMUNITIES.but(f"communities_{name}", {f"{SECTION}.bridging": share})
    for name, share in (("bonding", 0.0), ("bridging", 1.0))
)


@on_variants
@claim(
    "H18",
    "Bridging against bonding",
    statement="At equal membership, communities that bridge levels of education lower the gap in "
    "fit, and communities of similar people raise it",
    statistic="change of the slope index of fit against the baseline, times the mean share of "
    "members in both arms over the share in the arm",
    reference="constructs 7.2, P2; ties have no strength in the model, so weak and strong ties "
    "are not compared",
    arms=(BASELINE, BONDING, BRIDGING),
    parts=(
        Part("bridging narrows the gap", smallest=SLOPE),
        Part("bonding widens the gap", smallest=SLOPE),
    ),
)
def bridging(evidence: Evidence) -> Sequence[Result]:
    """Compare the slope index of fit with both kinds, each scaled to the same membership."""
    members = {
        arm.name: mean_over_residents(evidence, arm.name, "community_members")
        for arm in (BONDING, BRIDGING)
    }
    both = np.mean(list(members.values()))
    bonding, bridging = (
        evidence.effect(arm, "unbalance") * both / np.mean(share)
        if share.any()
        else np.full(share.shape, np.nan)
        for arm, share in members.items()
    )
    return [
        (
            -bridging,
            {
                "share of members, bridging": members[BRIDGING.name],
                "share of members, bonding": members[BONDING.name],
            },
        ),
        (bonding, {"difference of the two": bonding - bridging}),
    ]


#: Months in which funding rises or falls to the same low level, and that level.
RAMP, LOW = 24, 0.1
RISING, DECLINING = (
    COMMUNITIES.but(
        f"communities_{name}",
        {
            f"{SECTION}.first_share": first,
            f"{SECTION}.last_share": LOW,
            f"{SECTION}.ramp_months": RAMP,
        },
    )
    for name, first in (("rising", 0.0), ("declining", 1.0))
)


@claim(
    "H19",
    "Threshold of facilitation",
    statement="Communities sustain themselves only with enough facilitation, and founding them "
    "takes more than keeping them: funding that has fallen to a level leaves more alive than "
    "funding that has risen to it",
    statistic="communities alive in the last year, as a share of those with full funding: funding "
    "fallen from all, and risen from none, within two years to a tenth and then constant, so that "
    "slowness alone makes no lasting difference",
    reference="constructs 7.2, P3",
    arms=(BASELINE, COMMUNITIES, RISING, DECLINING),
    parts=(
        Part("little money carries fewer", smallest=SHARE, unit="share"),
        Part("more live on than are born", smallest=SHARE, unit="share"),
    ),
)
def facilitation_threshold(evidence: Evidence) -> Sequence[Result]:
    """Compare communities on little funding after more funding and after less."""

    def alive_in_the_last_year(arm: str) -> np.ndarray:
        last = evidence.last_month(arm)
        return evidence.window(arm, "communities_alive", last - 11, last)

    counts = [alive_in_the_last_year(arm.name) for arm in (COMMUNITIES, RISING, DECLINING)]
    usual = float(counts[0].mean())
    full, risen, fallen = (
        values / usual if usual > 0 else np.full(values.shape, np.nan) for values in counts
    )
    members = [
        mean_over_residents(evidence, arm.name, "community_members") for arm in (RISING, DECLINING)
    ]
    others = {
        "alive, funding fallen": fallen,
        "alive, funding risen": risen,
        "more of the people are members": members[1] - members[0],
    }
    return [full - risen, (fallen - risen, others)]


WITHOUT_VOICE, WITH_VOICE = (
    COMMUNITIES.but(f"communities_{name}", {f"{SECTION}.voice": power, "policy.voice": power})
    for name, power in (("unheard", 0.0), ("heard", 1.0))
)


@claim(
    "H20",
    "Participation needs power",
    statement="Participation without a share in power is that of the high educated and leaves or "
    "widens the gap in fit; with shared power it narrows it",
    statistic="Erreygers index of membership by education; change of the slope index of fit "
    "against the baseline without voice, with full voice, and the difference",
    reference="constructs 6.3, 7.2; Erreygers (2009), Journal of Health Economics 28",
    arms=(BASELINE, WITHOUT_VOICE, WITH_VOICE),
    parts=(
        Part("without power the high educated take part more"),
        Part("without power the gap does not narrow", null=-SLOPE, smallest=MARGIN),
        Part("with power the gap narrows", smallest=SLOPE),
        Part("power makes the difference", smallest=SLOPE),
    ),
)
def power(evidence: Evidence) -> Sequence[Result]:
    """Compare participation without and with shared power, and the gap in fit after it."""
    arms = (WITHOUT_VOICE.name, WITH_VOICE.name)
    without, with_voice = (evidence.effect(arm, "unbalance") for arm in arms)
    membership = [evidence.column(arm, "community_concentration") for arm in arms]
    return [
        (membership[0], {"with power": membership[1]}),
        without,
        -with_voice,
        without - with_voice,
    ]
