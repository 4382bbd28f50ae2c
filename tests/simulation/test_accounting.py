"""Accounting: what must add up in every month of every city, whatever the parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from simulation.core.accounts import INTERVENTIONS
from simulation.core.vocabulary import (
    CLOSED,
    EDUCATIONS,
    EMPLOYED,
    INACTIVE,
    OUTSIDER,
    UNEMPLOYED,
    VACANT,
)
from simulation.engine import CityRun
from simulation.settings import Settings

SIZE, MONTHS, START = 1500, 40, 12
BUDGET = 120.0
SHARES = (
    "skills",
    "evident",
    "energy",
    "health",
    "happiness",
    "productivity",
    "trust",
    "demand_ability",
    "needs_supply",
    "supplementary",
    "complementary",
    "fit",
    "perceived",
    "potential",
    "reach",
    "aspiration",
    "neighbours",
)


@dataclass
class Month:
    """What was seen in one month; counts are by education."""

    number: int
    stocks_before: np.ndarray
    stocks_after: np.ndarray
    flows: dict[str, np.ndarray]
    jobs_left: np.ndarray
    labour_force_left: np.ndarray
    labour_force_came: np.ndarray
    citizens_gap: float
    city_gap: float
    wages: float
    spending: dict[str, float]
    residents_before: int
    worst_cause_gap: float
    columns_out_of_range: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def stocks(world):
    """Residents by education and labour-market state."""
    citizens = world.citizens
    counts = np.zeros((len(EDUCATIONS), 3), dtype=np.int64)
    rows = np.flatnonzero(citizens.resident)
    np.add.at(counts, (citizens.education[rows], citizens.status[rows]), 1)
    return counts


def states(world):
    """Education and state of every resident, by identity."""
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident)
    columns = (citizens.person[rows], citizens.education[rows], citizens.status[rows])
    return {
        int(person): (int(education), int(status))
        for person, education, status in zip(*columns, strict=True)
    }


class Traffic:
    """Counts who leaves a job other than by losing it, and who joins and leaves the workforce."""

    WATCHED = ("participation", "ageing", "migration")

    def __init__(self):
        self.jobs_left = np.zeros(3, dtype=np.int64)
        self.labour_force_left = np.zeros(3, dtype=np.int64)
        self.labour_force_came = np.zeros(3, dtype=np.int64)
        self._before = {}

    def before(self, process, world):
        if process.section in self.WATCHED:
            self._before = states(world)

    def after(self, process, world):
        if process.section not in self.WATCHED:
            return
        now = states(world)
        for person, (education, status) in self._before.items():
            later = now.get(person, (education, None))[1]
            self.jobs_left[education] += status == EMPLOYED and later != EMPLOYED
            self.labour_force_left[education] += status != INACTIVE and later in (None, INACTIVE)
        for person, (education, status) in now.items():
            earlier = self._before.get(person, (education, None))[1]
            self.labour_force_came[education] += status != INACTIVE and earlier in (None, INACTIVE)


def look_at_states(world, troubles):
    """Everybody is in one state, and posts and their holders agree."""
    citizens, posts = world.citizens, world.posts
    rows = np.flatnonzero(citizens.resident)
    employed = rows[citizens.status[rows] == EMPLOYED]
    jobless = rows[citizens.status[rows] != EMPLOYED]
    held = citizens.post[employed]
    filled = posts.holder[posts.holder >= 0]
    names = ("post", "employer", "occupation")
    found = {
        "a resident is in no state": ~np.isin(
            citizens.status[rows], (EMPLOYED, UNEMPLOYED, INACTIVE)
        ),
        "two residents share an identity": np.unique(citizens.person[rows]).size != rows.size,
        "an employed citizen holds no post": held < 0,
        "a post's holder is not who holds it": posts.holder[held] != employed,
        "a job-holder's employer is not the post's": (
            posts.employer[held] != citizens.employer[employed]
        ),
        "a job-holder's occupation is not the post's": (
            posts.occupation[held] != citizens.occupation[employed]
        ),
        "a citizen without a job holds a post": [
            (getattr(citizens, name)[jobless] != -1).any() for name in names
        ],
        "an empty row holds a post": citizens.post[~citizens.resident] != -1,
        "a post has an impossible holder": (posts.holder < CLOSED)
        | (posts.holder >= citizens.rows),
        "posts filled by citizens are not as many as job-holders": filled.size != employed.size,
    }
    troubles += [trouble for trouble, seen in found.items() if np.any(seen)]


def look_at_posts(world, troubles):
    """Filled, held by outsiders and vacant make the posts, per occupation and employer."""
    posts, employers = world.posts, world.employers
    there = posts.holder != CLOSED
    for kind, size in (("employer", employers.rows), ("occupation", world.occupations.rows)):
        where = getattr(posts, kind)
        parts = sum(
            np.bincount(where[chosen], minlength=size)
            for chosen in (posts.holder >= 0, posts.holder == OUTSIDER, posts.holder == VACANT)
        )
        if (parts != np.bincount(where[there], minlength=size)).any():
            troubles.append(f"filled and vacant posts are not all posts per {kind}")
    counted = np.bincount(posts.employer[there], minlength=employers.rows)
    if (employers.posts != counted).any():
        troubles.append("employers.posts is not the number of posts")
    if (counted[~employers.present] > 0).any():
        troubles.append("an employer who left has posts")
    working = world.citizens.employer[world.citizens.resident]
    staff = np.bincount(working[working >= 0], minlength=employers.rows)
    if (employers.staff != staff).any():
        troubles.append("employers.staff is not the number who work there")


def look_at_ranges(world, troubles):
    """What is a share is a share."""
    citizens = world.citizens
    for name in SHARES:
        values = getattr(citizens, name)[citizens.resident]
        if not ((values >= 0) & (values <= 1)).all():
            troubles.append(f"{name} is not between 0 and 1")
    if (citizens.money[citizens.resident] < -0.01).any():
        troubles.append("savings are negative")
    for name in ("amenities", "infrastructure"):
        values = getattr(world.districts, name)
        if not ((values >= 0) & (values <= 1)).all():
            troubles.append(f"districts.{name} is not between 0 and 1")
    if not ((world.occupations.demand >= 0) & (world.occupations.demand <= 1)).all():
        troubles.append("a demand is not between 0 and 1")


def fit_by_person(world):
    """Fit of every resident who has one, by identity."""
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident & citizens.known)
    return dict(zip(citizens.person[rows].tolist(), citizens.fit[rows].tolist(), strict=True))


def cause_gap(world, fit_before):
    """Largest difference between a citizen's change of fit and the sum of its causes."""
    citizens = world.citizens
    worst = 0.0
    attributed = citizens.causes.sum(axis=1, dtype=np.float64)
    for row in np.flatnonzero(citizens.resident):
        person = int(citizens.person[row])
        change = citizens.fit[row] - fit_before.get(person, citizens.fit[row])
        worst = max(worst, abs(float(change) - attributed[row]))
    return worst


def follow(run, observe):
    """Step a city to its end and note every month."""
    world, seen = run.world, []
    bare = list(run.processes)
    for number in range(1, MONTHS + 1):
        traffic = Traffic()
        run.processes = list(bare)
        observe(run, before=traffic.before, after=traffic.after)
        stocks_before, fit_before = stocks(world), fit_by_person(world)
        run.step()
        month = Month(
            number,
            stocks_before,
            stocks(world),
            {name: counts.copy() for name, counts in world.flows.items()},
            traffic.jobs_left,
            traffic.labour_force_left,
            traffic.labour_force_came,
            world.accounts.citizens_gap,
            world.accounts.city_gap,
            world.accounts.wages,
            dict(world.accounts.spending),
            int(stocks_before.sum()),
            cause_gap(world, fit_before),
        )
        look_at_states(world, month.troubles)
        look_at_posts(world, month.troubles)
        look_at_ranges(world, month.columns_out_of_range)
        seen.append(month)
    return seen


#: Parts of the budgets for assessments of skill and for work teams.
LINES = {
    "interventions.recognition.training_budget": 1.0,
    "interventions.communities.team_share": 0.25,
    "work_teams.adoption_share": 0.7,
}
#: A job market in which everything new happens at once.
NEW_WORK = {
    "platforms.ceiling": 0.2,
    "platforms.growth": 1.0,
    "shocks.platform_monopoly.month": START + 3,
    "remote_work.inbound": 0.5,
    "remote_work.outbound": 0.5,
    "informal_skill.hidden_share": 0.8,
    "redesign.common_share": 0.5,
    "redesign.pace": 4.0,
    "technology_cycle.shock_sd": 0.05,
    "boundaries.occupation_cost": 0.2,
    "ventures.active": True,
    "ventures.rate": 0.05,
    "ventures.venture_capital": 4000.0,
    "occupations.job_mix_skew": False,
    "occupations.conditions_differ": False,
}


@pytest.fixture(scope="module", params=["baseline", "all three interventions", "new work"])
def history(request, observe, budgets):
    """Every month of a city, without and with interventions, and with new kinds of work."""
    changes = {"city.citizens": SIZE, "city.months": MONTHS, "city.burn_in": START}
    paid = request.param == "all three interventions"
    if paid:
        changes |= budgets(budget=BUDGET, start=START) | LINES
    if request.param == "new work":
        changes |= NEW_WORK
    run = CityRun(Settings(changes), 3)
    return run, follow(run, observe), paid


def test_every_citizen_has_one_state_and_every_post_one_holder(history):
    """States, posts and holders agree every month, and posts add up per employer and occupation."""
    _, months, _ = history
    assert {month.number: month.troubles for month in months if month.troubles} == {}


def test_shares_stay_shares(history):
    """Skills, resources, fits and amenities stay between 0 and 1; nobody's savings are negative."""
    _, months, _ = history
    found = {m.number: m.columns_out_of_range for m in months if m.columns_out_of_range}
    assert found == {}


def test_residents_change_by_those_who_come_and_go(history):
    """Residents of each education change by entries and arrivals less retirements and leavers."""
    _, months, _ = history
    for month in months:
        flows = month.flows
        came = flows["entered"] + flows["migrated_in"]
        went = flows["retired"] + flows["migrated_out"]
        change = month.stocks_after.sum(axis=1) - month.stocks_before.sum(axis=1)
        np.testing.assert_array_equal(change, came - went, f"month {month.number}")


def test_employment_changes_by_the_flows(history):
    """Employment changes by hires less losses less job-holders who quit, retired or moved away."""
    _, months, _ = history
    for month in months:
        flows = month.flows
        change = (month.stocks_after - month.stocks_before)[:, EMPLOYED]
        flow = flows["hired_from_unemployment"] - flows["lost_job"] - month.jobs_left
        np.testing.assert_array_equal(change, flow, f"month {month.number}")


def test_labour_force_changes_by_the_flows(history):
    """The labour force changes by those who enter it and leave it, in the city or with it."""
    _, months, _ = history
    for month in months:
        change = (month.stocks_after - month.stocks_before)[:, :INACTIVE].sum(axis=1)
        flow = month.labour_force_came - month.labour_force_left
        np.testing.assert_array_equal(change, flow, f"month {month.number}")
        assert (month.flows["quit_labour_force"] <= month.labour_force_left).all()
        assert (month.flows["entered_labour_force"] <= month.labour_force_came).all()


def test_something_flows(history):
    """The flows that the other tests add up are not all nothing."""
    run, months, paid = history
    founding = run.world.settings["ventures"].active
    for name in months[0].flows:
        total = sum(int(month.flows[name].sum()) for month in months)
        expected = paid or name not in ("public_courses_started", "assessed")
        assert (total > 0) == (founding if name.startswith("businesses") else expected), name


def test_citizens_books_close(history):
    """What citizens receive, less what they pay, is what their savings grow by."""
    _, months, _ = history
    for month in months:
        assert abs(month.citizens_gap) <= 1e-6 * month.wages, month.number


def test_city_books_close(history):
    """The city's taxes are what it pays for benefits, interventions and services."""
    _, months, _ = history
    for month in months:
        assert abs(month.city_gap) <= 1e-9 * month.wages, month.number


def test_interventions_spend_no_more_than_their_budget(history):
    """The network spends its budget, the others what is taken up, nothing before."""
    run, months, paid = history
    training = run.world.settings["interventions.training"]
    place = training.place_cost * (1 + training.format_cost * (training.formats - 1))
    assessment = run.world.settings["interventions.recognition"].assessment_cost
    spent = dict.fromkeys(INTERVENTIONS, 0.0)
    granted = 0.0
    for month in months:
        budget = BUDGET * month.residents_before / 12.0 if paid and month.number > START else 0.0
        granted += budget
        for name in INTERVENTIONS:
            spent[name] += month.spending[name]
        # the fractions of a place and of an assessment are kept for the next month
        assert month.spending["training"] <= budget + place + assessment
        assert 0.75 * budget <= month.spending["communities"] * (1 + 1e-12)
        assert month.spending["communities"] <= budget * (1 + 1e-12)
        assert month.spending["network"] <= budget * (1 + 1e-12)
    assert spent["training"] <= granted * (1 + 1e-12)
    assert (spent["training"] > 0) == (spent["network"] > 0) == paid
    assert spent["network"] == pytest.approx(granted, rel=0.1)


def test_causes_add_up_to_the_change_of_fit(history):
    """For every citizen and month the causes of a change of fit add up to the change."""
    _, months, _ = history
    assert max(month.worst_cause_gap for month in months) < 1e-6


RECOMPUTED = (
    "months",
    "changes",
    "large_changes",
    "total",
    "squares",
    "products",
    "change_squares",
    "fall_squares",
    "first",
    "misfit_months",
    "misfit_spell",
    "misfit_history",
)


def recompute(paths, misfit):
    """Statistics of one citizen from fits since burn-in, with the month before it first."""
    before, fits = paths[0], np.array(paths[1:], dtype=np.float64)
    steps = np.diff(fits)
    poor = (fits < np.float32(misfit)).tolist()
    spell = 0
    for is_poor in poor:
        spell = spell + 1 if is_poor else 0
    return {
        "months": fits.size,
        "changes": steps.size,
        "large_changes": int((np.abs(steps) >= 0.10).sum()),
        "total": fits.sum(),
        "squares": (fits**2).sum(),
        "products": (fits[1:] * fits[:-1]).sum(),
        "change_squares": (steps**2).sum(),
        "fall_squares": (np.minimum(steps, 0.0) ** 2).sum(),
        "first": fits[0],
        "misfit_months": fits.size,
        "misfit_spell": spell,
        "misfit_history": sum(1 << age for age, is_poor in enumerate(reversed(poor)) if is_poor),
        "before": before,
    }


@pytest.fixture(scope="module")
def recorded(small_run, budgets):
    """A small city, and every citizen's fit of every month by identity."""
    run = small_run({"city.months": MONTHS, **budgets()})
    paths: dict[int, list[float]] = {}
    hazards = np.zeros((2, 3))
    misfit = np.float32(run.world.settings["fit"].misfit_threshold)
    cause_squares, change_squares = np.zeros((3, 7)), np.zeros(3)
    for _ in range(MONTHS):
        before = fit_by_person(run.world)
        run.step()
        world, citizens = run.world, run.world.citizens
        if not world.measuring:
            continue
        for row in np.flatnonzero(citizens.resident):
            person, fit = int(citizens.person[row]), float(citizens.fit[row])
            path = paths.setdefault(person, [before.get(person)])
            if len(path) > 1 and path[-1] < misfit:
                level = citizens.education[row]
                hazards[:, level] += (1, fit >= misfit)
            path.append(fit)
            if person in before:
                causes, change = citizens.causes[row].astype(float), fit - before[person]
                cause_squares[citizens.education[row]] += causes * change
                change_squares[citizens.education[row]] += change**2
    return run, paths, hazards, cause_squares, change_squares


@pytest.mark.parametrize("name", RECOMPUTED)
def test_running_sums_are_those_of_the_full_record(recorded, name):
    """Each citizen's running sum equals the one recomputed from his or her recorded fits."""
    run, paths, *_ = recorded
    citizens = run.world.citizens
    rows = np.flatnonzero(citizens.resident)
    misfit = run.world.settings["fit"].misfit_threshold
    expected = [recompute(paths[int(citizens.person[row])], misfit)[name] for row in rows]
    found = getattr(citizens, name)[rows]
    if found.dtype.kind == "f":
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    else:
        np.testing.assert_array_equal(found, np.array(expected, dtype=found.dtype))


def test_exits_from_misfit_are_those_of_the_full_record(recorded):
    """Months at risk of leaving misfit, and exits, are those counted in the recorded fits."""
    run, _, hazards, *_ = recorded
    np.testing.assert_array_equal(run.world.changes.at_risk.sum(axis=1), hazards[0])
    np.testing.assert_array_equal(run.world.changes.exits.sum(axis=1), hazards[1])
    assert hazards.sum() > 0


def test_squared_changes_by_cause_are_those_of_the_full_record(recorded):
    """Squared changes of fit, and their parts by cause, are those of the recorded fits."""
    run, _, _, cause_squares, change_squares = recorded
    changes = run.world.changes
    squares, causes = changes.squares[..., 0].sum(axis=(1, 2)), changes.causes.sum(axis=(1, 2))
    np.testing.assert_allclose(squares, change_squares, rtol=1e-4)
    np.testing.assert_allclose(causes, cause_squares, rtol=1e-3, atol=1e-4)
