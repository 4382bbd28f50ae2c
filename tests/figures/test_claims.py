"""The figure of the claims: drawn from what was judged, left out when nothing was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.claims.report import markdown
from experiments.errors import RequestError
from figures import batch, catalogue, claims, readme
from figures.material import Material


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, in which nothing has been judged."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(claims, "REFERENCE", tmp_path / "reference.csv")
    return tmp_path


def test_values_are_in_units_of_the_smallest_effect_from_the_null(make) -> None:
    material = make()
    table = material.claims
    table["null"] = 0.25
    found = claims.numbers(material)
    assert np.allclose(found["value"], (table["effect"] - 0.25) / 0.02, equal_nan=True)
    assert np.allclose(found["x"], table["effect"], equal_nan=True)
    assert (found["series"] == table["verdict"]).all()
    table["null"] = 0.0


def test_it_is_drawn_from_the_wanted_size(elsewhere: Path, material: Material) -> None:
    assert claims.stored(quick=True) is claims.stored(quick=False) is None
    for folder, rough in (("runs/claims", False), ("runs/claims-quick", True)):
        path = elsewhere / folder / "claims.csv"
        path.parent.mkdir(parents=True)
        assert material.claims is not None
        material.claims.assign(rough=rough).to_csv(path, index=False)
        assert claims.stored(quick=rough)["rough"].all() == rough


def test_without_judged_claims_the_others_are_drawn(
    elsewhere: Path, material: Material, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    with pytest.raises(RequestError, match="make them with: cityfit claims --quick"):
        catalogue.draw(["claims"], True, elsewhere, 1)
    drawn: list[str] = []
    monkeypatch.setattr(batch, "carried_out", lambda *_: material)
    monkeypatch.setattr(batch, "studied", lambda *_: material)
    monkeypatch.setattr(catalogue, "drawn", lambda names, *_: drawn.extend(names) or [])
    catalogue.draw(None, True, elsewhere, 1)
    assert drawn == [name for name in catalogue.names() if name != "claims"]
    assert "claims: left out" in capsys.readouterr().err


def test_claims_alone_need_no_runs(elsewhere: Path, material: Material) -> None:
    assert material.claims is not None
    path = elsewhere / "runs/claims-quick/claims.csv"
    path.parent.mkdir(parents=True)
    material.claims.assign(rough=True).to_csv(path, index=False)
    done = catalogue.draw(["claims"], True, elsewhere / "out", 1)
    page = done.paths[-1].read_text(encoding="utf-8")
    assert "What became of the claims" in page
    assert "Scenarios" not in page


def test_the_readme_gets_a_block_when_it_has_a_place_for_it(
    elsewhere: Path, material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert material.claims is not None
    for name in ("plausibility.csv", "interventions.csv"):
        (elsewhere / name).write_bytes((readme.REFERENCE / name).read_bytes())
    material.claims.to_csv(elsewhere / readme.CLAIMS, index=False)
    monkeypatch.setattr(readme, "REFERENCE", elsewhere)
    blocks = "".join(f"<!-- {n} -->\n<!-- /{n} -->\n" for n in ("plausibility", "effects"))
    assert "| Claim |" not in readme.filled(blocks)
    text = readme.filled(blocks + "<!-- claims -->\nOLD TEXT\n<!-- /claims -->\n")
    assert "OLD TEXT" not in text
    assert text.count("| Claim | Statement |") == 1
    assert markdown(material.claims).splitlines()[-1] in text
