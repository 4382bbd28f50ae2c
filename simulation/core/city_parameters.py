"""Parameters of the city as a whole: its size, its people, fit, occupations and remote work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulation.core.calibrated_values import Section
from simulation.core.parameter import FILE, constant, parameter, switch

#: Countries of the population table that have ICT levels, and two means over countries.
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
        meaning="country whose shares of education and ICT level the citizens are drawn from, and "
        "whose job mix and ICT use at work the model's own occupations have",
        source="PIAAC cycle 1 public-use files, docs/model/sources.md",
    )  # fmt: skip
    districts: int = parameter(
        100, unit="districts", low=2, high=5000, status="assumed",
        meaning="districts; never more than one per 20 citizens",
        source="size of a ward in a European city",
    )  # fmt: skip
    employer_size: float = parameter(
        12.0, unit="posts", low=1, high=500, status="assumed",
        meaning="mean size of a new employer",
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
        meaning="correlation of own education with the education required in the occupation that "
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
        source="assumption; people with more ICT skill prepare for jobs that demand it",
    )  # fmt: skip
    preparation: float = parameter(
        0.9, unit="share", low=0, high=1.2, status="assumed",
        meaning="share of an occupation's demand that schooling and early career provide",
        source="assumption, so that holders fall short by about .1 (PIAAC: .06 to .12 for ICT)",
    )  # fmt: skip
    skill_spread: float = parameter(
        0.12, unit="0-1", low=0, high=0.4, status="assumed",
        meaning="standard deviation of a skill around the level prepared for",
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
    """Weights of the four fits, and perceived fit."""

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
    surroundings_weight: float = constant(
        2.0, unit="ratio", low=0, high=10, status="assumed",
        meaning="weight of likeness to neighbours and ties in supplementary fit; that of likeness "
        "to colleagues is 1",
        source="assumption: colleagues count one third",
    )  # fmt: skip
    ties_weight: float = constant(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="weight of ties beside the district in likeness to neighbours and ties",
        source="assumption: equal weights",
    )  # fmt: skip
    balance_without_work: float = constant(
        0.5, unit="0-1", low=0, high=1, status="assumed",
        meaning="supply of balance for people without a job, who have time but no other supply "
        "from work",
        source="assumption",
    )  # fmt: skip
    reach_interval: int = constant(
        6, unit="months", low=1, high=120, status="assumed",
        meaning="months between two samples of the vacancies within a citizen's reach",
        source="assumption; a sample each month would cost more time than it informs",
    )  # fmt: skip
    far_weight: float = constant(
        0.2, unit="share", low=0, high=1, status="assumed",
        meaning="weight of posts in other families of occupations, beside those of the own family, "
        "in the fit that people without a job can expect; where a table of mobility names both "
        "occupations, the weight rises with ease from this value to 1",
        source="assumption: one in five or six changes occupation in a year (Kambourov & Manovskii "
        "2009)",
    )  # fmt: skip
    usual_wait: float = constant(
        2.0, unit="months", low=0, high=24, status="assumed",
        meaning="age of the vacancies from which the fit that people without a job can expect is "
        "computed: the longer a post is open, the more employers forgive",
        source="assumption: vacancies of the baseline are 1.6 months old on average",
    )  # fmt: skip
    scarce_months: int = constant(
        3, unit="months", low=0, high=120, status="assumed",
        meaning="months of vacancy from which a post counts as scarce",
        source="assumption: longer than the usual vacancy of one to two months",
    )  # fmt: skip
    city_memory: float = constant(
        12.0, unit="months", low=1, high=240, status="assumed",
        meaning="months over which the city's shortage, what scarce posts demand, and the posts of "
        "each occupation are averaged",
        source="assumption: a year, so that no single vacancy shows in anybody's fit",
    )  # fmt: skip
    misfit_threshold: float = parameter(
        0.76, unit="0-1", low=0, high=1, status="assumed",
        meaning="total fit below which a citizen counts as misfit",
        source="by the pre-registered rule: 25th percentile of total fit in the baseline (.7634; 5 "
        "seeds, 5,000 citizens, months 61 to 180), rounded to .01",
    )  # fmt: skip
    aspirations_adapt: bool = switch(
        "aspirations adapt to facet fit; false makes everybody compare it with the city's mean only"
    )
    adaptation: float = parameter(
        0.06, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap between aspiration and facet fit that closes each month",
        source="assumption: half-life of about a year (honeymoon and hangover of job change)",
    )  # fmt: skip
    aspiration_weight: float = parameter(
        0.4, unit="share", low=0, high=1, status="calibrated",
        meaning="weight of own aspiration, beside the city's mean facet fit, in the reference",
        source="by hand: perceived fit correlates with satisfaction at .40 to .65 and with "
        "objective fit above .10; with more weight the latter is negative, and with none "
        "satisfaction follows objective fit far too closely (docs/model/perceived_fit.md)",
    )  # fmt: skip
    perceived_slope: float = parameter(
        1.2, unit="ratio", low=0, high=5, status="assumed",
        meaning="change of perceived fit per unit of facet fit above or below the reference",
        source="assumption",
    )  # fmt: skip
    weight_mastery: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of mastery (demand-ability fit) in facet fit", source="equal weights",
    )  # fmt: skip
    weight_pay: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of the need for pay, as far as it is met, in facet fit",
        source="equal weights",
    )  # fmt: skip
    weight_challenge: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of the need for challenge, as far as it is met, in facet fit",
        source="equal weights",
    )  # fmt: skip
    weight_belonging: float = parameter(
        0.25, unit="share", low=0, high=1, status="assumed",
        meaning="weight of belonging (supplementary fit) in facet fit", source="equal weights",
    )  # fmt: skip
    affect_sd: float = parameter(
        0.1, unit="0-1", low=0, high=0.5, status="calibrated",
        meaning="standard deviation of affect, the part of perceived fit that fit does not cause, "
        "over people and months",
        source="by hand, with the same correlations and an intraclass correlation of .40 to .75",
    )  # fmt: skip
    affect_trait_share: float = parameter(
        0.45, unit="share", low=0, high=1, status="assumed",
        meaning="share of the variance of affect that lies between people and lasts",
        source="assumption; .3 to .6 of the variance of momentary affect lies between people",
    )  # fmt: skip
    affect_autocorrelation: float = parameter(
        0.5, unit="correlation", low=0, high=0.99, status="assumed",
        meaning="correlation of mood, affect without its trait, with that of last month",
        source="assumption; correlations of affect from month to month are .5 to .8",
    )  # fmt: skip


@dataclass(frozen=True)
class OccupationRules(Section):
    """The table of occupations, and which of its differences count."""

    section: ClassVar[str] = "occupations"

    table: str = parameter(
        "", unit=FILE, status="measured",
        meaning="table of occupations; empty for the one that comes with the model",
        source="data/occupations.csv; its columns are described in docs/model/occupations.md",
    )  # fmt: skip
    mobility: str = parameter(
        "", unit=FILE, status="assumed",
        meaning="table of the ease of moving between pairs of occupations; if empty, the one that "
        "comes with the model for its own table of occupations, and none for another table",
        source="data/mobility.csv, related occupations of O*NET; the format is in "
        "docs/model/occupations.md",
    )  # fmt: skip
    mobility_active: bool = switch(
        "mobility decides how near two occupations are; false: only their families do"
    )
    mobility_scale: str = parameter(
        "ease", unit="scale", choices=("ease", "observed"), status="assumed",
        meaning="what the weights of the table of mobility are: ease from 0 to 1, or observed "
        "moves, of which each row is divided by its largest number and moves within an occupation "
        "are left out",
        source="the most frequent destination counts as easy as staying",
    )  # fmt: skip
    wage_spread: float = parameter(
        1.0, unit="ratio", low=0, high=5, status="assumed",
        meaning="spread of log pay between occupations relative to the table; the mean of log pay "
        "over posts stays",
        source="1 is the table as it is; others show what depends on the spread of pay",
    )  # fmt: skip
    turnover_spread: float = parameter(
        1.0, unit="ratio", low=0, high=5, status="assumed",
        meaning="spread of log turnover between occupations relative to the table; 0 gives all the "
        "mean over posts, which stays",
        source="1 is the table as it is, 0 shows what depends on turnover; the order is measured, "
        "the spread is calibrated to job loss and unemployment by education",
    )  # fmt: skip
    country_jobs: bool = switch(
        "the model's own table has the job mix, the ICT use and the education asked of the "
        "country; false: the mean of 21 OECD countries"
    )
    posts_differ: bool = switch(
        "posts of one occupation differ in the education that they ask, in ICT use and in pay; "
        "false gives each post the values of its occupation"
    )
    pay_spread: float = parameter(
        0.23, unit="log wage", low=0, high=1, status="measured",
        meaning="standard deviation of log pay between posts of one occupation, education asked "
        "and ICT use: what the employer pays, whoever holds the post",
        source="standard deviation of pay between establishments in Germany 2002-09, where that of "
        "log wages is .50 (Card, Heining & Kline 2013); PIAAC: .40 between people of one "
        "occupation, education asked and ICT use, their own differences included",
    )  # fmt: skip
    job_mix_skew: bool = switch(
        "false rescales employment so that posts require as much education as residents have"
    )
    conditions_differ: bool = switch(
        "false gives all occupations the same turnover and the same supplies, their mean"
    )


@dataclass(frozen=True)
class Boundaries(Section):
    """Barriers between families of occupations (constructs 2.2, 6.6)."""

    section: ClassVar[str] = "boundaries"

    active: bool = switch("whether moving between families of occupations costs anything")
    occupation_cost: float = parameter(
        0.05, unit="log wage", low=0, high=5, status="assumed",
        meaning="additional pay that people require for work in another family of occupations; "
        "where a table of mobility names both occupations, this times one less the ease",
        source="assumption; part of human capital is specific to occupations (Kambourov & "
        "Manovskii 2009), and one in five or six changes occupation in a year",
    )  # fmt: skip


@dataclass(frozen=True)
class RemoteWork(Section):
    """Work across the border of the city, in both directions (constructs 5.6)."""

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
