"""Every experiment on its page: its link sets the stage, a prediction gets a verdict, and any settings are measured."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from streamlit.runtime.state.query_params import QueryParams
from streamlit.testing.v1 import AppTest

from cnnviz.lessons import experiment
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.ui.frame import experiments
from cnnviz.words import MOCK, translate
from tests.pages.conftest import SLUGS, healthy
from tests.pages.test_language import has_words

Open = Callable[..., AppTest]


class Page(NamedTuple):
    """What a page hands over to its experiments, run by run, and what is measured on it."""

    values: list[Mapping[str, Any]]
    measured: list[tuple[Any, str]]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    noted = Page([], [])

    def show(slug: str, about: str, values: Mapping[str, Any]) -> None:
        noted.values.append(values)
        really_show(slug, about, values)

    def measure(one: Experiment, values: Mapping[str, Any]) -> tuple[Any, str]:
        noted.measured.append(really_measure(one, values))
        return noted.measured[-1]

    really_show, really_measure = experiments.show, experiment.measure
    monkeypatch.setattr(experiments, "show", show)
    monkeypatch.setattr(experiment, "measure", measure)
    return noted


@pytest.mark.parametrize("slug", SLUGS)
def test_every_experiment_measures_its_own_settings_and_others(open_lesson: Open, page: Page, slug: str) -> None:
    known, settings = experiment.of(slug.replace("-", "_")), []
    for one in known:
        app = open_lesson(slug, **one.settings, experiment=one.id)
        assert not [*app.error, *app.toast], one.id
        settings.append(page.values[-1])
        assert written(app, one.settings) == one.settings, one.id
        predict(app, one)
        assert page.measured, one.id
        answer, said = page.measured.pop()
        boxes = [*app.success, *app.warning] if answer is not None else app.info
        [box] = [box.value for box in boxes if said.strip() in box.value]
        assert answer is None or "Your prediction was right." in box or "You predicted" in box
        assert may_be(one, answer)
    open_lesson(slug)
    settings.append(page.values[-1])
    for place, one in enumerate(known):
        for other in {(place + 1) % len(settings), (place + 2) % len(settings)} - {place}:
            answer, said = experiment.measure(one, settings[other])
            assert may_be(one, answer)
            for sentence in (said, experiment.sentence(one, settings[other])):
                assert sentence
                assert not has_words(translate(sentence, MOCK)), sentence


def written(app: AppTest, settings: Mapping[str, str]) -> dict[str, str]:
    """These parameters as the app itself writes them into the address for what it shows now."""
    state = app._session_state._state
    controls = {bound.param_key: bound for bound in state.query_params._bindings_by_widget.values()}
    link = QueryParams()
    link._send_query_param_msg = lambda: None  # type: ignore[method-assign]
    link.__dict__["ids"] = state.query_params.__dict__.get("ids", {})
    for name in settings:
        if name in controls:
            bound = controls[name]
            known = state._new_widget_state.widget_metadata[bound.widget_id]
            link.set_corrected_value(name, known.serializer(state[name]), bound.value_type)
        else:  # written by the page, which leaves out its default
            link._query_params[name] = app.query_params.get(name, settings[name])
    return {name: text if isinstance(text, str) else ",".join(text) for name, text in link._query_params.items()}


def predict(app: AppTest, one: Experiment) -> None:
    """Some prediction, which need not be right."""
    key = "-guess" if one.id == "claim" else f"-{one.id}-guess"
    group = app.text_input if one.number else app.segmented_control
    [field] = [field for field in group if (field.key or "").endswith(key)]
    healthy(field.set_value("0" if one.number else next(iter(one.choices))).run())


def may_be(one: Experiment, answer: Any) -> bool:
    """Whether it is an answer to what is asked, or none yet."""
    return answer is None or (isinstance(answer, int | float) if one.number else answer in one.choices)


def test_a_number_is_predicted_within_its_tolerance(open_lesson: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Experiment("count", "How many weights?", lambda: (200.0, "Counted."), number=Number("weights", 0.1))
    monkeypatch.setattr(experiment, "of", lambda stem: (one,))
    app = open_lesson("kernels")
    for typed, expected in {
        "190": ("success", "**200 weights.** Your prediction was right. Counted."),
        "２２０": ("success", "**200 weights.** Your prediction was right. Counted."),
        "221": ("warning", "**200 weights.** You predicted 221, which is too large. Counted."),
        "1/2": ("warning", "**200 weights.** You predicted 0.5, which is too small. Counted."),
    }.items():
        app.text_input(key="kernels-count-guess").set_value(typed).run()
        box, said = expected
        assert said in [found.value for found in getattr(app, box)], typed
    app.text_input(key="kernels-count-guess").set_value("many").run()
    assert "This is no number" in app.error[0].value


def test_an_experiment_that_nobody_knows_is_the_first(open_lesson: Open) -> None:
    app = open_lesson("resnext", experiment="no such thing")
    assert [field.key for field in app.segmented_control if (field.key or "").endswith("guess")] == ["resnext-guess"]
    assert open_lesson("resnext", experiment="wider").segmented_control(key="resnext-wider-guess")
