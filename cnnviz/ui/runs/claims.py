"""What lectures claim of training, measured on a run."""

import math
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.ui.frame import lesson, shell
from cnnviz.words import joined, say

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.data import Dataset
    from cnnviz.training import Run
    from cnnviz.training.features import Learnt

NO_RUN = "Your prediction is kept. It is measured on a run: press Start, or open one of your runs."


def chance_loss(classes: int) -> float:
    """The cross-entropy of a network that gives each class the same probability."""
    return math.log(classes)


def features_are_learnt(run: "Run | None") -> tuple[bool | None, str]:
    """What the claim of lesson 5.1 comes to on the run that is open."""
    if run is None:
        return None, NO_RUN
    try:
        found = _learnt(run.id, run.snapshots()[-1], run)
    except (ValueError, IndexError) as error:
        return None, say("Nothing can be measured yet. {error}", error=shell.told(error))
    return found.holds, (
        say(
            "From step 0 to step {step:,} the weights of `{layer}` have changed by **{change:.0%}** "
            "of their length. The same readout, a ridge regression on what the last layer gets, is right on "
            "**{before:.1%}** of {pictures:,} validation pictures with the random first weights, and on "
            "**{after:.1%}** with the learnt ones; the difference has a standard error of {error:.1%}.",
            step=found.step, layer=found.layer, change=found.change, before=found.before, pictures=found.pictures,
            after=found.after, error=found.error,
        )
    )  # fmt: skip


@st.cache_data(max_entries=200, show_spinner="Measuring the features.")
def _learnt(run_id: str, step: int, _run: "Run") -> "Learnt":
    from cnnviz.training.features import learnt

    return learnt(_run)


def sureness(dataset: "Dataset", run: "Run | None") -> None:
    """What the split and the run's accuracy are worth, in the numbers of lesson 5.4, beside torch's."""
    from cnnviz.lessons.own_pictures import formulas
    from cnnviz.operations import properties
    from cnnviz.training import sureness

    lines, counts = formulas.explain_split(dataset), dataset.counts("validation").double()
    ours, theirs = [sureness.largest_share(dataset)], [float(counts.max() / counts.sum())]
    beside = say("`Tensor.bincount` of the validation labels gives {counts}.", counts=[int(count) for count in counts])
    if (found := _answers(run)) is not None:
        step, right = found
        lines += formulas.explain_error(int(right.sum()), len(right))
        ours.append(sureness.standard_error(int(right.sum()), len(right)))
        theirs.append(float(right.double().std(correction=0)) / math.sqrt(len(right)))
        beside = joined([beside, say(
            "`Tensor.std` of the {right} answers at step {step:,}, right 1 and wrong 0, divided by the root of "
            "their number, is **{theirs:.4g}**.",
            right=len(right), step=step, theirs=theirs[-1],
        )], " ")  # fmt: skip
    lesson.numbers(lines, agrees=properties.agree(ours, theirs), beside=beside)


def more_than_the_largest(dataset: "Dataset", run: "Run | None") -> tuple[bool | None, str]:
    """What the claim of lesson 5.4 comes to on the run that is open."""
    from cnnviz.training import sureness

    found = _answers(run)
    if found is None:
        return None, NO_RUN
    step, right = found
    correct, total = int(right.sum()), len(right)
    error = sureness.standard_error(correct, total)
    return sureness.beats_the_largest(correct, total, dataset), (
        say(
            "At step {step:,} it is right on **{share:.1%}** of {total:,} validation pictures, with a "
            "standard error of {error:.1%}. Naming the largest class always would be right on "
            "**{largest_share:.1%}**. Two standard errors apart counts as more here.",
            step=step, share=correct / total, total=total, error=error,
            largest_share=sureness.largest_share(dataset),
        )
    )  # fmt: skip


def _answers(run: "Run | None") -> "tuple[int, Tensor] | None":
    from cnnviz.training import sureness

    try:
        return sureness.right_answers(run) if run else None
    except ValueError as error:
        shell.problem(error)
        return None
