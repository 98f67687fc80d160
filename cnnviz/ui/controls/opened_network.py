"""A network of the catalogue, or of a run, that has looked at the student's picture: chosen once, kept for a while."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import kept, networks
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.ui.controls import picture
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.runs import dataset_panel, datasets
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor, nn

    from cnnviz.images import Picture
    from cnnviz.networks.fields.receptive_fields import Row as Field
    from cnnviz.networks.inside.opened import Opened
    from cnnviz.networks.inside.table import Row

RUN = "run:"
KINDS = {"shipped": "ours, trained", "imagenet": "of ImageNet", "random": "random"}
TITLES = {name: known.title for name, known in CATALOGUE.items()}


@dataclass(frozen=True)
class Chosen:
    """What is looked at.

    name: of the catalogue, or "run:" and the id of a run; kind: of weights (`cnnviz.networks.weights`), or "step" and
    the snapshot of the run; picture: as it is, not yet cropped.
    """

    name: str
    kind: str
    picture: "Picture"

    @property
    def title(self) -> str:
        return "the run" if self.name.startswith(RUN) else CATALOGUE[self.name].title

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells one look from another."""
        return self.name, self.kind, self.picture.sha

    @property
    def trained(self) -> bool:
        return self.kind != "random"


def choose(key: str, *, known: bool = False) -> Chosen:
    """The controls for picture, network and weights. A run comes by its address, `?<key>-run=<id>`.

    known: whether a picture of the kind that the network was trained on may take the place of the student's, and does
    at first. Raises ValueError if there is no such run or its weights cannot be had.
    """
    look_at = st.container(width="content")  # what is looked at stands first, and is known last
    if known:
        lesson.opening(key, at="known", example=1)
    if run := str(st.query_params.get(f"{key}-run", "")):

        def leave() -> None:
            st.query_params.pop(f"{key}-run", None)

        st.button(
            "Another network",
            key=f"{key}-leave",
            icon=":material/close:",
            on_click=leave,
            help="Leaves the run, which stays on My runs.",
        )
        with look_at:
            return Chosen(RUN + run, _newest(run), picture.choose())
    name = control.selectbox(
        "Network",
        TITLES,
        networks.NAMES.index("tiny_vgg"),
        key=f"{key}-network",
        bind="query-params",
        width=shell.px(200),
    )
    ready, missing = _kinds(name)
    kind = control.selectbox(
        "Weights",
        {kind: KINDS[kind] for kind in (*ready, *missing)},
        key=f"{key}-weights",
        bind="query-params",
        width=shell.px(190),
        help="Ours were trained for this app and come with it. Those of ImageNet are torchvision's, trained on 1.2 "
        "million photos. Random ones have learnt nothing.",
    )
    if kind in missing:
        asked = shell.button(say("Fetch {missing:.0f} MB of weights", missing=missing[kind]), key=f"{key}-fetch")
        if st.session_state.pop(f"{key}-again", False) or asked:
            _fetch(name, kind, f"{key}-again")
            ready, missing = _kinds(name)
    if kind not in ready:
        if kind in missing:
            st.caption(
                say(
                    "These weights are not on this machine yet. Here is {title}; its weights are: {ready}.",
                    title=TITLES[name],
                    ready=KINDS[ready[0]],
                )
            )
        kind = ready[0]
    example = known_picture(name, key) if known and kind == "shipped" else None
    with look_at:
        return Chosen(name, kind, example or picture.choose())


LOOK_AT = {"picture": "The picture", "known": "What it knows"}


def known_picture(name: str, key: str) -> "Picture | None":
    """A picture of the kind that this network was trained on, if there are any and one is asked for."""
    from cnnviz import images
    from cnnviz.networks import examples

    if examples.example(name, 0) is None:
        return None
    if lesson.choice("Look at", LOOK_AT, f"{key}-at") == "picture":
        return None
    number = control.number_input(
        "Example", 0, 99, 0, key=f"{key}-example", bind="query-params", width=shell.px(110),
        help="A picture that the network has never seen, of the kind that it was trained on.",
    )  # fmt: skip
    found = examples.example(name, number)
    assert found is not None
    pixels, shown = found
    title = say("example {n}, {shown}", n=number, shown=shown)
    return images.Picture(pixels, title, (), f"example {name} {number}")


def _newest(run_id: str) -> str:
    """The kind of weights of a run: those of its last snapshot, which is another one while it trains."""
    from cnnviz.training import open_run

    run = open_run(run_id)
    if run.recipe.task != "classification":
        raise ValueError("This run finds objects in scenes: choose one that tells pictures apart.")
    steps = run.snapshots()
    if not steps:
        raise ValueError("This run has no snapshot yet: wait until it has begun.")
    return say("step {steps}", steps=steps[-1])


def _kinds(name: str) -> tuple[list[str], dict[str, float]]:
    """Kinds of weights at hand, the best first, and those to fetch with their megabytes."""
    from cnnviz.networks import weights

    found = weights.choices(name)
    missing = {choice.kind: choice.megabytes for choice in found if not choice.ready}
    return [choice.kind for choice in found if choice.ready], missing


def _fetch(name: str, kind: str, again: str) -> None:
    from cnnviz.networks import weights

    bar = st.progress(0.0)

    def report(share: float, sentence: str) -> None:
        bar.progress(min(1.0, share), sentence)

    try:
        weights.load(name, kind, progress=report)
    except ValueError as error:
        shell.problem(error)
        dataset_panel.offer_again(again)
    bar.empty()


@kept.keep
def module(name: str, kind: str) -> "nn.Module":
    """The network with its weights, in evaluation mode. Raises ValueError."""
    from cnnviz.networks import weights

    if name.startswith(RUN):
        from cnnviz.training.runs.finding import open_run

        return open_run(name.removeprefix(RUN)).model(int(kind.removeprefix("step ")))
    return weights.load(name, kind)


def input_size(chosen: Chosen) -> tuple[int, int, int]:
    """(C, H, W) of what the network gets."""
    channels, height, width = pixels(chosen).shape
    return channels, height, width


def pixels(chosen: Chosen) -> "Tensor":
    """The part of the picture that the network gets, (C, H, W) in [0, 1]."""
    return _pixels(chosen.key, chosen)


@kept.keep
def _pixels(key: tuple[str, str, str], _chosen: Chosen) -> "Tensor":
    from cnnviz.networks import architectures, weights

    shown = picture.working(_chosen.picture)
    if _chosen.kind in ("shipped", "imagenet"):
        cropped: Tensor = weights.crop(_chosen.name, shown)[0]
        return cropped
    if _chosen.name.startswith(RUN):
        channels, height, width = _run_input(_chosen.name)
    else:
        channels, height, width = CATALOGUE[_chosen.name].input_size
    shown = picture.working(_chosen.picture, grey=True) if channels == 1 else shown.expand(3, -1, -1)
    return architectures.as_input(shown, (channels, height, width))


@kept.keep
def _preparation(name: str) -> Any:
    from cnnviz.training.preparation import Preparation
    from cnnviz.training.runs.finding import open_run

    recipe = open_run(name.removeprefix(RUN)).recipe
    return Preparation.of(recipe, datasets.load(recipe.dataset))


def _run_input(name: str) -> tuple[int, int, int]:
    made = _preparation(name)
    height, width = made.size
    return len(made.mean), height, width


def normalized(chosen: Chosen, batch: "Tensor") -> "Tensor":
    """Pictures (N, C, H, W) in [0, 1] as the network wants them."""
    from cnnviz.networks import weights

    if chosen.name.startswith(RUN):
        prepared: Tensor = _preparation(chosen.name).normalize(batch)
        return prepared
    if chosen.kind in ("shipped", "imagenet"):
        return weights.normalize(chosen.name, batch)
    return (batch - 0.5) / 0.25  # nothing was learnt: roughly mean 0 and spread 1


def classes(chosen: Chosen) -> tuple[str, ...]:
    """Names of the scores, or their numbers."""
    from cnnviz.networks import weights

    if chosen.name.startswith(RUN):
        from cnnviz.training.runs.finding import open_run

        return tuple(datasets.load(open_run(chosen.name.removeprefix(RUN)).recipe.dataset).classes)
    if chosen.kind == "random":
        return tuple(say("class {number}", number=number) for number in range(CATALOGUE[chosen.name].classes))
    return weights.categories(chosen.name, chosen.kind)


def look(chosen: Chosen) -> "Opened":
    """Everything the network makes of the picture; kept for pictures that it has seen. Raises ValueError."""
    opened = _look(chosen.key, chosen)
    module(chosen.name, chosen.kind)  # used last, it is let go after all that it made of pictures: these hold it anyhow
    return opened


@kept.keep
def _look(key: tuple[str, str, str], _chosen: Chosen) -> "Opened":
    from cnnviz.networks.inside import opened

    return opened.look(module(_chosen.name, _chosen.kind), normalized(_chosen, pixels(_chosen)[None])[0])


def table(chosen: Chosen) -> "list[Row]":
    """The rows of `networks.summarize`. Raises ValueError."""
    return _table(chosen.name, chosen.kind, input_size(chosen))


@kept.keep
def _table(name: str, kind: str, size: tuple[int, int, int]) -> "list[Row]":
    return networks.summarize(module(name, kind), size)


def fields(chosen: Chosen) -> "dict[str, Field]":
    """The rows of `receptive_fields`, by layer. Raises ValueError."""
    return _fields(chosen.name, chosen.kind, input_size(chosen))


@kept.keep
def _fields(name: str, kind: str, size: tuple[int, int, int]) -> "dict[str, Field]":
    from cnnviz.networks.fields.receptive_fields import receptive_fields

    return {row.name: row for row in receptive_fields(module(name, kind), size)}


def seen_pixels(chosen: Chosen, layer: str, index: tuple[int, ...]) -> tuple[range, range]:
    """Rows and columns of the input that a value sees: a pixel sees itself; everything where nobody knows."""
    from cnnviz.networks.fields.receptive_fields import INPUT

    _, height, width = input_size(chosen)
    if layer == INPUT:
        return range(index[1], index[1] + 1), range(index[2], index[2] + 1)
    row = fields(chosen)[layer]
    if len(index) not in (1, 3) or len(row.units) != 2:
        return range(height), range(width)
    rows, columns = row.seen_by((index[0], *(min(i, n - 1) for i, n in zip(index[1:], row.units, strict=False))))
    return rows, columns
