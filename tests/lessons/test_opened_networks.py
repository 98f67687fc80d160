"""What lessons 4.12 and 4.13 say: formulas in the network's own numbers, and scripts that run."""

import contextlib
import io
from typing import Any

import pytest
import torch

from cnnviz import networks
from cnnviz.lessons.open_network import formulas as open_formulas
from cnnviz.lessons.trace_number import formulas as trace_formulas
from cnnviz.networks.inside.opened import look
from cnnviz.networks.inside.tracing import chain, trace


def run(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "script", "exec"), names)
    return names


def test_the_script_of_a_trace_runs_and_adds_up() -> None:
    names = run(trace_formulas.trace_script("small_resnet", (3, 64, 64), "block1.branches.0.conv1", (2, 7, 60)))
    expected = networks.trace(names["network"], names["image"], "block1.branches.0.conv1", (2, 7, 60))
    assert names["found"] == expected
    assert names["result"] == pytest.approx(expected.value, rel=1e-4)


def test_the_script_that_opens_a_network_runs() -> None:
    assert run(open_formulas.open_script("lenet5", (1, 32, 32)))["result"] == 61_706


def test_formulas_hold_the_numbers_of_the_chain() -> None:
    torch.manual_seed(0)
    seen = look(networks.build("mobilenet_v1", num_classes=10), torch.rand(3, 32, 32))
    steps = chain(seen, "features.block1.relu1", (3, 5, 5))
    lines = trace_formulas.formulas(steps)
    assert len(lines) == 3
    products = sorted((term.product for term in steps[-1].terms if term.layer), key=abs)
    assert rf"\text{{{len(products) - 3} more}}" in lines[0]
    assert lines[0].endswith(f"= {steps[-1].total:.4g}")
    assert lines[1].endswith(f"= {steps[1].value:.4g}")
    assert lines[2].endswith(f"= {max(0.0, steps[1].value):.4g}")


@pytest.mark.parametrize(
    ("layer", "index", "words"),
    [
        ("features.conv", (0, 1, 1), "27 products add up to"),
        ("features.bn", (0, 1, 1), "/ √("),
        ("features.relu", (0, 1, 1), "max(0,"),
        ("classifier.flatten", (4,), "the same number in another place"),
        ("classifier.output", (4,), "1,024 products add up to"),
        ("input", (0, 3, 4), "a pixel as the network gets it"),
    ],
)
def test_every_step_in_words(layer: str, index: tuple[int, ...], words: str) -> None:
    seen = look(networks.build("mobilenet_v1", num_classes=10), torch.rand(3, 32, 32))
    found = trace(seen, layer, index)
    assert words in trace_formulas.in_words(found)
    assert f"{found.value:.4g}" in trace_formulas.in_words(found)


def test_softmax_is_torchs() -> None:
    scores = [3.5, -2.0, 4.25, 900.0, 899.0]
    expected = torch.tensor(scores, dtype=torch.float64).softmax(0).tolist()
    assert open_formulas.softmax(scores) == pytest.approx(expected)
    assert f"{expected[3]:.4f}" in open_formulas.softmax_lines(scores, list("abcde"))[1]
