"""What happens to a picture before the network sees it: the same in training and when a student draws a digit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from cnnviz.convolution import grey
from cnnviz.data import subset
from cnnviz.images import scale
from cnnviz.networks.small import input_size
from cnnviz.training.recipe import Recipe
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

_CHUNK = 1024  # pictures scaled at once


@dataclass(frozen=True)
class Preparation:
    """native and size are (height, width) of the data set's pictures and of the network's input.

    mean and std, one number per channel in [0, 1], are those of the training pictures.
    """

    native: tuple[int, int]
    size: tuple[int, int]
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @staticmethod
    def of(recipe: Recipe, dataset: "Dataset") -> "Preparation":
        """What this recipe does to the pictures of this data set."""
        used = subset(dataset, recipe.examples, recipe.seed)
        native = used.shape[1:]
        return Preparation(native, input_size(recipe, native), tuple(used.mean.tolist()), tuple(used.std.tolist()))

    def scale(self, images: Tensor) -> Tensor:
        """Pictures uint8 (N, C, *native) as float32 (N, C, *size) in [0, 1]."""
        if self.native == self.size:
            return images.float() / 255
        parts = torch.split(images, _CHUNK)
        return torch.cat([scale(part.float() / 255, self.size) for part in parts] or [images.float()])

    def normalize(self, pictures: Tensor) -> Tensor:
        """Float pictures (N, C, H, W) in [0, 1] with the training pictures' mean moved to 0 and their std to 1."""
        mean, std = (pictures.new_tensor(values)[:, None, None] for values in (self.mean, self.std))
        return (pictures - mean) / std

    def prepare(self, picture: Tensor) -> Tensor:
        """One picture (C, H, W) or (H, W) of any size, float in [0, 1] or uint8, as a batch (1, channels, *size).

        Colour becomes grey, or grey colour, as the network needs. It is first brought to the size of the data set's
        own pictures, so that it is as blurred as they are. Raises ValueError for another shape.
        """
        if picture.ndim == 2:
            picture = picture[None]
        if picture.ndim != 3 or picture.shape[0] not in (1, 3) or 0 in picture.shape:
            raise ValueError(
                say(
                    "A picture of shape {shape} cannot be read: use (3, H, W) or (1, H, W).", shape=tuple(picture.shape)
                )
            )
        pixels = (picture.float() / 255 if picture.dtype == torch.uint8 else picture.float()).clamp(0, 1)
        batch = grey(pixels)[None, None] if len(self.mean) == 1 else pixels.expand(3, -1, -1)[None]
        for size in (self.native, self.size):
            if tuple(batch.shape[-2:]) != size:
                batch = scale(batch, size)
        return self.normalize(batch)
