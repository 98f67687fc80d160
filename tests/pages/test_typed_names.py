"""Whatever classes, runs, files, layers and links are called: pages show the letters, never a link or a picture."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from markdown_it import MarkdownIt
from streamlit.proto.Html_pb2 import Html
from streamlit.testing.v1 import AppTest

from cnnviz.data import own, own_pictures
from cnnviz.training import Recipe, Run
from tests.engine.images.made_pictures import noise, png
from tests.engine.test_plain import ADDRESS, EMOJI
from tests.engine.training.kept_runs import kept_run
from tests.pages.conftest import healthy, tester

ME = "a" * 64
CLASSES = ("![x](http://evil.test/a)", "[free](https://evil.test) }$x^2$", "www.evil.test <b>bold</b> :smile:")
NAME = "[run](http://evil.test) ![p](http://evil.test/p) <img src=x> $x$ a@evil.test"
READER = MarkdownIt("commonmark")
# Fields that Streamlit shows as they are, or that only its own code reads
AS_IS = re.compile(r"options|default|value|placeholder|alt|id|name|data|spec|config|query_string|code_text|url|error")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        shots = {
            name: [png(noise(16, 16, 3, seed=10 * i + j), 8, 2) for j in range(4)] for i, name in enumerate(CLASSES)
        }
        dataset = own_pictures.from_pictures(shots, size=16)
        name = f"own:{own.save_own(dataset, CLASSES[1], ME)}"
        made = kept_run(Recipe(dataset=name, network="tiny_vgg", batch_size=4, epochs=1), 1, (0,), owner=ME)
        made.rename(NAME)
        yield made


def strings(message: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a protobuf message, with the name of its field."""
    for field, value in message.ListFields():
        name = f"{path}.{field.name}"
        entries = value.values() if hasattr(value, "values") else value if field.is_repeated else [value]
        for entry in entries:
            if isinstance(entry, str):
                yield name, entry
            elif hasattr(entry, "ListFields"):
                yield from strings(entry, name)


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def check(app: AppTest) -> int:
    """No text of the page that Markdown reads holds marks of a typed name; returns how many hold one at all."""
    found = 0
    for node in nodes(app._tree):
        for name, text in strings(node.proto) if getattr(node, "proto", None) is not None else ():
            if "evil" not in text:
                continue
            found += 1
            last = name.rpartition(".")[2]
            if last == "spec":  # Plotly's
                assert not re.search(r"<(b|img)", json.dumps(json.loads(text), ensure_ascii=False)), text
            elif "latex" in name or (last == "body" and text.startswith("$$")):
                assert not re.search(r"\}\$|(?<!\\)\$x", text.strip("$\n ")), (name, text)
            elif isinstance(node.proto, Html):  # what tells the browser the ids of labels
                assert re.fullmatch(r'<i data-control="[^"<>]*" data-ids="[^"<>]*"></i>', text), text
            elif not AS_IS.fullmatch(last):
                inline = [child for token in READER.parse(text) for child in token.children or []]
                assert not {child.type for child in inline} & {"link_open", "image", "html_inline"}, (name, text)
                words = "".join(child.content for child in inline if child.type.startswith("text"))
                assert not ADDRESS.search(words), (name, text)
                assert not EMOJI.search(words), (name, text)
                assert not re.search(r"(?<!\\)\$x", text), (name, text)
    return found


@pytest.fixture
def open_mine(open_lesson: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def open_(slug: str, **query: str) -> AppTest:
        app = tester(slug, timeout=120)
        app.session_state["owner"] = ME
        for name, value in query.items():
            app.query_params[name.replace("_", "-")] = value
        return healthy(app.run())

    return open_


def test_own_pictures_and_their_run(run: Run, open_mine: Callable[..., AppTest]) -> None:
    identity = run.recipe.dataset.removeprefix("own:")
    app = open_mine("chapter_5/own_pictures.py", run=run.id, own_dataset=f"{CLASSES[1]} · {identity}")
    app.session_state["own-pictures"] = app.session_state["own-deleting"] = True
    healthy(app.run())
    assert check(app) >= 8


@pytest.mark.parametrize("look", ["saliency", "grad-cam"])
def test_what_speaks_for_a_class(run: Run, open_mine: Callable[..., AppTest], look: str) -> None:
    app = open_mine("chapter_4/open_network.py", open_run=run.id, open_unit_look=look)
    assert app.segmented_control(key="open-unit-look").value == look
    assert check(app) >= 3


def test_runs_on_one_chart(run: Run, open_mine: Callable[..., AppTest]) -> None:
    other = run.rewind(0)
    app = open_mine("my_runs.py")
    for one in (run, other):
        app.checkbox(key=f"runs-compare-{one.id}").set_value(True)
    healthy(app.run())
    assert check(app) >= 6
    other.delete()


@pytest.mark.parametrize(
    ("page", "parameter"),
    [("chapter_2/kernels.py", "kernel"), ("chapter_3/layer_stack.py", "stack"), ("chapter_5/train.py", "run"),
     ("chapter_5/train.py", "train-stack"), ("chapter_3/receptive_field.py", "rf-network"),
     ("chapter_4/open_network.py", "open-network"), ("chapter_5/two_recipes.py", "two")],
)  # fmt: skip
def test_links(open_mine: Callable[..., AppTest], page: str, parameter: str) -> None:
    more = {"train_network": "layer stack"} if parameter == "train-stack" else {}
    check(open_mine(page, **more, **{parameter: NAME}))
