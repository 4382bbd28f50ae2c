"""Design files: what they mean, and all their mistakes at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import experiments.designs
from experiments.designs import reading
from experiments.designs.document import DesignError
from experiments.designs.kinds import KINDS
from experiments.designs.points import make_design
from simulation.settings import parameter_table

DESIGNS = Path(experiments.designs.__path__[0])
EXAMPLES = sorted((DESIGNS / "examples").glob("*.toml"))
STUDIES = sorted((DESIGNS / "studies").glob("*.toml"))


@pytest.fixture
def wanted(tmp_path):
    """What a design file asks for."""

    def read(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return reading.read_request(path)

    return read


@pytest.fixture
def problems(wanted):
    """The problems of a design file."""

    def found(text):
        with pytest.raises(DesignError) as raised:
            wanted(text)
        assert all("mine.toml: " in line and "\n" not in line for line in raised.value.problems)
        return raised.value.problems

    return found


GRID = 'kind = "grid"\n'
BUDGET = "interventions.training.annual_budget_per_citizen"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_right_one_for_each_kind(path):
    request = reading.read_request(path)
    assert request.design.kind == path.stem
    design, scenarios = make_design(request)
    assert [one.name for one in scenarios] == design.points
    assert len(design.points) <= 40
    assert scenarios[0].settings["city"].citizens == 500


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_the_studies_are_right(path):
    design, scenarios = make_design(reading.read_request(path))
    assert [one.name for one in scenarios] == design.points


def test_every_kind_has_an_example():
    assert {path.stem for path in EXAMPLES} == set(KINDS)


def test_a_factor_named_true_or_with_an_empty_table_has_the_range_of_the_parameter(wanted):
    declared = {name: one for name, _, one in parameter_table()}
    named = ("hiring.credential_weight", "fit.likeness_education_weight")
    factors = wanted(
        GRID + f'[factors]\n"{named[0]}" = true\n"{named[1]}" = {{}}\n"redesign.active" = true\n'
        '"interventions.training.subject" = true\n'
    ).factors
    for name, factor in zip(named, factors, strict=False):
        assert (factor.name, factor.low, factor.high) == (
            name, declared[name].low, declared[name].high,
        )  # fmt: skip
    assert factors[2].values == (False, True)
    assert factors[3].values == declared["interventions.training.subject"].choices


def test_a_calibrated_parameter_may_take_what_the_calibration_leaves_open(wanted):
    known = {name: one.uncertainty for name, _, one in parameter_table() if one.uncertainty}
    name, (low, high) = next(iter(known.items()))
    (factor,) = wanted(GRID + f'[uncertainties]\n"{name}" = {{ range = "uncertainty" }}').factors
    assert (factor.low, factor.high, factor.role) == (low, high, "uncertainty")


def test_tables_of_sections_and_dotted_names_mean_the_same(wanted):
    dotted = wanted(GRID + '[levers]\n"interventions.training.lottery_share" = { low = 0.5 }')
    nested = wanted(GRID + "[levers.interventions.training]\nlottery_share = { low = 0.5 }")
    assert dotted.factors == nested.factors
    assert dotted.factors[0].low == 0.5
    assert dotted.factors[0].role == "lever"


def test_a_list_is_swept_among_factors_and_one_value_elsewhere(wanted, problems):
    assert wanted(GRID + '[factors]\n"city.tax" = [0.1, 0.2, 0.4]').factors[0].values == (
        0.1, 0.2, 0.4,
    )  # fmt: skip
    (line,) = problems(GRID + '[set]\n"city.tax" = [0.1, 0.2]\n[factors]\n"redesign.active" = true')
    assert "[set]: city.tax = [0.1, 0.2]: must be a number" in line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["kind: is missing"]),
        ('kind = "latin_hypercub"\n[factors]\n"city.tax"=true', ["nearest: latin_hypercube"]),
        (GRID, ["[factors]: names no parameter"]),
        (GRID + 'bse = "training"\n[factors]\n"city.tax"=true', ["bse = ", "nearest: base"]),
        (GRID + 'base = "trainig"\n[factors]\n"city.tax"=true', ["base", "nearest: training"]),
        (GRID + 'base = 3\n[factors]\n"city.tax"=true', ["base = 3: must be text"]),
        (GRID + 'citizens = 5\n[factors]\n"city.tax"=true', ["city.citizens = 5", "from 100"]),
        (GRID + 'factors = 3', ["factors = 3: must be a table"]),
        (GRID + '[factor]\n"city.tax"=true', ["factor = ", "nearest: factors"]),
        (GRID + '[city]\ntax=true', ["parameters stand in [factors]"]),
        (GRID + '[factors]\n"city.tax"=[]', ["at least one value"]),
        (GRID + '[factors]\n"city.tax"=[0.1, 0.1]', ["has a value twice"]),
        (GRID + '[factors]\n"city.tax"=[0.1, 7]', ["city.tax = 7", "from 0 to 0.7"]),
        (GRID + '[factors]\n"city.tax"={low=0.5, high=0.2}', ["low 0.5", "less than high 0.2"]),
        (GRID + '[factors]\n"city.tax"={high=0.9}', ["city.tax.high = 0.9", "from 0 to 0.7"]),
        (GRID + '[factors]\n"city.tax"={hgh=0.2}', ["city.tax.hgh = 0.2", "nearest: high"]),
        (GRID + '[factors]\n"city.tax"={log=true}', ["log = true: needs a low above 0"]),
        (GRID + '[factors]\n"city.tax"={levels=1}', ["levels = 1", "2 or more"]),
        (GRID + '[factors]\n"city.tax"={range="uncertain"}', ['"allowed" or "uncertainty"']),
        (GRID + '[factors]\n"city.tax"={range="uncertainty"}', ["was not calibrated"]),
        (GRID + '[factors]\n"city.tax"={values=[0.1], low=0}', ["values stands alone"]),
        (GRID + '[factors]\n"city.citizens"=true', ["low and high", "no size to run"]),
        (GRID + '[factors]\n"redesign.active"={low=0}', ["has no range"]),
        (GRID + '[factors]\n"occupations.table"=true', ["has no range; list the values"]),
        (GRID + '[factors]\n"city.districts"={low=2.5, high=9}', ["a whole number"]),
        (
            GRID + '[factors]\n"interventions.training.subject"=["itc"]',
            ['= "itc": must be one of', "nearest: ict"],
        ),
        (GRID + '[factors]\n"city.tax"=true\n[outcomes]\nmeasures=[]', ["list of names"]),
        ('kind="latin_hypercube"\n[factors]\n"city.tax"=true', ["samples: is missing"]),
        (
            'kind="latin_hypercube"\nsamples=4\ncross_levers=true\n[factors]\n"city.tax"=true',
            ["cross_levers = true", "[levers]"],
        ),
        (
            ('kind="fractional_factorial"\nresolution=3\ngenerators=["ab"]\n[factors]\n'
            '"city.tax"=true\n"redesign.active"=true\n"hiring.active"=true'),
            ["resolution = 3", "follows from generators"],
        ),
        ('kind="mixture"', ["mixture: is missing; give the table [mixture]"]),
        ('kind="mixture"\n[mixture]\npot=9000', ["mixture.pot = 9000", "from 0 to 5000"]),
        ('kind="mixture"\n[mixture]\npot=1\ncomponents=["city.tax"]', ["two or more"]),
    ],
)  # fmt: skip
def test_a_mistake_is_a_line_that_says_what_is_allowed(problems, text, words):
    lines = problems(text)
    assert any(all(word in line for word in words) for line in lines), lines


#: A mistake of every sort that a design can have with all others: in its head, its tables, its
#: factors, and in what only shows when these are put together.
SUNDRY = """
title = 3
base = "training"
months = 24
burn_in = 4
seeds = 0
first_seed = -1
seed = "one"
levls = 4
[set]
"city.tax" = 9
"city.tacks" = 0.3
"city.burn_in" = 12
"interventions.training.capacity" = 0.5
[uncertainties]
"fit.likeness_education_weight" = { low = 9 }
"fit.likeness" = true
"city.tax" = [0.1, 0.2]
[levers]
"redesign.active" = 3
"hiring.active" = [true, 7]
"fit.likeness_education_weight" = true
"interventions.training.start_month" = [5, 30]
[outcomes]
measures = ["fitt"]
more = 1
"""
OF_SUNDRY = (
    "title = 3", "seeds = 0", "first_seed = -1", 'seed = "one"', "levls = 4", "city.tax = 9",
    "set.city.tacks", "set.city.burn_in = 12", "capacity", "likeness_education_weight.low = 9",
    "uncertainties.fit.likeness = true", "city.tax: is varied, and fixed", "redesign.active = 3",
    "hiring.active = 7", "levers.fit.likeness_education_weight", "fitt", "outcomes.more",
)  # fmt: skip
IMPOSSIBLE = "start_month = 30: must be less than city.months = 24"
#: Factors that belong behind what a design file has in its tables [levers] and [factors].
LEVELS = '"city.posts_per_citizen" = { levels = 3 }\n'


@pytest.mark.parametrize(
    ("head", "tables", "words"),
    [
        (
            'kind = "factorial"\nsamples = 4',
            f'[factors]\n{LEVELS}"hiring.credential_weight" = [0.1, 0.2, 0.4]',
            ("samples = 4", "city.posts_per_citizen: levels = 3", "has 3 values"),
        ),
        (
            'kind = "fractional_factorial"\nresolution = 2\ngenerators = ["az"]',
            f'[factors]\n{LEVELS}"hiring.credential_weight" = [0.1, 0.2, 7]',
            ("resolution = 2", "generators = ['az']", "city.posts_per_citizen: levels = 3",
             "hiring.credential_weight = 7", "has 3 values"),
        ),
        (
            'kind = "latin_hypercube"\nsamples = 0\nlevels = 1\ncross_levers = 3',
            f"[mixture]\npot = 1\n[factors]\n{LEVELS}",
            ("samples = 0", "levels = 1", "cross_levers = 3", "mixture = ", ": levels = 3"),
        ),
        ('kind = "sobol"\nsamples = 12\nsecond_order = 2', "", ("samples = 12", "second_order")),
        ('kind = "morris"\nlevels = 3\ntrajectories = 0', "", ("levels = 3", "trajectories = 0")),
        (
            'kind = "mixture"',
            '[mixture]\ncomponents = ["city.tx", "hiring.credential_weight"]\ncentre = 1\npots = 3',
            ('"city.tx"', "centre = 1", "mixture.pots", "mixture.pot: is missing"),
        ),
        (
            'kind = "gird"\nlevels = 1\nsamples = "few"',
            "[mixture]\npot = -1",
            ('kind = "gird"', "levels = 1", 'samples = "few"', "mixture.pot = -1"),
        ),
    ],
    ids=lambda part: part.split('"')[1] if isinstance(part, str) and part[:4] == "kind" else "",
)  # fmt: skip
def test_all_mistakes_are_said_at_once(problems, head, tables, words):
    lines = problems(f"{head}\n{SUNDRY}\n{tables}\n")
    for word in (*OF_SUNDRY, *words):
        assert sum(word in line for line in lines) == 1, (word, lines)
    # which points there are hangs on the options; where these are right the points are told, too
    told = sum(IMPOSSIBLE in line for line in lines)
    assert told == ("factorial" in head and "fractional" not in head)
    assert len(lines) == len(OF_SUNDRY) + len(words) + told


def test_points_that_cannot_be_run_are_told_beside_other_mistakes(problems):
    said = {
        kind: problems(
            f'kind = {kind}\nbase = "training"\nmonths = 24\nburn_in = 30\nseeds = 0\n'
            '[factors]\n"city.tax" = [0.1, 7]\n"interventions.training.start_month" = [5, 30]\n'
        )
        for kind in ('"grid"', '"latin_hypercube"\nsamples = 8', '"sobol"\nsamples = 8')
    }
    for lines in said.values():
        assert sum("city.burn_in = 30: must be less than city.months = 24" in one for one in lines)
        assert sum(IMPOSSIBLE in one for one in lines) == 1
        assert len(lines) == 4


def test_points_are_told_without_a_base_as_far_as_the_file_says(problems):
    lines = problems(
        GRID + 'base = "trainig"\nmonths = 24\nburn_in = 24\n'
        '[factors]\n"interventions.training.start_month" = [5, 30]\n"city.tax" = true'
    )
    assert ["base" in lines[0], "city.burn_in = 24: must be less" in lines[1]] == [True, True]
    assert len(lines) == 2  # whether training has money only the base says


def test_what_a_mistake_may_be_the_reason_of_is_not_told(problems):
    """Months that could not be read, money that could not be read: the points may be right."""
    for wrong, name in (("months = 1.5", "city.months"), ("", BUDGET)):
        table = f'[set]\n"{BUDGET}" = -1\n' if name == BUDGET else ""
        lines = problems(
            GRID + f'base = "training"\n{wrong}\nburn_in = 4\n{table}'
            '[factors]\n"interventions.training.start_month" = [5, 400]\n"city.tax" = true'
        )
        assert len(lines) == 1
        assert name in lines[0]


def test_too_many_rows_and_levers_without_others_are_told_beside_other_mistakes(problems):
    lines = problems(
        'kind = "latin_hypercube"\nsamples = 4\ncross_levers = true\nseeds = 0\n'
        '[levers]\n"city.tax" = [7]'
    )
    assert len(lines) == 3
    assert any("cross_levers = true: needs factors in [levers]" in line for line in lines)
    lines = problems('kind = "sobol"\nsamples = 65536\nseeds = 0\n[levers]\n"city.tax" = [7]')
    assert len(lines) == 3
    assert any("has 196,608 rows" in line for line in lines)


def test_a_file_that_is_not_there_is_named_with_the_nearest(tmp_path):
    (tmp_path / "mine.toml").write_text(GRID)
    with pytest.raises(DesignError, match=r"min\.toml: no such file; nearest: .*mine"):
        reading.read_request(tmp_path / "min.toml")


def test_points_that_cannot_be_run_are_told_once_each(wanted):
    request = wanted(
        GRID + 'base = "training"\nmonths = 24\nburn_in = 4\n[factors]\n'
        '"interventions.training.start_month" = [5, 24, 30]\n"city.tax" = true'
    )
    with pytest.raises(DesignError) as raised:
        make_design(request)
    months = [line for line in raised.value.problems if "start_month" in line]
    assert len(months) == len(raised.value.problems) == 2
    assert all("must be less than city.months = 24" in line for line in months)


def test_a_scenario_of_ones_own_is_found_beside_the_design(wanted, tmp_path):
    (tmp_path / "other.toml").write_text('base = "baseline"\n[city]\ntax = 0.25\n')
    request = wanted(GRID + 'base = "other.toml"\n[factors]\n"redesign.active" = true')
    _, (first, _) = make_design(request)
    assert first.settings["city"].tax == 0.25
