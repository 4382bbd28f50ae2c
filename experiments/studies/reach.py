"""Who is reached by the interventions, in how many hours, and at what price for each.

``python -m experiments.studies.reach FOLDER`` reads the runs of
:mod:`experiments.studies.channels` in FOLDER and does those that are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.comparison import mean_interval
from experiments.studies.channels import FULL, QUICK, TEAMS
from experiments.studies.command import study_command
from experiments.studies.study import Rows
from scenarios import load
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS

if TYPE_CHECKING:
    import pandas as pd

PER_CENT = 100.0
MONTHS = 12.0
#: Hours of teaching in the price of a place: 900 euro at 15 euro, see the source of that parameter.
TAUGHT_HOURS = 60.0


def residents(runs: pd.DataFrame, education: str) -> pd.Series:
    """Share of residents with an education."""
    return runs[[f"people_cell_{education}_{level}" for level in ICT_LEVELS]].sum(axis=1)


def over_residents(runs: pd.DataFrame, measure: str) -> pd.Series:
    """A rate by education, over all residents."""
    return sum(runs[f"{measure}_{education}"] * residents(runs, education)
               for education in EDUCATIONS)  # fmt: skip


def hires(runs: pd.DataFrame) -> pd.Series:
    """Hires from unemployment and from job to job, per resident and year."""
    employed, unemployment = runs["employment_all"], runs["unemployment_all"]
    looking = employed * unemployment / (1.0 - unemployment)
    return MONTHS * (runs["job_finding_all"] * looking + runs["job_to_job_all"] * employed)


def team_members(runs: pd.DataFrame) -> pd.Series:
    """Members of work teams per resident."""
    return sum(runs[f"team_members_{education}"] * runs[f"employment_{education}"]
               * residents(runs, education) for education in EDUCATIONS)  # fmt: skip


def programmes(runs: dict[str, pd.DataFrame]) -> list[tuple[str, str, Sequence[pd.Series]]]:
    """Name and unit of what reaches people; people, euro and hours per resident and year."""
    settings = load("training").settings
    training, communities, network = (
        runs[name] for name in ("training", "communities", "network")
    )  # fmt: skip
    teams, team = runs[f"communities{TEAMS}"], settings["work_teams"]
    price = settings["interventions.network"].hour_price
    courses = over_residents(training, "public_courses")
    assessed, assessing = over_residents(training, "assessments"), training["recognition_cost"]
    taught = training["cost_training"] - assessing
    belong = over_residents(communities, "community_members")
    placed = network["network_placements"] * hires(network)
    met = MONTHS * (team.meeting_hours + team.facilitator_hours)
    return [
        ("courses", "courses begun", (courses, taught, TAUGHT_HOURS * courses)),
        ("assessments", "people assessed", (assessed, assessing, assessing / price)),
        ("communities", "members",
         (belong, communities["cost_communities"], communities["cost_communities"] / price)),
        ("network", "hires through it",
         (placed, network["cost_network"], network["coordination_cost"] / price)),
        ("work teams", "members",
         (team_members(teams), teams["team_cost"], met * team_members(teams))),
    ]  # fmt: skip


def table(runs: pd.DataFrame) -> Rows:
    """One row per programme and quantity, with 95 % intervals over seeds.

    `reached` is per 100 residents and year, or at a time where people belong; `euro` and `hours`
    are per person reached and year. Hours are of teaching for courses, of meeting and facilitating
    for work teams; else those of staff that the money pays (of coordination for the network).
    """
    by_name = {name: rows.set_index("seed").sort_index() for name, rows in runs.groupby("scenario")}
    rows = []
    for name, unit, (people, euro, hours) in programmes(by_name):
        per_person = {"reached": PER_CENT * people, "euro": euro / people, "hours": hours / people}
        for quantity, values in per_person.items():
            mean, low, high = mean_interval(values)
            rows.append({
                "programme": name, "reached are": unit, "quantity": quantity,
                "mean": mean, "low": low, "high": high,
            })  # fmt: skip
    return rows


main = study_command(
    FULL, QUICK, lambda results: table(results.summary()),
    "Run what is not yet stored in FOLDER and print who is reached.",
)  # fmt: skip


if __name__ == "__main__":
    main()
