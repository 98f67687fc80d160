"""3.8 The effective receptive field: which of the pixels that a unit sees really matter."""

from dataclasses import replace

import streamlit as st
import torch

from cnnviz.geometry import Layer
from cnnviz.lessons.effective_receptive_field import formulas, listing
from cnnviz.networks.architectures import as_input
from cnnviz.networks.fields import effective as engine
from cnnviz.networks.fields.effective import Effective, Stack
from cnnviz.operations import properties
from cnnviz.ui.controls import picture
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.effective_receptive_field import effective, settings
from cnnviz.words import joined, say

AVERAGES = {"absolute": "|g|", "squared": "g²"}
PLAIN = Stack(weights="uniform", activation="none")  # as deep as the denoiser

lesson.begin("effective-receptive-field")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            chosen = picture.choose()
            weights = lesson.choice("Weights", (*engine.WEIGHTS, settings.TRAINED), "erf-weights")
            squared = lesson.choice("Averaged", AVERAGES, "erf-average", help="g: gradient of the unit.") == "squared"
        with lesson.controls():
            stack, networks = (Stack(), 20) if weights == settings.TRAINED else settings.stack_settings(weights)
        photo = as_input(picture.working(chosen, grey=True), (1, effective.PICTURE, effective.PICTURE))[0]
        try:
            if weights == settings.TRAINED:
                layers, expected = engine.denoiser_geometry(), list[float]()
                found = effective.denoiser(chosen.sha, squared, True, networks, photo)
            else:
                layers, expected = stack.geometry(), engine.predicted_levels(stack, squared=squared)
                found = effective.random_networks(stack, chosen.sha, networks, squared, photo)
        except ValueError as error:
            shell.problem(error)
            return
        effective.result(found)
        what = "mean of g²" if squared else "mean of |g|"
        field, depth = lesson.scenes("The field", "With depth")
        with field:
            effective.draw(photo, found, key="erf", caption=f"{chosen.name},", what=what)
        lesson.note(settings.averaged_over(weights, stack, networks))
        with depth:
            effective.growth(found.levels, expected)
        with lesson.row():
            shell.copy_link()
            effective.png(found)
    in_your_numbers(layers, found, expected, stack, photo)
    if weights == settings.TRAINED:
        settings.before_training(found, effective.denoiser(chosen.sha, squared, False, networks, photo))
    lesson.experiments("effective-receptive-field", found=found, stack=stack, squared=squared)
    lesson.check_yourself("effective-receptive-field")
    lesson.same_in_pytorch(
        listing.denoiser_script(squared)
        if weights == settings.TRAINED
        else listing.effective_field_script(stack, networks, squared),
        "effective-receptive-field",
    )


def in_your_numbers(
    layers: list[Layer], found: Effective, expected: list[float], stack: Stack, photo: torch.Tensor
) -> None:
    exact = replace(stack, weights="uniform", activation="none") if expected else PLAIN
    by_torch = engine.effective_receptive_field(exact, photo, squared=False).mean.double()
    lesson.numbers(
        formulas.explain(layers, found.mean.shape[0]),
        agrees=properties.agree(engine.shares(by_torch), engine.predicted_map(layers)),
        beside=joined([say(
            "For equal weights and no activation the effective field is known exactly: the boxes of all kernels, "
            "convolved with each other. PyTorch's gradient of such a stack is that, to the pixel: σ = "
            "**{width:.4f}**.",
            width=engine.width_of(by_torch),
        ), say(
            "On the screen: σ = **{width:.2f}**, and for these settings theory expects **{expected:.2f}**."
            if expected else
            "On the screen: σ = **{width:.2f}**.",
            width=found.width, expected=expected[-1] if expected else 0,
        )], " "),
    )  # fmt: skip


laboratory()
lesson.end(
    "effective-receptive-field",
    [
        "W. Luo, Y. Li, R. Urtasun, R. Zemel: *Understanding the Effective Receptive Field in Deep Convolutional "
        "Neural Networks*, NeurIPS 2016",
        "K. He, X. Zhang, S. Ren, J. Sun: *Delving Deep into Rectifiers*, 2015 (the random weights)",
        "PyTorch: `torch.autograd.grad`",
    ],
)
