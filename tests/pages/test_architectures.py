"""The lessons of single architectures: what their pages show beyond what every lesson must."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnnviz import networks
from cnnviz.networks import weights
from cnnviz.training import Recipe
from tests.engine.training.kept_runs import kept_run
from tests.pages.conftest import healthy

Open = Callable[..., AppTest]


def numbers_shown(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.success, *app.warning, *app.error])


@pytest.mark.parametrize(
    ("slug", "total"),
    [("vgg", "138,357,544"), ("alexnet", "61,100,840"), ("lenet", "61,706"), ("inception", "6,624,904")],
)
def test_the_layers_of_the_network_add_up_to_the_published_total(open_lesson: Open, slug: str, total: str) -> None:
    app = open_lesson(slug, **{f"{slug}-network": "every layer"})
    assert total in [metric.value for metric in app.metric]
    (table,) = [frame.value for frame in app.dataframe if "sees pixels" in frame.value]
    assert f"{table['parameters'].sum():,}" == total


def test_all_networks_stand_on_one_chart(open_lesson: Open) -> None:
    app = open_lesson("lenet", **{"lenet-network": "all networks"})
    (table,) = [frame.value for frame in app.dataframe if "year" in frame.value]
    known = dict(zip(table["network"], table["parameters"], strict=True))
    assert known["VGG-16"] == 138_357_544
    assert known["ResNet-50"] == 25_557_032
    assert len(known) >= 12


def test_the_bottleneck_of_the_course_is_counted_and_timed(open_lesson: Open) -> None:
    app = open_lesson("inception")
    assert "120,422,400" in numbers_shown(app)
    assert "12,443,648" in numbers_shown(app)
    healthy(app.button(key="inception-time").click().run())
    assert "milliseconds" in app.table[0].value.columns
    healthy(app.number_input(key="inception-between").set_value(17).run())
    assert "milliseconds" not in app.table[0].value.columns  # those were of other designs


def test_a_first_layer_refutes_the_claim_of_small_kernels(open_lesson: Open) -> None:
    app = open_lesson("vgg", vgg_in="3", vgg_layers="3")
    app.segmented_control(key="vgg-guess").set_value("holds")
    assert "It does not hold here" in healthy(app.run()).warning[-1].value


def test_the_four_networks_train_and_their_link_brings_them_back(open_lesson: Open) -> None:
    from cnnviz.training import open_run

    app = open_lesson("residual", residual_epochs="1", residual_deep="2", residual_c="2")
    healthy(app.button(key="residual-train").click().run())
    ids = str(app.query_params["residual-runs"]).split(",")
    assert [open_run(word).wait(timeout=120) for word in ids] == ["finished"] * 4
    app = open_lesson("residual", residual_epochs="1", residual_deep="2", residual_c="2", residual_runs=",".join(ids))
    app.segmented_control(key="residual-guess").set_value("plain")
    assert "plain, 6 layers" in numbers_shown(healthy(app.run()))
    assert not open_lesson("residual", residual_runs="nonsense,1").exception


@pytest.mark.parametrize(
    "query", [{}, {"trace_network": "LeNet-5", "trace_weights": "random"}, {"trace_at": "conv1:3,20,20"}], ids=str
)
def test_the_script_of_a_trace_is_about_the_network_on_the_page(open_lesson: Open, query: dict[str, str]) -> None:
    app = open_lesson("trace-number", **query)
    names: dict[str, Any] = {}
    exec(app.code[-1].value, names)
    assert names["found"].layer == app.selectbox(key="trace-layer").value
    assert names["result"] == pytest.approx(names["found"].value, rel=1e-4, abs=1e-5)
    shown = weights.load("tiny_vgg", "shipped") if "trace_network" not in query else networks.build("lenet5")
    for name, value in shown.state_dict().items():
        assert torch.equal(value, names["network"].state_dict()[name])


def test_the_script_of_an_opened_network_counts_what_the_page_counts(open_lesson: Open) -> None:
    app = open_lesson("open-network")
    names: dict[str, Any] = {}
    exec(app.code[-1].value, names)
    assert f"{names['result']:,}" in [metric.value for metric in app.metric]


@pytest.mark.parametrize("network", ["lenet5", "mlp"])
@pytest.mark.parametrize(("slug", "query"), [("open-network", "open_run"), ("trace-number", "trace_run")])
def test_a_run_is_opened_by_its_address(open_lesson: Open, network: str, slug: str, query: str) -> None:
    run = kept_run(Recipe(network=network, epochs=1), 1)
    app = open_lesson(slug, **{query: run.id})
    if (network, slug) == ("mlp", "open-network"):
        assert "dense layers only" in app.error[0].value
        healthy(app.button(key="open-leave").click().run())
        assert not app.error
        assert app.selectbox(key="open-network").value == "tiny_vgg"
        return
    assert not app.error
    names: dict[str, Any] = {}
    exec(app.code[-1].value, names)
    for name, value in run.model().state_dict().items():
        assert torch.equal(value, names["network"].state_dict()[name])


def test_a_network_without_labels_is_opened_with_its_weights(open_lesson: Open) -> None:
    app = open_lesson("open-network", open_network="Edges without labels")
    assert app.selectbox(key="open-weights").value == "shipped"
    assert "upright" in numbers_shown(app)


def test_a_lesson_draws_its_network_from_the_module(open_lesson: Open) -> None:
    app = open_lesson("residual", **{"residual-network": "every layer"})
    app.session_state["residual-resnet18-diagram"] = True
    healthy(app.run())
    assert not app.error
