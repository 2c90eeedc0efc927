"""What is timed: temper in a process of its own, and PyTorch in this one."""

import json
import pathlib
import subprocess
import time

import numpy as np
import torch


class Temper:
    """The Go program, which computes what lies in the folder."""

    def __init__(self, program, folder):
        self.folder = pathlib.Path(folder)
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.cpu = self.answer()

    def answer(self):
        line = self.process.stdout.readline().strip()
        if not line:
            raise SystemExit("temper ended")
        return line

    def ask(self, command):
        print(command, file=self.process.stdin, flush=True)
        return float(self.answer())

    def load(self, problem, z0, z1, index):
        """The loss and the gradients."""
        (self.folder / "problem.json").write_text(json.dumps(problem.temper))
        np.save(self.folder / "z0.npy", z0)
        np.save(self.folder / "z1.npy", z1)
        np.save(self.folder / "index.npy", index)
        loss = self.ask(f"load {self.folder}")
        names = ["grad0.npy"] if problem.arrangement == "bank" else ["grad0.npy", "grad1.npy"]
        return loss, [np.load(self.folder / name) for name in names]

    def seconds(self, calls):
        return self.ask(f"time {calls}") / 1e9


class Torch:
    """A loss of PyTorch with its gradients, eager or compiled."""

    def __init__(self, loss, problem, z0, z1, index):
        self.loss = loss
        trained = [True, problem.arrangement != "bank"]
        self.rows = [torch.from_numpy(z).requires_grad_(grad) for z, grad in zip((z0, z1), trained)]
        self.leaves = [z for z in self.rows if z.requires_grad]
        self.index = torch.from_numpy(index)

    def call(self):
        for z in self.leaves:
            z.grad = None
        loss = self.loss(*self.rows, self.index)
        loss.backward()
        return loss

    def result(self):
        """The loss and the gradients."""
        return self.call().item(), [z.grad.numpy().copy() for z in self.leaves]

    def seconds(self, calls):
        start = time.perf_counter()
        for _ in range(calls):
            self.call()
        return time.perf_counter() - start
