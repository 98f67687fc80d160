"""What is read off a network while it learns: maps of a picture, histograms, and where it is wrong.

The kernels themselves are in `Trainer.state` as network.<layer>.weight. A snapshot is that state and these tensors:

maps.<layer>                    (C, H, W) or (units,): what the layer gives for the watched picture, see `map_layers`
watched.probabilities           (classes,)
watched.index                   () int64: which picture of the data set that is
weights.counts.<layer>          (BINS,) int64, with weights.edges.<layer> (BINS + 1,); the biases are left out
gradients.counts.<layer>        the same for the gradients of the last step, with gradients.edges.<layer>
gradients.norm.<layer>          (): their Euclidean length, which says whether the layer still learns
confusion                       (classes, classes) int64: true class down, predicted class across, on validation
validation.predicted            (N,) int64, in the order of the data set's validation indices
validation.probability          (N,): what the network gives for its answer
validation.true_probability     (N,): what it gives for the true class
validation.loss                 (N,): large for what it gets wrong with confidence

Of a network that finds objects in scenes there is no class of a picture. Weights and gradients are kept, and
scenes.scores                   (SHOWN, …) float16: what it gives for the first scenes that are held back

Gradients are missing where no step was done since the network was made or restored.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from cnnviz.data.scene_sets import SHOWN
from cnnviz.networks.steps import evaluating
from cnnviz.training.loop import Trainer
from cnnviz.training.preparation import Preparation

BINS = 40
_NO_MAPS = (nn.Sequential, nn.ModuleList, nn.BatchNorm1d, nn.BatchNorm2d, nn.Dropout, nn.Flatten)


class Prediction(NamedTuple):
    """probabilities (classes,), maps by layer in the order of the network, and the input (C, H, W) as it saw it."""

    probabilities: Tensor
    maps: dict[str, Tensor]
    input: Tensor


class Outputs:
    """What the layers give, by name, for whatever runs through the network inside `with`; then nothing is left of it.

    >>> network = nn.Sequential(nn.Linear(3, 2))
    >>> with Outputs(network, ["0"]) as outputs:
    ...     scores = network(torch.zeros(1, 3))
    >>> outputs["0"].shape
    torch.Size([1, 2])
    """

    def __init__(self, network: nn.Module, names: list[str]) -> None:
        self._network, self._names = network, names
        self._handles: list[RemovableHandle] = []

    def __enter__(self) -> dict[str, Tensor]:
        outputs: dict[str, Tensor] = {}
        modules = dict(self._network.named_modules())
        for name in self._names:
            self._handles.append(modules[name].register_forward_hook(_keeper(outputs, name)))
        return outputs

    def __exit__(self, *_: object) -> None:
        for handle in self._handles:
            handle.remove()


def _keeper(outputs: dict[str, Tensor], name: str) -> Callable[[nn.Module, object, Tensor], None]:
    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        outputs[name] = output.detach().clone()

    return keep


def map_layers(network: nn.Module) -> list[str]:
    """Names of the layers whose output is worth a look, in order: not batch norm, dropout and flatten."""
    return [name for name, module in network.named_modules() if name and not isinstance(module, _NO_MAPS)]


def predict(network: nn.Module, preparation: Preparation, picture: Tensor) -> Prediction:
    """What a network says of one picture (C, H, W) in [0, 1] or uint8, and its maps; all on the CPU.

    preparation is that of its training, `Preparation.of(recipe, dataset)`, so that the picture is scaled, made grey and
    normalised as the training pictures were. Raises ValueError for a picture of another shape.
    """
    batch = preparation.prepare(picture)
    device = next(network.parameters()).device
    with evaluating(network), torch.no_grad(), Outputs(network, map_layers(network)) as outputs:
        scores = network(batch.to(device))
    maps = {name: outputs[name][0].cpu() for name in map_layers(network)}
    return Prediction(scores[0].softmax(0).cpu(), maps, batch[0])


def inspect(trainer: Trainer, watched: Tensor | None = None) -> dict[str, Tensor]:
    """The tensors listed above, on the CPU and contiguous; watched is the picture (C, H, W) whose maps are kept."""
    tensors: dict[str, Tensor] = {}
    scenes = trainer.recipe.task != "classification"
    if watched is not None and not scenes:
        prediction = predict(trainer.network, trainer.preparation, watched)
        tensors["watched.probabilities"] = prediction.probabilities
        tensors |= {f"maps.{name}": values for name, values in prediction.maps.items()}
    for name, weight in _weights(trainer.network):
        tensors[f"weights.counts.{name}"], tensors[f"weights.edges.{name}"] = histogram(weight.detach())
        if weight.grad is not None:
            counts, edges = histogram(weight.grad)
            tensors |= {f"gradients.counts.{name}": counts, f"gradients.edges.{name}": edges}
            tensors[f"gradients.norm.{name}"] = weight.grad.norm().cpu()
    if scenes:
        tensors["scenes.scores"] = trainer.scores("validation")[:SHOWN].cpu().half()
        return {name: value.contiguous() for name, value in tensors.items()}
    labels, scores = trainer.validation_labels.cpu(), trainer.scores("validation").cpu()
    probabilities = scores.softmax(1)
    predicted = scores.argmax(1)
    tensors["confusion"] = confusion(labels, predicted, len(trainer.dataset.classes))
    tensors["validation.predicted"] = predicted
    tensors["validation.probability"] = probabilities.gather(1, predicted[:, None])[:, 0]
    tensors["validation.true_probability"] = probabilities.gather(1, labels[:, None])[:, 0]
    tensors["validation.loss"] = F.cross_entropy(scores, labels, reduction="none")
    return {name: value.contiguous() for name, value in tensors.items()}


def histogram(values: Tensor) -> tuple[Tensor, Tensor]:
    """Counts int64 (BINS,) of all values between their smallest and largest, and the edges (BINS + 1,) of the bins.

    Values that are not finite are left out.
    """
    flat = values.detach().cpu().double().flatten().numpy()
    counts, edges = np.histogram(flat[np.isfinite(flat)], BINS)
    return torch.from_numpy(counts), torch.from_numpy(edges).float()


def confusion(labels: Tensor, predicted: Tensor, classes: int) -> Tensor:
    """How often a picture of class i (down) was taken for class j (across): int64 (classes, classes)."""
    return (labels * classes + predicted).bincount(minlength=classes * classes).reshape(classes, classes)


def pictures_in_cell(predicted: Tensor, labels: Tensor, true: int, answer: int) -> Tensor:
    """Positions in the validation pictures of class true that the network took for answer: int64 (n,).

    predicted is validation.predicted of a snapshot, labels those of the validation pictures.
    """
    return ((labels == true) & (predicted == answer)).nonzero()[:, 0]


def most_wrong(predicted: Tensor, labels: Tensor, loss: Tensor, count: int = 12) -> Tensor:
    """Positions in the validation pictures that were taken for another class, the most confident mistakes first."""
    wrong = (predicted != labels).nonzero()[:, 0]
    return wrong[loss[wrong].argsort(descending=True, stable=True)][:count]


def _weights(network: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """Weights of convolutions and dense layers by the layer's name."""
    for name, module in network.named_modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            yield name, module.weight
