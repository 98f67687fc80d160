"""Lesson 4.14: how many networks and crops, what each says of one picture, and accuracy against their number."""

from dataclasses import dataclass
from statistics import mean
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz.drawing import colour
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import charts, stills
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.drawing.colour import Colours
    from cnnviz.networks.ensembles import Trial

SIDE = 28  # pixels of a crop
TIMES = 6  # screen pixels of a pixel
EVERY = 0.3  # seconds between two looks at what is measured
SLICE = 0.15  # seconds that a look measures on


@dataclass(frozen=True)
class Plan:
    """So many of the networks, the name of the plan of crops and which of the ten they are, and how to combine."""

    members: int
    name: str
    crops: tuple[int, ...]
    how: str


def choose() -> tuple[Plan, int]:
    """The controls: the plan, and the number of the picture to look at."""
    from cnnviz.networks import ensembles
    from cnnviz.networks.shipped import MEMBERS

    members = control.slider(
        "Networks", 1, MEMBERS, MEMBERS, key="ens-networks", bind="query-params",
        width=shell.px(170),
    )  # fmt: skip
    names = list(ensembles.PLANS)
    name = lesson.choice("Each looks at", [names[-1], *names[:-1]], "ens-crops")
    how = lesson.choice(
        "Average of", ensembles.COMBINE, "ens-how",
        help="probabilities: softmax first, then the mean. scores: the mean first. votes: every answer counts once.",
    )  # fmt: skip
    number = control.number_input(
        "Picture", 0, ensembles.FRESH - 1, 8, key="ens-picture", bind="query-params", width=shell.px(120)
    )
    plan = Plan(members, name, ensembles.PLANS[name], how)

    def find() -> None:
        start, measurement = int(st.session_state["ens-picture"]), ensembles.measurement()
        changed = _changed(measurement.so_far(), plan)
        if not changed or changed[-1] <= start:
            measurement.advance(SLICE)
            changed = _changed(measurement.so_far(), plan)
        if changed:
            st.session_state["ens-picture"] = next((index for index in changed if index > start), changed[0])
        else:
            count = len(measurement.so_far().labels)
            st.toast(
                say(
                    "Averaging changes none of the {count:,} pictures measured so far: try more networks or crops.",
                    count=count,
                )
            )

    st.button(
        "Next picture that averaging changes", key="ens-next", on_click=find, icon=":material/skip_next:",
        help="The next one on which the average answer is not that of network 1 on the centre crop.",
    )  # fmt: skip
    return plan, int(number)


def _changed(found: "Trial", plan: Plan) -> list[int]:
    from cnnviz.networks import ensembles

    together = ensembles.combined(found.scores[: plan.members, list(plan.crops)], plan.how).argmax(-1)
    alone = found.scores[0, 4].argmax(-1)
    return [int(index) for index in (together != alone).nonzero()[:, 0]]


@kept.keep
def seen(picture: int) -> "Trial":
    """What the networks say of this one picture."""
    from cnnviz.networks import ensembles

    return ensembles.measurement().of(picture)


def measured(plan: Plan) -> None:
    """What averaging gains on all pictures; while they are being measured, on those that are."""
    from cnnviz.networks import ensembles

    whole = ensembles.measurement().advance(0)
    st.fragment(_measured, run_every=None if whole else EVERY)(plan)


def _measured(plan: Plan) -> None:
    from cnnviz.networks import ensembles

    measurement = ensembles.measurement()
    whole = measurement.advance(SLICE)
    found = measurement.so_far()
    _metrics(found, plan)
    if not whole:
        st.progress(
            len(found.labels) / ensembles.FRESH,
            say(
                "Every network looks at ten crops of each picture: {labels} of {FRESH} so far.",
                labels=len(found.labels),
                FRESH=ensembles.FRESH,
            ),
        )
    _growth(found, plan)
    if not whole:
        st.session_state["ens-watching"] = True
    elif st.session_state.pop("ens-watching", False):
        st.rerun()  # so that the server is not asked again


def verdict(plan: Plan) -> tuple[bool, str]:
    """Whether averaging helps with this plan, on the pictures that are measured by now."""
    from cnnviz.networks import ensembles

    return ensembles.verdict(so_far(), plan.members, plan.name, plan.how)


def so_far() -> "Trial":
    """The pictures that are measured by now."""
    from cnnviz.networks import ensembles

    measurement = ensembles.measurement()
    measurement.advance(SLICE)
    return measurement.so_far()


def _metrics(found: "Trial", plan: Plan) -> None:
    """What the average gains, in four numbers."""
    from cnnviz.networks import ensembles

    measured = ensembles.gain(found, plan.members, plan.name, plan.how)
    with lesson.results():
        st.metric("One network, centre crop", f"{measured.single:.1%}", help="Right, on average over the networks.")
        st.metric(
            "The average answer",
            f"{measured.averaged:.1%}",
            say("{gained:+.1f} points", gained=100 * (measured.averaged - measured.single)),
            help=say("Right of {labels} fresh pictures that no network was trained on.", labels=len(found.labels)),
        )
        st.metric(
            "Network 1's mistakes put right",
            measured.fixed,
            say("{broken} the other way round", broken=-measured.broken) if measured.broken else None,
            help="Pictures that the average answer gets right and network 1 alone wrong, and the other way round.",
        )
        passes = plan.members * len(plan.crops)
        st.metric("Passes through a network", passes, help="For each picture: networks × crops.")


def answers(found: "Trial", plan: Plan, picture: int) -> None:
    """The picture that was `seen`, with its crops, and the probabilities of every network on every crop."""
    from cnnviz.networks import ensembles

    scores = found.scores[: plan.members, list(plan.crops), 0]
    answer = ensembles.combined(scores, plan.how)
    truth, said = int(found.labels[0]), int(answer.argmax())
    verdict = "right" if said == truth else say("wrong: it is a {classes}", classes=found.classes[truth])
    alone = int(found.scores[0, 4, 0].argmax())
    left, right = st.columns([2, 5], gap="medium", vertical_alignment="center")
    with left:
        stills.still(
            outlined(found.pictures[0], plan.crops, SIDE),
            say(
                "Picture {picture}, a {classes}, and where the crops lie", picture=picture, classes=found.classes[truth]
            ),
        )
        st.markdown(
            say(
                "The average says **{average}** ({share:.1%}), which is {verdict}. Network 1 on the "
                "centre crop alone says **{alone}**.",
                average=found.classes[said], share=float(answer[said]), verdict=verdict, alone=found.classes[alone],
            )
        )  # fmt: skip
    with right:
        rows = [
            f"{m + 1}, {ensembles.CROP_NAMES[crop]}" if plan.members * len(plan.crops) <= 10 else f"{m + 1}.{k + 1}"
            for m in range(plan.members)
            for k, crop in enumerate(plan.crops)
        ]
        table = scores.softmax(-1).flatten(0, 1)
        charts.draw(
            [
                {
                    "type": "heatmap",
                    "z": [*table.tolist(), answer.tolist()][::-1],
                    "x": list(found.classes),
                    "y": [*rows, "average"][::-1],
                    "zmin": 0,
                    "zmax": 1,
                    "colorscale": _scale(),
                    "colorbar": {"title": {"text": "p"}, "tickfont": {"size": 14}},
                    "hovertemplate": "network, crop %{y}<br>%{x}: %{z:.3f}<extra></extra>",
                }
            ],
            key="ens-answers",
            alt=say(
                "Probabilities of {classes} classes by {answers} answers, and their average, which says {average}",
                classes=len(found.classes), answers=len(rows), average=found.classes[said],
            ),
            height=340,
            xaxis=charts.axis(),
            yaxis=charts.axis("network, crop", tick_size=12, nticks=18, type="category"),
        )  # fmt: skip


@kept.keep
def _by_members(pictures: int, name: str, how: str, _found: "Trial") -> list[list[float]]:
    from cnnviz.networks import ensembles

    return ensembles.by_members(_found, name, how)


def _growth(found: "Trial", plan: Plan) -> None:
    """Accuracy against the number of networks, for one crop and for the plan: every choice of them, and the mean."""

    traces: list[charts.Trace] = []
    names = dict.fromkeys(("1 crop", plan.name))
    for name, ink in zip(names, stills.COLOURS, strict=False):
        found_accuracies = _by_members(len(found.labels), name, plan.how, found)
        counts = [n + 1 for n, values in enumerate(found_accuracies) for _ in values]
        traces += [
            {
                "x": counts, "y": [value for values in found_accuracies for value in values], "mode": "markers",
                "marker": {"color": ink, "size": 7, "opacity": 0.45}, "showlegend": False,
                "hovertemplate": say("%{{x}} of the networks, {name}: %{{y:.1%}}<extra></extra>", name=name),
            },
            {
                "x": list(range(1, len(found_accuracies) + 1)), "y": [mean(values) for values in found_accuracies],
                "mode": "lines", "name": say("{name}, mean", name=name), "line": {"color": ink, "width": 4},
                "hovertemplate": say("%{{x}} networks, {name}: %{{y:.1%}} on average<extra></extra>", name=name),
            },
        ]  # fmt: skip
    shown = joined(names)
    charts.draw(
        traces,
        key="ens-growth",
        alt=say("Accuracy on fresh pictures against the number of networks, for {shown}", shown=shown),
        height=340,
        xaxis=charts.axis("networks", dtick=1),
        yaxis=charts.axis("accuracy", tickformat=".0%"),
        legend=charts.legend(),
    )
    lesson.note("A dot is one choice of so many of the networks; the line is the mean of all choices.")


def by_torch(found: "Trial", plan: Plan, picture: int) -> "Tensor":
    """The average once more: every network on every crop by itself, cut by torchvision, softmax and a sum.

    found: the picture of this number, as it was `seen`.
    """
    return _by_torch(plan, picture, found)


@kept.keep
def _by_torch(plan: Plan, picture: int, _found: "Trial") -> "Tensor":
    import torch
    from torchvision.transforms.v2 import TenCrop

    from cnnviz.networks import shipped

    entry = shipped.SHIPPED["ensemble"]
    pixels = entry.normalize(_found.pictures.float() / 255)
    cuts = TenCrop(entry.input_size[1])(pixels)
    total = torch.zeros(len(_found.classes))
    with torch.no_grad():
        for member in range(plan.members):
            network = shipped.read("ensemble", member)
            for crop in plan.crops:
                scores = network(cuts[crop])[0]
                one = {"probabilities": scores.softmax(0), "scores": scores}.get(plan.how)
                total += (scores == scores.max()).float() if one is None else one
    total /= plan.members * len(plan.crops)
    return total.softmax(0) if plan.how == "scores" else total


def outlined(picture: "Tensor", crops: tuple[int, ...], size: int) -> "Colours":
    """A picture uint8 (C, H, W), enlarged to (H', W', 3), with the outlines of its crops."""
    from cnnviz.networks import ensembles

    large = np.ascontiguousarray(picture.permute(1, 2, 0).numpy().repeat(TIMES, 0).repeat(TIMES, 1))
    edge = picture.shape[1] - size
    corners = {"top left": (0, 0), "top right": (0, edge), "bottom left": (edge, 0), "bottom right": (edge, edge)}
    for crop in crops:
        name = ensembles.CROPS[crop % len(ensembles.CROPS)]
        top, left = corners.get(name, (edge // 2, edge // 2))
        box = large[top * TIMES : (top + size) * TIMES, left * TIMES : (left + size) * TIMES]
        for side in (box[:2], box[-2:], box[:, :2], box[:, -2:]):
            side[:] = colour.rgb(colour.ACCENT)
    return large


def downloads(found: "Trial", plan: Plan) -> None:
    """The link, and the picture with its crops as PNG."""
    with lesson.row():
        shell.copy_link()
        stills.png_button(outlined(found.pictures[0], plan.crops, SIDE), "ensembles")


def _scale() -> list[tuple[float, str]]:
    table = colour.SEQUENTIAL
    return [(i / 8, "rgb({}, {}, {})".format(*table[round(i / 8 * (len(table) - 1))])) for i in range(9)]
