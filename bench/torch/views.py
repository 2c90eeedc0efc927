"""Random views of CIFAR-10's images, as torchvision makes them: the same augmentation
as temper's by default (nn/data), which draws every view for itself."""

import pathlib

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

TRANSFORM = v2.Compose([
    v2.RandomResizedCrop(32, scale=(0.2, 1)),
    v2.RandomHorizontalFlip(),
    v2.ColorJitter(0.4, 0.4, 0.4, 0.4),
    v2.RandomGrayscale(0.2),
])


def read(folder):
    """The training images there are in the binary format, as rows of pixels."""
    files = sorted(pathlib.Path(folder).glob("data_batch_*.bin"))
    if not files:
        raise SystemExit(f"--cifar {folder}: no data_batch_*.bin there")
    records = np.concatenate([np.fromfile(file, np.uint8) for file in files])
    if records.size % 3073:
        raise SystemExit(f"--cifar {folder}: no whole number of records of 3073 bytes")
    return np.ascontiguousarray(records.reshape(-1, 3073)[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))


def scaled(views):
    """Bytes as temper's encoder takes them, from -2 to 2."""
    return views.to(torch.float32, memory_format=torch.channels_last).mul_(1 / 63.75).sub_(2)


class Order:
    """Which images make each batch of an epoch, of as many batches as are asked for."""

    def __init__(self, images, batch):
        self.images, self.batch, self.batches = images, batch, 0
        self.random = np.random.default_rng(1)

    def __iter__(self):
        for start in range(0, self.batches * self.batch, self.batch):
            if start % self.images < self.batch:
                order = self.random.permutation(self.images)
            yield order[np.arange(start, start + self.batch) % self.images]

    def __len__(self):
        return self.batches


class Pairs(Dataset):
    """Two views of an image, by way of PIL."""

    def __init__(self, images):
        self.images = images

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = Image.fromarray(self.images[index])
        return [torch.from_numpy(np.array(TRANSFORM(image))) for _ in range(2)]


class Workers:
    """PIL images one by one in processes of their own, which pass on bytes."""

    def __init__(self, images, batch, workers):
        self.name = f"PIL, {workers} worker{'s' * (workers > 1)}"
        self.order = Order(len(images), batch)
        self.loader = DataLoader(Pairs(images), batch_sampler=self.order, num_workers=workers, persistent_workers=True)

    def batches(self, number):
        self.order.batches = number
        for pairs in self.loader:
            yield torch.cat(pairs).permute(0, 3, 1, 2)


class Batches:
    """A tensor for a whole batch in this process. torchvision draws once for all its
    images then, which is less than is asked for."""

    name = "one draw a batch"

    def __init__(self, images, batch):
        self.order = Order(len(images), batch)
        self.images = torch.from_numpy(images).permute(0, 3, 1, 2)

    def batches(self, number):
        self.order.batches = number
        for chosen in self.order:
            images = self.images[torch.from_numpy(chosen)]
            yield torch.cat([TRANSFORM(images), TRANSFORM(images)])
