"""The lesson 'Sliding in one dimension': its words on the home page and at its head."""

TITLE = "Sliding in one dimension"
SHORT = "Sliding in 1-D"
QUESTION = "What is the area under f times a turned and shifted g?"
TRY_FIRST = "Press play, then make both functions boxes of the same width."
PICTURE = "A box and a decay, turned round, with their overlap in yellow, above the result traced up to there"
"""What the picture on its card shows."""
