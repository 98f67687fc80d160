"""The idea of the lesson 'Anchors'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "One [[target vector]] is enough for one object. For several, a grid is laid over the picture, and each cell gets "
    "[[anchor box|anchor boxes]] of a few shapes: a vector for each of them. While training, every anchor must be told "
    "what to say. With an [[intersection over union|IoU]] above a threshold it has to find that object; far below, it "
    "has to say background; between both, nobody tells it anything. An object that no anchor fits would never be "
    "learnt, so that its best one is forced to take it. What an anchor learns is not the box itself but the "
    "[[offset|offsets]] from its own place and size, which are small numbers for objects of any size. YOLO decides "
    "otherwise: the cell in which the centre lies has to find the object.",
    r"t_x = \frac{x - x_a}{w_a} \qquad t_w = \ln \frac{w}{w_a}",
    {
        "t_x": "how far right of the anchor the object lies, in widths of the anchor",
        "x": "the centre of the object",
        "x_a": "the centre of the anchor",
        "t_w": "how much wider than the anchor the object is",
        "w": "the width of the object",
        "w_a": "the width of the anchor",
    },
)
