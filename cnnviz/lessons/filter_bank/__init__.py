"""The lesson 'Several filters': its words on the home page and at its head."""

TITLE = "Several filters"
QUESTION = "What comes out when many filters look at the same picture?"
TRY_FIRST = "Swap the photo and see which filter answers most strongly."
PICTURE = "Six feature maps of a cat, one for each of six filters, in blue and red"
"""What the picture on its card shows."""
