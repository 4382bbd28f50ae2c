"""Documents agree with the reference; code and commands of the README work as written."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from html import escape
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from experiments.claims import claims
from experiments.command_line import main
from figures import catalogue
from figures.report import readme
from figures.shared import paper_sections
from figures.shared.figure_data import FigureData
from scenarios import check

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = {path: path.read_text(encoding="utf-8") for path in readme.documents()}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


def test_the_numbers_are_those_of_the_reference() -> None:
    for path, text in DOCUMENTS.items():
        assert readme.filled(text) == text, path


def test_the_picture_and_every_file_it_links_to_are_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_the_python_code_runs_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    with mpl.rc_context({"backend": "agg"}):
        for code in blocks("python"):
            exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    capsys.readouterr()


def test_the_scenario_is_valid(tmp_path: Path) -> None:
    for number, text in enumerate(blocks("toml")):
        assert tomllib.loads(text)
        path = tmp_path / f"mine_{number}.toml"
        path.write_text(text, encoding="utf-8")
        check(path)


def rows(block: str) -> list[list[str]]:
    """Cells of the table in a block, without its head."""
    text = "".join(DOCUMENTS.values()).split(f"<!-- {block} -->")[1].split(f"<!-- /{block} -->")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_every_row_from_claim_to_file_works_as_written(
    tmp_path: Path,
    data_sets: dict[str, FigureData],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its command draws its figure and exactly its files; its hypotheses are existing claims.

    Runs are artificial and pictures empty: other tests check what they show.
    """

    def gathered(names: list[str], *_: object) -> catalogue.Gathered:
        return catalogue.Gathered(names, data_sets)

    monkeypatch.setattr(catalogue, "gather", gathered)
    known = {claim.number for claim in claims()}
    outputs = rows("outputs")
    for _, heading, hypotheses, command, title, files in outputs:
        assert heading in ("", *paper_sections.SECTIONS.values())
        assert {one for one in re.split(", | to ", hypotheses) if one} <= known
        words = command.strip("`").split()
        assert words[:2] == ["cityfit", "figures"]
        (name,) = words[2:]
        monkeypatch.setattr(catalogue.FIGURES[name], "draw", lambda *_: Figure())
        folder = tmp_path / name
        assert main([*words[1:], "-o", str(folder)]) == 0
        endings = re.findall(r"`\.?([^`]+)`", files)
        wanted = {endings[0], *(f"{name}.{ending}" for ending in endings[1:])}
        assert {path.name for path in folder.iterdir()} == wanted | {"index.html"}
        assert escape(title) in (folder / "index.html").read_text(encoding="utf-8")
        capsys.readouterr()
    assert [row[3] for row in outputs] == [f"`cityfit figures {one}`" for one in catalogue.names()]


def test_every_command_is_one_that_there_is(tmp_path: Path) -> None:
    """Each command line is taken by the command line's parser; the short ones are run."""
    lines = [
        line.split("#")[0].split()
        for block in blocks("")
        for line in block.splitlines()
        if line.startswith("cityfit ")
    ]
    assert lines
    texts: dict[tuple[str, ...], str] = {}
    for words in lines:
        quick = words[1] in ("scenarios", "parameters", "measures")
        arguments = tuple(words[1:] if quick else [words[1], "--help"])
        if arguments not in texts:
            done = subprocess.run(
                [sys.executable, "-m", "experiments", *arguments],
                cwd=tmp_path,
                env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            texts[arguments] = done.stdout
        for option in (word.split("=")[0] for word in words if word.startswith("-")):
            assert quick or option in texts[arguments], f"{option} is no option of {words[1]}"
