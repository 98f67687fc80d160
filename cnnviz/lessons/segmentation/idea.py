"""The idea of the lesson 'Segmentation'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "Semantic segmentation gives every pixel a class. A network has to look far to know what something is, so its maps "
    "become small; but borders are drawn in single pixels. A U-Net goes down and up again: each "
    "[[transposed convolution]] doubles rows and columns, and a skip connection puts the fine map from the way down "
    "beside it, so that what is known and where it lies come together. How good a map is says "
    "[[intersection over union|IoU]], class by class, averaged to mIoU; Dice counts the intersection twice. The share "
    "of right pixels misleads: where most of a picture is background, saying nothing else does well. Instance "
    "segmentation tells objects of one class apart, and panoptic segmentation does both, measured by PQ.",
    r"\text{IoU} = \frac{|A \cap B|}{|A \cup B|}, \quad \text{Dice} = \frac{2\,|A \cap B|}{|A| + |B|}",
    {"A": "the pixels that the network gives to a class", "B": "the pixels that belong to it"},
)
