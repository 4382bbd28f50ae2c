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
# * **unbalanced fit** (Variance 1): some groups fit better than others, and it stays so;
# * **volatile fit** (Variance 2): whoever fits today may not fit tomorrow.
#
# This notebook measures both in one city, takes the first apart by where it comes from and the
# second by what caused it, and asks whether misfit lasts.

# %%
import matplotlib.pyplot as plt
import numpy as np

from experiments import run
from scenarios import load

size = {"city.citizens": 1500, "city.months": 120, "city.burn_in": 36}
results = run(load("baseline").but(size), seeds=4, jobs=1, panel=60)
months = results.measured()  # one row per run and measured month, burn-in left out
len(months)

# %% [markdown]
# ## Variance 1: who fits?
#
# Fit lies between 0 and 1 and is made of four parts: what the job asks and what you can do
# (demand–ability), what you need and what your job and the city give (needs–supply), how alike you
# are to those around you (supplementary), and whether you bring what others lack (complementary).
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
# One number for the gap is the **slope index of inequality**: rank everybody by education and ICT
# skill, draw the straight line of fit over rank, and take its rise from the lowest to the highest.
# It uses everybody, not only the two ends. 0 means that rank says nothing about fit.

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
# A gap that changes hands every year is luck; a gap that sticks to the same people is exclusion.
# *Persistence* is the chance to be in misfit, for those who were in it twelve months before. It
# needs a yardstick, for some persistence comes by itself. Two are computed from the same panel:
#
# * **shuffled**: each person keeps the own first fit and the own changes, but in another order. If
#   the order of one's shocks means nothing, persistence comes out like this. *Less* than this says
#   that people recover: a fall is made good again more often than chance would have it.
# * **memoryless**: nobody differs, and how long one has been in misfit means nothing; everybody
#   leaves it and falls into it with the same chances. *More* than this says that it sticks to the
#   same people.

# %%
columns = [f"watched_persistence_{kind}" for kind in ("seen", "shuffled", "memoryless")]
months.groupby("seed")[columns].last().mean().round(2)

# %%
chronic = [f"chronic_misfit_{education}" for education in ("low", "mid", "high")]
months.groupby("seed")[chronic].last().mean().round(3)

# %% [markdown]
# ## Variance 2: for how long?
#
# **Volatility** is the typical size of a person's change of fit from one month to the next (root
# mean square of successive differences, RMSSD). Twelve lives show what it is made of. For most
# people little happens for years, and then much in one month. (A line that ends early belongs to
# somebody who has left the city.)

# %%
panel = results.panel()
first = panel[(panel["seed"] == 1)]
people = first["person"].unique()[:12]
figure, grid = plt.subplots(3, 4, figsize=(8, 4), sharex=True, sharey=True)
for axes, person in zip(grid.flat, people, strict=False):
    life = first[first["person"] == person]
    axes.plot(life["month"], life["fit"], color="#0072B2", linewidth=1)
    axes.set_title(f"{life['education'].iloc[0]} education", fontsize=8)
grid[-1][0].set(xlabel="month", ylabel="fit, 0–1")
figure.tight_layout()

# %% [markdown]
# What stood behind the changes? Every change of fit is shared out, citizen by citizen and exactly,
# among seven causes. Shares of the *squared* changes, since squares are what RMSSD adds up:

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
place = np.arange(len(causes))
for shift, (education, values), color in zip(
    (-0.27, 0, 0.27), share.items(), ("#D55E00", "#7F7F7F", "#0072B2"), strict=True
):
    axes.bar(place + shift, values, width=0.25, color=color, label=f"{education} education")
axes.set_xticks(place, [cause.replace("_", "\n") for cause in causes], fontsize=8)
axes.set(ylabel="share of squared\nchanges of fit")
_ = axes.legend(frameon=False)

# %% [markdown]
# **Questions**
#
# 1. The paper expects technology to redesign jobs under people's feet. How much of volatility is
#    redesign here, and how much is losing and finding jobs? Raise the pace of change
#    (`load("baseline").but({"redesign.pace": 3})`; `cityfit parameters redesign` lists the
#    names) and look again.
# 2. Is it possible that a policy lowers unbalance and raises volatility? Describe one citizen for
#    whom both happen.
# 3. Why is volatility taken *within* persons, and not as the spread of fit over the city?
