"""Where in the space of the uncertainties a lever does not help: boxes of a small tree.

Points that differ in the lever alone are pairs with the same seeds, so their difference is what the
lever does there. A classification tree (CART; Breiman et al. 1984) divides the space of everything
else into boxes by whether the lever moves the outcome the wanted way. ``support`` is the share of
pairs in a box, ``density`` the share of these in which the lever does not help, ``coverage`` the
share of all pairs without help that lie in the box (Bryant & Lempert 2010).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.comparison import mean_interval
from experiments.errors import RequestError
from experiments.sensitivity.answers import Answers
from simulation.core.errors import suggestion

#: Depth of the tree, and the least share and number of pairs in a box: boxes that can be read out.
DEPTH, LEAST_SHARE, LEAST = 3, 0.05, 5
#: Parts that the tree is checked on, each unseen by the tree that judges it.
FOLDS = 5
#: Which way an outcome is to move.
WAYS = ("down", "up")


@dataclass(frozen=True)
class Pairs:
    """What a lever does, pair by pair.

    Attributes
    ----------
    features : DataFrame
        Pairs by conditions, as numbers: everything else that varies, and the lever's own value
        where it has more than one beside that compared with.
    effects : ndarray
        Mean over the seeds of each pair's difference.
    words : mapping of str to str
        Feature → what it being 1 means, for values that are words.
    """

    features: pd.DataFrame
    effects: np.ndarray
    words: Mapping[str, str]


@dataclass(frozen=True)
class Regions:
    """Boxes, and how far they can be trusted.

    Attributes
    ----------
    rows : list of dict
        One per box, the one with the highest density first.
    pairs : int
    without : float
        Share of all pairs in which the lever does not help.
    right : float
        Share of pairs that trees that have not seen them tell rightly; nan where there are too few
        pairs of either kind to try.
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
        Its value that others are compared with; the least, or the first word, when left out.

    Raises
    ------
    RequestError
        If the lever or its value is not in the design, or no two points differ in it alone.
    """
    design = answers.design
    if lever not in design.names:
        raise RequestError(
            f"{lever!r}: the design has no such factor; {suggestion(lever, design.names)}"
        )
    factor = next(one for one in design.factors if one.name == lever)
    table = design.table
    values = list(dict.fromkeys(table[lever]))
    first = values[0] if factor.nature == "word" else min(values)
    base = first if against is None else next((v for v in values if _same(v, against)), None)
    if base is None:
        known = ", ".join(map(str, values[:12]))
        raise RequestError(f"{lever} = {against}: no point of the design has it; it has {known}")
    others = [name for name in design.names if name != lever]
    keys = [tuple(row) for row in table[others].itertuples(index=False)]
    alone = ~table["point"].duplicated().to_numpy()
    bases = {
        key: place
        for place, (key, value) in enumerate(zip(keys, table[lever], strict=True))
        if value == base
    }
    chosen = [
        (place, bases[key])
        for place, key in enumerate(keys)
        if alone[place] and table[lever].iloc[place] != base and key in bases
    ]
    if not chosen:
        raise RequestError(
            f"no two points of the design differ in {lever} alone; vary it as a lever in a design "
            'that crosses levers, or in one of kind "grid" or "factorial"'
        )
    with_it = [place for place, _ in chosen]
    without = [place for _, place in chosen]
    effects = (answers.values[with_it] - answers.values[without]).mean(axis=1)
    features, words = _features(answers, others, with_it)
    if len({table[lever].iloc[place] for place in with_it}) > 1:
        own, more = _features(answers, [lever], with_it)
        features, words = pd.concat([features, own], axis=1), {**words, **more}
    return Pairs(features, effects, words)


def _same(value: Any, wanted: Any) -> bool:
    return str(value) == str(wanted) or (
        isinstance(wanted, (int, float)) and not isinstance(value, str) and value == wanted
    )


def _features(
    answers: Answers, names: Sequence[str], rows: Sequence[int]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Values of some factors as numbers; a word is 0 or 1 for each of its values."""
    table = answers.design.table.iloc[list(rows)].reset_index(drop=True)
    natures = {factor.name: factor.nature for factor in answers.design.factors}
    columns: dict[str, Any] = {}
    words: dict[str, str] = {}
    for name in names:
        if natures[name] in ("word", "switch"):
            for value in sorted(table[name].unique(), key=str):
                said = str(value).lower() if natures[name] == "switch" else str(value)
                columns[f"{name} = {said}"] = (table[name] == value).astype(float)
                words[f"{name} = {said}"] = f"{name} is not {said}"
        else:
            columns[name] = table[name].astype(float)
    frame = pd.DataFrame(columns, index=table.index)
    return frame.loc[:, frame.nunique() > 1], words


def regions(
    answers: Answers, lever: str, wanted: str = "down", against: Any = None
) -> Regions:  # fmt: skip
    """Boxes by whether a lever moves an outcome the wanted way.

    Parameters
    ----------
    answers : Answers
    lever, against
        See :func:`pairs`.
    wanted : {"down", "up"}
        An effect the other way, or none, is no help.

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
    """Share of pairs told rightly by trees that have not seen them."""
    if not found.features.shape[1] or min(fails.sum(), (~fails).sum()) < FOLDS:
        return float("nan")
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    told = cross_val_predict(_tree(len(fails)), found.features.to_numpy(), fails, cv=folds)
    return float((told == fails).mean())


def boxes(tree: Any, found: Pairs) -> list[tuple[str, np.ndarray]]:
    """Leaves of a tree: what bounds each, in words, and the pairs in it.

    Leaves that both say the same and differ in their last condition alone stay apart: their
    densities differ.
    """
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
