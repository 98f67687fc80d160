"""Lesson 1.3: the controls of the transformation, and both orders of moving and filtering in pictures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.lessons.equivariance import pictures as equivariance_pictures
from cnnviz.operations.equivariance import Measurement, Transformation
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import stills
from cnnviz.words import say

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

    from cnnviz.images import Picture

MOVES = ("shift", "rotate", "zoom")
BORDERS = ("zeros", "circular")
ZOOMS = ("0.5", "0.8", "1.1", "1.25", "1.5", "2", "3")
STRIDES = ("1", "2", "3", "4")
FARTHEST = 64  # pixels


@dataclass(frozen=True)
class Move:
    """What is done to the picture, and how the layer goes over it."""

    change: Transformation
    stride: int
    padding_mode: str

    @property
    def named(self) -> str:
        """The transformation in words."""
        change = self.change
        if change.kind == "shift":
            return say("shift by ({dy}, {dx})", dy=change.dy, dx=change.dx)
        return (
            say("rotate by {degrees:g}°", degrees=change.degrees)
            if change.kind == "rotate"
            else say("zoom by {factor:g}", factor=change.factor)
        )


def move_settings() -> Move:
    """The controls of T, the stride and the border."""
    kind = lesson.choice("T", MOVES, "eq-move")
    change = Transformation(kind)
    if kind == "shift":
        change = change._replace(dy=_pixels("Down", 5, "eq-dy"), dx=_pixels("Right", 9, "eq-dx"))
    elif kind == "rotate":
        degrees = control.slider(
            "Degrees", -180, 180, 30, 5, key="eq-degrees", bind="query-params", width=shell.px(240)
        )
        change = change._replace(degrees=float(degrees))
    else:
        factor = control.selectbox(
            "Zoom", ZOOMS, ZOOMS.index("1.5"), key="eq-factor", bind="query-params", width=shell.px(110)
        )
        change = change._replace(factor=float(factor))
    stride = lesson.choice("Stride", STRIDES, "eq-stride")
    border = lesson.choice(
        "Border",
        BORDERS,
        "eq-border",
        help="circular: the picture goes on at the opposite side, also when it is shifted.",
    )
    return Move(change, int(stride), border)


def _pixels(label: str, default: int, key: str) -> int:
    return control.number_input(
        say("{label}, pixels", label=label),
        -FARTHEST,
        FARTHEST,
        default,
        key=key,
        bind="query-params",
        width=shell.px(130),
    )


def show_orders(
    photo: "np.ndarray", moved: "np.ndarray", filtered: "np.ndarray", measured: Measurement, move: Move
) -> None:
    """Two rows of pictures, one per order, and the difference beside them; all maps are (H, W)."""
    limit = equivariance_pictures.common_limit(measured)
    verb, scale = move.change.kind, say("blue −{limit:.3g}, white 0, red {limit:.3g}", limit=limit)
    ways, result = lesson.scenes("Both orders", "The difference", beside=[3, 2])
    with ways:
        pictures = {
            say("First {verb} …", verb=verb): (
                equivariance_pictures.photo(moved),
                say("The picture after: {named}", named=move.named),
            ),
            "… then filter: f(T(x))": (
                equivariance_pictures.response(measured.moved_first.numpy(), limit),
                say("Response of the kernel to the moved picture; {scale}", scale=scale),
            ),
            "First filter …": (
                equivariance_pictures.response(filtered, limit),
                say("Response of the kernel to the picture; {scale}", scale=scale),
            ),
            say("… then {verb}: T(f(x))", verb=verb): (
                equivariance_pictures.response(measured.filtered_first.numpy(), limit),
                say("The response after: {named}; {scale}", named=move.named, scale=scale),
            ),
        }
        for pair in (list(pictures.items())[:2], list(pictures.items())[2:]):
            for column, (title, (pixels, alt)) in zip(st.columns(2, gap="small"), pair, strict=True):
                with column:
                    st.image(stills.encoded(pixels), caption=title, alt=alt, width="stretch", output_format="PNG")
    with result:
        st.image(
            stills.encoded(equivariance_pictures.difference(measured, limit, across=900)),
            caption="Difference; the line encloses what is away from the border",
            alt=say(
                "Difference of the two orders, at most {everywhere:.3g}; {scale}",
                everywhere=measured.everywhere,
                scale=scale,
            ),
            width="stretch",
            output_format="PNG",
        )
        st.image(
            stills.encoded(equivariance_pictures.colour_bar()),
            alt=say("Colour bar: {scale}", scale=scale),
            width="stretch",
            output_format="PNG",
        )
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            for tick in (f"−{limit:.3g}", "0", f"{limit:.3g}"):
                st.caption(tick, width="content")
        with lesson.results():
            st.metric("Largest difference", f"{measured.everywhere:.3g}")
            interior = "no such place" if measured.interior is None else f"{measured.interior:.3g}"
            st.metric("away from the border", interior)


def script(chosen: "Picture", image: "Tensor", kernel: "Tensor", move: Move, *, longest: int) -> str:
    """The lab's measurement as a script; image is the picture (H, W) as the lab uses it."""
    from cnnviz.images import SAMPLES
    from cnnviz.lessons.equivariance.listing import equivariance_script

    own: Any = "your_picture.png"
    if len(chosen.pixels) == 1:
        own = image.numpy()
    elif st.session_state.get("picture") in SAMPLES:
        own = st.session_state["picture"]
    return equivariance_script(
        kernel,
        own,
        move.change,
        stride=move.stride,
        padding_mode=move.padding_mode,
        longest_side=longest if isinstance(own, str) else None,
    )


def take_away(measured: Measurement, move: Move) -> None:
    """The link and a picture for a slide, made when somebody asks for it."""
    with lesson.row():
        shell.copy_link()
        st.download_button(
            "PNG",
            lambda: equivariance_pictures.slide(measured, move.named),
            file_name="equivariance.png",
            mime="image/png",
            on_click="ignore",
            icon=":material/download:",
            key="download-equivariance.png",
        )
