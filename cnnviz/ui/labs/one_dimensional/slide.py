"""Lesson 2.4: choosing two signals, and the picture in which one slides over the other."""

import zlib
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz.drawing import colour
from cnnviz.signals import sliding
from cnnviz.signals.sliding import Signal
from cnnviz.ui.controls import typed
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.words import phrases, say

TYPED = "typed"
SAMPLES = {"f": "1 2 3", "g": "0 1 0.5"}
WIDTHS = {"f": (2.0, 4), "g": (1.0, 2)}  # continuous, discrete

_slide = browser.component(
    "slide",
    "labs/one_dimensional/slide.js",
    "views/explorer/explorer.css",
    phrases(
        previous_position="Previous position",
        next_position="Next position",
        shift_of_signal="Shift",
        seconds_a_pass="{seconds} s a pass",
        product="their product",
        integral="the integral, worked out by hand (dotted)",
        sliding="{f} and {g}. Left and right arrow keys slide, space plays, Enter pins.",
        result_of_sliding="{y}. Left and right arrow keys move the marker, space plays, Enter pins.",
        area="t = {time}: the shaded area is {value}",
        sum_of_products="the sum of {n} products",
    ),
)


def choose(name: str, default: str, step: float | None) -> tuple[Signal, tuple[str, float] | None]:
    """Controls for one signal: a function and its width, or typed samples. step: dt, or None for a discrete signal.

    Returns the signal, and the function with its width if it is one of SHAPES.
    """
    key = f"one-{name}"

    def type_it() -> None:
        st.session_state[key] = TYPED

    kinds = [*sliding.SHAPES, TYPED]
    kind = control.selectbox(name, kinds, kinds.index(default), key=key, bind="query-params")
    means = "total length" if kind == TYPED else sliding.SHAPES[kind].width
    width = 1.0
    if step is not None:
        width = control.slider(
            say("Width of {name}: {means}", name=name, means=means),
            0.2,
            3.0,
            WIDTHS[name][0],
            0.1,
            key=f"{key}-width",
            bind="query-params",
        )
    elif kind != TYPED:
        width = control.slider(
            say("Width of {name}: {means}, in samples", name=name, means=means),
            1,
            8,
            WIDTHS[name][1],
            key=f"{key}-samples",
            bind="query-params",
        )
    row = typed.numbers(
        say("… or {name} as numbers", name=name), SAMPLES[name], f"{key}-numbers", largest=15, on_change=type_it
    )
    if kind == TYPED:
        return (sliding.discrete(row) if step is None else sliding.staircase(row, width, step)), None
    sampled = sliding.sample(kind, width, step or 1.0)
    return (Signal(sampled.values) if step is None else sampled), (kind, width)


def place(result: Signal, drawn: tuple[float, float]) -> int:
    """The sample of the result that is looked at: the pinned time, or one where the two begin to overlap."""
    pinned = _pinned()
    low, high = drawn
    time = low + 0.3 * (high - low) if pinned is None else pinned
    return min(max(round((time - result.start) / result.step), 0), len(result.values) - 1)


def stretch(f: Signal, g: Signal, result: Signal, discrete: bool) -> tuple[float, float]:
    """The stretch of time that is drawn: all samples, or what is worth drawing, with some room on either side."""
    if discrete:
        return min(0.0, float(result.times[0])) - 0.7, max(float(f.times[-1]), float(result.times[-1])) + 0.7
    low, high = sliding.worth_drawing(f, g, result)
    return low - 0.08 * (high - low), high + 0.04 * (high - low)


def draw(f: Signal, g: Signal, result: Signal, operation: str, *, discrete: bool, by_hand: Any = None) -> None:
    """Mount the component. by_hand: the integral at the times of the result, or None."""
    moving, drawn = sliding.moved(g, operation), stretch(f, g, result, discrete)
    arrays = {"f": f.values, "h": moving.values, "y": result.values, **({} if by_hand is None else {"exact": by_hand})}
    sent = {name: np.asarray(values, dtype=np.float32) for name, values in arrays.items()}
    header = {
        "title": "One signal slides over the other",
        "names": _names(operation, discrete),
        "f0": f.start,
        "h0": moving.start,
        "y0": result.start,
        "dt": f.step,
        "low": drawn[0],
        "high": drawn[1],
        "discrete": discrete,
        "limits_top": _limits(f.values, g.values, product=True),
        "limits_bottom": _limits(result.values),
        "start": place(result, drawn),
        "pin": None if _pinned() is None else place(result, drawn),
        "id": zlib.crc32(repr((f.start, f.step, operation)).encode() + b"".join(a.tobytes() for a in sent.values())),
        "accent": colour.ACCENT,
        "file": f"one-dimensional-{operation}",
    }

    def pinned() -> None:
        time = browser.sent("one-slide", "pin", browser.number)
        browser.keep("one-at", None if time is None else [f"{time:.6g}"])

    _slide(key="one-slide", data=browser.pack(header, sent), on_pin_change=pinned)


def by_torch(f: Signal, g: Signal, operation: str) -> sliding.Samples:
    """The same result by torch, kept for signals that were slid before."""
    name = repr((f.start, f.step, g.start, zlib.crc32(f.values.tobytes()), zlib.crc32(g.values.tobytes())))
    return _by_torch(name, operation, f, g)


@kept.keep
def _by_torch(name: str, operation: str, _f: Signal, _g: Signal) -> sliding.Samples:
    return sliding.by_torch(_f, _g, operation)


def far_from_integral(result: Signal, by_hand: Any) -> None:
    """How far the sums are from the integral worked out by hand."""
    gap = float(np.abs(result.values - by_hand).max())
    st.info(
        say(
            "Worked out by hand, the integral differs from the sum by at most **{gap:.1e}** with dt = {step:g}.",
            gap=gap,
            step=result.step,
        ),
        icon=":material/function:",
    )


def _pinned() -> float | None:
    """The pinned time, which stands in the address as `one-at`."""

    def read(text: str) -> float:
        if not abs(time := float(text)) < 1e6:
            raise ValueError(say("{text!r} is no time", text=text))
        return time

    return control.from_link("one-at", "pinned time", read, "a number below a million, such as 2.5", "none")


def _names(operation: str, discrete: bool) -> dict[str, str]:
    tau, t = ("i", "n") if discrete else ("τ", "t")
    left, right = ("[", "]") if discrete else ("(", ")")
    convolved = operation == "convolution"
    inner = f"{t} − {tau}" if convolved else f"{tau} − {t}"
    moved = say("{g}, shifted by {t}", g=f"g{left}{inner}{right}", t=t)
    if convolved:
        moved = say("{g}, turned round and shifted by {t}", g=f"g{left}{inner}{right}", t=t)
    return {
        "f": f"f{left}{tau}{right}",
        "g": moved,
        "y": f"(f {'∗' if convolved else '⋆'} g){left}{t}{right}",
    }


def _limits(*rows: Any, product: bool = False) -> tuple[float, float]:
    """Least and largest value with 0 between them, and room above; with product also those of all products."""
    lows, highs = [min(0.0, float(row.min())) for row in rows], [max(0.0, float(row.max())) for row in rows]
    if product:
        (f_low, g_low), (f_high, g_high) = lows, highs
        lows, highs = [*lows, f_low * g_high, f_high * g_low], [*highs, f_high * g_high, f_low * g_low]
    low, high = min(lows), max(highs)
    room = 0.08 * (high - low or 1.0)
    return low - (room if low < 0 else 0.0), high + room


def copy_link() -> None:
    """The link and a word on how to steer."""
    lesson.note("Point at a plot, drag on it, use the arrow keys (focus a plot first) or press play; a click pins.")
    shell.copy_link()
