"""A picture of every figure is kept for the docs, drawn from the reference."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from figures import catalogue
from figures.report import kept_pictures

#: Largest picture, bytes, and mean difference of colour that other fonts may make (of 255).
LARGEST, OTHER_FONTS = 250_000, 6.0


def test_every_figure_has_one_and_no_more():
    kept = {path.stem for path in kept_pictures.PICTURES.glob("*.png")}
    assert kept == set(catalogue.FIGURES) | set(kept_pictures.TABLES)


@pytest.mark.parametrize("name", [*catalogue.FIGURES, *kept_pictures.TABLES])
def test_it_is_that_of_the_reference(name):
    path = kept_pictures.PICTURES / f"{name}.png"
    assert path.stat().st_size < LARGEST
    if name in catalogue.NOT_COMPARED:
        return  # drawn from whichever benchmark is the latest
    study = name in kept_pictures.TABLES
    figure = kept_pictures.of_study(name) if study else kept_pictures.drawn(name)[1]
    with Image.open(path) as kept, Image.open(io.BytesIO(kept_pictures.small(figure))) as new:
        assert kept.size == new.size
        off = np.abs(np.subtract(kept.convert("RGB"), new.convert("RGB"), dtype=np.int16))
    assert off.mean() < OTHER_FONTS
