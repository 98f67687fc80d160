"""What the network of a run says about a picture, and which of its pixels and maps that rests on."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from cnnviz.data import load
from cnnviz.drawing import colour
from cnnviz.networks import small
from cnnviz.networks.steps import evaluating
from cnnviz.networks.weight_files import load_weights, part
from cnnviz.training.inspection import predict
from cnnviz.training.preparation import Preparation

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset
    from cnnviz.training.runs.run import Run

PLACES = 14  # of the hidden square, along each side of the picture
_one_at_a_time = threading.Lock()  # the layers of a network are watched while it answers


@dataclass(frozen=True, eq=False)
class Asked:
    """A network in evaluation mode on the CPU, with the preparation and the classes of its training."""

    network: nn.Module
    preparation: Preparation
    classes: tuple[str, ...]


class Answer(NamedTuple):
    """probabilities (classes,); maps by layer, (C, H, W) or (units,), in the order of the network.

    input (C, H, W) is what the network saw, normalised; seen is the same in [0, 1], as a picture.
    """

    probabilities: Tensor
    maps: dict[str, Tensor]
    input: Tensor
    seen: Tensor

    @property
    def label(self) -> int:
        """The class with the largest probability."""
        return int(self.probabilities.argmax())


def ask(
    run: "Run", step: int | None = None, *, weights: bytes | None = None, dataset: "Dataset | None" = None
) -> Asked:
    """The network of a run as it was at a snapshot (None: the last one), ready to be asked.

    weights: a safetensors file to be used in place of the run's own. dataset: the run's, if it is loaded already.
    Raises ValueError with a sentence if there is no such snapshot, or if the weights do not fit.
    """
    recipe = run.recipe
    data = load(recipe.dataset) if dataset is None else dataset
    preparation = Preparation.of(recipe, data)
    network = small.build(recipe, data.shape[0], preparation.size, len(data.classes))
    load_weights(network, part(run.snapshot(step), "network.") if weights is None else weights)
    return Asked(network.eval(), preparation, data.classes)


def answer(asked: "Run | Asked", picture: Tensor, step: int | None = None) -> Answer:
    """Probabilities and maps for a picture (C, H, W) or (H, W), float in [0, 1] or uint8, of any size.

    The picture is scaled, made grey and normalised as the training pictures were. Raises ValueError for a picture of
    another shape, and as `ask` does.
    """
    there = asked if isinstance(asked, Asked) else ask(asked, step)
    with _one_at_a_time:
        prediction = predict(there.network, there.preparation, picture)
    mean, std = (prediction.input.new_tensor(v)[:, None, None] for v in (there.preparation.mean, there.preparation.std))
    seen = (prediction.input * std + mean).clamp(0, 1)
    return Answer(prediction.probabilities, prediction.maps, prediction.input, seen)


def gradient_times_input(asked: Asked, shown: Tensor, label: int) -> Tensor:
    """How much each pixel adds to the score of a class, to first order: (H, W), summed over the channels.

    shown: (C, H, W), the input of an Answer. A pixel of the training pictures' mean brightness adds nothing.
    Source: Shrikumar et al. 2017, Not just a black box: https://arxiv.org/abs/1605.01713
    """
    given = shown.clone().requires_grad_()
    with _one_at_a_time, evaluating(asked.network), torch.enable_grad():
        score = asked.network(given[None])[0, label]
        (gradient,) = torch.autograd.grad(score, given)
    return (gradient * shown).sum(0)


def occlusion(asked: Asked, shown: Tensor, label: int, places: int = PLACES) -> Tensor:
    """How much the probability of a class falls where a square is hidden: (H, W), negative where it rises.

    shown: (C, H, W), the input of an Answer. The square has a fifth of the picture's sides and the training pictures'
    mean colour; it is tried at about `places` × `places` places, and a pixel gets the mean of the squares that hide it.
    Source: Zeiler & Fergus 2014, Visualizing and understanding convolutional networks, section 4.2.
    """
    height, width = shown.shape[-2:]
    h, w = max(1, height // 5), max(1, width // 5)
    corners = [(y, x) for y in _starts(height, h, places) for x in _starts(width, w, places)]
    hidden = shown.expand(len(corners), -1, -1, -1).clone()
    for number, (y, x) in enumerate(corners):
        hidden[number, :, y : y + h, x : x + w] = 0
    with _one_at_a_time, evaluating(asked.network), torch.no_grad():
        whole = asked.network(shown[None]).softmax(1)[0, label]
        falls = whole - torch.cat([asked.network(few) for few in torch.split(hidden, 64)]).softmax(1)[:, label]
    total, count = torch.zeros(height, width), torch.zeros(height, width)
    for (y, x), fall in zip(corners, falls, strict=True):
        total[y : y + h, x : x + w] += fall
        count[y : y + h, x : x + w] += 1
    return total / count


def over(seen: Tensor, marked: Tensor) -> Tensor:
    """A picture (C, H, W) in [0, 1], in grey, with marks (H, W) in red and blue over it: (3, H, W), for the eye."""
    grey = 0.35 + 0.65 * seen.mean(0, keepdim=True)  # colours are seen on black, too
    colours = torch.from_numpy(colour.signed(marked.numpy())).permute(2, 0, 1).float() / 255
    share = (marked.abs() / colour.largest(marked.numpy())).clamp(0, 1).sqrt()
    return (1 - share) * grey + share * colours


def strongest(maps: Tensor, count: int) -> list[int]:
    """The numbers of the maps (C, H, W) that respond most, by their mean magnitude, the strongest first."""
    return maps.abs().mean((1, 2)).argsort(descending=True, stable=True)[:count].tolist()


def _starts(side: int, square: int, places: int) -> list[int]:
    """Where the square begins along one side, from one end to the other, without gaps."""
    last = side - square
    count = max(min(places, last + 1), -(-side // square))
    return sorted({round(last * number / max(count - 1, 1)) for number in range(count)})
