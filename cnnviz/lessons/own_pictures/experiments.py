"""Experiments of the lesson on one's own pictures: what an accuracy is worth."""

from collections.abc import Sequence

from cnnviz.lessons.experiment import Experiment, Number, measured
from cnnviz.words import say

NONE = "This set keeps no pictures back for validation: give it more of them."


def _largest(counts: Sequence[int]) -> tuple[float | None, str]:
    if not sum(counts):
        return None, NONE
    share = max(counts) / sum(counts)
    return 100 * share, say(
        "{most} of {all} validation pictures belong to the largest class: **{share:.1%}**. A network has to do better "
        "than that before one may say that it has learnt anything.",
        most=max(counts), all=sum(counts), share=share,
    )  # fmt: skip


def _one_more(counts: Sequence[int]) -> tuple[float | None, str]:
    if not sum(counts):
        return None, NONE
    one = 100 / sum(counts)
    return one, say(
        "There are {all} validation pictures, so each of them is **{one:.3g}** points.", all=sum(counts), one=one
    )


def _balanced(counts: Sequence[int]) -> tuple[bool | None, str]:
    if not sum(counts):
        return None, NONE
    return max(counts) == min(counts), say(
        "The smallest class has **{least}** validation pictures, the largest **{most}**.",
        least=min(counts), most=max(counts),
    )  # fmt: skip


def _twice(counts: Sequence[int]) -> tuple[bool, str]:
    from cnnviz.training.sureness import standard_error

    half = max(1, sum(counts) // 2)
    once, twice = standard_error(half, 2 * half), standard_error(2 * half, 4 * half)
    return twice <= 0.5 * once, say(
        "At an accuracy of 50 %, {count:,} pictures leave a standard error of {once:.2%}, and {twice_count:,} one of "
        "**{twice:.2%}**: it falls with the root of their number, so that it takes four times as many to halve it.",
        count=2 * half, once=once, twice_count=4 * half, twice=twice,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment("claim", "The network has learnt more than which class is the largest.", measured),
    Experiment(
        "largest",
        "How right is one who always names the largest class, without looking?",
        _largest,
        {"own-dataset": "textures"},
        number=Number("%", 0.05),
    ),
    Experiment(
        "one-more",
        "By how many points does the accuracy rise with one more right answer?",
        _one_more,
        {"own-dataset": "faces"},
        number=Number("points", 0.05),
    ),
    Experiment("balanced", "All classes have equally many validation pictures.", _balanced, {"own-dataset": "faces"}),
    Experiment(
        "twice",
        "With twice as many validation pictures the accuracy is twice as sure: its standard error halves.",
        _twice,
    ),
)
