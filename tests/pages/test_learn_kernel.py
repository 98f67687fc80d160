"""Lesson 2.9: what the lab and the claim say is what the engine measures, and the link decides about everything."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import convolution, images
from cnnviz.kernels import PRESETS
from cnnviz.operations import kernel_learning
from tests.pages.conftest import healthy
from tests.pages.test_signal_lessons import predict, texts

Open = Callable[..., AppTest]


def problem(size: int = 3, standardise: bool = True) -> kernel_learning.Problem:
    grey = convolution.grey(images.resize(images.sample_picture("chelsea").pixels, 128)).double().numpy()
    seen = kernel_learning.standardised(grey) if standardise else grey
    return kernel_learning.pose(seen, PRESETS["sobel_x"].kernel, size)


@pytest.mark.parametrize("optimizer", kernel_learning.OPTIMIZERS)
def test_the_lab_names_the_largest_stable_rate(open_lesson: Open, optimizer: str) -> None:
    app = open_lesson("learn-kernel", learn_optimizer=optimizer)
    limit = problem().largest_stable_rate(0.9 if optimizer == "momentum" else 0.0)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Largest stable learning rate"] == f"{limit:.4g}"
    assert shown["Weights the picture decides"] == "9 of 9"
    assert app.button(key="learn-Just too large").disabled == (optimizer == "adam")


@pytest.mark.parametrize(
    ("settings", "holds", "reason"),
    [
        ({}, True, "away from the hidden one"),
        ({"learn_optimizer": "adam", "learn_rate": "0.2"}, True, "away from the hidden one"),
        ({"learn_brightness": "as it is"}, False, "a standardised picture"),
        ({"learn_rate": "0.3"}, False, "every step overshoots the valley"),
        ({"learn_noise": "100", "learn_side": "64"}, False, "the noise hides the rest"),
        ({"learn_hidden": "gaussian 5"}, False, "too small for the hidden one"),
        ({"picture": "matrix", "matrix": "5 5 5 5; 5 5 5 5; 5 5 5 5; 5 5 5 5"}, False, "too little structure"),
    ],
)
def test_the_claim_is_measured_on_these_settings(
    open_lesson: Open, settings: dict[str, str], holds: bool, reason: str
) -> None:
    said = predict(open_lesson("learn-kernel", **settings), "learn-kernel", "holds")
    assert ("It holds here." in said) == holds
    assert reason in said


def test_a_typed_kernel_is_hidden_and_a_picture_too_small_for_it_gets_a_sentence(open_lesson: Open) -> None:
    app = open_lesson("learn-kernel")
    app.text_input(key="learn-numbers").set_value("0 1; 2 0")
    healthy(app.run())
    assert app.selectbox(key="learn-hidden").value == "typed"
    assert "[0, 1],\n    [2, 0],\n" in app.code[0].value
    app = open_lesson("learn-kernel", picture="matrix", learn_size="5 × 5")
    assert "need 5 × 5 pixels, and the picture has 3 × 3" in app.error[0].value


def test_a_pinned_weight_is_worked_out_beside_torch(open_lesson: Open) -> None:
    app = open_lesson("learn-kernel", learn_at="40,2,0", learn_optimizer="adam")
    training = kernel_learning.train(problem(), optimizer="adam", learning_rate=0.1, steps=200)
    assert f"the new weight **{training.kernels[41][2, 0]:.4g}**" in texts(app)
    assert any(line.value.strip("$\n ").startswith("w_{41}[2, 0]") for line in app.latex)
    for nonsense in ("9999,9,9", "a,b,c", "1,2"):
        healthy(open_lesson("learn-kernel", learn_at=nonsense))


def test_another_secret_is_one_of_the_presets_and_the_same_for_the_same_seed(open_lesson: Open) -> None:
    query = {"learn_hidden": "a secret one", "learn_seed": "11", "learn_size": "5 × 5"}
    scripts = [open_lesson("learn-kernel", **query).code[0].value for _ in range(2)]
    assert scripts[0] == scripts[1]
    written = scripts[0].split("hidden = torch.tensor(")[1].split(", dtype")[0]
    hidden = np.array(eval(written))
    assert any(p.kernel.shape == hidden.shape and np.allclose(p.kernel, hidden) for p in PRESETS.values())
