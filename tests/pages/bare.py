"""Pages as plain scripts, without a session: a tenth of a second each, for tests of what they ask of the engine."""

import importlib
import pkgutil
import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime import fragment

from cnnviz import ui
from cnnviz.lessons import experiment
from cnnviz.ui.frame import lesson
from tests.pages.conftest import PAGES


def run_bare(file: str) -> None:
    """Run the page in this file with its controls as they stand at first; its experiments are measured."""
    with _no_fragments():
        st.session_state.clear()
        runpy.run_path(str(PAGES / file), run_name="__main__")


@contextmanager
def _no_fragments() -> Iterator[None]:
    """Without a session a fragment draws nothing: here it is the function that it was made of."""
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}.")]

    def function_of(function: Any = None, **_: Any) -> Any:
        return function or function_of

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "fragment", function_of)
        patch.setattr(st, "form", lambda *_, **__: st.container())  # without a session it would mark the page as one
        for module in modules:
            for name, value in list(vars(module).items()):
                code = getattr(value, "__code__", None)
                if code and code.co_filename == fragment.__file__:
                    patch.setattr(module, name, value.__wrapped__)
        patch.setattr(lesson, "experiments", _measured)
        yield


def _measured(slug: str, /, *, about: str = "", **values: object) -> None:
    for one in experiment.of(slug.replace("-", "_")):
        experiment.sentence(one, values)
        experiment.measure(one, values)
