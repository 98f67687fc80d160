"""A tab that is left open: what its session goes on holding."""

import gc
import weakref
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import kept
from cnnviz.ui.controls import opened_network
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
