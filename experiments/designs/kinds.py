"""The kinds of design files: what each takes, how many rows it has, and the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import comb, prod
from typing import Annotated, Any, ClassVar, Literal, override

import numpy as np
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from experiments.designs import fractional
from experiments.designs.factor import Factor, nature_of, require_salib, salib_problem
from experiments.designs.simplex import lattice
from experiments.storage.measure_names import columns_of, right_measure
from simulation.checks.parameters import suggested_parameter
from simulation.core.accounts import INTERVENTIONS
from simulation.settings import parameter_table

USUAL_OUTCOMES = ("fit", "unbalance", "volatility", "unemployment", "well_being", "cost")
COMPONENTS = tuple(f"interventions.{name}.annual_budget_per_citizen" for name in INTERVENTIONS)


@dataclass(frozen=True)
class Rows:
    """Rows of a design.

    Attributes
    ----------
    values : list of list
        Rows by factors: what is run.
    places : ndarray
        The same as positions in [0, 1] of each factor's range.
    structure : dict of str to list
        Columns that the kind adds.
    """

    values: list[list[Any]]
    places: np.ndarray
    structure: dict[str, list[Any]] = field(default_factory=dict)


def checked(right: Callable[[Any], bool], words: str) -> BeforeValidator:
    """Refuse a value with these words; pydantic's own conversions never apply."""

    def check(value: Any) -> Any:
        if not right(value):
            raise ValueError(words)
        return value

    return BeforeValidator(check)


def is_number(value: Any) -> bool:
    """Whether a value is a number, whole or not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(least: int) -> BeforeValidator:
    return checked(
        lambda value: type(value) is int and value >= least,
        f"must be a whole number, {least} or more",
    )


def _also(right: Callable[[Any], bool], words: str) -> AfterValidator:
    return AfterValidator(checked(right, words).func)


def _known_measure(name: Any) -> str:
    if not columns_of(str(name)):
        raise ValueError(f"no such measure; {right_measure(str(name))}")
    return str(name)


def _component(name: Any) -> str:
    defaults = {known: default for known, default, _ in parameter_table()}
    if name not in defaults:
        raise ValueError(f"unknown parameter; {suggested_parameter(str(name))}")
    if nature_of(defaults[name]) != "number":
        raise ValueError("must be a parameter that is a number with decimals")
    return str(name)


Text = Annotated[str, checked(lambda v: isinstance(v, str), "must be text in quotation marks")]
Flag = Annotated[bool, checked(lambda v: isinstance(v, bool), "must be true or false")]
FromZero = Annotated[int, _whole(0)]
FromOne = Annotated[int, _whole(1)]
FromTwo = Annotated[int, _whole(2)]
FromThree = Annotated[int, _whole(3)]
Samples = Annotated[FromOne, Field(description="the number of samples, a whole number")]
PowerOfTwo = Annotated[
    Samples,
    _also(
        lambda value: value.bit_count() == 1,
        "must be a power of two (8, 16, 32, …), or the sequence is not balanced",
    ),
]
Even = Annotated[FromTwo, _also(lambda value: value % 2 == 0, "must be an even number, 2 or more")]
Measure = Annotated[str, BeforeValidator(_known_measure)]
Component = Annotated[str, BeforeValidator(_component)]
Positive = Annotated[float, checked(lambda v: is_number(v) and v > 0, "must be a number above 0")]


class Table(BaseModel):
    """A table of a design file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Outcomes(Table):
    """The table [outcomes]."""

    measures: Annotated[
        tuple[Measure, ...],
        checked(
            lambda value: isinstance(value, list | tuple) and bool(value),
            "must be a list of names of measures",
        ),
        AfterValidator(lambda names: tuple(dict.fromkeys(names))),
    ] = USUAL_OUTCOMES


class DesignFile(Table):
    """What every design file may hold, whatever its kind.

    A kind adds its options as fields. It is `nested` if a larger design of the kind holds the rows
    of a smaller one, and `drawn` if its rows depend on the seed of the design.
    """

    nested: ClassVar[bool] = True
    drawn: ClassVar[bool] = False
    two_ends: ClassVar[bool] = False
    own_levels: ClassVar[bool] = False

    kind: str = ""
    title: Text = ""
    base: Text = "baseline"
    citizens: Any = None
    months: Any = None
    burn_in: Any = None
    seeds: FromOne = 10
    first_seed: FromZero = 1
    seed: FromZero = 1
    set: dict[str, Any] = {}
    uncertainties: dict[str, Any] = {}
    levers: dict[str, Any] = {}
    factors: dict[str, Any] = {}
    outcomes: Outcomes = Outcomes()

    @classmethod
    def option_names(cls) -> list[str]:
        """Keys that this kind adds to those of every design file."""
        return [name for name in cls.model_fields if name not in DesignFile.model_fields]

    def options(self) -> dict[str, Any]:
        """The options of the kind, defaults filled in."""
        return self.model_dump(include=set(self.option_names()))

    def count(self, factors: Sequence[Factor]) -> int:
        """Number of rows."""
        raise NotImplementedError

    def rows(self, factors: Sequence[Factor]) -> Rows:
        """The rows."""
        raise NotImplementedError


def _crossed(factors: Sequence[Factor], levels: int) -> Rows:
    """Every combination of levels; the last factor changes fastest."""
    steps = [factor.stepped(levels) for factor in factors]
    places = [
        np.linspace(0.0, 1.0, len(values)).tolist() if len(values) > 1 else [0.0]
        for values in steps
    ]
    crossed = np.array(list(product(*places)), dtype=np.float64)
    return Rows([list(row) for row in product(*steps)], crossed)


def _combinations(factors: Sequence[Factor], levels: int) -> int:
    return prod(len(factor.stepped(levels)) for factor in factors)


def _at_ends(factors: Sequence[Factor], high: np.ndarray) -> Rows:
    """Rows of ends: 0 for the low one, 1 for the high one."""
    ends = [factor.ends_of() for factor in factors]
    values = [[ends[at][end] for at, end in enumerate(row)] for row in high.tolist()]
    return Rows(values, high.astype(np.float64))


def _at_places(
    factors: Sequence[Factor], places: np.ndarray, structure: dict[str, list[Any]] | None = None
) -> Rows:
    """Rows of values at positions in [0, 1]."""
    values = [
        [factor.at(place) for factor, place in zip(factors, row, strict=True)]
        for row in places.tolist()
    ]
    return Rows(values, places, structure or {})


class Grid(DesignFile):
    """Every combination of the levels of all factors."""

    own_levels = True
    kind: Literal["grid"] = "grid"
    levels: FromTwo = 3

    @override
    def count(self, factors: Sequence[Factor]) -> int:
        return _combinations(factors, self.levels)

    @override
    def rows(self, factors: Sequence[Factor]) -> Rows:
        return _crossed(factors, self.levels)


class Factorial(DesignFile):
    """Every combination of the two ends of all factors."""

    two_ends = True
    kind: Literal["factorial"] = "factorial"

    @override
    def count(self, factors: Sequence[Factor]) -> int:
        return int(2 ** len(factors))

    @override
    def rows(self, factors: Sequence[Factor]) -> Rows:
        return _at_ends(factors, fractional.fraction(len(factors), []))


class FractionalFactorial(DesignFile):
    """A fraction of the factorial with some resolution."""

    two_ends = True
    kind: Literal["fractional_factorial"] = "fractional_factorial"
    resolution: FromThree = 4
    generators: Any = None

    @override
    def count(self, factors: Sequence[Factor]) -> int:
        return int(2 ** (len(factors) - len(self.generators)))

    @override
    def rows(self, factors: Sequence[Factor]) -> Rows:
        return _at_ends(factors, fractional.fraction(len(factors), self.generators))


class Sampled(DesignFile):
    """Samples of columns, each crossed with all combinations of levers on request."""

    drawn = True
    samples: Samples
    cross_levers: Flag = False
    levels: FromTwo = 2

    def draw(self, columns: int) -> np.ndarray:
        """Samples by columns, in [0, 1]."""
        raise NotImplementedError

    def _split(self, factors: Sequence[Factor]) -> tuple[list[Factor], list[Factor]]:
        """Factors that are sampled, and levers that every sample is crossed with."""
        levers = [factor for factor in factors if self.cross_levers and factor.role == "lever"]
        return [factor for factor in factors if factor not in levers], levers

    @override
    def count(self, factors: Sequence[Factor]) -> int:
        return self.samples * _combinations(self._split(factors)[1], self.levels)

    @override
    def rows(self, factors: Sequence[Factor]) -> Rows:
        sampled, levers = self._split(factors)
        sample = _at_places(sampled, self.draw(len(sampled)))
        if not levers:
            return sample
        sets = _crossed(levers, self.levels)
        # all combinations of one sample are adjacent, so an interrupted batch has whole samples
        order = list(product(range(len(sample.values)), range(len(sets.values))))
        column = {factor.name: at for at, factor in enumerate([*sampled, *levers])}
        at = [column[factor.name] for factor in factors]
        joined = [sample.values[point] + sets.values[combined] for point, combined in order]
        places = np.array(
            [[*sample.places[point], *sets.places[combined]] for point, combined in order]
        )
        values = [[row[place] for place in at] for row in joined]
        return Rows(values, places[:, at], {"levers": [combined for _, combined in order]})


class LatinHypercube(Sampled):
    """Samples, one in each of as many equal parts of every range."""

    nested = False
    kind: Literal["latin_hypercube"] = "latin_hypercube"

    @override
    def draw(self, columns: int) -> np.ndarray:
        from scipy.stats import qmc

        hypercube = qmc.LatinHypercube(columns, rng=np.random.default_rng(self.seed))
        return hypercube.random(self.samples)


class SobolSequence(Sampled):
    """Samples that fill the ranges evenly and can be added to."""

    kind: Literal["sobol_sequence"] = "sobol_sequence"
    samples: PowerOfTwo

    @override
    def draw(self, columns: int) -> np.ndarray:
        from scipy.stats import qmc

        sequence = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng(self.seed))
        return sequence.random_base2(self.samples.bit_length() - 1)


class Sobol(DesignFile):
    """Blocks of Saltelli (2010), for Sobol' indices: A, B's columns one by one in A, B."""

    drawn = True
    kind: Literal["sobol"] = "sobol"
    samples: PowerOfTwo
    second_order: Flag = False

    @override
    def count(self, factors: Sequence[Factor]) -> int:
        return self.samples * ((2 if self.second_order else 1) * len(factors) + 2)

    @override
    def rows(self, factors: Sequence[Factor]) -> Rows:
        names = [factor.name for factor in factors]
        require_salib()
        from SALib.sample import sobol

        places = sobol.sample(
            salib_problem(names), self.samples, calc_second_order=self.second_order, seed=self.seed
        )
        mixed = ("AB", "BA") if self.second_order else ("AB",)
        block = ["A", *(f"{mix}:{name}" for mix in mixed for name in names), "B"]
        structure: dict[str, list[Any]] = {
            "block": np.repeat(np.arange(self.samples), len(block)).tolist(),
            "matrix": block * self.samples,
        }
        return _at_places(factors, places, structure)


class Morris(DesignFile):
    """Trajectories of Morris (1991) with one step per factor, for screening many factors."""

    drawn = True
    kind: Literal["morris"] = "morris"
    trajectories: FromOne = 10
    levels: Even = 4

    @override
    def count(self, factors: Sequence[Factor]) -> int:
        return self.trajectories * (len(factors) + 1)

    @override
    def rows(self, factors: Sequence[Factor]) -> Rows:
        require_salib()
        from SALib.sample import morris

        steps = len(factors) + 1
        problem = salib_problem([factor.name for factor in factors])
        places = morris.sample(problem, self.trajectories, self.levels, seed=self.seed)
        structure = {
            "trajectory": np.repeat(np.arange(self.trajectories), steps).tolist(),
            "step": list(range(steps)) * self.trajectories,
        }
        return _at_places(factors, places, structure)


class MixtureTable(Table):
    """The table [mixture]: what is divided among which components."""

    components: Annotated[
        tuple[Component, ...],
        checked(
            lambda named: (
                isinstance(named, list | tuple)
                and len({str(name) for name in named}) == len(named) > 1
            ),
            "must be a list of two or more different parameters",
        ),
    ] = COMPONENTS
    pot: Annotated[
        tuple[Positive, ...],
        BeforeValidator(lambda pots: pots if isinstance(pots, list | tuple) else [pots]),
        _also(bool, "must be a number or a list of numbers"),
        AfterValidator(lambda pots: tuple(dict.fromkeys(map(float, pots)))),
        Field(description="what the components share, a number or a list of numbers"),
    ]
    divisions: FromOne = 3
    centre: Flag = True


class Mixture(DesignFile):
    """Divisions of a pot of money over the interventions, crossed with further factors."""

    own_levels = True
    kind: Literal["mixture"] = "mixture"
    levels: FromTwo = 2
    mixture: Annotated[
        MixtureTable, Field(description="the table [mixture] with the pot that is divided")
    ]

    @override
    def options(self) -> dict[str, Any]:
        return {"levels": self.levels, **self.mixture.model_dump(mode="json")}

    @property
    def _centre_is_extra(self) -> bool:
        """Whether the even division is added because the lattice lacks it."""
        table = self.mixture
        return bool(table.centre and table.divisions % len(table.components))

    @override
    def count(self, factors: Sequence[Factor]) -> int:
        table, among = self.mixture, len(self.mixture.components)
        points = comb(table.divisions + among - 1, among - 1) + self._centre_is_extra
        return points * len(table.pot) * _combinations(factors[among:], self.levels)

    @override
    def rows(self, factors: Sequence[Factor]) -> Rows:
        table, among = self.mixture, len(self.mixture.components)
        points = lattice(table.divisions, among) + [(1,) * among] * self._centre_is_extra
        levels = _crossed(factors[among:], self.levels)
        values: list[list[Any]] = []
        places: list[list[float]] = []
        pots: list[float] = []
        for pot in table.pot:
            for parts in points:
                shares = [part / sum(parts) for part in parts]
                for others, where in zip(levels.values, levels.places.tolist(), strict=True):
                    values.append([float(pot * share) for share in shares] + others)
                    places.append(shares + where)
                    pots.append(float(pot))
        return Rows(values, np.array(places, dtype=np.float64), {"pot": pots})


#: A design file, by its kind.
AnyDesign = Annotated[
    Grid | Factorial | FractionalFactorial | LatinHypercube | SobolSequence | Sobol | Morris
    | Mixture,
    Field(discriminator="kind"),
]  # fmt: skip
KINDS: dict[str, type[DesignFile]] = {
    str(kind.model_fields["kind"].default): kind
    for kind in (
        Grid, Factorial, FractionalFactorial, LatinHypercube, SobolSequence, Sobol, Morris, Mixture,
    )
}  # fmt: skip
