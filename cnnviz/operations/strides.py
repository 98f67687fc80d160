"""What a stride saves, and what it throws away: unused pixels, and frequencies that fewer outputs cannot show."""

import math
from typing import NamedTuple

import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.convolution import Values, cross_correlate, read_array, read_arrays
from cnnviz.geometry.axes import Padding
from cnnviz.geometry.layer import convolution_multiply_adds
from cnnviz.geometry.window import Moves
from cnnviz.operations.border import usage_map


class Strided(NamedTuple):
    """A response with a stride beside the one without.

    every          all outputs of stride 1, (H, W)
    kept           the outputs with the stride, (H', W')
    taken, dense   multiply-adds with the stride, and without
    uses           how many of the kept outputs use each input pixel
    too_fine       share of the variation of `every` that the kept outputs cannot show, see `share_beyond`
    """

    every: Tensor
    kept: Tensor
    taken: int
    dense: int
    uses: NDArray
    too_fine: float

    @property
    def unused(self) -> float:
        """Share of input pixels that no kept output uses."""
        return float((self.uses == 0).mean())


def strided(image: Values, kernel: Values, *, stride: int, padding: Padding = 0, dilation: int = 1) -> Strided:
    """Compare a stride with stride 1 on an image (H, W) and a kernel (h, w), with zero padding.

    Arguments and errors as for `cnnviz.convolution.cross_correlate`; padding must be possible with that stride.
    """
    pixels, weights = read_arrays(image, kernel)
    (height, width), (rows, columns) = pixels.shape, weights.shape
    dense_moves: Moves[int] = {"stride": 1, "padding": padding, "dilation": dilation}
    moves: Moves[int] = {**dense_moves, "stride": stride}
    kept = cross_correlate(pixels, weights, **moves)
    every = cross_correlate(pixels, weights, **dense_moves)
    taken, dense = (
        convolution_multiply_adds((height, width), (rows, columns), in_channels=1, out_channels=1, **each)
        for each in (moves, dense_moves)
    )
    uses = usage_map((height, width), (rows, columns), **moves)
    return Strided(every, kept, taken, dense, uses, share_beyond(every, stride))


def share_beyond(response: Values, stride: int) -> float:
    """Share of a response's variation at frequencies too high for every `stride`-th value: 0 to 1.

    response (H, W), computed with stride 1. With one value every s pixels, a wave shorter than 2s pixels along
    either axis comes back as a longer one that is not in the picture (aliasing). The variation is the squared
    Fourier spectrum without the mean, under a Hann window, which keeps the borders from counting as edges. A
    response without any variation, or with an axis of fewer than 4 values, gives 0.
    Source: Gonzalez & Woods 2018, "Digital Image Processing", section 4.5.
    """
    values = read_array("image", response, (2,)).double()
    if min(values.shape) < 4:
        return 0.0
    faded = (values - values.mean()) * torch.outer(
        *(torch.hann_window(n, False, dtype=torch.float64) for n in values.shape)
    )
    power = torch.fft.fft2(faded).abs().square()
    down, across = (torch.fft.fftfreq(n).abs() > 1 / (2 * stride) for n in values.shape)
    total = float(power.sum())
    lost = float(power[down[:, None] | across].sum())
    return lost / total if total > 1e-12 * math.prod(values.shape) else 0.0
