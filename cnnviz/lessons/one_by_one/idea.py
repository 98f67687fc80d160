"""The idea of the lesson '1 × 1 convolution'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A [[filter]] of one pixel sees no neighbours, but it sees all [[channel|channels]] of its pixel. It weighs "
        "them and adds them up: grey from red, green and blue is such a mix, and so is sepia. With several filters the "
        "same table of [[weight|weights]] is applied at every pixel, exactly like a small "
        "[[fully connected layer|dense layer]] that slides over the picture. Networks use this to change the number of "
        "channels at little cost: 28 × 28 × 192 with 32 filters 1×1 becomes 28 × 28 × 32, and a costly 5 × 5 layer "
        "behind it has six times fewer channels to read. Some notes give these filters the size of the map. They are "
        "1 × 1 × 192, whatever the height and width of the picture."
    ),
    formula=r"y[o, r, q] = \sum_{c} w[o, c]\; x[c, r, q] + b[o]",
    letters={
        "y": "the output",
        "o": "number of an output channel, one for each filter",
        "r": "row of a pixel; the same in input and output",
        "q": "column of a pixel",
        "c": "number of an input channel",
        "w": "the weights: a table with a row for each filter",
        "x": "the input",
        "b": "the biases, one for each filter",
    },
)
