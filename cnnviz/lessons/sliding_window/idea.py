"""The idea of the lesson: a dense layer as a convolution over a larger picture."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A classifier for 14 × 14 pixels can search a larger picture: cut out every window and ask it each time. "
        "Neighbouring windows overlap, so most convolutions are computed many times over. The trick: a [[fully "
        "connected layer|dense layer]] that reads C × f × f values is a [[convolution]] with kernels of f × f and no "
        "padding that happens to fit only once. Give it a larger map and it fits at many places; it gives a map of "
        "scores, one for each window, in a single pass: a [[fully convolutional network]]. The weights are the same "
        "and so are the numbers, but for rounding. The step of the windows cannot be chosen freely, though: it is the "
        "product of all strides inside, here that of the pooling. And with zero [[padding]] inside, both ways would "
        "differ, for a cut-out window has zeros where the whole picture has neighbours."
    ),
    formula=r"\text{windows along an axis} = \frac{n - w}{s} + 1",
    letters={
        "n": "pixels a side of the picture",
        "w": "pixels a side of a window",
        "s": "step of the windows: the product of all strides inside",
    },
)
