"""Which parameter names and values are allowed: one check for files, command line and Python.

The rules are not written here. Each parameter declares its type, range and choices; a strict
pydantic model is made from each section. Rules over several parameters are in
:func:`contradictions`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_type_hints

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from simulation.core import extension
from simulation.core.errors import nearest, suggestion
from simulation.core.extension import SETTING
from simulation.core.parameter import Declaration, declarations
from simulation.core.renames import renamed_parameter
from simulation.settings import Settings, known_sections, with_extensions

HEADER = ("base", "title", "question")
#: Names under which Python code lists extensions.
EXTENSIONS = ("extensions", SETTING)


def section_model(section: str) -> type[BaseModel]:
    """Strict pydantic model of one section, every key optional."""
    return _model(section, known_sections()[section])


@cache
def _model(section: str, owner: type) -> type[BaseModel]:
    types = get_type_hints(owner)
    fields: dict[str, Any] = {}
    for key, declared in declarations(owner).items():
        annotation = types[key] if declared.choices is None else Literal[declared.choices]
        limits: dict[str, Any] = {}
        if types[key] in (int, float):
            limits = {"ge": declared.low, "le": declared.high}
            if types[key] is float:
                limits["allow_inf_nan"] = False
        described = Field(
            description=declared.meaning,
            json_schema_extra={
                "unit": declared.unit,
                "status": declared.status,
                "source": declared.source,
            },
            **limits,
        )
        fields[key] = (Annotated[annotation, described], getattr(owner, key))
    return create_model(
        section.replace(".", "_"),
        __config__=ConfigDict(strict=True, extra="forbid"),
        __doc__=(owner.__doc__ or "").strip().partition("\n")[0],
        **fields,
    )


def parameter_names() -> list[str]:
    """Every parameter as ``section.key``."""
    return [
        f"{section}.{key}"
        for section, owner in known_sections().items()
        for key in declarations(owner)
    ]


def suggested_parameter(name: str) -> str:
    """End of an error line about an unknown parameter: its new name, or the nearest right one."""
    if renamed := renamed_parameter(name):
        return f"renamed: {renamed}"
    best = nearest(name, parameter_names()) or nearest(name.rpartition(".")[2], _keys())
    return f"nearest: {_keys().get(best, best)}" if best else "'cityfit parameters' lists them all"


def _keys() -> dict[str, str]:
    """Key without its section → full name, for keys that are easily looked for alone."""
    return {name.rpartition(".")[2]: name for name in reversed(parameter_names())}


def full_name(name: str) -> str:
    """Full name of a parameter given by its key alone; any other name as it is.

    A key of the section ``city`` means that one (``citizens``); any other key must be unique.
    """
    if "." in name:
        return name
    owners = [section for section, owner in known_sections().items() if name in declarations(owner)]
    if "city" in owners:
        return f"city.{name}"
    return f"{owners[0]}.{name}" if len(owners) == 1 else name


def plain_value(value: Any) -> Any:
    """A NumPy scalar, or an array of one value, as the Python value it holds."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.size == 1):
        return value.item()
    return value


def shown(value: Any) -> str:
    """A value as an error message quotes it: on one line, and short."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def allowed(declared: Declaration, kind: type) -> str:
    """What a parameter takes, in words."""
    if declared.choices is not None:
        return declared.allowed
    if kind is bool:
        return "true or false"
    if kind is str:
        return f"{declared.allowed}, in quotation marks"
    noun = "a whole number" if kind is int else "a number"
    low, high = (None if end is None else f"{end:.15g}" for end in (declared.low, declared.high))
    if low is not None and high is not None:
        noun += f" from {low} to {high}"
    elif low is not None:
        noun += f", {low} or more"
    elif high is not None:
        noun += f", {high} or less"
    return noun if declared.unit in ("1", "") else f"{noun} ({declared.unit})"


def _right_key(section: str, key: str) -> str:
    """End of an error line about a key that a section does not have."""
    if renamed := renamed_parameter(f"{section}.{key}"):
        return f"renamed: {renamed}"
    if key in HEADER:
        return f"{key} belongs above the first table, not below [{section}]"
    return suggestion(key, declarations(known_sections()[section]))


def check_section(
    section: str, values: Mapping[str, Any], source: str
) -> tuple[dict[str, Any], list[str]]:
    """Check the values given for one section.

    Parameters
    ----------
    section : str
        Name of a section.
    values : mapping of str to value
        What a file gives under that section.
    source : str
        What an error line begins with: the file.

    Returns
    -------
    values : dict
        ``section.key`` → value of the right type, without those that were refused.
    problems : list of str
    """
    owner = known_sections()[section]
    problems = []
    refused: set[str] = set()
    good: dict[str, Any] = {}
    try:
        good = section_model(section).model_validate(dict(values)).model_dump()
    except ValidationError as error:
        declared, kinds = declarations(owner), get_type_hints(owner)
        refused = {str(found["loc"][0]) for found in error.errors(include_url=False)}
        for key, value in values.items():
            if key not in refused:
                continue
            where = f"{source}: {section}.{key} = {shown(value)}"
            if key not in declared:
                problems.append(f"{where}: unknown key; {_right_key(section, key)}")
                continue
            line = f"{where}: must be {allowed(declared[key], kinds[key])}"
            choices = declared[key].choices
            if choices is not None and isinstance(value, str):
                near = suggestion(value, choices)
                line += f"; {near}" if near.startswith("nearest") else ""
            problems.append(line)
        rest = {key: value for key, value in values.items() if key not in refused}
        good = section_model(section).model_validate(rest).model_dump()
    return {f"{section}.{key}": good[key] for key in values if key not in refused}, problems


def _listed_extensions(table: Any, source: str) -> tuple[list[str], list[str]]:
    """Load what a scenario file lists under ``[extensions]``."""
    key = SETTING.rpartition(".")[2]
    if not isinstance(table, Mapping):
        return [], [f"{source}: extensions = {shown(table)}: must be a table with the key {key}"]
    entries, problems = check_extensions(table.get(key, []), source)
    problems += [
        f"{source}: extensions.{other} = {shown(table[other])}: unknown key; nearest: {key}"
        for other in table
        if other != key
    ]
    return entries, problems


def check_tables(tables: Mapping[str, Any], source: str) -> tuple[dict[str, Any], list[str]]:
    """Check everything below the header of a scenario file; see :func:`check_section`."""
    changes: dict[str, Any] = {}
    problems: list[str] = []

    tables = dict(tables)
    listed = tables.pop("extensions", None)
    if listed is not None:
        entries, problems = _listed_extensions(listed, source)
        changes[SETTING] = with_extensions((), entries)
    sections = known_sections()

    def visit(path: str, table: Mapping[str, Any]) -> None:
        deeper = path in sections or any(name.startswith(path + ".") for name in sections)
        if not deeper:
            problems.append(f"{source}: [{path}]: unknown section; {suggestion(path, sections)}")
            return
        values = {}
        for key, value in table.items():
            known_key = path in sections and key in declarations(sections[path])
            if isinstance(value, dict) and not known_key:
                visit(f"{path}.{key}", value)
            elif path in sections:
                values[key] = value
            else:
                above = f"{key} belongs above the first table, not below [{path}]"
                right = above if key in HEADER else suggested_parameter(f"{path}.{key}")
                problems.append(f"{source}: {path}.{key} = {shown(value)}: unknown key; {right}")
        if values:
            good, found = check_section(path, values, source)
            changes.update(good)
            problems.extend(found)

    for key, value in tables.items():
        if isinstance(value, dict):
            visit(key, value)
        else:
            best = nearest(key, HEADER)
            right = f"nearest: {best}" if best else suggested_parameter(key)
            problems.append(f"{source}: {key} = {shown(value)}: unknown key; {right}")
    return changes, problems


def check_header(document: Mapping[str, Any], source: str) -> list[str]:
    """Check that base, title and question are texts."""
    return [
        f"{source}: {key} = {shown(document[key])}: must be text in quotation marks"
        for key in HEADER
        if key in document and not isinstance(document[key], str)
    ]


def check_extensions(entries: Any, source: str) -> tuple[list[str], list[str]]:
    """Load the extensions that a scenario lists.

    Returns
    -------
    entries : list of str
        Pinned entries of those that can be used.
    problems : list of str
    """
    if isinstance(entries, str):
        entries = [entries]
    if not isinstance(entries, list | tuple) or not all(isinstance(e, str) for e in entries):
        right = 'must be a list of modules, as in ["my_city.laptops"]'
        return [], [f"{source}: {SETTING} = {shown(entries)}: {right}"]
    good, problems = [], []
    for entry in entries:
        try:
            good.append(extension.load(entry).pinned)
        except extension.ExtensionError as error:
            problems.append(f"{source}: {SETTING}: {error}")
    return good, problems


def check_changes(changes: Any, source: str) -> tuple[dict[str, Any], list[str]]:
    """Check changes keyed ``section.key`` or, where that is unique, by the key alone.

    Parameters
    ----------
    changes : mapping of str to value
        NumPy numbers and truth values count as Python's.
    source : str
        What an error line begins with.

    Returns
    -------
    values : dict
        ``section.key`` → value, without those that were refused.
    problems : list of str
    """
    by_section: dict[str, dict[str, Any]] = {}
    problems = []
    good: dict[str, Any] = {}
    if not isinstance(changes, Mapping):
        right = 'must be a dict of parameters, as in {"city.tax": 0.3}'
        return {}, [f"{source}: {shown(changes)}: {right}"]
    for given, value in changes.items():
        if given in EXTENSIONS:
            found, wrong = check_extensions(value, source)
            good[SETTING] = with_extensions(good.get(SETTING, ()), found)
            problems += wrong
    for given, value in changes.items():
        if given in EXTENSIONS:
            continue
        if not isinstance(given, str) or isinstance(value, Mapping):
            right = 'name each parameter in full, as in {"city.tax": 0.3}'
            problems.append(f"{source}: {given} = {shown(value)}: {right}")
            continue
        name = full_name(given)
        section, _, key = name.rpartition(".")
        if key in by_section.get(section, {}):
            problems.append(f"{source}: {name} = {shown(value)}: is given twice, also as {given}")
        elif section in known_sections():
            by_section.setdefault(section, {})[key] = plain_value(value)
        else:
            right = suggested_parameter(name)
            problems.append(f"{source}: {name} = {shown(value)}: unknown parameter; {right}")
    for section, values in by_section.items():
        accepted, found = check_section(section, values, source)
        good.update(accepted)
        problems.extend(found)
    return good, problems


def with_burn_in(changes: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Changes with a burn-in that fits into the run, if only the months were changed.

    A run that is not longer than the usual burn-in has a quarter of its months as burn-in.
    """
    months = changes.get("city.months")
    if months is None or "city.burn_in" in changes or months > settings["city"].burn_in:
        return dict(changes)
    return {**changes, "city.burn_in": months // 4}


def contradictions(settings: Settings, source: str) -> list[str]:
    """Rules over several parameters at once.

    The burn-in must leave months to measure, an intervention that is paid for must start and a
    shock strike within the run, and fit needs at least one weight that is not 0.
    """
    problems = []
    city = settings["city"]
    if city.burn_in >= city.months:
        problems.append(
            f"{source}: city.burn_in = {city.burn_in}: must be less than "
            f"city.months = {city.months}, or nothing is measured"
        )
    for section, values in settings.items():
        start = getattr(values, "start_month", None)
        paid = getattr(values, "annual_budget_per_citizen", 0)
        if start is not None and paid > 0 and start >= city.months:
            problems.append(
                f"{source}: {section}.start_month = {start}: must be less than "
                f"city.months = {city.months}, or the intervention never begins"
            )
        strikes = values.month if section.startswith("shocks.") else 0
        if (
            section == "shocks.funding_cut"
            and strikes
            and not any(
                getattr(other, "annual_budget_per_citizen", 0) > 0 for other in settings.values()
            )
        ):
            problems.append(
                f"{source}: {section}.month = {strikes}: no intervention has any money to cut; "
                "give one an annual_budget_per_citizen"
            )
        if strikes > city.months:
            problems.append(
                f"{source}: {section}.month = {strikes}: must be at most "
                f"city.months = {city.months}, or the shock never strikes; 0 is never"
            )
    weights = {name: value for name, value in settings.flat().items() if "fit.weight_" in name}
    if weights and not any(value > 0 for value in weights.values()):
        problems.append(f"{source}: {', '.join(weights)}: at least one must be more than 0")
    return problems
