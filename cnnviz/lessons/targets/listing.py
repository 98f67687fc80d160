"""The same in PyTorch: the loss of a prediction and its gradient."""

from typing import TYPE_CHECKING

from cnnviz.writing.listings import listing

if TYPE_CHECKING:
    from torch import Tensor


def targets_script(y: "Tensor", said: "Tensor", classes: int, loss: str) -> str:
    """A script for this target and this prediction; `result` has the gradient."""
    vectors = {"Y": _short(y), "PREDICTION": _short(said)}
    return listing("cnnviz.lessons.targets.script", CLASSES=classes, THERE=bool(y[0] > 0), LOSS=loss, **vectors)


def _short(vector: "Tensor") -> tuple[float, ...]:
    return tuple(round(value, 6) for value in vector.tolist())
