"""Tracing one number: the trail in the address, and the component that shows a value with all its terms."""

import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import streamlit as st

from cnnviz.drawing import colour
from cnnviz.lessons.glossary import meaning
from cnnviz.networks.fields.receptive_fields import INPUT
from cnnviz.ui.controls import opened_network
from cnnviz.ui.frame import browser, control
from cnnviz.words import phrases, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnnviz.networks.inside.opened import Opened
    from cnnviz.networks.inside.tracing import Trace
    from cnnviz.ui.controls.opened_network import Chosen

KEY = "trace-lab"
ADDRESS = "trace-at"
LONGEST = 60  # steps of a trail
LONGEST_PLACE = 40  # characters of the place of one: four numbers of more digits than any map has
MOST = 40  # terms of a long sum that are shown one by one

_trace = browser.component(
    "trace",
    "labs/trace_number/trace.js",
    "labs/trace_number/trace.css",
    phrases(
        way_so_far="The way so far",
        what_value_sees="What the value sees",
        its_map="Its map",
        value_at="row {row}, column {column}: {value}",
        part_of_picture="rows {top} to {bottom}, columns {left} to {right}",
        value_sees="What the value sees: {seen}",
        value_sees_padding="The value sees padding only",
        picture_with_box="The picture, {height} by {width} pixels, with a box around {seen}",
        map_keys="{map}; arrow keys move, Enter takes it",
        other_value="{n} values: click another one",
        other_on_map="Map {map} of {all}, {rows} × {columns}: click another value",
        channels="{n} channels, the largest sum first",
        channel="Channel",
        channel_sum="channel {channel}: {sum}",
        below="{layer} below",
        weights="weights",
        products="products",
        value_and_product="{name}: {value}, product {product}",
        go_on="Go on to {name}",
        largest_wins="The largest value wins: {value}",
        this_channel="this channel adds {sum}",
        all_channels="all {n} channels {sum}",
        the_bias="the bias {bias}",
        together="together {total}",
        bias="bias",
        shift="shift",
        constant="constant",
        of_layer_itself="of the layer itself",
        a_pixel="This is a pixel: here the way ends.",
        smaller_terms=("and {n} smaller term", "and {n} smaller terms"),
    ),
)


class Place(NamedTuple):
    """One stop of a trail: a layer and an index into its map."""

    layer: str
    unit: tuple[int, ...]


def choose_layer(opened: "Opened", chosen: "Chosen") -> str:
    """The layer of the value to begin with; the last one with a map if the network has changed."""
    # a session holds what its controls hold: shapes and names, not the network
    shapes = {name: tuple(values.shape) for name, values in opened.maps.items()}
    names = [name for name in shapes if name != INPUT]
    start = trail(opened)[0].layer
    state = st.session_state
    if state.get("trace-layer") not in names:
        state["trace-layer"] = start

    def begin() -> None:
        layer = state["trace-layer"]
        if layer in shapes:  # it may still be one of a network that has just been exchanged
            _write([Place(layer, strongest(opened_network.look(chosen), layer))])

    return control.selectbox(
        "Layer",
        names,
        format_func=lambda name: say("{name} · {shape}", name=name, shape=" × ".join(map(str, shapes[name]))),
        key="trace-layer",
        on_change=begin,
        width=320,
        help=meaning("layer name"),
    )


def strongest(opened: "Opened", layer: str) -> tuple[int, ...]:
    """Where a layer's largest value stands."""
    values = opened.maps[layer]
    return tuple(int(i) for i in np.unravel_index(int(values.argmax()), tuple(values.shape)))


def trail(opened: "Opened") -> list[Place]:
    """The way so far, as it stands in the address: `layer:c,y,x|layer:c,y,x|…`.

    What does not fit ends it without a word: the network may have been exchanged for another.
    """
    from cnnviz.networks.inside import tracing

    says = "layers with a place in each, such as conv1:0,3,4"
    places: list[Place] = []
    for place in control.from_link(ADDRESS, "way", _read_way, says, "its largest value") or ():
        try:
            tracing.value_at(opened, *place)
        except ValueError:
            break
        places.append(place)
    if places:
        return places
    layers = [name for name, values in opened.maps.items() if values.ndim == 3 and values.shape[-1] > 3]
    active = [name for name in layers if opened.kind(name).lower() in ("relu", "relu6", "silu", "tanh", "conv2d")]
    layer = (active or layers or list(opened.maps))[-1]
    return [Place(layer, strongest(opened, layer))]


def _read_way(text: str) -> list[Place]:
    parts = [part.rpartition(":") for part in text.split("|")[:LONGEST]]
    return [
        Place(layer, tuple(int(number) for number in place[:LONGEST_PLACE].split(","))) for layer, _, place in parts
    ]


def _write(places: "Sequence[Place]") -> None:
    st.query_params[ADDRESS] = "|".join(f"{place.layer}:{','.join(map(str, place.unit))}" for place in places)


def draw(opened: "Opened", chosen: "Chosen", places: list[Place], steps: "list[Trace]") -> None:
    """Mount the component: photo, map, trail, and the terms of the last place of the trail."""
    here = places[-1]
    photo = opened_network.pixels(chosen)
    values = (photo.expand(3, -1, -1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    plane = (opened.image if here.layer == INPUT else opened.maps[here.layer]).detach().float()
    shape = tuple(plane.shape)
    plane = plane[here.unit[0]] if plane.ndim == 3 else plane.reshape(1, -1)
    last, seen = steps[-1], opened_network.seen_pixels(chosen, *here)
    order, shown = _shown(last)
    below = last.terms[order[0]].layer if len(order) else ""
    arrays: dict[str, Any] = {
        "photo": values,
        "map": np.ascontiguousarray(plane.numpy(), dtype=np.float32),
        "values": np.array([term.value for term in shown], np.float32),
        "weights": np.array([np.nan if term.weight is None else term.weight for term in shown], np.float32),
        "products": np.array([term.product for term in shown], np.float32),
        "diverging": colour.DIVERGING,
        "sequential": colour.SEQUENTIAL,
    }
    header = {
        "title": "One number and where it comes from",
        "id": zlib.crc32(values.tobytes()),
        "photo": values.shape[:2],
        "field": [[seen_axis.start, seen_axis.stop] for seen_axis in seen],
        "trail": [{"layer": place.layer, "index": place.unit, "value": _value(opened, place)} for place in places],
        "shape": shape,
        "index": here.unit,
        "steps": [_described(step) for step in steps],
        "window": last.window,
        "below": below,
        "terms": [{"layer": term.layer, "index": term.index, "role": term.role} for term in shown],
        "rest": len(last.terms) - len(shown),
        "total": last.total,
        "bias": next((term.product for term in last.terms if term.role == "bias"), None),
        "accent": colour.ACCENT,
    }
    _trace(
        key=KEY,
        data=browser.pack(header, arrays),
        on_go_change=lambda: _went(places),
        on_back_change=lambda: _back(places),
    )


def _shown(step: "Trace") -> "tuple[list[int], list[Any]]":
    """The terms that are sent: a window whole, of another long sum the largest ones."""
    terms = list(step.terms)
    order = list(range(len(terms)))
    if not step.window and len(terms) > MOST:
        order = sorted(order, key=lambda n: -abs(terms[n].product))[:MOST]
    return order, [terms[n] for n in order]


def _value(opened: "Opened", place: Place) -> float:
    from cnnviz.networks.inside import tracing

    return tracing.value_at(opened, *place)


def _described(step: "Trace") -> dict[str, Any]:
    """A step in words: what it is called, and its little formula."""
    from cnnviz.lessons.trace_number import formulas

    return {"layer": step.layer, "kind": step.kind, "value": step.value, "text": formulas.in_words(step)}


def _went(places: list[Place]) -> None:
    """A term was clicked, which goes one step on, or another value of the same map, which begins anew from there."""
    asked = browser.sent(KEY, "go", _step)
    if asked:
        place, instead = asked
        _write([*(places[:-1] if instead else places), place][-LONGEST:])


def _step(sent: Any) -> tuple[Place, bool]:
    """Where to, and whether that takes the place of the last stop."""
    index = sent["index"]
    return Place(browser.text(sent["layer"]), browser.whole_numbers(len(index))(index)), bool(sent.get("instead"))


def _back(places: list[Place]) -> None:
    asked = browser.sent(KEY, "back", browser.whole_number)
    if asked is not None:
        _write(places[: asked + 1])


def first_value(opened: "Opened") -> Place:
    """The first value of the first layer."""
    name, values = next(iter(opened.maps.items()))
    return Place(name, (0,) * values.ndim)


def seen(chosen: "Chosen", place: Place) -> tuple[bool, str]:
    """Whether a value sees every pixel, and how many it sees."""
    rows, columns = opened_network.seen_pixels(chosen, *place)
    _, height, width = opened_network.input_size(chosen)
    count = len(rows) * len(columns)
    return count == height * width, (
        say(
            "The value traced above sees {rows} × {columns} of {height} × {width} pixels: "
            "**{count:.1%}** of the picture. Deeper layers see more; a dense layer sees everything.",
            rows=len(rows), columns=len(columns), height=height, width=width, count=count / (height * width),
        )
    )  # fmt: skip
