"""4.12 What units look for: any network opened on any picture, layer by layer."""

import streamlit as st

from cnnviz.lessons.open_network import formulas
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.inside.opened import Opened
from cnnviz.networks.inside.table import Row
from cnnviz.operations import properties
from cnnviz.ui.controls import opened_network
from cnnviz.ui.controls.opened_network import Chosen
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.open_network import open_wall
from cnnviz.ui.views import architecture, columns
from cnnviz.words import joined, say

lesson.begin("open-network")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        try:
            with lesson.controls():
                chosen = opened_network.choose("open", known=True)
                opened = opened_network.look(chosen)
                rows = opened_network.table(chosen)
            with lesson.controls():
                layer, order, scale = open_wall.choose_layers(opened)
        except ValueError as error:
            shell.problem(error)
            return
        if chosen.trained:
            open_wall.say_what_it_knows(chosen, opened)
        else:
            lesson.note("These weights are random: the maps show what the layers do before anything has been learnt.")
        whole, every, one, patterns, network = lesson.scenes(
            "The whole network", "All maps", "One map", "What it looks for", "The network"
        )
        with whole:
            at = columns.whole(
                opened, rows, known=chosen.key, picture=opened_network.pixels(chosen),
                classes=opened_network.classes(chosen),
                key="open-columns", title="The whole network", instead_of="open-wall-map",
            )  # fmt: skip
        with every:
            on_the_wall = open_wall.draw(opened, layer, order, scale)
        name, channel = at or on_the_wall
        with one:
            open_wall.large(opened, chosen, name, channel)
        with patterns:
            open_wall.unit(chosen, name, channel)
            shell.copy_link()
        with network:
            about(chosen, rows)
    names, probabilities = in_your_numbers(chosen, opened)
    lesson.experiments(
        "open-network",
        measured=lambda: open_wall.deeper(rows),
        rows=rows,
        names=names,
        probabilities=probabilities,
        trained=chosen.trained,
    )
    lesson.check_yourself("open-network")
    script = formulas.open_script(chosen.name, opened_network.input_size(chosen), chosen.kind)
    lesson.same_in_pytorch(script, "open-network")


def about(chosen: Chosen, rows: list[Row]) -> None:
    known = CATALOGUE.get(chosen.name)
    if known:
        st.markdown(
            say(
                "**{title}, {year}.** {new} {paper}.",
                title=known.title, year=known.year, new=known.new, paper=known.paper,
            )
        )  # fmt: skip
    architecture.inside(rows, known, key=f"open-{chosen.name}")


def in_your_numbers(chosen: Chosen, opened: Opened) -> tuple[tuple[str, ...], list[float]]:
    scores = list(opened.maps.values())[-1].detach().double().flatten()
    names = opened_network.classes(chosen)
    if len(names) != len(scores):
        names = tuple(say("unit {number}", number=number) for number in range(len(scores)))
    by_torch = scores.softmax(0)
    best = int(scores.argmax())
    ours = formulas.softmax(scores.tolist())
    listed = by_torch.topk(min(5, len(scores)))
    answers = joined(
        [
            say("{names} **{p:.1%}**", names=shell.plain(names[i]), p=p)
            for p, i in zip(listed.values.tolist(), listed.indices.tolist(), strict=True)
        ]
    )
    lesson.numbers(
        formulas.softmax_lines(scores.tolist(), names),
        agrees=properties.agree(ours, by_torch.tolist()),
        beside=joined([say(
            "`torch.softmax` gives **{by_torch:.4f}** for {names}. The highest: {answers}.",
            by_torch=float(by_torch[best]), names=shell.plain(names[best]), answers=answers,
        ), *([] if chosen.trained else ["With random weights the answer means nothing."])], " "),
    )  # fmt: skip
    return names, by_torch.tolist()


laboratory()
lesson.end(
    "open-network",
    [
        "M. Zeiler, R. Fergus: *Visualizing and understanding convolutional networks*, 2014",
        "Z. J. Wang et al.: *CNN Explainer: learning convolutional neural networks with interactive visualization*",
        "R. Selvaraju et al.: *Grad-CAM: visual explanations from deep networks via gradient-based localization*, 2017",
    ],
)
