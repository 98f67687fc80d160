"""The lesson 'Pooling and small shifts': its words on the home page and at its head."""

TITLE = "Pooling and small shifts"
SHORT = "Pooling and shifts"
QUESTION = "Does the output stay the same when the picture moves by a pixel?"
TRY_FIRST = "Raise the window to 4 and compare max with max blur."
PICTURE = "What changes in a feature map when a cat moves by one pixel: on the left without, on the right with pooling"
"""What the picture on its card shows."""
