"""Links from the page to files of the project."""

from __future__ import annotations

from pathlib import Path

from figures.report.project_files import ROOT, file_link


def test_a_page_in_the_project_links_to_its_files() -> None:
    output = ROOT / "figures" / "output"
    link = file_link("figures/plots/claims.py", output)
    assert link == '<a href="../plots/claims.py"><code>figures/plots/claims.py</code></a>'
    named = file_link("scenarios/training.toml", output, "training")
    assert named == '<a href="../../scenarios/training.toml">training</a>'


def test_elsewhere_and_for_what_is_no_file_the_name_stands_alone(tmp_path: Path) -> None:
    """A link out of another folder would hold the path of this machine."""
    assert file_link("figures/plots/claims.py", tmp_path) == "<code>figures/plots/claims.py</code>"
    output = ROOT / "figures" / "output"
    assert file_link("scenarios/a_<b>.toml", output, "a_<b>") == "a_&lt;b&gt;"
