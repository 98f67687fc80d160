"""The lesson 'Stride and dilation': its words on the home page and at its head."""

TITLE = "Stride and dilation"
QUESTION = "Which positions are computed, what does it save, and what is lost?"
TRY_FIRST = "Set stride 2 and dilation 2, and see how many pixels are never used."
PICTURE = "A temple: the left half as a photo, the right half from every eighth pixel only"
"""What the picture on its card shows."""
