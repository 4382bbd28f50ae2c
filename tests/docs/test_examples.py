"""Examples in the README and the pages under docs work as written."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import click
import matplotlib as mpl
import pytest

from experiments.command_line import cityfit, main
from experiments.designs.sweep import prepare
from scenarios import check, names
from simulation.measures import MEASURES
from simulation.settings import parameter_table

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
PARAMETERS = {name for name, _, _ in parameter_table()}
MEASURE_NAMES = {*MEASURES, *(c for measure in MEASURES.values() for c in measure.columns)}


def page_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """Code blocks of a language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def lines(program: str) -> list[tuple[str, list[str]]]:
    """Page and words of each line in a shell block that starts with a program."""
    return [
        (page_name(page), shlex.split(line, comments=True))
        for page in PAGES
        for block in blocks(page, "sh")
        for line in block.splitlines()
        if line.startswith(f"{program} ")
    ]


def inline(program: str) -> list[list[str]]:
    """Words of each inline code that starts with a program."""
    return [
        shlex.split(code)
        for page in PAGES
        for code in re.findall(rf"`({program} [^`]+)`", page.read_text(encoding="utf-8"))
    ]


def parsed(words: list[str]) -> tuple[dict[str, object], list[str]]:
    """Options and arguments of a ``cityfit`` line; an unknown one is an error."""
    command: click.Command = cityfit
    while isinstance(command, click.Group) and words:
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"no command {words[0]}"
        command, words = found, words[1:]
    context = click.Context(command)
    options, arguments, _ = command.make_parser(context).parse_args(list(words))
    return options, arguments


def listed(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


@pytest.mark.parametrize(("page", "words"), lines("cityfit"), ids=str)
def test_a_command_line_is_valid(page: str, words: list[str]) -> None:
    """The command and its options exist, and so do the parameters and measures it names."""
    options, arguments = parsed(words[1:])
    for setting in listed(options.get("set", options.get("changes", []))):
        assert setting.partition("=")[0] in PARAMETERS
    for measure in listed(options.get("measure", options.get("measures", []))):
        assert measure in MEASURE_NAMES
    if words[1] == "run":
        for scenario in arguments:
            assert scenario.endswith(".toml") or scenario in names()


def test_inline_commands_exist() -> None:
    """They can leave out the value of an option."""
    for words in inline("cityfit"):
        with suppress(click.BadOptionUsage):
            parsed(words[1:])


def test_commands_that_only_print_run_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Except for files of the reader's own."""
    printing = {
        tuple(words[1:])
        for _, words in lines("cityfit")
        if words[1] in ("scenarios", "parameters", "measures") and "my.toml" not in words
    }
    assert printing
    for words in printing:
        assert main(list(words)) == 0, words
    capsys.readouterr()


def test_make_targets_exist() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = [words for _, words in lines("make")] + inline("make")
    assert named
    for words in named:
        goals = [word for word in words[1:] if "=" not in word]
        if "-C" not in goals:
            assert {goal.strip(",") for goal in goals} <= targets, words


def test_modules_that_are_run_exist() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    modules = set(re.findall(r"python -m ((?:experiments|figures)[\w.]*)", text))
    assert modules
    for module in modules:
        assert find_spec(module), module


PYTHON = [(page, code) for page in PAGES for code in blocks(page, "python")]


@pytest.mark.parametrize(("page", "code"), PYTHON, ids=lambda value: getattr(value, "name", ""))
def test_python_runs_as_written(
    page: Path,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with mpl.rc_context({"backend": "agg"}):
        exec(compile(code, str(page), "exec", dont_inherit=True), {"__name__": "example"})
    capsys.readouterr()


TOML = [(page, text) for page in PAGES for text in blocks(page, "toml")]


@pytest.mark.parametrize(("page", "text"), TOML, ids=lambda value: getattr(value, "name", ""))
def test_scenarios_and_designs_are_valid(page: Path, text: str, tmp_path: Path) -> None:
    """With the example tables in the place of the reader's own."""
    for table in ("occupations", "mobility"):
        example = ROOT / "scenarios" / "examples" / f"twelve_{table}.csv"
        shutil.copyfile(example, tmp_path / f"my_{table}.csv")
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    if "kind" in tomllib.loads(text):
        assert prepare(path).plan()
    else:
        check(path)


def test_the_readme_has_the_two_commands_and_the_page() -> None:
    (start, *_) = blocks(ROOT / "README.md", "sh")
    goals = [line.split("#")[0].strip() for line in start.splitlines()]
    assert goals == ["make figures", "make test", "make explore", "make docs"]
    (python,) = blocks(ROOT / "README.md", "python")
    assert len(python.strip().splitlines()) <= 12
