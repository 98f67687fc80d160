"""The builder's controls: every one rewrites the text, and the text is what the page computes with."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network
from tests.pages.conftest import healthy

Open = Callable[..., AppTest]
SLUG = "layer-stack"


def text(app: AppTest) -> str:
    return str(app.text_input(key="stack").value)


def metrics(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


def key(app: AppTest, group: str, name: str) -> str:
    """The key of a control now: those that show a layer get a new one with every layer."""
    before, _, after = name.partition(" ")
    keys = [widget.key or "" for widget in getattr(app, group)]
    (found,) = [found for found in keys if found.startswith(f"stack-{before}-") and found.endswith(after)]
    return found


def turn(app: AppTest, group: str, name: str, value: object) -> AppTest:
    widget = getattr(app, group)(key=key(app, group, name))
    return healthy(widget.set_value(value).run())


def press(app: AppTest, name: str) -> AppTest:
    return healthy(app.button(key=f"stack-{name}").click().run())


def test_it_opens_with_lenet(open_lesson: Open) -> None:
    app = open_lesson(SLUG)
    assert metrics(app) == ["10", "61,706", "416,520", "58.4 kB", "32 × 32"]
    assert app.metric[-1].delta == "28 × 28 on the picture"
    assert app.success[0].value.startswith("Built in PyTorch, the whole network gives **(10,)**, with **61,706**")


@pytest.mark.parametrize("name", ["AlexNet", "VGG-16", "ResNet stage", "Inception block"])
def test_a_preset_is_the_network_of_its_numbers(open_lesson: Open, name: str) -> None:
    app = open_lesson(SLUG)
    turn(app, "selectbox", "preset", name)
    assert text(app) == PRESETS[name].text
    assert metrics(app)[1] == f"{summarize(parse_network(PRESETS[name].text)).total('parameters'):,}"
    assert app.success
    assert not app.error


def test_the_link_holds_the_network_and_the_chosen_layer(open_lesson: Open) -> None:
    app = open_lesson(SLUG, stack="3x8-res[c8k3p1-bn|c8k1]-relu", stack_at="1a2")
    assert app.selectbox(key="stack-at").value == "1a2"
    assert app.selectbox(key=key(app, "selectbox", "form kind")).value == "batch_norm"
    assert metrics(app)[0] == "8 × 8 × 8"


def test_settings_kind_and_buttons_rewrite_the_text(open_lesson: Open) -> None:
    app = open_lesson(SLUG, stack="1x28-c6k5p2-relu-flat-d10", stack_at="1")
    turn(app, "number_input", "form out_channels", 8)
    assert text(app) == "1x28-c8k5p2-relu-flat-d10"
    turn(app, "toggle", "form bias", False)
    assert text(app) == "1x28-c8k5p2b0-relu-flat-d10"
    press(app, "Down")
    assert (text(app), app.selectbox(key="stack-at").value) == ("1x28-relu-c8k5p2b0-flat-d10", "2")
    press(app, "Copy")
    assert text(app) == "1x28-relu-c8k5p2b0-c8k5p2b0-flat-d10"
    press(app, "Delete")
    turn(app, "selectbox", "insert", "batch_norm")
    assert text(app) == "1x28-relu-c8k5p2b0-flat-bn-d10"
    turn(app, "selectbox", "form kind", "relu")
    assert text(app) == "1x28-relu-c8k5p2b0-flat-relu-d10"
    turn(app, "number_input", "in height", 20)
    assert text(app) == "1x20x28-relu-c8k5p2b0-flat-relu-d10"
    for _ in range(3):
        press(app, "undo-button")
    assert text(app) == "1x28-relu-c8k5p2b0-flat-d10"


def test_blocks_get_branches_and_layers_in_them(open_lesson: Open) -> None:
    app = open_lesson(SLUG, stack="4x8-relu", stack_at="1")
    turn(app, "selectbox", "insert", "concatenation")
    assert text(app) == "4x8-relu-cat[c4k1|c4k3p1]"
    press(app, "Add a branch")
    assert app.selectbox(key="stack-at").value == "2c"
    turn(app, "selectbox", "insert", "max_pool")
    assert text(app) == "4x8-relu-cat[c4k1|c4k3p1|max2]"
    assert any("Layer 2 does not fit" in error.value for error in app.error)
    app.selectbox(key="stack-at").set_value("2c1").run()
    press(app, "Delete")
    assert (text(app), app.selectbox(key="stack-at").value) == ("4x8-relu-cat[c4k1|c4k3p1|]", "2c")
    assert not app.error


def test_an_impossible_layer_is_explained_and_a_button_makes_it_fit(open_lesson: Open) -> None:
    app = open_lesson(SLUG, stack="1x28-c8k5-max2-c16k5-max2-c16k5-flat-d10")
    assert "Layer 5 does not fit" in app.error[0].value
    assert "only 4" in app.error[0].value
    assert app.selectbox(key="stack-at").value == "5"
    assert metrics(app)[0] == "–"
    labels = [button.label for button in app.button if (button.key or "").startswith("stack-repair")]
    assert labels == ["c16k5p1", "c16k4", "input 1x32", "without layer 5"]
    press(app, "repair-1")
    assert text(app) == "1x28-c8k5-max2-c16k5-max2-c16k4-flat-d10"
    assert not app.error
    assert app.success


def test_all_layers_can_go_and_come_back(open_lesson: Open) -> None:
    app = open_lesson(SLUG, stack="1x28-relu")
    press(app, "Delete")
    assert text(app) == "1x28"
    assert "no layers yet" in app.error[0].value
    turn(app, "selectbox", "insert", "grouped")
    assert text(app) == "1x28-c1k3p1"
    assert not app.error


def test_while_a_text_cannot_be_read_the_last_network_stays(open_lesson: Open) -> None:
    app = open_lesson(SLUG)
    healthy(app.text_input(key="stack").set_value("3x32-c10k3-gap").run())
    healthy(app.text_input(key="stack").set_value("3x32-c10k3-gpa").run())
    assert "Layer 2, “gpa”" in app.error[0].value
    assert metrics(app)[1] == "280"


@pytest.mark.parametrize(("stack", "holds"), [("3x32-c8k3-relu-gap-flat-d10", True), ("3x32-c8k3-flat-d10", False)])
def test_the_claim_is_measured_on_the_students_network(open_lesson: Open, stack: str, holds: bool) -> None:
    app = open_lesson(SLUG, stack=stack)
    healthy(app.segmented_control(key="layer-stack-guess").set_value("It holds" if holds else "fails").run())
    verdict = app.success[-1].value
    assert ("It holds here." if holds else "It does not hold here.") in verdict
    larger = parse_network(stack.replace("3x32", "3x64"))
    assert f"{summarize(larger).total('parameters'):,}" in verdict


def test_pytorch_is_asked_only_where_it_is_wanted(open_lesson: Open) -> None:
    app = open_lesson(SLUG, stack_torch="false")
    assert not app.success
    healthy(app.toggle(key="stack-torch").set_value(True).run())
    assert app.success


def test_what_the_browser_sends_back_late_changes_nothing(open_lesson: Open) -> None:
    """A browser that has not yet seen a change sends the old text along with its next click."""
    app = open_lesson(SLUG)
    before = text(app)
    press(app, "Delete")
    after = text(app)
    assert after == before.replace("c6k5p2-", "")
    app.text_input(key="stack").set_value(before)
    healthy(app.toggle(key="stack-torch").set_value(False).run())
    assert text(app) == after
    healthy(app.text_input(key="stack").set_value("1x28-relu").run())
    assert text(app) == "1x28-relu"


def test_another_layer_gets_controls_of_its_own(open_lesson: Open) -> None:
    """So that no value of one layer can be taken for a change of the next."""
    app = open_lesson(SLUG, stack="1x28-c6k5-c8k3-relu", stack_at="1")
    first = key(app, "selectbox", "form kind")
    turn(app, "number_input", "form kernel", 4)
    assert key(app, "selectbox", "form kind") == first
    app.selectbox(key="stack-at").set_value("2").run()
    assert key(app, "selectbox", "form kind") != first
    assert text(app) == "1x28-c6k4-c8k3-relu"
