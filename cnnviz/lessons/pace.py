"""About how long a lesson takes."""

from functools import cache

from cnnviz.lessons import exercises, experiment, idea

WORDS_A_MINUTE = 100  # half the pace of a novel: there is a formula beside them
LOOK_ROUND = 3  # minutes in the lab before the first experiment
EXPERIMENT = 2  # minutes to predict, to set the stage, and to read the reason
STEP = 5  # minutes; nobody reads at the same pace


@cache
def minutes(stem: str) -> int:
    """Minutes for this lesson: its idea read, the lab looked at, every experiment, and one question of each kind.

    A question takes as many minutes as its level, 1 to 3. In steps of five.
    """
    told = idea.of(stem)
    reading = len(told.text.split()) / WORDS_A_MINUTE if told else 0
    slug = stem.replace("_", "-")
    asking = sum(exercises.level(exercises.Named(slug, kind, 0)) for kind in exercises.kinds(slug))
    exact = reading + LOOK_ROUND + EXPERIMENT * len(experiment.of(stem)) + asking
    return STEP * round(exact / STEP)
