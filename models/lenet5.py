"""Trains LeNet-5 on scikit-learn's digits: `python -m models.lenet5`, two minutes on one core."""

import torch
from torch import Tensor

from cnnviz import data
from cnnviz.images import scale
from cnnviz.networks.shipped import SHIPPED
from cnnviz.networks.small import initialize
from cnnviz.training.loop import augment
from models.fitting import accuracy, begin, fit, save

SEED, STEPS, BATCH, RATE = 0, 3000, 64, 2e-3


def prepared(images: Tensor) -> Tensor:
    """uint8 (N, 1, 8, 8) as (N, 1, 32, 32), normalised."""
    network = SHIPPED["lenet5"]
    return network.normalize(scale(images.float() / 255, network.input_size[1:]))


def main() -> None:
    generator = begin(SEED)
    digits = data.load("digits", seed=SEED)
    pictures, labels = prepared(digits.images), digits.labels
    network = SHIPPED["lenet5"].build()
    initialize(network, "xavier")

    def batch(step: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        index = digits.train[torch.randint(len(digits.train), (BATCH,), generator=generator)]
        return augment(pictures, index, "shift"), labels[index]

    fit(network, batch, generator, steps=STEPS, rate=RATE)
    kept = digits.validation
    print(f"validation: {accuracy(network, pictures[kept], labels[kept]):.2%} of {len(kept)}")
    save("lenet5", network.state_dict())


if __name__ == "__main__":
    main()
