"""Checks the contenders against each other, times them in turn, prints the table."""

import math
import statistics
import tempfile
import time
from dataclasses import dataclass

import numpy as np
import torch

from contenders import Temper, Torch
from problems import PROBLEMS

TOLERANCE = 1e-5  # relative, of the loss and of each gradient's norm


@dataclass(frozen=True)
class Budget:
    rounds: int  # each of a run of every contender
    run: float  # seconds that a run has at least


FULL = Budget(rounds=15, run=0.1)
QUICK = Budget(rounds=3, run=0.02)


def compare(program, threads, names, budget):
    known = {p.name: p for p in PROBLEMS}
    for name in names:
        if name not in known:
            raise SystemExit(f"unknown problem {name}; there are {', '.join(known)}")
    torch.set_num_threads(threads)
    with tempfile.TemporaryDirectory() as folder:
        temper = Temper(program, folder)
        print(f"{temper.cpu}, {threads} thread(s), PyTorch {torch.__version__}; loss and gradients, τ = 0.1")
        print(line("problem", "temper ms", "eager ms", "compiled ms", "faster PyTorch ×"), flush=True)
        for name in names or known:
            print(row(known[name], temper, budget), flush=True)


def row(problem, temper, budget):
    inputs = problem.inputs()
    want = temper.load(problem, *inputs)
    eager = Torch(problem.loss, problem, *inputs)
    check(problem.name, want, eager.result())
    peers, failure = [eager], ""
    torch._dynamo.reset()
    compiled = Torch(torch.compile(problem.loss, dynamic=False), problem, *inputs)
    try:
        result = compiled.result()
    except RuntimeError as error:
        failure = f"  torch.compile failed: {str(error).splitlines()[0]}"
    else:
        check(problem.name, want, result)
        peers.append(compiled)
    own, *others = in_turn([temper, *peers], budget)
    ratio = min(statistics.median(theirs / ours for ours, theirs in zip(own, other)) for other in others)
    ms = [f"{1e3 * statistics.median(times):.2f}" for times in (own, *others)] + ["-"] * (2 - len(others))
    return line(problem.name, *ms, f"{ratio:.2f}") + failure


def line(name, *columns):
    return f"{name:<26}" + "".join(f"{column:>18}" for column in columns)


def check(name, want, got):
    """Ends the program if results differ."""
    gaps = [abs(got[0] - want[0]) / abs(want[0])]
    gaps += [np.linalg.norm(g - w) / np.linalg.norm(w) for w, g in zip(want[1], got[1], strict=True)]
    if not max(gaps) <= TOLERANCE:
        raise SystemExit(f"{name}: loss and gradients differ by {', '.join(f'{gap:.1g}' for gap in gaps)}")


def in_turn(contenders, budget):
    """The seconds of a call in every round, for each contender."""
    return turns(contenders, [max(1, math.ceil(budget.run / c.seconds(1))) for c in contenders], budget.rounds)


def turns(contenders, calls, rounds):
    """The seconds of a call in every round, for contenders that each make so many in a run."""
    times = [[] for _ in contenders]
    for _ in range(rounds):
        for c, n, own in zip(contenders, calls, times):
            time.sleep(0.005)  # until the threads of the one before have gone to sleep
            own.append(c.seconds(n) / n)
    return times
