"""The example of an extension, installed as an outsider installs it, by every way in."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
PARENT = sysconfig.get_path("purelib")
SMALL = ("--citizens", "300", "--months", "12", "--jobs", "2")
PAY = "interventions.laptops.annual_budget_per_citizen"
START = "interventions.laptops.start_month"

PYTHON_WAYS = f"""
import sys
import mesa, numpy as np
from scenarios import load
from simulation import SmartCity
from experiments import run

if __name__ == "__main__":
    small = load("baseline").but({{"citizens": 300, "months": 12, "burn_in": 3}})
    paid = small.but({{"{PAY}": 100, "{START}": 4}}, name="paid")
    same = small.with_extension("laptops", name="same")
    results = run([small, paid, same], seeds=2, jobs=2)
    assert not results.failures, results.failures
    city = SmartCity(paid, seed=1).run(progress=False)
    batch = mesa.batch_run(
        SmartCity, {{"citizens": 300, "months": 12, "burn_in": 3, "{PAY}".replace(".", "__"): 100,
        "{START}".replace(".", "__"): 4}}, rng=[1], display_progress=False,
    )
    assert batch[0]["fit"] == city.measures["fit"].iloc[-1]
    plain = SmartCity(small, seed=1).run(progress=False).measures
    unpaid = SmartCity(same, seed=1).run(progress=False).measures
    np.testing.assert_array_equal(unpaid[plain.columns], plain)
    from distributed import LocalCluster
    with LocalCluster(1, threads_per_worker=1, dashboard_address=None) as cluster:
        again = run(paid, seeds=1, cluster=cluster.scheduler_address)
        assert not again.failures, again.failures
    print("done")
"""


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """Python of an environment of its own, in which the example is installed without a network."""
    folder = tmp_path_factory.mktemp("outside")
    venv.create(folder / "env", with_pip=True)
    (python,) = (folder / "env").glob("*/python")
    site = sysconfig.get_path("purelib", "venv", {"base": str(folder / "env")})
    # what the model needs comes from this environment, as if it had been installed there
    (Path(site) / "parent.pth").write_text(f"import site; site.addsitedir({PARENT!r})\n")
    source = shutil.copytree(ROOT / "experiments" / "example_extension", folder / "source")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [python, *arguments], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation", str(source))
    shutil.rmtree(source)
    return run, folder


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="paths of environments differ")
def test_an_outsider_installs_it_and_uses_it_by_every_way(outside):
    run, folder = outside
    table = run("-m", "experiments", "parameters", "interventions.laptops", "--format", "csv")
    assert {row["parameter"] for row in csv.DictReader(table.splitlines())} >= {PAY, START}
    run(
        "-m", "experiments", "run", "baseline", *SMALL, "--seeds", "1", "--extension", "laptops",
        "--set", f"{PAY}=100", "--set", f"{START}=4", "-o", "runs",
    )  # fmt: skip
    (folder / "sweep.toml").write_text(
        'title = "Laptops"\nbase = "baseline"\nkind = "grid"\ncitizens = 300\nmonths = 12\n'
        f'burn_in = 3\nseeds = 1\n[set]\n"{START}" = 4\n[levers]\n"{PAY}" = [0.0, 100.0]\n'
        '[outcomes]\nmeasures = ["laptop_share"]\n'
    )
    run("-m", "experiments", "sweep", "sweep.toml", "-o", "swept", "--jobs", "2")
    (folder / "ways.py").write_text(PYTHON_WAYS)
    assert run("ways.py").strip().endswith("done")
