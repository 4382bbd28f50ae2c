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
# # Design an intervention
#
# Three interventions are on the table, each paid from a budget in euro per citizen and year:
#
# * **training**: courses, most often in ICT;
# * **communities**: career communities, in which people of an occupation, an industry or a
#   neighbourhood help each other;
# * **network**: organising employers, schools and services as a network.
#
# None of them sets an outcome. Each sets *levers* (places in courses, contacts, vacancies that
# become known), and what comes of it comes of it. Here you choose one budget and three ways to
# spend it, and then change the inside of one of them.

# %%
from experiments import compare, run
from scenarios import load

size = {"city.citizens": 1500, "city.months": 96, "city.burn_in": 36}
pot = 150  # euro per citizen and year, the same for everybody
kinds = ("training", "communities", "network")


def city(name, **budgets):
    """A city with some budgets, in euro per citizen and year; policy starts after burn-in."""
    changes = dict(size)
    for kind in kinds:
        changes[f"interventions.{kind}.annual_budget_per_citizen"] = budgets.get(kind, 0)
        changes[f"interventions.{kind}.start_month"] = 36
    return load("baseline").but(changes, name=name, title=name.replace("_", " "))


# %% [markdown]
# ## One pot, three doors

# %%
cities = [
    city("baseline"),
    city("training", training=pot),
    city("communities", communities=pot),
    city("network", network=pot),
    city("a_third_each", training=pot / 3, communities=pot / 3, network=pot / 3),
]
results = run(cities, seeds=4, jobs=1)
measures = ["unbalance", "volatility", "unemployment_all", "ict_skill_low", "misfit_share_low"]
table = compare(results, against="baseline", measures=measures)
table

# %%
_ = table.plot("unbalance")

# %%
_ = table.plot("volatility")

# %% [markdown]
# An effect is scenario less baseline, seed by seed, with its 95 % interval. **Look first at the
# intervals**: where one contains 0 this batch cannot tell, whichever side the point lies on.
#
# ## Inside a policy
#
# The same money can reach different people. `targeting` is the share of places kept for the third
# with the least ICT skill; `outreach_share` is money spent to find those who do not come by
# themselves.

# %%
designs = [city("baseline"), city("training", training=pot)]
for targeting, outreach in ((0.0, 0.0), (0.9, 0.0), (0.9, 0.4)):
    designs.append(
        city("training", training=pot).but(
            {
                "interventions.training.targeting": targeting,
                "interventions.training.outreach_share": outreach,
            },
            name=f"targeted_{targeting:.0%}_outreach_{outreach:.0%}".replace("%", ""),
        )
    )
inside = run(designs, seeds=4, jobs=1)
compare(inside, against="baseline", measures=["unbalance", "ict_skill_low", "ict_skill_high"])

# %% [markdown]
# What a parameter means, its unit, its range and where its value comes from:

# %%
from simulation.settings import parameter_table

abouts = {name: declaration for name, _, declaration in parameter_table()}
about = abouts["interventions.training.targeting"]
print(about.meaning, "|", about.unit, "|", about.status, "|", about.source)

# %% [markdown]
# **Your turn**
#
# 1. Design a policy of at most 150 euro that lowers `unbalance` without raising `volatility`.
#    Write down *before* you run it what you expect and why; then report what came out.
# 2. Give the network another form: `interventions.network.governance_mode` is one of shared, lead
#    organisation or administrative organisation. Does it matter in a city of this size?
# 3. Stop the money after two years (`interventions.network.funding_path`). What is left?
