"""Who may import whom: dependencies point one way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
#: Packages from the top of the building to its foundation; each may import those below it.
PACKAGES = ("figures", "experiments", "scenarios", "simulation")
#: Layers that a process or an intervention must not look up to.
ABOVE_PROCESSES = (
    "settings", "engine", "measures", "schedule", "initialisation.new_city", "city", "agents",
)  # fmt: skip


def module_name(path: Path) -> str:
    """Dotted name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(package: str) -> list[Path]:
    """Source files of a package; notebooks are not among them."""
    return [
        path
        for path in sorted((ROOT / package).rglob("*.py"))
        if "notebooks" not in path.relative_to(ROOT).parts[:-1]
    ]


SOURCES = {module_name(path): path for package in PACKAGES for path in sources(package)}
MESA_ALLOWED = {"simulation.city", *(n for n in SOURCES if n.startswith("simulation.agents"))}


def is_type_checking(node: ast.AST) -> bool:
    """Whether a node is a block that only type checkers read."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imported(name: str, *, lazy: bool = True) -> set[str]:
    """Modules that a module imports, without those that only type checkers see.

    Without `lazy`, imports inside functions do not count: they run only when called.
    """
    path = SOURCES[name]
    found: set[str] = set()

    def walk(node: ast.AST) -> None:
        if is_type_checking(node):
            return
        if not lazy and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name if path.stem == "__init__" else name.rpartition(".")[0]
                for _ in range(node.level - 1):
                    package = package.rpartition(".")[0]
                base = f"{package}.{base}".rstrip(".")
            # what is imported from a package may be a module of it
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                found.add(whole if whole in SOURCES else base)
        for child in ast.iter_child_nodes(node):
            walk(child)

    walk(ast.parse(path.read_text(encoding="utf-8")))
    return found


def within(names: set[str], package: str) -> set[str]:
    """Those of the names that lie in a package."""
    return {name for name in names if name == package or name.startswith(f"{package}.")}


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_only_what_lies_below(package):
    """Figures depend on experiments, these on scenarios, these on the simulation."""
    above = PACKAGES[: PACKAGES.index(package)]
    upward = {
        name: looked_up
        for name in SOURCES
        if name.split(".")[0] == package
        for upper in above
        if (looked_up := within(imported(name), upper))
    }
    assert upward == {}
    assert SOURCES


def test_only_city_and_agents_know_mesa():
    """The model runs without Mesa; two modules put it behind Mesa's face."""
    knowing = {
        name
        for name in SOURCES
        if name.split(".")[0] == "simulation" and within(imported(name), "mesa")
    }
    assert knowing <= MESA_ALLOWED


def test_nothing_in_the_simulation_needs_city_or_agents_to_start():
    """City and agents stand on the model and nothing of it on them, save by a call."""
    standing = {
        name
        for name in SOURCES
        if name.split(".")[0] == "simulation"
        and name not in MESA_ALLOWED
        and imported(name, lazy=False) & MESA_ALLOWED
    }
    assert standing == set()


@pytest.mark.parametrize("package", ["processes", "interventions", "shocks", "tables", "fit"])
def test_processes_do_not_look_up(package):
    """Processes, interventions, shocks, tables, fits know neither settings nor run nor measures."""
    upward = {
        name: found
        for name in SOURCES
        if name.startswith(f"simulation.{package}.")
        for upper in ABOVE_PROCESSES
        if (found := within(imported(name), f"simulation.{upper}"))
    }
    assert upward == {}


def test_tables_and_fits_stand_alone():
    """Tables and fits know no world and no process."""
    for package in ("tables", "fit", "statistics"):
        for name in SOURCES:
            if name.startswith(f"simulation.{package}."):
                for upper in ("world", "processes", "interventions", "core.process"):
                    assert not within(imported(name), f"simulation.{upper}"), name


def test_statistics_are_pure():
    """Statistics import nothing of the project but statistics and the compiler."""
    for name in SOURCES:
        if name.startswith("simulation.statistics"):
            ours = {own for package in PACKAGES for own in within(imported(name), package)}
            allowed = within(ours, "simulation.statistics") | {"simulation.kernels.compiled"}
            assert ours <= allowed, name


def test_imports_make_no_circle():
    """No module of the project imports itself by way of others when it is loaded."""
    graph = {name: {other for other in imported(name, lazy=False) if other in SOURCES} - {name}
             for name in SOURCES}  # fmt: skip
    finished: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join([*path[path.index(name) :], name])
        if name in finished:
            return
        for other in sorted(graph[name]):
            visit(other, (*path, name))
        finished.add(name)

    for name in graph:
        visit(name, ())
    assert finished == set(graph)


def test_figures_never_simulate():
    """Figures draw what is stored: they import nothing that runs a city."""
    for name in SOURCES:
        if name.split(".")[0] == "figures":
            assert not within(imported(name), "simulation.engine"), name
            assert not within(imported(name), "simulation.city"), name


def test_no_global_luck():
    """Nothing in the simulation draws from a random stream but statistics, which get it handed."""
    streams = ("random", "numpy.random")
    for name in SOURCES:
        if name.split(".")[0] == "simulation":
            assert not {own for stream in streams for own in within(imported(name), stream)}, name
