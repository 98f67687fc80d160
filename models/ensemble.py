"""Trains the five small networks of lesson 4.14: `python -m models.ensemble`, two minutes on one core.

All see the same few drawn shapes, as random crops of 28 × 28 pixels, mirrored or not. They differ in their seed alone:
first weights, order of the pictures, crops.
"""

import torch
from torch import Tensor

from cnnviz import data
from cnnviz.networks.shipped import MEMBERS, SHIPPED
from cnnviz.networks.small import initialize
from models.fitting import accuracy, begin, fit, save

STEPS, BATCH, RATE = 1500, 32, 5e-3
SIDE = 28


def main() -> None:
    shapes = data.load("shapes", seed=0)
    pictures = SHIPPED["ensemble"].normalize(shapes.images.float() / 255)
    labels, kept = shapes.labels, shapes.validation
    edge = (pictures.shape[2] - SIDE) // 2
    middle = pictures[kept, :, edge : edge + SIDE, edge : edge + SIDE]

    def batch(step: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        index = shapes.train[torch.randint(len(shapes.train), (BATCH,), generator=generator)]
        top, left, mirror = torch.randint(2 * edge + 1, (3,), generator=generator).tolist()
        cut = pictures[index, :, top : top + SIDE, left : left + SIDE]
        return cut.flip(3) if mirror > edge else cut, labels[index]

    weights: dict[str, Tensor] = {}
    for seed in range(MEMBERS):
        generator = begin(seed)
        network = SHIPPED["ensemble"].build()
        initialize(network, "he")
        fit(network, batch, generator, steps=STEPS, rate=RATE)
        print(f"network {seed}: {accuracy(network, middle, labels[kept]):.2%} of {len(kept)}")
        weights |= {f"{seed}.{name}": weight.clone() for name, weight in network.state_dict().items()}
    save("ensemble", weights)


if __name__ == "__main__":
    main()
