"""The lesson 'What units look for': its words on the home page and at its head."""

TITLE = "What units look for"
QUESTION = "What does each layer of a network make of a picture, and which unit answers to what?"
TRY_FIRST = "Choose your own photo and sort the maps by activity."
PICTURE = "The feature maps of a small VGG, layer by layer, from the edges of a cat to ten numbers"
"""What the picture on its card shows."""
