"""The experiments of the lesson 'Connections'."""

from typing import Any

from cnnviz.lessons.connections import claim
from cnnviz.lessons.experiment import Experiment
from cnnviz.words import say


def _every_input(kernel: int) -> str:
    return say("With a kernel of width {kernel}, an input unit affects exactly {kernel} outputs.", kernel=kernel)


def _outputs(inputs: int, kernel: int, stride: int, padding: Any, dilation: int) -> tuple[bool, str]:
    return claim.outputs_affected(inputs, kernel, stride=stride, padding=padding, dilation=dilation)


EXPERIMENTS = (Experiment("claim", _every_input, _outputs),)
