"""Falls of fit in knowledge-intensive and other work."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.measures.variances.volatility_by_industry import knowledge_intensive


def test_knowledge_intensive_families(baseline):
    """Knowledge services are, cleaning and building are not; a family is or is not as a whole."""
    occupations = baseline.world.occupations
    found = knowledge_intensive(occupations)
    by_name = dict(zip(occupations.names, found, strict=True))
    assert by_name["software_applications_developers_analysts"]
    assert by_name["information_communications_technology_operations_user"]
    assert not by_name["domestic_hotel_office_cleaners_helpers"]
    assert not by_name["building_frame_trades_workers"]
    for family in range(len(occupations.families)):
        assert len(set(found[occupations.family == family])) == 1


def test_falls_of_both_make_those_of_all(baseline):
    """Weighted by people, their squares are the mean square fall of everybody this month."""
    citizens, last = baseline.world.citizens, baseline.measures.iloc[-1]
    rows = np.flatnonzero(citizens.resident)
    falls = np.minimum(citizens.causes[rows].sum(axis=1, dtype=float), 0.0)
    occupation = np.where(citizens.occupation[rows] >= 0, citizens.occupation[rows],
                          citizens.origin[rows])  # fmt: skip
    part = knowledge_intensive(baseline.world.occupations)[occupation].mean()
    assert 0.0 < part < 1.0
    both = part * last["falls_of_fit_knowledge"] ** 2 + (1 - part) * last["falls_of_fit_other"] ** 2
    assert both == pytest.approx((falls**2).mean())
