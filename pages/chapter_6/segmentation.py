"""Segmentation: a U-Net, trained live, by class, by object, and both."""

import streamlit as st

from cnnviz.lessons.segmentation import claim, formulas, listing
from cnnviz.training import found, scene_recipes
from cnnviz.ui.frame import lesson
from cnnviz.ui.runs import run_panel, scene_form
from cnnviz.ui.views import scenes
from cnnviz.words import say

NETWORKS = {"unet": "with skips", "unet_no_skips": "without skips"}

lesson.begin("segmentation")
run_panel.warm_up()


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        recipe = scene_form.recipe_form("segmentation", scene_recipes.SEGMENTATION, NETWORKS, lesson.controls())
        settings = scene_form.maps("segmentation")
        run_panel.start_button(recipe, "segmentation")
        run = run_panel.opened("segmentation", "segmentation")
        if run:
            run_panel.show(run, recipe, "segmentation", fill=scene_form.fill, scenes=settings)
        base = run.recipe if run else recipe or scene_recipes.SEGMENTATION
        looked = (found.of_run(run) if run else None) or found.shipped(base.network, base.dataset)
        if not run:
            lesson.note("This network ships with the app, trained before. Start trains one anew, from random weights.")
            scenes.show(base.dataset, "segmentation", base.network, looked.scores, settings, key="segmentation-shipped")
    in_your_numbers(looked, settings["scene"])
    lesson.experiments("segmentation", looked=looked, scene=settings["scene"], shipped=found.shipped)
    lesson.check_yourself("segmentation")
    lesson.same_in_pytorch(listing.unet_script(looked.network), "segmentation")


def in_your_numbers(looked: found.Found, scene: int) -> None:
    counts, by_torch = claim.counted(looked, scene), claim.iou_by_torch(looked, scene)
    lesson.numbers(
        formulas.explain(counts, looked.scenes.classes),
        agrees=formulas.agrees(counts, by_torch),
        beside=say(
            "Counted in PyTorch with `&` and `|` on the two maps, class by class, the mean IoU is **{by_torch:.4f}**.",
            by_torch=by_torch,
        ),
    )


laboratory()
lesson.end(
    "segmentation",
    [
        "J. Long, E. Shelhamer, T. Darrell: *Fully Convolutional Networks for Semantic Segmentation*, CVPR 2015",
        "O. Ronneberger, P. Fischer, T. Brox: *U-Net: Convolutional Networks for Biomedical Image Segmentation*, 2015",
        "F. Milletari, N. Navab, S.-A. Ahmadi: *V-Net*, 2016",
        "A. Kirillov et al.: *Panoptic Segmentation*, CVPR 2019",
    ],
)
