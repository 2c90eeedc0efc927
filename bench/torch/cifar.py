"""Training from CIFAR-10's files to the weights, with all augmentations: temper's Trainer
against PyTorch with torchvision, whole and in its parts, in turn."""

import json
import pathlib
import statistics
import tempfile
import time
from dataclasses import dataclass

import numpy as np
import torch
import torchvision

import views
from contenders import Temper
from networks import WIDTH
from problems import TAU
from table import turns
from training import StepShape, TemperStep, torch_steps

SHAPE = StepShape("resnet8", 512)  # two views of 256 images
IMAGES = SHAPE.rows // 2
# Of the views' statistics: means and deviations, where torchvision cuts colours after every
# step and turns hues in HSV; the share of grey views; slope. A missing step is beyond one.
TOLERANCES = np.array([0.1] * 6 + [0.05, 0.03])


@dataclass(frozen=True)
class Budget:
    rounds: int
    steps: int  # each of a run of every contender, which is an epoch of so many


FULL = Budget(rounds=5, steps=16)
QUICK = Budget(rounds=2, steps=6)


class Loading:
    """PyTorch's views without its steps."""

    def __init__(self, source):
        self.source = source

    def seconds(self, steps):
        start = time.perf_counter()
        for _ in self.source.batches(steps):
            pass
        return time.perf_counter() - start


class Pipeline:
    """PyTorch's views and steps, from the first image asked for to the last step."""

    def __init__(self, source, step):
        self.source, self.step = source, step

    def seconds(self, steps):
        start = time.perf_counter()
        for batch in self.source.batches(steps):
            self.step.take(views.scaled(batch))
        return time.perf_counter() - start


def compare(program, threads, data, budget):
    torch.set_num_threads(threads)
    images = views.read(data)
    with tempfile.TemporaryDirectory() as folder:
        run = {"data": str(pathlib.Path(data).resolve()), "encoder": SHAPE.encoder, "dim": WIDTH, "images": IMAGES, "tau": TAU}
        (pathlib.Path(folder) / "cifar.json").write_text(json.dumps(run))
        fit, making, step = Temper(program, folder), Temper(program, folder), TemperStep(program, folder)
        if fit.ask(f"fit {folder}") != len(images):
            raise SystemExit(f"--cifar {data}: the two sides read different numbers of images")
        making.ask(f"views {folder}")
        own = np.load(f"{folder}/views.npy").reshape(-1, 32, 32, 3)
        check(own, images)
        print(f"{fit.cpu}, {threads} thread(s), PyTorch {torch.__version__}, torchvision {torchvision.__version__}")
        print(f"{SHAPE.encoder} on {len(images)} images, {SHAPE.rows} views a step; views/s, medians", flush=True)
        want = step.load(SHAPE, own)
        steps, failures = torch_steps(SHAPE, own, folder, want)
        measure(fit, making, step, [views.Workers(images, IMAGES, threads), views.Batches(images, IMAGES)], steps, budget)
        for failure in failures:
            print(failure)


def check(own, images):
    """Ends the program if temper's views of the first images are not like torchvision's."""
    pairs = views.Pairs(images[:IMAGES])
    theirs = torch.stack([view for _ in range(4) for i in range(IMAGES) for view in pairs[i]])
    gaps = np.abs(statistics_of(own) - statistics_of(views.scaled(theirs).numpy()))
    if not (gaps <= TOLERANCES).all():
        raise SystemExit(f"views differ: means, deviations, share of grey ones and slope by {gaps.round(3)}")


def statistics_of(rows):
    """Channels' means and deviations, the share of grey views and how much neighbours differ."""
    grey = (np.ptp(rows, axis=3).max((1, 2)) < 0.01).mean()
    slope = np.abs(np.diff(rows, axis=2)).mean()
    return np.array([*rows.mean((0, 1, 2)), *rows.std((0, 1, 2)), grey, slope])


def measure(fit, making, step, sources, steps, budget):
    """Prints the rows of the table; temper's whole training is timed beside each of PyTorch's."""
    contenders = [making, step, *steps.values()]
    for source in sources:
        contenders.append(Loading(source))
        for taken in steps.values():
            contenders += [fit, Pipeline(source, taken)]
    for c in contenders:
        c.seconds(2)  # until its workers run and its code is compiled
    times = iter(turns(contenders, [budget.steps] * len(contenders), budget.rounds))
    print(line("", "whole", "views alone", "steps alone", "temper ×"))
    made, stepped, *alone = [rate(next(times)) for _ in range(2 + len(steps))]
    rows, all_own, ratios = [], [], {}
    for source in sources:
        loaded = rate(next(times))
        for name, alone_rate in zip(steps, alone):
            own, theirs = next(times), next(times)
            all_own += own
            ratio = statistics.median(b / a for a, b in zip(own, theirs))
            ratios.setdefault((source.name, name.split()[0]), []).append(ratio)
            rows.append(line(f"{source.name}, {name}", rate(theirs), loaded, alone_rate, f"{ratio:.2f}"))
    print(line("temper", rate(all_own), made, stepped, ""), *rows, sep="\n")
    for (source, precision), kinds in ratios.items():
        print(f"temper × the best of {source}, {precision}: {min(kinds):.2f}", flush=True)


def rate(times):
    return f"{SHAPE.rows / statistics.median(times):.4g}"


def line(name, *columns):
    return f"{name:<32}" + "".join(f"{column:>14}" for column in columns)
