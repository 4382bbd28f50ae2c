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
# This notebook measures both in one city. It decomposes the first by kind of fit and the second by
# margin and cause, and asks whether misfit lasts. The page
# [Two variances](../../docs/model/two_variances.md) has all formulas.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments import run
from scenarios import load

size = {"city.citizens": 1500, "city.months": 120, "city.burn_in": 36}
results = run(load("baseline").but(size), seeds=4, jobs=1, panel=60)
months = results.measured()  # one row per run and month after the burn-in
runs = results.summary()  # one row per run: each measure over these months
educations = ("low", "mid", "high")
len(months), len(runs)

# %% [markdown]
# ## Variance 1: who fits?
#
# Fit is between 0 and 1 and has four parts: the job's demands and your skills (demand–ability),
# your needs and what job and city supply (needs–supply), your similarity to the people around you
# (supplementary), and skills that the city lacks (complementary).
#
# First the averages, by education and ICT skill:

# %%
levels = ["none", "below1", "level1", "level2", "level3"]
cells = {
    education: [months[f"fit_cell_{education}_{level}"].mean() for level in levels]
    for education in educations
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
# These four parts add up to the slope of total fit over both ranks. **Look:** which kind of fit
# does the gap come from? Is any of them *negative*, that is, better for those with less education?
#
# ### Without a job: three variants of fit
#
# What does a person without a job fit? Three answers, and one gap for each:
#
# * **expected** fit counts the demand–ability fit to expect of the posts that are open to a person.
#   Abilities are not lost with the job. This is what `fit` and `unbalance` mean.
# * **realised** fit counts 0, because no ability is used. Its gap contains that of having a job.
# * **potential** fit counts the best post within reach, for people with and without a job. Its gap
#   is what would remain if everybody were in the best post known to them.

# %%
endings = {"expected": "", "realised": "_realised", "potential": "_potential"}
gaps = {variant: runs[f"unbalance{ending}"].mean() for variant, ending in endings.items()}
pd.Series(gaps).round(4)

# %% [markdown]
# ## Does misfit last?
#
# If misfit hits other people every year it is chance; if it stays with the same people it is
# exclusion. *Persistence* is the probability of misfit for those who were in misfit twelve months
# before. *Chronic* misfit is misfit in four fifths of the last five years. Both arise by chance,
# too, so two nulls are computed from the same people (up to 5,000 who are followed):
#
# * **shuffled**: each person keeps the first fit and the changes of fit, in random order.
#   Permanence *below* this null means that people recover: losses are followed by gains.
# * **memoryless**: all citizens enter and leave misfit with the same probabilities, whatever its
#   duration. Permanence *above* this null means that misfit stays with the same people.
#
# `seen` is what was observed. The lower rows are of the low educated alone.

# %%
paths = ("seen", "shuffled", "memoryless")
permanence = {
    f"{measure}{who}": {path: runs[f"panel_{measure}_{prefix}{path}"].mean() for path in paths}
    for who, prefix in (("", ""), (", low education", "low_"))
    for measure in ("misfit_persistence", "chronic_misfit")
}
pd.DataFrame(permanence).T.round(3)

# %%
chronic = {
    variant: {level: runs[f"chronic_misfit{ending}_{level}"].mean() for level in educations}
    for variant, ending in endings.items()
}
pd.DataFrame(chronic).round(3)

# %% [markdown]
# ## Variance 2: for how long?
#
# **Volatility** is the typical size of a person's change of fit from one month to the next (root
# mean square of successive differences, RMSSD). Twelve citizens who live in the city all the time
# show its form, four of each level of education. For most people little changes for years, and then
# much in one month. Grey: without a job.

# %%
panel = results.panel()
first = panel[panel["seed"] == 1]
seen = first.groupby("person")["month"].transform("count")  # fewer for those who move away
stay = first[seen == seen.max()]
began_as = stay.groupby("person")["education"].first()
colors = dict(zip(educations, ("#D55E00", "#009E73", "#0072B2"), strict=True))
figure, grid = plt.subplots(3, 4, figsize=(10, 5.5), sharex=True, sharey=True)
for row, education in zip(grid, educations, strict=True):
    for axes, person in zip(row, began_as.index[began_as == education], strict=False):
        life = stay[stay["person"] == person]
        axes.plot(life["month"], life["fit"], color=colors[education], linewidth=1.5)
        axes.fill_between(
            life["month"], 0, 1, where=life["status"] != "employed", color="0.88", linewidth=0,
            transform=axes.get_xaxis_transform(),
        )  # fmt: skip
    row[0].set(ylabel=f"{education} education\nfit, 0–1")
for axes in grid[-1]:
    axes.set(xlabel="month")
figure.tight_layout()

# %% [markdown]
# ### On which margin?
#
# Every month of a person is on exactly one *margin*: in the same post, with a move to another post,
# with the loss or the finding of a job (*access*), or still without a job. `volatility_rms` is the
# root mean square change over all person-months, and the squares of its four parts add up:

# %%
margins = ("within_post", "moves", "access", "without")
table = {
    level: {name: runs[f"volatility_{name}_{level}"].mean() for name in ("rms", *margins)}
    for level in educations
}
squares = sum(runs[f"volatility_{margin}"] ** 2 for margin in margins)
print("they add up to within", f"{(squares - runs['volatility_rms'] ** 2).abs().max():.1e}")
pd.DataFrame(table).round(4)

# %% [markdown]
# Access dominates the sum, because a job that is lost or found changes several fits at once. The
# paper's second variance is above all about the other margins: work that changes under people who
# keep their job, and moves. So look at each margin on its own.
#
# What caused the changes? Every change of fit of every citizen is decomposed exactly into seven
# causes. The shares are those of the *squared* changes on a margin:

# %%
causes = [
    "redesign", "job_loss", "job_move", "learning", "services_prices", "surroundings", "ageing",
]  # fmt: skip
titles = {"within_post": "in the same post", "access": "job lost or found"}
figure, grid = plt.subplots(1, 2, figsize=(9, 3), sharey=True)
position = np.arange(len(causes))
for axes, (margin, title) in zip(grid, titles.items(), strict=True):
    for shift, education, color in zip(
        (-0.27, 0, 0.27), educations, ("#D55E00", "#7F7F7F", "#0072B2"), strict=True
    ):
        values = [
            runs[f"cause_share_by_margin_{margin}_{education}_{cause}"].mean() for cause in causes
        ]
        axes.bar(position + shift, values, width=0.25, color=color, label=f"{education} education")
    axes.set_xticks(position, [cause.replace("_", "\n") for cause in causes], fontsize=7)
    axes.set_title(title, fontsize=9)
grid[0].set(ylabel="share of squared\nchanges of fit")
_ = grid[1].legend(frameon=False, fontsize=8)
figure.tight_layout()

# %% [markdown]
# **Questions**
#
# 1. The paper expects technology to redesign jobs. How much of the change within a post is redesign
#    here, and for whom? How little of all volatility is that? Raise the pace of change
#    (`load("baseline").but({"redesign.pace": 3})`; `cityfit parameters redesign` lists the
#    names) and look again. Then set `obsolescence.share` to 0: skills stay current.
# 2. On which variant of fit is the gap largest, and why? Which one would you show to a council?
# 3. Is it possible that a policy lowers unbalance and raises volatility? Describe one citizen for
#    whom both happen.
# 4. Why is volatility computed *within* persons, and not as the spread of fit over the city?
