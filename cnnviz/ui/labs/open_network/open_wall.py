"""The wall of an opened network: which maps are shown, in which order and scale, and the chosen one over the photo."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from cnnviz.drawing import colour
from cnnviz.lessons.glossary import meaning
from cnnviz.networks.fields.receptive_fields import INPUT, longest_path
from cnnviz.ui.controls import opened_network, picture
from cnnviz.ui.frame import control, lesson, shell, stage
from cnnviz.ui.labs.open_network import unit_panel
from cnnviz.ui.views import stills
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import Sentence, listed, say

if TYPE_CHECKING:
    from cnnviz.networks.inside.opened import Opened
    from cnnviz.networks.inside.table import Row
    from cnnviz.ui.controls.opened_network import Chosen

ALL = "all layers"
SCALES = ("one per map", "one per layer", "one for all")
ORDERS = ("place", "activity")
MOST_TILES, MOST_ROWS, PER_ROW = 64, 24, 6
ON_STAGE = 12  # rows that can be seen from the last row
MOST_NAMES = 10
STEP = 4096  # tile numbers from row to row


def choose_layers(opened: "Opened") -> tuple[str, str, str]:
    """The layer or ALL, the order, the scale. Raises ValueError for a network without feature maps."""
    maps = {name: values for name, values in opened.maps.items() if name != INPUT and values.ndim == 3}
    if not maps:
        raise ValueError(
            "This network has dense layers only, so it has no feature maps: open one with convolutions, or trace its "
            "numbers in lesson 4.13."
        )
    state, key = st.session_state, "open-layer"
    if state.get(key, ALL) not in (ALL, *maps):
        state[key] = ALL
    layer = control.selectbox(
        "Layer",
        [ALL, *maps],
        key=key,
        bind="query-params",
        width=shell.px(260),
        help=meaning("layer name"),
    )
    order = lesson.choice(
        "Sorted by", ORDERS, "open-order", "activity: the mean of the absolute values, largest first."
    )
    scale = lesson.choice("Colour scale", SCALES, "open-scale")
    return layer, order, scale


def say_what_it_knows(chosen: "Chosen", opened: "Opened") -> None:
    """The classes that the network has, and which of them it answers for this picture."""
    shares = list(opened.maps.values())[-1].flatten().softmax(0)
    names = opened_network.classes(chosen)
    if len(names) != len(shares):
        return
    best, seen = int(shares.argmax()), chosen.picture.name
    shown = seen if isinstance(seen, Sentence) else shell.plain(seen)
    known = [shell.plain(name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        known.append(say("{n:,} more", n=len(names) - MOST_NAMES))
    lesson.note(
        say(
            "It can only answer with what it knows: {known}. Of **{shown}** it says **{best}**, with {share:.1%}.",
            known=listed(known), shown=shown, best=shell.plain(names[best]),
            share=float(shares[best]),
        )
    )  # fmt: skip


def draw(opened: "Opened", layer: str, order: str, scale: str) -> tuple[str, int]:
    """Draw the wall; returns layer and channel of the chosen map."""
    maps = opened.maps
    known = rows_shown(opened) if layer == ALL else [layer]  # a link says which of them
    shown = fewer(opened, known) if stage.is_set() else known
    most = PER_ROW if layer == ALL else MOST_TILES
    tiles: dict[str, list[Tile]] = {}
    for name in shown:
        values = maps[name].detach().float()
        activity = values.abs().mean((1, 2))
        channels = activity.argsort(descending=True).tolist() if order == "activity" else range(len(values))
        heading = say(
            "{name} · {kind} · {shape}", name=name, kind=opened.kind(name), shape=" × ".join(map(str, values.shape))
        )
        tiles[heading] = [
            Tile(
                values[channel].numpy(),
                say("map {channel}", channel=channel),
                choice=known.index(name) * STEP + channel,
            )
            for channel in list(channels)[:most]
        ]
    chosen = wall(
        tiles,
        key="open-wall",
        title="Feature maps",
        common=scale == SCALES[1],
        everywhere=scale == SCALES[2],
        tile=140,
        instead_of="open-columns-map",
    )
    row, channel = divmod(chosen, STEP)
    name = known[min(row, len(known) - 1)]
    channel = min(channel, len(maps[name]) - 1)
    hidden = len(maps[name]) - most if layer != ALL else 0
    if hidden > 0:
        lesson.note(
            say(
                "The first {most} of {maps} maps; sort them by activity to see the strongest ones.",
                most=most,
                maps=len(maps[name]),
            )
        )
    return name, channel


def rows_shown(opened: "Opened") -> list[str]:
    """Layers of the wall of all layers: at most MOST_ROWS of those that make new maps, the first and last included."""
    made = ("Conv2d", "MaxPool2d", "AvgPool2d", "add", "cat", "ReLU", "relu")
    names = [
        name for name, values in opened.maps.items() if name != INPUT and values.ndim == 3 and opened.kind(name) in made
    ]
    return fewer(opened, names, MOST_ROWS)


def fewer(opened: "Opened", names: list[str], most: int = ON_STAGE) -> list[str]:
    """At most so many of these layers: activations are the first to be left out."""
    if len(names) > most:
        names = [name for name in names if opened.kind(name) not in ("ReLU", "relu")]
    places = np.linspace(0, len(names) - 1, min(len(names), most)).round().astype(int)
    return [names[place] for place in dict.fromkeys(places.tolist())]


def large(opened: "Opened", chosen: "Chosen", layer: str, channel: int) -> None:
    """The chosen map, large, over the photo and by itself."""
    values = opened.maps[layer][channel].detach().float().numpy()
    photo = (opened_network.pixels(chosen).expand(3, -1, -1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    size = stills.SIDE
    painted = colour.signed(values)
    mixed = over(stills.enlarged(photo, size), painted, values)
    st.markdown(
        say(
            "**Map {channel} of {layer}**, {height} × {width}: from {low:.4g} to {high:.4g}",
            channel=channel, layer=shell.plain(layer), height=values.shape[0], width=values.shape[1],
            low=values.min(), high=values.max(),
        )
    )  # fmt: skip
    with st.container(horizontal=True):
        stills.still(
            mixed,
            "over the photo",
            alt=say("map {channel} of {layer} over the photo", channel=channel, layer=layer),
            width=shell.px(340),
        )
        stills.still(
            painted,
            "by itself",
            alt=say("map {channel} of {layer} by itself", channel=channel, layer=layer),
            width=shell.px(340),
        )


def over(photo: colour.Colours, painted: colour.Colours, values: "np.ndarray") -> colour.Colours:
    """The map's colours (h, w, 3) over the grey photo (H, W, 3), the stronger the larger the value (h, w)."""
    height, width = photo.shape[:2]
    strength = np.abs(values, dtype=np.float32)
    share = 0.85 * strength / max(float(strength.max()), 1e-12)
    # each pixel of the photo reads the value below it
    below = np.ix_(*(np.arange(to) * of // to for to, of in zip((height, width), values.shape, strict=True)))
    grey = np.asarray(Image.fromarray(photo).convert("L"), dtype=np.float32)[..., None]
    mixed = (painted * share[..., None])[below] + grey * (1 - share)[below][..., None]
    return mixed.clip(0, 255).astype(np.uint8)


@st.fragment
def unit(chosen: "Chosen", layer: str, channel: int) -> None:
    """The panel of the chosen unit, in a fragment of its own.

    What a fragment is called with is held as long as its tab is open: this one gets names, and looks the network up.
    """
    shown = pictures(chosen)
    try:
        unit_panel.panel(
            opened_network.look(chosen).module, layer, channel,
            {title: opened_network.pixels(one) for title, one in shown.items()}, key="open-unit",
            known=[one.key for one in shown.values()], rows=opened_network.fields(chosen),
            classes=opened_network.classes(chosen),
            normalize=lambda batch: opened_network.normalized(chosen, batch),
        )  # fmt: skip
    except ValueError as error:
        shell.problem(error)


def pictures(chosen: "Chosen") -> "dict[str, Chosen]":
    """The student's picture first, then the sample photos, each before the same network."""
    from dataclasses import replace

    from cnnviz import images

    found = {chosen.picture.name: chosen}
    for name, known in list(images.SAMPLES.items())[:8]:
        found.setdefault(known.title, replace(chosen, picture=picture.sample(name)))
    return found


def deeper(rows: "list[Row]") -> tuple[bool, str]:
    """Whether units see more from layer to layer on the way to the last map."""
    last = [row for row in rows if len(row.output_shape) == 3 and row.jump][-1]
    path = longest_path(rows, last.name)
    sizes = [row.receptive_field or 0 for row in path]
    return all(a <= b for a, b in pairwise(sizes)), (
        say(
            "Along the longest way the receptive field grows from **{first}** pixels in {layer} to "
            "**{last}** in {deepest}; what patterns a unit answers to, its strongest patches show.",
            first=sizes[0], layer=f"`{path[0].name}`", last=sizes[-1], deepest=f"`{path[-1].name}`",
        )
    )  # fmt: skip
