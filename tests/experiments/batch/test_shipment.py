"""What a notebook or script defines reaches worker processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import simulation
from experiments.batch.shipment import Shipment, shipment_of
from scenarios import load
from simulation.core import extension

ROOT = Path(simulation.__path__[0]).parent
SCRIPT = """
from dataclasses import dataclass
from typing import ClassVar
from experiments import run
from scenarios import load
from simulation import SmartCity
from simulation.extending import Process, measure, parameter

FACTOR = 2.0

@measure(subject="own", unit="months")
def twice(world):
    "Twice the month."
    return FACTOR * world.month

@dataclass(frozen=True)
class Gift(Process):
    "Everybody gets money."
    section: ClassVar[str] = "gift"
    euro: float = parameter(
        1.0, unit="euro", low=0, high=9, status="policy", meaning="gift", source="policy")
    def run(self, world):
        world.citizens.money[world.citizens.resident] += self.euro

class Village(SmartCity):
    "A city with a festival."
    def step(self):
        super().step()
        self.world.citizens.happiness[self.world.citizens.resident] = 1.0

small = load("baseline").but({"citizens": 300, "months": 4, "burn_in": 1})
gift = small.with_process(Gift(euro=2.0), after="prices", name="gift")
results = run([small, gift], seeds=1, jobs=2)
assert not results.failures, results.failures
here = SmartCity(gift, seed=1).run(progress=False).measures
assert here["twice"].tolist() == [2.0, 4.0, 6.0, 8.0]
village = run(small.but({}, name="village"), seeds=1, jobs=2, city=Village)
assert not village.failures, village.failures
print("done")
"""


def test_only_runs_with_extensions_carry_any():
    assert shipment_of(load("baseline").settings.flat()) is None


def test_folders_that_a_worker_lacks_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    Shipment((str(tmp_path), str(tmp_path / "none")), b"").unpack()
    assert str(tmp_path) in sys.path
    assert str(tmp_path / "none") not in sys.path


def test_the_folder_of_a_module_is_carried(tmp_path, monkeypatch):
    monkeypatch.setattr(extension, "_loaded", dict(extension._loaded))
    monkeypatch.syspath_prepend(str(ROOT / "experiments" / "example_extension"))
    scenario = load("baseline").with_extension("cityfit_laptops")
    shipment = shipment_of(scenario.settings.flat())
    assert shipment.folders == (str(ROOT / "experiments" / "example_extension"),)
    assert shipment.defined == b""


@pytest.mark.long
def test_a_script_needs_no_module(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stderr
