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
# # A sweep, and what matters
#
# A result for one set of parameters holds for one hypothetical city. A **sweep** runs the city at
# many points of its parameters, of two kinds:
#
# * **levers**, which a city can choose: a budget, a rule;
# * **uncertainties**, which nobody can choose or knows exactly: the number of posts, the pace at
#   which jobs change.
#
# A design file names the parameters, their ranges and the kind of design.

# %%
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt
import numpy as np

from experiments import sweep

folder = Path(mkdtemp())
design = folder / "design.toml"
design.write_text("""
title = "Does training help in cities that we do not know exactly?"
kind = "latin_hypercube"
samples = 12
cross_levers = true     # each sampled city once without and once with the lever
levels = 2
citizens = 600
months = 72
burn_in = 24
seeds = 2

[set]
"interventions.training.start_month" = 24

[uncertainties]
"city.posts_per_citizen" = { range = "uncertainty" }     # what the calibration leaves open
"redesign.pace" = { low = 0, high = 3 }
"hiring.credential_weight" = { low = 0, high = 0.8 }

[levers]
"interventions.training.annual_budget_per_citizen" = { low = 0, high = 150 }

[outcomes]
measures = ["unbalance", "volatility", "unemployment_all"]
""")
swept = sweep(design)
table = swept.frame()
table.head()

# %% [markdown]
# A Latin hypercube divides each range into as many slices as there are samples and uses each slice
# once, so that twelve cities cover every range evenly.

# %%
uncertain = ["city.posts_per_citizen", "redesign.pace", "hiring.credential_weight"]
lever = "interventions.training.annual_budget_per_citizen"
alone = table[table[lever] == 0].reset_index(drop=True)
figure, grid = plt.subplots(1, 3, figsize=(8, 2.6), sharey=True)
for axes, name in zip(grid, uncertain, strict=True):
    axes.plot(alone[name], alone["unbalance"], "o", color="#0072B2")
    axes.set(xlabel=name.replace(".", "\n"))
grid[0].set(ylabel="unbalance without\ntraining, 0–1")
figure.tight_layout()

# %% [markdown]
# ## Which uncertainty matters?
#
# The rank correlation of each uncertainty with an outcome, between -1 and 1. Twelve points give a
# hint only: by chance a correlation of twelve points reaches .5 in one of ten cases. For a result
# use a design of kind `morris` or `sobol` and `cityfit sensitivity DIR`, which gives indices with
# intervals.

# %%
from scipy import stats

for outcome in ("unbalance", "volatility", "unemployment_all"):
    for name in uncertain:
        found = stats.spearmanr(alone[name], alone[outcome])
        print(f"{outcome:17s} {name:26s} {found.statistic:+.2f}  (p = {found.pvalue:.2f})")

# %% [markdown]
# ## Does the lever help everywhere?
#
# Each sampled city was run without and with training, with the same seeds. The effect can be
# computed city by city, so the question is not only *does it help* but *where does it help*.

# %%
cities = table.pivot_table(index=uncertain, columns=lever, values="unbalance")
effect = cities[150] - cities[0]
helps = (effect < 0).mean()
print(f"unbalance is lower with training in {helps:.0%} of {len(effect)} cities")

# %%
order = np.argsort(effect.to_numpy())
figure, axes = plt.subplots(figsize=(6, 2.8))
axes.axhline(0, color="0.6", linewidth=0.8)
axes.vlines(range(len(order)), 0, effect.to_numpy()[order], color="#0072B2")
axes.plot(range(len(order)), effect.to_numpy()[order], "o", color="#0072B2")
_ = axes.set(xlabel="city, sorted by effect", ylabel="change of unbalance\nby training", xticks=[])

# %% [markdown]
# **Questions**
#
# 1. Is the sign of the effect the same in all cities? If not, what do those have in common in which
#    training does not help? (`cityfit sensitivity DIR --without-help LEVER` finds them.)
# 2. With two seeds per point each effect varies much by chance. How would you find out whether the
#    differences *between* cities are more than chance?
# 3. Make `hiring.credential_weight` a lever instead. Who could set it?
