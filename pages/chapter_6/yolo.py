"""YOLO: a one-stage detector, trained live, and what it finds."""

import streamlit as st

from cnnviz.lessons.yolo import claim, formulas, listing
from cnnviz.training import found, scene_recipes
from cnnviz.ui.frame import lesson
from cnnviz.ui.runs import run_panel, scene_form
from cnnviz.ui.views import scenes
from cnnviz.words import say

NETWORKS = {"tiny_yolo": "one anchor", "tiny_yolo_2": "two anchors"}

lesson.begin("yolo")
run_panel.warm_up()


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        recipe = scene_form.recipe_form("yolo", scene_recipes.DETECTION, NETWORKS, lesson.controls())
        settings = scene_form.thresholds("yolo")
        run_panel.start_button(recipe, "yolo")
        run = run_panel.opened("yolo", "detection")
        if run:
            run_panel.show(run, recipe, "yolo", fill=scene_form.fill, scenes=settings)
        base = run.recipe if run else recipe or scene_recipes.DETECTION
        looked = (found.of_run(run) if run else None) or found.shipped(base.network, base.dataset)
        if not run:
            lesson.note("This network ships with the app, trained before. Start trains one anew, from random weights.")
            scenes.show(base.dataset, "detection", base.network, looked.scores, settings, key="yolo-shipped")
    in_your_numbers(looked, settings)
    values = {"looked": looked, "metrics": run.metrics if run else None, **settings}
    lesson.experiments("yolo", **values)
    lesson.check_yourself("yolo")
    script = listing.yolo_script(looked.network, settings["least"], settings["most"])
    lesson.same_in_pytorch(script, "yolo")


def in_your_numbers(looked: found.Found, settings: dict[str, float]) -> None:
    scene, least, most = int(settings["scene"]), settings["least"], settings["most"]
    surest, (ours, theirs) = claim.surest(looked, scene), claim.both_suppressions(looked, scene, least, most)
    lesson.numbers(
        formulas.explain(surest),
        agrees=ours == theirs,
        beside=say(
            "`torchvision.ops.batched_nms` keeps the same **{n}** boxes of this scene, at a score of at least "
            "{least:g} and an IoU of at most {most:g}.",
            n=len(theirs), least=least, most=most,
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "yolo",
    [
        "J. Redmon, S. Divvala, R. Girshick, A. Farhadi: *You Only Look Once: Unified, Real-Time Object Detection*, "
        "CVPR 2016",
        "J. Redmon, A. Farhadi: *YOLO9000: Better, Faster, Stronger*, CVPR 2017",
        "Z. Zheng et al.: *Distance-IoU Loss: Faster and Better Learning for Bounding Box Regression*, AAAI 2020",
        "torchvision: `ops.batched_nms`, `ops.complete_box_iou_loss`",
    ],
)
