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
# There are three interventions, each paid from a budget in euro per citizen and year:
#
# * **training**: courses, most often in ICT;
# * **communities**: career communities, in which people of an occupation, an industry or a
#   neighbourhood help each other;
# * **network**: organising employers, schools and services as a network.
#
# None of them sets an outcome. Each sets *levers*, such as places in courses, contacts or
# information about vacancies. Here you choose one budget and three ways to spend it, and then
# change the design of one of them.

# %%
from experiments import compare, run
from scenarios import load

size = {"city.citizens": 1500, "city.months": 96, "city.burn_in": 36}
total = 150  # euro per citizen and year
kinds = ("training", "communities", "network")


def city(name, **budgets):
    """A city with some budgets, in euro per citizen and year; policy starts after burn-in."""
    changes = dict(size)
    for kind in kinds:
        changes[f"interventions.{kind}.annual_budget_per_citizen"] = budgets.get(kind, 0)
        changes[f"interventions.{kind}.start_month"] = 36
    return load("baseline").but(changes, name=name, title=name.replace("_", " "))


# %% [markdown]
# ## One budget, three interventions

# %%
cities = [
    city("baseline"),
    city("training", training=total),
    city("communities", communities=total),
    city("network", network=total),
    city("a_third_each", training=total / 3, communities=total / 3, network=total / 3),
]
results = run(cities, seeds=4)
measures = ["unbalance", "volatility", "unemployment_all", "ict_skill_low", "misfit_share_low"]
table = compare(results, against="baseline", measures=measures)
table

# %%
_ = table.plot("unbalance")

# %%
_ = table.plot("volatility")

# %% [markdown]
# An effect is scenario minus baseline, seed by seed, with its 95 % interval. **Look first at the
# intervals**: if one contains 0, this batch cannot tell the sign of the effect.
#
# ## Play
#
# Divide a budget with the sliders and press the button: two seeds, with the policy and without.

# %%
from ipywidgets import FloatSlider, interact_manual


def play(**budgets):
    """Effects of some budgets, in euro per citizen and year."""
    pair = [city("baseline"), city("my policy", **budgets)]
    return compare(run(pair, seeds=2), against="baseline", measures=["unbalance", "volatility"])


euro = {"min": 0, "max": total, "step": 10}
_ = interact_manual(play, **{kind: FloatSlider(total / 3, **euro) for kind in kinds})

# %% [markdown]
# ## The design of a policy
#
# The same budget can reach different people. `targeting` is the share of places reserved for the
# third with the least ICT skill; `outreach_share` is the share of the budget spent on reaching
# those who do not apply.

# %%
designs = [city("baseline"), city("training", training=total)]
for targeting, outreach in ((0.0, 0.0), (0.9, 0.0), (0.9, 0.4)):
    designs.append(
        city("training", training=total).but(
            {
                "interventions.training.targeting": targeting,
                "interventions.training.outreach_share": outreach,
            },
            name=f"targeted_{targeting:.0%}_outreach_{outreach:.0%}".replace("%", ""),
        )
    )
inside = run(designs, seeds=4)
compare(inside, against="baseline", measures=["unbalance", "ict_skill_low", "ict_skill_high"])

# %% [markdown]
# The meaning, unit, status and source of a parameter:

# %%
from simulation.settings import parameter_table

declarations = {name: declaration for name, _, declaration in parameter_table()}
targeting = declarations["interventions.training.targeting"]
print(targeting.meaning, "|", targeting.unit, "|", targeting.status, "|", targeting.source)

# %% [markdown]
# **Your turn**
#
# 1. Design a policy of at most 150 euro that lowers `unbalance` without raising `volatility`.
#    *Before* you run it, write down what you expect and why; then report the results.
# 2. Give the network another form: `interventions.network.governance_mode` is one of shared, lead
#    organisation or administrative organisation. Does it matter in a city of this size?
# 3. Stop the funding after two years (`interventions.network.funding_path`). Which effects last?
