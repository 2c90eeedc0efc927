"""The cases of the fixed vectors: which losses, arrangements and selections,
and how their inputs are drawn."""

import itertools
import random
from dataclasses import dataclass
from typing import Callable

import conditions
from family import ALONE

ARRANGEMENTS = ("inbatch", "cross", "symmetric", "bank")
BANK = 9  # rows of a bank


@dataclass(frozen=True)
class Inputs:
    z0: list
    z1: list
    extra: list
    index: list
    labels: list


@dataclass(frozen=True)
class Case:
    name: str
    params: dict
    arrangement: str
    alike: float = 0.6  # how much of a positive is its anchor's row
    classes: int = 0  # with labels below this
    one_view: bool = False  # SupCon in batch: no z1
    twins: bool = False  # the last two rows of z1 are equal
    extras: int = 0  # for each pair
    extra_shared: bool = False
    holds: Callable = conditions.anything  # what the inputs have to bring about

    @property
    def title(self):
        params = " ".join(f"{k}={v}" for k, v in self.params.items())
        extras = f"{'shared' if self.extra_shared else 'own'} extras" if self.extras else ""
        view = "one view" if self.one_view else ""
        return " ".join(filter(None, [self.name, params, self.arrangement, view, extras, self.holds.__doc__]))

    @property
    def shape(self):
        """The number of pairs and the width, which no other case decides."""
        r = random.Random(self.title)
        return r.randint(4, 7), r.randint(3, 6)

    def draw(self, attempt):
        """Rows of any length, of multiples of 1/128, which float32 holds
        exactly and few digits write."""
        r = random.Random(f"{self.title} {attempt}")
        pairs, width = self.shape
        bank = self.arrangement == "bank"
        z0 = [row(r, width) for _ in range(pairs)]
        z1 = [row(r, width) for _ in range(BANK if bank else pairs)]
        index = r.sample(range(BANK), pairs) if bank else []
        for anchor, j in zip(z0, index or range(pairs)):
            z1[j] = [grid(self.alike * x + (1 - self.alike) * y) for x, y in zip(anchor, z1[j])]
        if self.twins:
            z1[-1] = z1[-2]
        labels = [r.randrange(self.classes) for _ in z1] if self.classes else []
        if self.one_view:
            z1 = []
        return Inputs(z0, z1, [row(r, width) for _ in range(pairs * self.extras)], index, labels)


def row(r, width):
    length = r.uniform(0.5, 2)
    return [grid(length * r.gauss(0, 1)) for _ in range(width)]


def grid(x):
    return round(128 * x) / 128


# The parameters besides τ with which every loss is taken through everything.
PARAMS = {
    "contrastive": {},
    "simple": {},
    "hard": {"topk": 3},
    "hardsimple": {"topk": 3},
    "supcon": {},
    "dcl": {},
    "dclw": {},
    "debiased": {"tau_plus": 0.05, "beta": 0.5},
    "siglip": {"bias": -3},
    "triplet": {"hinge": 0.2},
    "alignuniform": {"align_alpha": 2, "uniform_t": 2, "uniform_lambda": 1},
    "macl": {"macl_alpha": 0.5, "macl_target": 0.2},
}
WITHOUT_TAU = ("simple", "hardsimple", "triplet", "alignuniform")
HARD = ("hard", "hardsimple")


def at(tau, name):
    """The parameters of a loss at a temperature."""
    return ({} if name in WITHOUT_TAU else {"tau": tau}) | PARAMS[name]


def case(name, params, arrangement, **more):
    """With labels where they are needed."""
    labelled = name == "supcon" or "other_class" in params
    return Case(name, params, arrangement, **{"classes": 3 if labelled else 0} | more)


def arrangements():
    """Every loss in every arrangement at a low and a high temperature."""
    for name, arrangement, tau in itertools.product(PARAMS, ARRANGEMENTS, (0.05, 0.5)):
        if tau == 0.05 or name not in WITHOUT_TAU:
            yield case(name, at(tau, name), arrangement)


def parameters():
    """Parameters that have not been varied yet."""
    yield case("simple", {"lambda": 0.3}, "symmetric")
    yield case("hardsimple", {"lambda": 0.3, "alpha": 0.4}, "inbatch")
    yield case("hard", {"tau": 0.1, "alpha": 0.4}, "cross")
    yield case("hard", {"tau": 0.1, "topk": 2}, "bank", twins=True, holds=conditions.more_than_k)
    yield case("hardsimple", {"topk": 2}, "bank", twins=True, holds=conditions.more_than_k)
    yield case("triplet", {}, "bank", twins=True, holds=conditions.tied)
    yield case("triplet", {}, "cross", alike=0.9, holds=conditions.some_satisfied)
    yield case("triplet", {"hinge": 0.2}, "inbatch", twins=True, holds=conditions.tied)
    for arrangement in ARRANGEMENTS:
        yield case("triplet", {"hinge": 0.3, "mean": True}, arrangement)
        yield case("alignuniform", {"align_alpha": 1, "uniform_t": 3, "uniform_lambda": 0.5}, arrangement)
        yield case("alignuniform", {"align_alpha": 3, "uniform_t": 0.5, "uniform_lambda": 0.7}, arrangement)
        yield case("supcon", {"tau": 0.5, "tau_base": 0.07, "skip_lonely": True}, arrangement, classes=2)
        yield case("siglip", {"tau": 0.1, "bias": -10}, arrangement)
    yield case("supcon", {"tau": 0.1}, "inbatch", classes=100, holds=conditions.one_positive)
    for more in ({}, {"margin": 0.1}, {"topk": 2}):
        params = {"tau": 0.2, "skip_lonely": True} | more
        yield case("supcon", params, "inbatch", one_view=True, classes=3, holds=conditions.some_skipped)
        yield case("supcon", params, "inbatch", one_view=True, classes=2, extras=2)
    yield case("dclw", {"tau": 0.2, "sigma": 1.5}, "inbatch")
    yield case("macl", {"tau": 0.2, "macl_alpha": 2, "macl_target": 0.5}, "symmetric")
    for tau, plus, beta, holds in (
        (0.5, 0.1, 0, conditions.none_clamped),
        (0.5, 0.1, 0, conditions.some_clamped),
        (0.5, 0.3, 0, conditions.all_clamped),
        (0.05, 0.1, 1, conditions.none_clamped),
        (0.05, 0.1, 0, conditions.some_clamped),
        (0.5, 0.1, 2, conditions.some_clamped),
    ):
        params = {"tau": tau, "tau_plus": plus, "beta": beta}
        for arrangement in ("inbatch", "bank"):
            alike = 0.9 if holds is conditions.all_clamped else 0.6
            yield case("debiased", params, arrangement, alike=alike, holds=holds)
    yield case("debiased", {"tau": 0.05, "tau_plus": 0.01}, "symmetric")


SELECTIONS = (
    {"topk": 2},
    {"alpha": 0.5},
    {"margin": 0.05},
    {"other_class": True},
    {"other_class": True, "topk": 2},
    {"margin": -0.1, "alpha": 0.6},
    {"margin": 0, "other_class": True, "topk": 3},
)


def selections():
    """Every weighting over every selection, each in one arrangement."""
    for (name, selection), arrangement in zip(itertools.product(PARAMS, SELECTIONS), itertools.cycle(ARRANGEMENTS)):
        twice = name in HARD and ("topk" in selection or "alpha" in selection)
        if not twice:
            yield case(name, at(0.2, name) | selection, arrangement)
    for name, arrangement in itertools.product(PARAMS, ARRANGEMENTS):
        params = at(0.3, name) | {"margin": 0}
        holds = conditions.some_alone if name in ALONE else conditions.some_skipped
        yield case(name, params, arrangement, alike=0.3, holds=holds)


def extras():
    """Explicit hard negatives, which symmetric has none of."""
    arrangements = [a for a in ARRANGEMENTS if a != "symmetric"]
    for i, name in enumerate(PARAMS):
        for shared in (False, True):
            arrangement = arrangements[(i + shared) % len(arrangements)]
            yield case(name, at(0.2, name), arrangement, extras=2, extra_shared=shared)
    for selection, shared, arrangement in itertools.product(
        ({"topk": 3}, {"margin": 0.05}, {"margin": 0, "topk": 2}, {"other_class": True, "topk": 3}),
        (False, True),
        arrangements,
    ):
        yield case("contrastive", {"tau": 0.2} | selection, arrangement, extras=2, extra_shared=shared)


def cases():
    return [*arrangements(), *parameters(), *selections(), *extras()]
