"""The worked receptive field, typed stacks, and the scripts of the lessons on receptive fields."""

import contextlib
import io
import re
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.geometry import Layer, receptive_field
from cnnviz.geometry.worked_fields import as_network, check_sizes, read_stack, work_out
from cnnviz.lessons.effective_receptive_field import formulas
from cnnviz.lessons.effective_receptive_field.listing import denoiser_script, effective_field_script
from cnnviz.lessons.receptive_field.formulas import explain
from cnnviz.lessons.receptive_field.listing import receptive_field_script
from cnnviz.networks.architectures import ARCHITECTURES, architecture
from cnnviz.networks.fields import effective
from cnnviz.networks.fields.effective import Stack, effective_receptive_field
from cnnviz.networks.fields.receptive_fields import receptive_fields

layers = st.builds(Layer, st.integers(1, 7), st.integers(1, 3), st.integers(0, 3), st.integers(1, 3))


@given(st.lists(layers, min_size=1, max_size=6))
def test_a_stack_is_read_as_it_is_written(stack: list[Layer]) -> None:
    assert read_stack("; ".join(" ".join(map(str, layer)) for layer in stack)) == stack
    assert read_stack("\n".join(", ".join(map(str, layer)) for layer in stack)) == stack


def test_all_but_the_kernel_may_be_left_out() -> None:
    assert read_stack(" 3 ; 5 2;;7 1 3\n") == [Layer(3), Layer(5, 2), Layer(7, 1, 3)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no layer yet: type its kernel"),
        (" ; \n", "no layer yet"),
        ("3; x 1", "Layer 2 contains 'x': write whole numbers"),
        ("3 -1", "contains '-1'"),
        ("3 1.5", "contains '1.5'"),
        ("3 1 1 1 1", "Layer 1 has 5 numbers"),
        ("0", "Layer 1: The kernel is 0"),
        ("3; 3 0", "Layer 2: The stride is 0"),
        (";".join(["3"] * 41), "These are 41 layers: use at most 40"),
    ],
)
def test_what_is_no_stack_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_stack(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3 1 1; 9", "Layer 2: Height: The kernel covers 9 pixels but the input has only 6"),
        ("1 1 600", "Layer 1 makes a map of 1,208 units"),
    ],
)
def test_stacks_that_do_not_fit_the_picture(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        check_sizes(read_stack(text), (6, 8))


def run_by_torch(stack: list[Layer], image: torch.Tensor) -> torch.Tensor:
    for kernel, stride, padding, dilation in stack:
        assert isinstance(padding, int)
        image = F.conv2d(image, torch.ones(1, 1, kernel, kernel), None, stride, padding, dilation)
    return image


@settings(deadline=None, max_examples=40)
@given(st.lists(layers, min_size=1, max_size=5))
def test_a_typed_stack_becomes_the_network_that_torch_runs(stack: list[Layer]) -> None:
    image = torch.zeros(1, 1, 40, 33)
    try:
        check_sizes(stack, (40, 33))
    except ValueError:
        with pytest.raises(RuntimeError):
            run_by_torch(stack, image)
        return
    rows = receptive_fields(as_network(stack), (1, 40, 33))
    assert rows[-1].shape == tuple(run_by_torch(stack, image).shape[1:])
    assert [row.name for row in rows] == [f"layer {i + 1}" for i in range(len(stack))]


@given(st.lists(layers, min_size=1, max_size=12))
def test_the_terms_add_up(stack: list[Layer]) -> None:
    steps = work_out([(str(i), layer) for i, layer in enumerate(stack)])
    assert np.cumsum([1] + [step.adds for step in steps])[1:].tolist() == [step.size for step in steps]
    assert [(s.size, s.stride, s.start) for s in steps] == [tuple(field) for field in receptive_field(stack)]
    symbols, numbers, result = explain(steps)
    assert ("d_l" in symbols) == any(layer.dilation > 1 for layer in stack)
    assert result == f"r = {steps[-1].size}"
    if r"\dots" not in numbers:  # then it can be worked out
        sum_ = re.sub(r"\\begin\{aligned\}|\\end\{aligned\} \\;|\\quad|r &=|\\\\|&", " ", numbers).replace(
            r"\cdot", "*"
        )
        assert eval(" ".join(sum_.split())) == steps[-1].size


def test_the_width_of_equal_weights() -> None:
    """Against the variance of a sum of independent uniform steps, counted out."""
    for stack in ([Layer(3)] * 4, [Layer(5, 2), Layer(5), Layer(5, 1, 0, 3)]):
        profile, jump = np.ones(1), 1
        for layer in stack:
            kernel = np.zeros((layer.kernel - 1) * layer.dilation * jump + 1)
            kernel[:: layer.dilation * jump] = 1 / layer.kernel
            profile = np.convolve(profile, kernel)
            jump *= layer.stride
        place = np.arange(len(profile)) - (len(profile) - 1) / 2
        size, _, numbers, four = formulas.explain(stack, len(profile))
        assert size == f"r = {receptive_field(stack)[-1].size}"
        sigma = np.sqrt((profile * place**2).sum())
        assert numbers.endswith(f"= {sigma:.4f}")
        assert four.endswith(f"= {4 * sigma:.1f}")


# ---------------------------------------------------------------------------------------------------- scripts


def run(script: str) -> dict[str, Any]:
    """Run a script; what it changes in torch is put back."""
    names: dict[str, Any] = {}
    kept = F.max_pool2d
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(script, "script", "exec"), names)
    finally:
        F.max_pool2d = kept
    return names


@pytest.mark.parametrize(
    ("network", "row", "unit"),
    [
        ("LeNet-5", "features.c3", (0, 9)),
        ("AlexNet", "features.8", (0, 5)),
        ("ResNet-18", "layer2.1.add", (27, 3)),
        ("ResNet-50 (paper)", "layer2.0.conv1", (3, 3)),
        ("Inception v3", "Mixed_6a.max_pool2d", (0, 1)),
    ],
)
def test_the_script_of_a_network(network: str, row: str, unit: tuple[int, int]) -> None:
    size = ARCHITECTURES[network].input_size
    (found,) = (one for one in receptive_fields(architecture(network), size) if one.name == row)
    result = run(receptive_field_script(network, "", row, unit, size))["result"]
    assert result == tuple((pixels[0], pixels[-1]) for pixels in found.pixels(unit))


def test_the_script_of_a_typed_stack() -> None:
    stack = "3 1 1; 2 2; 5 1 2 2; 3"
    found = receptive_fields(as_network(read_stack(stack)), (1, 20, 31))[2]
    result = run(receptive_field_script("", stack, "layer 3", (0, 10), (1, 20, 31)))["result"]
    assert result == tuple((pixels[0], pixels[-1]) for pixels in found.pixels((0, 10)))


@pytest.mark.parametrize(
    ("stack", "squared"),
    [
        (Stack(layers=4), False),
        (Stack(layers=3, kernel=5, channels=4, activation="tanh", halving=2, dilation=2), True),
        (Stack(layers=5, activation="none", weights="uniform"), True),
    ],
)
def test_the_script_of_an_effective_field(stack: Stack, squared: bool) -> None:
    names = run(effective_field_script(stack, 3, squared))
    expected = effective_receptive_field(stack, names["picture"], networks=3, squared=squared)
    torch.testing.assert_close(names["result"], expected.mean)
    assert float((names["share"] * names["place"] ** 2).sum()) == pytest.approx(
        float(((expected.mean.sum(0) / expected.mean.sum()) * names["place"] ** 2).sum())
    )


@pytest.mark.parametrize("squared", [False, True])
def test_the_script_of_the_denoiser(squared: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(effective.DENOISER.parents[1])
    names = run(denoiser_script(squared))
    expected = effective.denoiser_receptive_field(names["patches"].detach()[:, 0], squared=squared)
    torch.testing.assert_close(names["result"], expected.mean)
