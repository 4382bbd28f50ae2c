"""``cityfit sensitivity``: what is printed, refused and said."""

from __future__ import annotations

import csv
import hashlib
import json

import numpy as np
import pytest
from scipy import stats

from experiments.designs import Factor, read
from experiments.storage.model_version import model_version
from experiments.storage.run_record import environment
from experiments.storage.store import Store
from figures.shared import provenance

pytest.importorskip("SALib")

CUBE = stats.qmc.LatinHypercube(3, rng=np.random.default_rng(4)).random(20)


def morris_places():
    import SALib.sample.morris as sample

    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    return sample.sample(problem, 6, num_levels=4, seed=1)


def test_a_screening_is_told_in_three_formats(cityfit, design_of, folder_of):
    design = design_of("morris", morris_places(), options={"levels": 4})
    directory = folder_of(design, lambda seed, a, b, c: 2 * a - b + seed)
    code, lines, messages = cityfit("sensitivity", directory, "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(lines))
    assert [row["parameter"] for row in rows][:2] == [
        "search.contacts_asked",
        "search.online_vacancies",
    ]
    assert float(rows[0]["mu_star"]) == pytest.approx(2.0)
    (said,) = messages
    assert said.startswith("unbalance: the noise of the seeds makes up ")
    assert said.endswith("% of the variance of single runs; means are over 2 seeds")
    as_json = json.loads("\n".join(cityfit("sensitivity", directory, "--format", "json")[1]))
    assert [row["parameter"] for row in as_json] == [row["parameter"] for row in rows]
    assert cityfit("sensitivity", directory)[1][0].split()[:3] == [
        "measure", "parameter", "mu_star",
    ]  # fmt: skip


def test_boxes_without_help_are_told(cityfit, design_of, folder_of):
    pytest.importorskip("sklearn")
    factors = (
        Factor("search.contacts_asked", "uncertainty", "number", "1", 0.0, 1.0),
        Factor("search.online_vacancies", "lever", "number", "1", values=(0.0, 1.0)),
    )
    places = np.array([[one, two] for one in np.linspace(0, 1, 30) for two in (0.1, 0.9)])
    design = design_of("grid", places, factors=factors)
    directory = folder_of(design, lambda seed, a, b: a + seed + b * (0.5 - a))
    code, lines, messages = cityfit(
        "sensitivity", directory, "--without-help", "search.online_vacancies", "--format", "csv"
    )
    assert code == 0
    worst = next(csv.DictReader(lines))
    assert worst["where"].startswith("search.contacts_asked <= ")
    assert float(worst["density"]) == 1.0
    assert "does not help in 50% of 30 pairs" in messages[0]


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        (
            "latin_hypercube",
            ["--second-order"],
            'needs a design of kind "sobol"',
        ),
        ("mixture", [], 'not "mixture"'),
        ("latin_hypercube", ["--against", "1"], "--against needs --without-help"),
        ("latin_hypercube", ["--measure", "volatility"], "the same at all points"),
        ("latin_hypercube", ["--measure", "volatile"], "no such measure"),
        ("latin_hypercube", ["--without-help", "search.on"], "no such factor"),
    ],
)
def test_what_cannot_be_had_is_one_line(cityfit, design_of, folder_of, kind, options, words):
    directory = folder_of(design_of(kind, CUBE), lambda seed, a, b, c: a)
    code, lines, messages = cityfit("sensitivity", directory, *options)
    assert (code, lines) == (2, [])
    assert len(messages) == 1
    assert words in messages[0]


DESIGN = """
kind = "KIND"
citizens = 120
months = 12
burn_in = 4
seeds = 1

[uncertainties]
"search.contacts_asked" = { low = 2, high = 8 }
"hiring.minimum_fit" = { low = 0.78, high = 0.9 }

[outcomes]
measures = ["unbalance"]
"""


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("morris", "trajectories = 4"),
        ("sobol", "samples = 4\nsecond_order = true"),
        ("latin_hypercube", "samples = 8"),
    ],
)
def test_indices_are_drawn(cityfit, tmp_path, kind, options):
    """Each number that is drawn stands in the table, and the same bytes come again."""
    path, folder = tmp_path / "design.toml", tmp_path / "sweep"
    path.write_text(options + DESIGN.replace("KIND", kind))
    assert cityfit("sweep", path, "--jobs", 1, "-o", folder)[0] == 0
    more = [["--second-order"]] if kind == "sobol" else []
    for number, extra in enumerate([[], *more]):
        for ending, first in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
            picture = tmp_path / f"a folder {number}" / f"indices{ending}"
            code, _, messages = cityfit("sensitivity", folder, *extra, "--plot", picture)
            assert code == 0, messages
            assert messages[-1] == f"drawn: {picture}"
            content = picture.read_bytes()
            assert content.startswith(first)
            assert cityfit("sensitivity", folder, *extra, "--plot", picture)[0] == 0
            assert picture.read_bytes() == content
            said = provenance.read(picture)
            assert (said.seeds, said.model_version) == ("1", model_version())
            assert said.scenarios == read(folder).points
            assert said.size.startswith(
                f"{kind}, {len(said.scenarios)} points of baseline, 1 seed × 120"
            )
            assert said.version
            held = sorted(Store(folder).contents().items())
            lines = [f"{point} {seed} {one.identity}" for (point, seed), (_, one) in held]
            assert said.plan == hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
            made_on = environment()
            assert said.commit == made_on["commit"]
            assert said.uncommitted_changes == made_on["uncommitted_changes"]


def test_a_picture_of_no_kind_is_refused_before_anything_is_computed(cityfit, tmp_path):
    code, _, messages = cityfit("sensitivity", tmp_path, "--plot", "indices.docx")
    assert code == 2
    assert "--plot indices.docx: must end in .pdf, .svg, .png" in messages[0]
    assert "holds no design" in messages[1]
    command = [
        "sensitivity",
        tmp_path,
        "--plot",
        "i.png",
        "--without-help",
        "search.contacts_asked",
    ]
    code, _, messages = cityfit(*command)
    assert code == 2
    assert "--plot cannot be combined with --without-help" in messages[0]
