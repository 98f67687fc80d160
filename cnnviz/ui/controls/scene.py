"""The one picture of the lessons of chapter 6 with its truth: a drawn scene, coins, or a photo that one draws boxes on.

The choice stands in the address (`?scene=coins`, `?scene-seed=7`) and goes along from lesson to lesson. Boxes that a
student has drawn stand there, too, as long as the picture is the one that they were drawn on.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import kept
from cnnviz.data.catalogue import SHAPES
from cnnviz.ui.controls import picture, uploads
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.words import several

if TYPE_CHECKING:
    from cnnviz.data.scenes import Labelled

Boxes = list[tuple[str, tuple[float, float, float, float]]]

KINDS = {"drawn": "Drawn", "coins": "Coins", "photo": "Photo"}
FEW = ("circle", "square", "triangle")
SIZES = {"small": "Small", "medium": "Medium", "large": "Large"}
CLASSES = "person, animal, thing"
MOST_CLASSES = 8
PHOTO = 256  # pixels of the longest side
TRUTH = "scene-truth"
_KEYS = (
    "scene", "scene-seed", "scene-objects", "scene-radius", "scene-shapes", "scene-overlap", "scene-thin",
    "scene-noise", "scene-colours", "scene-classes",
)  # fmt: skip


@dataclass(frozen=True)
class Scenery:
    """The picture with its truth as it stands now; source: what it was made from, so that boxes stay with
    theirs; changed: it was another one a moment ago, so that what the address says may be about that.
    """

    kind: str
    picture: "Labelled"
    source: tuple[object, ...]
    changed: bool = False

    @property
    def tag(self) -> str:
        """Of the picture and its classes."""
        return hashlib.sha256(repr((self.source, self.picture.classes)).encode()).hexdigest()[:8]

    def rows(self) -> list[list[float]]:
        """The place of its class and the edges of each object, for a component."""
        classes, objects = self.picture.classes, self.picture.truth.objects
        return [[classes.index(one.label), *one.box] for one in objects]


def choose(slug: str, objects: int = 1) -> Scenery:
    """The controls, in a row, and the picture with what is known of it, or what the student has drawn.

    slug: the lesson; objects: of a drawn scene, where nobody has said how many.
    """
    _carry(slug)
    kind = lesson.choice("Picture", KINDS, "scene")
    bare, source = _drawn(objects) if kind == "drawn" else _coins() if kind == "coins" else _photo()
    st.session_state["scene-kept"] = {
        key: st.session_state[key] for key in _KEYS if key in st.query_params and key in st.session_state
    }
    found = Scenery(kind, bare, source)
    before = st.session_state.get("scene-tag", found.tag)
    st.session_state["scene-tag"] = found.tag
    found = replace(found, changed=before != found.tag)
    if not str(st.query_params.get(TRUTH, "")).startswith(found.tag):  # boxes of another picture
        st.query_params.pop(TRUTH, None)
    says = "a class and the four edges of each box, on this picture"
    boxes = control.from_link(TRUTH, "boxes", lambda text: _read(text, found), says, "what is known of the picture")
    return found if boxes is None else replace(found, picture=boxes)


def keep(scenery: Scenery, rows: Sequence[Sequence[float]]) -> None:
    """Boxes that were drawn, as `rows` has them, go into the address; raises ValueError at what can be none."""
    drawn = replace(scenery, picture=with_rows(scenery, rows))
    if scenery.rows() != drawn.rows():
        _write(drawn)


def with_rows(scenery: Scenery, rows: Sequence[Sequence[float]]) -> "Labelled":
    """The picture with these objects; raises ValueError at what can be none."""
    from cnnviz.data import scenes

    classes = scenery.picture.classes
    boxes: Boxes = []
    for label, x0, y0, x1, y1 in rows:
        if label not in range(len(classes)):
            raise ValueError(f"{label!r} is no class")
        boxes.append((classes[int(label)], (x0, y0, x1, y1)))
    return scenes.with_boxes(scenery.picture, boxes)


def sent(value: Any, scenery: Scenery) -> tuple[list[list[float]], int]:
    """Boxes and the chosen one as a component sends them; raises at what it cannot send."""
    rows = [[browser.number(part) for part in row] for row in value["rows"]]
    at = int(browser.number(value["at"]))
    if not -1 <= at < len(rows):
        raise ValueError(f"there is no object {at}")
    with_rows(scenery, rows)
    return rows, at


def chosen(name: str, scenery: Scenery) -> int | None:
    """Which object is chosen: the first one, unless the address says another or, with −1, none."""
    count = len(scenery.picture.truth.objects)

    def read(text: str) -> int | None:
        at = int(text)
        if at >= count and scenery.changed:
            st.query_params.pop(name, None)
            return None
        if not -1 <= at < count:
            raise ValueError(f"there is no object {at}")
        return at

    says = "the place of an object, such as 0, or -1 for none"
    at = control.from_link(name, "object", read, says, "the first one")
    if at is None:
        at = 0 if count else -1
    return None if at < 0 else at


def files(scenery: Scenery, key: str) -> None:
    """The truth as COCO JSON, to take away and to bring back."""
    from cnnviz.data import coco

    here = scenery.picture
    with st.popover("Boxes as COCO JSON", icon=":material/data_object:", width="content"):
        st.caption(several("1 object", "{n} objects", len(here.truth.objects)))
        st.download_button(
            "Download", coco.write_coco([here.truth], here.classes), "boxes.json", "application/json",
            on_click="ignore", icon=":material/download:", key=f"{key}-coco-download",
        )  # fmt: skip
        st.file_uploader(
            "Boxes for this picture, as COCO JSON of up to 5 MB", type="json", max_upload_size=5,
            key=f"{key}-coco", on_change=_received, args=(f"{key}-coco", scenery),
        )  # fmt: skip
        if st.query_params.get(TRUTH):
            st.button("Forget drawn boxes", on_click=_forget, key=f"{key}-coco-forget")
    if problem := st.session_state.pop("scene-problem", None):
        shell.problem(problem)


def _forget() -> None:
    st.query_params.pop(TRUTH, None)


# ------------------------------------------------------------------------------------------------ pictures


def _carry(slug: str) -> None:
    """What was chosen in another lesson of the chapter, or here before, where the address says nothing about it."""
    came_from = st.session_state.get("scene-lesson")
    st.session_state["scene-lesson"] = slug
    chosen = st.session_state.get("scene-kept", {})
    if any(name == "scene" or name.startswith("scene-") for name in st.query_params):
        return
    if came_from != slug or not any(key in st.session_state for key in chosen):
        for key, value in chosen.items():
            st.session_state[key] = value


def _drawn(objects: int) -> "tuple[Labelled, tuple[object, ...]]":
    def another() -> None:
        st.session_state["scene-seed"] = (st.session_state["scene-seed"] + 1) % 10_000

    with st.popover("The scene", icon=":material/tune:", width="content"):
        settings: dict[str, Any] = {
            "objects": control.slider("Objects", 1, 6, objects, key="scene-objects", bind="query-params"),
            "radius": control.segmented_control(
                "Size", SIZES, default="medium", key="scene-radius", bind="query-params", required=True
            )
            or "medium",
            "names": FEW if lesson.choice("Classes", {"three": "3", "six": "6"}, "scene-shapes") == "three" else SHAPES,
            "overlap": control.toggle("Objects may overlap", key="scene-overlap", bind="query-params"),
            "thin": control.slider(
                "How many times longer than wide", 1.0, 4.0, 1.0, 0.5, key="scene-thin", bind="query-params"
            ),
            "noise": control.slider("Noise", 0.0, 0.5, 0.05, 0.05, key="scene-noise", bind="query-params"),
            "class_colours": control.toggle(
                "Each class in its colour", key="scene-colours", bind="query-params",
                help="Then colour gives the class away, and a network need not look at the shape.",
            ),
        }  # fmt: skip
        seed = control.number_input("Seed", 0, 9999, 1, key="scene-seed", bind="query-params")
    st.button("Another scene", key="scene-another", on_click=another, icon=":material/casino:")
    return _scene(int(seed), **settings), (seed, *settings.values())


@kept.keep
def _scene(
    seed: int,
    objects: int,
    radius: str,
    names: tuple[str, ...],
    overlap: bool,
    thin: float,
    noise: float,
    class_colours: bool,
) -> "Labelled":
    """The scene; where so many objects find no room, with as many as do."""
    from cnnviz.data import scenes
    from cnnviz.data.dataset import DataError

    for count in range(objects, 0, -1):
        try:
            return scenes.drawn(
                seed, objects=count, radius=radius, names=names, overlap=overlap, thin=thin, noise=noise,
                class_colours=class_colours,
            )  # fmt: skip
        except DataError:
            if count == 1:
                raise
    raise AssertionError


def _coins() -> "tuple[Labelled, tuple[object, ...]]":
    from cnnviz.data import scenes

    return scenes.coins(), ("coins",)


def _photo() -> "tuple[Labelled, tuple[object, ...]]":
    from cnnviz.data import scenes

    photo = picture.choose()
    text = control.text_input(
        "Classes", CLASSES, key="scene-classes", bind="query-params", max_chars=200, width=shell.px(240),
        help="Names with commas between them.",
    )  # fmt: skip
    try:
        classes = scenes.read_classes(text, MOST_CLASSES)
    except ValueError as error:
        shell.problem(error)
        classes = scenes.read_classes(CLASSES, MOST_CLASSES)
    pixels = picture.volume(photo, longest=PHOTO)
    return scenes.photo(pixels, photo.name, classes), (photo.sha,)


# --------------------------------------------------------------------------------------------------- truth


def _read(text: str, scenery: Scenery) -> "Labelled":
    numbers = [float(part) for part in text.split(",")[1:]]
    return with_rows(scenery, [numbers[at : at + 5] for at in range(0, len(numbers), 5)])


def _received(key: str, scenery: Scenery) -> None:
    from cnnviz.data import coco, scenes

    file: Any = st.session_state[key]
    if not hasattr(file, "getvalue"):  # nothing, or a file that has been read and let go
        return
    try:
        pictures, classes = coco.read_coco(file.getvalue().decode(errors="replace"))
        wanted = classes if scenery.kind == "photo" else scenery.picture.classes
        found = scenes.with_truth(scenery.picture, pictures, wanted)
    except ValueError as error:
        st.session_state["scene-problem"] = error
        return
    finally:
        uploads.release(file)
    if scenery.kind == "photo":
        st.session_state["scene-classes"] = ", ".join(found.classes)
    _write(replace(scenery, picture=found))


def _write(scenery: Scenery) -> None:
    browser.keep(TRUTH, [scenery.tag, *(f"{value:g}" for row in scenery.rows() for value in row)])
