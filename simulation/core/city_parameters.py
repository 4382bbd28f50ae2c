"""The groups of parameters that belong to the city as a whole: its size, its people, its fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.calibrated_values import Section
from simulation.core.parameter import FILE, parameter, switch

#: Countries of the population table that have ICT levels, and the two means made from them.
COUNTRIES = (
    "oecd", "nordic", "aut", "bel", "chl", "cze", "deu", "est", "fin", "grc", "irl", "isr",
    "jpn", "kor", "ltu", "nld", "nor", "nzl", "rus", "sgp", "svk", "svn", "swe", "tur", "usa",
)  # fmt: skip


@dataclass(frozen=True)
class City(Section):
    """Size and horizon of the city."""

    section: ClassVar[str] = "city"

    citizens: int = parameter(
        10_000, unit="citizens", low=100, high=40_000_000, status="policy",
        meaning="citizens aged 25 to 64 at month 0",
        source="default of the study; the largest city on earth has 37 million people",
    )  # fmt: skip
    months: int = parameter(
        300, unit="months", low=1, high=2000, status="policy",
        meaning="months to run, burn-in included",
        source="60 months of burn-in and 240 measured",
    )  # fmt: skip
    burn_in: int = parameter(
        60, unit="months", low=0, high=1200, status="policy",
        meaning="first months, which no statistic uses", source="default of the study",
    )  # fmt: skip
    country: str = parameter(
        "oecd", unit="country", choices=COUNTRIES, status="measured",
        meaning="country whose shares of education and ICT level the citizens are drawn from",
        source="PIAAC cycle 1 public-use files, docs/model/sources.md",
    )  # fmt: skip
    districts: int = parameter(
        100, unit="districts", low=2, high=5000, status="assumed",
        meaning="districts; never more than one per 20 citizens",
        source="size of a ward in a European city",
    )  # fmt: skip
    employer_size: float = parameter(
        12.0, unit="posts", low=1, high=500, status="assumed",
        meaning="mean size that an employer is born with",
        source="order of magnitude of European business statistics",
    )  # fmt: skip
    posts_per_citizen: float = parameter(
        0.86, unit="posts/citizen", low=0.2, high=1.5, status="calibrated",
        meaning="posts that the economy carries per resident aged 25 to 64",
        source="employment of 54/73/84 % by education (PIAAC) and 2 to 3 % vacancies",
    )  # fmt: skip
    tax: float = parameter(
        0.30, unit="share", low=0, high=0.7, status="assumed",
        meaning="tax on wages, paid to the city",
        source="order of the OECD average tax wedge on labour, simplified to one rate",
    )  # fmt: skip


@dataclass(frozen=True)
class Population(Section):
    """How citizens are drawn, at month 0 and when they arrive later."""

    section: ClassVar[str] = "population"

    education_job_correlation: float = parameter(
        0.65, unit="correlation", low=0, high=0.99, status="measured",
        meaning="correlation of own education with the education asked in the occupation that "
        "schooling prepared for",
        source="PIAAC: .65 [.57, .73] over OECD countries",
    )  # fmt: skip
    ict_age_correlation: float = parameter(
        -0.40, unit="correlation", low=-0.9, high=0.9, status="assumed",
        meaning="correlation of ICT rank with age among people of one education",
        source="fitted by eye to PIAAC levels 2/3 of 45, 33, 20, 9 % by age group",
    )  # fmt: skip
    ict_origin_correlation: float = parameter(
        0.25, unit="correlation", low=0, high=0.99, status="assumed",
        meaning="correlation of ICT rank with the ICT demand of the occupation prepared for",
        source="assumption; people with more ICT skill prepare for jobs that ask it",
    )  # fmt: skip
    preparation: float = parameter(
        0.9, unit="share", low=0, high=1.2, status="assumed",
        meaning="share of an occupation's demand that schooling and early career provide",
        source="assumption, so that holders fall short by about .1 (PIAAC: .06 to .12 for ICT)",
    )  # fmt: skip
    skill_spread: float = parameter(
        0.12, unit="0-1", low=0, high=0.4, status="assumed",
        meaning="standard deviation of a skill round what was prepared for",
        source="assumption; PSTRE differs by 0.93 SD within education groups",
    )  # fmt: skip
    aptitude_spread: float = parameter(
        0.25, unit="log", low=0, high=1, status="assumed",
        meaning="standard deviation of the logarithm of learning speed",
        source="assumption",
    )  # fmt: skip
    needs_spread: float = parameter(
        0.10, unit="0-1", low=0, high=0.4, status="assumed",
        meaning="standard deviation of each need between people",
        source="assumption",
    )  # fmt: skip
    skill_differences: bool = switch("false gives everybody the same skills and learning speed")
    need_differences: bool = switch("false gives everybody the same needs, also over life stages")


@dataclass(frozen=True)
class Fit(Section):
    """How fit is put together."""

    section: ClassVar[str] = "fit"

    weight_demand_ability: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of demand-ability fit in the total", source="equal weights",
    )  # fmt: skip
    weight_needs_supply: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of needs-supply fit in the total", source="equal weights",
    )  # fmt: skip
    weight_supplementary: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of supplementary fit in the total", source="equal weights",
    )  # fmt: skip
    weight_complementary: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of complementary fit in the total", source="equal weights",
    )  # fmt: skip
    likeness_education_weight: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of education beside skills in likeness; 0 makes likeness education-blind",
        source="assumption; supplementary fit is likeness in education and skills",
    )  # fmt: skip
    misfit_threshold: float = parameter(
        0.85, unit="0-1", low=0, high=1, status="assumed",
        meaning="total fit below which a citizen counts as misfit",
        source="assumption: about the lowest quarter of fit in the baseline, people without a job "
        "and people in jobs that suit them badly",
    )  # fmt: skip
    aspirations_adapt: bool = switch(
        "people get used to their fit; false makes all compare it with the city's mean alone"
    )
    adaptation: float = parameter(
        0.06, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way that aspiration moves towards fit each month",
        source="assumption: half-life of about a year (honeymoon and hangover of job change)",
    )  # fmt: skip
    aspiration_weight: float = parameter(
        0.8, unit="share", low=0, high=1, status="assumed",
        meaning="how much fit is felt against one's own aspiration rather than the city's mean",
        source="assumption; satisfaction differs little by education although fit does",
    )  # fmt: skip
    perceived_slope: float = parameter(
        1.2, unit="ratio", low=0, high=5, status="assumed",
        meaning="change of felt fit per unit of fit above or below what one compares it with",
        source="assumption",
    )  # fmt: skip
    affect_sd: float = parameter(
        0.08, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="standard deviation of felt fit from month to month that has no cause in fit",
        source="assumption; about half of momentary work feelings vary within person",
    )  # fmt: skip

    @property
    def aspirations(self) -> tuple[float, float]:
        """How much fit is felt against one's own aspiration, and how fast that adapts."""
        return (self.aspiration_weight, self.adaptation) if self.aspirations_adapt else (0.0, 0.0)


@dataclass(frozen=True)
class OccupationRules(Section):
    """Which occupations there are, and what is taken over from their table."""

    section: ClassVar[str] = "occupations"

    table: str = parameter(
        "", unit=FILE, status="measured",
        meaning="table of occupations; nothing takes the one that comes with the model",
        source="data/occupations.csv; columns of one's own table in docs/model/occupations.md",
    )  # fmt: skip
    mobility: str = parameter(
        "", unit=FILE, status="assumed",
        meaning="ease of moving between pairs of occupations; nothing gives none to any pair",
        source="no table comes with the model; its form is in docs/model/occupations.md",
    )  # fmt: skip
    job_mix_skew: bool = switch(
        "false rescales employment so that posts ask for as much education as residents have"
    )
    conditions_differ: bool = switch(
        "false gives all occupations the same turnover and the same supplies, their mean"
    )


@dataclass(frozen=True)
class Boundaries(Section):
    """What lies between occupations (constructs 2.2, 6.6)."""

    section: ClassVar[str] = "boundaries"

    active: bool = switch("whether moving between families of occupations costs anything")
    occupation_cost: float = parameter(
        0.05, unit="log wage", low=0, high=5, status="assumed",
        meaning="pay that one asks for in addition before taking up work of another family of "
        "occupations; less by the share that moves with ease where a table of mobility says so",
        source="assumption; part of human capital is specific to occupations (Kambourov & "
        "Manovskii 2009), and one in five or six changes occupation in a year",
    )  # fmt: skip


@dataclass(frozen=True)
class RemoteWork(Section):
    """Work that is bound to no place, in both directions (constructs 5.6)."""

    section: ClassVar[str] = "remote_work"

    active: bool = switch("whether work crosses the border of the city")
    inbound: float = parameter(
        0.06, unit="applicants", low=0, high=20, status="assumed",
        meaning="applicants from elsewhere per vacancy and month, for a post that can be done from "
        "anywhere",
        source="assumption; order of the outside applicants of the occupations table",
    )  # fmt: skip
    outbound: float = parameter(
        0.05, unit="share", low=0, high=5, status="assumed",
        meaning="posts of employers elsewhere that residents can hold, relative to the posts of "
        "the city that can be done from anywhere",
        source="assumption; few people work for an employer in another region",
    )  # fmt: skip


BASICS: dict[str, type] = {
    "city": City,
    "population": Population,
    "fit": Fit,
    "occupations": OccupationRules,
    "boundaries": Boundaries,
    "remote_work": RemoteWork,
}
