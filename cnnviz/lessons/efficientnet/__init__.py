"""The lesson 'EfficientNet: scaling': its words on the home page and at its head."""

TITLE = "EfficientNet: scaling"
SHORT = "EfficientNet"
QUESTION = "Deeper, wider or finer pictures: where does more computing go?"
TRY_FIRST = "Raise φ step by step and compare the multiply-adds with 2^φ."
PICTURE = "Rising bars: the multiply-adds of EfficientNet B1 to B4"
"""What the picture on its card shows."""
