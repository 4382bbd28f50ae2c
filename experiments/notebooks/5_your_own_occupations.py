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
# # Your own occupations
#
# The city has 130 occupations. If you know a labour market better, use a table of your own. Its
# columns are a name, employment, the usual education, seven demands (0 to 1), the monthly wage, the
# probability of automation, and the pace at which the job changes.

# %%
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt
import pandas as pd

import scenarios
from experiments import compare, run
from scenarios import load

examples = Path(scenarios.__file__).parent / "examples"
table = pd.read_csv(examples / "twelve_occupations.csv")
table[["title", "employment", "education_asked", "ict", "social", "wage", "automation"]]

# %% [markdown]
# ## Run a city on it

# %%
size = {"city.citizens": 1000, "city.months": 84, "city.burn_in": 24}
ours = load("baseline").but(size)
twelve = load(str(examples / "twelve_occupations.toml")).but(size, name="twelve")
results = run([ours, twelve], seeds=4, jobs=1)
three = ["unbalance", "volatility", "unemployment_all"]
results.summary().groupby("scenario")[three].mean().round(3)

# %% [markdown]
# ## Change the table
#
# Suppose that robots can clean and serve. We raise the probability of automation of every job that
# requires low education, write a new table, and compare *paired by seed*.

# %%
folder = Path(mkdtemp())
robots = table.copy()
simple = robots["education_asked"] == "low"
robots.loc[simple, "automation"] = 0.95
robots.to_csv(folder / "robots.csv", index=False)

scenario = twelve.but({"occupations.table": str(folder / "robots.csv")}, name="robots")
both = run([twelve, scenario], seeds=6, jobs=1)
effects = compare(
    both, against="twelve", measures=["unbalance", "unemployment_low", "unemployment_high"]
)
effects

# %%
_ = effects.plot("unemployment_low")

# %% [markdown]
# ## Mistakes are reported
#
# A table with a gap or a typing error is refused before anything runs. The message names file,
# line, column and the allowed values:

# %%
from simulation.core.errors import ScenarioError

broken = table.copy()
broken.loc[3, "ict"] = 1.7
broken.to_csv(folder / "broken.csv", index=False)
try:
    twelve.but({"occupations.table": str(folder / "broken.csv")}, name="broken")
except ScenarioError as error:
    print(str(error).replace(str(folder), "..."))

# %% [markdown]
# ## The table as a picture

# %%
colors = {"low": "#D55E00", "mid": "#7F7F7F", "high": "#0072B2"}
marks = {"low": "o", "mid": "s", "high": "^"}
figure, axes = plt.subplots(figsize=(6, 3.2))
for education, group in table.groupby("education_asked"):
    axes.scatter(
        group["ict"], group["wage"], s=group["employment"], color=colors[education],
        marker=marks[education], label=f"requires {education} education",
    )  # fmt: skip
axes.set(xlabel="ICT demand, 0–1", ylabel="wage, euro per month")
_ = axes.legend(frameon=False)

# %% [markdown]
# **Your turn.** Take the occupations of your own region (a statistical office publishes employment
# and wages; O*NET and ESCO publish skills), map the skills to the seven demands, and write down
# every choice you had to make. All columns, units and ranges: `docs/model/occupations.md`.
