"""The idea of the lesson 'YOLO'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "A sliding window asks the network again at every place. YOLO, “you only look once”, asks once: a convolutional "
    "network brings the picture down to a grid, and every cell answers for the object whose centre lies in it. It says "
    "how sure it is that there is one, where in the cell the centre lies, how large the [[bounding box]] is, measured "
    "in [[anchor box|anchor boxes]], and which class it has. The loss adds three terms: boxes and classes count only "
    "where an object is, the confidence everywhere. Neighbouring cells often find the same object, so that "
    "[[non-maximum suppression]] has the last word: of boxes of one class with a high "
    "[[intersection over union|IoU]] only the one with the best score stays.",
    r"b_x = \sigma(t_x) + i, \quad b_w = a_w \, e^{t_w}",
    {
        "b_x": "the centre of the box, in cells from the left; its height in the picture likewise",
        "t_x": "what the network gives for it",
        r"\sigma": "the sigmoid, which keeps it in its cell",
        "i": "the column of the cell",
        "b_w": "the width of the box in cells; its height likewise",
        "a_w": "the width of the anchor",
        "t_w": "what the network gives for the width",
        "e": "Euler's number",
    },
)
