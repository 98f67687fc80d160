"""Making a data set of one's own: a zip of folders, or files and photos class by class, or the example."""

import time
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import data, kept, limits
from cnnviz.training.recipe import OWN
from cnnviz.ui.controls import uploads
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.frame.owner import owner
from cnnviz.words import joined, say, several

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.data import Dataset

WAYS = {"zip": "A zip of folders", "classes": "Class by class"}
SOURCES = {"files": "Files", "camera": "Camera"}
NAMED = 5  # runs, before pictures are deleted
SIZES = ("32", "48", "64")

Pictures = dict[str, list[bytes]]  # class -> small PNG files


def make(key: str) -> None:
    """The controls; a finished set is saved, and becomes the one that <key>-dataset chooses."""
    from cnnviz.data.packing import example_zip

    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = lesson.choice("Your pictures from", WAYS, f"{key}-from")
        size = control.selectbox(
            "Scaled to", SIZES, key=f"{key}-size", bind="query-params", width=shell.px(110),
            help="Pixels of a side: every picture is cut to the square in its middle. Larger ones train more slowly.",
        )  # fmt: skip
        title = control.text_input("Name of the set", "My pictures", key=f"{key}-title-typed", width=shell.px(190))
    if sentence := uploads.let_go():
        shell.problem(ValueError(sentence))
    if way == "zip":
        _zip(key, int(size), title)
    else:
        _class_by_class(key, int(size), title)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("No pictures at hand?")
        if shell.button("Use the example", key=f"{key}-example", icon=":material/texture:"):
            _save(key, lambda progress: _read(example_zip(), int(size), progress), "Brick, grass, gravel")
        st.download_button(
            "Download the example", example_zip, "example.zip", "application/zip", key=f"{key}-example-zip",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _zip(key: str, size: int, title: str) -> None:
    file = st.file_uploader(
        "A zip with one folder for each of 2 to 20 classes, up to 100 MB",
        type=["zip"],
        key=f"{key}-zip",
        max_upload_size=100,
    )
    state = st.session_state
    if file is None or not hasattr(file, "getvalue") or state.get(f"{key}-read") == (file.file_id, size):
        return
    state[f"{key}-read"] = (file.file_id, size)  # once, not with every change on the page
    _save(key, lambda progress: _read(file.getvalue(), size, progress), title)


def _read(content: bytes, size: int, progress: "data.Progress") -> "Dataset":
    from cnnviz.data import own_zip

    return own_zip.read_zip(content, size=size, progress=progress, owner=owner())


def _class_by_class(key: str, size: int, title: str) -> None:
    from cnnviz import images
    from cnnviz.data import own_pictures

    state = st.session_state
    collected: Pictures = state.setdefault(f"{key}-collected", {})
    names = _names(key)
    if len(names) < 2:
        shell.problem(ValueError("A network needs at least two classes: write two names or more, as in cup, pen."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = control.selectbox("Add to the class", names, key=f"{key}-class", width=shell.px(170))
        source = lesson.choice("from", SOURCES, f"{key}-source")
    turn = state.setdefault(f"{key}-turn", 0)  # a new field after each addition, so that nothing is added twice
    given: dict[str, Any] = {"on_change": _received, "args": (key, label, turn)}
    if source == "files":
        st.file_uploader(
            say(
                "Pictures of {label}, up to 20 MB each and {most} MB in all",
                label=shell.plain(label),
                most=limits.UPLOADS // 10**6,
            ),
            images.ENDINGS,
            True,
            key=f"{key}-shots-{turn}",
            max_upload_size=20,
            **given,
        )
    else:
        st.camera_input(say("A photo of {label}", label=shell.plain(label)), key=f"{key}-shots-{turn}", **given)
    if f"{key}-unread" in state:
        shell.problem(ValueError(state.pop(f"{key}-unread")))
    for name in names:
        shots = collected.get(name, [])
        st.markdown(
            say(
                "**{name}**: {pictures}",
                name=shell.plain(name), pictures=several("{n} picture", "{n} pictures", len(shots)),
            )
        )  # fmt: skip
        if shots:
            st.image(shots[-10:], width=56)
    pictures = {name: collected.get(name, []) for name in names}
    with st.container(horizontal=True):
        ready = all(pictures.values())
        if shell.button("Make the data set", key=f"{key}-make", type="primary", disabled=not ready):
            _save(
                key,
                lambda progress: own_pictures.from_pictures(pictures, size=size, progress=progress, owner=owner()),
                title,
            )
        st.button(
            "Remove the last one", key=f"{key}-undo", on_click=_remove_last, args=(collected, label),
            disabled=not collected.get(label), icon=":material/undo:",
        )  # fmt: skip
    if not ready:
        empty = next(name for name in names if not pictures[name])
        st.caption(
            say("Add pictures to every class first, ten or more each: {empty} has none yet.", empty=shell.plain(empty))
        )


def _names(key: str) -> list[str]:
    text = control.text_input(
        "The classes, with commas between them", "cup, pen", key=f"{key}-classes-typed", autocomplete="off"
    )
    return list(dict.fromkeys(name.strip()[:60] for name in text[: limits.TEXT].split(",") if name.strip()))[:20]


def _received(key: str, label: str, turn: int) -> None:
    """Add the files or the photo to the class."""
    from cnnviz.data import own_pictures
    from cnnviz.images import ImageError

    state = st.session_state
    given: Any = state[f"{key}-shots-{turn}"]
    files = given if isinstance(given, list) else [given]
    files = [file for file in files if hasattr(file, "getvalue")]  # the others were let go, which `uploads` tells
    shots, unread = state[f"{key}-collected"].setdefault(label, []), []
    for file in files:
        try:
            shots.append(own_pictures.shrink(file.getvalue()))
        except ImageError as error:
            unread.append(say("{name}: {error}", name=file.name, error=error))
        finally:
            uploads.release(file)
    if unread:
        more = [say("So it is with {more} more.", more=len(unread) - 1)] if unread[1:] else []
        state[f"{key}-unread"] = joined([unread[0], *more], " ")
    state[f"{key}-turn"] = turn + 1


def _remove_last(collected: Pictures, label: str) -> None:
    if collected.get(label):
        collected[label].pop()


def _save(key: str, read: "Callable[[data.Progress], Dataset]", title: str) -> None:
    """Read the pictures under a progress bar, keep them, and choose them."""
    from cnnviz.data import own

    bar = st.progress(0.0, "Reading the pictures.")
    drawn = [0.0]

    def progress(share: float, sentence: str) -> None:
        if time.monotonic() - drawn[0] > 0.1:
            drawn[0] = time.monotonic()
            bar.progress(min(max(share, 0.0), 1.0), sentence)

    try:
        identity = own.save_own(read(progress), title, owner())
    except data.DataError as error:
        shell.problem(error)
        return
    finally:
        bar.empty()
    st.session_state[f"{key}-dataset"] = f"{OWN}{identity}"


def remove(name: str, key: str, instead: str) -> None:
    """Delete a set of one's own and all that was made of it, once that is confirmed; then another one is chosen."""
    from cnnviz.training import pictures

    def delete() -> None:
        try:
            pictures.forget(name)
        except ValueError as error:
            st.session_state[f"{key}-kept"] = str(error)
            return
        finally:
            _forget_everywhere()
        st.session_state.pop(f"{key}-collected", None)
        st.session_state[f"{key}-dataset"] = instead

    if sentence := st.session_state.pop(f"{key}-kept", ""):
        shell.problem(ValueError(sentence))
    asking = st.popover("Delete these pictures", icon=":material/delete:", key=f"{key}-deleting", on_change="rerun")
    if asking.open:
        with asking:
            st.markdown(_what_goes(name))
            st.button("Delete for good", key=f"{key}-delete", on_click=delete, type="primary")


def _what_goes(name: str) -> str:
    """What deleting takes along, told before it is confirmed."""
    from cnnviz.training import pictures

    runs, comparisons = pictures.made_of(name)
    its = [run for run in runs if run.owner == owner()]
    others = len(runs) - len(its)
    named = ", ".join(f"“{shell.told(run.name)}”" for run in its[:NAMED])
    if len(its) > NAMED:
        named = say("{named} and {more} more", named=named, more=len(its) - NAMED)
    yours = say("{runs} of yours", runs=_runs(len(its)))
    made = [say("{runs} of yours ({named})", runs=_runs(len(its)), named=named) if named else yours]
    if others:
        made.append(say("{runs} of others", runs=_runs(others)))
    if comparisons:
        made.append(several("{n} comparison", "{n} comparisons", len(comparisons)))
    return say(
        "The pictures are removed from this server for good, and what was made of them goes with them: {made}, with "
        "all curves, weights and snapshots. Download what you want to keep first.",
        made=joined(made),
    )


def _runs(count: int) -> str:
    return several("{n} run", "{n} runs", count) if count else "no run"


def _forget_everywhere() -> None:
    """Let go of all that pages and routes keep in memory: some of it shows pictures that are deleted."""
    for forget in (kept.forget, st.cache_data.clear, st.cache_resource.clear):
        forget()
