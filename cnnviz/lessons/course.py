"""The course: every lesson by its stem, in order. Numbers, addresses, navigation, cards and question sets follow.

A lesson's words lie in `cnnviz.lessons.<stem>`; its page is pages/chapter_<n>/<stem>.py.
"""

import importlib
from dataclasses import dataclass
from typing import NamedTuple


class Chapter(NamedTuple):
    """A chapter's title, and the stems of its lessons."""

    title: str
    stems: tuple[str, ...]


COURSE = (
    Chapter(
        "Why convolutions",
        (
            "dense_or_convolution",
            "connections",
            "equivariance",
            "history",
        ),
    ),
    Chapter(
        "Convolution",
        (
            "one_value",
            "flip",
            "algebra",
            "one_dimensional",
            "kernels",
            "channels",
            "filter_bank",
            "one_by_one",
            "learn_kernel",
            "dimensions",
            "activations",
            "whole_layer",
        ),
    ),
    Chapter(
        "Padding to receptive field",
        (
            "output_size",
            "border",
            "padding",
            "stride_dilation",
            "pooling",
            "pooling_shifts",
            "receptive_field",
            "effective_receptive_field",
            "layer_stack",
        ),
    ),
    Chapter(
        "Classification networks",
        (
            "lenet",
            "alexnet",
            "vgg",
            "network_in_network",
            "inception",
            "residual",
            "resnext",
            "densenet",
            "mobilenet",
            "efficientnet",
            "sliding_window",
            "open_network",
            "trace_number",
            "ensembles",
        ),
    ),
    Chapter(
        "Training",
        (
            "train",
            "two_recipes",
            "overfitting",
            "own_pictures",
        ),
    ),
    Chapter(
        "Detection and segmentation",
        (
            "targets",
            "iou",
            "anchors",
            "suppression",
            "average_precision",
            "yolo",
            "segmentation",
        ),
    ),
)


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    stem: its name in every folder; number: its place, "2.9"; short: its title where there is little room; picture: what
    its card shows
    """

    stem: str
    number: str
    title: str
    short: str
    question: str
    try_first: str
    picture: str

    @property
    def slug(self) -> str:
        """Its address."""
        return self.stem.replace("_", "-")

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])

    @property
    def file(self) -> str:
        """Its page below pages/."""
        return f"chapter_{self.chapter}/{self.stem}.py"


def lesson(stem: str, number: str) -> Lesson:
    """The lesson whose words lie in `cnnviz.lessons.<stem>`."""
    words = importlib.import_module(f"cnnviz.lessons.{stem}")
    short = getattr(words, "SHORT", words.TITLE)
    return Lesson(stem, number, words.TITLE, short, words.QUESTION, words.TRY_FIRST, words.PICTURE)


CHAPTERS = {number: chapter.title for number, chapter in enumerate(COURSE, start=1)}

LESSONS = tuple(
    lesson(stem, f"{number}.{place}")
    for number, chapter in enumerate(COURSE, start=1)
    for place, stem in enumerate(chapter.stems, start=1)
)

BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}


def neighbours(slug: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after this one."""
    place = LESSONS.index(BY_SLUG[slug])
    before = LESSONS[place - 1] if place else None
    after = LESSONS[place + 1] if place + 1 < len(LESSONS) else None
    return before, after
