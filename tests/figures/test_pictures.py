"""Every figure looks like its golden picture in ``pictures/``.

After an intended change, ``pytest tests/figures/test_pictures.py --update-golden`` writes new
pictures; open them before they are committed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from figures import catalogue
from figures.shared import style
from figures.shared.figure_data import FigureData
from tests.figures.test_drawing import drawing

PICTURES = Path(__file__).parent / "pictures"
#: Pixels per inch: moved marks are visible, smoothed edges are not.
SHARPNESS = 50
#: Largest difference in levels of grey (of 255): root mean square, and of the mean of a square.
OFF, SQUARE_OFF, SQUARE = 3.0, 24.0, 8


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=float)


def squares(picture: np.ndarray) -> np.ndarray:
    """Means of small squares, in which smoothed edges do not matter."""
    rows, columns = (size // SQUARE for size in picture.shape[:2])
    cut = picture[: rows * SQUARE, : columns * SQUARE]
    return cut.reshape(rows, SQUARE, columns, SQUARE, 3).mean(axis=(1, 3))


def off(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Difference of two pictures of one size: on average, and in their worst square."""
    worst = np.abs(squares(one) - squares(other)).max()
    return float(np.sqrt(np.mean((one - other) ** 2))), float(worst)


@pytest.mark.parametrize("name", catalogue.names())
def test_it_looks_as_it_did(
    name: str, make: Callable[..., FigureData], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    _, figure = drawing(name, make)
    path = PICTURES / f"{name}.png"
    new = tmp_path / path.name
    with mpl.rc_context(style.SETTINGS):
        figure.savefig(new, dpi=SHARPNESS, metadata={"Software": None})
    if request.config.getoption("--update-golden"):
        PICTURES.mkdir(exist_ok=True)
        path.write_bytes(new.read_bytes())
    now, then = pixels(new), pixels(path)
    assert now.shape == then.shape
    mean, worst = off(now, then)
    assert mean <= OFF, f"{name}: off by {mean:.1f}"
    assert worst <= SQUARE_OFF, f"{name}: off by {worst:.1f} in a square"


def test_a_moved_mark_is_noticed(make: Callable[..., FigureData], tmp_path: Path) -> None:
    """The tolerance does not hide another picture."""
    _, figure = drawing("interventions", make, number=1, wild=1.2)
    new = tmp_path / "other.png"
    with mpl.rc_context(style.SETTINGS):
        figure.savefig(new, dpi=SHARPNESS, metadata={"Software": None})
    mean, worst = off(pixels(new), pixels(PICTURES / "interventions.png"))
    assert mean > OFF or worst > SQUARE_OFF
