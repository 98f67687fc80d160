"""5.3 Overfitting: the same network learns from few and from many examples."""

import streamlit as st

from cnnviz.training.comparison.comparison import Comparison
from cnnviz.training.comparison.listing import comparison_script
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.runs import before, comparison_form, comparison_panel, comparison_views, datasets, run_panel
from cnnviz.words import say

lesson.begin("overfitting")
run_panel.warm_up()
shown = comparison_panel.opened(setting="examples")

with lesson.step("lab", "The lab"):
    plan = comparison_form.few_examples(shown)
    with lesson.start():
        comparison_panel.buttons(plan, shown, key="over")
    on_screen = shown.plan if shown else plan
    which = 0
    if on_screen:
        with lesson.controls():
            recipes = dict(zip(map(str, on_screen.values), on_screen.labels, strict=True))
            which = [*recipes].index(lesson.choice("Curves of", recipes, "over-which"))
            measure = lesson.choice("Over the epochs", ("accuracy", "loss"), "over-measure")
    if shown:
        lesson.note(comparison_views.about(shown.plan))

        def curves(one: Comparison) -> None:
            left, right = st.columns(2)
            with left:
                comparison_views.by_examples(one)
            with right:
                comparison_views.over_time(one, which, measure)

        comparison_panel.live(shown, curves)
        if plan and shown.plan != plan:
            st.info("The settings above are others than those of these curves: press Start to train them.")
    elif plan:
        with lesson.tools():
            st.info(
                say(
                    "Ready: {about}. Predict below what will come out, then press Start.",
                    about=comparison_views.about(plan),
                )
            )
        before.of_plan(plan, "over-before")
    lesson.note(
        "Training accuracy is the mean over the batches of the last epoch, as they were met, with dropout and "
        "augmentation if there are any; validation accuracy is that of pictures that the network has never learnt from."
    )

if on_screen:
    comparison_views.gap_numbers(on_screen, shown, which)
    lesson.experiments(
        "overfitting",
        measured=lambda: comparison_views.data_verdict(shown),
        tables=lambda: comparison_views.tables(shown),
        labels=on_screen.labels,
    )
    lesson.check_yourself("overfitting")
    try:
        script = comparison_script(on_screen, [datasets.load(on_screen.base.dataset)])
        lesson.same_in_pytorch(script, "overfitting")
    except ValueError as error:
        shell.problem(error)

lesson.end(
    "overfitting",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, sections 5.2 and 7.4",
        "C. Zhang et al.: *Understanding deep learning requires rethinking generalization*, 2017",
        "C. Sun et al.: *Revisiting unreasonable effectiveness of data in deep learning era*, 2017",
    ],
)
