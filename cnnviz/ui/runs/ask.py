"""Ask the network of a run about a picture: draw it, choose or upload it; see what it says and why."""

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz import plain as marks
from cnnviz.ui.controls import echo, picture
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.ui.runs import datasets, take_home
from cnnviz.ui.views import charts, stills
from cnnviz.ui.views.wall import Rows, Tile, wall
from cnnviz.words import joined, phrases, say

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.data import Dataset
    from cnnviz.data.drawn import Layout
    from cnnviz.training import Run
    from cnnviz.training.answers import Answer, Asked

DRAW, EXAMPLE, PICTURE, NOISE = "draw", "example", "picture", "noise"
SOURCES = {DRAW: "Draw", EXAMPLE: "Example", PICTURE: "Picture", NOISE: "Noise"}
NEWEST = "newest"
ANSWER = "the answer"
STRONGEST = {"strongest": "each convolution, the strongest"}
MARKS = {"gradient": "gradient × input", "occlusion": "occlusion"}
BARS = 10  # classes in the chart
FEW, MOST_MAPS = 8, 64  # maps of each layer, maps of one layer
LARGE = 320  # pixels of a picture that is shown large
DRAWN_SHARE = 0.6  # of the sheet: about as large people draw
PICTURE_SIDE = 512  # pixels

_draw = browser.component(
    "draw",
    "views/draw/draw.js",
    "views/draw/draw.css",
    phrases(
        sheet="{label}. Arrow keys move the pen, with shift further; space puts it down and lifts it; control Z "
        "undoes, delete clears.",
        draw_here="Draw here",
        undo="Undo",
        clear="Clear",
        brush="Brush",
        brush_width="Brush width, per cent of the sheet",
        strokes=("{n} stroke", "{n} strokes"),
        pen_down="pen down",
        pen_up="pen up",
    ),
)


def _open(run: "Run") -> None:
    echo.put("run", run.id)


@st.fragment
def panel(run: "Run", *, key: str, on_branch: "Callable[[Run], None]" = _open, owner: str | None = None) -> None:
    """Ask a run that has begun, whether it trains, pauses or is done; below, what can be downloaded and uploaded.

    on_branch is called with a new run that goes on from uploaded weights, before the page runs again; by default the
    address names it. owner: whose the new run is; by default whose this one is.
    """
    with lesson.step("ask", "Ask the network"):
        try:
            steps, recipe = run.snapshots(), run.recipe
            dataset = datasets.load(recipe.dataset)
            is_open = datasets.are_shown(run, run.owner if owner is None else owner)
            if not steps:
                st.info("The network can be asked as soon as its run has begun.")
                return
            weights = take_home.brought(run, key)
            step = _question(dataset, steps, key, weights is not None, is_open)
            _asking(run, dataset, step, weights, key, is_open)
        except ValueError as error:
            shell.problem(error)
    with lesson.step("home", "Take it home"):
        take_home.panel(run, key, on_branch, owner)


def _question(dataset: "Dataset", steps: Sequence[int], key: str, borrowed: bool, is_open: bool) -> int:
    """The controls above the picture; returns the snapshot that is asked. is_open: the examples may be shown."""
    newest = f"{key}-step"
    options = [NEWEST, *(str(step) for step in steps)]
    if st.session_state.get(newest) not in (None, *options):  # training has thinned its snapshots out
        st.session_state[newest] = NEWEST
    sources = [*[DRAW] * (_layout(dataset) is not None), *[EXAMPLE] * is_open, PICTURE, NOISE]
    with lesson.controls():
        lesson.choice("Ask about", {source: SOURCES[source] for source in sources}, f"{key}-about")
        chosen = control.selectbox(
            "Snapshot of step", options, key=newest, bind="query-params", width=shell.px(150), disabled=borrowed
        )
        lesson.choice(
            "Which pixels matter",
            MARKS,
            f"{key}-marks",
            "gradient × input: what each pixel adds to the score of the class. "
            "occlusion: how much the probability falls where a grey square hides the picture.",
        )
    return steps[-1] if chosen in (None, NEWEST) else int(chosen)


def _asking(run: "Run", dataset: "Dataset", step: int, weights: bytes | None, key: str, is_open: bool) -> None:
    from cnnviz.training import answers

    left, right = st.columns([2, 3], gap="medium")
    with left:
        shown, truth = _picture(run, dataset, step, key, is_open)
    if shown is None:
        right.info("Draw on the black sheet: the answer stands here when the pen is lifted.")
        return
    asked = _asked(run.id, step, hashlib.sha256(weights or b"").hexdigest(), run, weights, dataset)
    answer = answers.answer(asked, shown)
    if st.session_state.get(f"{key}-about") not in (DRAW, None) or not _layout(dataset):
        with left:
            _large(answer)
    with right:
        _say(answer, asked, truth, step, weights is not None)
        _chart(answer, asked, key)
    with lesson.controls():
        wanted = control.selectbox(
            "Evidence for",
            [ANSWER, *asked.classes],
            key=f"{key}-class",
            bind="query-params",
            width=shell.px(180),
            help="The class that the pixels are marked for: red speaks for it, blue against it.",
        )
        layer = control.selectbox(
            "Feature maps of",
            STRONGEST | {name: name for name in answer.maps},
            key=f"{key}-layer",
            bind="query-params",
            width=shell.px(290),
        )
    label = asked.classes.index(wanted) if wanted in asked.classes else answer.label
    rows = {**_evidence(asked, answer, label, key), **_maps(answer, layer)}
    wall(rows, key=f"{key}-wall", title="What the network saw and made of it", tile=116)


# ------------------------------------------------------------------------------------------------ the picture


def _picture(run: "Run", dataset: "Dataset", step: int, key: str, is_open: bool) -> "tuple[Tensor | None, str]":
    """The picture that is asked about and its true class, "" if nobody knows; None before anything is drawn."""
    import torch

    like = _layout(dataset)
    about = st.session_state.get(f"{key}-about") or (DRAW if like else EXAMPLE if is_open else PICTURE)
    if about == DRAW and like:
        return _drawn(like, key), ""
    if about == EXAMPLE and is_open:
        return _example(run, dataset, step, key)
    if about == NOISE:
        seed = control.number_input("Noise number", 0, 9999, 0, key=f"{key}-noise", bind="query-params")
        noise = torch.rand(dataset.shape, generator=torch.Generator().manual_seed(int(seed)))
        return noise, "noise"
    pixels = picture.working(picture.choose(), longest=PICTURE_SIDE)
    if pixels.max() > 1 or pixels.min() < 0:  # a typed matrix
        pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min())
    if like and control.toggle(
        "It is a drawing: find the ink and place it like the training pictures", True, key=f"{key}-ink"
    ):
        from cnnviz.data import drawn

        try:
            return drawn.place(drawn.from_photo(pixels), like), ""
        except ValueError:
            st.caption("No ink on plain paper was found: the picture is asked about as it is.")
    height, width = pixels.shape[1:]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[:, top : top + side, left : left + side], ""


def _drawn(like: "Layout", key: str) -> "Tensor | None":
    from cnnviz.data import drawn

    kept, place = f"{key}-drawn", f"{key}-draw"
    header = {
        "label": "Sheet to draw on",
        "sheet": "1",
        "strokes": st.session_state.get(kept, []),
        "brush": max(0.02, min(0.24, like.thickness * DRAWN_SHARE)),
    }
    _draw(key=place, data=browser.pack(header, {}), on_strokes_change=lambda: None)
    strokes = browser.sent(place, "strokes", _strokes)
    if strokes is None:
        strokes = st.session_state.get(kept, [])
    st.session_state[kept] = strokes  # the sheet's own state goes with it when another source is chosen
    if not strokes:
        return None
    return drawn.place(drawn.rasterise(strokes), like)


def _strokes(sent: Any) -> list[list[float]]:
    """Each stroke: the pen's width, then x and y in turn."""
    return [[browser.number(part) for part in stroke] for stroke in sent]


def _example(run: "Run", dataset: "Dataset", step: int, key: str) -> "tuple[Tensor, str]":
    """A validation picture by its number, or by how wrong the run was about it at this snapshot."""
    from cnnviz.training import inspection

    order: Sequence[int] = range(len(dataset.validation))
    if control.toggle("The most confident mistakes first", key=f"{key}-wrong", bind="query-params"):
        kept, labels = run.snapshot(step), dataset.labels[dataset.validation]
        if "validation.predicted" in kept:
            losses = kept["validation.loss"]
            mistakes = inspection.most_wrong(kept["validation.predicted"], labels, losses, len(labels)).tolist()
            order = mistakes or order
            st.caption(
                say(
                    "{mistakes} of {labels} validation pictures are mistaken at this snapshot.",
                    mistakes=len(mistakes),
                    labels=len(labels),
                )
            )
    number = control.number_input(
        say("Validation example, 1 to {order:,}", order=len(order)), 1, max(len(order), 1), 1, key=f"{key}-example"
    )
    index = int(dataset.validation[order[int(number) - 1]])
    return dataset.images[index], dataset.classes[int(dataset.labels[index])]


# ------------------------------------------------------------------------------------------------- the answer


def _say(answer: "Answer", asked: "Asked", truth: str, step: int, borrowed: bool) -> None:
    said, sure = shell.plain(asked.classes[answer.label]), answer.probabilities[answer.label].item()
    whose = "With the uploaded weights" if borrowed else say("After step {step:,}", step=step)
    st.markdown(say("#### {said}, {sure:.1%}", said=said, sure=sure))
    if truth == "noise":
        st.warning(
            say(
                "This is noise, and none of the {classes} classes. The network has no word for that: softmax "
                "makes its probabilities sum to 1 whatever it is shown.",
                classes=len(asked.classes),
            )
        )
    elif truth:
        right = truth == asked.classes[answer.label]
        (st.success if right else st.error)(
            say("{whose} it is right: this is {truth}.", whose=whose, truth=shell.plain(truth))
            if right
            else say("{whose} it is wrong: this is {truth}.", whose=whose, truth=shell.plain(truth))
        )
    else:
        st.caption(
            say(
                "{whose}. Softmax makes the probabilities of the {classes} classes sum to 1, also for a "
                "picture that shows none of them: to be sure is not to be right.",
                whose=whose,
                classes=len(asked.classes),
            )
        )


def _large(answer: "Answer") -> None:
    """The picture as the network saw it, each pixel a square."""
    seen = np.rint(answer.seen.numpy().transpose(1, 2, 0) * 255).astype(np.uint8)
    file = stills.encoded(seen if seen.shape[2] == 3 else seen[:, :, 0], LARGE, LARGE)
    st.image(file, output_format="PNG", width=LARGE, alt="The picture asked about")


def _chart(answer: "Answer", asked: "Asked", key: str) -> None:
    """The probabilities of the classes; of many classes only the largest."""
    values = answer.probabilities.numpy()
    chosen = range(len(values)) if len(values) <= BARS else values.argsort()[::-1][:BARS].tolist()
    names = [asked.classes[number] for number in chosen]
    shown = [float(values[number]) for number in chosen]
    bars: charts.Trace = {
        "type": "bar",
        "orientation": "h",
        "y": [marks.html(name) for name in names],
        "x": shown,
        "text": [f"{value:.1%}" for value in shown],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": ["#d9680a" if number == answer.label else "#2f7fd6" for number in chosen]},
        "hovertemplate": "%{y}: %{x:.4f}<extra></extra>",
    }
    charts.draw(
        [bars],
        key=f"{key}-chart",
        alt=say(
            "Probabilities: {shares}",
            shares=joined(
                [say("{name} {share:.1%}", name=name, share=share) for name, share in zip(names, shown, strict=True)]
            ),
        ),
        height=70 + 28 * len(names),
        xaxis=charts.axis("probability", range=[0, 1.15], tickvals=[0, 0.5, 1]),
        yaxis=charts.axis(type="category", autorange="reversed"),
    )


def _evidence(asked: "Asked", answer: "Answer", label: int, key: str) -> Rows:
    """The input as the network saw it, and which of its pixels speak for a class or against it."""
    from cnnviz.training import answers

    kind = st.session_state.get(f"{key}-marks") or "gradient"
    mark = answers.gradient_times_input if kind == "gradient" else answers.occlusion
    marked = mark(asked, answer.input, label)
    seen = answer.seen.numpy() if len(answer.seen) == 3 else answer.seen[0].numpy()
    size = " × ".join(str(side) for side in answer.seen.shape[1:])
    name = asked.classes[label]
    return {
        say("What speaks for “{name}” (red) and against it (blue), by {kind}", name=name, kind=MARKS[kind]): [
            Tile(seen, say("input as the network saw it, {size}", size=size), "picture"),
            Tile(answers.over(answer.seen, marked), "both"),
            Tile(
                marked.numpy(),
                say("{method}, {of}", method=MARKS[kind], of="score" if kind == "gradient" else "probability"),
            ),
        ]
    }


def _maps(answer: "Answer", layer: str | None) -> Rows:
    """Feature maps as rows of tiles: the strongest of each layer, or all of one."""
    from cnnviz.training import answers

    rows: dict[str, list[Tile]] = {}
    convolutions = [name for name in answer.maps if name.split(".")[-1].startswith(("conv", "block"))]
    for name, values in answer.maps.items():
        alone = layer == name
        if not alone and (layer in answer.maps or name not in (convolutions or answer.maps)):
            continue
        if values.ndim != 3:
            heading = say("{name}: {count:,} values, in lines", name=name, count=values.numel())
            rows[heading] = [Tile(_in_lines(values.numpy().ravel()), name)]
            continue
        count, height, width = values.shape
        numbers = list(range(min(count, MOST_MAPS))) if alone else answers.strongest(values, FEW)
        heading = say("{name}: {count} maps of {height} × {width}", name=name, count=count, height=height, width=width)
        if len(numbers) < count:
            heading = say(
                "{maps}, the first {shown}" if alone else "{maps}, the strongest {shown}",
                maps=heading,
                shown=len(numbers),
            )
        rows[heading] = [Tile(values[number].numpy(), f"{name}[{number}]") for number in numbers]
    return rows


def _in_lines(values: "np.ndarray") -> "np.ndarray":
    """A vector as a table, as near to a square as its length can be divided."""
    rows = next(rows for rows in range(math.isqrt(len(values)), 0, -1) if len(values) % rows == 0)
    return values.reshape(rows, -1)


# ---------------------------------------------------------------------------------------------------- kept


def _layout(dataset: "Dataset") -> "Layout | None":
    return _layout_of(dataset.name, dataset)


@kept.keep
def _layout_of(name: str, _dataset: "Dataset") -> "Layout | None":
    from cnnviz.data import drawn

    return drawn.layout(_dataset)


@kept.keep
def _asked(run_id: str, step: int, weights: str, _run: "Run", _weights: bytes | None, _data: "Dataset") -> "Asked":
    from cnnviz.training import answers

    return answers.ask(_run, step, weights=_weights, dataset=_data)
