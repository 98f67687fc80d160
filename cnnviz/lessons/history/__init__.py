"""The lesson 'History': its words on the home page and at its head."""

TITLE = "History"
QUESTION = "How did these networks come about, and by how much did each of them improve?"
TRY_FIRST = "Compare AlexNet with the winner of the year before."
PICTURE = "Falling bars: the top-5 errors of the ImageNet winners from 2010 to 2017, and a line for a person"
"""What the picture on its card shows."""
