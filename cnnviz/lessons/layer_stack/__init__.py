"""The lesson 'Layer-stack builder': its words on the home page and at its head."""

TITLE = "Layer-stack builder"
QUESTION = "What does every layer of a network cost, and which one does not fit?"
TRY_FIRST = "Delete the second pooling of LeNet-5 and see which layer grows."
PICTURE = "The feature maps of LeNet-5, from one picture to ten numbers"
"""What the picture on its card shows."""
