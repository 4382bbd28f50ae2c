"""Claims on each margin: the frozen parts, and the measures that they read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.claims import claims
from experiments.claims.claim import Evidence
from experiments.claims.margins import occurs
from experiments.preregistration.registration import read
from simulation.core.vocabulary import MARGINS
from simulation.engine import measure_columns

CLAIMS = {claim.number: claim for claim in claims()}
JUDGED = ("H9", "H10", "H13", "H17")


def on_margin(claim, margin):
    """A claim as it is read on a margin, or None."""
    return next((reading for reading in claim.readings if reading.reading == margin), None)


@pytest.mark.parametrize("margin", MARGINS)
def test_the_frozen_claims_are_judged_on_every_margin(margin):
    """Those that the pre-registration names, with its parts, and no others."""
    found = {number: on_margin(claim, margin) for number, claim in CLAIMS.items()}
    assert tuple(number for number, claim in found.items() if claim) == JUDGED
    for number in ("H9", "H13", "H17"):
        frozen = read().claim(number).on_a_margin
        names = [(part.name, part.null, part.smallest) for part in frozen.parts]
        assert [(part.name, part.null, part.smallest) for part in found[number].parts] == names
    parts = [part.name for part in found["H10"].parts]
    assert ("job loss, low over high" in parts) == (margin == "access")


def test_job_loss_occurs_only_where_jobs_are_lost():
    """Redesign can matter on every margin, job loss on access alone."""
    assert [margin for margin in MARGINS if occurs("job_loss", margin)] == ["access"]
    assert all(occurs("redesign", margin) for margin in MARGINS)


@pytest.mark.parametrize("margin", MARGINS)
@pytest.mark.parametrize("number", JUDGED)
def test_it_reads_measures_that_exist(number, margin):
    """With made-up runs each part gets one number per seed."""
    draw = np.random.default_rng(1)
    claim = on_margin(CLAIMS[number], margin)
    columns = measure_columns()
    summaries = {
        arm.name: pd.DataFrame(draw.random((4, len(columns))) + 0.1, columns=columns)
        for arm in claim.arms
    }
    findings = claim.test(Evidence([1, 2, 3, 4], 12, summaries))
    assert len(findings) == len(claim.parts) > 0
    for finding in findings:
        assert np.isfinite(finding.values).all()
        assert finding.values.shape == (4,)
