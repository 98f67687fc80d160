"""The lesson 'Ensembles and ten crops': its words on the home page and at its head."""

TITLE = "Ensembles and ten crops"
SHORT = "Ensembles"
QUESTION = "What is gained by asking several networks, and by showing each of them several crops?"
TRY_FIRST = "Find a picture that averaging changes, then go down to one network on ten crops."
PICTURE = "A drawn star with the outlines of five crops, and six bars: the average of many answers"
"""What the picture on its card shows."""
