"""Judge all claims and report the verdicts: as rows, as a file, as Markdown."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.claims import batch, robustness
from experiments.claims.claim import Claim, Part
from experiments.claims.neutral import NEUTRAL
from experiments.claims.verdict import (
    CONTRADICTED,
    NO_RESULT,
    SUPPORTED,
    THE_SAME,
    VERDICTS,
    Judged,
    judge_readings,
)
from experiments.errors import RequestError
from experiments.output_tables import Rows, render
from experiments.preregistration import registration
from experiments.preregistration.comparison import notes_on
from experiments.storage.results import Results
from experiments.storage.store import Store
from experiments.studies.study import Size
from simulation.core.model_version import model_version
from simulation.core.vocabulary import EXPECTED, FIT_COLUMNS, FIT_VARIANTS, MARGINS

Say = Callable[[str], None]
Shares = Mapping[robustness.SharesKey, tuple[float, int]]

#: File of the judged claims in the folder of results.
FILE = "claims.csv"
#: Columns of the table on the screen; CSV and JSON have all columns.
SHOWN = (
    "claim", "title", "part", "reading", "effect", "low", "high", "null", "smallest", "seeds",
    "p_holm", "verdict", "claim_verdict", "share_of_sets",
)  # fmt: skip
#: Introduction of a table of effects → readings in it.
BESIDE = {
    "The same statistics on realised fit (0 without a job) and on potential fit (the best within "
    "reach), corrected for all parts on the same fit:": FIT_VARIANTS,
    "Claims about volatility on each margin of expected fit, corrected for all parts on the same "
    "margin:": tuple(MARGINS),
    "Claims that rest on a constant chosen for them, run again with it neutral; one that is "
    "supported only with the constant as chosen is built in:": (NEUTRAL,),
}
#: Columns with the origin of a table: version of the model, and day of the last run.
MADE = ("model_version", "made")
#: Columns with the pre-registration of a claim: its day and SHA-256, and what differs from it.
REGISTERED = ("preregistration", "changes")


@dataclass(frozen=True)
class Report:
    """Every claim judged.

    Attributes
    ----------
    rows : list of dict
        One per finding; see :func:`row`.
    failed : int
        Runs and parameter sets that failed.
    """

    rows: list[dict[str, Any]]
    failed: int

    @property
    def complete(self) -> bool:
        """Whether nothing failed and every claim has a result on expected fit."""
        return not self.failed and all(
            row["claim_verdict"] != NO_RESULT for row in self.rows if row["reading"] == EXPECTED
        )


def report(
    claims: Sequence[Claim],
    size: batch.Size,
    directory: Path,
    *,
    jobs: int | None = None,
    say: Say,
    show: bool,
) -> Report:
    """Run what is not stored, judge all claims and write ``claims.csv`` into the folder.

    Parameters
    ----------
    claims : sequence of Claim
        The family; p-values are corrected over all of its findings.
    size : Size
    directory : Path
        Folder of results; parameter sets are stored in its folder ``robustness``.
    jobs : int, optional
    say : callable
        Takes messages for the user.
    show : bool
        Whether to draw a progress bar.
    """
    histories, causes = batch.run(claims, size, directory, jobs=jobs, say=say, show=show)
    judgements = judged(claims, histories, size.burn_in)
    shares: Shares = {}
    failed = len(causes)
    if size.sets:
        say(f"robustness of the signs: the same arms on {size.sets} parameter sets")
        shares, lost = robustness.shares(
            claims, size, directory / "robustness", jobs=jobs, say=say, show=show
        )
        failed += lost
    rough = size.name != batch.FULL.name
    records = Results(directory).records().reindex(columns=["began"])["began"].dropna()
    made = str(records.max())[: len("2021-12-31")] if len(records) else ""
    rows = [row(one, shares, size, rough) | {"made": made} for one in judgements]
    for line in rows:
        if line["note"] and line["note"] != THE_SAME:
            reading = "" if line["reading"] == EXPECTED else f" ({line['reading']})"
            say(f"{line['claim']}{reading}: {line['note']}")
    Store(directory).write(directory / FILE, (render(rows, "csv") + "\n").encode())
    return Report(rows, failed)


def judged(claims: Sequence[Claim], histories: batch.Histories, burn_in: int) -> list[Judged]:
    """Every finding of some claims with its verdict, on expected fit and on other readings."""
    families: dict[str, list[tuple[Claim, Any]]] = {EXPECTED: []}
    for claim in claims:
        evidence = batch.evidence(claim, histories, burn_in)
        for reading in claim.readings:
            own = reading.arms == claim.arms
            data = evidence if own else batch.evidence(reading, histories, burn_in)
            family = families.setdefault(reading.reading, [])
            family.append((reading, batch.findings(reading, data)))
    return judge_readings(families)


def row(one: Judged, shares: Shares, size: Size, rough: bool) -> dict[str, Any]:
    """A judged finding as one row of the table; `rough` marks a preview, not a result."""
    claim, part = one.claim, one.part or Part("", nan, nan, "")
    share, sets = shares.get((claim.number, claim.reading, part.name), (nan, 0))
    whole, _ = shares.get((claim.number, claim.reading, "*"), (share, 0))
    notes = notes_on(claim)
    others = {
        name: [None if isnan(value) else round(value, 6) for value in values]
        for name, values in one.others.items()
    }
    return {
        "claim": claim.number,
        "title": claim.title,
        "part": part.name,
        "reading": claim.reading,
        "effect": one.effect,
        "low": one.low,
        "high": one.high,
        "null": part.null,
        "smallest": part.smallest,
        "unit": part.unit,
        "seeds": one.seeds,
        "p_holm": one.p,
        "verdict": one.part_verdict,
        "claim_verdict": one.verdict,
        "share_of_sets": share,
        "share_of_sets_all_parts": whole,
        "sets": sets,
        "rough": rough,
        "size": size.words,
        "model_version": model_version(),
        **{name: getattr(claim, name) for name in ("statement", "statistic", "rule", "reference")},
        "others": json.dumps(others, ensure_ascii=False) if others else "",
        "note": one.note,
        "preregistration": registration.read().stamp,
        "changes": json.dumps(notes, ensure_ascii=False) if notes else "",
    }


def text(rows: Rows, how: str) -> str:
    """Rows for standard output; format "table" leaves out the long columns."""
    if how != "table":
        return render(rows, how)
    return render([{name: line[name] for name in SHOWN} for line in rows], how)


def read(path: Path) -> pd.DataFrame:
    """The judged claims in a file.

    Raises
    ------
    RequestError
        If the file does not exist or lacks a column.
    """
    try:
        table = pd.read_csv(path, keep_default_na=True)
    except FileNotFoundError:
        raise RequestError(
            f"{path}: no judged claims; make them with: cityfit claims {path.parent}"
        ) from None
    words = ("part", "unit", "note", "others", "made")
    needed = {*SHOWN, *words, *MADE, "statement", "share_of_sets_all_parts", "rough", "size"}
    missing = needed - set(table.columns)
    if missing:
        raise RequestError(f"{path}: has no column {min(missing)}; run cityfit claims again")
    # a table of version 0.1 has no pre-registration
    for name in (*words, *(name for name in REGISTERED if name in table)):
        table[name] = table[name].astype(object).fillna("").astype(str)
    return table


def markdown(table: pd.DataFrame) -> str:
    """The judged claims as a block of Markdown, for instance for the README.

    The verdict is that on expected fit. Beside it stand those of version 0.1, which was judged
    before the pre-registration, and those on realised and on potential fit. Further tables have
    the effects on these and on each margin.

    Parameters
    ----------
    table : DataFrame
        As returned by :func:`read`.
    """
    headings = (
        "Claim", "Statement", "Effect [95 % interval]", "Of interest", "Seeds", "p", "Verdict",
        "In 0.1", "Realised; potential", "Sign",
    )  # fmt: skip
    lines = [f"| {' | '.join(headings)} |", "|---" * len(headings) + "|"]
    expected, others = on(table, EXPECTED), verdicts_beside(table)
    frozen = registration.read()
    for claim, parts in expected.groupby("claim", sort=False):
        first = parts.iloc[0]
        several = len(parts) > 1
        verdict = _emphasised(str(first["claim_verdict"]))
        if built_in(first, others.get(str(claim), {})):
            verdict += ", built in"
        variants = [others.get(str(claim), {}).get(variant, "") for variant in FIT_VARIANTS]
        before = frozen.claim(str(claim))
        beside = (
            f"{before.verdict_0_1 if before else '–'} "
            f"| {'; '.join(dict.fromkeys(filter(None, variants)))}"
        )
        if several:
            lines.append(
                f"| {claim} | {_cell(first['statement'])} | | | | | {verdict} | {beside} "
                f"| {_share(first['share_of_sets_all_parts'])} |"
            )
        for one in parts.to_dict("records"):
            what = f"– {_cell(one['part'])}" if several else _cell(one["statement"])
            number = "" if several else claim
            own = str(one["verdict"]) if several else verdict
            lines.append(
                f"| {number} | {what} | {_effect(one)} | {_number(one['smallest'])} "
                f"| {one['seeds']} | {_p(one['p_holm'])} | {own} "
                f"| {'|' if several else beside} | {_share(one['share_of_sets'])} |"
            )
    verdicts = expected.drop_duplicates("claim")["claim_verdict"]
    counts = [f"{(verdicts == name).sum()} {name}" for name in VERDICTS if (verdicts == name).any()]
    rough = "Rough, a look and not a result: " if table["rough"].any() else ""
    lines += ["", f"{rough}{len(verdicts)} claims: {', '.join(counts)}; {table['size'].iloc[0]}."]
    for introduction, readings in BESIDE.items():
        if set(table["reading"]) & set(readings):
            lines += ["", introduction, "", *_beside(table, readings), ""]
    if expected["share_of_sets"].isna().all():
        lines += ["The signs in parameter sets were not counted.", ""]
    models, days = (" and ".join(table[name].astype(str).unique()) for name in MADE)
    lines += [f"Judged on runs of model {models}, made on {days}."]
    lines += [preregistration(table.to_dict("records"))]
    return "\n".join(lines)


def preregistration(rows: Rows) -> str:
    """The pre-registration of judged claims and what differs from it, as one sentence."""
    stamps, changes = ([row[name] for row in rows if row.get(name)] for name in REGISTERED)
    listed = itertools.chain.from_iterable(map(json.loads, changes))
    return registration.sentence(" and ".join(dict.fromkeys(stamps)), listed)


def on(table: pd.DataFrame, reading: str) -> pd.DataFrame:
    """The rows of judged claims on one reading."""
    return table[table["reading"] == reading]


def verdicts_beside(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Number of a claim → reading other than expected fit → its verdict in words."""
    beside: dict[str, dict[str, str]] = {}
    for row in table[table["reading"] != EXPECTED].to_dict("records"):
        words = THE_SAME if row["note"] == THE_SAME else str(row["claim_verdict"])
        beside.setdefault(str(row["claim"]), {})[str(row["reading"])] = words
    return beside


def reading_name(reading: str) -> str:
    """A variant of fit or a margin in words."""
    if reading == NEUTRAL:
        return "neutral runs"
    return f"{reading} fit" if reading in FIT_COLUMNS else f"margin {reading.replace('_', ' ')}"


def _beside(table: pd.DataFrame, readings: Sequence[str]) -> list[str]:
    """Effects and verdicts on some readings in Markdown, one row per claim and part."""
    names = map(reading_name, readings)
    lines = [
        f"| Claim | {' | '.join(f'On {name}' for name in names)} |",
        "|---" * (1 + len(readings)) + "|",
    ]
    verdicts = verdicts_beside(table)
    cells = {
        (row["claim"], row["part"], row["reading"]): f"{_effect(row)} {row['verdict']}"
        for row in table.to_dict("records")
        if row["seeds"]
    }
    shown = table[table["reading"].isin(readings)]
    for claim, rows in shown.groupby("claim", sort=False):
        words = verdicts[str(claim)]
        whole = [_emphasised(words.get(reading, "–")) for reading in readings]
        lines.append(f"| {claim} | {' | '.join(whole)} |")
        if (rows["note"] == THE_SAME).all():
            continue
        for part in rows.loc[rows["seeds"] > 0, "part"].unique():
            of_part = [cells.get((claim, part, reading), "–") for reading in readings]
            lines.append(f"| – {_cell(part) or 'effect'} | {' | '.join(of_part)} |")
    return lines


def _effect(row: Mapping[Any, Any]) -> str:
    """An effect with its interval, and the null if it is not 0."""
    if not row["seeds"]:
        return "–"
    against = f" against {row['null']:g}" if row["null"] else ""
    return f"{row['effect']:+.4f} [{row['low']:+.4f}, {row['high']:+.4f}]{against}"


def built_in(first: pd.Series, beside: Mapping[str, str]) -> bool:
    """Whether a claim is supported only with the constants chosen for it.

    Parameters
    ----------
    first : Series
        A row of the claim.
    beside : mapping of str to str
        Its other verdicts, as of :func:`verdicts_beside`.
    """
    neutral = beside.get(NEUTRAL, SUPPORTED)
    return bool(first["claim_verdict"] == SUPPORTED and neutral not in (SUPPORTED, THE_SAME))


def _emphasised(verdict: str) -> str:
    return f"**{verdict}**" if verdict in (CONTRADICTED, NO_RESULT) else verdict


def _cell(words: Any) -> str:
    return str(words).replace("|", "/").strip()


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:g}"


def _p(value: float) -> str:
    if pd.isna(value):
        return "–"
    return "< .001" if value < 0.001 else f"{value:.3f}".lstrip("0")


def _share(value: float) -> str:
    return "–" if pd.isna(value) else f"{100 * value:.0f} %"
