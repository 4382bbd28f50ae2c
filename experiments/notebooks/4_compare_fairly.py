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
# # Compare fairly
#
# "Unbalance was .061 without training and .058 with it, so training works." Three things are wrong
# with this sentence, and this notebook corrects them one by one: it does not say how much the
# number varies by chance, it compares *different* random draws, and it reports one measure of many.
# The last part asks whether what is compared is the same thing at all.

# %%
import matplotlib.pyplot as plt
import numpy as np

from experiments import run
from experiments.comparison import mean_interval
from scenarios import load

size = {"city.citizens": 1000, "city.months": 108, "city.burn_in": 36}
baseline = load("baseline").but(size)
training = load("training").but({**size, "interventions.training.start_month": 36})
results = run([baseline, training], seeds=16)

# %% [markdown]
# ## How much is chance?
#
# Each seed gives other random draws: who lives in the city, who learns of which vacancy, who falls
# ill. Sixteen baselines, all with the same parameters:

# %%
each = results.summary().set_index(["scenario", "seed"])["unbalance"].unstack("scenario")
figure, axes = plt.subplots(figsize=(6, 2.6))
for row, (name, color) in enumerate(zip(each.columns, ("#7F7F7F", "#0072B2"), strict=True)):
    axes.plot(each[name], np.full(len(each), row), "o", alpha=0.6, color=color)
axes.set_yticks([0, 1], list(each.columns))
_ = axes.set(xlabel="unbalance, mean over measured months", ylim=(-0.6, 1.6))

# %% [markdown]
# The two sets of points overlap. One city of each can give any answer.
#
# ## Common random numbers
#
# Each random draw is a function of (seed, decision, month, person), not of the order of events. So
# seed 5 *with* training has the same people as seed 5 without, and the same draws for each of them.
# Comparing **within** seeds removes most of the random variation:

# %%
difference = each["training"] - each["baseline"]
unpaired = np.sqrt(each["training"].var(ddof=1) + each["baseline"].var(ddof=1))
paired = difference.std(ddof=1)
print(f"standard deviation of the difference: unpaired {unpaired:.4f}, paired {paired:.4f}")
print(f"pairing saves as much as {unpaired**2 / paired**2:.1f} times as many seeds")

# %%
figure, axes = plt.subplots(figsize=(4, 3))
for seed in each.index:
    axes.plot([0, 1], each.loc[seed, ["baseline", "training"]], "-o", color="0.5", markersize=3)
axes.set_xticks([0, 1], ["baseline", "training"])
_ = axes.set(ylabel="unbalance, 0–1", xlim=(-0.3, 1.3))

# %% [markdown]
# ## How many seeds?
#
# The half-width of the 95 % interval shrinks with the square root of the number of seeds: four
# times the seeds for half the width.

# %%
counts = range(3, len(difference) + 1)
widths = []
for number in counts:
    mean, low, high = mean_interval(difference.iloc[:number])
    widths.append((high - low) / 2)
figure, axes = plt.subplots(figsize=(6, 2.6))
axes.plot(counts, widths, "-o", color="#0072B2", markersize=3)
_ = axes.set(xlabel="seeds", ylabel="half-width of the\n95 % interval", ylim=(0, None))

# %% [markdown]
# Decide beforehand which effect would matter to you (the *smallest effect of interest*), and choose
# the number of seeds so that the interval is narrower than that. `cityfit run --precision` adds
# seeds until the interval is narrow enough, up to a maximum.
#
# ## Many measures, many chances
#
# Of forty measures two will be "significant" by chance. So either name *one* measure before you
# run, or correct for their number. Holm's method: sort the p-values, compare the smallest with .05
# divided by their number, the next with .05 divided by one less, and stop at the first that fails.

# %%
from scipy import stats

measures = [
    "unbalance", "volatility", "unemployment_all", "ict_skill_low", "wealth", "well_being",
    "misfit_share_low", "misfit_share_high",
]  # fmt: skip
summary = results.summary().set_index(["scenario", "seed"])
p_values = {
    name: stats.ttest_rel(summary.loc["training", name], summary.loc["baseline", name]).pvalue
    for name in measures
}
still = True
for rank, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
    bound = 0.05 / (len(measures) - rank)
    still = still and p < bound
    print(f"{name:18s} p = {p:.4f}  bound {bound:.4f}  {'holds' if still else 'cannot tell'}")

# %% [markdown]
# ## Do you compare the same thing?
#
# Three further traps have nothing to do with chance.
#
# **People without a job.** `unbalance` counts for them the fit to *expect* of the posts open to
# them. `unbalance_realised` counts 0, `unbalance_potential` the best post within reach. If an
# effect has another sign on one of them, it is about having work more than about fit.


# %%
def effect(column):
    """Paired effect of training on a measure, with its 95 % interval."""
    return mean_interval(summary.loc["training", column] - summary.loc["baseline", column])


for column in ("unbalance", "unbalance_realised", "unbalance_potential"):
    mean, low, high = effect(column)
    print(f"{column:20s} {mean:+.4f} [{low:+.4f}, {high:+.4f}]")

# %% [markdown]
# **Kinds of change.** The squares of four parts of `volatility_rms` add up to its square: within
# the same post, with a move, with a job lost or found (`access`), and still without one. Losing a
# job changes fit so much that `access` rules the sum, whatever a policy does within posts.

# %%
margins = ["within_post", "moves", "access", "without"]
for margin in margins:
    mean, low, high = effect(f"volatility_{margin}")
    share = summary[f"volatility_{margin}"].mean() ** 2 / summary["volatility_rms"].mean() ** 2
    print(f"{margin:12s} {share:4.0%} of it; training {mean:+.5f} [{low:+.5f}, {high:+.5f}]")

# %% [markdown]
# **Groups that the policy changes.** A course lifts people to a higher ICT level. Groups by their
# *present* level are then other people, and their mean may fall although nobody lost.
# `fit_same_persons_...` follows those who lived here when measuring began, in their group of then.

# %%
for column in ("fit_cell_low_below1", "fit_same_persons_low_below1"):
    mean, low, high = effect(column)
    print(f"{column:28s} {mean:+.4f} [{low:+.4f}, {high:+.4f}]")

# %% [markdown]
# **Questions**
#
# 1. Rewrite the sentence at the top so that it is correct.
# 2. Would you expect pairing to help as much after ten years of policy as after one? Try longer
#    cities.
# 3. "No significant effect" and "no effect" are two things. Which of your intervals are so narrow
#    around 0 that you would say *practically null*? (`cityfit claims` has that as a verdict.)
