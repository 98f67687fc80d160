"""The picture with its objects, the prediction beside them, and what stands in the target vector."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.ui.controls import scene
from cnnviz.ui.controls.scene import MOST_CLASSES, Scenery
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.ui.labs import board
from cnnviz.words import phrases, say

if TYPE_CHECKING:
    from torch import Tensor

KEY = "targets"
LOSSES = {"squared": "Squares", "entropy": "Cross-entropy"}
LEAST = 0.01  # of a probability
SHARES = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.75))  # of a box: where landmarks are at first, as eyes and mouth

_targets = browser.component(
    "targets",
    "labs/targets/targets.js",
    "shared/board.css",
    board.BOARD
    | phrases(
        guess="prediction",
        guess_keys="Predicted box: arrow keys move it, with Shift its right and bottom edge",
        landmark_keys="Landmark {n}: arrow keys move it",
        no_object="No object",
        number_column="number",
        target_column="y",
        guess_column="ŷ",
        term_column="loss",
        slope_column="gradient",
        loss_row="loss, all in all",
        sure_of_object="Predicted probability of an object",
        sure_of_class="Predicted probability of {name}",
        loss_of_all="The loss is {loss}: {sure} for being an object, {box} for the box, {kind} for the class.",
        loss_with_points="The loss is {loss}: {sure} for being an object, {box} for the box, {kind} for the class, "
        "{points} for landmarks.",
        nothing_there="Without an object only the first number counts: wherever the predicted box lies, the loss stays "
        "{loss}.",
    ),
)


@dataclass(frozen=True)
class Shown:
    """What the page looks at. at: which object, or none; said: ŷ without landmarks; shares: landmarks in boxes."""

    scenery: Scenery
    at: int | None
    said: tuple[float, ...]
    shares: tuple[tuple[float, float], ...]
    loss: str

    @property
    def classes(self) -> int:
        """How many there are."""
        return len(self.scenery.picture.classes)

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """The box of the object, in pixels."""
        return None if self.at is None else self.scenery.picture.truth.objects[self.at].box

    def vectors(self) -> "tuple[Tensor, Tensor]":
        """The target and the prediction, float64 (5 + C + 2 L,) each."""
        from cnnviz.detection import targets

        truth = self.scenery.picture.truth
        image, label = (truth.height, truth.width), 0
        if self.at is not None:
            label = self.scenery.picture.classes.index(truth.objects[self.at].label)
        marks = [] if self.box is None else targets.points_in(self.box, self.shares)
        y = targets.target_vector(self.box, label, classes=self.classes, image=image, landmarks=marks or self.shares)
        return y, targets.prediction(self.said, self.shares)

    def values(self) -> dict[str, Any]:
        """For the experiments of the lesson."""
        y, said = self.vectors()
        return {"y": y, "said": said, "classes": self.classes, "landmarks": len(self.shares), "loss": self.loss}


def target_and_prediction() -> Shown:
    """The controls and the stage; what is dragged stands in the address, `targets-at=1` and `targets-said=0.9,…`."""
    with lesson.controls():
        scenery = scene.choose("targets")
        loss = lesson.choice("Loss", LOSSES, "targets-loss")
        marks = int(
            control.number_input(
                "Landmarks", 0, len(SHARES), 0, key="targets-marks", bind="query-params", width=shell.px(120)
            )
        )
    classes = scenery.picture.classes
    at = scene.chosen("targets-at", scenery)
    said = _said(scenery, at)
    shares = _shares(marks)
    header = {
        "tag": f"{scenery.tag} {marks}",
        "size": [scenery.picture.truth.width, scenery.picture.truth.height],
        "rows": scenery.rows(),
        "at": -1 if at is None else at,
        "said": list(said),
        "shares": [number for share in shares for number in share],
        "loss": loss,
        "classes": list(classes),
        "alt": "The picture: drag a box over an object",
    }
    shown = Shown(scenery, at, said, shares, loss)
    _targets(
        key=KEY,
        data=browser.pack(header, {"image": scenery.picture.image.numpy()}),
        on_drawn_change=lambda: _drawn(shown),
    )
    return shown


def _said(scenery: Scenery, at: int | None) -> tuple[float, ...]:
    classes = scenery.picture.classes
    objects, truth = scenery.picture.truth.objects, scenery.picture.truth

    def read(text: str) -> tuple[float, ...] | None:
        numbers = [float(part) for part in text.split(",", 5 + MOST_CLASSES)]
        if len(numbers) != 5 + len(classes) and scenery.changed:  # it was about other classes
            st.query_params.pop("targets-said", None)
            return None
        return _prediction(numbers, len(classes))

    says = say(
        "{n} numbers: p_c, the box and a probability for each class, such as {example}",
        n=5 + len(classes), example=",".join(["0.9", "0.5", "0.5", "0.4", "0.4", *["0.3"] * len(classes)]),
    )  # fmt: skip
    linked = control.from_link("targets-said", "prediction", read, says, "a box beside the object")
    if linked is not None:
        return linked
    from cnnviz.detection import targets

    box = None if at is None else objects[at].box
    label = 0 if at is None else classes.index(objects[at].label)
    return targets.near(box, label, classes=len(classes), image=(truth.height, truth.width))


def _prediction(numbers: Sequence[float], classes: int) -> tuple[float, ...]:
    """ŷ without landmarks; raises ValueError at what is none."""
    if len(numbers) != 5 + classes or not all(0 <= number <= 1 for number in numbers):
        raise ValueError(f"{numbers} are no prediction")
    probabilities = [numbers[0], *numbers[5:]]
    if not all(LEAST <= number <= 1 - LEAST for number in probabilities) or min(numbers[3:5]) <= 0:
        raise ValueError(f"{numbers} are no prediction")
    return tuple(numbers)


def _shares(count: int) -> tuple[tuple[float, float], ...]:
    def read(text: str) -> tuple[tuple[float, float], ...]:
        return _points([float(part) for part in text.split(",", 2 * count)], count)

    if not count:
        return ()
    example = ",".join(f"{at:g}" for share in SHARES[:count] for at in share)
    says = say("{n} shares of the box, from 0 to 1, such as {example}", n=2 * count, example=example)
    return control.from_link("targets-points", "landmarks", read, says, "the usual places") or SHARES[:count]


def _points(numbers: Sequence[float], count: int) -> tuple[tuple[float, float], ...]:
    if len(numbers) != 2 * count or not all(0 <= number <= 1 for number in numbers):
        raise ValueError(f"{numbers} are no landmarks")
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _drawn(shown: Shown) -> None:
    """What the hand has left behind goes into the address."""

    def read(value: Any) -> tuple[list[list[float]], int, tuple[float, ...], tuple[tuple[float, float], ...]]:
        rows, at = scene.sent(value, shown.scenery)
        said = _prediction([browser.number(part) for part in value["said"]], shown.classes)
        return rows, at, said, _points([browser.number(part) for part in value["shares"]], len(shown.shares))

    sent = browser.sent(KEY, "drawn", read)
    if sent is None:
        return
    rows, at, said, shares = sent
    scene.keep(shown.scenery, rows)
    browser.keep("targets-at", [at] if at else None)
    if said != shown.said:
        browser.keep("targets-said", [f"{number:g}" for number in said])
    if shares != shown.shares:
        browser.keep("targets-points", [f"{number:g}" for share in shares for number in share])
