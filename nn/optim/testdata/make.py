"""What PyTorch's optimisers make of a noisy quadratic, in float64.

    python make.py > torch.json

Step t = 0, 1, ... of 100 has the learning rate lr (1 - t/200) and the gradient
c (w - 2) + noise for every value; c, the noise and where the values start come
from the generator below, which ../torch_test.go has too. A weight is decayed, a
bias is not.
"""

import json

import torch

STEPS, WEIGHT, BIAS = 100, 7, 5


class Generator:
    """Knuth's MMIX generator; its upper 24 bits are numbers in [0, 1)."""

    def __init__(self):
        self.state = 1

    def uniform(self, n):
        return torch.tensor([self.next() for _ in range(n)], dtype=torch.float64)

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 40) / 2**24


def run(make, lr, decay):
    g = Generator()
    sizes = [WEIGHT, BIAS]
    params = [torch.nn.Parameter(1 + g.uniform(n)) for n in sizes]
    curvature = [g.uniform(n) for n in sizes]
    weight, bias = params
    optimiser = make([{"params": [weight], "weight_decay": decay}, {"params": [bias], "weight_decay": 0.0}])
    for t in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = lr * (1 - t / 200)
        for p, c in zip(params, curvature):
            p.grad = c * (p.detach() - 2) + g.uniform(len(p)) - 0.5
        optimiser.step()
    return [p.tolist() for p in params]


def sgd(settings):
    nesterov = settings["optimiser"] == "nesterov"
    return lambda groups: torch.optim.SGD(groups, lr=1, momentum=settings["momentum"], nesterov=nesterov)


def adamw(settings):
    betas = (settings["beta1"], settings["beta2"])
    return lambda groups: torch.optim.AdamW(groups, lr=1, betas=betas, eps=settings["epsilon"])


def cases():
    for decay in [0.0, 0.05]:
        for lr in [0.001, 0.03, 0.1]:
            for momentum in [0.0, 0.5, 0.9]:
                yield {"optimiser": "sgd", "momentum": momentum, "weight_decay": decay}, lr
                if momentum > 0:
                    yield {"optimiser": "nesterov", "momentum": momentum, "weight_decay": decay}, lr
            for beta1, beta2, epsilon in [(0.9, 0.999, 1e-8), (0.9, 0.95, 1e-3), (0.0, 0.5, 0.1)]:
                yield {"optimiser": "adamw", "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weight_decay": decay}, lr


def main():
    results = []
    for settings, lr in cases():
        make = adamw if settings["optimiser"] == "adamw" else sgd
        weight, bias = run(make(settings), lr, settings["weight_decay"])
        results.append({"settings": settings, "lr": lr, "weight": weight, "bias": bias})
    print("[\n" + ",\n".join(json.dumps(r) for r in results) + "\n]")


main()
