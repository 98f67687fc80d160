"""The idea of the lesson: every layer reads the maps of all layers before it."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "In a [[dense block]] nothing is thrown away: every layer reads the maps of all layers before it and puts a "
        "few new ones beside them. That is [[concatenation]], channel behind channel, where ResNet adds. Because all "
        "earlier maps stay in reach, a layer need not copy them; it adds only k maps, the [[growth rate]], often 12 "
        "to 32. So a block has far fewer parameters than plain layers of its final width, and the gradient reaches "
        "each layer by a short way. The channels grow by the same number with each layer, in a straight line. Between "
        "blocks a [[transition layer]] makes channels and pixels fewer again, by a 1 × 1 convolution and an average "
        "pooling. The price is memory: all maps are kept, and each concatenation written out copies them again. "
        "“Dense” has nothing to do with dense layers here: all layers are convolutions."
    ),
    formula=r"C_l = k_0 + k \cdot l",
    letters={
        "C_l": "channels behind layer l of the block",
        "k_0": "channels that enter the block",
        "k": "growth rate: maps that each layer adds",
        "l": "the number of the layer",
    },
)
