"""A plain PyTorch script that trains a recipe as the app does: the same pictures, first weights, order and accuracy.

It reads like a lesson and needs PyTorch and the package that the pictures come with; only drawn shapes and the
student's own pictures are loaded through cnnviz.
"""

import pprint
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cnnviz.networks.small import input_size, layer_names, stack
from cnnviz.networks.stack.layers import Layer
from cnnviz.networks.stack.modules import sequential
from cnnviz.networks.stack.summary import summarize
from cnnviz.training.recipe import OWN, Recipe
from cnnviz.writing.listings import listing
from cnnviz.writing.literals import Code

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

_DOWNLOADED = {"mnist": "MNIST", "fashion_mnist": "FashionMNIST", "cifar10": "CIFAR10"}
_OPTIMIZERS = {"adam": "Adam", "adamw": "AdamW"}


def training_script(
    recipe: Recipe,
    dataset: "Dataset",
    *,
    changes: Sequence[tuple[int, float]] = (),
    device: str = "cpu",
    split_seed: int = 0,
    folder: str = "",
) -> str:
    """The script of a run; it prints loss and accuracy of every epoch, and val_loss and val_accuracy at the end.

    changes are those of `Trainer.changes`: learning rates that were set while it ran. device is "cpu", "cuda" or "mps";
    on another device than that of the run the last digits differ. split_seed is what the data set was loaded with.
    folder: read the student's own pictures from there with ImageFolder, as `cnnviz.data.packing.pack` packs them.
    Raises ValueError if recipe and data do not fit together.
    """
    given = settings(recipe, dataset, split_seed=split_seed)
    if folder:
        given |= {"SOURCE": "folder", "FOLDER": folder, "SIDE": dataset.shape[1]}
    if changes:
        given["LEARNING_RATE"] = float(changes[0][1])
    if len(changes) > 1:
        later = {step: float(value) for step, value in changes[1:]}
        given["CHANGED"] = Code(pprint.pformat(later, width=100))
    return listing("cnnviz.training.training_script", DEVICE=device, **given)


def settings(recipe: Recipe, dataset: "Dataset", *, split_seed: int = 0) -> dict[str, Any]:
    """The settings of `training_script` for a recipe. Raises ValueError if recipe and data do not fit together."""
    if recipe.task != "classification":
        raise ValueError(
            "There is no script that trains on scenes: the lesson of this network shows its layers and its loss."
        )
    channels, *native = dataset.shape
    size = input_size(recipe, (native[0], native[1]))
    network = stack(recipe, channels, size, len(dataset.classes))
    name = recipe.dataset
    source = "downloaded" if name in _DOWNLOADED else "cnnviz" if name == "shapes" or name.startswith(OWN) else name
    decay: dict[str, Any] = {"weight_decay": recipe.weight_decay}
    return {
        "SEED": recipe.seed,
        "EPOCHS": recipe.epochs,
        "BATCH_SIZE": recipe.batch_size,
        "LEARNING_RATE": recipe.learning_rate,
        "SOURCE": source,
        "NAME": _DOWNLOADED.get(name, name),
        "CLASSES": len(dataset.classes),
        "SPLIT_SEED": split_seed,
        "EXAMPLES": recipe.examples,
        "NATIVE": tuple(native),
        "SIZE": size,
        "LAYERS": sequential(network, summarize(network, fields=False), names=layer_names),
        "INITIALIZATION": recipe.initialization,
        "OPTIMIZER": _OPTIMIZERS.get(recipe.optimizer, "SGD"),
        "SETTINGS": {"momentum": 0.9, **decay} if recipe.optimizer == "momentum" else decay,
        "SCHEDULE": recipe.schedule,
        "AUGMENTATION": recipe.augmentation,
        "DRAWN": recipe.augmentation != "none" or _drops(network.layers),
    }


def _drops(layers: tuple[Layer, ...]) -> bool:
    return any(
        (layer.kind == "dropout" and layer.percent > 0) or any(_drops(branch) for branch in layer.branches)
        for layer in layers
    )
