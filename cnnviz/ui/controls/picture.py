"""The one image source of every lesson: sample photo, upload, camera or a typed matrix.

The choice lives in the session and in the address (`?picture=coffee`, `?picture=matrix&matrix=0 1; 2 3`), so it
carries over from page to page. A private picture stays on the server for the session and never enters a link.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz import kept
from cnnviz.ui.controls import uploads
from cnnviz.ui.frame import control, shell
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.images import Picture

DEFAULT = "chelsea"
MATRIX = "0 1 2; 3 4 5; 6 7 8"
SIZES = ("64", "128", "256", "512", "1024")  # pixels; beyond, every change sends tens of megabytes to each browser
INPUTS = {"numbers": "Numbers", "photo": "Photo"}  # what a lab may look at
PHOTO_FIRST = dict(reversed(INPUTS.items()))
_KINDS = {
    "sample": ":material/photo_library: Samples",
    "upload": ":material/upload: Upload",
    "camera": ":material/photo_camera: Camera",
    "matrix": ":material/grid_on: Matrix",
}


def choose() -> "Picture":
    """The picture picker, folded into a button; returns the chosen picture, which is always a valid one."""
    from cnnviz import images

    _restore()
    state = st.session_state
    with st.popover(_label(), icon=":material/image:", width="content"):
        kind = control.segmented_control("Where from", _KINDS, key="picture-kind", label_visibility="collapsed")
        if kind == "sample":
            control.selectbox(
                "Sample photo",
                list(images.SAMPLES),
                format_func=lambda name: images.SAMPLES[name].title,
                key="picture-sample",
                on_change=_chosen,
                index=None,
                placeholder="Choose a photo",
            )
        elif kind == "upload":
            st.file_uploader(
                "A picture of up to 20 MB and 100 megapixels",
                type=images.ENDINGS,
                key="picture-upload",
                max_upload_size=20,
                on_change=_received,
                args=("picture-upload", "your picture"),
            )
        elif kind == "camera":
            st.camera_input(
                "Take a photo", key="picture-camera", on_change=_received, args=("picture-camera", "your photo")
            )
        elif kind == "matrix":
            control.text_area(
                "Rows on lines of their own, or separated by ;",
                key="picture-matrix",
                on_change=_typed,
                height=140,
                placeholder=MATRIX,
            )
        # read first: a typed matrix that is none says so itself
        picture = _current()
        problem = state.get("picture-problem")
        _say_problem()
        for note in picture.notes:
            st.caption(note)
        if kind == "sample" and state["picture"] in images.SAMPLES:
            st.caption(images.SAMPLES[state["picture"]].credit)
    if problem:  # and once more where it is seen while the button is folded
        shell.problem(ValueError(problem))
    return picture


def matrix_picture() -> "Picture":
    """The matrix the student typed last, as a picture of one channel; for labs that start with numbers."""
    _restore()
    return _matrix_picture(st.session_state["matrix"])


def matrix_field() -> None:
    """The field that changes it."""
    control.text_area(
        "Input: rows on lines of their own", key="picture-matrix", on_change=_typed, args=(False,), height=120
    )
    _say_problem()


def size_control(key: str) -> int:
    """Longest side at which the lab works, in pixels."""
    size = control.selectbox(
        "Longest side",
        SIZES,
        SIZES.index("256"),
        key=key,
        bind="query-params",
        width=shell.px(120),
        help="In pixels. On a smaller picture a kernel reaches further.",
    )
    return int(size)


def _restore() -> None:
    """Take the choice from the link, once a session; afterwards the session is right and the link follows, but for
    where the browser goes to another link within the page."""
    from cnnviz import images

    state, context = st.session_state, get_script_run_ctx(suppress_warning=True)
    asked = st.query_params.get("picture", DEFAULT)
    if context and context.is_history_navigation and asked != "own":  # "back", or an experiment: the link is right
        for name in ("picture", "matrix", "picture-kind", "picture-matrix", "picture-sample"):
            state.pop(name, None)
    if "picture" not in state:
        state["matrix"] = st.query_params.get("matrix", MATRIX)
        state["picture"] = asked if asked in images.SAMPLES or asked == "matrix" else DEFAULT
        if asked == "own":
            state["picture-problem"] = (
                "This link was made with somebody's own picture, which stays on their device: here is a sample photo."
            )
        elif state["picture"] != asked:
            state["picture-problem"] = say(
                "There is no sample photo called '{asked}': here is another one.", asked=asked
            )
    state.setdefault("picture-kind", "matrix" if state["picture"] == "matrix" else "sample")
    state.setdefault("picture-matrix", state["matrix"].replace("; ", "\n"))
    if state["picture"] in images.SAMPLES:
        state.setdefault("picture-sample", state["picture"])
    _write("picture", state["picture"], DEFAULT)
    _write("matrix", state["matrix"], MATRIX)


def _write(name: str, value: str, default: str) -> None:
    if value == default:
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _label() -> str:
    return say("Picture: {name}", name=shell.plain(_current().name))


def _current() -> "Picture":
    from cnnviz import images

    state = st.session_state
    if state["picture"] == "own" and "picture-own" in state:
        own: Picture = state["picture-own"]
        return own
    if state["picture"] == "matrix":
        return _matrix_picture(state["matrix"])
    return sample(state["picture"] if state["picture"] in images.SAMPLES else DEFAULT)


@kept.keep
def sample(name: str) -> "Picture":
    from cnnviz import images

    return replace(images.sample_picture(name), name=images.SAMPLES[name].title)


def _matrix_picture(text: str) -> "Picture":
    import torch

    from cnnviz import images
    from cnnviz.writing import matrices

    try:
        values = matrices.parse_matrix(text, most=matrices.SENSIBLE)
    except ValueError as error:
        st.session_state["picture-problem"] = str(error)
        values = matrices.parse_matrix(MATRIX)
    text = matrices.format_matrix(values)
    return images.Picture(pixels=torch.from_numpy(values)[None], name="Matrix", notes=(), sha=f"matrix {text}")


def _chosen() -> None:
    if st.session_state["picture-sample"]:
        st.session_state["picture"] = st.session_state["picture-sample"]


def _received(key: str, name: str) -> None:
    from cnnviz import images

    file: Any = st.session_state[key]
    if not hasattr(file, "getvalue"):  # nothing, or a file that has been read and let go
        if sentence := uploads.let_go():
            st.session_state["picture-problem"] = sentence
        return
    try:
        st.session_state["picture-own"] = images.read_picture(file.getvalue(), name)
        st.session_state["picture"] = "own"
    except images.ImageError as error:
        st.session_state["picture-problem"] = say("{error} The previous picture stays.", error=error)
    finally:
        uploads.release(file)


def _typed(use: bool = True) -> None:
    """Take over the typed matrix, if it is one; with `use` it becomes the picture of all lessons."""
    from cnnviz.writing import matrices

    try:
        values = matrices.parse_matrix(st.session_state["picture-matrix"], most=matrices.SENSIBLE)
    except ValueError as error:
        st.session_state["picture-problem"] = say("{error} The previous matrix stays.", error=error)
        return
    st.session_state["matrix"] = matrices.format_matrix(values)
    if use:
        st.session_state["picture"] = "matrix"


def _say_problem() -> None:
    if "picture-problem" in st.session_state:
        shell.problem(ValueError(st.session_state.pop("picture-problem")))


@kept.keep
def _working(sha: str, longest: int, grey: bool, _pixels: "Tensor") -> "Tensor":
    from cnnviz import convolution, images

    pixels = images.resize(_pixels, longest) if longest else _pixels
    if grey and pixels.shape[0] == 3:
        pixels = convolution.grey(pixels)[None]
    return pixels


def volume(picture: "Picture", *, longest: int) -> "Tensor":
    """The picture with three channels, (3, H, W); a matrix is repeated."""
    return working(picture, longest=longest).expand(3, -1, -1)


def working(picture: "Picture", *, longest: int = 0, grey: bool = False) -> "Tensor":
    """The picture as the lab uses it: (C, H, W), scaled down to `longest` pixels a side (0: as it is), grey or not.

    The cache's key is the picture's hash: Streamlit hashes large arrays from a sample of their values.
    """
    result: Tensor = _working(picture.sha, longest, grey, picture.pixels)
    return result
