"""5.1 Training live: a small network learns while everybody watches."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz import data, kept
from cnnviz.lessons.train import formulas
from cnnviz.operations import properties
from cnnviz.training import first_step
from cnnviz.training.listing import training_script
from cnnviz.training.recipe import total_steps
from cnnviz.ui.frame import lesson
from cnnviz.ui.runs import claims, dataset_panel, recipe_form, run_panel
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from cnnviz.data import Dataset
    from cnnviz.training import Recipe, Run

lesson.begin("train")
run_panel.warm_up()


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        row = lesson.controls()
        with row:
            name = dataset_panel.choose("train")
        recipe = recipe_form.recipe_form("train", name, row)
        dataset = dataset_panel.load(name)
        if dataset:
            dataset_panel.show(dataset, "train")
        elif name in data.CATALOGUE:  # one of the student's own cannot be fetched again
            dataset_panel.fetch(name, "train")
        run, recipe = run_panel.trained(recipe, dataset, "train")
    if run:
        run_panel.ask(run, "train")
        dataset = dataset_panel.load(run.recipe.dataset, run)
    if not (recipe and dataset):
        st.info("The rest of this lesson is about a network that can be trained: change the settings above first.")
        return
    step, examples = first_step_of(recipe, dataset), first_step.training_pictures(recipe, dataset)
    in_your_numbers(recipe, run, step, examples)
    lesson.experiments(
        "train",
        measured=lambda: claims.features_are_learnt(run),
        step=step,
        optimizer=recipe.optimizer,
        steps=total_steps(examples, recipe.batch_size, recipe.epochs),
        examples=examples,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
    )
    lesson.check_yourself("train")
    lesson.same_in_pytorch(run.script() if run else training_script(recipe, dataset), "train")


def first_step_of(recipe: "Recipe", dataset: "Dataset") -> first_step.FirstStep:
    return _first_step(recipe.to_json(), partial(first_step.first_step, recipe, dataset))


@kept.keep
def _first_step(recipe: str, _work: "partial[first_step.FirstStep]") -> first_step.FirstStep:
    return _work()


def in_your_numbers(recipe: "Recipe", run: "Run | None", step: first_step.FirstStep, examples: int) -> None:
    by_formula = first_step.by_formula(recipe, step)
    count = total_steps(examples, recipe.batch_size, recipe.epochs)
    counted = run.progress().get("total_steps") if run else None
    lesson.numbers(
        [*formulas.explain_run(recipe, examples), *formulas.explain_step(recipe, step)],
        agrees=properties.agree([by_formula], [step.after]) and counted in (None, count),
        beside=joined([say(
            "`torch.optim` and autograd take the weight `{layer}.weight{index}` from "
            "**{before:.6g}** to **{after:.6g}** in the first step. The loss of its batch was "
            "**{loss:.4g}**; a network that gives each of {classes} classes the same probability has "
            "ln {classes} = {chance_loss:.4g}.",
            layer=step.layer, index=list(step.index), before=step.before, after=step.after, loss=step.loss,
            classes=step.classes, chance_loss=claims.chance_loss(step.classes),
        ), formulas.letters(recipe),
            *([say("The run itself counts **{counted:,}** steps.", counted=counted)] if counted else [])], " "),
    )  # fmt: skip


laboratory()
lesson.end(
    "train",
    [
        "D. E. Rumelhart, G. E. Hinton, R. J. Williams: *Learning representations by back-propagating errors*, 1986",
        "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: *Gradient-based learning applied to document recognition*, 1998",
        "D. P. Kingma, J. Ba: *Adam: a method for stochastic optimization*, 2015",
        "G. Alain, Y. Bengio: *Understanding intermediate layers using linear classifier probes*, 2016",
        "PyTorch: `torch.optim`, `torch.utils.data.DataLoader`",
    ],
)
