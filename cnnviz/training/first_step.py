"""A run in numbers: how many steps it takes, and what its first step does to one weight."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.adam import adam
from torch.optim.adamw import adamw
from torch.optim.sgd import sgd

from cnnviz.data import subset
from cnnviz.draws import seeded
from cnnviz.networks import small
from cnnviz.networks.steps import evaluating
from cnnviz.training.loop import MOMENTUM, augment, epoch_order, schedule_factor, step_seed
from cnnviz.training.preparation import Preparation
from cnnviz.training.recipe import Recipe, total_steps

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

_WEIGHTS = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)
BETAS, EPSILON = (0.9, 0.999), 1e-8  # of Adam


@dataclass(frozen=True)
class FirstStep:
    """One weight in the first step of a run.

    layer and index say which weight, the one of the first layer with the largest gradient; before, gradient and after
    are its value, its derivative of the loss, and its value behind the step as torch.optim leaves it. rate is the
    learning rate of this step, loss that of the batch before it, classes their number.
    """

    layer: str
    index: tuple[int, ...]
    before: float
    gradient: float
    after: float
    rate: float
    loss: float
    classes: int


@dataclass(frozen=True)
class Beginning:
    """What a run begins with, before anything is learnt.

    batch: indices (N,) of the pictures in its first batch, in the data set; labels are their classes. input is the
    shape that the network sees, shapes those of what its layers with weights give, by name. layer is the first of
    them, and weight its weights (units, channels, height, width): a dense layer's stand as the picture that they look
    at, or in a row.
    """

    batch: Tensor
    labels: Tensor
    input: tuple[int, ...]
    shapes: dict[str, tuple[int, ...]]
    layer: str
    weight: Tensor


def beginning(recipe: Recipe, dataset: "Dataset") -> Beginning:
    """What a run of this recipe begins with. Raises ValueError if recipe and data do not fit together."""
    from cnnviz.training.inspection import Outputs

    used = subset(dataset, recipe.examples, recipe.seed)
    seen = (dataset.shape[0], *Preparation.of(recipe, dataset).size)
    network = small.build(recipe, seen[0], seen[1:], len(dataset.classes))
    layers = {name: module.weight for name, module in network.named_modules() if isinstance(module, _WEIGHTS)}
    with evaluating(network), torch.no_grad(), Outputs(network, list(layers)) as outputs:
        network(torch.zeros(1, *seen))
    layer, weight = next((name, weight.detach()) for name, weight in layers.items())
    if weight.ndim == 2:
        weight = weight.reshape(-1, *(seen if weight.shape[1] == math.prod(seen) else (1, 1, weight.shape[1])))
    batch = used.train[epoch_order(recipe.seed, 0, len(used.train))[: recipe.batch_size]]
    shapes = {name: tuple(outputs[name].shape[1:]) for name in layers}
    return Beginning(batch, dataset.labels[batch], seen, shapes, layer, weight)


def training_pictures(recipe: Recipe, dataset: "Dataset") -> int:
    """How many pictures a run of this recipe learns from."""
    return min(recipe.examples or len(dataset.train), len(dataset.train))


def first_step(recipe: Recipe, dataset: "Dataset") -> FirstStep:
    """Do the first step of a run on the CPU. Raises ValueError if recipe and data do not fit together."""
    used = subset(dataset, recipe.examples, recipe.seed)
    preparation = Preparation.of(recipe, dataset)
    network = small.build(recipe, dataset.shape[0], preparation.size, len(dataset.classes))
    index = used.train[epoch_order(recipe.seed, 0, len(used.train))[: recipe.batch_size]]
    pictures, labels = preparation.normalize(preparation.scale(used.images[index])), used.labels[index]
    layer, weight = next(
        (name, module.weight) for name, module in network.named_modules() if isinstance(module, _WEIGHTS)
    )
    with seeded(step_seed(recipe.seed, 0)):
        if recipe.augmentation != "none":
            pictures = augment(pictures, torch.arange(len(pictures)), recipe.augmentation)
        loss = F.cross_entropy(network(pictures), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    assert weight.grad is not None
    place = np.unravel_index(int(weight.grad.abs().argmax()), weight.shape)
    before, gradient = float(weight.detach()[place]), float(weight.grad[place])
    total = total_steps(len(used.train), recipe.batch_size, recipe.epochs)
    rate = recipe.learning_rate * schedule_factor(recipe.schedule, 0, total)
    after = float(_by_torch(recipe, weight.detach().clone(), weight.grad, rate)[place])
    at = tuple(int(part) for part in place)
    return FirstStep(layer, at, before, gradient, after, rate, float(loss.detach()), len(dataset.classes))


def _by_torch(recipe: Recipe, weight: Tensor, gradient: Tensor, rate: float) -> Tensor:
    """The weights behind one step of torch.optim, which begins at rest.

    Its functions do the same as its classes, the first of which a process makes would import torch.compile: seconds.
    """
    shared: dict[str, Any] = {"lr": rate, "weight_decay": recipe.weight_decay, "maximize": False}
    if recipe.optimizer in ("sgd", "momentum"):
        momentum = MOMENTUM if recipe.optimizer == "momentum" else 0.0
        sgd([weight], [gradient], [None], momentum=momentum, dampening=0, nesterov=False, **shared)
        return weight
    step = adam if recipe.optimizer == "adam" else adamw
    first, second = torch.zeros_like(weight), torch.zeros_like(weight)
    numbers: dict[str, Any] = {"amsgrad": False, "beta1": BETAS[0], "beta2": BETAS[1], "eps": EPSILON}
    step([weight], [gradient], [first], [second], [], [torch.tensor(0.0)], **numbers, **shared)
    return weight


def by_formula(recipe: Recipe, step: FirstStep) -> float:
    """The weight behind the first step, by the optimiser's formula."""
    decay, slope = recipe.weight_decay, step.gradient
    if recipe.optimizer != "adamw":
        slope += decay * step.before
    if recipe.optimizer in ("sgd", "momentum"):
        return step.before - step.rate * slope
    kept = step.before * (1 - step.rate * decay) if recipe.optimizer == "adamw" else step.before
    return kept - step.rate * slope / (abs(slope) + EPSILON)
