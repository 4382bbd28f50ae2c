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
# You are about to found a small city, let some years pass, change one thing and see what
# difference it makes, and to whom. It takes about five minutes, most of them yours.
#
# The question behind it: in a smart city, *who fits, for how long, and what helps?* Two numbers
# will keep us busy (Curşeu, Semeijn & Nikolova 2021):
#
# * **unbalance**: how much better the educated and ICT literate fit than the others;
# * **volatility**: how much a person's fit changes from month to month.

# %%
from experiments import compare, run
from scenarios import load, names
from simulation import SmartCity

names()

# %% [markdown]
# ## Found a city
#
# `load` reads a scenario, `but` changes some of its parameters. Two thousand citizens and eight
# years are enough for a first look. The first two years settle the job market; they are called
# burn-in, and no statistic uses them.

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
# ## Meet the citizens
#
# All of them as a table, or one of them as an agent:

# %%
people = city.citizens.frame()
people.groupby("education", observed=True)[["skills_ict", "fit", "perceived"]].mean().round(2)

# %%
someone = city.citizens[17]
print(someone.education, someone.status, someone.occupation_name)
print("fit", round(someone.fit, 2), "felt as", round(someone.perceived, 2))

# %% [markdown]
# **Look:** is the gap between the educated and the others as wide in *felt* fit as in fit? Why
# might people who fit badly not feel it as much?
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
# One city proves nothing, since luck differs from seed to seed. We run each world with six seeds;
# seed by seed both worlds have *the same people and the same luck*, so what differs is the policy.

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
# The effect is training less baseline, with a 95 % interval over the pairs of seeds. An interval
# that contains 0 says: with six seeds one cannot tell.

# %%
_ = table.plot("ict_skill_low")

# %% [markdown]
# **Questions to go on with**
#
# 1. Does training lower *unbalance*? Does it lower *volatility*? Is the answer clear with six
#    seeds, and how many would you need?
# 2. A mistyped name is refused and the right one proposed. Try
#    `load("training").but({"interventions.training.anual_budget_per_citizen": 10})`.
# 3. Put the same money into `interventions.communities` instead. Who gains now?
