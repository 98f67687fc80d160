"""4.14 Ensembles and ten crops: many answers to one picture, averaged, and what that gains."""

import streamlit as st

from cnnviz.lessons.ensembles import listing
from cnnviz.ui.frame import lesson
from cnnviz.ui.labs.ensembles import ensemble_lab
from cnnviz.words import say

lesson.begin("ensembles")


@st.fragment
def laboratory() -> None:
    from cnnviz.lessons.ensembles import formulas
    from cnnviz.networks import ensembles
    from cnnviz.operations import properties

    with lesson.step("lab", "The lab"):
        with lesson.controls():
            plan, picture = ensemble_lab.choose()
        seen = ensemble_lab.seen(picture)
        one, all_of_them = lesson.scenes("One picture", "All pictures")
        with one:
            ensemble_lab.answers(seen, plan, picture)
        with all_of_them:
            ensemble_lab.measured(plan)
        ensemble_lab.downloads(seen, plan)
    by_torch = ensemble_lab.by_torch(seen, plan, picture)
    ours = ensembles.combined(seen.scores[: plan.members, list(plan.crops), 0], plan.how)
    best = int(ours.argmax())
    lesson.numbers(
        formulas.explain(seen, 0, plan.members, plan.name, plan.how),
        agrees=properties.agree(ours.tolist(), by_torch.tolist()),
        beside=say(
            "The networks run on each of torchvision's crops by itself give **{by_torch:.4f}** for "
            "{classes}, by `torch.softmax` and a sum.",
            by_torch=float(by_torch[best]),
            classes=seen.classes[best],
        ),
    )
    lesson.experiments(
        "ensembles",
        measured=lambda: ensemble_lab.verdict(plan),
        trial=ensemble_lab.so_far,
        members=plan.members,
        crops=plan.name,
        how=plan.how,
    )
    lesson.check_yourself("ensembles")
    lesson.same_in_pytorch(listing.ensemble_script(plan.members, plan.name, plan.how), "ensembles")


laboratory()
lesson.end(
    "ensembles",
    [
        "A. Krizhevsky, I. Sutskever, G. Hinton: *ImageNet classification with deep convolutional neural networks*, "
        "2012: ten crops lower the top-5 error from 18.3 % to 17.0 % (section 4.1), five networks from 18.2 % to "
        "16.4 % (table 2)",
        "L. K. Hansen, P. Salamon: *Neural network ensembles*, 1990",
        "torchvision: `transforms.v2.TenCrop`",
    ],
)
