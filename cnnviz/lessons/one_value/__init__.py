"""The lesson 'One value at a time': its words on the home page and at its head."""

TITLE = "One value at a time"
QUESTION = "Where does one number of the output come from?"
TRY_FIRST = "Point at any output cell and read its products."
PICTURE = "A 3 by 3 input, a 2 by 2 kernel and the 2 by 2 output, with their numbers"
"""What the picture on its card shows."""
