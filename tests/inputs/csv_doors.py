"""The places where a user hands over a CSV file, and the ways in which programs save one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import scenarios
from experiments.batch import parameter_vectors
from experiments.designs import design
from experiments.designs.sweep import prepare
from simulation.tables.occupations import Occupations

EXAMPLES = Path(scenarios.__path__[0]) / "examples"
DESIGN = """
kind = "grid"
base = "training"
citizens = 300
months = 6
burn_in = 2
seeds = 1
[set]
"interventions.training.start_month" = 3
[factors]
"interventions.training.annual_budget_per_citizen" = [1234, 2345]
"city.tax" = { low = 0.2, high = 0.3333333333333333, levels = 2 }
"hiring.active" = [true, false]
"interventions.training.subject" = ["ict", "green"]
"""


@dataclass(frozen=True)
class Door:
    """A place where a CSV file enters.

    Attributes
    ----------
    name : str
        What the page calls it.
    file : str
        Name of the file.
    text : Callable
        A right file.
    read : Callable
        Path → values that can be compared.
    share : str
        Column of numbers that can have decimals.
    large : str
        Column that takes 1234; the share column if no other takes numbers.
    flag : str
        Column of switches, if there is one.
    """

    name: str
    file: str
    text: Callable[[], str]
    read: Callable[[Path], Any]
    share: str
    large: str
    flag: str = ""


def _occupations_text() -> str:
    rows = list(csv.DictReader(io.StringIO((EXAMPLES / "twelve_occupations.csv").read_text())))
    for number, row in enumerate(rows):
        row["emerging"] = str(int(number == 11))
        row["eventual_share"] = "0.02" if number == 11 else "0"
    return _written(list(rows[0]), [list(row.values()) for row in rows])


def _occupations(path: Path) -> Any:
    table = Occupations(str(path))
    return table.names, *(
        getattr(table, name).tolist()
        for name in ("design", "base_wage", "employment", "pace", "emerging", "education_asked")
    )


def _mobility(path: Path) -> Any:
    table = Occupations(str(EXAMPLES / "twelve_occupations.csv"), str(path))
    return table.mobility.tolist()


def _parameters(path: Path) -> Any:
    return [(vector.number, vector.values) for vector in parameter_vectors.read(path)]


@cache
def _design_files() -> dict[str, bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_text(DESIGN, encoding="utf-8")
        return prepare(path).design.to_files()


def _design(path: Path) -> Any:
    """The design in the folder of its table, whose other files are put there."""
    for name, content in _design_files().items():
        if name != design.TABLE:
            (path.parent / name).write_bytes(content)
    table = design.read(path.parent).table
    # a spreadsheet keeps 15 digits
    return [
        [f"{value:.12g}" if isinstance(value, float) else value for value in row]
        for row in table.to_numpy().tolist()
    ]


PARAMETERS = """trial,loss,search.contacts_asked,hiring.active,cohesion.groups,city.citizens
7,0.5,4.25,true,skill,1234
2,0.6,5.5,false,education,2345
"""
DOORS = (
    Door("occupations table", "mine.csv", _occupations_text, _occupations, "automation", "wage",
         "emerging"),
    Door("mobility table", "moves.csv", (EXAMPLES / "twelve_mobility.csv").read_text, _mobility,
         "weight", "weight"),
    Door("`--parameters`", "acceptable.csv", lambda: PARAMETERS, _parameters,
         "search.contacts_asked", "city.citizens", "hiring.active"),
    Door("`design.csv` of a sweep", "design.csv",
         lambda: _design_files()[design.TABLE].decode(), _design, "city.tax",
         "interventions.training.annual_budget_per_citizen", "hiring.active"),
)  # fmt: skip


@dataclass
class Sheet:
    """A table that is about to be saved.

    Attributes
    ----------
    door : Door
    header : list of str
    rows : list of list of str
    """

    door: Door
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def put(self, name: str, value: str) -> Sheet:
        """The table with another value in its first row."""
        self.rows[0][self.header.index(name)] = value
        return self

    def text(self, mark: str = ",", quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> str:
        """The table as CSV."""
        return _written(self.header, self.rows, mark, quoting, end)


def _written(
    header: list[str], rows: list[list[str]], mark: str = ",", quoting: int = csv.QUOTE_MINIMAL,
    end: str = "\n",
) -> str:  # fmt: skip
    text = io.StringIO()
    csv.writer(text, delimiter=mark, quoting=quoting, lineterminator=end).writerows(  # type: ignore[call-overload]
        [header, *rows]
    )
    return text.getvalue()


def sheet(door: Door) -> Sheet:
    """The right file of a door as a table."""
    header, *rows = csv.reader(io.StringIO(door.text()))
    return Sheet(door, header, rows)


def _decimal(value: str, mark: str) -> str:
    """A number with another decimal mark; anything else as it is."""
    try:
        float(value)
    except ValueError:
        return value
    return value.replace(".", mark)


def _decimals(table: Sheet, mark: str) -> Sheet:
    rows = [[_decimal(value, mark) for value in row] for row in table.rows]
    return replace(table, rows=rows)


def _with_column(table: Sheet, name: str, values: list[str], at: int) -> Sheet:
    header = [*table.header[:at], name, *table.header[at:]]
    pairs = zip(table.rows, values, strict=True)
    return replace(table, header=header, rows=[[*r[:at], value, *r[at:]] for r, value in pairs])


def _index(table: Sheet, name: str) -> str:
    return _with_column(table, name, [str(n) for n in range(len(table.rows))], 0).text()


def _switches(table: Sheet) -> Sheet:
    """Switches as spreadsheets write them."""
    words = {"true": "TRUE", "false": "FALSE"}
    if table.door.name == "occupations table":
        at = table.header.index(table.door.flag)
        for row in table.rows:
            row[at] = "TRUE" if row[at] == "1" else "FALSE"
    return replace(table, rows=[[words.get(value, value) for value in r] for r in table.rows])


def _fifteen_digits(value: str) -> str:
    """A number as a spreadsheet keeps it."""
    try:
        return f"{float(value):.15g}"
    except ValueError:
        return value


def _spreadsheet(table: Sheet) -> str:
    rows = [[_fifteen_digits(value) for value in row] for row in _switches(table).rows]
    return "\ufeff" + replace(table, rows=rows).text(end="\r\n")


#: Way of saving → the file, from a right table. A change of a cell is in line 2 of the file.
WAYS: dict[str, Callable[[Sheet], str | bytes]] = {
    "as documented": lambda t: t.text(),
    "a byte-order mark": lambda t: "\ufeff" + t.text(),
    "line ends of Windows": lambda t: t.text(end="\r\n"),
    "line ends of old Macs": lambda t: t.text(end="\r"),
    "every value in quotation marks": lambda t: t.text(quoting=csv.QUOTE_ALL),
    "blanks around values": lambda t: t.text().replace(",", " , "),
    "empty lines": lambda t: "\n" + t.text().replace("\n", "\n\n"),
    "empty columns at the end": lambda t: t.text().replace("\n", ",,\n"),
    "empty lines of commas at the end": lambda t: t.text() + ",,,\n",
    "a line `sep=,`": lambda t: "sep=,\n" + t.text(),
    "a byte-order mark and `sep=,`": lambda t: "\ufeffsep=,\r\n" + t.text(end="\r\n"),
    "a line `sep=;`": lambda t: "sep=;\n" + _decimals(t, ",").text(";"),
    "semicolons, decimal points": lambda t: t.text(";"),
    "semicolons, decimal commas": lambda t: _decimals(t, ",").text(";"),
    "tabs": lambda t: t.text("\t"),
    "UTF-16, as *Unicode text*": lambda t: t.text("\t").encode("utf-16"),
    "an index column of pandas": lambda t: _index(t, ""),
    "an index column `Unnamed: 0`": lambda t: _index(t, "Unnamed: 0"),
    "`TRUE` and `FALSE`": lambda t: _switches(t).text(),
    "saved by a spreadsheet": _spreadsheet,
    "a title above the header": lambda t: "My table\n" + t.text(),
    "two lines above the header": lambda t: "My table,,\n2026,,\n" + t.text(),
    "a row that is longer": lambda t: t.text().replace("\n", ",9\n", 2).replace(",9\n", "\n", 1),
    "a row that is shorter": lambda t: replace(t, rows=[t.rows[0][:-1], *t.rows[1:]]).text(),
    "a column twice": lambda t: _with_column(
        t, t.door.share, ["0.5"] * len(t.rows), len(t.header)
    ).text(),
    "a column without name": lambda t: _with_column(t, "", ["0.5"] * len(t.rows), 1).text(),
    "`\"1,234\"`": lambda t: t.put(t.door.large, "1,234").text(),
    "`1,234` without quotation marks": lambda t: t.put(t.door.large, "1,234")
    .text().replace('"1,234"', "1,234"),
    "`1 234`": lambda t: t.put(t.door.large, "1 234").text(),
    "`1 234` with a hard blank": lambda t: t.put(t.door.large, "1\u00a0234").text(),
    "`1'234`": lambda t: t.put(t.door.large, "1'234").text(),
    "`1_234`": lambda t: t.put(t.door.large, "1_234").text(),
    "`\"0,25\"`": lambda t: t.put(t.door.share, "0,25").text(),
    "`25 %`": lambda t: t.put(t.door.share, "25 %").text(),
    "`25%`": lambda t: t.put(t.door.share, "25%").text(),
    "`NaN`": lambda t: t.put(t.door.share, "NaN").text(),
    "`#VALUE!`": lambda t: t.put(t.door.share, "#VALUE!").text(),
    "a date, `Jan 25`": lambda t: t.put(t.door.share, "Jan 25").text(),
    "an empty cell": lambda t: t.put(t.door.share, "").text(),
    "a quotation mark never closed": lambda t: t.text().replace("\n", '\n"', 1),
    "a row twice": lambda t: replace(t, rows=[*t.rows, t.rows[0]]).text(),
    "only a header": lambda t: replace(t, rows=[]).text(),
    "an empty file": lambda _: "",
}  # fmt: skip
#: Ways that are read, with the same values; all others are refused.
READ = frozenset(list(WAYS)[:11]) | {
    "an index column of pandas", "an index column `Unnamed: 0`", "`TRUE` and `FALSE`",
    "saved by a spreadsheet",
}  # fmt: skip
#: Ways with a mistake in a cell of line 2.
CELLS = [way for way in WAYS if way.startswith("`") and way not in READ and "without" not in way]
CELLS += ["a date, `Jan 25`", "an empty cell"]


def save(door: Door, way: str, folder: Path) -> Path:
    """Write a file in a way; returns its path."""
    content = WAYS[way](sheet(door))
    path = folder / door.file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
