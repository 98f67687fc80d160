"""The lesson 'Inception: bottlenecks': its words on the home page and at its head."""

TITLE = "Inception: bottlenecks"
SHORT = "Inception"
QUESTION = "How can a network afford kernels of several sizes side by side?"
TRY_FIRST = "Narrow the bottleneck from 16 to 4 filters, then widen it until it no longer pays."
PICTURE = "Two bars: 120.4 million multiply-adds of a 5 by 5 convolution, 12.4 million with a bottleneck"
"""What the picture on its card shows."""
