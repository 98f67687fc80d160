"""2.3 The laws of convolution, measured on signals, matrices and the photo."""

import numpy as np
import streamlit as st

from cnnviz.lessons.algebra import formulas, listing
from cnnviz.operations import algebra, properties
from cnnviz.ui.controls import picture, typed
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.algebra import laws
from cnnviz.ui.views import take_away
from cnnviz.words import linked, say

LONGEST = 80  # pixels: the photo is a kernel here too, with every pixel a weight
SIGNAL = "1 2 0 3 1 2"
SHORT = {"g": "1 2 3", "h": "1 0 -1"}
FILTERS = {"g": "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9", "h": "-1 0 1; -2 0 2; -1 0 1"}

lesson.begin("algebra")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            numbers = lesson.choice("Signal x", picture.INPUTS, "algebra-input") == "numbers"
            chosen = None if numbers else picture.choose()
            law = lesson.choice("Law", algebra.LAWS, "algebra-law")
            operation = lesson.choice("Operation", tuple(algebra.OPERATIONS), "algebra-operation")
            mode = lesson.choice("Mode", algebra.MODES, "algebra-mode", laws.MODE_HELP)
        left, board = lesson.beside()
        with left:
            g, h, x = operands(numbers)
        if chosen is not None:
            x = picture.working(chosen, longest=LONGEST, grey=True)[0].numpy()
        name = laws.name_of(chosen, (x, g, h))
        measured = laws.all_laws(name, (x, g, h))
        now = laws.one_law(name, (law, operation, mode), (x, g, h))
        with board:
            table, sides = lesson.scenes("All laws", "This law")
            with table:
                laws.table(measured, (law, operation, mode))
            with sides:
                laws.draw(now, (law, operation, mode))
            with lesson.row():
                shell.copy_link()
                laws.download(now, law, operation)
    in_your_numbers(now, law, operation, mode)
    lesson.experiments(
        "algebra", measured=lambda: laws.verdict(measured), x=x, g=g, h=h, operation=operation, mode=mode
    )
    lesson.check_yourself("algebra")
    source = x if chosen is None else take_away.source_of(chosen)
    script = listing.law_script(law, source, g, h, operation=operation, mode=mode, longest_side=LONGEST)
    lesson.same_in_pytorch(script, "algebra")


def operands(numbers: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The kernels g and h, and x if it is typed."""
    x = typed.numbers("x", SIGNAL, "algebra-x", one_row=False) if numbers else None
    kernels = []
    for tab, (name, text) in zip(st.tabs(["g", "h"]), (SHORT if numbers else FILTERS).items(), strict=True):
        with tab:
            key = f"algebra-{name}" if numbers else f"algebra-{name}-photo"
            kernels.append(kernel_editor(key, text, label=name, presets=not numbers))
    return kernels[0], kernels[1], kernels[0] if x is None else x


def in_your_numbers(now: algebra.Law, law: str, operation: str, mode: str) -> None:
    worked = formulas.explain(now, law, operation, mode, laws.place)
    if not worked.by_torch:
        lesson.numbers(worked.lines)
        return
    told = linked(f"**{value:.6g}**" for value in worked.by_torch)
    lesson.numbers(
        worked.lines,
        agrees=properties.agree(worked.ours, worked.by_torch),
        beside=say(
            "`torch.nn.functional.conv2d` gives {told} for the two sides at this place. Click another cell in the lab."
            if len(worked.by_torch) == 2
            else "`torch.nn.functional.conv2d` gives {told} for the side that exists at this place. Click another cell "
            "in the lab.",
            told=told,
        ),
    )


laboratory()
lesson.end(
    "algebra",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.1",
        "A. V. Oppenheim, R. W. Schafer: *Discrete-Time Signal Processing*, 3rd edition, 2010, section 2.4",
        "SciPy: `scipy.signal.convolve2d` and `scipy.signal.correlate2d`, parameter `mode`",
    ],
)
