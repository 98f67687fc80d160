"""What leaves the page: the link, a PNG, a GIF of the sliding window, a PyTorch script."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.ui.controls.window_settings import WindowSettings
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.views import lab

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from cnnviz.images import Picture


def pictures(
    name: str,
    image: "Tensor",
    kernel: "Tensor",
    output: "Tensor",
    window: WindowSettings,
    *,
    show: str = "auto",
    bias: float = 0.0,
) -> None:
    """Copy link, PNG and GIF for the lab on the screen; the files are made when somebody asks for them."""
    show = lab.shown_as(show, image, kernel)
    settings: dict[str, Any] = {
        "stride": window.stride,
        "padding": window.resolved((kernel.shape[-2], kernel.shape[-1])),
        "dilation": window.dilation,
        "padding_mode": window.padding_mode,
        "show": show,
        "bias": bias,
    }

    def png() -> bytes:
        from cnnviz.drawing.stills import response_picture

        return response_picture(image, kernel, output, show=show)  # type: ignore[arg-type]

    def gif() -> bytes:
        from cnnviz.drawing.animation import sliding_window_gif

        return sliding_window_gif(image, kernel, output, **settings)

    with lesson.row():
        shell.copy_link()
        download("PNG", png, f"{name}.png", "image/png")
        download("GIF of the sliding window", gif, f"{name}.gif", "image/gif")


def download(label: str, make: Callable[[], bytes], file_name: str, mime: str) -> None:
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        key=f"download-{file_name}",
    )


def convolution_script(
    picture: "Picture",
    kernel: "Tensor",
    window: WindowSettings,
    *,
    longest: int,
    grey: bool,
    convolution: bool = False,
) -> str:
    """The lab's computation as a script that runs as it is."""
    from cnnviz.lessons.listings import responses

    source = source_of(picture)
    return responses.convolution_script(
        kernel.numpy(),
        source,
        **window.arguments(),
        convolution=convolution,
        grey=grey,
        longest_side=longest or None if isinstance(source, str) else None,
    )


def channels_script(
    picture: "Picture | None", volume: "Tensor", kernel: "Tensor", window: WindowSettings, *, bias: float, longest: int
) -> str:
    """The same for a volume (C, H, W): partial results, then the bias; picture None stands for the volume itself."""
    from cnnviz.lessons.listings import responses

    source = volume.numpy() if picture is None else source_of(picture)
    if not isinstance(source, str):
        source = volume.numpy()
    return responses.channels_script(
        kernel.numpy(),
        source,
        bias=bias,
        **window.arguments(),
        longest_side=longest if isinstance(source, str) else None,
    )


def source_of(picture: "Picture") -> "str | NDArray[Any]":
    """How a script gets the picture: a sample by its name, a matrix as numbers, a private picture from a file."""
    from cnnviz import images

    if len(picture.pixels) == 1:
        return picture.pixels[0].numpy()
    chosen = st.session_state.get("picture")
    return chosen if chosen in images.SAMPLES else "your_picture.png"
