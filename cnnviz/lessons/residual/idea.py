"""The idea of the lesson: why a deeper network can be worse, and how an addition repairs it."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A deeper network could do all that a shallower one does: its extra layers would only have to pass on what "
        "they get. Yet plain deep networks train worse, and not because of [[overfitting]]: their error is higher on "
        "the training pictures, too. Passing something on unchanged is hard to learn for layers of small random "
        "weights. A [[residual block]] makes it the easy case. Its input takes a short cut around two layers and is "
        "added to what they give, so the layers only learn the difference; with weights of zero the block is the "
        "[[identity mapping]]. The [[gradient]], too, runs back along the short cut without being multiplied by any "
        "weights. It is added, not concatenated, as some notes have it: the number of channels stays, and the "
        "addition has no parameters. Compare the gradients of both networks before any training."
    ),
    formula=r"a^{[l+2]} = g\left(z^{[l+2]} + a^{[l]}\right)",
    letters={
        "a^{[l]}": "what enters the block: the output of layer l",
        "z^{[l+2]}": "what its two layers give, before the activation",
        "g": "the activation function, here ReLU",
        "a^{[l+2]}": "what leaves the block",
    },
)
