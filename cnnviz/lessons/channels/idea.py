"""The idea of the lesson 'Channels'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A colour picture is three pictures on top of each other, its [[channel|channels]] red, green and blue; inside "
        "a network there are hundreds. A [[filter]] has a slice for each of them: its own small [[kernel]] for red, "
        "for green and for blue. Each slice slides over its channel, all at the same place, and the partial results "
        "are added up, then the [[bias]]. So one filter gives one [[feature map]], however many channels go in: 6 × 6 "
        "× 3 pixels and a filter of 3 × 3 × 3 give 4 × 4 × 1, not 4 × 4 × 3. This is how a filter can look for a red "
        "edge, or for green beside blue. Slices of zeros make it blind to a channel. The filter does not slide along "
        "the channels; it always covers all of them."
    ),
    formula=r"y[r, q] = \sum_{c, i, j} k[c, i, j]\; x[c, r + i, q + j] + b",
    letters={
        "y": "the output: one value for each row r and column q, without channels",
        "r": "row of the output",
        "q": "column of the output",
        "c": "number of the channel",
        "i": "row of a slice",
        "j": "column of a slice",
        "k": "the filter, k[c] its slice for channel c",
        "x": "the input, x[c] its channel c",
        "b": "the bias: one number, added once",
    },
)
