"""The lesson 'Your own pictures': its words on the home page and at its head."""

TITLE = "Your own pictures"
QUESTION = "Can a network learn to tell the things in this room apart?"
TRY_FIRST = "Try the example, then take ten photos each of two things with the camera."
PICTURE = "Patches of brick, grass and gravel in three rows, one for each class"
"""What the picture on its card shows."""
