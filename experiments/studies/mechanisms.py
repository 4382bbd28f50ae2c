"""What each mechanism of the labour market does: the city with all of them, and without each.

``python -m experiments.studies.mechanisms FOLDER`` runs the baseline and the same city with each
mechanism switched off in turn, paired by seed. Other parameters stay as they were calibrated with
all of them on. ``--quick`` runs a small size.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.comparison import mean_interval
from experiments.studies.command import study_command
from experiments.studies.study import Rows, Study
from scenarios import Scenario, load
from simulation.core.vocabulary import EDUCATIONS, MARGINS

if TYPE_CHECKING:
    import pandas as pd

#: Mechanism → the changes that switch it off.
OFF: dict[str, dict[str, Any]] = {
    "tenure and contracts": {"separations.by_tenure": False, "separations.contracts": False},
    "directed search": {"search.directed": False},
    "pay to expect": {"search.expected_pay_weight": 0.0},
    "search by components": {"search.by_components": False},
    "call-backs by duration": {"hiring.callbacks": False},
    "outsiders alike": {"hiring.outsiders_alike": False},
    "licences": {"hiring.licences": False},
    "signals": {
        "hiring.over_qualification_signal": 0.0, "hiring.under_qualification_signal": 0.0,
    },
    "response to empty posts": {"labour_demand.empty_posts": False},
    "training at work": {
        "courses.own_need": False, "courses.sent_share": 0.0, "courses.habit_slope": 0.0,
        "courses.temporary_ratio": 1.0, "courses.small_employer_ratio": 1.0,
    },
}  # fmt: skip
#: All of them at once.
ALL = "all of them"
#: Measures, in the order of the table.
MEASURES = (
    "unbalance", "volatility_rms", *(f"volatility_{margin}" for margin in MARGINS),
    *(f"{what}_{education}"
      for what in ("unemployment", "job_finding", "job_loss") for education in EDUCATIONS),
    "vacancies", "search_exit_start", "search_exit_eight_months",
)  # fmt: skip


def without(mechanism: str) -> str:
    """Name of the city without a mechanism."""
    return f"without_{mechanism.replace(' ', '_').replace('-', '_')}"


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline, and the city without each mechanism and without all."""
    base = load("baseline").but(size)
    every = {key: value for changes in OFF.values() for key, value in changes.items()}
    arms = {**OFF, ALL: every}
    return [base, *(
        base.but(changes, name=without(name), source=name, title=f"{base.title}, without {name}")
        for name, changes in arms.items()
    )]  # fmt: skip


def table(runs: pd.DataFrame) -> Rows:
    """One row per mechanism and measure, with 95 % intervals over seeds.

    `without` is the value without the mechanism, `effect` that with it less that without it. The
    rows of the mechanism ``none`` have the values with all of them.
    """
    by_name = {name: rows.set_index("seed").sort_index() for name, rows in runs.groupby("scenario")}
    base = by_name["baseline"]
    rows: Rows = []
    for mechanism in ("none", *OFF, ALL):
        other = base if mechanism == "none" else by_name[without(mechanism)]
        for measure in MEASURES:
            values = other[measure].astype(float)
            mean, low, high = mean_interval(values)
            effect, least, most = mean_interval(base[measure].astype(float) - values)
            rows.append({
                "mechanism": mechanism, "measure": measure,
                "without": mean, "without_low": low, "without_high": high,
                "effect": effect, "low": least, "high": most,
                "found": "yes" if least > 0.0 or most < 0.0 else "no",
                "seeds": len(values),
            })  # fmt: skip
    return rows


FULL = Study("mechanisms", 20, 2_000, 180, 60, scenarios, table=table)
QUICK = Study("mechanisms-quick", 2, 300, 84, 24, scenarios, table=table)


main = study_command(
    FULL, QUICK, lambda results: table(results.summary()),
    "Run what is not yet stored in FOLDER and print what each mechanism does.",
)  # fmt: skip


if __name__ == "__main__":
    main()
