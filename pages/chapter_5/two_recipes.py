"""5.2 Two recipes: what differs in one setting is trained from several seeds, and compared honestly."""

import streamlit as st

from cnnviz.training.comparison.listing import comparison_script
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.runs import before, comparison_form, comparison_panel, comparison_views, datasets, run_panel
from cnnviz.words import say

lesson.begin("two-recipes")
run_panel.warm_up()
shown = comparison_panel.opened(values=2)

with lesson.step("lab", "The lab"):
    plan = comparison_form.two_recipes(shown)
    with lesson.start():
        comparison_panel.buttons(plan, shown, key="two")
    if shown:
        with lesson.controls():
            measure = lesson.choice("Curves", list(comparison_views.MEASURES), "two-measure")
        lesson.note(comparison_views.about(shown.plan))
        comparison_panel.live(shown, lambda one: comparison_views.two_curves(one, measure))
        if plan and shown.plan != plan:
            st.info("The settings above are others than those of these curves: press Start to train them.")
    elif plan:
        with lesson.tools():
            st.info(
                say(
                    "Ready: {about}. Predict below what will come out, then press Start. A run of a "
                    "seed begins from the same first weights, where the networks have the same shape, and sees the "
                    "pictures "
                    "in the same order in both recipes.",
                    about=comparison_views.about(plan),
                )
            )
        before.of_plan(plan, "two-before")

on_screen = shown.plan if shown else plan
if on_screen:
    statement, better = comparison_views.statement(on_screen)
    comparison_views.two_numbers(on_screen, shown)
    lesson.experiments(
        "two-recipes",
        about=on_screen.setting,
        statement=statement,
        measured=lambda: comparison_views.two_verdict(shown, better),
        plan=on_screen,
        verdict=lambda: comparison_views.found(shown),
    )
    lesson.check_yourself("two-recipes")
    try:
        dataset = datasets.load(on_screen.base.dataset)
        script = comparison_script(on_screen, [dataset, dataset])
        lesson.same_in_pytorch(script, "two-recipes")
    except ValueError as error:
        shell.problem(error)

lesson.end(
    "two-recipes",
    [
        "N. Srivastava et al.: *Dropout: a simple way to prevent neural networks from overfitting*, 2014",
        "S. Ioffe, C. Szegedy: *Batch normalization: accelerating deep network training*, 2015",
        "X. Bouthillier et al.: *Accounting for variance in machine learning benchmarks*, 2021",
        "W. S. Gosset (Student): *The probable error of a mean*, 1908",
    ],
)
