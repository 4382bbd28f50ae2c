"""Channel by channel: what each intervention does, and what it would do without each channel.

``python -m experiments.studies.channels FOLDER`` runs the shipped scenario of each intervention,
and the same with each of its channels closed in turn, paired by seed. What a channel does is the
effect with all channels open less that with this one closed. ``--quick`` runs a small size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.comparison import mean_interval
from experiments.studies.command import study_command
from experiments.studies.study import Rows, Study
from scenarios import Scenario, load
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS, MARGINS

if TYPE_CHECKING:
    import pandas as pd

SECTION = "interventions.channels"
#: End of the name of a scenario that spends as much again on work teams, at all employers.
TEAMS = "_and_teams"
#: Scenario → its channels. The network's curriculum acts on courses, so it needs both.
CHANNELS = {
    "training": ("courses", "outreach", "recognition"),
    "communities": (
        "community_vacancies", "community_renewal", "community_support", "community_motivation",
        "community_paths", "coproduction", "bridging",
    ),
    "network": ("pooled_vacancies", "transfer", "recognition"),
    "training_network": ("curriculum",),
    f"communities{TEAMS}": ("work_teams",),
    f"network{TEAMS}": ("work_teams",),
}  # fmt: skip
#: All channels are open.
ALL = "all channels"
#: Measures of a city, in the order of the table; employment by what the same persons were before.
MEASURES = (
    "unbalance", "volatility_rms", *(f"volatility_{margin}" for margin in MARGINS), "fit",
    *(f"employed_same_persons_{education}" for education in EDUCATIONS),
    *(f"employed_same_persons_ict_{level}" for level in ICT_LEVELS),
)  # fmt: skip
#: Channels with a price of their own → the measure of what they cost.
OWN_COST = {"recognition": "recognition_cost", "work_teams": "team_cost"}
#: Part of the name of a measure about persons, grouped by what they were before the policy.
BEFORE = "fit, {} before"


def arm(scenario: str, channel: str) -> str:
    """Name of the scenario in which a channel is closed."""
    return scenario if channel == ALL else f"{scenario}_without_{channel}"


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline, each intervention, and each without each of its channels."""
    start = {
        f"interventions.{name}.start_month": int(size["city.burn_in"])
        for name in ("training", "communities", "network")
    }
    return [load("baseline").but(size), *_arms({**size, **start})]


def with_teams(name: str) -> Scenario:
    """An intervention, and work teams for as much money again."""
    intervention = name.removesuffix(TEAMS)
    section, alone = f"interventions.{intervention}", load(intervention)
    budget = f"{section}.annual_budget_per_citizen"
    return alone.but(
        {
            budget: 2.0 * alone.settings[section].annual_budget_per_citizen,
            f"{section}.team_share": 0.5,
            "work_teams.adoption_share": 1.0,
        },
        name=name, source=name, title=f"{alone.title}, and work teams",
    )  # fmt: skip


def _arms(size: Mapping[str, Any]) -> Iterator[Scenario]:
    for scenario, channels in CHANNELS.items():
        whole = (with_teams(scenario) if scenario.endswith(TEAMS) else load(scenario)).but(size)
        yield whole
        for channel in channels:
            name, words = arm(scenario, channel), channel.replace("_", " ")
            yield whole.but(
                {f"{SECTION}.{channel}": False}, name=name, source=name,
                title=f"{whole.title}, without {words}",
            )  # fmt: skip


def outcomes(runs: pd.DataFrame) -> dict[str, np.ndarray]:
    """Measures of the runs of one scenario, with fit of persons by what they were before.

    A gap is the value of the highest group less that of the lowest.
    """
    found = {name: runs[name].to_numpy(dtype=float) for name in MEASURES}
    for place, groups in enumerate((EDUCATIONS, ICT_LEVELS)):
        for group in groups:
            cells = [
                f"{education}_{level}"
                for education in EDUCATIONS
                for level in ICT_LEVELS
                if (education, level)[place] == group
            ]
            people = runs[[f"same_persons_{cell}" for cell in cells]].to_numpy(dtype=float)
            fit = runs[[f"fit_same_persons_{cell}" for cell in cells]].to_numpy(dtype=float)
            total = np.where(people > 0.0, people * fit, 0.0).sum(axis=1)
            words = f"{group} education" if place == 0 else f"ICT {group}"
            with np.errstate(invalid="ignore"):
                found[BEFORE.format(words)] = total / people.sum(axis=1)
    ends = {
        "education": (EDUCATIONS, "employed_same_persons_{}", "{} education"),
        "ICT": (ICT_LEVELS, "employed_same_persons_ict_{}", "ICT {}"),
    }
    for over, (groups, employed, words) in ends.items():
        for what, name in (("employment", employed), ("fit", BEFORE.format(words))):
            lowest, highest = (found[name.format(group)] for group in (groups[0], groups[-1]))
            found[f"gap in {what} over {over}"] = highest - lowest
    return found


def table(runs: pd.DataFrame) -> Rows:
    """One row per scenario, channel and measure, with 95 % intervals over seeds.

    `effect` is that of the intervention or, in the row of a channel, what is lost without it.
    `share` is the effect in per cent of the baseline's value: of its gap, where the measure is one.
    `per_100_euro` is the effect for each 100 euro per resident and year spent; for a channel
    without a price of its own, those of the whole intervention. `found` says whether the interval
    excludes 0.
    """
    by_name = {name: rows.set_index("seed").sort_index() for name, rows in runs.groupby("scenario")}
    base = by_name["baseline"]
    rows = []
    for scenario, channels in CHANNELS.items():
        if scenario not in by_name:
            continue
        whole = by_name[scenario]
        spent = whole[[name for name in whole if name.startswith("cost_")]].sum(axis=1)
        prices = {channel: whole[name] for channel, name in OWN_COST.items() if name in whole}
        for channel in (ALL, *channels):
            other = base if channel == ALL else by_name.get(arm(scenario, channel))
            if other is None:
                continue
            seeds = whole.index.intersection(other.index).intersection(base.index)
            with_it, without, before = (outcomes(some.loc[seeds]) for some in (whole, other, base))
            cost = float(prices.get(channel, spent).loc[seeds].mean())
            for measure, values in with_it.items():
                mean, low, high = mean_interval(values - without[measure])
                usual = float(before[measure].mean())
                rows.append({
                    "scenario": scenario, "channel": channel, "measure": measure,
                    "effect": mean, "low": low, "high": high,
                    "share": 100.0 * mean / usual if usual else np.nan,
                    "per_100_euro": 100.0 * mean / cost if cost else np.nan,
                    "found": "yes" if low > 0.0 or high < 0.0 else "no",
                    "seeds": len(seeds),
                })  # fmt: skip
    return rows


FULL = Study("channels", 30, 5_000, 240, 60, scenarios, table=table)
QUICK = Study("channels-quick", 2, 500, 84, 24, scenarios, table=table)


main = study_command(
    FULL, QUICK, lambda results: table(results.summary()),
    "Run what is not yet stored in FOLDER and print what each channel does.",
)  # fmt: skip


if __name__ == "__main__":
    main()
