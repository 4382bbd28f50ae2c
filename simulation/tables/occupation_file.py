"""The file of occupations: its columns, what they may hold, and the rules over the whole table.

:func:`read_files` reads it with the file of mobility, see :mod:`simulation.tables.mobility_file`.
This is the one declaration of the columns: reading checks by it, and the tables in
``docs/model/occupations.md`` and ``docs/model/odd.md`` are generated from it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.core.csv_rows import read_csv_rows
from simulation.core.file_reference import TableError, read_text
from simulation.core.vocabulary import EDUCATIONS, JOB_NEEDS, SKILLS
from simulation.tables.csv_file import FileColumn, Read, read, refuse
from simulation.tables.mobility_file import EASE, Mobility, read_mobility

WEIGHTS = tuple(f"weight_{skill}" for skill in SKILLS)
SUPPLIES = JOB_NEEDS[1:]
MOST_ROWS = 20_000
#: Share of posts that all emerging occupations may grow to, since a scenario can multiply it by 5.
MOST_EMERGING = 0.15
#: How far weights may miss a sum of 1, as they do when each is rounded to hundredths.
ROUNDING = 0.04
#: Demand to this power gives the weights where a table has none; see ``docs/model/sources.md``.
WEIGHT_POWER = 1.5
#: Means of the table that comes with the model, weighted by employment, for a table without them.
USUAL = {
    "security": 0.59,
    "challenge": 0.53,
    "meaning": 0.6,
    "balance": 0.48,
    "automation": 0.46,
    "pace": 0.0077,
    "turnover": 0.0082,
    "temporary": 0.22,
}
#: Shares of the posts of an occupation by education asked, and by ICT use of the job.
ASKED = tuple(f"asked_{level}" for level in EDUCATIONS)
ICT_USES = ("none", "simple", "moderate", "complex")
USES = tuple(f"ict_{use}" for use in ICT_USES)
#: Columns that automation can follow.
EXPOSURES = ("automation", "language_models")
#: Columns of an occupation's own path in an automation wave.
AUTOMATION_PATH = ("automation_midpoint", "automation_duration")

_DEMANDS = {
    "ict": "ICT skill the work asks for",
    "analytical": "data and analysis the work asks for",
    "governance": "law and governance the work asks for",
    "social": "dealing with people the work asks for",
    "business": "business and design the work asks for",
    "technical": "hands-on technical operation the work asks for",
    "green": "knowledge of the environment the work asks for",
}
_SUPPLIED = {
    "security": "how far the job gives security",
    "challenge": "how far the job gives challenge",
    "meaning": "how far the job gives meaning",
    "balance": "how far the job leaves balance between work and life",
}

COLUMNS: tuple[FileColumn, ...] = (
    FileColumn("occupation", "name", "name", "name used in results"),
    FileColumn("title", "text", "text", "name shown to people", absent="the occupation's name"),
    FileColumn("family", "word", "name", "group of occupations that share communities",
               absent="one family, `other`"),
    FileColumn("sector", "word", "name", "sector of the employers that hold most of the posts",
               absent="one sector, `other`"),
    FileColumn("spread", "number", "share",
               "share of the posts that lies in all sectors but own account and platforms",
               0, 1, absent="0"),
    FileColumn("employment", "number", "share or posts",
               "posts at month 0; only their ratios count", 0),
    FileColumn("eventual_share", "number", "share",
               "share of posts that an emerging occupation adds when it is grown up",
               0, MOST_EMERGING, absent="0"),
    FileColumn("emerging", "flag", "yes or no", "whether the occupation is only being born",
               absent="0"),
    FileColumn("entry_post", "flag", "yes or no",
               "whether an emerging occupation is open below degree level", absent="0"),
    FileColumn("education_asked", "word", "level", "education that employers usually ask",
               words=EDUCATIONS),
    *(FileColumn(skill, "number", "0-1", _DEMANDS[skill], 0, 1) for skill in SKILLS),
    *(FileColumn(weight, "number", "share", f"importance of `{skill}`; the seven sum to 1", 0, 1,
                 absent=f"demand to the power {WEIGHT_POWER:g}, relative to the sum over the seven")
      for skill, weight in zip(SKILLS, WEIGHTS, strict=True)),
    *(FileColumn(name, "number", "0-1", _SUPPLIED[name], 0, 1, absent=f"{USUAL[name]:g}")
      for name in SUPPLIES),
    FileColumn("wage", "number", "euro/month", "gross pay of a good match", 100, 1_000_000),
    FileColumn("automation", "number", "0-1", "exposure to automation",
               0, 1, absent=f"{USUAL['automation']:g}"),
    FileColumn("language_models", "number", "0-1",
               "exposure to language models",
               0, 1, absent="0; automation cannot follow it"),
    FileColumn("automation_midpoint", "number", "months",
               "months of an automation wave to the steepest point of an own path",
               0, 2000, absent="0"),
    FileColumn("automation_duration", "number", "months",
               "scale of an own logistic path of the loss in an automation wave; 0 is none",
               0, 1000, absent="0"),
    FileColumn("pace", "number", "1/month", "chance that one skill dimension is redesigned",
               0, 1, absent=f"{USUAL['pace']:g}"),
    FileColumn("turnover", "number", "1/month", "chance that a filled post ends",
               0, 0.5, absent=f"{USUAL['turnover']:g}"),
    FileColumn("temporary", "number", "share", "share of holders with a temporary contract",
               0, 1, absent=f"{USUAL['temporary']:g}"),
    FileColumn("licence", "number", "share", "share of posts that need a licence",
               0, 1, absent="0"),
    FileColumn("remote", "number", "share", "share of posts that can be done from anywhere",
               0, 1, absent="0"),
    FileColumn("external", "number", "applicants", "outside applicants per vacancy and month",
               0, 50, absent="0"),
    *(FileColumn(name, "number", "share", f"share of its posts that ask {level} education; all "
                 "seven 0 if its posts do not differ", 0, 1, absent="0")
      for level, name in zip(EDUCATIONS, ASKED, strict=True)),
    *(FileColumn(name, "number", "share", f"share of its posts with {use} ICT use", 0, 1,
                 absent="0")
      for use, name in zip(ICT_USES, USES, strict=True)),
)  # fmt: skip


def read_files(
    table: str, mobility: str = "", scale: str = EASE
) -> tuple[dict[str, Any], Mobility]:
    """The table of occupations and the ease of moving between them.

    Parameters
    ----------
    table, mobility : str
        Paths of the files, pinned or not; no mobility if the path is empty.
    scale : {"ease", "observed"}
        What the weights of mobility are.

    Raises
    ------
    TableError
        With every mistake of both files, one line each.
    """
    problems: list[str] = []
    columns: dict[str, Any] = {}
    try:
        columns = read_occupations(table)
        names = columns["occupation"]
    except TableError as error:
        problems += error.problems
        names = _names_of(table)
    try:
        moves = read_mobility(mobility, names, scale)
    except TableError as error:
        problems += error.problems
    if problems:
        raise TableError(problems)
    return columns, moves


def _names_of(value: str) -> tuple[str, ...]:
    """The names in a table with mistakes; none if they cannot be read."""
    try:
        rows = read_csv_rows(*read_text(value), [column.name for column in COLUMNS])
        return tuple(rows.column(COLUMNS[0].name))
    except (TableError, ValueError):
        return ()


def read_occupations(value: str) -> dict[str, Any]:
    """Every column of a table of occupations, those left out at what then holds.

    Parameters
    ----------
    value : str
        Path of the file, pinned or not.

    Raises
    ------
    TableError
        With every mistake, one line each.
    """
    table = read(value, COLUMNS)
    refuse(_broken_rules(table), table.path)
    return _completed(table)


def _broken_rules(table: Read) -> list[str]:
    """What is wrong with a table whose values are all allowed one by one."""
    rows = len(table.lines)
    emerging = table.get("emerging", np.zeros(rows, dtype=bool))
    problems = _wrong_weights(table)
    if rows > MOST_ROWS:
        problems.append(f"{table.path}: has {rows} occupations; at most {MOST_ROWS} are possible")
    for name in ("entry_post", "eventual_share"):
        values = table.get(name, np.zeros(rows))
        problems += [
            f"{table.where(int(row), name, float(values[row]))}: must be 0 unless emerging is 1"
            for row in np.flatnonzero((values > 0) & ~emerging)
        ]
    return problems + _wrong_shares(table, emerging) + _wrong_cells(table)


def _wrong_weights(table: Read) -> list[str]:
    given = [name for name in WEIGHTS if name in table]
    if not given:
        return []
    if len(given) < len(WEIGHTS):
        lacking = ", ".join(name for name in WEIGHTS if name not in table)
        return [f"{table.path}: has {given[0]} but not {lacking}: give all seven or none"]
    sums = sum(table[name] for name in WEIGHTS)
    return [
        f"{table.where(int(row), 'weight_ict', float(table['weight_ict'][row]))}: "
        f"the seven weights sum to {sums[row]:g}; they must sum to 1"
        for row in np.flatnonzero(np.abs(sums - 1.0) > ROUNDING)
    ]


def _wrong_cells(table: Read) -> list[str]:
    """Shares of posts that do not sum to 1, or are given for one of the two groups only."""
    rows = len(table.lines)
    sums = [
        sum((np.asarray(table.get(name, np.zeros(rows))) for name in names), np.zeros(rows))
        for names in (ASKED, USES)
    ]
    problems = []
    for names, own, other in ((ASKED, sums[0], sums[1]), (USES, sums[1], sums[0])):
        wrong = (np.abs(own - 1.0) > ROUNDING) & ((own > 0.0) | (other > 0.0))
        problems += [
            f"{table.path}: line {table.lines[row]}: {', '.join(names)} sum to {own[row]:g}; they "
            "must sum to 1, or all seven shares of posts must be 0"
            for row in np.flatnonzero(wrong)
        ]
    return problems


def _wrong_shares(table: Read, emerging: np.ndarray) -> list[str]:
    asked, posts = np.array(table["education_asked"]), table["employment"]
    problems = [
        f"{table.path}: no occupation that is not emerging has education_asked = {level!r} "
        "and employment above 0; each of low, mid and high needs one, because schooling "
        "prepares for them"
        for level in EDUCATIONS
        if not posts[(asked == level) & ~emerging].sum() > 0
    ]
    eventual = float(np.sum(table.get("eventual_share", 0.0)))
    if eventual > MOST_EMERGING:
        problems.append(
            f"{table.path}: eventual_share: sums to {eventual:g} over all occupations; "
            f"at most {MOST_EMERGING:g} is possible"
        )
    settled, begun = posts[~emerging].sum(), posts[emerging].sum()
    if settled > 0 and begun > MOST_EMERGING * settled:
        problems.append(
            f"{table.path}: employment: emerging occupations have {begun / settled:.2g} of the "
            f"posts of all others at month 0; at most {MOST_EMERGING:g} is possible"
        )
    return problems


def _completed(table: Read) -> dict[str, Any]:
    rows = len(table.lines)
    columns = dict(table.columns)
    columns.setdefault("title", columns["occupation"])
    for name in ("family", "sector"):
        columns.setdefault(name, ("other",) * rows)
    for name in ("emerging", "entry_post"):
        columns.setdefault(name, np.zeros(rows, dtype=bool))
    absent = ("spread", "eventual_share", "language_models", "licence", "remote", "external")
    for name in (*absent, *AUTOMATION_PATH, *ASKED, *USES):
        columns.setdefault(name, np.zeros(rows))
    for name, value in USUAL.items():
        columns.setdefault(name, np.full(rows, value))
    demand = np.stack([columns[skill] for skill in SKILLS], axis=1)
    if WEIGHTS[0] in columns:
        weight = np.stack([columns[name] for name in WEIGHTS], axis=1)
    else:
        # work that asks for nothing at all weighs everything alike
        weight = np.maximum(demand, 1e-6) ** WEIGHT_POWER
    total = weight.sum(axis=1, keepdims=True)
    columns["weight"] = np.where(np.abs(total - 1.0) > 1e-6, weight / total, weight)
    columns["demand"] = demand
    for group, names in (("asked", ASKED), ("uses", USES)):
        columns[group] = np.stack([columns[name] for name in names], axis=1)
    columns["supply"] = np.stack([columns[name] for name in SUPPLIES], axis=1)
    # numbers of posts become shares; shares stay what they are
    settled = columns["employment"][~columns["emerging"]].sum()
    if abs(settled - 1.0) > 1e-6:
        columns["employment"] = columns["employment"] / settled
    return columns
