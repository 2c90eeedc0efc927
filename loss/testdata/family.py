"""The loss family by its formulas, one anchor at a time, in float64 with
autograd: an implementation independent of the Go one, as plain as possible.

A loss is a function of an anchor's similarities (Anchor) and of the learnable
scale and bias (Variables). What a definition holds constant is detached.
"""

from dataclasses import dataclass

import torch

TIE = 1e-9  # similarities this close are those of equal rows
GAP = 1e-4  # a decision on similarities closer than this could differ in float32


class Undecided(Exception):
    """The inputs leave a decision to rounding, so they are no test."""


@dataclass
class Variables:
    log_scale: torch.Tensor  # l = log(1/τ)
    bias: torch.Tensor

    @property
    def scale(self):
        return self.log_scale.exp()


@dataclass
class Anchor:
    positive: torch.Tensor  # similarity to the other half of the pair, or the nearest positive
    positives: torch.Tensor  # SupCon: to all candidates of the anchor's class
    negatives: torch.Tensor  # to the negatives that selection leaves
    weight: float  # DCLW: of the positive
    distance: torch.Tensor = None  # squared, to the other half of the pair
    uniformity: torch.Tensor = None  # AlignUniform: of all anchors' negatives together


def contrastive(a, v, p):
    logits = v.scale * torch.cat([a.positive[None], a.negatives])
    return logits.logsumexp(0) - logits[0]


def simple(a, v, p):
    weight = p.get("lambda") or 1 / len(a.negatives)
    return weight * a.negatives.sum() - a.positive


def supcon(a, v, p):
    tau = 1 / v.scale
    base = p.get("tau_base") or tau
    lse = (torch.cat([a.positives, a.negatives]) / tau).logsumexp(0)
    return -tau / base * (a.positives / tau - lse).mean()


def dcl(a, v, p):
    return (v.scale * a.negatives).logsumexp(0) - v.scale * a.positive


def dclw(a, v, p):
    return (v.scale * a.negatives).logsumexp(0) - a.weight * v.scale * a.positive


def reweighted(a, v, p):
    """N_g of the debiased loss before its max is taken, and what it is at least."""
    plus, number = p["tau_plus"], len(a.negatives)
    n = (v.scale * a.negatives).exp()
    w = n ** p.get("beta", 0.0)
    r = (w * n).sum() / w.mean()
    surplus = plus * number * (v.scale * a.positive).exp()
    estimate, least = (r - surplus) / (1 - plus), number * (-v.scale).exp()
    if abs(estimate - least) < GAP * (r + surplus):
        raise Undecided
    return estimate, least


def debiased(a, v, p):
    return torch.log1p(torch.maximum(*reweighted(a, v, p)) * (-v.scale * a.positive).exp())


def siglip(a, v, p):
    softplus = torch.nn.functional.softplus
    negatives = softplus(v.scale * a.negatives + v.bias).sum()
    return negatives + softplus(-(v.scale * a.positive + v.bias))


def triplet(a, v, p):
    ahead = p.get("hinge", 0.0) + a.negatives - a.positive
    if p.get("mean"):
        if (ahead.abs() < GAP).any():
            raise Undecided
        return ahead.relu().mean()
    if abs(ahead.max()) < GAP:
        raise Undecided
    return ahead.amax().relu()  # amax shares its gradient among ties


def alignuniform(a, v, p):
    return a.distance ** (p["align_alpha"] / 2) + p["uniform_lambda"] * a.uniformity


def pool(anchors, p):
    """Gives the anchors of AlignUniform the uniformity that they share."""
    counted = [a for a in anchors if a]
    s = torch.cat([a.negatives for a in counted])
    uniformity = (-2 * p["uniform_t"] * (1 - s)).exp().mean().log()
    for a in counted:
        a.uniformity = uniformity


def hardest(a):
    """How many negatives tie for the largest similarity."""
    return int((a.negatives == a.negatives.max()).sum())


LOSSES = {
    "contrastive": contrastive,
    "hard": contrastive,
    "macl": contrastive,  # at its own temperature
    "simple": simple,
    "hardsimple": simple,
    "supcon": supcon,
    "dcl": dcl,
    "dclw": dclw,
    "debiased": debiased,
    "siglip": siglip,
    "triplet": triplet,
    "alignuniform": alignuniform,
}

ALONE = ("supcon", "siglip")  # have a loss without negatives


def select(positive, negatives, other_class, p):
    """The negatives that remain: masks first, then the K or α hardest of those."""
    keep = torch.ones(len(negatives), dtype=torch.bool)
    if "margin" in p:
        above = negatives - (positive + p["margin"])
        if (above.abs() < GAP).any():
            raise Undecided
        keep &= above < 0
    if p.get("other_class"):
        keep &= other_class
    negatives = negatives[keep]
    if len(negatives) == 0 or not ("topk" in p or "alpha" in p):
        return negatives
    k = p.get("topk") or max(1, round(p["alpha"] * len(negatives)))  # round: half to even
    least = negatives.sort(descending=True).values[min(k, len(negatives)) - 1] - TIE
    if ((negatives < least) & (negatives > least - GAP)).any():
        raise Undecided
    return negatives[negatives >= least]


@dataclass
class Direction:
    """Anchors against candidates, all rows at unit length. Candidate pairs[i] is
    the other half of anchor i's pair (None: SupCon of one view), candidate
    itself[i], if any, the anchor itself, and the rows extras[i] of extra are more
    negatives of it."""

    anchors: torch.Tensor
    candidates: torch.Tensor
    pairs: list
    itself: list
    classes: torch.Tensor  # of the candidates
    extra: torch.Tensor
    extras: list


def arrange(arrangement, z0, z1, extra, extra_shared, index, labels):
    """The directions of an arrangement, whose anchors follow one another."""
    u0, u1, extra = (torch.nn.functional.normalize(x, dim=1) for x in (z0, z1, extra))
    pairs, own = len(u0), len(extra) // len(u0)
    extras = [range(len(extra)) if extra_shared else range(i * own, (i + 1) * own) for i in range(pairs)]
    classes = torch.tensor(labels or range(len(u1)))
    straight, nobody, nothing = range(pairs), [None] * pairs, [range(0)] * pairs
    if arrangement == "inbatch" and len(u1) == 0:
        return [Direction(u0, u0, nobody, straight, classes, extra, extras)]
    if arrangement == "inbatch":
        u, rows = torch.cat([u0, u1]), range(2 * pairs)
        other_view = [(i + pairs) % len(u) for i in rows]
        return [Direction(u, u, other_view, rows, classes.repeat(2), extra, extras * 2)]
    if arrangement == "bank":
        return [Direction(u0, u1.detach(), index, nobody, classes, extra, extras)]
    there = Direction(u0, u1, straight, nobody, classes, extra, extras)
    back = Direction(u1, u0, straight, nobody, classes, extra, nothing)
    return [there] if arrangement == "cross" else [there, back]


def anchors(d, name, p):
    """The anchors of a direction; those without a loss, for want of positives or negatives, are None."""
    similar = [(d.candidates * row).sum(1) for row in d.anchors]
    weights = [None] * len(similar)
    if name == "dclw":
        own = torch.stack([s[j] for s, j in zip(similar, d.pairs)]).detach()
        weights = 2 - len(own) * (own / p.get("sigma", 0.5)).softmax(0)
    result = []
    for i, s in enumerate(similar):
        pair = d.pairs[i]
        same = d.classes == d.classes[d.itself[i] if pair is None else pair]
        others = torch.tensor([j != d.itself[i] for j in range(len(s))])
        positives = s[others & same]
        negative = others & ~same if name == "supcon" else others & (torch.arange(len(s)) != pair)
        if len(positives) == 0:
            result.append(None)
            continue
        positive = positives.max() if pair is None else s[pair]
        s_extra = (d.extra[list(d.extras[i])] * d.anchors[i]).sum(1)
        other_class = torch.cat([~same[negative], torch.ones(len(s_extra), dtype=torch.bool)])
        kept = select(positive.detach(), torch.cat([s[negative], s_extra]), other_class, p)
        gap = None if pair is None else ((d.anchors[i] - d.candidates[pair]) ** 2).sum()
        alone = len(kept) == 0 and name not in ALONE
        result.append(None if alone else Anchor(positive, positives, kept, weights[i], gap))
    return result


def count(d):
    """The number of negatives of an anchor before any selection."""
    return len(d.candidates) - 1 - (d.itself[0] is not None) + len(d.extras[0])


def variables(name, p, directions):
    """The scale and the bias, as leaves; MACL's scale is the detached one."""
    tau = torch.tensor(p.get("tau", 1.0), dtype=torch.float64)
    if name == "macl":
        own = [(d.anchors * d.candidates[list(d.pairs)]).sum(1) for d in directions]
        mean = torch.cat(own).mean().detach()
        tau = tau * (1 + p["macl_alpha"] * (mean - p["macl_target"]))
    bias = torch.tensor(p.get("bias", 0.0), dtype=torch.float64)
    return Variables((1 / tau).log().requires_grad_(), bias.requires_grad_())
