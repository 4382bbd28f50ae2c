"""Parameters on the page: their groups, labels and the ranges of their sliders.

Unit, help, source and allowed values are those of the parameter table. A slider covers the useful
part of the range; a number outside it can be typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_type_hints

from simulation.core.extension import always_used
from simulation.core.parameter import Declaration, declarations
from simulation.settings import known_sections

#: Interventions in the order of the paper.
PROGRAMMES = ("training", "communities", "network")
#: The parameters that share one budget.
BUDGETS = tuple(f"interventions.{name}.annual_budget_per_citizen" for name in PROGRAMMES)
#: Most citizens of a city on the page, where users wait for it; ``cityfit run`` takes more.
MOST_CITIZENS = 5000
#: Title of the group of levers that no policy of the city moves.
WORLD = "The world outside"
#: Steps of the slider of a parameter of an extension.
STEPS = 20


@dataclass(frozen=True)
class Control:
    """A parameter on the page.

    Attributes
    ----------
    name : str
        ``section.key``.
    label : str
        Its name on the page.
    low, high, step : float
        Ends and steps of the slider; unused for choices.
    """

    name: str
    label: str
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05

    @property
    def declared(self) -> Declaration:
        """Its entry in the parameter table."""
        section, _, key = self.name.rpartition(".")
        return declarations(known_sections()[section])[key]

    @property
    def kind(self) -> type:
        """Type of its values."""
        section, _, key = self.name.rpartition(".")
        kind: type = get_type_hints(known_sections()[section])[key]
        return kind


@dataclass(frozen=True)
class Group:
    """Controls that are shown together."""

    title: str
    help: str
    controls: tuple[Control, ...]


def _of(section: str, *rows: tuple[Any, ...]) -> tuple[Control, ...]:
    return tuple(Control(f"{section}.{key}", *rest) for key, *rest in rows)


GROUPS: tuple[Group, ...] = (
    Group(
        "Training",
        "Public courses, for applicants and for citizens reached by outreach.",
        (
            *_of(
                "interventions.training",
                ("annual_budget_per_citizen", "Money", 0, 360, 10),
                ("targeting", "Places for the least ICT literate"),
                ("outreach_share", "Outreach", 0, 0.9, 0.05),
                ("subject", "What is taught"),
            ),
            *_of(
                "interventions.recognition",
                ("training_budget", "Part for assessments of skill", 0, 10, 0.1),
            ),
        ),
    ),
    Group(
        "Career communities",
        "Members learn from each other and learn of vacancies; facilitators are paid.",
        _of(
            "interventions.communities",
            ("annual_budget_per_citizen", "Money for facilitation", 0, 360, 10),
            ("bridging", "Bridging between levels of education"),
            ("voice", "Voice of the citizens"),
        ),
    ),
    Group(
        "Network",
        "Employers, schools and the city work together: introductions, shared vacancies.",
        (
            *_of(
                "interventions.network",
                ("annual_budget_per_citizen", "Money", 0, 360, 10),
                ("governance_mode", "Governance"),
                ("funding_path", "Funding over time"),
                ("transparency", "Transparency"),
                ("matched_funding", "Share for facilitating communities", 0, 0.9, 0.05),
            ),
            *_of(
                "interventions.recognition",
                ("network_budget", "Part for assessments of skill", 0, 10, 0.1),
            ),
        ),
    ),
    Group(
        WORLD,
        "Outside the city's control; the same with and without your policy.",
        (
            *_of("redesign", ("pace", "Pace at which jobs change", 0, 3, 0.1)),
            *_of("automation", ("pace", "Automation", 0, 0.005, 0.0002)),
            *_of("relocation", ("rate", "Employers who relocate", 0, 0.15, 0.005)),
            *_of("hiring", ("external_ratio", "Applicants from outside", 0, 3, 0.1)),
            *_of("remote_work", ("inbound", "Remote applicants from anywhere", 0, 1, 0.02)),
            *_of("platforms", ("ceiling", "Platform work", 0, 0.5, 0.01)),
        ),
    ),
    Group(
        "The city",
        "Population, and the number of citizens simulated.",
        _of(
            "city",
            ("country", "Country"),
            ("citizens", "Citizens", 500, MOST_CITIZENS, 500),
        ),
    ),
)


def _levers(section: str, owner: type) -> tuple[Control, ...]:
    """Controls of a process of an extension: its numbers with a range, and its choices."""
    controls = []
    for key, declared in declarations(owner).items():
        name = f"{section}.{key}"
        if key == "annual_budget_per_citizen":
            controls.append(Control(name, "Money", 0, 360, 10))
        elif declared.choices is not None:
            controls.append(Control(name, key.replace("_", " ")))
        elif declared.varied and declared.low is not None and declared.high is not None:
            low, high = declared.low, declared.high
            step = (high - low) / STEPS
            if get_type_hints(owner)[key] is int:
                step = max(1, round(step))
            controls.append(Control(name, key.replace("_", " "), low, high, step))
    return tuple(controls)


#: Groups of the extensions that the page was started with.
EXTENSION_GROUPS = tuple(
    Group(
        process.section.rpartition(".")[2].replace("_", " ").capitalize(),
        (process.__doc__ or "").strip().partition("\n")[0],
        _levers(process.section, process),
    )
    for used in always_used()
    for process in used.processes
)
GROUPS += EXTENSION_GROUPS

CONTROLS = {control.name: control for group in GROUPS for control in group.controls}
#: The parameters of the world outside.
WORLD_LEVERS = tuple(
    control.name for group in GROUPS if group.title == WORLD for control in group.controls
)

#: Names of the countries, by the code that the table of population has.
COUNTRIES = {
    "oecd": "OECD average", "nordic": "Nordic countries", "aut": "Austria", "bel": "Belgium",
    "chl": "Chile", "cze": "Czechia", "deu": "Germany", "est": "Estonia", "fin": "Finland",
    "grc": "Greece", "irl": "Ireland", "isr": "Israel", "jpn": "Japan", "kor": "Korea",
    "ltu": "Lithuania", "nld": "Netherlands", "nor": "Norway", "nzl": "New Zealand",
    "rus": "Russia", "sgp": "Singapore", "svk": "Slovakia", "svn": "Slovenia", "swe": "Sweden",
    "tur": "Türkiye", "usa": "United States",
}  # fmt: skip


def described(control: Control) -> dict[str, Any]:
    """A control for the page, with its entry in the parameter table."""
    declared = control.declared
    answer: dict[str, Any] = {
        "name": control.name,
        "label": control.label,
        "unit": declared.unit,
        "help": declared.meaning,
        "source": declared.source,
        "status": declared.status,
        "allowed": declared.allowed,
    }
    if declared.choices is not None:
        answer["choices"] = [
            [word, COUNTRIES.get(word) or word.replace("_", " ").replace("ict", "ICT")]
            for word in declared.choices
        ]
    else:
        answer |= {"low": control.low, "high": control.high, "step": control.step}
    return answer
