"""The lesson 'ResNeXt: groups': its words on the home page and at its head."""

TITLE = "ResNeXt: groups"
QUESTION = "What does a convolution save when its channels are put into groups?"
TRY_FIRST = "Predict the time of 32 groups, then measure it."
PICTURE = "Falling bars: the multiply-adds of a convolution with 1, 2, 4 and 8 groups"
"""What the picture on its card shows."""
