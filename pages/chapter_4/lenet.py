"""4.1 LeNet-5: a digit on its way to ten scores."""

import streamlit as st

from cnnviz.lessons.lenet import experiment
from cnnviz.lessons.listings.designs import comparison_script
from cnnviz.networks.designs.comparison import count
from cnnviz.ui.controls.window_row import number
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.lenet import figures
from cnnviz.ui.runs import trained
from cnnviz.ui.views import architecture, designs

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
        outputs = experiment.through(module, picture)
        figures.draw(picture, outputs, label, bool(metrics))
    counted = count({"LeNet-5": network})
    designs.numbers({"LeNet-5": network}, counted, quantity="parameters")
    lesson.experiments(
        "lenet", summary=counted["LeNet-5"], sizes=(first, second, *units), outputs=outputs, trained=bool(metrics)
    )
    lesson.check_yourself("lenet")
    lesson.same_in_pytorch(comparison_script({"LeNet-5": network}), "lenet")


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
