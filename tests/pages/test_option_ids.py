"""Options have ids: neither what a link says, older ones included, nor what the code sees hangs on what is shown."""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.runtime.state.query_params import QueryParams

from cnnviz.lessons import course
from cnnviz.ui.frame import options
from tests.pages.fuzzing import Session, hash_of

Asked = dict[str, list[str]]
FILES = {lesson.slug: lesson.file for lesson in course.LESSONS} | {"practice": "practice.py"}


def links() -> dict[str, list[tuple[Asked, Asked]]]:
    """Links as version 1 wrote them, with labels, and what the code has to see, by page."""
    found = defaultdict(list)
    for line in (Path(__file__).parent / "old_links.txt").read_text().splitlines():
        link, restored = line.split(" -> ")
        found[urlsplit(link).path.strip("/")].append((parse_qs(urlsplit(link).query), parse_qs(restored)))
    return dict(found)


LINKS = links()


def opened(page: str, link: Asked | None = None) -> Session:
    """The page with this link; it has run to its end and refused nothing that the link says."""
    session = Session(page)
    asked: dict[str, str | list[str]] = {}
    for name, texts in (link or {}).items():
        asked[name] = texts if len(texts) > 1 else texts[0]
    wrong = session.run(asked)
    assert not wrong
    assert not [toast.value for toast in session.app.toast], link
    return session


def options_of(session: Session) -> dict[str, tuple[list[str], list[str]]]:
    """Of each control in the address: its labels, and what the browser writes into the address for each of them."""
    told = {}
    for element in session.app.get("html"):
        if found := re.search(r'data-control="(.*?)" data-ids="(.*?)"', element.proto.body):
            told[html.unescape(found[1])] = json.loads(html.unescape(found[2]))
    known = session.widgets()
    offered = {}
    for bound in session.state.query_params._bindings_by_widget.values():
        if labels := known[bound.widget_id].formatted_options:
            ids = told.get(bound.param_key, {})
            offered[bound.param_key] = labels, [ids.get(label, label) for label in labels]
    return offered


def values(session: Session, names: Iterable[str]) -> Asked:
    """What the code sees of these controls, as texts."""
    seen = {name: session.state[name] for name in names}
    return {name: [str(one) for one in (value if isinstance(value, list) else [value])] for name, value in seen.items()}


@pytest.mark.parametrize("slug", FILES)
def test_another_language_changes_no_link_and_no_branch(monkeypatch: pytest.MonkeyPatch, slug: str) -> None:
    page, ((link, restored), *more) = hash_of(FILES[slug]), LINKS.get(slug, [({}, {})])
    english = opened(page, link)
    written = options_of(english)
    assert values(english, restored) == restored
    for labels, ids in written.values():
        assert len(set(ids)) == len(ids)
        assert [name for name in ids if name != "-".join(name.lower().split())] == []
        assert not [name for name, label in zip(ids, labels, strict=True) if name in labels and name != label]
    monkeypatch.setattr(options, "shown", lambda label: f"⟪{label}⟫")
    mock = opened(page, link | restored)
    wrapped = {key: ([f"⟪{label}⟫" for label in labels], ids) for key, (labels, ids) in written.items()}
    assert options_of(mock) == wrapped
    assert values(mock, written) == values(english, written)
    for link, restored in more:
        assert values(opened(page, link), restored) == restored, link


def test_an_id_is_in_small_letters_unless_two_would_be_the_same() -> None:
    names = options.offered({"options": ["own stack", "Leaky ReLU", "Cat", "cat", 3, " "]})
    assert names.ids() == {
        "own stack": "own-stack",
        "Leaky ReLU": "leaky-relu",
        "Cat": "Cat",
        "cat": "cat",
        3: "3",
        " ": " ",
    }
    assert names.ids_of_labels() == {"own stack": "own-stack", "Leaky ReLU": "leaky-relu"}
    for text, label in {"own-stack": "own stack", "own stack": "own stack", "Cat": "Cat", "cat": "cat"}.items():
        assert names.label_of(text) == label


def test_each_lesson_of_the_first_version_has_links() -> None:
    assert len(LINKS.keys() & course.BY_SLUG.keys()) == 43
    assert min(map(len, LINKS.values())) >= 3


def test_what_the_server_writes_into_the_address_are_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QueryParams, "_send_query_param_msg", lambda _: None)
    link = QueryParams()
    link.__dict__["ids"] = {"kind": {"Maximum": "max", "Mean": "average"}}
    link.set_corrected_value("kind", "Maximum", "string_value")
    link.set_corrected_value("other", "Maximum", "string_value")
    assert dict(link) == {"kind": "max", "other": "Maximum"}
    assert link.stored_param_matches_corrected_value("kind", "Maximum", "string_value")
    assert not link.stored_param_matches_corrected_value("kind", "Mean", "string_value")
    link.set_corrected_value("kind", ["Mean", "Maximum"], "string_array_value")
    assert link.get_all("kind") == ["average", "max"]
