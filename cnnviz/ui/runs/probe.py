"""Data set and network of a recipe, kept for all who look at a run of it."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnviz import kept
from cnnviz.ui.runs import datasets

if TYPE_CHECKING:
    import torch

    from cnnviz.data import Dataset
    from cnnviz.training.recipe import Recipe


class Nowhere(ValueError):
    """A layer, a class or a picture that this run does not have, so that no page of ours asks for it."""


class Probe:
    """Data set and network of a recipe: the order of the layers, and what they give for any picture."""

    def __init__(self, recipe: "Recipe") -> None:
        from cnnviz.networks import small
        from cnnviz.training.inspection import map_layers
        from cnnviz.training.preparation import Preparation

        self.dataset: Dataset = datasets.load(recipe.dataset)
        self.preparation: Preparation = Preparation.of(recipe, self.dataset)
        channels = self.dataset.images.shape[1]
        self.network = small.build(recipe, channels, self.preparation.size, len(self.dataset.classes))
        self.first_input = (channels, *self.preparation.size)
        self.map_layers = map_layers(self.network)
        self.weight_layers = [
            name for name, module in self.network.named_modules() if getattr(_weight(module), "ndim", 0) in (2, 4)
        ]
        self._lock = threading.Lock()

    def maps(self, weights: "dict[str, torch.Tensor]", picture: int) -> "tuple[torch.Tensor, dict[str, torch.Tensor]]":
        """Probabilities (classes,) and maps by layer that the network with these weights gives for a picture."""
        from cnnviz.networks.weight_files import load_weights
        from cnnviz.training.inspection import predict

        with self._lock:
            load_weights(self.network, weights)
            seen = predict(self.network.eval(), self.preparation, self.dataset.images[picture])
        return seen.probabilities, seen.maps


def _weight(module: "torch.nn.Module") -> Any:
    return getattr(module, "weight", None)


@kept.keep
def probe(recipe: "Recipe") -> Probe:
    return Probe(recipe)


def of_run(folder: Path) -> Probe:
    """The probe of a run's recipe. Raises ValueError if the run was deleted."""
    from cnnviz.training.runs.run import Run

    return probe(Run(folder).recipe)
