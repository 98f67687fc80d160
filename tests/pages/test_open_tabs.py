"""A tab that is left open: what its session goes on holding."""

import gc
import weakref
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import kept, limits
from cnnviz.ui.controls import opened_network, picture
from tests.pages.conftest import healthy


@pytest.mark.parametrize(("slug", "key"), [("open-network", "open"), ("trace-number", "trace")])
def test_a_tab_holds_no_network(open_lesson: Callable[..., AppTest], slug: str, key: str) -> None:
    app = open_lesson(slug, **{f"{key}_network": "LeNet-5"})
    network = weakref.ref(opened_network.module("lenet5", "shipped"))
    assert network() is not None
    kept.forget()
    gc.collect()
    assert network() is None
    healthy(app.run())


def test_a_network_that_is_looked_at_is_not_loaded_again_for_another_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    @kept.keep
    def something_else(n: int) -> bytes:
        return bytes(200_000)

    monkeypatch.setattr(limits, "KEPT_IN_USE", 3_000_000)
    cat, flower = (opened_network.Chosen("lenet5", "random", picture.sample(name)) for name in ("chelsea", "flower"))
    weights = next(opened_network.look(cat).module.parameters())
    for n in range(40):
        something_else(n)
        opened_network.look(cat)
    assert kept.count(something_else) < 20
    assert next(opened_network.look(flower).module.parameters()) is weights
