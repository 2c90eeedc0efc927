#!/usr/bin/env python3
"""Writes family.json, the fixed vectors of the loss family, from the formulas
in family.py. Needs PyTorch alone, any version with float64 on the CPU:

    python3 -m venv venv
    venv/bin/pip install torch
    venv/bin/python -B loss/testdata/make.py

The file is regenerated, never edited; the same cases give the same file.

Every case is an object:

    case               what it is about
    name, params       the loss, and those parameters that it does not have by default
    arrangement        inbatch, cross, symmetric or bank
    z0, z1             the rows; of a bank the anchors and the stored rows
    index              of a bank: the positive of each anchor
    labels             the classes, where the case has some
    extra              explicit hard negatives, of each anchor or shared by all
    extra_shared
    loss, per_anchor   per_anchor is null where the anchor is skipped
    grad0, grad1       of loss, with respect to z0 and z1 as given
    grad_extra         and to extra
    grad_log_scale     ∂loss/∂log(1/τ)
    grad_bias          ∂loss/∂b
    tau                in use; 0 for a loss without
    skipped            anchors without a loss, for want of negatives or positives
    negatives          of an anchor (symmetric: from z0 to z1), before selection
"""

import json
import pathlib
from dataclasses import asdict

import torch

import family
from cases import WITHOUT_TAU, Case, Inputs, cases


def evaluate(c: Case, inputs: Inputs):
    """The results as they stand in the file."""
    z0, z1, extra = (torch.tensor(x, dtype=torch.float64) for x in (inputs.z0, inputs.z1, inputs.extra))
    leaves = [x.reshape(-1, z0.shape[1]).requires_grad_() for x in (z0, z1, extra)]
    directions = family.arrange(c.arrangement, *leaves, c.extra_shared, inputs.index, inputs.labels)
    anchors = [a for d in directions for a in family.anchors(d, c.name, c.params)]
    v = family.variables(c.name, c.params, directions)
    if anchors.count(None) == len(anchors) or not c.holds(anchors, v, c.params):
        raise family.Undecided
    if c.name == "alignuniform":
        family.pool(anchors, c.params)
    losses = [a and family.LOSSES[c.name](a, v, c.params) for a in anchors]
    loss = torch.stack([x for x in losses if x is not None]).mean()
    if cancels(loss, anchors):
        raise family.Undecided
    leaves += [v.log_scale, v.bias]
    grads = torch.autograd.grad(loss, leaves, allow_unused=True, materialize_grads=True)
    grads = dict(zip(("grad0", "grad1", "grad_extra", "grad_log_scale", "grad_bias"), map(digits, grads)))
    if c.arrangement == "bank":
        grads["grad1"] = []
    return {
        "loss": digits(loss),
        "per_anchor": [x if x is None else digits(x) for x in losses],
        **grads,
        "tau": 0 if c.name in WITHOUT_TAU else digits(1 / v.scale),
        "skipped": losses.count(None),
        "negatives": family.count(directions[0]),
    }


def cancels(loss, anchors):
    """Whether Σ s ∂loss/∂s is a small difference of its terms, of which float32
    has too few digits, or nothing at all. It is the loss where there is no τ, and
    else, mostly, its derivative by log(1/τ)."""
    s = [x for a in anchors if a for x in (a.positive, a.positives, a.negatives)]
    grads = torch.autograd.grad(loss, s, retain_graph=True, allow_unused=True, materialize_grads=True)
    terms = torch.cat([(x * grad).flatten() for x, grad in zip(s, grads)])
    return bool(abs(terms.sum()) <= 0.05 * terms.abs().sum())


def digits(x):
    """A tensor as numbers of ten significant digits, which machines agree on."""
    return [digits(y) for y in x] if x.dim() else float(f"{x.item():.10g}")


def vector(c: Case):
    """The case with the first of its draws that serves."""
    for attempt in range(10_000):
        inputs = c.draw(attempt)
        try:
            results = evaluate(c, inputs)
        except family.Undecided:
            continue
        head = {"case": c.title, "name": c.name, "params": c.params, "arrangement": c.arrangement}
        return head | asdict(inputs) | {"extra_shared": c.extra_shared} | results
    raise SystemExit(f"{c.title}: no inputs found")


def write(vectors, file):
    """One line for each field: readable, and a change shows as one."""
    text = ",\n".join(
        "{\n" + ",\n".join(f'"{k}": {json.dumps(x, separators=(",", ":"))}' for k, x in v.items()) + "\n}"
        for v in vectors
    )
    file.write_text(f"[\n{text}\n]\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write([vector(c) for c in cases()], pathlib.Path(__file__).with_name("family.json"))
