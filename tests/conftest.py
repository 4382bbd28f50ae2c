"""Shared fixtures: small cities, a browser, an option for golden files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings

from simulation.core.accounts import INTERVENTIONS
from simulation.core.measure import OUTSIDE
from simulation.core.process import Process
from simulation.core.vocabulary import ICT
from simulation.engine import CityRun, Outcome, simulate
from simulation.settings import Settings
from simulation.world import World

# compiled functions are slow when first called, and machines differ
hypothesis_settings.register_profile("cityfit", deadline=None)
hypothesis_settings.load_profile("cityfit")

SMALL = {"city.citizens": 300, "city.months": 24, "city.burn_in": 6}
BUDGET = 120.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
#: Milliseconds after which a browser counts as hanging.
PATIENCE = 600_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files from the present model",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Compile the model once before several test processes start."""
    if not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None):
        subprocess.run([sys.executable, "-m", "experiments.compile_model"], check=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Forget measures that other tests declared: cities warn that they do not take them."""
    OUTSIDE.clear()


@pytest.fixture(scope="session")
def budgets() -> Callable[..., dict[str, Any]]:
    """Changes that pay for the named interventions, all three by default."""

    def pay(*names: str, budget: float = BUDGET, start: int = 12) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for name in names or INTERVENTIONS:
            changes[f"interventions.{name}.annual_budget_per_citizen"] = budget
            changes[f"interventions.{name}.start_month"] = start
        return changes

    return pay


@pytest.fixture(scope="session")
def small_settings() -> Callable[..., Settings]:
    """Settings of a city of 300 citizens and 24 months, with some values changed."""

    def build(changes: dict[str, Any] | None = None) -> Settings:
        return Settings({**SMALL, **(changes or {})})

    return build


@pytest.fixture(scope="session")
def small_run(small_settings) -> Callable[..., CityRun]:
    """A small city that has not begun its first month."""

    def build(changes: dict[str, Any] | None = None, seed: int = 1) -> CityRun:
        return CityRun(small_settings(changes), seed)

    return build


@pytest.fixture(scope="session")
def small_city(small_settings) -> Callable[..., Outcome]:
    """A small city after its last month."""

    def build(changes: dict[str, Any] | None = None, seed: int = 1, panel: int = 0) -> Outcome:
        return simulate(small_settings(changes), seed, panel=panel)

    return build


@pytest.fixture(scope="session")
def baseline(small_city) -> Outcome:
    """The small city with seed 1 and no intervention; read only."""
    return small_city()


@pytest.fixture(scope="session")
def asked_of() -> Callable[[World, np.ndarray], np.ndarray]:
    """What the posts of job-holders ask: as their occupation, with the ICT demand of the post."""

    def asked(world: World, rows: np.ndarray) -> np.ndarray:
        citizens = world.citizens
        demand = world.occupations.demand[citizens.occupation[rows]]
        demand[:, ICT] = np.clip(demand[:, ICT] + citizens.ict_above[rows], 0.0, 1.0)
        return demand

    return asked


@dataclass
class Observed:
    """A process with hooks before and after it."""

    process: Process
    before: Callable[[Process, World], None]
    after: Callable[[Process, World], None]

    def run(self, world: World) -> None:
        self.before(self.process, world)
        self.process.run(world)
        self.after(self.process, world)


@pytest.fixture(scope="session")
def observe() -> Callable[..., None]:
    """Call two functions before and after each process of a run."""

    def nothing(process: Process, world: World) -> None:
        pass

    def watch(run: CityRun, *, before=nothing, after=nothing) -> None:
        run.processes = [Observed(process, before, after) for process in run.processes]

    return watch


@pytest.fixture(scope="session")
def paired() -> Callable[..., np.ndarray]:
    """Late means of measures with some values changed, less those without, seed by seed."""

    def difference(
        changes: dict[str, Any],
        columns: list[str],
        *,
        base: dict[str, Any] | None = None,
        seeds: range = range(1, 5),
        citizens: int = 800,
        months: int = 72,
        burn_in: int = 24,
    ) -> np.ndarray:
        size = {"city.citizens": citizens, "city.months": months, "city.burn_in": burn_in}
        common = {**size, **(base or {})}

        def late(values: dict[str, Any], seed: int) -> np.ndarray:
            measures = simulate(Settings(values), seed).measures
            return measures.loc[measures["month"] > burn_in, columns].mean().to_numpy()

        return np.array([late({**common, **changes}, s) - late(common, s) for s in seeds])

    return difference


def browser_path() -> str | None:
    named = os.environ.get("CITYFIT_BROWSER")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    path = browser_path()
    if path is None:
        # where a browser is promised, its absence is a fault
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"no browser: none of {', '.join(BROWSERS)} is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def tab(browser):
    """Open a tab of its own: nothing is shared with other tabs."""
    contexts = []

    def open_tab(width: int = 1280, height: int = 900):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.mistakes = []
        page.on("pageerror", lambda error: page.mistakes.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.mistakes.append(said.text))
        return page

    yield open_tab
    for context in contexts:
        context.close()
