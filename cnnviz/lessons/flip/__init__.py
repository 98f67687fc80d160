"""The lesson 'Turning the kernel': its words on the home page and at its head."""

TITLE = "Turning the kernel"
QUESTION = "Convolution or cross-correlation: what changes when the kernel is turned by 180°?"
TRY_FIRST = "Find a kernel for which both give the same picture."
PICTURE = "A cup of coffee, embossed by cross-correlation on the left and by convolution on the right"
"""What the picture on its card shows."""
