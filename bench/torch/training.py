"""Training steps: PyTorch's, checked against temper's and timed in turn with it."""

import json
import statistics
import tempfile
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass

import numpy as np
import torch
import torch.nn.functional as F

from contenders import Temper
from networks import Encoder, from_temper
from problems import TAU
from table import in_turn

RATE, MOMENTUM = 0.03, 0.9
TOLERANCE = 1e-4  # relative, of the loss
# and of all gradients together: a value within rounding of a ReLU's zero may fall on
# either side, and takes its gradient with it
GRADIENT_TOLERANCE = 5e-2

KINDS = {  # of PyTorch's steps: whether they run under autocast to bfloat16, and whether compiled
    "f32 eager": (False, False),
    "f32 compiled": (False, True),
    "bf16 eager": (True, False),
    "bf16 compiled": (True, True),
}


@dataclass(frozen=True)
class StepShape:
    encoder: str
    rows: int
    height: int = 32
    width: int = 32
    channels: int = 3

    @property
    def name(self):
        size = f"{self.height}x{self.width}x{self.channels}"
        return self.encoder if size == "32x32x3" else f"{self.encoder}-{size}"


STEPS = [StepShape("resnet8", 512), StepShape("resnet20", 256), StepShape("resnet18", 64)]
OTHERS = [  # compared where they are named
    StepShape("resnet8", 512, 28, 28, 1),
    StepShape("resnet20", 256, 28, 28, 1),
    StepShape("resnet8", 128, 64, 64, 3),
    StepShape("resnet20", 64, 64, 64, 3),
]


def in_batch(z):
    """NT-Xent of rows of which the second half are the other views of the first."""
    z = F.normalize(z.float())
    s = (z * (1 / TAU)) @ z.t()
    s.fill_diagonal_(-1e9)
    pairs = len(z) // 2
    return F.cross_entropy(s, torch.arange(len(z)).roll(pairs))


class TorchStep:
    """A training step of PyTorch from the weights in temper's folder."""

    def __init__(self, shape, images, folder, half, compiled):
        self.encoder = Encoder(shape.encoder, shape.channels)
        with torch.no_grad():
            for name, parameter in self.encoder.named():
                parameter.copy_(from_temper(np.load(f"{folder}/{name}.npy"), parameter))
        self.encoder.to(memory_format=torch.channels_last)
        self.images = torch.from_numpy(images).permute(0, 3, 1, 2)  # channels_last, as they lie
        self.forward = torch.compile(self.encoder, dynamic=False) if compiled else self.encoder
        self.loss = torch.compile(in_batch, dynamic=False) if compiled else in_batch
        self.autocast = torch.autocast("cpu", torch.bfloat16) if half else nullcontext()
        self.optimiser = torch.optim.SGD(self.encoder.parameters(), RATE, MOMENTUM, fused=True)

    def gradients(self, images):
        self.optimiser.zero_grad()
        with self.autocast:
            z = self.forward(images)
        loss = self.loss(z)
        loss.backward()
        return loss

    def take(self, images):
        self.gradients(images)
        self.optimiser.step()

    def seconds(self, calls):
        start = time.perf_counter()
        for _ in range(calls):
            self.take(self.images)
        return time.perf_counter() - start


class TemperStep(Temper):
    """The same of temper, on a folder that PyTorch reads."""

    def load(self, shape, images):
        (self.folder / "step.json").write_text(json.dumps(asdict(shape)))
        np.save(self.folder / "images.npy", images.reshape(shape.rows, -1))
        return self.ask(f"train {self.folder}")


def compare(program, threads, names, budget):
    known = {s.name: s for s in STEPS + OTHERS}
    for name in names:
        if name not in known:
            raise SystemExit(f"unknown step {name}; there are {', '.join(known)}")
    torch.set_num_threads(threads)
    with tempfile.TemporaryDirectory() as folder:
        temper = TemperStep(program, folder)
        print(f"{temper.cpu}, {threads} thread(s), PyTorch {torch.__version__}; images/s in training steps, medians")
        print(line("step", "rows", "temper", *KINDS, "f32 ×", "bf16 ×"), flush=True)
        for shape in [known[name] for name in names] or STEPS:
            print(row(shape, temper, budget), flush=True)


def row(shape, temper, budget):
    images = np.random.default_rng(1).standard_normal((shape.rows, shape.height, shape.width, shape.channels), np.float32)
    want = temper.load(shape, images)
    steps, failures = torch_steps(shape, images, temper.folder, want)
    own, *others = in_turn([temper, *steps.values()], budget)
    others = dict(zip(steps, others))
    times = [others.get(kind) for kind in KINDS]
    rates = [f"{shape.rows / statistics.median(t):.4g}" if t else "-" for t in [own] + times]
    ratios = [f"{best(own, times[:2]):.2f}", f"{best(own, times[2:]):.2f}"]
    return line(shape.name, shape.rows, *rates, *ratios) + "".join(failures)


def torch_steps(shape, images, folder, want):
    """PyTorch's steps by kind, those that work, checked against temper's loss and
    gradients, and what is to be said of the others."""
    torch._dynamo.reset()
    steps, failures = {}, []
    for kind, (half, compiled) in KINDS.items():
        step = TorchStep(shape, images, folder, half, compiled)
        try:
            loss = step.gradients(step.images).item()
        except RuntimeError as error:
            failures.append(f"  {kind} failed: {str(error).splitlines()[0]}")
            continue
        if not half:
            check(shape, folder, want, loss, step.encoder)
        steps[kind] = step
    return steps, failures


def best(own, others):
    """How many times as long as temper the fastest of others takes: the median of pairs."""
    return min(statistics.median(theirs / ours for ours, theirs in zip(own, other)) for other in others if other)


def check(shape, folder, want, loss, encoder):
    """Ends the program if the losses or the gradients differ."""
    gap = abs(loss - want) / abs(want)
    away = size = 0
    for name, parameter in encoder.named():
        grad = from_temper(np.load(f"{folder}/{name}.grad.npy"), parameter)
        away += (parameter.grad - grad).square().sum().item()
        size += grad.square().sum().item()
    gradient = (away / size) ** 0.5
    if not (gap <= TOLERANCE and gradient <= GRADIENT_TOLERANCE):
        raise SystemExit(f"{shape.name}: losses differ by {gap:.1g}, gradients by {gradient:.1g}")


def line(name, *columns):
    return f"{name:<20}" + "".join(f"{column:>14}" for column in columns)
