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
# # Assignment: who fits, for how long, and what helps?
#
# You advise a city council. It has **120 euro per citizen and year** and asks: *should we train
# people, build career communities, or organise the network, and for whom?* You answer with runs,
# intervals and limitations. Each part checks whether your answer is *well formed and agrees with
# your own runs*; no check prefers a policy.
#
# Replace the value before each `# your answer`. `None` is for you to fill in; other values are
# examples.

# %%
import matplotlib.pyplot as plt

from experiments import compare, run
from scenarios import load

size = {"city.citizens": 1000, "city.months": 108, "city.burn_in": 36}
kinds = ("training", "communities", "network")


def check(answer, passed, good, bad):
    """Print whether a part is unanswered, right, or not yet right and why."""
    if answer is None:
        print("to do: answer above and run this cell again")
    else:
        print(("fine: " + good) if passed(answer) else ("not yet: " + bad))


# %% [markdown]
# ## Part 1: the problem (10 points)
#
# Run the city without policy and find who fits worst. Which education group has the largest share
# of people in misfit, and what is that share (mean over seeds and measured months)?

# %%
baseline = load("baseline").but(size)
alone = run(baseline, seeds=5)

worst_group = None  # your answer: "low", "mid" or "high"
its_share = None  # your answer, to two decimals

seen = alone.summary()[[f"misfit_share_{group}" for group in ("low", "mid", "high")]].mean()
check(
    worst_group,
    lambda group: seen.idxmax() == f"misfit_share_{group}",
    "this group has the largest share in misfit",
    "another group has a larger share; print `seen`",
)
check(
    its_share,
    lambda share: abs(share - seen.max()) < 0.01,
    "the share is right",
    f"the share is not {its_share}; print `seen`",
)

# %% [markdown]
# ## Part 2: a policy (30 points)
#
# Divide 120 euro over the three interventions. Change at most three further parameters of theirs.

# %%
budgets = {"training": 60, "communities": 60, "network": 0}  # your answer
further = {"interventions.training.targeting": 0.8}  # your answer

check(
    budgets,
    lambda given: set(given) == set(kinds) and abs(sum(given.values()) - 120) < 1e-9,
    "the budgets use the total and no more",
    f"the budgets must be those of {', '.join(kinds)} and add up to 120",
)
check(
    further,
    lambda given: len(given) <= 3 and all(name.split(".")[1] in kinds for name in given),
    "no more than three further parameters, all of interventions",
    "at most three further parameters, of the interventions only",
)
changes = {**size, **further}
for kind in kinds:
    changes[f"interventions.{kind}.annual_budget_per_citizen"] = budgets[kind]
    changes[f"interventions.{kind}.start_month"] = 36
policy = load("baseline").but(changes, name="policy", title="my policy")

# %% [markdown]
# ## Part 3: your expectation (20 points)
#
# *Before* you run: the direction of each effect, as "lower", "higher" or "none". A wrong
# expectation costs no points. You learn nothing if you look first.

# %%
expected = {"unbalance": None, "volatility": None, "misfit_share_low": None}  # your answer
why = None  # your answer, in a sentence or two

check(
    why,
    lambda text: set(expected.values()) <= {"lower", "higher", "none"} and len(text.split()) >= 10,
    "three directions and a reason",
    "use lower, higher or none, and give your reason in at least ten words",
)

# %% [markdown]
# ## Part 4: the results (30 points)

# %%
results = run([baseline, policy], seeds=8)
effects = compare(results, against="baseline", measures=list(expected))
effects

# %%
_ = effects.plot("unbalance")

# %%
rows = effects.frame.set_index("measure")


def direction(row):
    """Direction of the effect if the interval excludes 0."""
    return "lower" if row["high"] < 0 else "higher" if row["low"] > 0 else "none"


for measure, direction_expected in expected.items():
    actual = direction(rows.loc[measure])
    print(f"{measure:18s} expected {direction_expected or '?':7s} the interval says {actual}")

# %% [markdown]
# Here "none" means that *eight seeds cannot tell*. That is not the same as "no effect".
#
# Before you explain an effect, look where it comes from. Both variances exist for three kinds of
# fit: *expected* (without a job, that of the posts open to a person), *realised* (0 without a job)
# and *potential* (the best post within reach). And volatility has four parts: within a post, with a
# move to another post, with a job lost or found, and without a job. Their squares add up.

# %%
kinds = ["unbalance", "unbalance_realised", "unbalance_potential"]
parts = [f"volatility_{part}" for part in ("within_post", "moves", "access", "without")]
compare(results, against="baseline", measures=[*kinds, "volatility_rms", *parts])

# %% [markdown]
# ## Part 5: who gains least? (10 points)
#
# An average may hide losses. Draw the change of fit by education and ICT skill *before the policy*,
# and name the group that gained least.
#
# Follow the same persons: `fit_same_persons_...` is the mean fit of those who lived here when
# measuring began, by education and ICT level at that time. `fit_cell_...` groups by the present
# level. A course that lifts people out of a cell changes who is in it, so the change of its mean
# can have the wrong sign.

# %%
levels = ["none", "below1", "level1", "level2", "level3"]
mean = results.summary().groupby("scenario").mean(numeric_only=True)
gain = mean.loc["policy"] - mean.loc["baseline"]
grid = [[gain[f"fit_same_persons_{e}_{level}"] for level in levels] for e in ("low", "mid", "high")]
figure, axes = plt.subplots(figsize=(6, 2.6))
most = max(abs(value) for row in grid for value in row)
axes.imshow(grid, cmap="PuOr", vmin=-most, vmax=most, aspect="auto")
for row, values in enumerate(grid):
    for column, value in enumerate(values):
        dark = abs(value) > 0.6 * most
        axes.text(
            column, row, f"{value:+.3f}", ha="center", va="center", fontsize=8,
            color="white" if dark else "black",
        )  # fmt: skip
axes.set_xticks(range(5), levels)
axes.set_yticks(range(3), ["low", "mid", "high"])
_ = axes.set(
    xlabel="ICT skill before the policy (PIAAC level)", ylabel="education",
    title="change of mean fit of the same persons, 0–1",
)  # fmt: skip

# %%
gained_least = None  # your answer: education and ICT level, like ("mid", "level1")

least = min(
    (grid[row][column], (e, level))
    for row, e in enumerate(("low", "mid", "high"))
    for column, level in enumerate(levels)
)
check(
    gained_least,
    lambda cell: tuple(cell) == least[1],
    "this group gained least (or lost most)",
    "look at the picture again; how many people are in that group (`same_persons_...`)?",
)

# %% [markdown]
# ## Part 6: one page
#
# Write to the council: what you would do, how certain you are, who gains, who does not, and what
# the model leaves out. Name one assumption (`cityfit parameters` marks each as measured,
# calibrated, assumed or policy) that could reverse your advice, and test it.
