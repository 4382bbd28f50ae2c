# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The two variances
#
# Curşeu, Semeijn and Nikolova (2021) say that a smart city can fail its citizens in two ways, and
# that an average hides both:
#
# * **unbalanced fit** (Variance 1): some groups fit permanently better than others;
# * **volatile fit** (Variance 2): people who fit today may not fit tomorrow.
#
# This notebook measures both in one city, decomposes the first by kind of fit and the second by
# cause, and asks whether misfit lasts.

# %%
import matplotlib.pyplot as plt
import numpy as np

from experiments import run
from scenarios import load

size = {"city.citizens": 1500, "city.months": 120, "city.burn_in": 36}
results = run(load("baseline").but(size), seeds=4, jobs=1, panel=60)
months = results.measured()  # one row per run and month after the burn-in
len(months)

# %% [markdown]
# ## Variance 1: who fits?
#
# Fit is between 0 and 1 and has four parts: the job's demands and your skills (demand–ability),
# your needs and what job and city supply (needs–supply), your similarity to the people around you
# (supplementary), and skills that they lack (complementary).
#
# First the averages, by education and ICT skill:

# %%
levels = ["none", "below1", "level1", "level2", "level3"]
cells = {
    education: [months[f"fit_cell_{education}_{level}"].mean() for level in levels]
    for education in ("low", "mid", "high")
}
figure, axes = plt.subplots(figsize=(6, 3))
for (education, values), line, color in zip(
    cells.items(), ("-", "--", ":"), ("#D55E00", "#7F7F7F", "#0072B2"), strict=True
):
    axes.plot(levels, values, line, marker="o", color=color, label=f"{education} education")
axes.set(xlabel="ICT skill (PIAAC level)", ylabel="mean fit, 0–1")
_ = axes.legend(frameon=False)

# %% [markdown]
# One number for the gap is the **slope index of inequality**: rank all citizens by education and
# ICT skill, fit a straight line of fit over rank, and take its rise from the lowest to the highest
# rank. It uses all citizens, not only the extremes. 0 means that fit does not depend on rank.

# %%
by_seed = months.groupby("seed")["unbalance"].mean()
print("unbalance, seed by seed:", by_seed.round(3).tolist())

parts = ["demand_ability", "needs_supply", "supplementary", "complementary"]
months[[f"slope_part_{part}" for part in parts]].mean().round(4)

# %% [markdown]
# These four parts add up to the slope of total fit by education. **Look:** which kind of fit does
# the gap come from? Is any of them *negative*, that is, better for those with less education?
#
# ## Does misfit last?
#
# If misfit hits other people every year it is chance; if it stays with the same people it is
# exclusion. *Persistence* is the probability of misfit for those who were in misfit twelve months
# before. Some persistence arises by chance, so two references are computed from the same panel:
#
# * **shuffled**: each person keeps the first fit and the changes of fit, in random order.
#   Persistence *below* this reference means that people recover: losses are followed by gains.
# * **memoryless**: all citizens enter and leave misfit with the same probabilities, whatever its
#   duration. Persistence *above* this reference means that misfit stays with the same people.

# %%
columns = [f"panel_misfit_persistence_{kind}" for kind in ("seen", "shuffled", "memoryless")]
months.groupby("seed")[columns].last().mean().round(2)

# %%
chronic = [f"chronic_misfit_{education}" for education in ("low", "mid", "high")]
months.groupby("seed")[chronic].last().mean().round(3)

# %% [markdown]
# ## Variance 2: for how long?
#
# **Volatility** is the typical size of a person's change of fit from one month to the next (root
# mean square of successive differences, RMSSD). Twelve citizens show its form. For most people
# little changes for years, and then much in one month. (A line that ends early is that of a citizen
# who has left the city.)

# %%
panel = results.panel()
first = panel[(panel["seed"] == 1)]
people = first["person"].unique()[:12]
figure, grid = plt.subplots(3, 4, figsize=(8, 4), sharex=True, sharey=True)
for axes, person in zip(grid.flat, people, strict=False):
    history = first[first["person"] == person]
    axes.plot(history["month"], history["fit"], color="#0072B2", linewidth=1)
    axes.set_title(f"{history['education'].iloc[0]} education", fontsize=8)
grid[-1][0].set(xlabel="month", ylabel="fit, 0–1")
figure.tight_layout()

# %% [markdown]
# What caused the changes? Every change of fit of every citizen is decomposed exactly into seven
# causes. The shares are those of the *squared* changes, which RMSSD adds up:

# %%
causes = [
    "redesign", "job_loss", "job_move", "learning", "services_prices", "surroundings", "ageing",
]  # fmt: skip
share = {
    education: [
        months.groupby("seed")[f"cause_share_{education}_{cause}"].last().mean() for cause in causes
    ]
    for education in ("low", "mid", "high")
}
figure, axes = plt.subplots(figsize=(7, 3))
position = np.arange(len(causes))
for shift, (education, values), color in zip(
    (-0.27, 0, 0.27), share.items(), ("#D55E00", "#7F7F7F", "#0072B2"), strict=True
):
    axes.bar(position + shift, values, width=0.25, color=color, label=f"{education} education")
axes.set_xticks(position, [cause.replace("_", "\n") for cause in causes], fontsize=8)
axes.set(ylabel="share of squared\nchanges of fit")
_ = axes.legend(frameon=False)

# %% [markdown]
# **Questions**
#
# 1. The paper expects technology to redesign jobs. How much of volatility is redesign here, and how
#    much is losing and finding jobs? Raise the pace of change
#    (`load("baseline").but({"redesign.pace": 3})`; `cityfit parameters redesign` lists the
#    names) and look again.
# 2. Is it possible that a policy lowers unbalance and raises volatility? Describe one citizen for
#    whom both happen.
# 3. Why is volatility computed *within* persons, and not as the spread of fit over the city?
