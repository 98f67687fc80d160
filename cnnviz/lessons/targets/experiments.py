"""The experiments of the lesson 'Targets'."""

from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Answer, Experiment, Number
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

PARTS = {"sure": "p_c", "box": "The box", "kind": "The class"}


def _slopes(y: "Tensor", said: "Tensor", classes: int, loss: str) -> "tuple[Tensor, Tensor]":
    """Terms of the loss, and its gradient by the prediction."""
    import torch

    from cnnviz.detection import targets

    moving = said.clone().requires_grad_()
    terms = targets.target_terms(y, moving, classes=classes, kind=loss)
    (slope,) = torch.autograd.grad(terms.sum(), moving)
    return terms.detach(), slope


def _pushed(y: "Tensor", said: "Tensor", classes: int, loss: str) -> tuple[Answer, str]:
    if y[0] > 0:
        return None, "Here is an object: press No object first."
    terms, slope = _slopes(y, said, classes, loss)
    return bool(slope[1:].any()), say(
        "The gradient by p_c is {sure:.4g}, by all {n} other numbers together **{others:.4g}**: the loss of {loss:.4g} "
        "is that of p_c alone. The network may say any box where there is nothing, and nobody minds.",
        sure=float(slope[0]), n=len(y) - 1, others=float(slope[1:].norm()), loss=float(terms.sum()),
    )  # fmt: skip


def _dearest(y: "Tensor", said: "Tensor", classes: int, loss: str) -> tuple[Answer, str]:
    if not y[0] > 0:
        return None, "Without an object only p_c costs anything: press No object once more to have one."
    terms, _ = _slopes(y, said, classes, loss)
    parts = {"sure": float(terms[0]), "box": float(terms[1:5].sum()), "kind": float(terms[5 : 5 + classes].sum())}
    return max(parts, key=lambda name: parts[name]), say(
        "p_c costs {sure:.4g}, the box {box:.4g} and the class {kind:.4g}. A box is four numbers between 0 and 1, so "
        "that its squares stay small even where it misses much of the object: YOLO weighs them five times as much.",
        **parts,
    )


def _length(y: "Tensor", classes: int, landmarks: int) -> tuple[Answer, str]:
    return len(y), say(
        "1 for p_c, 4 for the box, {classes} for the classes and 2 · {landmarks} for landmarks make **{n}**.",
        classes=classes, landmarks=landmarks, n=len(y),
    )  # fmt: skip


def _harder(y: "Tensor", said: "Tensor", classes: int) -> tuple[Answer, str]:
    if y[0] > 0 and said[0] > 0.1:
        return None, "The network should miss the object surely: set the predicted p_c to 0.1 or less."
    if not y[0] > 0 and said[0] < 0.9:
        return None, "The network should surely see what is not there: set the predicted p_c to 0.9 or more."
    push = {kind: abs(float(_slopes(y, said, classes, kind)[1][0])) for kind in ("squared", "entropy")}
    return push["entropy"] <= 2 * push["squared"], say(
        "By p_c the squared error has a slope of {squared:.4g}, cross-entropy of **{entropy:.4g}**. A square's slope "
        "never exceeds 2, that of the logarithm has no bound: who is surely wrong is pushed hardest.",
        **push,
    )


EXPERIMENTS = (
    Experiment(
        "claim",
        "Where there is no object, training still moves the predicted box.",
        _pushed,
        {"targets-at": "-1"},
    ),
    Experiment(
        "dearest",
        "The prediction is 0.8 sure, its box is a little off, and it gives the true class 0.6. What costs most?",
        _dearest,
        {"scene-seed": "1"},
        PARTS,
    ),
    Experiment(
        "length",
        "How many numbers does the target vector have?",
        _length,
        {"targets-marks": "3", "scene-shapes": "six"},
        number=Number("numbers"),
    ),
    Experiment(
        "harder",
        "Both losses push p_c about as hard where an object is there and the network is almost sure that none is.",
        _harder,
        {"targets-said": "0.02,0.5,0.5,0.4,0.4,0.3,0.3,0.3"},
    ),
)
