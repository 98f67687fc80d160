"""The effective receptive field on the picture and magnified."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz.drawing import colour
from cnnviz.ui.frame import browser, lesson
from cnnviz.ui.views import stills
from cnnviz.words import phrases

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.networks.fields.effective import Effective, Level, Stack

PICTURE = 224  # pixels a side: the largest field fits in
_effective = browser.component(
    "effective",
    "labs/effective_receptive_field/effective.js",
    "shared/receptive.css",
    phrases(
        fields="{caption} {shape}; yellow: theoretical field {size} × {size}, dashed: 2 standard deviations",
        from_black="{what}: black 0, pale {peak}",
        added_up="added up along the columns; line: Gaussian of the same width",
        effective_field="effective receptive field, {size} by {size} pixels. Arrow keys choose a pixel.",
        fields_on_picture="picture with the theoretical receptive field of {size} by {size} pixels "
        "and the effective one inside it, {width} pixels wide",
        cut_of_field="the effective field added up along the columns, and the Gaussian of the same width",
        pixel_of_field="Pixel [{row}, {column}] of the field: {value}, {share} % of the largest value.",
    ),
)


@kept.keep
def random_networks(stack: "Stack", sha: str, networks: int, squared: bool, _patch: "Tensor") -> "Effective":
    """`effective_receptive_field` of these settings; the picture counts by its hash."""
    from cnnviz.networks.fields.effective import effective_receptive_field

    return effective_receptive_field(stack, _patch, networks=networks, squared=squared)


@kept.keep
def denoiser(sha: str, squared: bool, trained: bool, places: int, _picture: "Tensor") -> "Effective":
    """The shipped denoiser at random places of the picture (H, W)."""
    import torch

    from cnnviz.geometry import receptive_field
    from cnnviz.networks.fields import effective as engine

    size = receptive_field(engine.denoiser_geometry())[-1].size
    where = torch.randint(0, _picture.shape[0] - size + 1, (places, 2), generator=torch.Generator().manual_seed(0))
    patches = torch.stack([_picture[y : y + size, x : x + size] for y, x in where.tolist()])
    return engine.denoiser_receptive_field(patches, trained=trained, squared=squared)


def result(found: "Effective") -> None:
    """Sizes of both fields, side by side."""
    size = found.mean.shape[0]
    with lesson.results():
        st.metric("Theoretical field", f"{size} × {size}")
        st.metric("Standard deviation σ", f"{found.width:.2f}")
        st.metric("Effective field, 4 σ", f"{4 * found.width:.1f}")
        st.metric("4 σ of the theoretical size", f"{4 * found.width / size:.0%}")


def draw(picture: "Tensor", found: "Effective", *, key: str, caption: str, what: str) -> None:
    """picture: (H, W) in [0, 1]; the field is drawn around its middle."""
    values = (picture[..., None].expand(-1, -1, 3).numpy() * 255).round().astype(np.uint8)
    size = found.mean.shape[0]
    header: dict[str, Any] = {
        "title": "Effective receptive field",
        "caption": caption,
        "what": what,
        "picture": values.shape[:2],
        "size": size,
        "box": [(n - size) // 2 for n in values.shape[:2]],
        "width": found.width,
        "accent": colour.ACCENT,
    }
    arrays: dict[str, Any] = {"picture": values, "map": found.mean.numpy(), "sequential": colour.SEQUENTIAL}
    _effective(key=key, data=browser.pack(header, arrays))


def png(found: "Effective") -> None:
    """Download the map for slides."""
    stills.png_button(colour.magnitude(found.mean.numpy()), "effective-receptive-field")


def growth(levels: "Sequence[Level]", expected: Sequence[float]) -> None:
    """Theoretical and effective field against depth."""
    depths = [level.depth for level in levels]
    series: dict[str, tuple[Sequence[float], Sequence[float]]] = {
        "theoretical size": (depths, [level.size for level in levels]),
        "effective size, 4 standard deviations": (depths, [4 * level.width for level in levels]),
    }
    if expected:
        series["what theory expects of it"] = (depths, [4 * width for width in expected])
    stills.line_chart(
        series,
        key="erf-growth",
        x="layers, counted from the output",
        y="pixels",
        alt="Theoretical and effective receptive field against the number of layers",
        marked="effective size, 4 standard deviations",
    )
