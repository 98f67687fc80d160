"""What one unit looks for: filter, strongest patches and driving picture; and what speaks for a class."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz.drawing import colour
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import stills
from cnnviz.ui.views.wall import Tile, wall
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor, nn

    from cnnviz.networks.fields.receptive_fields import Row
    from cnnviz.networks.inside.attribution import GradCam
    from cnnviz.networks.inside.units import Driven, Patch

LOOKS = {"patches": "Strongest patches", "filter": "Filter", "driving": "Driving picture"}
OF_CLASSES = {"saliency": "Saliency", "grad-cam": "Grad-CAM"}
MOST_KERNELS = 64


def panel(
    network: "nn.Module",
    layer: str,
    channel: int,
    pictures: "Mapping[str, Tensor]",
    *,
    key: str,
    known: Sequence[Hashable],
    rows: "Mapping[str, Row]",
    normalize: "Callable[[Tensor], Tensor]",
    classes: Sequence[str] = (),
    steps: int = 160,
) -> None:
    """Everything about one channel of one layer.

    known: for each picture what tells it, and the network with its weights, from others: what was worked out for them
    is kept. rows: those of `receptive_fields`, by layer; layer: one of them; pictures: title -> (C, H, W) in [0, 1],
    all of one size, the first is what saliency and Grad-CAM look at; normalize: pictures (N, C, H, W) -> input of the
    network, as `weights.normalize` does it; classes: names of the scores, in order. Widgets have keys that begin with
    `key`.
    """
    look = lesson.choice("Look at", LOOKS | OF_CLASSES if classes else LOOKS, f"{key}-look")
    first = next(iter(pictures.values()))
    try:
        if layer not in rows:
            raise ValueError(
                say("There is no layer called {layer!r} in this network: choose another one.", layer=layer)
            )
        if look == "patches":
            _patches(network, rows[layer], channel, pictures, normalize, key, known)
        elif look == "filter":
            _filter(network, rows, layer, channel, key)
        elif look == "driving":
            _driving(network, rows[layer], channel, first, normalize, steps, key)
        else:
            _class(network, rows, layer, first, normalize, classes, look, key, known[0])
    except ValueError as error:
        shell.problem(error)


# Strongest patches


def _patches(
    network: "nn.Module",
    row: "Row",
    channel: int,
    pictures: "Mapping[str, Tensor]",
    normalize: "Callable[[Tensor], Tensor]",
    key: str,
    known: Sequence[Hashable],
) -> None:
    from cnnviz.networks.inside import units

    titles, pixels = list(pictures), list(pictures.values())
    maps = [
        _map(one, row.name, channel, network, picture, normalize) for one, picture in zip(known, pixels, strict=True)
    ]
    found = units.strongest(maps, row)
    if not found or found[0].value == min(float(values.min()) for values in maps):
        st.info("This unit answers to all these pictures alike: choose other pictures, or another unit.")
        return
    tiles = [
        Tile(
            _as_tile(patch.cut(pixels[patch.picture])),
            say("{titles}: {value:.3g}", titles=titles[patch.picture], value=patch.value),
            "picture",
            i,
        )
        for i, patch in enumerate(found)
    ]
    chosen = wall(
        {
            say(
                "The {tiles} places that excite it most, of {pixels} pictures", tiles=len(tiles), pixels=len(pixels)
            ): tiles
        },
        key=f"{key}-patches",
        title="Strongest patches",
        tile=110,
    )
    patch = found[chosen]
    size = " × ".join(str(field.size) for field in row.fields)
    lesson.note(
        say(
            "One unit of {name} sees {size} pixels; a box at the border is cut off. Click a patch to "
            "find it in its picture.",
            name=shell.plain(row.name),
            size=size,
        )
    )
    together = [other for other in found if other.picture == patch.picture]
    stills.still(
        boxed(pixels[patch.picture], together, patch),
        say(
            "{titles}, with the receptive fields of its {together} of the {found} places; the "
            "bright one gives {value:.4g} at [{row}, {column}]",
            titles=titles[patch.picture], together=len(together), found=len(found), value=patch.value,
            row=patch.unit[0], column=patch.unit[1],
        ),
        width=shell.px(460),
    )  # fmt: skip


@kept.keep
def _map(
    known: Hashable,
    layer: str,
    channel: int,
    _network: "nn.Module",
    _picture: "Tensor",
    _normalize: "Callable[[Tensor], Tensor]",
) -> "Tensor":
    from cnnviz.networks.inside import units

    return units.maps_of(_network, layer, channel, [_normalize(_picture[None])])[0]


def boxed(picture: "Tensor", patches: "Sequence[Patch]", bright: "Patch") -> colour.Colours:
    """A picture (C, H, W) enlarged to uint8 (H', W', 3), with the fields outlined, one of them in the accent colour."""
    values = _bytes(picture)
    times = max(2, stills.SIDE // max(values.shape[:2]))
    large = values.repeat(times, 0).repeat(times, 1)
    for patch in [*(other for other in patches if other is not bright), bright]:
        rows, columns = (slice(seen.start * times, seen.stop * times) for seen in (patch.rows, patch.columns))
        box = large[rows, columns]
        ink, width = (colour.rgb(colour.ACCENT), 4) if patch is bright else ((255, 255, 255), 2)
        for edge in (box[:width], box[-width:], box[:, :width], box[:, -width:]):
            edge[:] = ink
    return large


# Filter


def _filter(network: "nn.Module", rows: "Mapping[str, Row]", layer: str, channel: int, key: str) -> None:
    from torch import nn

    row = rows[layer]
    while row.kind != "Conv2d" and len(row.inputs) == 1 and row.inputs[0] in rows:
        if len(rows[row.inputs[0]].shape) != 3 or rows[row.inputs[0]].shape[0] != row.shape[0]:
            break
        row = rows[row.inputs[0]]
    module = network.get_submodule(row.name.partition("#")[0]) if row.kind == "Conv2d" else None
    if not isinstance(module, nn.Conv2d):
        st.info("No single convolution makes this map: choose a convolution, or the activation behind one.")
        return
    if not 0 <= channel < len(module.weight):
        raise ValueError(
            say(
                "There is no channel number {channel}: choose 0 to {last}.",
                channel=channel,
                last=len(module.weight) - 1,
            )
        )
    weights = module.weight[channel].detach().numpy()
    planes = [Tile(plane, say("input {number}", number=number)) for number, plane in enumerate(weights[:MOST_KERNELS])]
    shown = {say("Its weights for each of its {weights} input channels, on one scale", weights=len(weights)): planes}
    if len(weights) == 3:
        most = colour.largest(weights)
        planes = [Tile(plane, name) for plane, name in zip(weights, ("red", "green", "blue"), strict=True)]
        in_colour = Tile(0.5 + weights / most / 2, "in colour, grey is 0", "picture")
        shown = {"The filter as a picture": [in_colour], "Its weights for each channel, on one scale": planes}
    wall(shown, key=f"{key}-filter", title="Filter", common=True, tile=110)
    bias = 0.0 if module.bias is None else float(module.bias[channel])
    lesson.note(
        say(
            "Filter {channel} of {layer}: {shape} weights, of which the first {most} are shown; bias {bias:.4g}."
            if len(weights) > MOST_KERNELS else
            "Filter {channel} of {layer}: {shape} weights; bias {bias:.4g}.",
            channel=channel, layer=shell.plain(row.name), shape=" × ".join(map(str, weights.shape)), bias=bias,
            most=MOST_KERNELS,
        )
    )  # fmt: skip


# Driving picture


def _driving(
    network: "nn.Module",
    row: "Row",
    channel: int,
    like: "Tensor",
    normalize: "Callable[[Tensor], Tensor]",
    steps: int,
    key: str,
) -> None:
    from cnnviz.networks.inside import units

    with lesson.controls():
        goal = lesson.choice("Drive", {"unit": "one unit", "map": "the whole map"}, f"{key}-goal")
        seed = control.number_input("Seed", 0, 9999, 0, key=f"{key}-seed", bind="query-params", width=shell.px(110))
        pull = control.slider(
            "Smoothness", 0.0, 1.0, 0.3, 0.1, key=f"{key}-smooth", bind="query-params", width=shell.px(200)
        )
        begun = shell.button("Drive it", key=f"{key}-drive", type="primary", icon=":material/play_arrow:")
    jump = int(row.fields[0].stride)
    size = field_size(row, (like.shape[0], like.shape[1], like.shape[2]))
    weights = float(next(network.parameters()).double().sum())  # another network, or the same one trained further
    asked = (weights, row.name, channel, size, steps, goal, int(seed), pull)
    last: tuple[object, list[Driven]] | None = st.session_state.get(f"{key}-driven")
    place, bar = st.empty(), st.empty()
    if begun:
        grown: list[Driven] = []
        for now in units.drive(
            network, row.name, channel, size, normalize, steps=steps, smooth=pull, whole=goal == "map",
            seed=int(seed), jitter=min(4, jump // 2),
        ):  # fmt: skip
            grown.append(now)
            bar.progress(
                now.step / steps,
                say(
                    "Step {step} of {steps}: the unit gives {activation:.3g}",
                    step=now.step, steps=steps, activation=now.activation,
                ),
            )  # fmt: skip
            with place.container():
                _grown(grown)
        last = st.session_state[f"{key}-driven"] = (asked, [grown[0], grown[-1]])
    bar.empty()
    if last and last[0] == asked:
        with place.container():
            _grown(last[1])
    elif not begun:
        place.info("Press “Drive it”: from noise, step by step, grows the picture that this unit answers to most.")


def field_size(row: "Row", input_size: tuple[int, int, int]) -> tuple[int, int, int]:
    """The part of an input (C, H, W) that is worth drawing for a unit: its receptive field and a little more."""
    channels, *sides = input_size
    if len(row.shape) != 3:
        return input_size
    most = [min(side, field.size + 2 * int(field.stride)) for side, field in zip(sides, row.fields, strict=True)]
    return channels, most[0], most[1]


def _grown(grown: "Sequence[Driven]") -> None:
    first, last = grown[0], grown[-1]
    with st.container(horizontal=True):
        for it, what in ((first, "the best of 16 random pictures"), (last, say("after {step} steps", step=last.step))):
            stills.still(
                _bytes(it.picture),
                say("{what}: {activation:.3g}", what=what, activation=it.activation),
                width=shell.px(320),
            )
    if last.activation <= first.activation and last.step > 8:
        lesson.note("No change of the picture moves this unit: it may be dead. Try another seed, or another unit.")


# Saliency and Grad-CAM


def _class(
    network: "nn.Module",
    rows: "Mapping[str, Row]",
    layer: str,
    picture: "Tensor",
    normalize: "Callable[[Tensor], Tensor]",
    classes: Sequence[str],
    look: str,
    key: str,
    known: Hashable,
) -> None:
    from cnnviz.networks.inside import attribution

    batch = normalize(picture[None])
    probabilities = _probabilities(known, network, batch)
    order = probabilities.argsort(descending=True).tolist()
    target = control.selectbox(
        "Class",
        order,
        format_func=lambda index: f"{classes[index]} ({float(probabilities[index]):.1%})",
        key=f"{key}-class",
        width=shell.px(320),
        help="The most probable first.",
    )
    values = _bytes(picture)
    if look == "saliency":
        heat = _saliency(known, target, network, batch)
        caption = say(
            "How much each pixel moves the score of {classes}; bright is {heat:.3g}",
            classes=shell.plain(classes[target]),
            heat=float(heat.max()),
        )
        pair = [(values, "what the network sees"), (colour.magnitude(heat.numpy()), caption)]
    else:
        if len(rows[layer].shape) != 3:
            raise ValueError(
                say("{layer} gives no feature maps: choose a convolution, a pooling or an activation.", layer=layer)
            )
        found = _grad_cam(known, layer, target, network, batch)
        smooth = attribution.enlarged(found.heat, (picture.shape[1], picture.shape[2]))
        painted = (values * 0.45 + colour.magnitude(smooth.numpy()) * 0.55).astype(np.uint8)
        size = " × ".join(map(str, found.heat.shape))
        said, where = shell.plain(classes[target]), shell.plain(layer)
        caption = say(
            "Grad-CAM of {said} on the {size} map of {where}; bright is {heat:.3g}",
            said=said, size=size, where=where, heat=float(found.heat.max()),
        )  # fmt: skip
        pair = [(values, "what the network sees"), (painted, caption)]
        if float(found.heat.max()) == 0:
            lesson.note("Nothing on this map speaks for this class: all of its sum is below zero.")
    with st.container(horizontal=True):
        for pixels, text in pair:
            stills.still(pixels, text, width=shell.px(380))


@kept.keep
def _probabilities(known: Hashable, _network: "nn.Module", _batch: "Tensor") -> "Tensor":
    import torch

    with torch.no_grad():
        scores: Tensor = _network(_batch)[0]
    return scores.softmax(0)


@kept.keep
def _saliency(known: Hashable, target: int, _network: "nn.Module", _batch: "Tensor") -> "Tensor":
    from cnnviz.networks.inside import attribution

    return attribution.saliency(_network, _batch, target)


@kept.keep
def _grad_cam(known: Hashable, layer: str, target: int, _network: "nn.Module", _batch: "Tensor") -> "GradCam":
    from cnnviz.networks.inside import attribution

    return attribution.grad_cam(_network, layer, _batch, target)


def _as_tile(pixels: "Tensor") -> "np.ndarray":
    return pixels.expand(3, -1, -1).numpy()


def _bytes(picture: "Tensor") -> colour.Colours:
    values: colour.Colours = (picture.expand(3, -1, -1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    return values
