"""The problems: inputs, and the loss as users of PyTorch write it at their best."""

from dataclasses import dataclass, field
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F

TAU = 0.1
BIAS = -10  # SigLIP's
K = 4095  # negatives that the hard loss keeps


def in_batch(z0, z1, target):
    """The 2B rows of two views against each other; row i's positive is target[i]."""
    z = F.normalize(torch.cat([z0, z1]))
    s = (z * (1 / TAU)) @ z.t()
    s.fill_diagonal_(-1e9)
    return F.cross_entropy(s, target)


def dcl(z0, z1, target):
    """The same without the positive in the denominator."""
    z = F.normalize(torch.cat([z0, z1]))
    s = (z * (1 / TAU)) @ z.t()
    s.fill_diagonal_(-1e9)
    target = target[:, None]
    return (s.scatter(1, target, -1e9).logsumexp(1) - s.gather(1, target)[:, 0]).mean()


def siglip(z0, z1, target):
    """A decision on each pair of rows of two towers."""
    logits = (F.normalize(z0) * (1 / TAU)) @ F.normalize(z1).t() + BIAS
    signs = 2 * torch.eye(len(z0)) - 1
    return -F.logsigmoid(signs * logits).sum() / len(z0)


def two_tower(z0, z1, target):
    """Both directions between two towers; pair i is row i of both."""
    logits = (F.normalize(z0) * (1 / TAU)) @ F.normalize(z1).t()
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.t(), target)) / 2


def bank(z0, z1, index):
    """Unit rows against a bank of unit rows, which has no gradient."""
    return F.cross_entropy((z0 * (1 / TAU)) @ z1.t(), index)


def hard_bank(z0, z1, index):
    """The same over each anchor's K hardest negatives."""
    s = (z0 * (1 / TAU)) @ z1.t()
    index = index[:, None]
    positive = s.gather(1, index)
    hardest = s.scatter(1, index, -1e9).topk(K, sorted=False).values
    logits = torch.cat([positive, hardest], 1)
    return F.cross_entropy(logits, torch.zeros(len(z0), dtype=torch.long))


@dataclass(frozen=True)
class Problem:
    arrangement: str  # temper's
    anchors: int  # rows that are one: n in batch, m against a bank or the other tower
    candidates: int
    width: int
    loss: Callable
    kind: str = ""  # of loss, in names
    settings: dict = field(default_factory=dict)  # of temper's, which is contrastive unless it says otherwise

    @property
    def name(self):
        kind = f"{self.arrangement}-{self.kind + '-' if self.kind else ''}"
        both = f"{self.anchors}x" if self.arrangement == "bank" else ""
        return f"{kind}{both}{self.candidates}x{self.width}"

    @property
    def temper(self):
        """What temper is asked for."""
        return {
            "loss": {"name": "contrastive", "tau": TAU, **self.settings},
            "arrangement": self.arrangement,
            "normalized": self.arrangement == "bank",
        }

    def inputs(self):
        """z0, z1 and the candidates that are the anchors' positives."""
        rng = np.random.default_rng(1)
        if self.arrangement == "bank":
            return bank_inputs(rng, self.anchors, self.candidates, self.width)
        in_batch = self.arrangement == "inbatch"
        pairs = self.anchors // 2 if in_batch else self.anchors
        z0 = rows(rng, pairs, self.width)
        z1 = (z0 + rows(rng, pairs, self.width)).astype(np.float32)
        index = np.arange(self.anchors)
        return z0, z1, (index + pairs) % self.anchors if in_batch else index


def rows(rng, n, d):
    return rng.standard_normal((n, d), dtype=np.float32)


def unit(z):
    return (z / np.linalg.norm(z, axis=1, keepdims=True)).astype(np.float32)


def bank_inputs(rng, anchors, candidates, width):
    """Unit rows. An anchor whose K-th and next negative are too near for float32
    to tell which is which is drawn again, or the hard losses could differ."""
    z1 = unit(rows(rng, candidates, width))
    index = rng.permutation(candidates)[:anchors]
    z0 = np.empty((anchors, width), np.float32)
    near = np.arange(anchors)
    while len(near):
        z0[near] = unit(z1[index[near]] + unit(rows(rng, len(near), width)))
        s = z0[near].astype(np.float64) @ z1.astype(np.float64).T
        s[np.arange(len(near)), index[near]] = -2
        s = -np.sort(-s, axis=1)
        near = near[s[:, K - 1] - s[:, K] < 1e-6]
    return z0, z1, index


PROBLEMS = [
    Problem("inbatch", 1024, 1024, 128, in_batch),
    Problem("inbatch", 4096, 4096, 128, in_batch),
    Problem("inbatch", 8192, 8192, 128, in_batch),
    Problem("inbatch", 4096, 4096, 512, in_batch),
    Problem("inbatch", 4096, 4096, 128, dcl, "dcl", {"name": "dcl"}),
    Problem("bank", 128, 50_000, 128, bank),
    Problem("bank", 128, 50_000, 128, hard_bank, "hard", {"topk": K}),
    Problem("symmetric", 4096, 4096, 512, two_tower),
    Problem("cross", 4096, 4096, 128, siglip, "siglip", {"name": "siglip", "bias": BIAS}),
]
