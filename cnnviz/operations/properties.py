"""What a lecture says about convolution, measured on the settings at hand."""

import torch
from torch import Tensor

from cnnviz.convolution import Values, convolve, cross_correlate, read_arrays
from cnnviz.kernels import compose

CLOSE = 1e-5  # relative to the largest value; float32 sums of a few hundred products stay well below it


def usage(image: Values, kernel: Values, **window: object) -> Tensor:
    """How many outputs use each input pixel: (H, W). `window`: stride, padding, dilation and padding_mode.

    Measured as the gradient of the sum of all outputs for a kernel of ones.
    """
    pixels, weights = read_arrays(image, kernel)
    ones = torch.zeros(pixels.shape[-2:], requires_grad=True)
    outputs = cross_correlate(ones, torch.ones(weights.shape[-2:]), **window)  # type: ignore[arg-type]
    return torch.autograd.grad(outputs.sum(), ones)[0]


def difference(first: Values, second: Values) -> float:
    """The largest absolute difference of two results of the same shape."""
    a, b = torch.as_tensor(first), torch.as_tensor(second)
    return float((a - b).abs().max())


def agree(first: Values, second: Values) -> bool:
    """Whether two results are the same up to the rounding of float32."""
    a, b = torch.as_tensor(first), torch.as_tensor(second)
    largest = max(1.0, float(a.abs().max()), float(b.abs().max()))
    return a.shape == b.shape and difference(a, b) <= CLOSE * largest


def turning_changes(image: Values, kernel: Values, **window: object) -> float:
    """Largest difference between convolution and cross-correlation of the same image and kernel."""
    return difference(convolve(image, kernel, **window), cross_correlate(image, kernel, **window))  # type: ignore[arg-type]


def flat_response(kernel: Values, brightness: float = 0.5) -> float:
    """The response of a kernel (h, w) or (C, h, w) where all pixels are equally bright: brightness * sum(kernel)."""
    weights = torch.as_tensor(kernel, dtype=torch.float32)
    return float(cross_correlate(torch.full(weights.shape, brightness), weights))


def composition_error(image: Values, first: Values, second: Values) -> float:
    """How far one pass with the composed kernel is from two passes, without padding and with stride 1."""
    once = cross_correlate(image, compose(first, second))
    return difference(cross_correlate(cross_correlate(image, first), second), once)


def against_definition(image: Values, kernel: Values) -> tuple[float, float]:
    """Convolution summed by its definition, sum over a of k[a] x[i - a] (full), against both ways of sliding.

    Returns its largest difference from sliding the turned kernel and from sliding the kernel as it is.
    Source: Goodfellow, Bengio & Courville 2016, "Deep Learning", equation 9.4.
    """
    pixels, weights = read_arrays(image, kernel)
    defined = pixels.new_zeros(
        *pixels.shape[:-2], *(n + k - 1 for n, k in zip(pixels.shape[-2:], weights.shape, strict=True))
    )
    height, width = pixels.shape[-2:]
    for i, row in enumerate(weights):
        for j, weight in enumerate(row):
            defined[..., i : i + height, j : j + width] += weight * pixels
    turned, as_it_is = convolve(image, kernel, padding="full"), cross_correlate(image, kernel, padding="full")
    return difference(defined, turned), difference(defined, as_it_is)


def slide_formula(size: int, kernel: int, stride: int, padding: int) -> int:
    """(n - k + p + 1 + s) / s rounded down, as it stands on slides in circulation; p counts the padding of both sides.

    It is one too large wherever the stride divides n - k + p + 1, so for every layer with stride 1.
    """
    return (size - kernel + padding + 1 + stride) // stride
