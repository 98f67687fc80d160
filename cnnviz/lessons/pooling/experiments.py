"""The experiments of the lesson 'Pooling'."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from cnnviz.lessons.experiment import Experiment
from cnnviz.lessons.pooling import claim


def _learnt(kind: str, window: int, image: Tensor, settings: Mapping[str, Any]) -> tuple[bool, str]:
    return claim.learnt(kind, window, len(image), **settings)


EXPERIMENTS = (Experiment("claim", "Pooling has no parameters.", _learnt),)
