"""The mechanisms that are switched on and off, in two games.

The first is the ladder of the paper's own argument: from a city that is blind to education, up
to one with skill gaps, skewed jobs, sorting ties, priced and digital services, and places. The
second takes out what keeps the job market changing. Each game plays every combination of its
mechanisms, so that shares do not hang on the order in which mechanisms are added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from scenarios import Scenario, load


@dataclass(frozen=True)
class Mechanism:
    """One thing that can be taken out of the city.

    Attributes
    ----------
    name, title : str
        Short name and what stands in tables and figures.
    out : mapping of str to value
        Parameters, keyed ``"section.key"``, that take it out.
    """

    name: str
    title: str
    out: Mapping[str, Any]


@dataclass(frozen=True)
class Game:
    """Mechanisms in the order of the ladder.

    Attributes
    ----------
    name, title : str
    mechanisms : tuple of Mechanism
    """

    name: str
    title: str
    mechanisms: tuple[Mechanism, ...]

    def coalitions(self) -> Iterator[frozenset[str]]:
        """Every set of mechanisms that may be at work, the empty one first."""
        names = [mechanism.name for mechanism in self.mechanisms]
        for there in product((False, True), repeat=len(names)):
            yield frozenset(name for name, on in zip(names, there, strict=True) if on)

    def scenario_name(self, coalition: frozenset[str]) -> str:
        """What runs of a coalition are filed under: one digit per mechanism, 1 for at work."""
        digits = "".join("01"[mechanism.name in coalition] for mechanism in self.mechanisms)
        return f"{self.name}-{digits}"

    def scenario(self, coalition: frozenset[str], size: Mapping[str, Any]) -> Scenario:
        """The baseline with only these mechanisms at work."""
        changes = dict(size)
        for mechanism in self.mechanisms:
            if mechanism.name not in coalition:
                changes |= mechanism.out
        return load("baseline").but(
            changes, name=self.scenario_name(coalition), source=f"game {self.name}"
        )

    def ladder(self) -> list[frozenset[str]]:
        """The coalitions met when mechanisms are added one by one in their order."""
        names = [mechanism.name for mechanism in self.mechanisms]
        return [frozenset(names[:rungs]) for rungs in range(len(names) + 1)]


#: From an education-blind city upwards (the paper's argument for unbalanced fit).
UNBALANCE = Game(
    "ladder",
    "From an education-blind city upwards",
    (
        Mechanism("skills", "Skill gap", {"population.skill_differences": False}),
        Mechanism(
            "jobs",
            "Skewed mix of jobs",
            {"occupations.job_mix_skew": False, "occupations.conditions_differ": False},
        ),
        Mechanism(
            "screening",
            "Screening by certificate and district",
            {"hiring.credential_weight": 0.0, "hiring.district_weight": 0.0},
        ),
        Mechanism(
            "ties",
            "Homophilous ties and likeness",
            {"ties.homophilous": False, "fit.likeness_education_weight": 0.0},
        ),
        Mechanism(
            "services",
            "Priced and digital services",
            {
                "services.digital_only": 0.0,
                "prices.priced_leisure": False,
                "prices.digital_advantage": False,
            },
        ),
        Mechanism("places", "Sorting into places", {"moves.sorting": False}),
        Mechanism(
            "learning",
            "Learning at work and in courses",
            {"practice.active": False, "courses.active": False, "peer_learning.active": False},
        ),
    ),
)

#: What keeps the job market changing (the paper's causes of volatile fit).
VOLATILITY = Game(
    "event_counts",
    "What keeps the job market changing",
    (
        Mechanism("redesign", "Redesign of jobs", {"redesign.active": False}),
        Mechanism(
            "creation",
            "Automation and emerging jobs",
            {"automation.active": False, "emerging_occupations.active": False},
        ),
        Mechanism("relocation", "Employers that leave", {"relocation.active": False}),
        Mechanism(
            "cycles",
            "Boom and bust",
            {"business_cycle.active": False, "technology_cycle.active": False},
        ),
        Mechanism("turnover", "Ordinary turnover", {"separations.active": False}),
        Mechanism(
            "world_market",
            "World market for talent",
            {"hiring.external_applicants": False, "remote_work.active": False},
        ),
    ),
)

GAMES: tuple[Game, ...] = (UNBALANCE, VOLATILITY)


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """Every coalition of both games as a scenario.

    Parameters
    ----------
    size : mapping of str to value
        Citizens, months and burn-in, keyed ``"section.key"``.
    """
    return [game.scenario(coalition, size) for game in GAMES for coalition in game.coalitions()]
