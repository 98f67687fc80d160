"""The idea of the lesson: depth, width and resolution scaled together."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "With a larger budget, what should grow? One can make a network deeper (more layers), wider (more channels) "
        "or show it larger pictures. EfficientNet grows all three together: small experiments fix the ratio of α, β "
        "and γ once, and one number φ then says how far to go. This is [[compound scaling]]. Each dimension costs "
        "differently. Twice the depth is twice the [[multiply-add|multiply-adds]]; twice the width is four times, "
        "since channels in and channels out both double; twice the resolution is four times, for there are four times "
        "as many pixels. So α · β² · γ² ≈ 2 means that each step of φ about doubles the cost. About, because layers "
        "come whole and channels in steps of eight. The published B1 to B7 do not lie on the curve exactly either: "
        "compare their counts."
    ),
    formula=(
        r"\alpha \beta^2 \gamma^2 \approx 2; "
        r"\; d = \alpha^{\varphi}, \, w = \beta^{\varphi}, \, r = 224 \, \gamma^{\varphi}"
    ),
    letters={
        r"\alpha": "growth of the depth for each step",
        r"\beta": "growth of the width",
        r"\gamma": "growth of the resolution",
        r"\varphi": "how many steps",
        "d": "times as many layers",
        "w": "times as many channels",
        "r": "pixels a side of the picture",
    },
)
