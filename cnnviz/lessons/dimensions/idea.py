"""The idea of the lesson on one and three dimensions."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A [[kernel]] can slide along any number of axes. Over a heartbeat, a sound or a stock price it slides along "
        "time: a short row of [[weight|weights]] that answers where the trace looks like it. Over a CT scan, or a clip "
        "of video, it is a small cube that slides in three directions, and its single numbers lie in voxels instead "
        "of pixels. Nothing else changes: the same products, the same sum, the same formula for the size, once for "
        "each axis. [[channel|Channels]] are not an axis along which it slides: twelve leads of an ECG are twelve "
        "channels of a 1-D layer. What changes is the cost, which multiplies with each axis: 5 weights become 25, then "
        "125. In the lab a kernel shaped like a heartbeat finds the beats; read the shapes below it."
    ),
    formula=(
        r"\begin{aligned} & (n^3 \times C) \;\star\; F\,(f^3 \times C) \\ "
        r"&= (n - f + 1)^3 \times F \end{aligned}"
    ),
    letters={
        r"\star": "the sign of sliding: every filter is moved over the volume, product by product",
        "n": "height, width and depth of the volume",
        "C": "channels of the volume",
        "F": "number of filters",
        "f": "height, width and depth of a filter (stride 1, no padding)",
    },
)
