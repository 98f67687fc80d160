"""The lesson 'LeNet-5': its words on the home page and at its head."""

TITLE = "LeNet-5"
QUESTION = "How does a network turn a digit into ten scores, and where are its parameters?"
TRY_FIRST = "Look at the maps with random weights, then train it and look again."
PICTURE = "A digit and the feature maps of LeNet-5 that it goes through"
"""What the picture on its card shows."""
