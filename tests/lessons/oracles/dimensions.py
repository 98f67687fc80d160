"""Answers of the questions on one and three dimensions, by torch's layers and scipy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy import ndimage

from cnnviz.lessons.exercises import Answer

Given = dict[str, Any]


def _signal(given: Given) -> tuple[int, ...]:
    layer = torch.nn.Conv1d(1, given["filters"], given["kernel"], device="meta")
    return tuple(layer(torch.empty(1, 1, given["seconds"] * given["rate"], device="meta")).shape[1:])


def _volume(given: Given) -> tuple[int, ...]:
    layer = torch.nn.Conv3d(given["channels"], given["filters"], given["kernel"], device="meta")
    channels, *size = layer(torch.empty(1, given["channels"], *(given["n"],) * 3, device="meta")).shape[1:]
    return (*size, channels)


def _parameters(given: Given) -> int:
    layer = torch.nn.Conv3d(given["channels"], given["filters"], given["kernel"], device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def _voxel(given: Given) -> int:
    block = np.array([given["front"], given["back"]], dtype=float)
    kernel = np.array([given["first"], given["second"]], dtype=float)
    # the middle of an even kernel is its second entry, so the only complete window is at (1, 1, 1)
    return round(float(ndimage.correlate(block, kernel, mode="constant")[1, 1, 1]))


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "signal_length": _signal,
    "volume_shape": _volume,
    "volume_parameters": _parameters,
    "one_voxel": _voxel,
}
