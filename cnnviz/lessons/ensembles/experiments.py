"""Experiments of the lesson on ensembles: what networks gain, what crops gain, and what averaging costs."""

from collections.abc import Callable
from statistics import mean
from typing import TYPE_CHECKING

from cnnviz.lessons.experiment import Experiment, measured
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.networks.ensembles import Trial

BEST = {"probabilities": "Probabilities", "votes": "Votes", "equal": "No difference of half a point"}
START = {"ens-networks": "5", "ens-crops": "10-crops", "ens-how": "probabilities"}


def _crops(trial: "Callable[[], Trial]", members: int, crops: str, how: str) -> tuple[bool, str]:
    from cnnviz.networks import ensembles

    found = trial()
    alone = mean(ensembles.by_members(found, crops, how)[0])
    together = mean(ensembles.by_members(found, "1 crop", how)[members - 1])
    single = mean(ensembles.by_members(found, "1 crop", how)[0])
    return alone > together, say(
        "On {count} pictures one network on one crop gets {single:.1%} right, one network with {crops} "
        "**{alone:.1%}**, and {members} together on one crop **{together:.1%}**. Crops of one picture share most of "
        "their pixels, so one network makes much the same mistakes on all of them.",
        count=len(found.labels), single=single, crops=crops, alone=alone, members=members, together=together,
    )  # fmt: skip


def _broken(trial: "Callable[[], Trial]", members: int, crops: str, how: str) -> tuple[bool, str]:
    from cnnviz.networks import ensembles

    found = trial()
    gain = ensembles.gain(found, members, crops, how)
    return gain.broken == 0, say(
        "Of {count} pictures {fixed} that network 1 got wrong become right, and **{broken}** that it got right become "
        "wrong: there the others outvote it.",
        count=len(found.labels), fixed=gain.fixed, broken=gain.broken,
    )  # fmt: skip


def _votes(trial: "Callable[[], Trial]", members: int, crops: str) -> tuple[str, str]:
    from cnnviz.networks import ensembles

    found = trial()
    chosen = found.scores[:members, list(ensembles.PLANS[crops])]
    probabilities, votes = (ensembles.accuracy(chosen, found.labels, how) for how in ("probabilities", "votes"))
    gap = probabilities - votes
    return "equal" if abs(gap) < 0.005 else "probabilities" if gap > 0 else "votes", say(
        "Mean probabilities get **{probabilities:.1%}** of {count} pictures right, votes **{votes:.1%}**. A vote "
        "forgets how sure an answer was.",
        probabilities=probabilities, count=len(found.labels), votes=votes,
    )  # fmt: skip


def _half(trial: "Callable[[], Trial]", members: int, crops: str, how: str) -> tuple[bool | None, str]:
    from cnnviz.networks import ensembles

    if members < 3:
        return None, "This compares two networks with more of them: choose at least three."
    found = trial()
    one, two, *_, all_of_them = (mean(values) for values in ensembles.by_members(found, crops, how)[:members])
    share = (two - one) / (all_of_them - one) if all_of_them != one else 0.0
    return share > 0.5, say(
        "On average over every choice of them, one network gets {one:.1%} right, two {two:.1%} and {members} "
        "{all:.1%}: the second brings **{share:.0%}** of the gain. Each further answer changes the mean less.",
        one=one, two=two, members=members, all=all_of_them, share=share,
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "Averaging over several networks and ten crops of each picture makes the answer more accurate.",
        measured,
    ),
    Experiment(
        "crops",
        "Showing one network many crops gains more than asking several networks about one crop.",
        _crops,
        START,
    ),
    Experiment(
        "broken",
        "Averaging only puts mistakes right: what network 1 has right stays right.",
        _broken,
        START,
    ),
    Experiment(
        "votes",
        "Which gets more pictures right, the mean of all probabilities or a vote?",
        _votes,
        START,
        choices=BEST,
    ),
    Experiment(
        "half",
        "The second network brings more than half of the whole gain.",
        _half,
        START | {"ens-crops": "1-crop"},
    ),
)
