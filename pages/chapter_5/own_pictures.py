"""5.4 Your own pictures: the same training, on classes that the student has photographed."""

import streamlit as st

from cnnviz.training.listing import training_script
from cnnviz.training.recipe import OWN
from cnnviz.ui.frame import lesson
from cnnviz.ui.labs.own_pictures import own_pictures
from cnnviz.ui.runs import claims, dataset_panel, recipe_form, run_panel

EXAMPLES = ("textures", "faces")  # to look at before there are pictures of one's own

lesson.begin("own-pictures")
run_panel.warm_up()


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.folded("Your own pictures"):
            own_pictures.make("own")
        row = lesson.controls()
        with row:
            name = dataset_panel.choose("own", EXAMPLES, label="Train on")
        recipe = recipe_form.recipe_form("own", name, row)
        dataset = dataset_panel.load(name)
        if dataset:
            dataset_panel.show(dataset, "own")
        if name.startswith(OWN):
            own_pictures.remove(name, "own", instead=EXAMPLES[0])
        run, recipe = run_panel.trained(recipe, dataset, "own")
    if run:
        run_panel.ask(run, "own")
        dataset = dataset_panel.load(run.recipe.dataset, run)
    if not (recipe and dataset):
        st.info("The rest of this lesson is about a network that can be trained: change the settings above first.")
        return
    claims.sureness(dataset, run)
    lesson.experiments(
        "own-pictures",
        measured=lambda: claims.more_than_the_largest(dataset, run),
        counts=dataset.counts("validation").tolist(),
    )
    lesson.check_yourself("own-pictures")
    lesson.same_in_pytorch(run.script() if run else training_script(recipe, dataset), "own-pictures")


laboratory()
lesson.end(
    "own-pictures",
    [
        "A. Torralba, A. Efros: *Unbiased look at dataset bias*, 2011",
        "S. Raschka: *Model evaluation, model selection, and algorithm selection in machine learning*, 2018",
        "PyTorch: `torchvision.datasets.ImageFolder`",
    ],
)
