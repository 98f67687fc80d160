"""The lesson 'VGG: small kernels': its words on the home page and at its head."""

TITLE = "VGG: small kernels"
QUESTION = "Why two 3 × 3 convolutions instead of one 5 × 5?"
TRY_FIRST = "Set in_channels to 3, as in a first layer, and see who wins then."
PICTURE = "Two bars: 73,856 parameters of two 3 by 3 convolutions, 102,464 of one 5 by 5"
"""What the picture on its card shows."""
