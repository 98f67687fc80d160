"""Layers for the student's settings: the shapes that are predicted, and a small layer run for the eye."""

import pytest
import torch
import torch.nn.functional as F

from cnnviz.geometry import torch_layers
from cnnviz.geometry.layer import layer_output

CASES = [
    ("convolution", (224, 224), {"kernel": (7, 7), "stride": (2, 2), "padding": (3, 3), "in_channels": 3}),
    ("convolution", (28, 28), {"kernel": (5, 5), "padding": "same", "in_channels": 192, "out_channels": 32}),
    ("convolution", (9,), {"kernel": (3,), "padding": ((0, 2),), "dilation": (2,)}),
    ("convolution", (6, 7), {"kernel": (3, 2), "padding": "full"}),
    ("convolution", (14, 14, 14), {"kernel": (5, 5, 5), "in_channels": 1, "out_channels": 16}),
    ("max_pool", (7, 8), {"kernel": (3, 3), "stride": (2, 2), "ceil_mode": True, "in_channels": 4}),
    ("max_pool", (7, 7), {"kernel": (3, 3), "stride": (2, 2), "padding": ((0, 1), (0, 1)), "in_channels": 4}),
    ("avg_pool", (7, 7), {"kernel": (2, 2), "in_channels": 4}),
    ("transposed_convolution", (5, 5), {"kernel": (3, 3), "stride": (2, 2), "output_padding": (1, 1)}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "size", "settings"), CASES)
def test_the_real_layer_has_the_predicted_shape(kind: str, size: tuple[int, ...], settings: dict) -> None:
    channels = settings.get("in_channels", 1)
    real = torch_layers.build(kind, size, **settings)(torch.zeros(1, channels, *size))
    assert (
        torch_layers.output_shape(kind, size, **settings)
        == tuple(real.shape[1:])
        == layer_output(kind, size, **settings)
    )


def test_a_huge_layer_needs_no_memory() -> None:
    assert torch_layers.output_shape("convolution", (10**9,), kernel=(3,), padding="same", out_channels=64) == (
        64,
        10**9,
    )


def test_the_counted_input_goes_through_ones() -> None:
    image, output = torch_layers.on_counted_input("convolution", (5, 5), kernel=(3, 3), stride=(2, 2), padding=(1, 1))
    assert image.flatten().tolist() == list(range(25))
    assert torch.equal(output, F.conv2d(image[None], torch.ones(1, 1, 3, 3), stride=2, padding=1)[0])


def test_the_counted_input_of_a_transposed_convolution() -> None:
    image, output = torch_layers.on_counted_input("transposed_convolution", (3, 4), kernel=(3, 2), stride=(2, 2))
    assert torch.equal(output, F.conv_transpose2d(image[None], torch.ones(1, 1, 3, 2), stride=2)[0])


def test_padding_never_wins_a_maximum() -> None:
    settings = {"kernel": (3,), "stride": (1,), "padding": ((2, 1),)}
    layer = torch_layers.build("max_pool", (4,), **settings)  # type: ignore[arg-type]
    assert layer(torch.tensor([[[-4.0, -3.0, -2.0, -1.0]]])).tolist() == [[[-4, -3, -2, -1, -1]]]
