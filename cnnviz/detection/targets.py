"""What a network that finds one object is to answer, y = (p_c, b_x, b_y, b_h, b_w, c_1 …), and what it is told."""

from collections.abc import Sequence

import torch
from torch import Tensor

from cnnviz.detection.boxes import read_boxes
from cnnviz.words import joined, say

KINDS = ("squared", "entropy")
BOX = slice(1, 5)  # places of the four numbers of the box


def target_vector(
    box: Sequence[float] | None,
    label: int = 0,
    *,
    classes: int,
    image: tuple[float, float],
    landmarks: Sequence[Sequence[float]] = (),
) -> Tensor:
    """The target of a picture with one object, float64 (5 + C + 2 L,): p_c, b_x, b_y, b_h, b_w, c_1 … c_C, l_1x, l_1y …

    box (x0, y0, x1, y1) in pixels, None where there is no object: then p_c is 0 and so is all else, which nobody asks
    for; label: its class, from 0; image: height and width; landmarks: (x, y) of points in pixels. Centres and sizes are
    shares of the picture's width or height, 0 to 1.

    Raises ValueError for a box that is none, a class that there is not, and a picture without area.

    >>> target_vector((20, 10, 60, 90), 1, classes=3, image=(100, 200)).tolist()
    [1.0, 0.2, 0.5, 0.8, 0.2, 0.0, 1.0, 0.0]
    """
    height, width = image
    if classes < 1 or height <= 0 or width <= 0:
        raise ValueError("A target needs at least one class and a picture with an area: give both.")
    y = torch.zeros(5 + classes + 2 * len(landmarks), dtype=torch.float64)
    if box is None:
        return y
    if not 0 <= label < classes:
        raise ValueError(
            say("There is no class {label}: number the {classes} classes from 0.", label=label, classes=classes)
        )
    x0, y0, x1, y1 = read_boxes(torch.tensor([list(box)], dtype=torch.float64))[0].tolist()
    across, down = (x0 + x1) / 2 / width, (y0 + y1) / 2 / height
    y[:5] = y.new_tensor([1, across, down, (y1 - y0) / height, (x1 - x0) / width])
    y[5 + label] = 1
    for at, point in enumerate(landmarks):
        y[5 + classes + 2 * at], y[6 + classes + 2 * at] = point[0] / width, point[1] / height
    return y


def target_terms(y: Tensor, predicted: Tensor, *, classes: int, kind: str = "squared") -> Tensor:
    """What each number of a prediction adds to its loss: (n,), n = 5 + C + 2 L; the loss is their sum.

    y, predicted (n,). kind:
        "squared"  (ŷ − y)² for every number, as in the course
        "entropy"  for p_c −ln of the probability that it gives to the truth, for the classes −ln ĉ_k / Σ ĉ of the
                   true one, which stands at its place; squares for the box and for landmarks
    Where y says that there is no object only p_c counts: all other terms are 0, and so are their gradients.

    Raises ValueError for another shape, an unknown kind, and with "entropy" for probabilities that are not between 0
    and 1, where a logarithm has no value.
    """
    if kind not in KINDS:
        raise ValueError(say("There is no loss {kind!r}: use one of {known}.", kind=kind, known=joined(KINDS)))
    if y.ndim != 1 or y.shape != predicted.shape or len(y) < 5 + classes or (len(y) - 5 - classes) % 2:
        raise ValueError(
            say(
                "The target has the shape {one} and the prediction {other}: give both 5 + {classes} numbers, and two "
                "more for each landmark.",
                one=str(tuple(y.shape)), other=str(tuple(predicted.shape)), classes=classes,
            )
        )  # fmt: skip
    terms = (predicted - y).square()  # [n]
    if kind == "entropy":
        said = predicted[[0, *range(5, 5 + classes)]]
        if not ((said > 0) & (said < 1)).all():
            raise ValueError("Probabilities must lie between 0 and 1: make them larger than 0 and smaller than 1.")
        sure = torch.where(y[:1] > 0, predicted[:1], 1 - predicted[:1])  # [1]
        shares = predicted[5 : 5 + classes] / predicted[5 : 5 + classes].sum()  # [C]
        terms = torch.cat([-sure.log(), terms[BOX], -y[5 : 5 + classes] * shares.log(), terms[5 + classes :]])
    return torch.where((torch.arange(len(y)) == 0) | (y[0] > 0), terms, 0.0)


def points_in(box: Sequence[float], shares: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Points (x, y) at these shares of a box's width and height.

    >>> points_in((10, 20, 30, 60), [(0.5, 0.25)])
    [(20.0, 30.0)]
    """
    x0, y0, x1, y1 = box
    return [(x0 + x * (x1 - x0), y0 + y * (y1 - y0)) for x, y in shares]


def prediction(said: Sequence[float], shares: Sequence[Sequence[float]] = ()) -> Tensor:
    """A prediction, float64 (5 + C + 2 L,): its first numbers, and landmarks at these shares of the box that it says.

    >>> prediction((0.9, 0.5, 0.5, 0.5, 0.25, 0.9), [(0.5, 0.25)]).tolist()
    [0.9, 0.5, 0.5, 0.5, 0.25, 0.9, 0.5, 0.375]
    """
    _, x, y, height, width = said[:5]
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return torch.tensor([*said, *(at for point in points_in(box, shares) for at in point)], dtype=torch.float64)


def near(box: Sequence[float] | None, label: int, *, classes: int, image: tuple[float, float]) -> tuple[float, ...]:
    """A prediction to begin with, without landmarks: quite sure, its box beside the object's and a little larger."""
    y = target_vector(box or (0, 0, image[1], image[0]), label, classes=classes, image=image).tolist()
    size = [min(1.0, round(1.15 * side, 4)) for side in y[3:5]]
    height, width = size if box else (0.4, 0.4)
    centre = [
        round(min(1 - side / 2, max(side / 2, at + by)), 4)
        for at, by, side in zip(y[1:3], (0.08, -0.06), (width, height), strict=True)
    ]
    others = round(0.4 / max(1, classes - 1), 2)
    return (0.8, *centre, height, width, *(0.6 if at == label else others for at in range(classes)))


def loss_by_torch(y: Tensor, predicted: Tensor, *, classes: int, kind: str = "squared") -> float:
    """The same loss made of PyTorch's own, to compare with."""
    from torch.nn import functional

    counted = len(y) if y[0] > 0 else 1
    if kind == "squared":
        return float(functional.mse_loss(predicted[:counted], y[:counted], reduction="sum"))
    loss = functional.binary_cross_entropy(predicted[0], y[0])
    if counted > 1:
        scores = predicted[5 : 5 + classes].log()
        loss = loss + functional.cross_entropy(scores, y[5 : 5 + classes].argmax())
        for part in (BOX, slice(5 + classes, None)):
            loss = loss + functional.mse_loss(predicted[part], y[part], reduction="sum")
    return float(loss)
