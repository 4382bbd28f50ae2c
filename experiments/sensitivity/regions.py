"""Regions of the uncertainties in which a lever does not help: boxes of a small tree.

Points that differ in the lever alone are pairs with the same seeds, so their difference is the
effect of the lever. A classification tree (CART; Breiman et al. 1984) divides the space of all
other factors into boxes by whether the lever moves the outcome in the wanted direction. ``support``
is the share of pairs in a box, ``density`` the share of these in which the lever does not help,
``coverage`` the share of all pairs without help that lie in the box (Bryant & Lempert 2010).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.comparison import mean_interval
from experiments.designs import Design
from experiments.errors import RequestError
from experiments.sensitivity.answers import Answers
from simulation.core.errors import suggestion
from simulation.core.renames import renamed_parameter

#: Depth of the tree, and smallest share and number of pairs in a box: boxes that can be described.
DEPTH, LEAST_SHARE, LEAST = 3, 0.05, 5
#: Folds of the cross-validation of the tree.
FOLDS = 5


@dataclass(frozen=True)
class Pairs:
    """Effects of a lever, pair by pair.

    Attributes
    ----------
    features : DataFrame
        Pairs by conditions, as numbers: all other factors that vary, and the lever's value if it
        has several beside the one compared with.
    effects : ndarray
        Mean over the seeds of each pair's difference.
    words : mapping of str to str
        Feature of a value that is a word → its description if it is 0.
    """

    features: pd.DataFrame
    effects: np.ndarray
    words: Mapping[str, str]


@dataclass(frozen=True)
class Regions:
    """Boxes, and the cross-validated accuracy of the tree.

    Attributes
    ----------
    rows : list of dict
        One per box, the one with the highest density first.
    pairs : int
    without : float
        Share of all pairs in which the lever does not help.
    right : float
        Share of pairs classified correctly by trees fitted without them; nan if there are too few
        pairs of either kind.
    """

    rows: list[dict[str, Any]]
    pairs: int
    without: float
    right: float


def pairs(answers: Answers, lever: str, against: Any = None) -> Pairs:
    """Points that differ in a lever alone.

    Parameters
    ----------
    answers : Answers
    lever : str
        A factor of the design.
    against : optional
        Its value that others are compared with; by default the smallest, or the first word.

    Raises
    ------
    RequestError
        If the lever or its value is not in the design, or no two points differ in it alone.
    """
    design = answers.design
    base, table = reference_value(design, lever, against), design.table
    others = [name for name in design.names if name != lever]
    keys = [tuple(row) for row in table[others].itertuples(index=False)]
    alone = ~table["point"].duplicated().to_numpy()
    bases = {
        key: row
        for row, (key, value) in enumerate(zip(keys, table[lever], strict=True))
        if value == base
    }
    chosen = [
        (row, bases[key])
        for row, key in enumerate(keys)
        if alone[row] and table[lever].iloc[row] != base and key in bases
    ]
    if not chosen:
        raise RequestError(
            f"no two points of the design differ in {lever} alone; vary it as a lever in a design "
            'that crosses levers, or in one of kind "grid" or "factorial"'
        )
    with_it = [row for row, _ in chosen]
    without = [row for _, row in chosen]
    effects = (answers.values[with_it] - answers.values[without]).mean(axis=1)
    features, words = _features(answers, others, with_it)
    if len({table[lever].iloc[row] for row in with_it}) > 1:
        own, more = _features(answers, [lever], with_it)
        features, words = pd.concat([features, own], axis=1), {**words, **more}
    return Pairs(features, effects, words)


def reference_value(design: Design, lever: str, against: Any = None) -> Any:
    """Value of a lever that others are compared with; see :func:`pairs`."""
    if lever not in design.names:
        renamed = renamed_parameter(lever)
        right = f"renamed: {renamed}" if renamed else suggestion(lever, design.names)
        raise RequestError(f"{lever!r}: the design has no such factor; {right}")
    factor = next(factor for factor in design.factors if factor.name == lever)
    values = list(dict.fromkeys(design.table[lever]))
    if against is None:
        return values[0] if factor.nature == "word" else min(values)
    base = next((value for value in values if _same(value, against)), None)
    if base is None:
        known = ", ".join(map(str, values[:12]))
        raise RequestError(f"{lever} = {against}: no point of the design has it; it has {known}")
    return base


def _same(value: Any, wanted: Any) -> bool:
    return str(value) == str(wanted) or (
        isinstance(wanted, (int, float)) and not isinstance(value, str) and value == wanted
    )


def _features(
    answers: Answers, names: Sequence[str], rows: Sequence[int]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Values of some factors as numbers; a word has one column of 0 and 1 per value."""
    table = answers.design.table.iloc[list(rows)].reset_index(drop=True)
    natures = {factor.name: factor.nature for factor in answers.design.factors}
    columns: dict[str, Any] = {}
    words: dict[str, str] = {}
    for name in names:
        if natures[name] in ("word", "switch"):
            for value in sorted(table[name].unique(), key=str):
                text = str(value).lower() if natures[name] == "switch" else str(value)
                columns[f"{name} = {text}"] = (table[name] == value).astype(float)
                words[f"{name} = {text}"] = f"{name} is not {text}"
        else:
            columns[name] = table[name].astype(float)
    frame = pd.DataFrame(columns, index=table.index)
    return frame.loc[:, frame.nunique() > 1], words


def regions(
    answers: Answers, lever: str, wanted: str = "down", against: Any = None
) -> Regions:  # fmt: skip
    """Boxes by whether a lever moves an outcome in the wanted direction.

    Parameters
    ----------
    answers : Answers
    lever, against
        See :func:`pairs`.
    wanted : {"down", "up"}
        An effect in the other direction, or none, is no help.

    Raises
    ------
    RequestError
        As :func:`pairs`, and if scikit-learn is not installed.
    """
    found = pairs(answers, lever, against)
    sign = -1.0 if wanted == "down" else 1.0
    fails = sign * found.effects <= 0.0
    tree = _tree(len(fails))
    whole: list[tuple[str, np.ndarray]] = [("everywhere", np.ones(len(fails), dtype=bool))]
    if found.features.shape[1] and 0 < fails.sum() < len(fails):
        tree.fit(found.features.to_numpy(), fails)
        whole = boxes(tree, found)
    rows: list[dict[str, Any]] = []
    for words, inside in whole:
        effect, low, high = mean_interval(found.effects[inside].tolist())
        rows.append(
            {
                "measure": answers.column,
                "lever": lever,
                "where": words,
                "support": float(inside.mean()),
                "density": float(fails[inside].mean()),
                "coverage": float(fails[inside].sum() / max(fails.sum(), 1)),
                "pairs": int(inside.sum()),
                "effect": effect,
                "low": low,
                "high": high,
                "unit": answers.unit,
            }
        )
    rows.sort(key=lambda row: (-row["density"], -row["support"]))
    return Regions(rows, len(fails), float(fails.mean()), _checked(found, fails))


def _tree(number: int) -> Any:
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise RequestError(
            "regions need scikit-learn, which is not installed: pip install 'cityfit[sensitivity]'"
        ) from None
    least = max(LEAST, round(LEAST_SHARE * number))
    return DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=0)


def _checked(found: Pairs, fails: np.ndarray) -> float:
    """Share of pairs classified correctly by trees fitted without them."""
    if not found.features.shape[1] or min(fails.sum(), (~fails).sum()) < FOLDS:
        return float("nan")
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    predicted = cross_val_predict(_tree(len(fails)), found.features.to_numpy(), fails, cv=folds)
    return float((predicted == fails).mean())


def boxes(tree: Any, found: Pairs) -> list[tuple[str, np.ndarray]]:
    """Leaves of a tree: the bounds of each in words, and the pairs in it."""
    data = found.features.to_numpy()
    nodes, names = tree.tree_, list(found.features.columns)
    leaf_of = tree.apply(data)
    leaves: list[tuple[str, np.ndarray]] = []

    def descend(node: int, bounds: dict[str, tuple[float, float]]) -> None:
        if nodes.children_left[node] == nodes.children_right[node]:
            words = [_bounded(name, ends, found.words) for name, ends in bounds.items()]
            leaves.append((" and ".join(words) or "everywhere", leaf_of == node))
            return
        name, cut = names[nodes.feature[node]], float(nodes.threshold[node])
        low, high = bounds.get(name, (-np.inf, np.inf))
        descend(nodes.children_left[node], {**bounds, name: (low, cut)})
        descend(nodes.children_right[node], {**bounds, name: (cut, high)})

    descend(0, {})
    return leaves


def _bounded(name: str, ends: tuple[float, float], words: Mapping[str, str]) -> str:
    low, high = ends
    if name in words:
        return name if low > 0 else words[name]
    if np.isfinite(low) and np.isfinite(high):
        return f"{low:.4g} < {name} <= {high:.4g}"
    return f"{name} > {low:.4g}" if np.isfinite(low) else f"{name} <= {high:.4g}"
