"""4.1 LeNet-5: a digit on its way to ten scores."""

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.lessons.lenet import experiment
from cnnviz.networks.designs.comparison import comparison_script, count
from cnnviz.networks.stack.summary import Summary
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.runs import trained
from cnnviz.ui.views import architecture, designs
from cnnviz.ui.views.wall import Tile, wall

if TYPE_CHECKING:
    from torch import Tensor

lesson.begin("lenet")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            first, second = number("Filters, 1st", 1, 64, 6, "lenet-f1"), number("Filters, 2nd", 1, 64, 16, "lenet-f2")
            units = number("Units, 1st", 1, 1024, 120, "lenet-u1"), number("Units, 2nd", 1, 1024, 84, "lenet-u2")
            activation = lesson.choice("Activation", experiment.ACTIVATIONS, "lenet-activation")
            pooling = lesson.choice("Pooling", tuple(experiment.POOLINGS), "lenet-pooling")
        with lesson.controls():
            which = number("Digit no.", 0, 359, 3, "lenet-digit", help="of those it is not trained on")
            epochs = number("Epochs", 1, 20, 3, "lenet-epochs")
        try:
            network = experiment.network(first, second, units, activation=activation, pooling=pooling)
            picture, label = experiment.digit(which)
            recipes = {"LeNet-5": experiment.recipe(network, epochs=epochs, seed=0)}
        except ValueError as error:
            shell.problem(error)
            return
        metrics = trained.train(recipes, key="lenet", label="Train it on digits")
        module = trained.known(recipes, "lenet")["LeNet-5"].model() if metrics else experiment.untrained(network, 0)
        draw(picture, experiment.through(module, picture), label, bool(metrics))
    counted = count({"LeNet-5": network})
    designs.numbers({"LeNet-5": network}, counted, quantity="parameters")
    lesson.claim(
        "lenet",
        "LeNet-5 has about 60,000 parameters, nearly all of them in its dense layers.",
        lambda: where(counted["LeNet-5"]),
    )
    lesson.check_yourself("lenet")
    lesson.same_in_pytorch(comparison_script({"LeNet-5": network}), "lenet")


def draw(picture: "Tensor", outputs: "dict[str, Tensor]", label: int, is_trained: bool) -> None:
    rows = {"Input": [Tile(picture[0, 0].numpy(), f"a {label}", "grey")]}
    rows |= {
        f"{name}, {len(outputs[name])} maps": [
            Tile(values.numpy(), f"{place}") for place, values in enumerate(outputs[name])
        ]
        for name in experiment.SHOWN
    }
    wall(rows, key="lenet", title="A digit in LeNet-5", tile=100)
    scores = outputs["softmax"].tolist()
    best = max(range(len(scores)), key=scores.__getitem__)
    weights = "the weights learnt above" if is_trained else "random weights: train it first"
    st.markdown(
        f"With {weights} it says **{best}**, with a probability of {scores[best]:.1%}; the picture is a {label}."
    )


def where(summary: Summary) -> tuple[bool, str]:
    total = summary.total("parameters")
    dense = sum(row.parameters for row in summary.rows if row.layer and row.layer.kind == "dense")
    return 55_000 < total < 65_000 and dense > 0.9 * total, (
        f"**{total:,}** parameters, {dense:,} of them (**{dense / total:.1%}**) in the three dense layers. The "
        f"convolutions have the others, but {1 - multiply_adds(summary):.0%} of the multiply-adds."
    )


def multiply_adds(summary: Summary) -> float:
    """The share of the dense layers."""
    dense = sum(row.multiply_adds for row in summary.rows if row.layer and row.layer.kind == "dense")
    return dense / summary.total("multiply_adds")


laboratory()
architecture.about("lenet", "lenet5")
lesson.end(
    "lenet",
    [
        "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: *Gradient-based learning applied to document recognition*, 1998",
        "Digits: E. Alpaydin, C. Kaynak, 1998, as in scikit-learn",
        "PyTorch: `torch.nn.Conv2d`, `torch.nn.AvgPool2d`, `torch.nn.Linear`",
    ],
)
