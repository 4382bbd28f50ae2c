"""The study of mechanisms: each is off in one city, and its effect is found where it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.studies import mechanisms as study
from scenarios import load


def test_each_mechanism_is_on_in_the_baseline_and_off_in_one_city():
    on = load("baseline").settings.flat()
    built = {one.name: one for one in study.QUICK.scenarios()}
    assert len(built) == len(study.OFF) + 2
    for mechanism, changes in study.OFF.items():
        settings = built[study.without(mechanism)].settings.flat()
        for name, value in changes.items():
            assert settings[name] == value
            assert on[name] != value, f"{name} is off already"
    for changes in study.OFF.values():
        everything = built[study.without(study.ALL)].settings.flat()
        assert everything | changes == everything


def test_an_effect_is_what_is_lost_without_the_mechanism():
    draw = np.random.default_rng(5)
    common = draw.random(6)
    rows = []
    for name in ("baseline", *(study.without(one) for one in (*study.OFF, study.ALL))):
        gap = 0.2 if name in (study.without("licences"), study.without(study.ALL)) else 0.0
        values = dict.fromkeys(study.MEASURES, common)
        values["unbalance"] = 1.0 + common - gap + 1e-3 * draw.random(6)
        rows.append(pd.DataFrame({"scenario": name, "seed": range(6), **values}))
    found = pd.DataFrame(study.table(pd.concat(rows))).set_index(["mechanism", "measure"])
    assert found.loc[("licences", "unbalance"), "effect"] == pytest.approx(0.2, abs=2e-3)
    assert found.loc[("licences", "unbalance"), "found"] == "yes"
    assert found.loc[("signals", "unbalance"), "effect"] == pytest.approx(0.0, abs=2e-3)
    assert found.loc[("licences", "vacancies"), "found"] == "no"
    assert found.loc[("none", "vacancies"), "without"] == pytest.approx(common.mean())
