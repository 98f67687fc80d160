"""Lesson 2.3: the table of the laws, the two sides of one of them, and what they come to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz.drawing import colour, stills
from cnnviz.operations import algebra
from cnnviz.ui.frame import lesson
from cnnviz.ui.views.compare import Shown, compare
from cnnviz.ui.views.explorer import position
from cnnviz.words import joined, say
from cnnviz.writing import matrices

if TYPE_CHECKING:
    from cnnviz.images import Picture

Key = tuple[str, str, str]
Operands = tuple[Any, Any, Any]

MODE_HELP = (
    "full keeps every overlap. same keeps the middle, as large as the first operand. valid keeps only the places where "
    "the second operand lies inside the first: in a network, the kernel inside the picture."
)
_WHY = {
    ("commutative", "same"): "Each side is as large as its own first operand.",
    ("commutative", "valid"): "The larger operand has no place inside the smaller one. (NumPy and SciPy exchange the "
    "operands in this case, so that their valid does commute.)",
    ("associative", "same"): "g and h combined are cut to the size of g, so that outer weights are lost.",
    ("associative", "valid"): "g and h combined shrink instead of growing, so that the right side keeps more places.",
}
_TURNED = "Exchanging the operands of a cross-correlation turns the result by 180°."
_FLIPPED = "On the left, g and h are both slid as they are; on the right, h is slid over g first and then turned round."


class Measured(NamedTuple):
    """What the table needs of a law: the largest difference or None, whether it holds, the sizes of both sides."""

    gap: float | None
    holds: bool
    sizes: tuple[str, str]


def name_of(chosen: "Picture | None", operands: Operands) -> str:
    """A name under which results can be kept: the picture's hash, and the typed operands."""
    x, *kernels = operands
    texts = [matrices.format_matrix(table) for table in kernels]
    return "|".join([matrices.format_matrix(x) if chosen is None else chosen.sha, *texts])


@kept.keep
def all_laws(name: str, _operands: Operands) -> dict[Key, Measured]:
    """Every law for both operations and all modes."""

    def size(side: algebra.Side | None) -> str:
        return "none" if side is None else " × ".join(map(str, side.values.shape)).removeprefix("1 × ")

    table = {}
    for law in algebra.LAWS:
        for operation in algebra.OPERATIONS:
            for mode in algebra.MODES:
                now = algebra.measure(law, *_operands, operation, mode)
                table[law, operation, mode] = Measured(now.gap, now.holds, (size(now.left), size(now.right)))
    return table


@kept.keep
def one_law(name: str, key: Key, _operands: Operands) -> algebra.Law:
    """Both sides of one law."""
    law, operation, mode = key
    return algebra.measure(law, *_operands, operation, mode)


def table(measured: Mapping[Key, Measured], selected: Key) -> None:
    """Law and operation in rows, modes in columns: a tick or a cross, and the largest difference."""
    rows: dict[str, list[str]] = {"law": [], **{mode: [] for mode in algebra.MODES}}
    for operation in algebra.OPERATIONS:
        for law in algebra.LAWS:
            rows["law"].append(say("{operation}: {law}", operation=operation, law=law))
            for mode in algebra.MODES:
                text = _cell(measured[law, operation, mode])
                rows[mode].append(
                    say(":blue-background[**{text}**]", text=text) if (law, operation, mode) == selected else text
                )
    st.table(rows)
    lesson.note(
        "✓ holds, ✗ does not; behind it the largest difference between the two sides, or their sizes (left / right)."
    )


def _cell(now: Measured) -> str:
    if now.gap is None:
        return "✗ no result" if "none" in now.sizes else f"✗ {now.sizes[0]} / {now.sizes[1]}"
    return f"{'✓' if now.holds else '✗'} {now.gap:.2g}"


def draw(now: algebra.Law, key: Key) -> None:
    """Both sides of the law, their difference, and why it does or does not hold."""
    law, operation, mode = key
    symbols = algebra.formula(law, operation)
    st.markdown(
        say(
            "**{left}  =  {right}** for {operation}, mode {mode}",
            left=symbols[0], right=symbols[1], operation=operation, mode=mode,
        )
    )  # fmt: skip
    sides = {name: side for name, side in zip(symbols, (now.left, now.right), strict=True) if side is not None}
    if sides:
        limit = max(colour.largest(side.values) for side in sides.values())
        shown = {name: Shown(side.values, "signed", limit) for name, side in sides.items()}
        if now.left and now.right and now.gap is not None:
            shown["difference"] = Shown(now.left.values - now.right.values, "signed", limit)
        compare(shown, key="algebra-sides", title="The two sides", start=place(next(iter(sides.values()))))
    _say(now, law, operation, mode)


def _say(now: algebra.Law, law: str, operation: str, mode: str) -> None:
    if now.holds:
        equal = "Both sides are equal."
        if now.gap != 0:
            equal = say("Both sides are equal up to the rounding of the computer ({gap:.1g}).", gap=now.gap)
        st.success(equal, icon=":material/check_circle:")
        return
    said = now.reason if now.gap is None else say("The largest difference is {gap:.4g}.", gap=now.gap)
    why = _WHY.get((law, mode), "")
    if operation == "cross-correlation" and now.gap is not None:
        why = {"commutative": _TURNED, "associative": _FLIPPED}.get(law, "")
    st.warning(joined([sentence for sentence in (said, why) if sentence], " "), icon=":material/cancel:")


def verdict(measured: Mapping[Key, Measured]) -> tuple[bool, str]:
    """Whether all laws hold for cross-correlation in mode full, and what was measured."""

    def told(operation: str) -> str:
        return joined(
            [say("{law} {cell}", law=law, cell=_cell(measured[law, operation, "full"])) for law in algebra.LAWS]
        )

    holds = all(measured[law, "cross-correlation", "full"].holds for law in algebra.LAWS)
    found = say(
        "With every overlap kept (full), convolution: **{convolution}**; cross-correlation: **{correlation}**. All "
        "three laws hold for full convolution; cross-correlation is only distributive.",
        convolution=told("convolution"),
        correlation=told("cross-correlation"),
    )
    lucky = ["Your operands hide it: try others."] if holds else []
    border = "A network that drops the border (same, valid) loses more: see the table."
    return holds, joined([found, *lucky, border], " ")


def place(side: algebra.Side) -> tuple[int, int]:
    """The cell that is looked at: the pinned one, or the middle."""
    rows, columns = side.values.shape
    return position("algebra-sides", rows, columns, middle=True)


def download(now: algebra.Law, law: str, operation: str) -> None:
    """The left side, the right side and the difference as one PNG."""
    if now.left is None or now.right is None or now.gap is None:
        return
    left, right = now.left.values, now.right.values
    limit = max(colour.largest(left), colour.largest(right))

    def png() -> bytes:
        parts = [colour.signed(part, limit) for part in (left, right, left - right)]
        scale = max(1, 480 // max(left.shape))
        tall = [part.repeat(scale, 0).repeat(scale, 1) for part in parts]
        gap = np.full((tall[0].shape[0], 24, 3), 255, np.uint8)
        return stills.png(np.concatenate([tall[0], gap, tall[1], gap, tall[2]], axis=1))

    st.download_button(
        "PNG",
        png,
        file_name=f"{law}-{operation}.png",
        mime="image/png",
        on_click="ignore",
        icon=":material/download:",
        key="download-algebra",
    )
