"""Trains a tiny VGG on drawn shapes, 64 × 64 in colour: `python -m models.tiny_vgg`, seven minutes on one core."""

import torch
from torch import Tensor

from cnnviz.data.catalogue import SHAPES
from cnnviz.networks.examples import UNSEEN, scene
from cnnviz.networks.shipped import SHIPPED
from cnnviz.networks.small import initialize
from models.fitting import SHORT, accuracy, begin, fit, save

SEED, STEPS, BATCH, RATE = 0, 1600, 32, 4e-3
TRAINING, TEST = 8000, 1000


def shapes(first: int, count: int) -> tuple[Tensor, Tensor]:
    """Pictures (N, 3, 64, 64), normalised, and their labels (N,): one shape in each, drawn from seeds first, …"""
    scenes = [scene(first + i) for i in range(count)]
    labels = torch.tensor([SHAPES.index(scene.objects[0].name) for scene in scenes])
    return SHIPPED["tiny_vgg"].normalize(torch.stack([scene.image for scene in scenes]).float() / 255), labels


def main() -> None:
    generator = begin(SEED)
    pictures, labels = shapes(SEED, BATCH if SHORT else TRAINING)
    network = SHIPPED["tiny_vgg"].build()
    initialize(network, "he")

    def batch(step: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        index = torch.randint(len(labels), (BATCH,), generator=generator)
        turned = pictures[index].rot90(step % 4, (2, 3))
        return turned.flip(3) if step % 8 < 4 else turned, labels[index]

    fit(network, batch, generator, steps=STEPS, rate=RATE)
    print(f"test: {accuracy(network, *shapes(UNSEEN, BATCH if SHORT else TEST)):.2%}")
    save("tiny_vgg", network.state_dict())


if __name__ == "__main__":
    main()
