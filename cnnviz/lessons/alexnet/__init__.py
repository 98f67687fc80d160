"""The lesson 'AlexNet': its words on the home page and at its head."""

TITLE = "AlexNet"
QUESTION = "Where do 60 million parameters sit, and what did normalisation and dropout do?"
TRY_FIRST = "Switch the normalisation off and on and watch where several maps are bright."
PICTURE = "Two bars: 58.6 million parameters in AlexNet's dense layers, 2.5 million in its convolutions"
"""What the picture on its card shows."""
