"""The lesson 'Dense or convolution': its words on the home page and at its head."""

TITLE = "Dense or convolution"
QUESTION = "What does a layer cost on a whole picture, and what does a convolution save?"
TRY_FIRST = "Double the height and width of the image and watch which bars move."
PICTURE = "Two bars on a logarithmic axis: 6,220,801,000 parameters of a dense layer, 1,792 of a convolution"
"""What the picture on its card shows."""
