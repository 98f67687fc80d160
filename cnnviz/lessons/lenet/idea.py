"""The idea of the lesson: LeNet-5, from strokes to ten scores."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "LeNet-5 read the digits on bank cheques in the 1990s, and most networks since have kept its plan. A "
        "[[convolutional layer]] looks for small strokes everywhere in the picture, [[pooling]] makes its [[feature "
        "map|maps]] smaller and forgives small shifts, a second pair looks for combinations of strokes, and three "
        "[[fully connected layer|dense layers]] turn what was found into ten scores, one per digit. Nobody draws the "
        "filters: all weights are learnt from examples. From left to right the maps become smaller and more numerous. "
        "Watch the count, too. A convolution uses the same few weights at every place, so it does most of the work "
        "with few [[parameter|parameters]]; a dense layer has a weight of its own for every pair of value and unit, "
        "and nearly all 61,706 parameters are there."
    ),
    formula=r"P = (n + 1) \cdot m",
    letters={
        "P": "parameters of a dense layer",
        "n": "values that it reads",
        "m": "units, each with one bias (the + 1)",
    },
)
