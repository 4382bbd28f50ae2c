"""A table of one's own: every mistake is told where it is, and a right one makes a city."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

import scenarios
from simulation.core.file_reference import TableError, fingerprint, pin, read_text, split
from simulation.core.vocabulary import EDUCATIONS, SKILLS
from simulation.engine import simulate
from simulation.settings import Settings
from simulation.tables.occupation_file import AUTOMATION_PATH, COLUMNS, SUPPLIES, USUAL, WEIGHTS
from simulation.tables.occupations import DATA, Occupations

NEEDED = [column.name for column in COLUMNS if not column.absent]


def small_row(number, **changes):
    """A row of just the columns that must be there."""
    row = dict.fromkeys(SKILLS, 0.4)
    row |= {
        "occupation": f"job_{number}",
        "employment": 10,
        "education_asked": EDUCATIONS[number % 3],
        "wage": 2500,
    }
    return row | changes


@pytest.fixture
def write(tmp_path):
    """Write rows as a table; gives back its path."""

    def build(rows, name="mine.csv"):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return build


def big_rows(count):
    """Random occupations with what a table must have; skills rise with the education asked."""
    luck = np.random.default_rng(5)
    rows = []
    for number in range(count):
        level = number % 3
        skills = np.clip(luck.normal(0.25 + 0.15 * level, 0.15, len(SKILLS)), 0.02, 0.95)
        rows.append(
            small_row(
                number,
                **dict(zip(SKILLS, skills.round(2), strict=True)),
                family=f"family_{number % 20}",
                employment=luck.integers(1, 40),
                wage=int(2000 + 900 * level + luck.integers(0, 500)),
                pace=0.004 + 0.006 * level,
                automation=round(0.7 - 0.2 * level, 2),
            )
        )
    return rows


def problems(path):
    with pytest.raises(TableError) as caught:
        Occupations(str(path))
    return caught.value.problems


def test_the_table_that_comes_with_the_model_is_read_as_it_stands():
    """Numbers arrive as written, to the last bit of the column's type."""
    occupations = Occupations()
    with (DATA / "occupations.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for names, column in ((SKILLS, "design"), (WEIGHTS, "weight"), (SUPPLIES, "supply")):
        written = np.array([[float(row[name]) for name in names] for row in rows], np.float32)
        np.testing.assert_array_equal(getattr(occupations, column), written)
    # shares that are rounded in the file sum to 1 again
    written = np.array([float(row["employment"]) for row in rows])
    np.testing.assert_allclose(occupations.employment, written, rtol=1e-4)
    for name in ("eventual_share", "pace", "turnover", "external"):
        written = np.array([float(row[name]) for row in rows], np.float32)
        np.testing.assert_array_equal(getattr(occupations, name), written)
    names = [column.name for column in COLUMNS if column.name not in AUTOMATION_PATH]
    assert names == [name for name in rows[0] if not name.startswith("x_")]


def test_what_is_left_out_gets_what_the_declaration_says(write):
    """Weights follow demand, posts become shares, and the rest is what the docs say."""
    rows = [small_row(number) for number in range(6)]
    rows[0]["ict"] = 0.8
    occupations = Occupations(str(write(rows)))
    assert occupations.employment.sum() == pytest.approx(1.0)
    assert occupations.titles == occupations.names
    assert occupations.families == occupations.sectors == ("other",)
    assert not occupations.emerging.any()
    assert occupations.weight.sum(axis=1) == pytest.approx(1.0)
    assert occupations.weight[0, 0] / occupations.weight[0, 1] == pytest.approx(2**1.5, rel=1e-5)
    for place, name in enumerate(SUPPLIES):
        assert occupations.supply[:, place] == pytest.approx(USUAL[name])
    for name in ("automation", "pace", "turnover"):
        assert getattr(occupations, name) == pytest.approx(USUAL[name])
    assert not occupations.automation_duration.any()


def test_what_is_usual_is_the_mean_of_the_table_that_comes_with_the_model():
    occupations = Occupations()
    weight = occupations.employment * ~occupations.emerging
    for name in ("automation", "pace", "turnover"):
        mean = np.average(getattr(occupations, name), weights=weight)
        assert mean == pytest.approx(USUAL[name], rel=0.03)
    means = np.average(occupations.supply, weights=weight, axis=0)
    assert means == pytest.approx([USUAL[name] for name in SUPPLIES], abs=0.012)


@pytest.mark.parametrize("name", NEEDED)
def test_a_column_that_must_be_there_is_asked_for(write, name):
    rows = [small_row(number) for number in range(3)]
    for row in rows:
        del row[name]
    assert any(f"column '{name}' is missing" in line for line in problems(write(rows)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"wage": "2.500,00"},
            ["wage", '"2.500,00"', "a number, 100 to 1,000,000", "euro/month", "point"],
        ),
        ({"wage": ""}, ['wage = ""', "must be a number"]),
        ({"ict": 1.2}, ['ict = "1.2"', "0 to 1 ("]),
        ({"ict": "nan"}, ['ict = "nan"', "0 to 1 ("]),
        ({"employment": "inf"}, ["employment", "0 or more"]),
        ({"education_asked": "midd"}, ["one of low, mid, high", "nearest: mid"]),
        ({"occupation": "job_0"}, ["job_0", "no other line has", "line 2"]),
        ({"pace": -0.1}, ["pace", "1/month"]),
    ],
)
def test_a_wrong_value_is_one_line_that_says_where_and_what_is_allowed(write, change, words):
    rows = [small_row(number, pace=0.01) for number in range(4)]
    rows[2] |= change
    path = write(rows)
    (line,) = problems(path)
    assert line.startswith(f"{path}: line 4: ")
    assert all(word in line for word in words), line


def test_an_unknown_column_gets_the_nearest_right_name(write):
    rows = [small_row(number, automation=0.4) for number in range(3)]
    mistyped = [{("automatoin" if k == "automation" else k): v for k, v in r.items()} for r in rows]
    found = problems(write(mistyped))
    assert any("'automatoin'; nearest: automation" in line for line in found)
    own = [row | {"x_isco": "7411"} for row in rows]
    assert len(Occupations(str(write(own)))) == 3


def test_all_mistakes_are_told_and_a_flood_is_cut(write):
    rows = [small_row(number, wage=1) for number in range(60)]
    found = problems(write(rows))
    assert len(found) == 21
    assert found[-1].endswith("and 40 more")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("occupation;wage\na;1\n", "separated by semicolons"),
        ("occupation,wage,wage\n", "is there 2 times"),
        (",".join(NEEDED) + "\n", "no line below the header"),
        (",".join(NEEDED) + "\na,b\n", "has 2 values, the header 11"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path, text, words):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    assert any(words in line for line in problems(path)), problems(path)


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_is_opened(tmp_path):
    """Closed ones may hold commas and new lines; the lines after them keep their numbers."""
    path = tmp_path / "mine.csv"
    rows = ["a,1", '"b, or', 'c",2', '"d,3', *(f"e{number},1" for number in range(30))]
    path.write_text("\n".join(["occupation,wage", *rows]) + "\n")
    (found,) = problems(path)
    assert found.startswith(f"{path}: line 5: this is not CSV: a quotation mark that is opened")


def test_a_value_over_two_lines_leaves_line_numbers_right(write):
    rows = [small_row(number) for number in range(6)]
    rows[1]["title"] = "somebody\nof two lines"
    rows[0]["title"] = rows[2]["title"] = "x"
    path = write([row | {"title": row.get("title", "x")} for row in rows[:4]] + [
        small_row(4, wage=-1, title="x")
    ])  # fmt: skip
    (found,) = problems(path)
    assert "line 7: wage" in found


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path):
    assert "no such file" in problems(tmp_path / "none.csv")[0]
    path = tmp_path / "latin.csv"
    path.write_bytes("métier,wage\n".encode("latin-1"))
    assert "line 1: this is not UTF-8 text: byte 0xe9" in problems(path)[0]


def test_marks_of_spreadsheets_do_no_harm(write):
    """A byte order mark, Windows line ends, empty lines and empty columns at the end."""
    path = write([small_row(number) for number in range(3)])
    text = path.read_text()
    lines = [line + ",," for line in text.splitlines()]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*lines, "," * 14, ""]).encode())
    assert len(Occupations(str(path))) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"education_asked": "mid"}, "'low'"),
        ({"entry_post": 1, "emerging": 0, "eventual_share": 0}, "entry_post = 1: must be 0 unless"),
        ({"entry_post": 0, "emerging": 0, "eventual_share": 0.01}, "eventual_share = 0.01"),
        (dict.fromkeys(WEIGHTS, 0.1), "sum to 0.7"),
        ({"weight_ict": 1}, "give all seven or none"),
    ],
)
def test_rules_over_the_whole_table(write, changes, words):
    rows = [small_row(number, **changes) for number in range(3)]
    assert any(words in line for line in problems(write(rows)))


def test_emerging_occupations_cannot_grow_past_all_others(write):
    new = {"emerging": 1, "entry_post": 0, "eventual_share": 0.1}
    old = {"emerging": 0, "entry_post": 0, "eventual_share": 0}
    rows = [small_row(n, **(new if n > 2 else old)) for n in range(6)]
    found = problems(write(rows))
    assert any("eventual_share: sums to 0.3" in line for line in found)
    assert any("emerging occupations have 1 of the posts" in line for line in found)


# --- cities ------------------------------------------------------------------


def test_five_hundred_occupations_make_a_city_that_runs(write):
    """A large table is read at once, and a city of it works as one of the usual table does."""
    path = write(big_rows(510))
    began = time.perf_counter()
    occupations = Occupations(str(path))
    assert time.perf_counter() - began < 1.0
    assert len(occupations) == 510
    settings = Settings(
        {
            "occupations.table": str(path),
            "city.citizens": 1500,
            "city.months": 18,
            "city.burn_in": 6,
            "interventions.communities.annual_budget_per_citizen": 120.0,
            "interventions.communities.start_month": 6,
        }
    )
    outcome = simulate(settings, 1)
    last = outcome.measures.iloc[-1]
    assert 0.0 < last["unemployment_all"] < 0.3
    assert last["fit"] > 0.6
    assert len(np.unique(outcome.world.citizens.occupation)) > 200


def test_the_coded_table_makes_a_city_that_runs():
    """54 occupations without shares of posts: these differ in pay alone."""
    path = Path(scenarios.__path__[0]) / "examples" / "coded_occupations.csv"
    small = {"city.citizens": 300, "city.months": 14, "city.burn_in": 2}
    outcome = simulate(Settings({**small, "occupations.table": str(path)}), 1)
    posts = outcome.world.posts
    assert len(outcome.world.occupations) == 54
    assert not posts.ict_above.any()
    assert posts.pay_ratio.std() > 0.1
    assert outcome.measures["fit"].between(0, 1).all()


def test_a_table_without_families_sectors_or_emerging_occupations_makes_a_city(write):
    """What the built-in table has beyond the needed columns, nothing in the month needs."""
    path = write([small_row(number) for number in range(3)])
    settings = Settings(
        {"occupations.table": str(path), "city.citizens": 300, "city.months": 14, "city.burn_in": 2}
    )
    outcome = simulate(settings, 1)
    assert outcome.measures["emerging_posts"].eq(0).all()
    assert outcome.measures["fit"].between(0, 1).all()


def test_another_table_is_another_city_and_its_copy_is_the_same(write, tmp_path):
    rows = big_rows(30)
    small = {"city.citizens": 300, "city.months": 8, "city.burn_in": 2}

    def fit(path):
        return simulate(Settings({**small, "occupations.table": str(path)}), 1).measures["fit"]

    first = fit(write(rows, "one.csv"))
    assert fit(write(rows, "copy.csv")).equals(first)
    rows[0]["wage"] += 500
    rows[1]["ict"] = 0.9
    assert not fit(write(rows, "two.csv")).equals(first)


# --- pins --------------------------------------------------------------------


def test_a_pinned_file_that_changes_is_noticed(tmp_path):
    path = tmp_path / "with # in it.csv"
    path.write_text("a\n")
    value = pin(path)
    assert split(value) == (str(path), fingerprint(b"a\n"))
    assert read_text(value)[1] == "a\n"
    path.write_bytes(b"a\r\n")
    assert read_text(value)[1] == "a\r\n"
    path.write_text("b\n")
    with pytest.raises(TableError, match="has changed"):
        read_text(value)
    assert split("mine.csv") == ("mine.csv", "")
