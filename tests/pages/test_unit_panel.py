"""The panel of a unit, on the shipped LeNet-5 and digits: every look answers, and its numbers are the engine's."""

import pytest
import torch
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import healthy

SCRIPT = """
from functools import partial
from cnnviz import data
from cnnviz.networks import weights
from cnnviz.networks.fields.receptive_fields import receptive_fields
from cnnviz.ui.labs.open_network import unit_panel

digits = data.load("digits").images[:6].float() / 255
pictures = {{f"digit {{n}}": weights.crop("lenet5", picture)[0] for n, picture in enumerate(digits)}}
network = weights.load("lenet5")
rows = {{row.name: row for row in receptive_fields(network, (1, 32, 32))}}
unit_panel.panel(
    network, "{layer}", {channel}, pictures, key="unit", known=list(pictures), rows=rows,
    normalize=partial(weights.normalize, "lenet5"),
    classes=weights.categories("lenet5", "shipped"), steps=12,
)
"""


def opened(layer: str = "features.c3", channel: int = 3) -> AppTest:
    return healthy(AppTest.from_string(SCRIPT.format(layer=layer, channel=channel), default_timeout=60).run())


def look(app: AppTest, name: str) -> AppTest:
    app.button_group(key="unit-look").set_value(name)
    return healthy(app.run())


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def test_every_look_answers() -> None:
    app = opened()
    assert "One unit of features.c3 sees 14 × 14 pixels" in captions(app)
    look(app, "filter")
    assert "Filter 3 of features.c3: 6 × 5 × 5 weights" in captions(app)
    look(app, "driving")
    assert "Press" in app.info[0].value
    app.button(key="unit-drive").click()
    healthy(app.run())
    from cnnviz.networks.inside import units

    _, grown = app.session_state["unit-driven"]
    assert [picture.step for picture in grown] == [0, 12]  # a session holds two pictures, not all
    assert isinstance(grown[-1], units.Driven) and grown[-1].activation > grown[0].activation
    assert grown[-1].picture.shape == (1, 18, 18)
    healthy(app.run())
    assert not app.info  # what has grown stays
    for name in ("saliency", "grad-cam"):
        look(app, name)
        assert not app.error


def test_the_class_offered_first_is_the_most_probable() -> None:
    from cnnviz import data
    from cnnviz.networks import weights

    app = look(opened(), "grad-cam")
    picture = data.load("digits").images[0].float() / 255
    with torch.no_grad():
        probabilities = weights.load("lenet5")(weights.prepare("lenet5", picture)).softmax(1)[0]
    best = int(probabilities.argmax())
    assert app.selectbox(key="unit-class").value == best
    assert app.selectbox(key="unit-class").options[0] == f"{best} ({float(probabilities[best]):.1%})"


@pytest.mark.parametrize(
    ("layer", "channel", "sentence"),
    [("features.c9", 0, "no layer called"), ("features.c3", 16, "no channel number 16")],
)
def test_nonsense_gets_a_sentence(layer: str, channel: int, sentence: str) -> None:
    assert sentence in opened(layer, channel).error[0].value


def test_a_dense_unit_has_patches_but_no_map() -> None:
    app = opened("classifier.output", 7)
    assert not app.error
    look(app, "filter")
    assert "No single convolution" in app.info[0].value
    assert "gives no feature maps" in look(app, "grad-cam").error[0].value
