"""Lesson 2.9: what is to be learnt and how, and the component that plays the learning in the browser."""

import math
import random
import secrets
import zlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import kept
from cnnviz.drawing import colour
from cnnviz.ui.controls import picture, typed
from cnnviz.ui.frame import browser, control, lesson, shell
from cnnviz.ui.views import take_away
from cnnviz.words import phrases, say
from cnnviz.writing import matrices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cnnviz.images import Picture
    from cnnviz.operations.kernel_learning import Problem, Training

TYPED, SECRET = "typed", "a secret one"
LARGEST = 7  # rows and columns of a typed hidden kernel
SIZES = {"3": "3 × 3", "5": "5 × 5"}
SIDES = ("64", "128", "256")
PICTURES = {"standardised": "standardised", "raw": "as it is"}
NEAR = {"Just stable": 0.98, "Just too large": 1.02}  # shares of the largest stable learning rate

_learn = browser.component(
    "learn",
    "labs/learn_kernel/learn.js",
    "labs/learn_kernel/learn.css",
    phrases(
        previous_step="Previous step",
        next_step="Next step",
        step="Step",
        seconds_for_all="{seconds} s for all steps",
        cover="Cover",
        reveal="Reveal",
        cover_hidden="Cover the hidden kernel",
        reveal_hidden="Reveal the hidden kernel",
        learning_step="Step {step} of {all}: mean squared error {loss}, {away} away from the hidden kernel",
        learning_curve="Loss and distance over the steps. Left and right arrow keys move one step, with shift ten; "
        "Home, End; space plays.",
        axis_step="step",
        squared_error="mean squared error",
        distance="distance |learnt − hidden| / |hidden|",
        least_error="the least error there is",
        learnt_kernel="learnt kernel",
        hidden_kernel="hidden kernel",
        learnt_less_hidden="learnt − hidden",
        learnt_table="Learnt kernel: {kernel}. Arrow keys choose a weight, now row {row}, column {column}; Enter "
        "takes it to the numbers below.",
        hidden_table="Hidden kernel: {kernel}",
        hidden_covered="Hidden kernel, covered",
        difference_table="Learnt minus hidden kernel",
        difference_covered="Difference, covered",
    ),
)


@dataclass(frozen=True)
class Task:
    """What is to be learnt, and from what. secret: the hidden kernel is covered until the student reveals it."""

    chosen: "Picture"
    longest: int
    standardise: bool
    hidden: "NDArray[np.float32]"
    secret: bool
    size: int
    noise: float
    start: str
    seed: int


def choose_task() -> Task:
    """The controls for picture, hidden kernel and size; seldom-used ones are folded into a button."""
    chosen = picture.choose()
    name, row = _hidden()
    size = int(lesson.choice("Learnt kernel", SIZES, "learn-size"))
    with st.popover("More", icon=":material/tune:"):
        standardise = lesson.choice(
            "Brightness", PICTURES, "learn-brightness", "standardised: mean 0 and standard deviation 1."
        )
        side = control.selectbox(
            "Longest side in pixels", SIDES, SIDES.index("128"), key="learn-side", bind="query-params"
        )
        start = lesson.choice("Kernel at the start", ("zeros", "random"), "learn-start")
        noise = control.slider(
            "Noise on the response, % of its spread", 0, 100, 0, key="learn-noise", bind="query-params"
        )
        seed = control.number_input(
            "Seed", 0, 9999, 1, key="learn-seed", bind="query-params", help="Of start, noise, secret."
        )
    hidden = _secret(size, int(seed)) if name == SECRET else row
    return Task(
        chosen, int(side), standardise == "standardised", hidden, name == SECRET, size, noise / 100, start, int(seed)
    )


def _hidden() -> "tuple[str, NDArray[np.float32]]":
    from cnnviz import kernels

    def type_it() -> None:
        st.session_state["learn-hidden"] = TYPED

    def another() -> None:
        st.session_state["learn-hidden"] = SECRET
        st.session_state["learn-seed"] = secrets.randbelow(10_000)

    presets = {name.replace("_", " "): p.kernel for name, p in kernels.PRESETS.items() if max(p.kernel.shape) <= 5}
    options = [*presets, TYPED, SECRET]
    name = control.selectbox(
        "Hidden kernel", options, options.index("sobel x"), key="learn-hidden", bind="query-params", width=shell.px(170)
    )
    with st.container(width=shell.px(190)):
        numbers = typed.numbers(
            "… or as numbers", "1 0; 0 -1", "learn-numbers", one_row=False, largest=LARGEST, on_change=type_it
        )
    st.button("Hide another", key="learn-another", on_click=another, icon=":material/casino:")
    return name, np.asarray(presets[name]) if name in presets else numbers


def _secret(size: int, seed: int) -> "NDArray[np.float32]":
    """One of the presets that the learnt kernel can become; the seed says which."""
    from cnnviz import kernels

    fitting = [
        p.kernel for p in kernels.PRESETS.values() if max(p.kernel.shape) <= size and p.group != "Copy and shift"
    ]
    return np.asarray(random.Random(seed).choice(fitting))


def pose(task: Task) -> "Problem":
    """The problem of this task; kept for tasks that were posed before. Raises ValueError."""
    key = (task.chosen.sha, task.longest, task.standardise, task.size, task.noise, task.seed if task.noise else 0)
    return _pose(key, matrices.format_matrix(task.hidden), task)


@kept.keep
def _pose(key: tuple[Any, ...], hidden: str, _task: Task) -> "Problem":
    from cnnviz.operations import kernel_learning

    image = picture.working(_task.chosen, longest=_task.longest, grey=True)[0].double().numpy()
    if _task.standardise:
        image = kernel_learning.standardised(image)
    return kernel_learning.pose(image, _task.hidden, _task.size, noise=_task.noise, seed=_task.seed)


def train(problem: "Problem", task: Task) -> "Training":
    """The controls of the training, with buttons for learning rates on either side of the stable ones, and its run."""
    from cnnviz.operations import kernel_learning

    optimizer = lesson.choice("Optimiser", kernel_learning.OPTIMIZERS, "learn-optimizer")
    rate = control.number_input(
        "Learning rate", 0.0001, 1000.0, 0.1, 0.01, format="%.4g", key="learn-rate", bind="query-params",
        width=shell.px(150),
    )  # fmt: skip
    limit = largest_stable_rate(problem, optimizer)
    known = optimizer != "adam" and math.isfinite(limit)

    def near(share: float) -> None:
        st.session_state["learn-rate"] = min(1000.0, max(0.0001, float(f"{share * limit:.4g}")))

    for label, share in NEAR.items():
        help = say("{share:.0%} of the largest stable learning rate, if it is known.", share=share)
        if known:
            help = say("{share:.0%} of the largest stable learning rate, {limit:.4g}.", share=share, limit=limit)
        st.button(label, key=f"learn-{label}", on_click=near, args=(share,), disabled=not known, help=help)
    steps = control.number_input("Steps", 1, 1000, 200, 50, key="learn-steps", bind="query-params", width=shell.px(120))
    return kernel_learning.train(
        problem, optimizer=optimizer, learning_rate=float(rate), steps=int(steps), start=task.start, seed=task.seed
    )


def largest_stable_rate(problem: "Problem", optimizer: str) -> float:
    """That of gradient descent, with momentum or without; inf if the picture is flat."""
    from cnnviz.operations import kernel_learning

    return problem.largest_stable_rate(kernel_learning.MOMENTUM if optimizer == "momentum" else 0.0)


def draw(problem: "Problem", training: "Training", task: Task) -> None:
    """Mount the component with every step of the training."""
    from cnnviz.lessons.learn_kernel import pictures

    arrays: dict[str, NDArray[Any]] = {
        "patch": problem.patch,
        "target": problem.target,
        "hidden": problem.hidden,
        "kernels": training.kernels,
        "losses": training.losses,
        "distances": training.distances,
    }
    sent = {name: np.asarray(values, dtype=np.float32) for name, values in arrays.items()}
    frame = problem.framed(problem.hidden).shape
    low, high = float(problem.patch.min()), float(problem.patch.max())
    limit = pictures.colour_limit(problem)
    # a blur of a photo is a photo; all else has a sign
    as_photo = not task.standardise and low >= 0 and high <= 1 and problem.hidden.min() >= 0
    as_photo = as_photo and abs(problem.hidden.sum() - 1) < 0.01
    limits = (0.0, 1.0) if as_photo else (-limit, limit)
    header = {
        "title": "A kernel being learnt",
        "size": problem.size,
        "hidden": problem.hidden.shape,
        "frame": frame,
        "learnt_at": _corner(frame, problem.size),
        "hidden_at": _corner(frame, problem.hidden.shape),
        "patch": problem.patch.shape,
        "target": problem.target.shape,
        "input_limits": (0.0, 1.0) if low >= 0 and high <= 1 else (low, high),
        "show": "grey" if as_photo else "signed",
        "limits": limits,
        "most": pictures.kernel_limit(problem),
        "floor": problem.floor,
        "decades": _decades(training),
        "covered": task.secret,
        "pin": _pinned(training),
        "names": {
            "input": "the picture, mean 0, deviation 1" if task.standardise else "the picture",
            "target": "what the hidden kernel made of it",
            "response": "what the learnt kernel makes of it",
        },
        "accent": colour.ACCENT,
        "id": str(zlib.crc32(b"".join(values.tobytes() for values in sent.values()))),
    }
    sent |= {"diverging": colour.DIVERGING, "sequential": colour.SEQUENTIAL}  # type: ignore[dict-item]

    def pinned() -> None:
        browser.keep("learn-at", browser.sent("learn-lab", "pin", browser.whole_numbers(3)))

    _learn(key="learn-lab", data=browser.pack(header, sent), on_pin_change=pinned)


def _corner(frame: tuple[int, ...], shape: tuple[int, ...]) -> list[int]:
    """Where a kernel begins in the frame, centre on centre."""
    return [(whole - 1) // 2 - (n - 1) // 2 for whole, n in zip(frame, shape, strict=True)]


def _decades(training: "Training") -> tuple[float, float]:
    """Powers of ten between which the loss and the distance are drawn."""
    values = np.concatenate([training.losses, training.distances])
    values = values[np.isfinite(values) & (values > 1e-12)]
    if not len(values):
        return -1.0, 1.0
    low, high = math.floor(math.log10(values.min())), math.ceil(math.log10(values.max()))
    return float(low), float(max(high, low + 1))


def _pinned(training: "Training") -> list[int] | None:
    """Step, row and column of the pinned weight, which stand in the address as `learn-at=30,0,2`."""
    says = "a step, a row and a column as whole numbers, such as 30,0,2"
    numbers = control.from_link("learn-at", "pinned weight", control.whole_numbers(3), says, "none")
    if numbers is None:
        return None
    most = (training.steps, *(n - 1 for n in training.kernels.shape[1:]))
    return [min(number, limit) for number, limit in zip(numbers, most, strict=True)]


def place(training: "Training") -> tuple[int, tuple[int, int]]:
    """The step and the weight that are looked at: the pinned ones, else the first; a step that has a next one."""
    step, row, column = _pinned(training) or [0, 0, 0]
    return min(step, training.steps - 1), (row, column)


def valley(problem: "Problem", training: "Training") -> None:
    """What the loss surface says, in four numbers."""
    limit = largest_stable_rate(problem, training.optimizer)
    flat, steep = float(problem.curvatures[0]), float(problem.curvatures[-1])
    with lesson.results():
        st.metric(
            "Largest stable learning rate",
            f"{limit:.4g}" if math.isfinite(limit) else "any",
            help="Of gradient descent with momentum: 2/λ, λ the largest curvature; "
            "momentum 0.9 allows 1.9 times as much."
            if training.optimizer == "momentum"
            else "Of gradient descent: 2/λ, λ the largest curvature; momentum 0.9 allows 1.9 times as much.",
        )
        st.metric("Largest curvature λ", f"{steep:.4g}", help="The largest eigenvalue of the loss's Hessian.")
        st.metric(
            "Steepest to flattest direction",
            f"{steep / flat:,.0f} : 1" if problem.determined == problem.weights else "∞ : 1",
            help="The condition number. Along the flattest direction learning takes longest.",
        )
        st.metric(
            "Weights the picture decides",
            say("{determined} of {weights}", determined=problem.determined, weights=problem.weights),
            help="The Hessian's rank.",
        )


def downloads(problem: "Problem", training: "Training") -> None:
    """The link, the last step as PNG, all steps as GIF; the files are made when somebody asks for them."""
    from cnnviz.lessons.learn_kernel import pictures as made

    step = (_pinned(training) or [training.steps])[0]
    with lesson.row():
        shell.copy_link()
        take_away.download("PNG", partial(made.step_png, problem, training, step), "learn-kernel.png", "image/png")
        take_away.download(
            "GIF of the learning", partial(made.learning_gif, problem, training), "learn-kernel.gif", "image/gif"
        )
