"""The lesson 'Network in Network': its words on the home page and at its head."""

TITLE = "Network in Network"
QUESTION = "How can a network end without dense layers?"
TRY_FIRST = "Set the hidden units to 0, then run both at another size."
PICTURE = "Two bars: 102.8 million parameters of dense layers, 5,130 of a 1 by 1 convolution"
"""What the picture on its card shows."""
