"""Any value in any link, widget or component: no page says that something went wrong.

Whoever adds a page has it tried here by itself.
"""

import random
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cnnviz.lessons import course
from cnnviz.training.runs import pool, starting
from cnnviz.ui.frame import start
from tests.pages.fuzzing import Session, a_state, a_text, hash_of, parameters_read

OTHERS = ("home.py", "practice.py", "myths.py", "my_runs.py", "glossary.py")
FILES = [*OTHERS, *(lesson.file for lesson in course.LESSONS)]
VALUES = 108  # for each page, half of them in links; 5,000 and more for all
EACH = 8  # of them at a time


@pytest.fixture(autouse=True)
def alone_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All buttons may be pressed: what is started waits in a queue for good, and nothing is downloaded."""
    queue = SimpleNamespace(name="", check=lambda owner: None, submit=lambda run: None)

    def unreachable(*_: Any, **__: Any) -> None:
        raise urllib.error.URLError("there is no network here")

    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(pool, "pool", lambda: queue)
    monkeypatch.setattr(starting, "pool", lambda: queue)
    monkeypatch.setattr(urllib.request, "urlopen", unreachable)
    start.ready()  # what is imported with the first page is none of its answer's cost


def test_enough_is_tried() -> None:
    assert VALUES * len(FILES) >= 5_000


@pytest.mark.parametrize("file", FILES)
def test_a_page_answers_whatever_it_is_sent(file: str) -> None:
    chance, page = random.Random(file), hash_of(file)
    with parameters_read() as names:
        session, sent = Session(page), 0
        assert not session.run()
        while sent < VALUES // 2:
            link = a_link(chance, session, names)
            session, sent = Session(page), sent + len(link)
            assert not session.run(link), alone(page, link)
        while sent < VALUES:
            widgets = session.widgets()
            chosen = chance.sample(sorted(widgets), k=min(EACH, len(widgets)))
            states = [a_state(chance, widget, widgets[widget]) for widget in chosen]
            sent += len(states)
            assert not session.run(states=states), states


def a_link(chance: random.Random, session: Session, names: set[str]) -> dict[str, str]:
    """Values for some of the parameters that this page has looked up so far or that its controls are bound to."""
    bound = {one.param_key: one.widget_id for one in session.state.query_params._bindings_by_widget.values()}
    found, widgets, link = sorted(names | set(bound)), session.widgets(), {}
    for name in chance.sample(found, k=min(EACH, len(found))):
        known = widgets.get(bound.get(name, ""))
        default = known.deserializer(None) if known else ""
        options = known.formatted_options if known else None
        link[name] = a_text(chance, default if isinstance(default, str) else "", options or ())
    return link


def alone(page: str, link: dict[str, str]) -> dict[str, str]:
    """Of a link that failed, the values that fail by themselves."""
    return {name: value for name, value in link.items() if Session(page).run({name: value})} or link
