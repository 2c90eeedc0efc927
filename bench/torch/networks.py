"""temper's residual networks, written in PyTorch."""

import torch
import torch.nn.functional as F
from torch import nn

WIDTH = 128  # of the embeddings
ARCHITECTURES = {  # blocks a stage, and the stages' channels
    "resnet8": (1, [16, 32, 64]),
    "resnet20": (3, [16, 32, 64]),
    "resnet18": (2, [64, 128, 256, 512]),
}


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(self.conv(x))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = ConvNorm(inputs, outputs, 3, stride)
        self.second = ConvNorm(outputs, outputs, 3, 1)
        changes = stride != 1 or inputs != outputs
        self.shortcut = ConvNorm(inputs, outputs, 1, stride) if changes else None

    def forward(self, x):
        h = self.second(F.relu(self.first(x)))
        return F.relu(h + (x if self.shortcut is None else self.shortcut(x)))

    def parts(self):
        """The convolutions with their norms, by the ends of temper's names."""
        yield self.first, "conv1", "norm1"
        yield self.second, "conv2", "norm2"
        if self.shortcut is not None:
            yield self.shortcut, "shortcut.conv", "shortcut.norm"


class Encoder(nn.Module):
    """Images to unit rows."""

    def __init__(self, name, channels):
        super().__init__()
        blocks, widths = ARCHITECTURES[name]
        self.stem = ConvNorm(channels, widths[0], 3, 1)
        self.stages = nn.ModuleList()
        inputs = widths[0]
        for number, outputs in enumerate(widths):
            stage = nn.ModuleList()
            for block in range(blocks):
                stage.append(Block(inputs, outputs, 2 if number and not block else 1))
                inputs = outputs
            self.stages.append(stage)
        self.projection = nn.Linear(inputs, WIDTH)

    def forward(self, x):
        x = F.relu(self.stem(x))
        for stage in self.stages:
            for block in stage:
                x = block(x)
        return self.projection(x.mean((2, 3)))

    def named(self):
        """Every parameter by temper's name for it."""
        parts = [(self.stem, "stem.conv", "stem.norm")]
        for s, stage in enumerate(self.stages, 1):
            for b, block in enumerate(stage, 1):
                parts += [(part, f"stage{s}.block{b}.{conv}", f"stage{s}.block{b}.{norm}") for part, conv, norm in block.parts()]
        for part, conv, norm in parts:
            yield f"{conv}.weight", part.conv.weight
            yield f"{norm}.weight", part.norm.weight
            yield f"{norm}.bias", part.norm.bias
        yield "projection.weight", self.projection.weight
        yield "projection.bias", self.projection.bias


def from_temper(values, parameter):
    """temper's row of values in the parameter's shape: a convolution's weights are
    [kernel][kernel][in][out] there and [out][in][kernel][kernel] here."""
    if parameter.dim() != 4:
        return torch.from_numpy(values).reshape(parameter.shape)
    outputs, inputs, kernel, _ = parameter.shape
    return torch.from_numpy(values).reshape(kernel, kernel, inputs, outputs).permute(3, 2, 0, 1)
