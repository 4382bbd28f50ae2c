"""How to cite is what CITATION.cff says."""

from __future__ import annotations

from pathlib import Path

import yaml

from figures.report.citation import FILE, citation


def test_it_says_what_the_file_says() -> None:
    cite = citation()
    assert cite is not None
    whole = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    (article,) = whole["references"]
    for words in (whole["title"], whole["version"], str(whole["date-released"])[:4]):
        assert words in cite.software
    assert cite.software.startswith(whole["authors"][0]["name"])
    for key in ("title", "journal", "volume", "issue", "start", "end", "doi", "year"):
        assert str(article[key]) in cite.paper, key
    assert cite.paper.startswith("Curşeu, P. L., Semeijn, J. H. & Nikolova, I. (2021).")


def test_without_the_file_nothing_is_said(tmp_path: Path) -> None:
    assert citation(tmp_path / "CITATION.cff") is None
