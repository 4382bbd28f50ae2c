"""The ten stylised facts of job markets, row by row, with the ranges of a plausible baseline.

Ranges and roles are pre-registered (``experiments/preregistration/claims_and_facts.toml``). No
parameter is fitted to facts 5, 8 and 10, but mechanisms were built with them in view. The others
may be fitted to (``experiments/targets.toml``). Agreement with any of them is a check, no
prediction. Rows with number 0 are further checks.
"""

from __future__ import annotations

from experiments.validation.fact import (
    Fact,
    decline,
    difference,
    drift,
    education_with_ict,
    last,
    mean,
    over_the_cycle,
    ratio,
    size,
    upper_levels,
)

#: Subject of each fact.
SUBJECTS = {
    0: "further checks",
    1: "education and ICT literacy",
    2: "unemployment, job finding and job loss by education",
    3: "flows between jobs and unemployment",
    4: "unemployment and vacancies",
    5: "job finding by length of search",
    6: "wages by education and by match of schooling",
    7: "turnover of required skills",
    8: "training by education",
    9: "segregation and contacts",
    10: "perceived fit, objective fit and satisfaction",
}

_PIAAC = "PIAAC, 25-65, OECD"
_FLOWS = "Eurostat labour market flows 2015 and 2023"
_ADS = "job advertisements 2016-21, BCG & Burning Glass 2022"
_BY_EDUCATION = "Cairo & Cajner 2014, US"
_PAY = "PIAAC, returns to required, surplus and missing schooling"

FACTS: tuple[Fact, ...] = (
    Fact("education_ict", 1, "education with ICT level, polychoric", "correlation", 0.48, 0.66,
         _PIAAC, "C", education_with_ict),
    Fact("ict_low", 1, "ICT level 2 or 3, low education", "share", 0.00, 0.12, _PIAAC, "C",
         upper_levels("low")),
    Fact("ict_mid", 1, "ICT level 2 or 3, mid education", "share", 0.16, 0.28, _PIAAC, "C",
         upper_levels("mid")),
    Fact("ict_high", 1, "ICT level 2 or 3, high education", "share", 0.41, 0.53, _PIAAC, "C",
         upper_levels("high")),
    Fact("unemployment", 2, "unemployment", "share", 0.04, 0.10, _PIAAC, "C",
         mean("unemployment_all")),
    Fact("unemployment_low", 2, "unemployment, low education", "share", 0.09, 0.16, _PIAAC, "C",
         mean("unemployment_low")),
    Fact("unemployment_mid", 2, "unemployment, mid education", "share", 0.05, 0.11, _PIAAC, "C",
         mean("unemployment_mid")),
    Fact("unemployment_high", 2, "unemployment, high education", "share", 0.03, 0.06, _PIAAC, "C",
         mean("unemployment_high")),
    Fact("unemployment_ratio", 2, "unemployment, low to high", "ratio", 2.0, 4.0, _PIAAC, "C",
         ratio("unemployment_low", "unemployment_high")),
    Fact("job_finding_ratio", 2, "job finding, low to high", "ratio", 0.8, 1.3, _BY_EDUCATION, "V",
         ratio("job_finding_low", "job_finding_high")),
    Fact("job_loss_ratio", 2, "job loss, low to high", "ratio", 2.0, 5.0, _BY_EDUCATION, "V",
         ratio("job_loss_low", "job_loss_high")),
    Fact("job_finding", 3, "from unemployment to a job", "1/month", 0.06, 0.15, _FLOWS, "V",
         mean("job_finding_all")),
    Fact("job_loss", 3, "job lost", "1/month", 0.003, 0.012, _FLOWS, "V", mean("job_loss_all")),
    Fact("job_to_job", 3, "from job to job", "1/month", 0.008, 0.026, "Fallick & Fleischman 2004",
         "V", mean("job_to_job_all")),
    Fact("beveridge", 4, "unemployment with vacancies, over the cycle", "correlation", -1.0, -0.6,
         "Shimer 2005: quarters, logarithms, HP trend 100,000; US", "M",
         over_the_cycle("unemployment_all", "vacancies")),
    Fact("vacancies", 4, "vacancies", "share", 0.01, 0.04, "Eurostat vacancy statistics", "V",
         mean("vacancies")),
    Fact("duration_decline", 5, "fall of job finding at eight months", "share", 0.30, 0.55,
         "callbacks, Kroft et al. 2013; the size recalled", "M",
         decline("search_exit_eight_months", "search_exit_start")),
    Fact("wage_premium", 6, "wage of high over mid education", "ratio", 0.20, 0.60, _PIAAC, "C",
         mean("wage_premium_high_mid")),
    Fact("return_required", 6, "return to required schooling", "1/year", 0.056, 0.141, _PAY, "C",
         mean("schooling_returns_required")),
    Fact("return_ahead", 6, "return to required less to surplus schooling", "1/year", 0.0, 0.141,
         _PAY, "C", difference("schooling_returns_required", "schooling_returns_surplus")),
    Fact("return_surplus", 6, "return to surplus schooling", "1/year", 0.0, 0.086, _PAY, "C",
         mean("schooling_returns_surplus")),
    Fact("return_missing", 6, "return to missing schooling", "1/year", -0.086, 0.0, _PAY, "C",
         mean("schooling_returns_missing")),
    Fact("turnover", 7, "skills newly required in five years", "share", 0.30, 0.45, _ADS, "V",
         mean("skill_turnover_all")),
    Fact("turnover_complex", 7, "newly required, complex ICT work", "share", 0.65, 1.0, _ADS, "V",
         mean("skill_turnover_complex_ict")),
    Fact("turnover_physical", 7, "newly required, physical work", "share", 0.0, 0.20, _ADS, "V",
         mean("skill_turnover_physical")),
    Fact("trained_low", 8, "trained in a year, low education", "share", 0.12, 0.24, _PIAAC, "C",
         mean("trained_low")),
    Fact("trained_mid", 8, "trained in a year, mid education", "share", 0.31, 0.43, _PIAAC, "C",
         mean("trained_mid")),
    Fact("trained_high", 8, "trained in a year, high education", "share", 0.52, 0.64, _PIAAC, "C",
         mean("trained_high")),
    Fact("trained_gap", 8, "trained in a year, high less low", "share", 0.30, 0.47, _PIAAC, "C",
         difference("trained_high", "trained_low")),
    Fact("dissimilarity", 9, "residential dissimilarity", "0-1", 0.20, 0.40,
         "Tammaru et al., European capitals", "V", mean("residential_dissimilarity")),
    Fact("contacts", 9, "hires through contacts", "share", 0.30, 0.55, "Granovetter; Pellizzari",
         "V", mean("hires_through_ties")),
    Fact("satisfaction_perceived", 10, "satisfaction with perceived fit", "correlation", 0.40, 0.65,
         "Kristof-Brown et al. 2005", "V2", mean("perceived_with_satisfaction")),
    Fact("satisfaction_objective", 10, "satisfaction with objective fit, absolute", "correlation",
         0.05, 0.20, "interest fit, 105 samples", "V2", size("objective_with_satisfaction")),
    Fact("perceived_objective", 10, "perceived fit with objective fit", "correlation", 0.10, 1.0,
         "required: perceived fit has to do with fit", "A", mean("perceived_with_objective")),
    Fact("perceived_fit_icc", 10, "perceived fit, intraclass correlation at work", "share", 0.40,
         0.75, "weekly and momentary fit, wide range", "M", last("perceived_fit_icc")),
    Fact("satisfaction_slope", 10, "slope of satisfaction over education", "0-1", 0.0, 0.10,
         _PIAAC, "C", mean("slope_satisfaction")),
    Fact("over_qualified", 0, "over-qualified", "share", 0.16, 0.25, _PIAAC, "C",
         mean("qualification_mismatch_over")),
    Fact("under_qualified", 0, "under-qualified", "share", 0.09, 0.16, _PIAAC, "C",
         mean("qualification_mismatch_under")),
    Fact("assortativity", 0, "assortativity of ties by education", "-1 to 1", 0.20, 0.40,
         "order of magnitude of survey networks", "M", last("tie_assortativity")),
    Fact("drift_unemployment", 0, "drift of unemployment, last 120 months", "share", -0.015, 0.015,
         "stationary job market", "A", drift("unemployment_all")),
    Fact("drift_vacancies", 0, "drift of vacancies, last 120 months", "share", -0.01, 0.01,
         "stationary job market", "A", drift("vacancies")),
    Fact("drift_fit", 0, "drift of fit, last 120 months", "0-1", -0.02, 0.02,
         "stationary job market", "A", drift("fit")),
)  # fmt: skip

BY_KEY = {fact.key: fact for fact in FACTS}
