"""The idea of the lesson 'Several filters'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "One [[filter]] looks for one thing. A layer therefore has many, a bank of filters, and all of them look at "
        "the same picture. Each gives a [[feature map]] of its own, and the maps are put on top of each other: the "
        "number of filters becomes the number of [[channel|channels]] that the next layer gets. Height and width "
        "follow from [[kernel]], [[stride]] and [[padding]], as they do for one filter. A filter has as many slices as "
        "the input has channels, so that no channels of the input come out again: they are summed up in every map. The "
        "formula holds for stride 1 without padding. In the lab every map has its own colour scale at first; choose "
        "the common one before you compare which filter answers most strongly."
    ),
    formula=(
        r"\begin{aligned} & (C \times n \times n) \;\star\; F\,(C \times m \times m) \\ "
        r"&= F \times (n - m + 1) \times (n - m + 1) \end{aligned}"
    ),
    letters={
        r"\star": "the sign of sliding: every filter is moved over the input, product by product",
        "C": "channels of the input, and slices of every filter",
        "n": "height and width of the input",
        "F": "number of filters, and so of feature maps",
        "m": "height and width of a filter",
    },
)
