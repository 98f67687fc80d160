"""1.3 Translation equivariance, measured on the photo."""

from typing import Any

import streamlit as st
import torch

from cnnviz import convolution
from cnnviz.lessons.equivariance import formulas
from cnnviz.lessons.equivariance.listing import measured_by_torch
from cnnviz.operations import equivariance, properties
from cnnviz.operations.equivariance import Measurement
from cnnviz.ui.controls import picture
from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.equivariance import moves
from cnnviz.ui.labs.equivariance.moves import Move
from cnnviz.words import say

LONGEST = 192  # pixels: both orders and their difference stay quick and readable

lesson.begin("equivariance")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            move = moves.move_settings()
        image = picture.working(chosen, longest=LONGEST, grey=True)[0]
        left, board = lesson.beside()
        with left:
            kernel = torch.from_numpy(kernel_editor("eq-kernel", "-1 0 1; -2 0 2; -1 0 1"))
        settings: dict[str, Any] = {"stride": move.stride, "padding_mode": move.padding_mode}
        with board:
            try:
                measured = equivariance.measure(image, kernel, move.change, **settings)
                moved = equivariance.move(image, move.change, circular=move.padding_mode == "circular")
                filtered = convolution.cross_correlate(
                    image, kernel, padding=equivariance.same_border(kernel), **settings
                )
            except ValueError as error:
                shell.problem(error)
                return
            moves.show_orders(image.numpy(), moved.numpy(), filtered.numpy(), measured, move)
            moves.take_away(measured, move)
    in_your_numbers(image, kernel, measured, move)
    lesson.experiments(
        "equivariance",
        statement=say(
            "A convolution does not care about the order: {kind} first and filter then, or the other "
            "way round, "
            "gives the same, at least away from the border.",
            kind=move.change.kind,
        ),
        measured=measured,
        kind=move.change.kind,
        stride=move.stride,
    )
    lesson.check_yourself("equivariance")
    lesson.same_in_pytorch(moves.script(chosen, image, kernel, move, longest=LONGEST), "equivariance")


def in_your_numbers(image: torch.Tensor, kernel: torch.Tensor, measured: Measurement, move: Move) -> None:
    at, values = measured.worst
    by_torch = measured_by_torch(image, kernel, move.change, stride=move.stride, padding_mode=move.padding_mode)
    lesson.numbers(
        formulas.explain(measured, move.change, move.stride, at, values),
        agrees=properties.agree([measured.everywhere], [by_torch]),
        beside=say(
            "`torch.nn.Conv2d` and {kind}, in both orders, differ by at most **{by_torch:.6g}**.",
            kind="`torch.roll`" if move.change.kind == "shift" else "`affine_grid`",
            by_torch=by_torch,
        ),
    )


laboratory()
lesson.end(
    "equivariance",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.2 on equivariant representations",
        "R. Zhang: *Making convolutional networks shift-invariant again*, 2019",
        "PyTorch: `torch.roll`, `torch.nn.functional.affine_grid`",
    ],
)
