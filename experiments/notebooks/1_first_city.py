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
# # A first city
#
# You create a small city, simulate some years, change one thing and see what difference it makes,
# and to whom. It takes about five minutes.
#
# The question: in a smart city, *who fits, for how long, and what helps?* Two measures matter most
# (Curşeu, Semeijn & Nikolova 2021):
#
# * **unbalance**: how much better the educated and ICT literate fit than the others;
# * **volatility**: how much a person's fit changes from month to month.

# %%
from experiments import compare, run
from scenarios import load, names
from simulation import SmartCity

names()

# %% [markdown]
# ## Create a city
#
# `load` reads a scenario, `but` changes some of its parameters. Two thousand citizens and eight
# years are enough for a first look. In the first two years, the burn-in, the job market settles; no
# statistic uses them.

# %%
small = {"city.citizens": 2000, "city.months": 96, "city.burn_in": 24}
city = SmartCity(load("baseline").but(small), seed=1)
city.run(progress=False)
city.measures[["fit", "unbalance", "unemployment_all", "well_being"]].tail(3).round(3)

# %% [markdown]
# `city.measures` has one row per month and a column per measure. Its units are in `.attrs`:

# %%
city.measures.attrs["units"]["unbalance"], city.measures.attrs["units"]["wealth"]

# %% [markdown]
# ## The citizens
#
# All citizens as a table, or one of them as an agent:

# %%
people = city.citizens.frame()
people.groupby("education", observed=True)[["skills_ict", "fit", "perceived"]].mean().round(2)

# %%
citizen = city.citizens[17]
print(citizen.education, citizen.status, citizen.occupation_name)
print("fit", round(citizen.fit, 2), "perceived as", round(citizen.perceived, 2))

# %% [markdown]
# **Look:** is the gap between the educated and the others as wide in *perceived* fit as in fit? Why
# might people who fit badly perceive it less?
#
# ## Fit by education over time

# %%
columns = [f"fit_by_education_{level}" for level in ("low", "mid", "high")]
styles = ["-", "--", ":"]
axes = (
    city.measures[columns]
    .rolling(6)
    .mean()
    .plot(figsize=(7, 3), style=styles, color=["#D55E00", "#7F7F7F", "#0072B2"])
)
axes.axvspan(0, 24, color="0.93")
axes.set(xlabel="month (grey: burn-in)", ylabel="mean fit, 0–1 (six-month mean)")
_ = axes.legend(["low education", "mid", "high"], frameon=False)

# %% [markdown]
# ## Change one thing
#
# Now the same city with a training programme that starts after burn-in. Change `budget` and
# `targeting` and run the rest again: that is your experiment.
#
# One city proves nothing, because random draws differ from seed to seed. We run both scenarios with
# six seeds. With one seed both have *the same people and the same random draws*, so they differ
# only through the policy.

# %%
budget = 240  # euro per citizen and year
targeting = 0.8  # share of places reserved for the third with the least ICT skill

baseline = load("baseline").but(small)
training = load("training").but(
    {
        **small,
        "interventions.training.annual_budget_per_citizen": budget,
        "interventions.training.targeting": targeting,
        "interventions.training.start_month": 24,
    }
)
results = run([baseline, training], seeds=6, jobs=1)

# %%
table = compare(
    results,
    against="baseline",
    measures=["unbalance", "volatility", "ict_skill_low", "unemployment_all", "wealth"],
)
table

# %% [markdown]
# The effect is training minus baseline, with a 95 % interval over the pairs of seeds. If it
# contains 0, six seeds are not enough to tell.

# %%
_ = table.plot("ict_skill_low")

# %% [markdown]
# ## Play
#
# Set the sliders and press the button. Both cities are run anew, with two seeds.

# %%
from ipywidgets import FloatSlider, interact_manual


def play(budget, targeting, pace):
    """Effects of a training programme in a city whose jobs change at some pace."""
    world = {**small, "redesign.pace": pace}
    policy = {
        "interventions.training.annual_budget_per_citizen": budget,
        "interventions.training.targeting": targeting,
        "interventions.training.start_month": 24,
    }
    pair = [load("baseline").but(world), load("training").but({**world, **policy})]
    return compare(run(pair, seeds=2, jobs=1), against="baseline", measures=["fit", "unbalance"])


_ = interact_manual(
    play,
    budget=FloatSlider(240, min=0, max=500, step=20),
    targeting=FloatSlider(0.8, min=0, max=1, step=0.1),
    pace=FloatSlider(1, min=0, max=5, step=0.5),
)

# %% [markdown]
# **Questions**
#
# 1. Does training lower *unbalance*? Does it lower *volatility*? Is the answer clear with six
#    seeds, and how many would you need?
# 2. A mistyped name is refused and the nearest name is suggested. Try
#    `load("training").but({"interventions.training.anual_budget_per_citizen": 10})`.
# 3. Spend the same budget on `interventions.communities` instead. Who gains now?
