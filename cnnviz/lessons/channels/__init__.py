"""The lesson 'Channels': its words on the home page and at its head."""

TITLE = "Channels"
QUESTION = "How does one kernel look at three channels at once?"
TRY_FIRST = "Set two of the three slices to zero and watch the sum."
PICTURE = "A cup of coffee in three strips: its red, green and blue channel"
"""What the picture on its card shows."""
