"""The idea of the lesson: 1 × 1 convolutions and an average instead of dense layers."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Early networks end in [[fully connected layer|dense layers]], which hold most of their parameters and accept "
        "one picture size only. Network in Network replaces both. A [[1 × 1 convolution]] is a small dense network "
        "that looks at all channels of a single pixel and slides over the picture; it mixes channels and leaves the "
        "place alone. The last one makes one map per class, and [[global average pooling]] takes the mean of each map "
        "as the score of its class. That mean has no parameters and can be taken of a map of any size. Change the "
        "size of the maps after building and see who still runs. Some lecture notes give a 1 × 1 filter the height "
        "and width of the map: it has one weight per input channel, whatever the size."
    ),
    formula=r"s_c = \frac{1}{H \cdot W} \sum_{i, j} x_{c, i, j}",
    letters={
        "s_c": "the score of class c",
        "x_{c, i, j}": "the value of the map of class c in row i, column j",
        "i": "the row",
        "j": "the column",
        "H": "height of the map",
        "W": "width of the map",
    },
)
