"""1.4 History: milestones, errors on ImageNet by year, and the top-k error itself."""

import math
from typing import Any

import streamlit as st

from cnnviz.lessons.history import formulas, listing
from cnnviz.networks import history, top_k
from cnnviz.networks.history import BY_SYSTEM, CLAIMS, RESULTS, WINNERS
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.labs.history import history_charts

VIEWS = ("errors", "timeline")
PERSON = BY_SYSTEM["a person"]
SEED = 1

lesson.begin("history")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            view = lesson.choice("Show", VIEWS, "history-show")
            before = system("Compare", "XRCE", "history-before")
            after = system("with", "AlexNet", "history-after")
            if view == "errors":
                winners = lesson.choice("Systems", ("winners", "all"), "history-systems") == "winners"
                logarithmic = lesson.choice("Axis", ("linear", "log"), "history-axis") == "log"
        if view == "errors":
            shown = [r for r in RESULTS if not winners or r in (*WINNERS, PERSON, before, after)]
            shown.sort(key=lambda result: result.year)
            history_charts.error_chart(shown, (before, after), logarithmic=logarithmic, person=PERSON)
            lesson.note(
                "Top-5 error in the classification task of the ImageNet challenge, lower is better; the dashed line is "
                "a trained person. The test images of 2010 and 2011 were others: on those of 2010, AlexNet had 17.0 %."
            )
            with lesson.tools(), st.expander("The numbers and their sources", icon=":material/table_rows:"):
                history_charts.results_table(RESULTS)
        else:
            history_charts.milestone_chart()
            with lesson.tools(), st.expander("The milestones and their sources", icon=":material/table_rows:"):
                history_charts.milestones_table()
        shell.copy_link()
    with lesson.step("top-k", "What the error counts"):
        with lesson.controls():
            images = int(control.selectbox("Images", ("50", "200", "500"), 1, **bound("history-images")))
            classes = int(control.selectbox("Classes", ("10", "100", "1000"), 1, **bound("history-classes")))
            k = control.slider("k", 1, 10, 5, **bound("history-k"))
            signal = control.slider("How far the right class is ahead", 0.0, 6.0, 2.0, 0.5, **bound("history-signal"))
        logits, targets = top_k.made_up_logits(images, classes, signal, SEED)
        errors = top_k.errors_for_every_k(top_k.ranks(logits, targets), 10)
        history_charts.top_k_chart(errors, top_k.by_chance(classes, 10), k)
        lesson.note("Made-up outputs of a classifier: one random logit per class, the right one raised.")
    by_topk = top_k.error_by_topk(logits, targets, k)
    counted = errors[:k][-1]
    lesson.numbers(
        formulas.explain(before, after, counted, k, images),
        agrees=math.isclose(by_topk, counted, rel_tol=0, abs_tol=1e-9),
        beside=formulas.by_torch(by_topk, k, images),
    )
    name = control.selectbox("A claim to test", list(CLAIMS), **bound("history-claim"))
    lesson.experiments(
        "history",
        about=name,
        statement=CLAIMS[name].statement,
        measured=CLAIMS[name].decide,
        before=before.system,
        after=after.system,
        classes=classes,
        k=k,
    )
    lesson.check_yourself("history")
    lesson.same_in_pytorch(listing.top_k_script(images, classes, signal, SEED, k), "top-k-error")


def system(label: str, default: str, key: str) -> history.Result:
    names = list(BY_SYSTEM)
    return BY_SYSTEM[control.selectbox(label, names, names.index(default), **bound(key, 210))]


def bound(key: str, width: int = 230) -> dict[str, Any]:
    return {"key": key, "bind": "query-params", "width": shell.px(width)}


laboratory()
lesson.end(
    "history",
    [
        "O. Russakovsky and others: *ImageNet Large Scale Visual Recognition Challenge*, 2015",
        "K. Fukushima: *Neocognitron*, 1980; Y. LeCun and others: *Gradient-based learning applied to document "
        "recognition*, 1998",
        "A. Karpathy: *What I learned from competing against a ConvNet on ImageNet*, 2014",
        "PyTorch: `torch.topk`",
    ],
)
