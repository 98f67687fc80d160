"""The lesson 'MobileNet: depthwise separable': its words on the home page and at its head."""

TITLE = "MobileNet: depthwise separable"
SHORT = "MobileNet"
QUESTION = "Can a layer look at pixels and mix channels one after the other?"
TRY_FIRST = "Predict how much faster it is, then time it on this machine."
PICTURE = "Two bars: 462 million multiply-adds of a convolution, 53 million of a depthwise separable one"
"""What the picture on its card shows."""
