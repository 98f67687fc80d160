"""The lesson 'Effective receptive field': its words on the home page and at its head."""

TITLE = "Effective receptive field"
SHORT = "Effective field"
QUESTION = "Which of the pixels that a unit sees really matter?"
TRY_FIRST = "Double the number of layers and see by how much each of the two fields grows."
PICTURE = "A cat with the theoretical receptive field as a box and the effective one as a glow in its middle"
"""What the picture on its card shows."""
