"""Are the features learnt? The same simple readout on a network's features, with its first weights and with later ones.

The features of a picture are what the last layer gets. A ridge regression reads the classes off them: it is solved, not
trained, so only the features differ. Source: G. Alain, Y. Bengio: Understanding intermediate layers using linear
classifier probes, 2016.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnviz.data import load, subset
from cnnviz.training.preparation import Preparation
from cnnviz.training.runs.run import Run

RIDGE = 1.0
MOST = 2_000  # pictures of each part; more change the third digit


class Learnt(NamedTuple):
    """What learning made of the features.

    change is ‖W − W₀‖ / ‖W₀‖ of the first layer's weights; before and after are the readout's validation accuracies, in
    [0, 1], with the first weights and with those of `step`; pictures says on how many they are measured.
    """

    layer: str
    change: float
    before: float
    after: float
    step: int
    pictures: int

    @property
    def holds(self) -> bool:
        """Whether the features became better by more than two standard errors."""
        return self.change > 0 and self.after - self.before > 2 * self.error

    @property
    def error(self) -> float:
        """The standard error of the difference of both accuracies, if they came from different pictures."""
        return float(sum(share * (1 - share) / self.pictures for share in (self.before, self.after)) ** 0.5)


def learnt(run: Run) -> Learnt:
    """Compare the first snapshot of a run with its last. Raises ValueError with a sentence before there are two."""
    steps = run.snapshots()
    if len(steps) < 2:
        raise ValueError("This run has not kept two snapshots yet: let it train a little longer.")
    recipe, dataset = run.recipe, load(run.recipe.dataset)
    preparation = Preparation.of(recipe, dataset)
    used = subset(dataset, recipe.examples, recipe.seed)
    # drawn evenly, because data sets may be sorted by class
    train, validation = (part[torch.linspace(0, len(part) - 1, min(MOST, len(part))).long()] for part in
                         (used.train, used.validation))  # fmt: skip
    networks = [run.model(steps[0]), run.model(steps[-1])]
    accuracies = []
    for network in networks:
        x, x_validation = (
            features(network, preparation.normalize(preparation.scale(used.images[part])))
            for part in (train, validation)
        )
        scores = readout(x, used.labels[train], x_validation, len(used.classes))
        accuracies.append(float((scores.argmax(1) == used.labels[validation]).double().mean()))
    layer, first = _first_weights(networks[0])
    _, last = _first_weights(networks[1])
    change = float((last - first).norm() / first.norm().clamp_min(1e-12))
    return Learnt(layer, change, accuracies[0], accuracies[1], steps[-1], len(validation))


def features(network: nn.Module, pictures: Tensor) -> Tensor:
    """What the last layer gets for each prepared picture (N, C, H, W): (N, features), float64."""
    before = nn.Sequential(*list(network.children())[:-1])
    with torch.no_grad():
        return torch.cat([before(part).flatten(1) for part in torch.split(pictures, 256)]).double()


def readout(x: Tensor, labels: Tensor, x_validation: Tensor, classes: int) -> Tensor:
    """Scores (M, classes) for features (M, D) by ridge regression on features (N, D) with labels (N,), with bias.

    (XᵀX + λI) W = XᵀY with λ = RIDGE, features and one-hot classes around their means.
    """
    y = torch.nn.functional.one_hot(labels, classes).double()
    middle, mean = x.mean(0), y.mean(0)
    centred = x - middle
    gram = centred.T @ centred + RIDGE * torch.eye(x.shape[1], dtype=torch.float64)
    weights = torch.linalg.solve(gram, centred.T @ (y - mean))
    scores: Tensor = (x_validation - middle) @ weights + mean
    return scores


def _first_weights(network: nn.Module) -> tuple[str, Tensor]:
    return next(
        (name, module.weight.detach())
        for name, module in network.named_modules()
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear))
    )
