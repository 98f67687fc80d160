"""Still pictures and line charts of a lesson, the PNG to take away, and the picture as a script gets it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from cnnviz import kept
from cnnviz.drawing import stills
from cnnviz.drawing.colour import Colours
from cnnviz.ui.views import charts
from cnnviz.ui.views.take_away import source_of
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.images import Picture

SIDE = 640  # screen pixels that a small picture is enlarged to, so that the browser does not smooth it
COLOURS = ("#3b8fd6", "#e69f00", "#009e73", "#d1495b")  # apart for colour-blind eyes, on white and on black


def enlarged(pixels: Colours, side: int = SIDE) -> Colours:
    """Every pixel of (H, W, 3) as a square, so that the longer side has about `side` screen pixels."""
    times = max(1, side // max(pixels.shape[:2]))
    return pixels.repeat(times, 0).repeat(times, 1)


def _digest(pixels: Colours) -> str:
    return f"{pixels.shape} {hashlib.blake2b(pixels.tobytes()).hexdigest()}"


def encoded(pixels: Colours, side: int = 0, width: int = 0) -> bytes:
    """The PNG of a picture (H, W, 3), uint8, enlarged to `side` screen pixels; most stay when a control moves.

    width: of the screen that it gets, 0 for any. A wider PNG would be decoded and made anew at every rerun.
    """
    return _encoded(_digest(pixels), side, width, pixels)


@kept.keep
def _encoded(digest: str, side: int, width: int, _pixels: Colours) -> bytes:
    large = enlarged(_pixels, side)
    if 0 < width < large.shape[1]:
        size = (width, max(1, large.shape[0] * width // large.shape[1]))
        large = np.asarray(Image.fromarray(large).resize(size, Image.Resampling.BILINEAR))
    return stills.png(large)


def still(pixels: Colours, caption: str, *, alt: str = "", width: int | str = "stretch") -> None:
    """A picture (H, W, 3), uint8, with its caption; sharp pixels, whatever its size."""
    file = encoded(pixels, SIDE, width if isinstance(width, int) else 0)
    st.image(file, caption=caption, alt=alt or caption, width=width, output_format="PNG")  # type: ignore[arg-type]


def png_button(pixels: Colours, name: str) -> None:
    """Download a picture (H, W, 3), uint8, for slides; the file is made when somebody asks for it."""
    st.download_button(
        "PNG",
        lambda: stills.png(enlarged(pixels, 1600)),
        file_name=f"{name}.png",
        mime="image/png",
        on_click="ignore",
        icon=":material/download:",
        key=f"download-{name}.png",
    )


def line_chart(
    series: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    *,
    key: str,
    x: str,
    y: str,
    alt: str,
    marked: str = "",
    bands: Mapping[str, tuple[NDArray[Any], NDArray[Any]]] | None = None,
    percent: bool = False,
    height: int = 360,
) -> None:
    """Lines over whole numbers. series: name -> (x values, y values); the marked one is thicker.

    bands: name -> (lowest, highest), shaded around the line of that name.
    """
    traces: list[charts.Trace] = []
    for place, (name, (xs, ys)) in enumerate(series.items()):
        colour = COLOURS[place % len(COLOURS)]
        if bands and name in bands:
            low, high = (values.tolist() for values in bands[name])
            traces.append(
                {
                    "x": [*xs, *xs[::-1]], "y": [*high, *low[::-1]], "fill": "toself", "fillcolor": charts.pale(colour),
                    "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False, "mode": "lines",
                }
            )  # fmt: skip
        traces.append(
            {
                "x": list(xs),
                "y": list(ys),
                "name": name,
                "mode": "lines+markers",
                "line": {
                    "color": colour,
                    "width": 5 if name == marked else 2,
                    "dash": _DASHES[place // len(COLOURS) % 3],
                },
                "marker": {"size": 9 if name == marked else 5},
                "hovertemplate": say(
                    "{name}: %{{y{percent}}}<extra></extra>", name=name, percent=":.1%" if percent else ""
                ),
            }
        )
    charts.draw(
        traces,
        key=key,
        alt=alt,
        height=height,
        hovermode="x unified",
        showlegend=True,
        xaxis=charts.axis(x),
        yaxis=charts.axis(y, rangemode="tozero", tickformat=".0%" if percent else ""),
        legend=charts.legend(y=1.02),
    )


_DASHES = ("solid", "dash", "dot")


def dimmed(pixels: Colours, kept: NDArray[np.bool_]) -> Colours:
    """A picture (H, W, 3) in which all but the pixels kept (H, W) fade to grey."""
    faded = (pixels.astype(np.float32) * 0.25 + 128 * 0.75).astype(np.uint8)
    return np.where(kept[..., None], pixels, faded)


def script_source(chosen: "Picture | None", image: "Tensor", longest: int) -> dict[str, Any]:
    """`image` and `longest_side` for a script: a sample by its name, an own picture as a file, numbers as they are.

    chosen: the picture picked, None for typed numbers; image (1, H, W): what the lab works on.
    """
    source = image[0].numpy() if chosen is None else source_of(chosen)
    return {"image": source, "longest_side": longest if isinstance(source, str) and longest else None}
