"""The data set of a run: choosing one, fetching one that is not there, and what is in it."""

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import data
from cnnviz import plain as marks
from cnnviz.training.recipe import OWN
from cnnviz.ui.frame import control, lesson, shell, stage
from cnnviz.ui.frame.owner import owner
from cnnviz.ui.runs import datasets
from cnnviz.ui.views import charts, curves
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cnnviz.data import Dataset, Entry
    from cnnviz.training import Run

SHOWN = 8  # pictures of a class
SIDE = 48  # pixels on the screen, at least
PRIVATE = "These pictures are private: only the browser that brought them sees them. Choose another data set."
BAND = 2  # white pixels between two pictures


def choose(key: str, catalogue: tuple[str, ...] = tuple(data.CATALOGUE), *, label: str = "Data set") -> str:
    """The control: names of the catalogue, then the student's own sets, and a set without an owner from a link."""
    own = own_sets(key)
    titles = {name: data.CATALOGUE[name].title for name in catalogue}
    titles |= {
        name: say("{title} · {name}", title=entry.title, name=name.removeprefix(OWN)) for name, entry in own.items()
    }
    return control.selectbox(
        label,
        list(titles),
        format_func=titles.__getitem__,
        key=f"{key}-dataset",
        bind="query-params",
        width=shell.px(190),
        help="MNIST, Fashion-MNIST and CIFAR-10 are downloaded once; all other sets come with the app.",
    )


def own_sets(key: str) -> "dict[str, Entry]":
    """The student's own sets, the newest first, and the one that the address names if it is nobody's."""
    from cnnviz.data import own

    sets = own.list_own(owner())
    link = str(st.query_params.get(f"{key}-dataset", ""))
    asked = OWN + link.rpartition(" · ")[2].removeprefix(OWN)  # older links hold the title as well
    if (" · " in link or link.startswith(OWN)) and asked not in sets:
        try:
            if own.is_open_to(asked, owner()):
                sets[asked] = own.describe_own(asked)
            else:
                shell.problem(ValueError(PRIVATE))
        except data.DataError as error:
            shell.problem(error)
    return sets


def load(name: str, run: "Run | None" = None) -> "Dataset | None":
    """The data set, if this browser may see it; None where a sentence says what is missing.

    run: the one that was trained on it, whose owner may show private pictures with it.
    """
    try:
        if not name.startswith(OWN) and not data.available(name):
            return None
        if not (datasets.are_shown(run, owner()) if run else datasets.is_open_to(name, owner())):
            st.info(PRIVATE)
            return None
        return datasets.load(name)
    except data.DataError as error:
        shell.problem(error)
        return None


def fetch(name: str, key: str) -> None:
    """For a set that is not there yet: what it is, and a button that downloads it."""
    entry = data.CATALOGUE[name]
    _, height, width = entry.shape
    st.info(
        say(
            "**{title}** is not on this server yet. {description} {count:,} pictures of {height} × "
            "{width} pixels, {classes} classes. {source} Licence: {licence}.",
            title=entry.title, description=entry.description, count=entry.count, height=height, width=width,
            classes=len(entry.classes), source=entry.source, licence=entry.licence,
        )
    )  # fmt: skip
    asked = shell.button(say("Download {title}", title=entry.title), key=f"{key}-fetch", icon=":material/download:")
    if st.session_state.pop(f"{key}-again", False) or asked:
        bar = st.progress(0.0, say("Asking for {title}.", title=entry.title))

        def progress(share: float, sentence: str) -> None:
            bar.progress(min(max(share, 0.0), 1.0), sentence)

        try:
            data.load(name, progress=progress)
        except data.DataError as error:
            bar.empty()
            shell.problem(error)
            offer_again(f"{key}-again")
            return
        st.rerun()


def offer_again(key: str) -> None:
    """A button that asks servers again which did not answer a moment ago; the next run finds True under the key."""
    from cnnviz.data import downloads

    def again() -> None:
        downloads.try_again()
        st.session_state[key] = True

    if downloads.some_are_silent():
        st.button("Try again now", key=f"{key}-button", on_click=again, icon=":material/refresh:")


def show(dataset: "Dataset", key: str) -> None:
    """What is in it, in one line; folded below: pictures of every class, class balance, source and licence."""
    channels, height, width = dataset.shape
    counts = dataset.counts().tolist()
    kind = "colour" if channels == 3 else "grey"
    sizes = (
        f"{min(counts):,}"
        if min(counts) == max(counts)
        else say("{fewest:,} to {most:,}", fewest=min(counts), most=max(counts))
    )
    normal = ", ".join(f"{mean:.3f} ± {std:.3f}" for mean, std in zip(dataset.mean, dataset.std, strict=True))
    lesson.note(
        say(
            "{images:,} {kind} pictures of {height} × {width} pixels, {counts} classes of {sizes}: "
            "**{train:,}** for training, **{validation:,}** for validation. "
            "Normalised with the training pictures' mean ± standard deviation {normal}.",
            images=len(dataset.images), kind=kind, height=height, width=width, counts=len(counts), sizes=sizes,
            train=len(dataset.train), validation=len(dataset.validation), normal=normal,
        )
    )  # fmt: skip
    for note in dataset.notes:
        st.warning(shell.told(note))
    label = "The pictures, and how many of each class"
    kept: dict[str, Any] = {"key": f"{key}-pictures", "on_change": "rerun"}
    strip = stage.strip()
    fold: Any = strip.popover("The pictures", **kept) if strip else st.expander(label, **kept)
    if fold.open:
        with fold:
            _pictures(dataset, key)


def _pictures(dataset: "Dataset", key: str) -> None:
    left, right = st.columns([2, 3], gap="medium")
    sheet = contact_sheet(dataset)
    left.image(
        sheet,
        caption=say(
            "Training pictures, a row for each class: {classes}.", classes=", ".join(map(shell.plain, dataset.classes))
        ),
        output_format="PNG",
        width="content",
        alt=say("Up to {SHOWN} training pictures of each class", SHOWN=SHOWN),
    )
    with right:
        _balance(dataset, key)
    entry = describe(dataset.name)
    if entry:
        lesson.note(
            say(
                "{description} Source: {source} Licence: {licence}.",
                description=shell.plain(entry.description), source=entry.source, licence=entry.licence,
            )
        )  # fmt: skip


def describe(name: str) -> "Entry | None":
    """What this browser may know of a set by its name."""
    if name in data.CATALOGUE:
        return data.CATALOGUE[name]
    from cnnviz.data import own

    try:
        return own.describe_own(name) if own.is_open_to(name, owner()) else None
    except data.DataError:
        return None


def _balance(dataset: "Dataset", key: str) -> None:
    names = [name if len(name) <= 18 else name[:17] + "…" for name in dataset.classes]
    shown = [marks.html(name) for name in names]
    traces: list[charts.Trace] = [
        {
            "type": "bar", "x": shown, "y": counts.tolist(), "name": part,
            "marker": {"color": colour}, "hovertemplate": say("%{{x}}: %{{y}} for {part}<extra></extra>", part=part),
        }
        for part, counts, colour in (
            ("training", dataset.counts("train"), curves.COLOURS[0]),
            ("validation", dataset.counts("validation"), curves.COLOURS[2]),
        )
    ]  # fmt: skip
    counted = joined(
        [
            say("{name} {count}", name=name, count=count)
            for name, count in zip(names, dataset.counts().tolist(), strict=True)
        ],
        "; ",
    )
    charts.draw(
        traces, key=f"{key}-balance", alt=say("Pictures of each class: {counted}", counted=counted), barmode="stack",
        height=300,
        legend=charts.legend(y=1.02), xaxis=charts.axis(type="category"), yaxis=charts.axis("pictures"),
        dragmode=False,
    )  # fmt: skip


def contact_sheet(dataset: "Dataset", per_class: int = SHOWN) -> "NDArray[Any]":
    """The first training pictures of every class, a row each: uint8 (H, W) or (H, W, 3), pixels repeated."""
    channels, height, width = dataset.shape
    times = max(1, round(SIDE / height))
    rows = []
    for members in data.preview(dataset, per_class):
        row = np.full((height * times + BAND, (width * times + BAND) * per_class, channels), 255, dtype=np.uint8)
        for place, image in enumerate(dataset.images[members].numpy()):
            left = place * (width * times + BAND)
            large = np.moveaxis(image, 0, -1).repeat(times, 0).repeat(times, 1)
            row[: height * times, left : left + width * times] = large
        rows.append(row)
    return np.concatenate(rows).squeeze()
