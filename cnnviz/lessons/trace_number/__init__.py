"""The lesson 'Trace one number': its words on the home page and at its head."""

TITLE = "Trace one number"
QUESTION = "Where does a number deep inside a network come from?"
TRY_FIRST = "Click the largest product again and again until you stand on a pixel."
PICTURE = "A value of a feature map, its window, its weights and its products, and the way down to a cat's pixel"
"""What the picture on its card shows."""
