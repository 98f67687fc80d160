"""The lesson 'Connections': its words on the home page and at its head."""

TITLE = "Connections"
QUESTION = "Which units touch each other, and which of their weights are the same?"
TRY_FIRST = "Point at one input, then add a second and a third layer."
PICTURE = "Units of a dense layer, all connected, beside those of a convolution, three lines from each in three colours"
"""What the picture on its card shows."""
