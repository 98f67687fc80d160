"""The idea of the lesson: whether one recipe is better than another, or had luck."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "“With [[dropout]] it got 97.2 %, without 96.9 %.” Is dropout better? Train the same recipe again from "
        "another [[seed]], that is from other first weights and another order of pictures, and it may get 96.5 %. One "
        "run of each proves nothing. So train both recipes from the same seeds, take the difference seed by seed, and "
        "look whether the mean of these differences is far enough from zero to be no accident: the interval below "
        "must not contain 0. Pairing helps, because what a seed does to both recipes cancels. With three seeds the "
        "interval is wide, and “cannot be told apart” is an honest answer; it does not mean that both are equal. What "
        "is found holds for this data set, this network and this length of training. Famous sentences of lectures "
        "often fail at that: predict first."
    ),
    formula=r"\bar d \pm t \cdot \frac{s_d}{\sqrt{n}}",
    letters={
        r"\bar d": "mean of the differences of accuracy, seed by seed",
        "s_d": "their standard deviation",
        "n": "number of seeds",
        "t": "Student's factor for 95 %: 4.3 for three seeds, 2.8 for five",
    },
)
