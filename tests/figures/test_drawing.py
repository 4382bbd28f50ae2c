"""Every figure is written with all its files, reproducibly, and its text is readable."""

from __future__ import annotations

import ast
import inspect
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.errors import RequestError
from figures import catalogue, studies
from figures.report import research_object
from figures.shared import provenance, saving, style
from figures.shared.figure_data import COLUMNS, FigureData

NAMES = catalogue.names()
FEW = ["framework", "lives", "districts", "claims"]
#: The page with all figures stays below this, in bytes.
LARGEST_PAGE = 8_000_000
#: Warning of a figure of a small benchmark in place of that of a quick run.
QUICK = {"speed": "Quick benchmark: up to 100,000 citizens"}
Make = Callable[..., FigureData]


def made(name: str, make: Make, **values: Any) -> FigureData:
    """Artificial results that a figure can be drawn from."""
    needed = catalogue.studies_of([name])
    return catalogue.figure_data(name, {study: make(study=study, **values) for study in needed})


@cache
def drawing(name: str, make: Make, **values: Any) -> tuple[pd.DataFrame, Figure]:
    data = made(name, make, **values)
    module = catalogue.FIGURES[name]
    numbers = module.numbers(data)
    with style.applied():
        return numbers, module.draw(numbers, data)


def words(figure: Figure) -> list[Text]:
    """Every visible text."""
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    return [
        text
        for text in figure.findobj(Text)
        if text not in hidden
        and text.get_visible()
        and text.get_text().strip()
        and Text.get_window_extent(text).width > 1
    ]


@pytest.fixture(scope="module")
def few(data_sets: dict[str, FigureData], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files of figures of every kind: a diagram, lines, a map, a forest plot."""
    return catalogue.write_figures(FEW, data_sets, tmp_path_factory.mktemp("few"))


def assert_readable(figure: Figure) -> None:
    """No text is cut, too small or covers another."""
    page = figure.bbox
    boxes = []
    for text in words(figure):
        box, content = Text.get_window_extent(text), text.get_text()
        assert page.x0 <= box.x0 < box.x1 <= page.x1, f"cut: {content!r}"
        assert page.y0 <= box.y0 < box.y1 <= page.y1, f"cut: {content!r}"
        assert text.get_fontsize() >= 7, f"too small: {content!r}"
        boxes.append((content, box.padded(-1.0)))
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not first.overlaps(second), f"{one!r} and {other!r} overlap"


@pytest.mark.long
def test_all_files_are_written(data_sets: dict[str, FigureData], tmp_path: Path) -> None:
    paths = catalogue.write_figures(NAMES, data_sets, tmp_path)
    expected = {f"{name}.{ending}" for name in NAMES for ending in ("pdf", "svg", "png", "csv")}
    expected |= {"index.html", research_object.NAME}
    assert {path.name for path in paths} == expected
    assert {path.name for path in tmp_path.iterdir()} == expected
    assert paths[-1].name == "index.html"
    assert paths[-1].stat().st_size < LARGEST_PAGE


def test_a_figure_is_drawn_before_the_runs_of_the_next_study(
    data_sets: dict[str, FigureData], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    """Whoever waits for hours sees after the first batch what was found."""
    there, said = [], []

    def read(batch: studies.Batch, _: int) -> FigureData:
        there.append({path.stem for path in tmp_path.glob("*.pdf")})
        said.append(capsys.readouterr().err)
        return data_sets[batch.name]

    monkeypatch.setattr(studies, "read", read)
    catalogue.draw(["cases", "variance_1"], True, tmp_path, 1)
    assert there == [set(), {"variance_1"}]
    assert "Unbalanced fit: From the lowest to the highest rank" in said[1]


def test_another_process_writes_the_same_bytes(
    few: list[Path], data_sets: dict[str, FigureData], tmp_path: Path
) -> None:
    """Files do not depend on settings of a user, order of sets, language or time zone."""
    (tmp_path / "data_sets").write_bytes(pickle.dumps(data_sets))
    (tmp_path / "matplotlibrc").write_text("font.size: 20\naxes.facecolor: red\n")
    code = (
        "import pickle, sys; from pathlib import Path; from figures import catalogue; "
        "data_sets = pickle.loads(Path('data_sets').read_bytes()); "
        "catalogue.write_figures(sys.argv[1:], data_sets, Path('other'))"
    )
    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    # the files name the commit: the code is that of this checkout, whichever one is installed
    other["PYTHONPATH"] = str(Path(catalogue.__file__).parents[1])
    if sys.executable.isascii():  # else Python could import nothing under that locale
        other["PYTHONUTF8"] = "0"
    subprocess.run(
        [sys.executable, "-c", code, *FEW], cwd=tmp_path, env={**os.environ, **other}, check=True
    )
    for path in few:
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", NAMES)
def test_the_csv_holds_what_is_plotted(
    name: str, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers, figure = drawing(name, make)
    monkeypatch.setattr(figure, "savefig", lambda *_, **__: None)
    data = made(name, make)
    origin = provenance.provenance(name, (), data)
    path = saving.write(figure, numbers, tmp_path, origin, "Title")[-1]
    text = ["panel", "series", "group", "unit"]
    back = pd.read_csv(path, keep_default_na=False, na_values={
        column: [""] for column in COLUMNS if column not in text})  # fmt: skip
    assert tuple(back.columns) == COLUMNS
    pd.testing.assert_frame_equal(back, numbers, check_exact=True, check_dtype=False)


@pytest.mark.parametrize("name", NAMES)
def test_a_quick_run_says_so(name: str, make: Make) -> None:
    for quick in (True, False):
        texts = [text.get_text() for text in words(drawing(name, make, quick=quick)[1])]
        marked = QUICK.get(name, "Quick run: 3 seeds × 1,000 citizens × 96 months") in texts
        assert marked is quick


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"length": 300, "burn_in": 60, "quick": True, "number": 1},
        {"wild": 0.01, "number": 2},
        {"wild": 8.0, "number": 3},
        {"level": 0.6, "wild": 0.1, "number": 4},
        {"seeds": 1, "quick": True, "number": 5},
    ],
    ids=["usual", "long", "tame", "wild", "high", "one seed"],
)
def test_nothing_is_cut_too_small_or_covered(name: str, values: dict, make: Make) -> None:
    assert_readable(drawing(name, make, **values)[1])


def test_captions_are_words_with_numbers(data_sets: dict[str, FigureData]) -> None:
    for name in NAMES:
        data = catalogue.figure_data(name, data_sets)
        module = catalogue.FIGURES[name]
        caption = module.caption(module.numbers(data), data)
        assert "nan" not in caption.lower().replace("organis", "")
        assert name in QUICK or "3 seeds × 1,000 citizens × 96 months" in caption


def test_no_number_of_a_result_is_typed_into_a_caption() -> None:
    """Captions compute decimals and shares; only levels of intervals are typed."""
    for name in NAMES:
        tree = ast.parse(inspect.getsource(catalogue.FIGURES[name].caption))
        specs = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.FormattedValue) and node.format_spec
            for part in ast.walk(node.format_spec)
        }
        typed = " ".join(
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in specs
            and re.search("[a-z]", node.value)  # others are keys of rows
        )
        found = re.findall(r"\d*\.\d+|\d+(?:\.\d+)? ?%", typed)
        assert set(found) <= {"95 %", "100 %"}, f"{name}: {found}"


@pytest.mark.parametrize(
    ("study", "gone"), [(studies.FACTORIAL, "network"), ("portfolios", "mix-120-1-1-0")]
)
def test_a_scenario_without_runs_is_named(
    study: str, gone: str, data_sets: dict[str, FigureData], tmp_path: Path
) -> None:
    runs = data_sets[study].runs
    less = replace(data_sets[study], runs=runs[runs["scenario"] != gone])
    with pytest.raises(RequestError, match=f"no run succeeded of {gone}"):
        catalogue.write_figures(["interventions"], {**data_sets, study: less}, tmp_path)
