"""The lesson 'The laws of convolution': its words on the home page and at its head."""

TITLE = "The laws of convolution"
SHORT = "Laws of convolution"
QUESTION = "May operands change places, and two filters become one?"
TRY_FIRST = "Switch to cross-correlation and see which crosses appear."
PICTURE = "A cat: left of the middle filtered by two kernels in a row, right of it by the two as one, without a seam"
"""What the picture on its card shows."""
